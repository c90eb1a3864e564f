import type { StatementView } from '$lib/backend/types';
import type { MemoryEntry } from './build-commissions';
import { dayFrom } from './build-cards';
import { EUR } from './practice';

type Forecast = StatementView['forecast'];

/** The day of the month on which a run is made, and the least that it pays. */
const PAYOUT_DAY = 5;
const MINIMUM = 5000;

/** Y1: the runs to come, as the core plans them: what is approved before a run is paid with it. */
export function forecastOf(now: Date, entries: MemoryEntry[]): Forecast {
  const of = (status: string) => entries.filter(({ row }) => row.status === status);
  const pending = of('pending');
  const days = [...new Set(pending.map(({ row }) => row.approvedOn ?? ''))].sort();
  const runs: Forecast['runs'] = [];
  let before = sum(of('approved'));
  let from = '';
  let runOn = firstRun(now);
  while (before !== 0 || days.some((day) => day >= from)) {
    const due = days.filter((day) => day >= from && day < runOn);
    const approvals = due.map((on) => ({
      on,
      amount: EUR(sum(pending.filter(({ row }) => row.approvedOn === on))),
    }));
    const approved = approvals.reduce((all, one) => all + one.amount.cents, 0);
    const found = before + approved;
    const paid = found >= MINIMUM ? found : 0;
    runs.push({
      runOn,
      before: EUR(before),
      approvals,
      approved: EUR(approved),
      due: EUR(found),
      paid: EUR(paid),
      carried: EUR(found - paid),
      reason: found === paid ? null : 'below_minimum',
    });
    before = found - paid;
    from = runOn;
    if (!days.some((day) => day >= from)) break;
    runOn = nextRun(runOn);
  }
  return { runs, frozen: EUR(sum(of('frozen'))) };
}

function sum(entries: MemoryEntry[]): number {
  return entries.reduce((all, { row }) => all + row.amount.cents, 0);
}

function firstRun(now: Date): string {
  const today = dayFrom(now, 0);
  const run = `${today.slice(0, 7)}-0${PAYOUT_DAY}`;
  return today <= run ? run : nextRun(run);
}

function nextRun(run: string): string {
  const [year, month] = run.split('-').map(Number);
  return new Date(Date.UTC(year!, month!, PAYOUT_DAY)).toISOString().slice(0, 10);
}
