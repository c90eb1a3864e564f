import type { PaymentProblemRow, SepaFileRow } from '$lib/backend/types';
import { EUR } from './practice';

/** The platform's own work, all invented. */
export interface MemoryWork {
  problems: PaymentProblemRow[];
  /** The latest first. */
  sepaFiles: SepaFileRow[];
}

/** A platform with nothing to look after. */
export const NO_WORK: MemoryWork = { problems: [], sepaFiles: [] };

/** What has to be looked after, so many days ago. */
export function buildWork(ago: (days: number) => string): MemoryWork {
  return {
    sepaFiles: [
      { ...sepaFile(1, 84_500, 3, ago(45)), ...ENDED, status: 'confirmed', bookedOn: day(ago(44)) },
    ],
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

const day = (instant: string) => instant.slice(0, 10);

const ENDED = { mayEnd: false, endedAt: null };

/** A file of transfers as it is made. */
export function sepaFile(
  number: number,
  cents: number,
  payouts: number,
  createdAt: string,
): SepaFileRow {
  return {
    fileId: `sepa-${number}`,
    number,
    messageId: `MOJO-SEPA-${number}`,
    status: 'open',
    executionOn: day(createdAt),
    debtorIban: 'DE89370400440532013000',
    payouts,
    sum: EUR(cents),
    sha256: '5f0c2a91'.repeat(8),
    createdAt,
    bookedOn: null,
    endedAt: null,
    mayEnd: true,
    mayDownload: true,
  };
}
