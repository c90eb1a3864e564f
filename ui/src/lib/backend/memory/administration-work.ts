import type { Commands } from '$lib/backend/backend';
import type { Around } from './administration-ends';
import { account, payoutInFile, sepaFile } from './build-administration-work';
import { refuse } from './refuse';

type SepaNames =
  | 'listSepaFiles'
  | 'listSepaFilePayouts'
  | 'makeSepaFile'
  | 'sepaFileXml'
  | 'confirmSepaFile'
  | 'rejectSepaFile'
  | 'voidSepaFile';
type Names =
  | SepaNames
  | 'listPaymentProblems'
  | 'settlePaymentProblem'
  | 'showPayoutAccount'
  | 'putPayoutAccount'
  | 'listJobs'
  | 'listJobAttempts'
  | 'retryJob'
  | 'listMails'
  | 'retryMail'
  | 'handOverMail';

export interface AroundWork extends Around {
  online: <T>(answer: T) => T;
  portion: <Row extends object>(
    rows: Row[],
    after: string | null,
  ) => { rows: Row[]; next: string | null };
}

/** A refusal of the platform by its code. */
const refused = (code: string) => refuse('administration_refused', { code, words: '' });

/** Files for the bank: made of what waits for a transfer, and ended once. */
function sepaFilesOf({ practice, platform, find, done, note, online, portion }: AroundWork) {
  const now = () => practice.now().toISOString();
  const end = (id: string, status: string, action: string, reason: string, on: string | null) => {
    const file = find(platform.sepaFiles, (one) => one.fileId === id);
    if (!file.mayEnd) throw refused('file_ended');
    const mayDownload = status === 'confirmed';
    Object.assign(file, { status, endedAt: now(), bookedOn: on, mayEnd: false, mayDownload });
    const inside = platform.payouts.filter((row) => row.openFile === file.messageId);
    const paid = { status: 'paid', endedAt: now(), mayReturn: true };
    const freed = { mayConfirm: true, mayRelease: true };
    const change = status === 'confirmed' ? paid : freed;
    for (const row of inside) Object.assign(row, { ...change, openFile: null });
    note(action, file.messageId, reason);
    done(null);
  };
  const waiting = () =>
    platform.payouts.filter(
      (row) => row.status === 'open' && row.rail === 'sepa_manual' && row.openFile === null,
    );
  const commands: Commands<SepaNames> = {
    listSepaFiles: async (before) => portion(platform.sepaFiles, before),
    listSepaFilePayouts: async (id) => {
      const { fileId } = find(platform.sepaFiles, (one) => one.fileId === id);
      return [...(platform.sepaPayouts[fileId] ?? [])];
    },
    makeSepaFile: async (after, executionOn) => {
      const same = online(platform.sepaFiles).find((one) => one.number === after + 1);
      if (same) return { file: { ...same }, isNew: false, problems: [] };
      const rows = waiting();
      if (rows.length === 0) throw refused('nothing_to_pay');
      const sum = rows.reduce((total, row) => total + row.amount.cents, 0);
      const file = sepaFile(after + 1, sum, rows.length, now());
      file.executionOn = executionOn ?? file.executionOn;
      platform.sepaFiles = [file, ...platform.sepaFiles];
      platform.sepaPayouts[file.fileId] = rows.map((row) =>
        payoutInFile(row.payoutId, row.recipient, row.month, row.amount.cents),
      );
      const held = { openFile: file.messageId, mayConfirm: false, mayRelease: false };
      for (const row of rows) Object.assign(row, held);
      note('make_sepa_file', file.messageId, '');
      const waits = platform.held.map(({ recipient, amount }) => ({
        recipient,
        amount,
        code: 'no_iban',
        words: '',
      }));
      return done({ file: { ...file }, isNew: true, problems: waits.slice(-1) });
    },
    sepaFileXml: async (number) => {
      const file = find(platform.sepaFiles, (one) => one.number === number);
      if (!file.mayDownload) throw refused('file_ended');
      const base64 = btoa(`<Document><MsgId>${file.messageId}</MsgId></Document>`);
      return { fileName: `${file.messageId}.xml`, mediaType: 'application/xml', base64 };
    },
    confirmSepaFile: async (id, on) => end(id, 'confirmed', 'confirm_sepa_file', on, on),
    rejectSepaFile: async (id, reason) => end(id, 'rejected', 'reject_sepa_file', reason, null),
    voidSepaFile: async (id, reason) => end(id, 'void', 'void_sepa_file', reason, null),
  };
  return commands;
}

/** The platform's own work: what is told, what waits, and what is tried again. */
export function administrationWorkOf(around: AroundWork): Commands<Names> {
  const { practice, platform, find, done, note, online, portion } = around;
  const now = () => practice.now().toISOString();
  const endMail = (id: string, state: string, action: string) => {
    const row = find(platform.mails, (one) => one.mailId === id);
    if (['sent', 'handed_over'].includes(row.state)) throw refused('already_sent');
    Object.assign(row, { state, mayRetry: false, mayHandOver: state === 'waiting' });
    note(action, id, '');
    done(null);
  };
  return {
    ...sepaFilesOf(around),
    showPayoutAccount: async (id) => {
      const found = online(platform.accounts).find((one) => one.tenantId === id);
      return found ? { ...found.account } : null;
    },
    putPayoutAccount: async (input) => {
      const { tenantId, rail, providerAccountId, iban, bic, holder, reason, version } = input;
      const { name } = find(platform.tenants, (one) => one.tenantId === tenantId);
      const row = platform.accounts.find((one) => one.tenantId === tenantId);
      const held = row?.account.version ?? '';
      if (version !== null && version !== held) throw refused('account_changed');
      const isAtProvider = rail === 'stripe_connect';
      const named = {
        ...account(rail),
        providerAccountId: providerAccountId ?? '',
        status: isAtProvider ? 'onboarding' : 'active',
        isPayable: !isAtProvider,
        iban: iban ?? '',
        bic: bic ?? '',
        holder: holder ?? '',
        version: String(Number(held) + 1),
      };
      const others = platform.accounts.filter((one) => one.tenantId !== tenantId);
      platform.accounts = [...others, { tenantId, account: named }];
      note('put_payout_account', name, reason);
      done(null);
    },
    listJobs: async (state, after) =>
      portion(
        platform.jobs.filter((row) => !state || row.state === state),
        after,
      ),
    listJobAttempts: async (id) => {
      const { jobId } = find(platform.jobs, (one) => one.jobId === id);
      return [...(platform.attempts[jobId] ?? [])];
    },
    retryJob: async (id, reason) => {
      const row = find(platform.jobs, (one) => one.jobId === id);
      if (!row.mayRetry) throw refused('job_not_retried');
      Object.assign(row, { state: 'queued', failures: 0, runAt: now(), mayRetry: false });
      note('retry_job', id, reason);
      done(null);
    },
    listMails: async (state, before) => {
      const page = portion(
        platform.mails.filter((row) => !state || row.state === state),
        before,
      );
      return { ...page, sentBy: 'smtp' };
    },
    retryMail: async (id) => endMail(id, 'waiting', 'retry_mail'),
    handOverMail: async (id) => endMail(id, 'handed_over', 'hand_over_mail'),
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
