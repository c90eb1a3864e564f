import { toasts } from '$lib/components/toasts.svelte';
import { keys } from '$lib/keys/registry.svelte';
import { t } from '$lib/messages/index.svelte';
import { router } from '$lib/router.svelte';
import { isScreen, type RailItem } from '$screens/registry';

export interface WindowKeys {
  rail: () => RailItem[];
  openPalette: () => void;
  openKeys: () => void;
  lock: () => void;
}

/** The keys that work on every screen, and what a scanner does wherever the focus is. */
export function windowKeys({ rail, openPalette, openKeys, lock }: WindowKeys): () => void {
  const words = () => t().frame.keys;
  const everywhere = () => words().everywhere;
  const screens = rail().map((item) => ({
    combo: item.combo,
    label: () => t().frame.screens[item.id],
    group: () => words().screens,
    run: () => router.go(item.id),
  }));
  const has = (id: RailItem['id']) => rail().some((item) => item.id === id);
  const off = keys.registerWindow(
    ...screens,
    { combo: 'Ctrl+K', label: () => words().palette, group: everywhere, run: openPalette },
    {
      combo: 'F3',
      label: () => words().checkIn,
      group: everywhere,
      run: () => router.go('reception'),
    },
    ...(has('pos')
      ? [
          {
            combo: 'F4',
            label: () => words().sale,
            group: everywhere,
            run: () => router.go('pos'),
          },
        ]
      : []),
    ...(has('contacts')
      ? [
          {
            combo: 'Ctrl+N',
            label: () => words().newContact,
            group: everywhere,
            run: () => router.go('contacts', 'new'),
          },
        ]
      : []),
    {
      combo: 'Ctrl+Z',
      label: () => words().undo,
      group: everywhere,
      when: () => toasts.canUndo,
      run: () => toasts.undoNewest(),
    },
    { combo: 'Ctrl+L', label: () => words().lock, group: everywhere, always: true, run: lock },
    { combo: '?', label: () => words().list, group: everywhere, run: openKeys },
    { combo: 'F1', label: () => words().list, group: everywhere, silent: true, run: openKeys },
  );
  keys.onscan = ({ code, kind }) => {
    if (kind === 'card') router.go('reception', 'check-in', code);
    else if (kind === 'product' && isScreen('pos')) router.go('pos', 'scan', code);
    else if (kind === 'invoice' && isScreen('invoices')) router.go('invoices', code);
    else if (kind === 'receipt' && isScreen('pos')) router.go('pos', 'receipt', code);
    else {
      const { unknown, unknownText } = t().frame.scan;
      toasts.show({ tone: 'amber', title: unknown(code), text: unknownText });
    }
  };
  return () => {
    off();
    keys.onscan = null;
  };
}
