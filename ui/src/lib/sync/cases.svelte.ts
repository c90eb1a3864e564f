import type { Backend } from '$lib/backend/backend';
import type { CaseRow, SettleCaseRequest } from '$lib/backend/types';

export type CaseTab = 'open' | 'settled';

/** The cases, open and settled, and the one that is looked at. */
export class CasesController {
  tab = $state<CaseTab>('open');
  open = $state.raw<CaseRow[] | null>(null);
  settled = $state.raw<CaseRow[] | null>(null);
  #wanted = $state('');

  constructor(private readonly backend: Backend) {}

  get rows(): CaseRow[] | null {
    return this.tab === 'open' ? this.open : this.settled;
  }

  /** The case that was asked for, or else the first. */
  get one(): CaseRow | undefined {
    return this.rows?.find((row) => row.caseId === this.#wanted) ?? this.rows?.[0];
  }

  /** Keeps itself up to date until the result is called. */
  watch(): () => void {
    return this.backend.onChange(() => void this.load());
  }

  async load(): Promise<void> {
    [this.open, this.settled] = await Promise.all([
      this.backend.listCases(),
      this.backend.listSettledCases(),
    ]);
  }

  choose(caseId: string): void {
    this.#wanted = caseId;
    const has = (rows: CaseRow[] | null) => rows?.some((row) => row.caseId === caseId) ?? false;
    if (has(this.settled) && !has(this.open)) this.tab = 'settled';
    else if (has(this.open)) this.tab = 'open';
  }

  show(tab: CaseTab): void {
    this.tab = tab;
    this.#wanted = '';
  }

  move(by: number): void {
    const rows = this.rows ?? [];
    const at = rows.findIndex((row) => row.caseId === this.one?.caseId);
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
    if (next) this.#wanted = next.caseId;
  }

  /** A visit was a mistake and is taken back; gives back whether that closed its case. */
  async takeBack(caseId: string, redemptionId: string, reason: string): Promise<boolean> {
    await this.backend.undoCheckIn({ redemptionId, reason });
    await this.load();
    return !this.open?.some((row) => row.caseId === caseId);
  }

  async settle(request: SettleCaseRequest): Promise<CaseRow> {
    const row = await this.backend.settleCase(request);
    await this.load();
    return row;
  }
}
