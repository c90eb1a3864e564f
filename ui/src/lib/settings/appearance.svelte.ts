import { locale, type LocaleName } from '$lib/messages/index.svelte';

export type ThemeWish = 'system' | 'light' | 'dark';

const THEME_KEY = 'mojo.theme';
const LANGUAGE_KEY = 'mojo.language';

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Without storage the choice lasts as long as the window.
  }
}

/** How the window looks on this device: theme and language. */
class Appearance {
  theme = $state<ThemeWish>('system');
  #systemDark = $state(false);

  /** Reads what was chosen and follows the system until the result is called. */
  start(): () => void {
    const wish = read(THEME_KEY);
    if (wish === 'light' || wish === 'dark') this.theme = wish;
    if (read(LANGUAGE_KEY) === 'en') locale.name = 'en';
    const dark = globalThis.matchMedia?.('(prefers-color-scheme: dark)');
    const follow = () => {
      this.#systemDark = dark?.matches ?? false;
      this.#apply();
    };
    follow();
    dark?.addEventListener('change', follow);
    return () => dark?.removeEventListener('change', follow);
  }

  get isDark(): boolean {
    return this.theme === 'dark' || (this.theme === 'system' && this.#systemDark);
  }

  setTheme(theme: ThemeWish): void {
    this.theme = theme;
    write(THEME_KEY, theme);
    this.#apply();
  }

  setLanguage(name: LocaleName): void {
    locale.name = name;
    write(LANGUAGE_KEY, name);
    this.#apply();
  }

  #apply(): void {
    document.documentElement.dataset.theme = this.isDark ? 'dark' : 'light';
    document.documentElement.lang = locale.name;
  }
}

export const appearance = new Appearance();
