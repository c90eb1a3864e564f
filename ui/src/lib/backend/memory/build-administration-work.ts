import type { PaymentProblemRow } from '$lib/backend/types';
import { EUR } from './practice';

/** The platform's own work, all invented. */
export interface MemoryWork {
  problems: PaymentProblemRow[];
}

/** A platform with nothing to look after. */
export const NO_WORK: MemoryWork = { problems: [] };

/** What has to be looked after, so many days ago. */
export function buildWork(ago: (days: number) => string): MemoryWork {
  return {
    problems: [
      problem('evt-2', 'refund.failed', EUR(29_900), ago(2)),
      {
        ...problem('evt-1', 'payment_intent.succeeded', EUR(9_900), ago(12)),
        checkoutId: null,
        seller: '',
        reason: 'no checkout claims the payment pi-evt-1',
        state: 'settled',
        settledBecause: 'Von Hand erstattet',
        settledAt: ago(11),
      },
    ],
  };
}

function problem(
  eventId: string,
  kind: string,
  amount: { cents: number; currency: string },
  happenedAt: string,
): PaymentProblemRow {
  return {
    eventId,
    kind,
    paymentId: `pi-${eventId}`,
    checkoutId: 'checkout-1042',
    seller: 'MOJO LLC',
    amount,
    units: '',
    reference: 're-1042',
    happenedAt,
    reason: 'the refund did not go through',
    state: 'open',
    settledBecause: '',
    settledAt: null,
  };
}
