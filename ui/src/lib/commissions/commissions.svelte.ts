import type { Backend } from '$lib/backend/backend';
import type {
  CommissionExplanation,
  CommissionRow,
  MonthRow,
  RecomputeResult,
  StatementView,
} from '$lib/backend/types';
import { isCommandError } from '$lib/errors';
import { attempt } from '$lib/fail';

/** The months with a statement, the one that is shown, and the calculation that stands open. */
export class CommissionsController {
  /** The latest first. */
  months = $state.raw<MonthRow[]>([]);
  statement = $state.raw<StatementView | null>(null);
  /** The row whose calculation stands open. A reversal has the id of its entry, so ids do not tell rows apart. */
  open = $state<number | null>(null);
  explanation = $state.raw<CommissionExplanation | null>(null);
  /** What the recomputation of this month said. */
  result = $state.raw<RecomputeResult | null>(null);
  computing = $state(false);
  #isLoaded = $state(false);
  #wanted: string | null = null;
  #turn = 0;
  /** Rises with whatever makes a recomputation one of yesterday. */
  #ledger = 0;
  /** For what the credit notes were asked for. */
  readonly #asked = new Set<string>();

  constructor(private readonly backend: Backend) {}

  get month(): string | null {
    return this.statement?.month ?? null;
  }

  get currency(): string | null {
    return this.statement?.currency ?? null;
  }

  /** Y3: there are statements in more than one currency, so that each must say in which it is. */
  get hasCurrencies(): boolean {
    return new Set(this.months.map((one) => one.total.currency)).size > 1;
  }

  /** Nothing has been earned yet. */
  get isEmpty(): boolean {
    return this.#isLoaded && this.months.length === 0;
  }

  /** Keeps itself up to date until the result is called. */
  watch(): () => void {
    return this.backend.onChange((change) => {
      // A signed month or a payout may have come: what was recomputed says nothing of it.
      if (change.touches('commissions')) this.#forgetResult();
      if (change.touches('commissions', 'sync')) attempt(this.refresh());
    });
  }

  /**
   * The latest month in which something was booked, in the currency that is shown where there is one: a month that
   * began with a balance alone has nothing to read.
   */
  get latestBooked(): MonthRow | null {
    const booked = this.months.filter((one) => one.isBooked);
    return booked.find((one) => one.total.currency === this.currency) ?? booked[0] ?? null;
  }

  /** Fetches the months and shows the wanted one, or else the latest in which something was booked. */
  async load(wanted?: string, currency?: string): Promise<void> {
    this.months = await this.backend.listStatementMonths();
    this.#isLoaded = true;
    const row = this.#rowOf(wanted, currency) ?? this.latestBooked ?? this.months[0];
    if (row) await this.show(row.month, row.total.currency);
  }

