import type { Commands } from '$lib/backend/backend';
import type {
  AcceptanceRow,
  ContractDemandRow,
  CustomerFileView,
  CustomerRow,
  IssuerView,
  UnacceptedRow,
} from '$lib/backend/types';
import type { AroundWork } from './administration-work';
import { EUR } from './practice';
import { refuse } from './refuse';

type Names =
  | 'searchCustomers'
  | 'showCustomer'
  | 'showIssuer'
  | 'putIssuer'
  | 'listAcceptances'
  | 'demandContract';

const OFFERED = ['distributor', 'affiliate'].map((kind) => ({
  kind,
  version: '2026-11',
  sha256: '0'.repeat(64),
}));

/** A refusal of the platform by its code. */
const refused = (code: string) => refuse('administration_refused', { code, words: '' });

const customer = (n: number, name: string, email: string): CustomerRow => ({
  customerId: `0190a000-0000-7000-8000-00000000000${n}`,
  name,
  email,
  buyer: null,
  knownSince: `2026-0${n}-04T09:00:00.000Z`,
  signedUpAt: `2026-0${n}-04T09:00:00.000Z`,
});

const acceptance = (n: number, tenant: string, kind: string, version: string): AcceptanceRow => ({
  acceptanceId: `acceptance-${n}`,
  tenantId: `t-${n}`,
  tenant,
  kind,
  version,
  language: 'de',
  sha256: '0'.repeat(64),
  name: 'Runa Falk',
  acceptedAt: `2026-0${n}-12T10:30:00.000Z`,
  address: '192.0.2.17',
  state: version === '2026-11' ? 'current' : 'outdated',
  mail: version === '2026-11' ? null : 'sent',
});

const fileOf = (row: CustomerRow): CustomerFileView => ({
  customer: { ...row },
  language: 'de',
  firstCountry: 'DE',
  attributions: [],
  lines: [
    {
      orderId: 'order-1',
      orderNumber: 'B-2041',
      seller: 'MOJO LLC',
      orderedAt: '2026-10-03T08:00:00.000Z',
      product: 'LEBENSENERGIE',
      net: EUR(100_000),
      discount: EUR(0),
      refunded: EUR(40_000),
    },
  ],
  refunds: [
    {
      refundId: 'refund-1',
      orderNumber: 'B-2041',
      line: 1,
      refundedAt: '2026-10-20T08:00:00.000Z',
      net: EUR(40_000),
    },
  ],
  subscriptions: [
    {
      subscriptionId: 'subscription-1',
      product: 'RegenerationsmedizinOS',
      interval: 'month',
      amount: EUR(11_900),
      openedAt: '2026-10-04T08:00:00.000Z',
      state: 'active',
      paidUntil: '2026-12-04T08:00:00.000Z',
      endsWithPeriod: false,
    },
  ],
});

/** Customers, the issuer and who accepted which contract: each look and each change is logged. */
export function administrationPeopleOf(around: AroundWork): Commands<Names> {
  const { practice, find, done, note, online, portion } = around;
  const isEmpty = practice.options.contacts === 0;
  const customers = isEmpty
    ? []
    : [
        customer(3, 'Anna Berger', 'anna@example.org'),
        customer(5, 'Ole Bergmann', 'ole@example.org'),
      ];
  const accepted = isEmpty
    ? []
    : [
        acceptance(5, 'Studio Moorlicht', 'affiliate', '2026-11'),
        acceptance(2, 'Haus Nordlicht', 'distributor', '2025-01'),
      ];
  const unaccepted: UnacceptedRow[] = isEmpty
    ? []
    : [
        {
          tenantId: 't-9',
          tenant: 'Haus Moor',
          kind: 'distributor',
          since: '2026-01-12T10:30:00.000Z',
        },
      ];
  let demands: ContractDemandRow[] = [];
  let issuer: IssuerView = { issuer: null, version: 0, versions: [] };
  return {
    searchCustomers: async (text, reason) => {
      online(null);
      const wanted = text.trim().toLowerCase();
      if (wanted.length < 3 || reason.trim() === '') throw refused('search_refused');
      note('search_customers', 'MOJO LLC', reason);
      const isMeant = ({ name, email, customerId }: CustomerRow) =>
        email === wanted || customerId === wanted || name.toLowerCase().includes(wanted);
      return { rows: customers.filter(isMeant).map((row) => ({ ...row })), hasMore: false };
    },
    showCustomer: async (id, reason) => {
      const row = find(customers, (one) => one.customerId === id);
      if (reason.trim() === '') throw refused('customer_refused');
      note('read_customer', id, reason);
      return fileOf(row);
    },
    showIssuer: async () => online({ ...issuer, versions: [...issuer.versions] }),
    putIssuer: async ({ issuer: fields, version, reason }) => {
      online(null);
      if (version !== issuer.version) throw refused('issuer_changed');
      const row = {
        version: version + 1,
        statedAt: practice.now().toISOString(),
        userId: practice.staff[practice.staffAt]!.actorId,
        reason,
        issuer: { ...fields },
      };
      issuer = {
        issuer: { ...fields },
        version: row.version,
        versions: [row, ...issuer.versions],
      };
      note('state_issuer', 'MOJO LLC', reason);
      done(null);
    },
    listAcceptances: async (isOutdated, before) => {
      const page = portion(
        accepted.filter((row) => !isOutdated || row.state === 'outdated'),
        before,
      );
      return {
        ...page,
        demands: [...demands],
        offered: OFFERED.map((one) => ({ ...one })),
        unaccepted: before === null ? unaccepted.map((one) => ({ ...one })) : [],
        hasMoreUnaccepted: false,
      };
    },
    demandContract: async (kind, version, neededFrom, reason) => {
      online(null);
      if (neededFrom < practice.now().toISOString().slice(0, 10)) throw refused('demand_refused');
      if (!OFFERED.some((one) => one.kind === kind && one.version === version))
        throw refused('contract_changed');
      demands = [
        ...demands.filter((one) => one.kind !== kind),
        { kind, version, neededFrom, reason },
      ];
      note('demand_contract', 'MOJO LLC', reason);
      done(null);
    },
  };
}
