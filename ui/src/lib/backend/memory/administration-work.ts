import type { Commands } from '$lib/backend/backend';
import type { Around } from './administration-ends';
import { refuse } from './refuse';

type Names = 'listPaymentProblems' | 'settlePaymentProblem';

interface AroundWork extends Around {
  online: <T>(answer: T) => T;
  portion: <Row extends object>(
    rows: Row[],
    after: string | null,
  ) => { rows: Row[]; next: string | null };
}

/** A refusal of the platform by its code. */
const refused = (code: string) => refuse('administration_refused', { code, words: '' });

/** The platform's own work: what is told, what waits, and what is tried again. */
export function administrationWorkOf(around: AroundWork): Commands<Names> {
  const { practice, platform, find, done, note, portion } = around;
  const now = () => practice.now().toISOString();
  return {
    listPaymentProblems: async (before) => portion(platform.problems, before),
    settlePaymentProblem: async (id, reason) => {
      const row = find(platform.problems, (one) => one.eventId === id);
      if (row.state === 'settled') throw refused('problem_settled');
      Object.assign(row, { state: 'settled', settledBecause: reason, settledAt: now() });
      note('settle_payment_problem', id, reason);
      done(null);
    },
  };
}
