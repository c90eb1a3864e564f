import type {
  JobAttemptRow,
  JobRow,
  MailRow,
  PaymentProblemRow,
  PayoutAccountView,
  SepaFilePayoutRow,
  SepaFileRow,
} from '$lib/backend/types';
import { EUR } from './practice';

/** The platform's own work, all invented. */
export interface MemoryWork {
  problems: PaymentProblemRow[];
  /** The latest first. */
  sepaFiles: SepaFileRow[];
  /** What stands in each file, by its id. */
  sepaPayouts: Record<string, SepaFilePayoutRow[]>;
  jobs: JobRow[];
  /** The latest first, by the id of the job. */
  attempts: Record<string, JobAttemptRow[]>;
  accounts: { tenantId: string; account: PayoutAccountView }[];
  mails: MailRow[];
}

/** A platform with nothing to look after. */
export const NO_WORK: MemoryWork = {
  problems: [],
  sepaFiles: [],
  sepaPayouts: {},
  jobs: [],
  attempts: {},
  mails: [],
  accounts: [],
};

/** What has to be looked after, so many days ago. */
export function buildWork(ago: (days: number) => string): MemoryWork {
  return {
    accounts: [
      {
        tenantId: 't-birke',
        account: {
          ...account('sepa_manual'),
          iban: 'DE89370400440532013000',
          holder: 'Praxis Birkenhain',
        },
      },
      {
        tenantId: 't-moor',
        account: {
          ...account('stripe_connect'),
          providerAccountId: 'acct_moorlicht',
          status: 'restricted',
          isPayable: false,
          requirements: ['external_account'],
        },
      },
    ],
    jobs: [
      {
        ...job('statements', 'failed', ago(1)),
        attempts: 20,
        failures: 20,
        lastError: 'the database is closed',
        mayRetry: true,
      },
      { ...job('payout', 'queued', ago(-14)), month: day(ago(-14)).slice(0, 7) },
      { ...job('settle', 'done', ago(0)), finishedAt: ago(0) },
    ],
    attempts: {
      'job-statements': [
        attempt(20, 'failed', ago(1), 'the database is closed'),
        attempt(20, 'started', ago(1)),
        attempt(19, 'lost', ago(2)),
        attempt(19, 'started', ago(2)),
      ],
      'job-settle': [attempt(1, 'done', ago(0)), attempt(1, 'started', ago(0))],
    },
    sepaPayouts: {
      'sepa-1': [
        payoutInFile('p-7', 'Praxis Birkenhain', day(ago(45)).slice(0, 7), 50_000),
        payoutInFile('p-8', 'Studio Moorlicht', day(ago(45)).slice(0, 7), 30_000),
        payoutInFile('p-9', 'Akademie Rabenau', day(ago(45)).slice(0, 7), 4_500),
      ],
    },
    mails: [
      { ...mail('m-2', 'payout_failed', 'refused', ago(2)), text: MAIL, mayHandOver: true },
      { ...mail('m-1', 'invitation', 'sent', ago(6)), answer: '250 OK', endedAt: ago(6) },
    ],
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
    messageId: `MOJO-SEPA-${String(number).padStart(6, '0')}`,
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

/** A payout as it stands in a file. */
export function payoutInFile(
  payoutId: string,
  recipient: string,
  month: string,
  cents: number,
): SepaFilePayoutRow {
  const iban = 'DE89370400440532013000';
  return { payoutId, recipient, month, amount: EUR(cents), holder: recipient, iban };
}

function attempt(attempt: number, step: string, at: string, note = ''): JobAttemptRow {
  return { attempt, step, at, worker: 'worker-1', note };
}

const MAIL = 'Ihre Auszahlung ist nicht angekommen. Bitte prüfen Sie Ihr Konto.';

function job(kind: string, state: string, runAt: string): JobRow {
  return {
    jobId: `job-${kind}`,
    kind,
    month: '',
    state,
    runAt,
    attempts: 1,
    failures: 0,
    worker: '',
    lastError: '',
    createdAt: runAt,
    finishedAt: null,
    mayRetry: false,
  };
}

function mail(mailId: string, kind: string, state: string, queuedAt: string): MailRow {
  return {
    mailId,
    tenant: 'Studio Moorlicht',
    kind,
    language: 'de',
    to: 'lale@example.org',
    name: 'Lale Moorlicht',
    subject: kind === 'invitation' ? 'Ihre Einladung' : 'Ihre Auszahlung',
    text: '',
    queuedAt,
    state,
    dueAt: null,
    attempts: 1,
    endedAt: null,
    answer: '550 no such user',
    mayRetry: state === 'refused',
    mayHandOver: false,
  };
}

/** An account that can be paid to. */
export function account(rail: string): PayoutAccountView {
  return {
    rail,
    providerAccountId: '',
    status: 'active',
    isPayable: true,
    requirements: [],
    disabledReason: '',
    version: '1',
    iban: '',
    bic: '',
    holder: '',
  };
}
