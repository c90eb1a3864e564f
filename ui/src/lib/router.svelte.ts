/** The screens of the rail, as the core names them, and those that are reached from elsewhere. */
export type ScreenId =
  | 'reception'
  | 'contacts'
  | 'pos'
  | 'cards'
  | 'invoices'
  | 'commissions'
  | 'administration'
  | 'cases';

/** Where the window is: a screen and what follows it, e.g. `cards`, `sell`, a contact. */
export class Router {
  screen = $state<ScreenId>('reception');
  /** What follows the screen. A new array for every call, so that the same wish counts twice. */
  path = $state.raw<string[]>([]);
  #before: { screen: ScreenId; path: string[] }[] = [];

  go(screen: ScreenId, ...path: string[]): void {
    this.#before = [...this.#before, { screen: this.screen, path: this.path }].slice(-20);
    this.#show(screen, path);
  }

  /** What follows `screen`, or nothing while the window shows another one. */
  pathOf(screen: ScreenId): string[] {
    return this.screen === screen ? this.path : [];
  }

  /** Goes on without a step to come back to, e.g. when a wish has been served. */
  replace(screen: ScreenId, ...path: string[]): void {
    this.#show(screen, path);
  }

  back(): void {
    const last = this.#before.at(-1) ?? { screen: 'reception' as const, path: [] };
    this.#before = this.#before.slice(0, -1);
    this.#show(last.screen, last.path);
  }

  /** Reads `#/cards/sell/…`; a link or a reload leads to the same place. */
  read(hash: string, known: (screen: string) => boolean): void {
    const [screen, ...path] = hash.replace(/^#\/?/, '').split('/').map(decodeURIComponent);
    if (screen && known(screen)) this.#show(screen as ScreenId, path);
  }

  #show(screen: ScreenId, path: string[]): void {
    this.screen = screen;
    this.path = path;
    const hash = `#/${[screen, ...path].map(encodeURIComponent).join('/')}`;
    if (typeof history !== 'undefined') history.replaceState(null, '', hash);
  }
}

export const router = new Router();
