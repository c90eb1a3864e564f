import type { Backend } from '$lib/backend/backend';
import type {
  AcceptanceRow,
  AgreementRow,
  AttributionRow,
  AuditRow,
  ContractDemandRow,
  ContractOffer,
  CustomerRow,
  InvitationRow,
  IssuerVersionRow,
  IssuerView,
  JobRow,
  MailRow,
  PaymentProblemRow,
  PlatformCommissionRow,
  PlatformDisputeRow,
  PlatformPayoutRow,
  PlatformProductRow,
  ReconciliationView,
  SepaFileRow,
  TenantRow,
  UnacceptedRow,
} from '$lib/backend/types';
import { attempt } from '$lib/fail';
import { Listing, whole } from '$lib/lists/listing.svelte';
import { OnceKeys } from '$lib/once';

/** The parts of the administration, as its navigation groups them. */
export const GROUPS = [
  { id: 'partners', parts: ['tenants', 'agreements', 'invitations', 'acceptances'] },
  { id: 'sales', parts: ['products', 'customers', 'attributions'] },
  {
    id: 'money',
    parts: ['commissions', 'disputes', 'payouts', 'sepaFiles', 'problems', 'issuer'],
  },
  { id: 'system', parts: ['mails', 'jobs', 'log'] },
] as const;

export type Part = (typeof GROUPS)[number]['parts'][number];

/** All of them, in the order in which the keys go through them. */
export const PARTS: readonly Part[] = GROUPS.flatMap((group): readonly Part[] => group.parts);

/** What is shown until somebody chooses. */
export const FIRST_PART: Part = 'tenants';

/** What every list fails with while the platform cannot be reached; the screen tells it once. */
const OFFLINE = 'administration_offline';

export function isPart(text: string | undefined): text is Part {
  return PARTS.some((part) => part === text);
}

/** What the platform's own people see and do. Nothing is kept: every part is fetched when it is shown. */
export class AdministrationController {
  /** What was sent and not answered is sent again with the same key, also from a dialog that was opened anew. */
  readonly once: OnceKeys;
  part = $state<Part>(FIRST_PART);
  /** The sync has no way to the platform. */
  isLineDown = $state(false);
  /** `2026-11`; empty for all months. */
  month = $state('');
  onlyOpen = $state(true);
  /** What the audit log is asked for. */
  wanted = $state({
    userId: '',
    action: '',
    from: null as string | null,
    until: null as string | null,
  });
  /** The state of the jobs that are shown; empty for all. */
  jobState = $state('');
  /** The same for mails. */
  mailState = $state('');
  /** The platform sends no mail: its people hand the texts over. */
  isMailByHand = $state(false);
  /** `outdated`: only who has not accepted what is offered now; `never`: who accepted no version; empty for all. */
  acceptanceState = $state('');
  /** From when on a version of a contract is needed, and which ones are offered. */
  demands = $state.raw<ContractDemandRow[]>([]);
  offered = $state.raw<ContractOffer[]>([]);
  /** There are more who accepted none than are listed. */
  hasMoreUnaccepted = $state(false);
  /** The issuer as it holds. */
  held = $state.raw<IssuerView | null>(null);
  /** Whom support looks for, and why. */
  looks = $state({ text: '', reason: '', hasMore: false, isDone: false });
  /** Who was found at last: to fetch the list anew is no look. */
  #found: CustomerRow[] = [];
  /** The look that was asked last: the answer to another one is dropped. */
  #look = 0;
  reconciliation = $state.raw<ReconciliationView | null>(null);
  /** Everybody whose name stood in the log so far. */
  people = $state.raw<{ userId: string; user: string }[]>([]);

