import { locale } from '$lib/messages/index.svelte';

const GERMAN: Record<string, string> = {
  Ctrl: 'Strg',
  Shift: 'Umschalt',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
};
const ENGLISH: Record<string, string> = { ...GERMAN, Ctrl: 'Ctrl', Shift: 'Shift' };

/** How a combination is printed on a button: `Ctrl+N` is `Strg N` in German. */
export function keyLabel(combo: string): string {
  const names = locale.name === 'de' ? GERMAN : ENGLISH;
  return splitCombo(combo)
    .map((part) => names[part] ?? (part.length === 1 ? part.toUpperCase() : part))
    .join(' ');
}

/** Splits at `+`, but keeps the plus key itself: `Ctrl++` is `Ctrl` and `+`. */
export function splitCombo(combo: string): string[] {
  if (combo === '+') return ['+'];
  return combo.endsWith('++') ? [...combo.slice(0, -2).split('+'), '+'] : combo.split('+');
}
