import type { Backend } from '$lib/backend/backend';
import type {
  CommissionExplanation,
  CommissionRow,
  DocumentView,
  MonthRow,
  RecomputeResult,
  StatementView,
} from '$lib/backend/types';

/** The months with a statement, the one that is shown, and the calculation that stands open. */
export class CommissionsController {
  /** The latest first; null until they have come. */
  months = $state.raw<MonthRow[] | null>(null);
  statement = $state.raw<StatementView | null>(null);
  /** The chosen row, and the one whose calculation stands open. */
  at = $state<number | null>(null);
  openAt = $state<number | null>(null);
  explanation = $state.raw<CommissionExplanation | null>(null);
  /** What the recomputation of this month said. */
  check = $state.raw<RecomputeResult | null>(null);
  isChecking = $state(false);
  #wanted: string | null = null;
  #turn = 0;

  constructor(private readonly backend: Backend) {}

  get month(): string | null {
    return this.statement?.month ?? null;
  }

  /** Nothing has been earned yet. */
  get isEmpty(): boolean {
    return this.months?.length === 0;
  }

  /** The next older and the next newer month that has a statement. */
  get older(): string | null {
    return this.#near(1);
  }

  get newer(): string | null {
    return this.#near(-1);
  }

  #near(by: number): string | null {
    const months = this.months ?? [];
    const at = months.findIndex((row) => row.month === this.month);
    return at < 0 ? null : (months[at + by]?.month ?? null);
  }

  /** Keeps itself up to date until the result is called. */
  watch(): () => void {
    return this.backend.onChange((change) => {
      if (change.touches('commissions', 'sync')) void this.refresh();
    });
  }

  /** Fetches the months and shows the wanted one, or the latest. */
  async load(wanted?: string): Promise<void> {
    this.months = await this.backend.listStatementMonths();
    const has = this.months.some((row) => row.month === wanted);
    const month = has ? wanted : this.months[0]?.month;
    if (month) await this.show(month);
  }

  async show(month: string): Promise<void> {
    this.#wanted = month;
    const statement = await this.backend.showStatement(month);
    // An answer that comes after a newer question is dropped.
    if (this.#wanted !== month) return;
    this.close();
    this.statement = statement;
    this.at = null;
    this.check = null;
  }

  /** Fetches again after a sync; what stands open stays open while it is still the same entry. */
  async refresh(): Promise<void> {
    const month = this.month;
    if (month === null) return this.load();
    const [months, statement] = await Promise.all([
      this.backend.listStatementMonths(),
      this.backend.showStatement(month),
    ]);
    if (this.month !== month) return;
    const open = this.openAt === null ? null : this.statement?.entries[this.openAt];
    this.months = months;
    this.statement = statement;
    this.check = null;
    const same = statement.entries.findIndex(
      (row) => row.entryId === open?.entryId && row.status === open.status,
    );
    if (open && same >= 0) this.at = this.openAt = same;
    else this.close();
  }

  row(index: number): CommissionRow | undefined {
    return this.statement?.entries[index];
  }

  /** Opens the calculation of a row, or closes it when it is open. */
  async toggle(index: number): Promise<void> {
    this.at = index;
    if (this.openAt === index) return this.close();
    const row = this.row(index);
    if (!row) return;
    const turn = ++this.#turn;
    const explanation = await this.backend.explainCommission(row.entryId);
    if (turn !== this.#turn) return;
    this.explanation = explanation;
    this.openAt = index;
  }

  /** Opens the calculation of an entry by its id, e.g. of one that differs. */
  async open(entryId: string): Promise<void> {
    const entries = this.statement?.entries ?? [];
    const index = entries.findIndex((row) => row.entryId === entryId);
    if (index >= 0 && index !== this.openAt) await this.toggle(index);
  }

  close(): void {
    this.#turn += 1;
    this.openAt = null;
    this.explanation = null;
  }

  /** The day of the order; a row of a reversal only knows the day of the reversal. */
  orderedOn(row: CommissionRow): string | null {
    if (row.status !== 'reversal') return row.on;
    const entries = this.statement?.entries ?? [];
    const first = entries.find((one) => one.entryId === row.entryId && one.status !== 'reversal');
    return first?.on ?? null;
  }

  /** Y4: has the month computed again, offline. */
  async recompute(): Promise<void> {
    const month = this.month;
    if (month === null || this.isChecking) return;
    this.isChecking = true;
    try {
      const check = await this.backend.recomputeStatement(month);
      if (this.month === month) this.check = check;
    } finally {
      this.isChecking = false;
    }
  }

  async document(kind: 'pdf' | 'csv'): Promise<DocumentView | null> {
    if (this.month === null) return null;
    const { statementPdf, statementCsv } = this.backend;
    return kind === 'pdf' ? statementPdf(this.month) : statementCsv(this.month);
  }
}