  /** The row of a month: in the wanted currency, or else in the one that is shown, or else any. */
  #rowOf(month?: string, currency?: string): MonthRow | undefined {
    const rows = this.months.filter((one) => one.month === month);
    const of = (wanted?: string | null) => rows.find((one) => one.total.currency === wanted);
    return of(currency) ?? of(this.currency) ?? rows[0];
  }

  /** Y3: the statement of a month in one currency; an answer that comes after a newer question is dropped. */
  async show(month: string, wanted?: string): Promise<void> {
    const currency = wanted ?? this.#rowOf(month)?.total.currency ?? null;
    const key = keyOf(month, currency);
    this.#wanted = key;
    const statement = await this.backend.showStatement(month, currency);
    if (this.#wanted !== key) return;
    this.#wanted = keyOf(statement.month, statement.currency);
    this.close();
    this.statement = statement;
    attempt(this.#hearNotes(statement));
  }

  /**
   * Y5: what stands on a credit note stays credited when it is disputed, and which entries those are the platform tells
   * with the list of the credit notes. It is asked for where something is disputed, once for each sum of a visit.
   */
  async #hearNotes({ month, currency, disputed }: StatementView): Promise<void> {
    const sum = `${keyOf(month, currency)} ${disputed.cents}`;
    if (disputed.cents === 0 || this.#asked.has(sum)) return;
    this.#asked.add(sum);
    if (await this.#areNotesCurrent()) await this.refresh();
  }

  /** Without the platform the statement says what was told last: nobody waits for it. */
  async #areNotesCurrent(): Promise<boolean> {
    try {
      return (await this.backend.listCreditNotes()).isCurrent;
    } catch (error) {
      if (!isCommandError(error)) throw error;
      return false;
    }
  }

  /** Fetches again; what stands open stays open while its entry is still there. */
  async refresh(): Promise<void> {
    const { month, currency } = this;
    if (month === null) return this.load();
    const [months, statement] = await Promise.all([
      this.backend.listStatementMonths(),
      this.backend.showStatement(month, currency),
    ]);
    const isOtherLedger = JSON.stringify(months) !== JSON.stringify(this.months);
    this.months = months;
    if (isOtherLedger) this.#forgetResult();
    if (this.#wanted !== keyOf(month, currency)) return;
    const open = this.openRow;
    const isSame = (one: CommissionRow) =>
      one.entryId === open?.entryId && one.on === open.on && moveOf(one) === moveOf(open);
    const at = statement.entries.findIndex(isSame);
    // A sync that brought nothing leaves what was recomputed as true as before.
    if (!areSameRows(this.statement?.entries ?? [], statement.entries)) this.#forgetResult();
    this.statement = statement;
    attempt(this.#hearNotes(statement));
    if (at < 0) return this.close();
    this.open = at;
    await this.#explainAnew(statement.entries[at]!.entryId);
  }

  /** An answer of the platform in the thread that stands open is shown as soon as it is here. */
  async #explainAnew(entryId: string): Promise<void> {
    const turn = this.#turn;
    const explanation = await this.backend.explainCommission(entryId);
    if (turn === this.#turn) this.explanation = explanation;
  }

  get openRow(): CommissionRow | null {
    return this.open === null ? null : (this.statement?.entries[this.open] ?? null);
  }

  /** The month with a statement in this currency before (−1) or after (1) this one. */
  beside(step: 1 | -1): string | null {
    const alike = this.months.filter((one) => one.total.currency === this.currency);
    const at = alike.findIndex((one) => one.month === this.month);
    return at < 0 ? null : (alike[at - step]?.month ?? null);
  }

  /** There is a statement of the month in this currency. */
  has(month: string): boolean {
    return this.months.some((one) => one.month === month && one.total.currency === this.currency);
  }

  async go(step: 1 | -1): Promise<void> {
    const month = this.beside(step);
    if (month) await this.show(month);
  }

  /** Opens the calculation of a row, or closes it when it is open. */
  async toggle(index: number): Promise<void> {
    if (this.open === index) return this.close();
    const row = this.statement?.entries[index];
    if (!row) return;
    const turn = ++this.#turn;
    const explanation = await this.backend.explainCommission(row.entryId);
    if (turn !== this.#turn) return;
    this.explanation = explanation;
    this.open = index;
  }

  /** The row of an entry in this month, e.g. of one that differs; −1 when there is none. */
  indexOf(entryId: string): number {
    const entries = this.statement?.entries ?? [];
    return entries.findIndex((one) => one.entryId === entryId);
  }

  /** Y5: disputes the entry that stands open; the platform freezes it when it hears of it. */
  async dispute(reason: string): Promise<void> {
    const row = this.openRow;
    if (row) await this.#take(await this.backend.disputeCommission(row.entryId, reason));
  }

  /** Writes into the thread of a dispute. */
  async reply(disputeId: string, text: string): Promise<void> {
    await this.#take(await this.backend.replyToDispute(disputeId, text));
  }

  /** What was just written shows where it was written, if that still stands open. */
  async #take(explanation: CommissionExplanation): Promise<void> {
    if (this.openRow?.entryId === explanation.entryId) this.explanation = explanation;
    await this.refresh();
  }

  close(): void {
    this.#turn += 1;
    this.open = null;
    this.explanation = null;
  }

  #forgetResult(): void {
    this.#ledger += 1;
    this.result = null;
  }

  /** Y4: has every entry of every month that is here computed again, offline. */
  async recompute(): Promise<void> {
    if (this.month === null || this.computing) return;
    this.computing = true;
    const ledger = this.#ledger;
    try {
      const result = await this.backend.recomputeStatement(null);
      // What was recomputed while a sync brought something says nothing of what is there now.
      if (ledger === this.#ledger) this.result = result;
    } finally {
      this.computing = false;
    }
  }
}

const keyOf = (month: string, currency: string | null) => `${month} ${currency}`;

/** What a row is beside the entry whose id it bears: nothing, or what took back, corrected or lost of it. */
const moveOf = (row: CommissionRow) =>
  ['reversal', 'correction', 'forfeiture'].includes(row.status) ? row.status : null;

/** Whether two lists say the same, row by row; a month may have thousands of them. */
function areSameRows(before: CommissionRow[], now: CommissionRow[]): boolean {
  return before.length === now.length && before.every((row, at) => isSameRow(row, now[at]!));
}

function isSameRow(one: CommissionRow, other: CommissionRow): boolean {
  const names = Object.keys(one) as (keyof CommissionRow)[];
  return names.every((name) => isSameValue(one[name], other[name]));
}

function isSameValue(
  one: CommissionRow[keyof CommissionRow],
  other: CommissionRow[keyof CommissionRow],
): boolean {
  if (one === other) return true;
  if (one === null || other === null) return false;
  if (typeof one === 'string' || typeof other === 'string') return false;
  if ('reason' in one || 'reason' in other) return JSON.stringify(one) === JSON.stringify(other);
  return one.cents === other.cents && one.currency === other.currency;
}
