import type { Backend } from '$lib/backend/backend';
import type {
  AffiliateCodeChange,
  AffiliateCodeInput,
  AffiliateCodeRow,
  AffiliateCodesView,
  DocumentView,
} from '$lib/backend/types';
import { attempt } from '$lib/fail';
import { OnceKeys } from '$lib/once';

/** The tenant's affiliate codes, one of them chosen, with the picture of its link. */
export class CodesController {
  view = $state.raw<AffiliateCodesView | null>(null);
  /** A question to the platform is under way. */
  busy = $state(false);
  /** The QR code of the chosen code's link; none for a retired one. */
  picture = $state.raw<DocumentView | null>(null);
  #code = $state<string | null>(null);
  #turn = 0;
  readonly #once: OnceKeys;

  constructor(private readonly backend: Backend) {
    this.#once = OnceKeys.of(backend);
  }

  get rows(): AffiliateCodeRow[] {
    return this.view?.codes ?? [];
  }

  get isEmpty(): boolean {
    return this.view !== null && this.view.codes.length === 0;
  }

  /** Where the chosen one stands. */
  get at(): number | null {
    const at = this.rows.findIndex((row) => row.code === this.#code);
    return at < 0 ? null : at;
  }

  get chosen(): AffiliateCodeRow | null {
    return this.rows.find((row) => row.code === this.#code) ?? null;
  }

  /** Keeps itself up to date until the result is called. */
  watch(): () => void {
    return this.backend.onChange((change) => {
      if (this.view && change.touches('commissions', 'account')) attempt(this.load());
    });
  }

  async load(): Promise<void> {
    this.view = await this.backend.listAffiliateCodes();
    if (!this.chosen) this.#code = this.rows[0]?.code ?? null;
    await this.#draw();
  }

  choose(index: number): Promise<void> {
    this.#code = this.rows[index]?.code ?? null;
    return this.#draw();
  }

  /** The new code is the chosen one. Asked for again after an answer that was lost, it is the same code. */
  async create(wish: Omit<AffiliateCodeInput, 'key'>): Promise<AffiliateCodeRow> {
    const made = await this.#ask(() =>
      this.#once.run(['code', wish], (key) => this.backend.createAffiliateCode({ ...wish, key })),
    );
    this.#code = made.code;
    await this.load();
    return made;
  }

  async edit(change: AffiliateCodeChange): Promise<void> {
    await this.#ask(() => this.backend.editAffiliateCode(change));
    await this.load();
  }

  async #ask(question: () => Promise<AffiliateCodeRow>): Promise<AffiliateCodeRow> {
    this.busy = true;
    try {
      return await question();
    } finally {
      this.busy = false;
    }
  }

  /** A picture that comes late is not shown beside another code. */
  async #draw(): Promise<void> {
    const turn = ++this.#turn;
    const row = this.chosen;
    if (!row || row.retiredAt !== null) {
      this.picture = null;
      return;
    }
    try {
      const picture = await this.backend.affiliateFlyerPng(row.code);
      if (turn === this.#turn) this.picture = picture;
    } catch (error) {
      if (turn === this.#turn) this.picture = null;
      throw error;
    }
  }
}
