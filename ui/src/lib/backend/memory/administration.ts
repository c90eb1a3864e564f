import type { Commands } from '$lib/backend/backend';
import type { AgreementRow, PayoutPlanView, PlatformProductRow } from '$lib/backend/types';
import { buildPlatform, entry } from './build-administration';
import { administrationEndsOf } from './administration-ends';
import { administrationPeopleOf } from './administration-people';
import { administrationWorkOf } from './administration-work';
import { EUR, type MemoryPractice } from './practice';
import { refuse } from './refuse';

type Names =
  | 'listTenants'
  | 'listAgreements'
  | 'createAgreement'
  | 'changeAgreement'
  | 'deactivateAgreement'
  | 'listPlatformProducts'
  | 'savePlatformProduct'
  | 'listAttributions'
  | 'customerAttributions'
  | 'changeAttribution'
  | 'listPlatformCommissions'
  | 'explainPlatformOrder'
  | 'previewPayouts'
  | 'runPayouts'
  | 'listPayouts'
  | 'reconcilePayouts'
  | 'listInvitations'
  | 'createInvitation'
  | 'listAuditLog'
  | 'listPlatformDisputes';

const PAGE = 50;

/** The platform as its own people see it: nothing is answered without a line. */
export function administrationOf(practice: MemoryPractice) {
  const platform = buildPlatform(practice.now(), practice.options.contacts === 0);
  const today = () => practice.now().toISOString().slice(0, 10);
  /** What the answer is made of, when the line is up. */
  const online = <T>(answer: T): T => {
    if (practice.line !== 'online') throw refuse('administration_offline');
    return answer;
  };
  /** Answers are new records each time, as those of the core are. */
  const copies = <Row extends object>(rows: Row[]): Row[] =>
    online(rows).map((row) => ({ ...row }));
  const done = <T>(answer: T): T => {
    practice.changed('administration');
    return answer;
  };
  const find = <Row>(rows: Row[], is: (row: Row) => boolean): Row => {
    const found = online(rows).find(is);
    if (!found) throw refuse('administration_refused', { code: 'not_found', words: '' });
    return found;
  };
  const note = (action: string, subject: string, reason: string) =>
    platform.log.unshift({
      ...entry(practice.id('log'), practice.now().toISOString(), action, subject, reason),
      userId: practice.staff[practice.staffAt]!.actorId,
      user: practice.staff[practice.staffAt]!.name,
    });
  const nameOf = (id: string) => find(platform.tenants, (one) => one.tenantId === id).name;

  const plan = (): PayoutPlanView => {
    const sum = platform.due.reduce((total, row) => total + row.amount.cents, 0);
    const open = platform.payouts.filter((row) => row.status === 'open');
    return {
      plan: JSON.stringify([platform.due, open.map((row) => row.payoutId)]),
      month: today().slice(0, 7),
      totals: sum === 0 ? [] : [EUR(sum)],
      pay: platform.due,
      carry: platform.held,
      open: open.map(({ payoutId, recipient, kind, amount, vat, month }) => ({
        payoutId,
        recipient,
        kind,
        amount,
        vat,
        month,
      })),
    };
  };

  /** One page of `rows` from `after` on. */
  const portion = <Row extends object>(rows: Row[], after: string | null) => {
    const from = Number(after ?? 0);
    const page = copies(rows.slice(from, from + PAGE));
    return { rows: page, next: from + PAGE < rows.length ? String(from + PAGE) : null };
  };

  const commands: Commands<Names> = {
    listTenants: async () => copies(platform.tenants),
    listAgreements: async () => copies(platform.agreements),
    createAgreement: async (input) => {
      online(null);
      const isTaken = (row: AgreementRow) =>
        row.state !== 'ended' && row.regionCodes.some((code) => input.regionCodes.includes(code));
      if (platform.agreements.some(isTaken)) {
        throw refuse('administration_refused', { code: 'not_exclusive', words: 'taken' });
      }
      const row: AgreementRow = {
        agreementId: practice.id('agreement'),
        tenantId: input.tenantId,
        tenant: nameOf(input.tenantId),
        regionCodes: input.regionCodes,
        commissionPercent: input.commissionPercent,
        validFrom: input.validFrom,
        validUntil: input.validUntil,
        signedOn: null,
        contractUrl: input.contractUrl,
        state: input.validFrom > today() ? 'coming' : 'running',
      };
      platform.agreements = [...platform.agreements, row];
      return done(row);
    },
    changeAgreement: async (change) => {
      const row = find(platform.agreements, (one) => one.agreementId === change.agreementId);
      if (change.validUntil) row.validUntil = change.validUntil;
      if (change.commissionPercent) row.commissionPercent = change.commissionPercent;
      if (change.regionCodes) row.regionCodes = change.regionCodes;
      if (change.contractUrl) row.contractUrl = change.contractUrl;
      return done({ ...row });
    },
    deactivateAgreement: async (id) => {
      const row = find(platform.agreements, (one) => one.agreementId === id);
      row.state = 'ended';
      row.validUntil = today();
      return done({ ...row });
    },
    listPlatformProducts: async () => copies(platform.products),
    savePlatformProduct: async (input) => {
      online(null);
      const before = platform.products.find((one) => one.productId === input.productId);
      const cents = Math.round(Number(input.priceNet) * 100);
      const row: PlatformProductRow = {
        productId: before?.productId ?? practice.id('level'),
        name: input.name,
        descriptionDe: input.descriptionDe,
        descriptionEn: input.descriptionEn,
        price: EUR(cents),
        priceText: input.priceNet,
        billingInterval: input.billingInterval,
        level: before?.level ?? input.level,
        membership: before?.membership ?? null,
        commissionEligible: input.commissionEligible,
        retired: input.retired,
      };
      platform.products = [...platform.products.filter((one) => one !== before), row];
      return done(row);
    },
    listAttributions: async (after) => portion(platform.attributions, after),
    customerAttributions: async (id) =>
      copies(platform.attributions.filter((row) => row.customerId === id)),
    changeAttribution: async ({ customerId, tenantId, reason, code }) => {
      const is = (row: { customerId: string; isLive: boolean }) =>
        row.customerId === customerId && row.isLive;
      const before = find(platform.attributions, is);
      before.isLive = false;
      before.expiresAt = practice.now().toISOString();
      const row = {
        ...before,
        attributionId: practice.id('attribution'),
        tenantId,
        tenant: nameOf(tenantId),
        attributedAt: practice.now().toISOString(),
        expiresAt: new Date(practice.now().getTime() + 1095 * 86_400_000).toISOString(),
        source: code ? 'affiliate_code' : 'direct',
        sourceRef: code,
        isLive: true,
      };
      platform.attributions = [row, ...platform.attributions];
      note('change_attribution', customerId, reason);
      return done([before, row]);
    },
    listPlatformCommissions: async ({ month, after }) =>
      portion(
        platform.commissions.filter((row) => !month || row.orderedAt.startsWith(month)),
        after,
      ),
    explainPlatformOrder: async (orderId) => {
      find(platform.commissions, (row) => row.orderId === orderId);
      return [{ line: '1', kind: 'platform_fee', reasons: ['sold_by_platform'] }];
    },
    previewPayouts: async () => online(plan()),
    runPayouts: async (confirmed) => {
      if (online(plan()).plan !== confirmed) {
        throw refuse('administration_refused', { code: 'plan_changed', words: '' });
      }
      const { pay, totals, open } = plan();
      platform.due = [];
      platform.payouts = [
        ...pay.map((row) => ({
          payoutId: practice.id('payout'),
          recipient: row.recipient,
          amount: row.amount,
          clawback: row.clawback,
          vat: { ...row.amount, cents: 0 },
          kind: 'monthly',
          month: today().slice(0, 7),
          plannedAt: practice.now().toISOString(),
          status: 'paid',
          endedAt: practice.now().toISOString(),
          rail: 'stripe_connect',
          transferId: practice.id('tr'),
          reason: '',
          mayConfirm: false,
          mayRelease: false,
          openFile: null,
          mayReturn: true,
        })),
        ...platform.payouts,
      ];
      const paid = pay.map(({ recipient, amount }) => ({ recipient, amount, reason: '' }));
      const waits = open.map(({ recipient, amount }) => ({
        recipient,
        amount,
        reason: 'staff have not confirmed it',
      }));
      return done({ totals, paid, open: waits, released: [], withoutAccount: [] });
    },
    listPayouts: async (before) => portion(platform.payouts, before),
    reconcilePayouts: async () => {
      const sum = (status: string) =>
        platform.payouts
          .filter((row) => row.status === status)
          .reduce((total, row) => total + row.amount.cents, 0);
      const paid = EUR(sum('paid'));
      const currencies = [
        { ledger: paid, transfers: paid, elsewhere: EUR(0), open: EUR(sum('open')) },
      ];
      return online({ agrees: true, currencies, differences: [] });
    },
    listInvitations: async () => copies(platform.invitations),
    createInvitation: async (input) => {
      online(null);
      const now = practice.now();
      const row = {
        invitationId: practice.id('invitation'),
        kind: input.kind,
        label: input.label,
        regionCodes: input.regionCodes,
        commissionPercent: input.commissionPercent || null,
        agreementFrom: input.agreementFrom,
        createdAt: now.toISOString(),
        validUntil: new Date(now.getTime() + input.validDays * 86_400_000).toISOString(),
        state: 'open',
        tenant: '',
        link: null,
      };
      platform.invitations = [row, ...platform.invitations];
      note('invite', input.label, '');
      const link = 'https://platform.example/invitations/5f0c2a91';
      return done({ ...row, link });
    },
    listAuditLog: async ({ before, userId, action, from, until }) =>
      portion(
        platform.log.filter(
          (row) =>
            (!userId || row.userId === userId) &&
            (!action || row.action === action) &&
            (!from || row.at.slice(0, 10) >= from) &&
            (!until || row.at.slice(0, 10) <= until),
        ),
        before,
      ),
    listPlatformDisputes: async (isOpen) =>
      copies(platform.disputes.filter((row) => !isOpen || row.outcome === null)),
  };
  const around = { practice, platform, find, done, note };
  return {
    ...commands,
    ...administrationEndsOf(around),
    ...administrationPeopleOf({ ...around, online, portion }),
    ...administrationWorkOf({ ...around, online, portion }),
  };
}