  readonly agreements: Listing<AgreementRow>;
  readonly products: Listing<PlatformProductRow>;
  readonly attributions: Listing<AttributionRow>;
  readonly customers: Listing<CustomerRow>;
  readonly commissions: Listing<PlatformCommissionRow>;
  readonly payouts: Listing<PlatformPayoutRow>;
  readonly sepaFiles: Listing<SepaFileRow>;
  readonly problems: Listing<PaymentProblemRow>;
  readonly invitations: Listing<InvitationRow>;
  readonly disputes: Listing<PlatformDisputeRow>;
  readonly tenants: Listing<TenantRow>;
  readonly acceptances: Listing<AcceptanceRow>;
  /** Who works under a contract of which nobody accepted any version here. */
  readonly unaccepted: Listing<UnacceptedRow>;
  readonly issuer: Listing<IssuerVersionRow>;
  readonly mails: Listing<MailRow>;
  readonly jobs: Listing<JobRow>;
  readonly log: Listing<AuditRow>;

  constructor(readonly backend: Backend) {
    this.once = OnceKeys.of(backend);
    this.agreements = new Listing(
      async () => whole(await backend.listAgreements()),
      (row) => row.agreementId,
      (row) => [row.tenant, ...row.regionCodes],
    );
    this.products = new Listing(
      async () => whole(await backend.listPlatformProducts()),
      (row) => row.productId,
      (row) => [row.name],
    );
    this.attributions = new Listing(
      (after) => backend.listAttributions(after),
      (row) => row.attributionId,
      (row) => [row.customerId, row.tenant, row.sourceRef ?? ''],
    );
    this.customers = new Listing(
      async () => whole(this.#found),
      (row) => row.customerId,
      (row) => [row.name, row.email, row.customerId],
    );
    this.commissions = new Listing(
      (after) =>
        backend.listPlatformCommissions({ month: this.month || null, tenantId: null, after }),
      (row) => row.entryId,
      (row) => [row.orderNumber, row.recipient, row.customer, row.product],
    );
    this.payouts = new Listing(
      (before) => backend.listPayouts(before),
      (row) => row.payoutId,
      (row) => [row.recipient, row.month, row.transferId ?? ''],
    );
    this.sepaFiles = new Listing(
      (before) => backend.listSepaFiles(before),
      (row) => row.fileId,
      (row) => [row.messageId, row.executionOn, row.debtorIban],
    );
    this.problems = new Listing(
      (before) => backend.listPaymentProblems(before),
      (row) => row.eventId,
      (row) => [row.paymentId, row.reference, row.eventId, row.seller, row.reason],
    );
    this.invitations = new Listing(
      async () => whole(await backend.listInvitations()),
      (row) => row.invitationId,
      (row) => [row.label, row.tenant, ...row.regionCodes],
    );
    this.disputes = new Listing(
      async () => whole(await backend.listPlatformDisputes(this.onlyOpen)),
      (row) => row.disputeId,
      (row) => [row.recipient, row.orderNumber, row.product],
    );
    this.tenants = new Listing(
      async () => whole(await backend.listTenants()),
      (row) => row.tenantId,
      (row) => [row.name, row.country, row.tenantId],
    );
    this.acceptances = new Listing(
      async (before) => {
        const page = await backend.listAcceptances(this.acceptanceState === 'outdated', before);
        this.demands = page.demands;
        this.offered = page.offered;
        return page;
      },
      (row) => row.acceptanceId,
      (row) => [row.tenant, row.version, row.name],
    );
    this.unaccepted = new Listing(
      async () => {
        const page = await backend.listAcceptances(false, null);
        this.hasMoreUnaccepted = page.hasMoreUnaccepted;
        return whole(page.unaccepted);
      },
      (row) => row.tenantId,
      (row) => [row.tenant],
    );
    this.issuer = new Listing(
      async () => {
        const held = await backend.showIssuer();
        this.held = held;
        return whole(held.versions);
      },
      (row) => String(row.version),
      (row) => [row.issuer.name, row.reason],
    );
    this.mails = new Listing(
      async (before) => {
        const page = await backend.listMails(this.mailState || null, before);
        this.isMailByHand = page.sentBy === 'hand';
        return page;
      },
      (row) => row.mailId,
      (row) => [row.to, row.name, row.subject, row.tenant],
    );
    this.jobs = new Listing(
      (after) => backend.listJobs(this.jobState || null, after),
      (row) => row.jobId,
      (row) => [row.kind, row.month, row.lastError],
    );
    this.log = new Listing(
      async (before) => this.#logPage(before),
      (row) => row.auditId,
      (row) => [row.user, row.subject, row.reason],
    );
    for (const list of [...PARTS, 'unaccepted'] as const) this[list].toldAround = OFFLINE;
  }

  /** The list of the part that is shown. */
  get listing(): Listing<unknown> {
    const isNever = this.part === 'acceptances' && this.acceptanceState === 'never';
    return this[isNever ? 'unaccepted' : this.part] as unknown as Listing<unknown>;
  }

  /** The platform cannot be reached: nothing can be done here. */
  get isOffline(): boolean {
    return this.isLineDown || this.listing.failure?.code === OFFLINE;
  }

  /** Keeps itself up to date until the result is called. */
  watch(): () => void {
    return this.backend.onChange((change) => {
      if (change.touches('administration')) attempt(this.reload());
      else if (change.touches('sync')) attempt(this.hearLine());
    });
  }

  /** Takes over what the sync knows of the line; when it is back the part is fetched. */
  async hearLine(): Promise<void> {
    const { state } = await this.backend.syncStatus();
    const was = this.isOffline;
    this.isLineDown = state === 'offline';
    if (was && !this.isLineDown) await this.reload();
  }

  async show(part: Part): Promise<void> {
    this.part = part;
    await this.reload();
  }

  /** The part before (−1) or after (1) this one. */
  async go(step: 1 | -1): Promise<void> {
    const part = PARTS[PARTS.indexOf(this.part) + step];
    if (part) await this.show(part);
  }

  /** Fetches the part that is shown anew; forms need the tenants too. */
  async reload(): Promise<void> {
    // What was compared before is not known to agree any more.
    this.reconciliation = null;
    await this.listing.load();
    const needsTenants = this.part === 'agreements' || this.part === 'attributions';
    if (needsTenants && !this.tenants.isLoaded) await this.tenants.load();
  }

  /** Looks a customer up; the platform logs it. Only this asks, and never a list that is fetched anew. */
  async lookUp(): Promise<void> {
    const look = ++this.#look;
    const { text, reason } = this.looks;
    const found = await this.backend.searchCustomers(text.trim(), reason.trim());
    if (look !== this.#look) return;
    this.#found = found.rows;
    this.looks.hasMore = found.hasMore;
    this.looks.isDone = true;
    await this.customers.load();
  }

  /** Somebody else works here: whom the one before looked up, and why, is not theirs to see. */
  async forgetLooks(): Promise<void> {
    this.#look++;
    this.#found = [];
    this.looks = { text: '', reason: '', hasMore: false, isDone: false };
    this.customers.search('');
    await this.customers.load();
  }

  /** Whom something may be given to: whoever has not left. */
  get present(): TenantRow[] {
    return this.tenants.rows.filter((tenant) => tenant.leftOn === null);
  }

  /** The number of the last file that was seen; 0 where there is none. The next one follows it. */
  get lastFile(): number {
    return this.sepaFiles.rows[0]?.number ?? 0;
  }

  async reconcile(): Promise<void> {
    this.reconciliation = await this.backend.reconcilePayouts();
  }

  async #logPage(before: string | null) {
    const { userId, action, from, until } = this.wanted;
    const query = { before, userId: userId || null, action: action || null, from, until };
    const page = await this.backend.listAuditLog(query);
    const known = new Map(this.people.map((one) => [one.userId, one.user]));
    for (const row of page.rows) known.set(row.userId, row.user);
    this.people = [...known].map(([id, user]) => ({ userId: id, user }));
    return page;
  }
}
