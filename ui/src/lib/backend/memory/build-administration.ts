import type {
  AgreementRow,
  AttributionRow,
  AuditRow,
  InvitationRow,
  PlannedPayoutRow,
  PlatformCommissionRow,
  PlatformDisputeRow,
  PlatformPayoutRow,
  PlatformProductRow,
  TenantRow,
} from '$lib/backend/types';
import { buildWork, NO_WORK, type MemoryWork } from './build-administration-work';
import { EUR } from './practice';

/** What the platform holds, all invented. */
export interface MemoryPlatform extends MemoryWork {
  tenants: TenantRow[];
  agreements: AgreementRow[];
  products: PlatformProductRow[];
  attributions: AttributionRow[];
  commissions: PlatformCommissionRow[];
  due: PlannedPayoutRow[];
  held: PlannedPayoutRow[];
  payouts: PlatformPayoutRow[];
  invitations: InvitationRow[];
  disputes: PlatformDisputeRow[];
  log: AuditRow[];
}

const DAY = 86_400_000;

const tenant = (id: string, name: string, kind: string, country = 'DE'): TenantRow => ({
  tenantId: id,
  name,
  kind,
  country,
  leftOn: null,
});

const level = (at: number, name: string, cents: number, interval: string | null) => ({
  productId: `level-${at}`,
  name,
  descriptionDe: `Stufe ${at}`,
  descriptionEn: `Level ${at}`,
  price: EUR(cents),
  priceText: `${cents / 100}.00`,
  billingInterval: interval,
  level: at,
  membership: at < 2 ? 'LEBENSENERGIE' : 'RESILIENZ',
  commissionEligible: true,
  retired: false,
});

const due = (recipient: string, cents: number, entries: number, reason = ''): PlannedPayoutRow => ({
  recipient,
  kind: 'monthly',
  amount: EUR(cents),
  approved: EUR(cents),
  clawback: EUR(0),
  entries,
  reason,
});

/** The platform at `now`. An empty one has its tenant alone. */
export function buildPlatform(now: Date, isEmpty: boolean): MemoryPlatform {
  const ago = (days: number) => new Date(now.getTime() - days * DAY).toISOString();
  const llc = tenant('t-llc', 'MOJO LLC', 'platform', 'US');
  if (isEmpty) return { ...NOTHING, tenants: [llc] };
  const tenants = [
    llc,
    tenant('t-dach', 'MOJO GmbH', 'distributor'),
    tenant('t-moor', 'Studio Moorlicht', 'affiliate'),
    tenant('t-rabe', 'Akademie Rabenau', 'affiliate', 'AT'),
    tenant('t-birke', 'Praxis Birkenhain', 'practice'),
  ];
  const agreement = (id: string, at: number, codes: string[], state: string): AgreementRow => ({
    agreementId: id,
    tenantId: tenants[at]!.tenantId,
    tenant: tenants[at]!.name,
    regionCodes: codes,
    commissionPercent: '30',
    validFrom: ago(700).slice(0, 10),
    validUntil: state === 'ended' ? ago(40).slice(0, 10) : null,
    signedOn: ago(720).slice(0, 10),
    contractUrl: null,
    state,
  });
  return {
    tenants,
    agreements: [
      agreement('a-1', 1, ['DE', 'AT', 'CH'], 'running'),
      agreement('a-2', 3, ['IT'], 'ended'),
    ],
    products: [
      level(1, 'LEBENSENERGIE', 9_900, 'month'),
      level(2, 'CAMPUS', 29_900, 'month'),
      level(3, 'BUSINESS BOOTCAMP', 99_900, null),
    ],
    attributions: Array.from({ length: 140 }, (_, at) => attributionAt(at, tenants, ago)),
    commissions: Array.from({ length: 130 }, (_, at) => commissionAt(at, ago)),
    due: [due('MOJO GmbH', 231_050, 14), due('Studio Moorlicht', 48_220, 6)],
    held: [
      due('Akademie Rabenau', 1_240, 1, 'below_minimum'),
      due('Praxis Birkenhain', 9_000, 2, 'no_account'),
    ],
    payouts: [
      payout('p-2', 'Praxis Birkenhain', 12_000, ago(15), 'open'),
      payout('p-1', 'MOJO GmbH', 198_700, ago(45), 'paid'),
    ],
    invitations: [
      {
        invitationId: 'i-1',
        kind: 'distributor',
        label: 'Vertrieb Benelux',
        regionCodes: ['BE', 'NL'],
        commissionPercent: '25',
        agreementFrom: null,
        createdAt: ago(6),
        validUntil: ago(-24),
        state: 'open',
        tenant: '',
        link: null,
      },
    ],
    disputes: [
      {
        disputeId: 'd-1',
        recipientId: 't-moor',
        recipient: 'Studio Moorlicht',
        orderNumber: 'B-2026-10-1042',
        product: 'CAMPUS',
        amount: EUR(5_980),
        reason: 'Die Kundin kam über meinen Link.',
        openedAt: ago(3),
        messages: [
          { text: 'Screenshot folgt.', at: ago(2), by: 'Studio Moorlicht', fromPlatform: false },
        ],
        outcome: null,
        settledBecause: '',
      },
    ],
    log: [entry('l-1', ago(9), 'change_attribution', 'K-7F3A', 'Falscher Link')],
    ...buildWork(ago),
  };
}

const NOTHING: Omit<MemoryPlatform, 'tenants'> = {
  agreements: [],
  products: [],
  attributions: [],
  commissions: [],
  due: [],
  held: [],
  payouts: [],
  invitations: [],
  disputes: [],
  log: [],
  ...NO_WORK,
};

function attributionAt(at: number, tenants: TenantRow[], ago: (days: number) => string) {
  const owner = tenants[2 + (at % 3)]!;
  return {
    attributionId: `at-${at}`,
    customerId: `kunde-${String(at).padStart(4, '0')}`,
    tenantId: owner.tenantId,
    tenant: owner.name,
    attributedAt: ago(20 + at * 3),
    firstPurchaseAt: at % 2 ? ago(18 + at * 3) : null,
    expiresAt: ago(20 + at * 3 - 1095),
    source: 'affiliate_code',
    sourceRef: 'MOORLICHT-7Q',
    isLive: true,
  };
}

function commissionAt(at: number, ago: (days: number) => string): PlatformCommissionRow {
  const isFirst = at % 4 === 0;
  return {
    entryId: `c-${at}`,
    orderId: `o-${at}`,
    orderNumber: `B-2026-${1000 + at}`,
    orderedAt: ago(130 - at),
    product: isFirst ? 'BUSINESS BOOTCAMP' : 'CAMPUS',
    customer: `K-${(7000 + at * 37).toString(16).toUpperCase()}`,
    country: 'DE',
    kind: isFirst ? 'regional_exclusive' : 'affiliate_recurring',
    recipient: isFirst ? 'MOJO GmbH' : 'Studio Moorlicht',
    percent: isFirst ? '30' : '10',
    base: EUR(isFirst ? 99_900 : 25_126),
    amount: EUR(isFirst ? 29_970 : 2_513),
    reversed: EUR(0),
    status: at > 100 ? 'pending' : 'approved',
    reason: at === 90 ? 'frozen' : '',
    ruleVersion: '2026-1',
    reasons: isFirst ? ['agreement_in_force'] : ['attribution_live', 'later_purchase'],
    approvesAt: ago(100 - at),
    paidAt: null,
  };
}

function payout(
  id: string,
  recipient: string,
  cents: number,
  at: string,
  status: string,
): PlatformPayoutRow {
  const isOpen = status === 'open';
  return {
    payoutId: id,
    recipient,
    amount: EUR(cents),
    clawback: EUR(0),
    vat: EUR(0),
    kind: 'monthly',
    month: at.slice(0, 7),
    plannedAt: at,
    status,
    endedAt: isOpen ? null : at,
    rail: isOpen ? 'sepa_manual' : 'stripe_connect',
    transferId: isOpen ? null : 'tr_1042',
    reason: '',
    mayConfirm: isOpen,
    mayRelease: isOpen,
    openFile: null,
    mayReturn: status === 'paid',
  };
}

export function entry(
  id: string,
  at: string,
  action: string,
  subject: string,
  reason: string,
): AuditRow {
  return {
    auditId: id,
    at,
    userId: 'actor-6',
    user: 'Nele Wiek',
    action,
    subject,
    reason,
    details: '{}',
  };
}
