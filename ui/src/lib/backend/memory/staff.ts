import type { RefusedOp, StaffRow } from '$lib/backend/types';
import type { MemoryPractice } from './practice';
import { refuse } from './refuse';

/** The people of the demo practice. */
export const STAFF: Omit<StaffRow, 'hasPin'>[] = [
  { actorId: 'actor-1', name: 'Mira Tannhoff', initials: 'MT', role: 'reception' },
  { actorId: 'actor-2', name: 'Jonte Albers', initials: 'JA', role: 'owner' },
  { actorId: 'actor-3', name: 'Selma Brandis', initials: 'SB', role: 'therapist' },
  { actorId: 'actor-4', name: 'Rieke Moldenhauer', initials: 'RM', role: 'auditor' },
];

/** The platform's own people: they work at a desk of their own. */
export const PLATFORM_STAFF: Omit<StaffRow, 'hasPin'>[] = [
  { actorId: 'actor-5', name: 'Odette Farnham', initials: 'OF', role: 'platform_admin' },
  { actorId: 'actor-6', name: 'Nele Wiek', initials: 'NW', role: 'support' },
];

const TRIES = 5;

/** A twin of the core's table of roles: verbs in the journal, and who may. */
const WHO_MAY: [string[], string[]][] = [
  [
    ['owner'],
    [
      'edit_practice',
      'edit_tax_profile',
      'set_up_payouts',
      'manage_membership',
      'object_to_credit_note',
      'read_own_log',
      'accept_contract',
      'reset_pin',
      'replace_recovery_key',
    ],
  ],
  [
    ['owner', 'reception'],
    ['create_product', 'edit_product', 'sell', 'cancel_sale', 'move_cash', 'close_day'],
  ],
  [
    ['owner', 'reception', 'therapist'],
    ['create_contact', 'edit_contact', 'import_contacts', 'check_in', 'undo_check_in'],
  ],
  [
    ['owner', 'reception', 'bookkeeper'],
    ['draft_invoice', 'issue_invoice', 'cancel_invoice', 'pay_invoice'],
  ],
  [
    ['owner', 'distributor', 'affiliate'],
    [
      'dispute_commission',
      'reply_to_dispute',
      'extract_names',
      'create_affiliate_code',
      'edit_affiliate_code',
    ],
  ],
  [['owner', 'bookkeeper', 'auditor', 'distributor', 'affiliate'], ['read_sold_orders']],
  [
    ['platform_admin', 'support'],
    ['read_administration', 'change_attribution', 'settle_mail'],
  ],
  [['platform_admin'], ['administer', 'pay_out']],
];

export function whoWorks(practice: MemoryPractice) {
  const who = practice.staff[practice.staffAt]!;
  return practice.accountRole === null ? who : { ...who, role: practice.accountRole };
}

export function refusedFor(role: string): RefusedOp[] {
  return WHO_MAY.filter(([who]) => !who.includes(role)).flatMap(([who, ops]) =>
    ops.map((op) => ({ op, who, byAccount: false })),
  );
}

export function demand(practice: MemoryPractice, op: string): void {
  const { role } = whoWorks(practice);
  const refused = refusedFor(role).find((one) => one.op === op);
  if (refused) throw refuse('not_allowed', { op, role, who: refused.who.join(','), by: 'person' });
}

/** Lets a PIN through when it is the right one, or when there is none; wrong ones are slowed down. */
export function checkPin(practice: MemoryPractice, actorId: string, typed: string | null): void {
  const held = practice.pins.get(actorId);
  if (!held) return;
  const now = practice.now().getTime();
  const waitFor = (until: number) =>
    refuse('pin_wait', { seconds: String(Math.ceil((until - now) / 1000)) });
  if (typed === null) throw refuse('pin_needed');
  if (held.waitUntil > now) throw waitFor(held.waitUntil);
  if (held.pin === typed) {
    held.wrong = 0;
    return;
  }
  held.wrong++;
  if (held.wrong < TRIES) throw refuse('wrong_pin', { left: String(TRIES - held.wrong) });
  held.waitUntil = now + 30_000 * 2 ** (held.wrong - TRIES);
  throw waitFor(held.waitUntil);
}

/** The commands that are answered while the window is locked, too. */
const AT_THE_DOOR = new Set([
  'session',
  'lockDesk',
  'unlockDesk',
  'forgetPin',
  'switchStaff',
  'hasRecoveryCopy',
  'restoreKey',
]);

/** What each command does, in the words of the journal. */
const OPS: Record<string, string> = {
  savePractice: 'edit_practice',
  createContact: 'create_contact',
  editContact: 'edit_contact',
  importContacts: 'import_contacts',
  createProduct: 'create_product',
  editProduct: 'edit_product',
  sell: 'sell',
  sellCard: 'sell',
  cancelSale: 'cancel_sale',
  moveCash: 'move_cash',
  closeDay: 'close_day',
  checkIn: 'check_in',
  undoCheckIn: 'undo_check_in',
  saveInvoiceDraft: 'draft_invoice',
  deleteInvoiceDraft: 'draft_invoice',
  issueInvoice: 'issue_invoice',
  cancelInvoice: 'cancel_invoice',
  payInvoice: 'pay_invoice',
  disputeCommission: 'dispute_commission',
  replyToDispute: 'reply_to_dispute',
  listTenants: 'read_administration',
  deactivateTenant: 'pay_out',
  listAgreements: 'read_administration',
  createAgreement: 'administer',
  changeAgreement: 'administer',
  deactivateAgreement: 'administer',
  listPlatformProducts: 'read_administration',
  savePlatformProduct: 'administer',
  listAttributions: 'read_administration',
  customerAttributions: 'read_administration',
  changeAttribution: 'change_attribution',
  listPlatformCommissions: 'read_administration',
  explainPlatformOrder: 'read_administration',
  previewPayouts: 'read_administration',
  runPayouts: 'pay_out',
  listPayouts: 'read_administration',
  reconcilePayouts: 'read_administration',
  confirmPayout: 'pay_out',
  releasePayout: 'pay_out',
  returnPayout: 'pay_out',
  listSepaFiles: 'read_administration',
  listSepaFilePayouts: 'read_administration',
  makeSepaFile: 'pay_out',
  sepaFileXml: 'read_administration',
  confirmSepaFile: 'pay_out',
  rejectSepaFile: 'pay_out',
  voidSepaFile: 'pay_out',
  listInvitations: 'read_administration',
  createInvitation: 'administer',
  revokeInvitation: 'administer',
  listAuditLog: 'read_administration',
  listPlatformDisputes: 'read_administration',
  answerDispute: 'administer',
  settleDispute: 'administer',
  listPaymentProblems: 'read_administration',
  settlePaymentProblem: 'administer',
  showPayoutAccount: 'read_administration',
  putPayoutAccount: 'pay_out',
  listJobs: 'read_administration',
  listJobAttempts: 'read_administration',
  retryJob: 'pay_out',
  listMails: 'read_administration',
  retryMail: 'settle_mail',
  handOverMail: 'settle_mail',
  searchCustomers: 'read_administration',
  showCustomer: 'read_administration',
  showIssuer: 'read_administration',
  putIssuer: 'administer',
  listAcceptances: 'read_administration',
  demandContract: 'administer',
  acceptContract: 'accept_contract',
  saveTaxProfile: 'edit_tax_profile',
  setUpPayouts: 'set_up_payouts',
  listOwnLog: 'read_own_log',
  listSoldOrders: 'read_sold_orders',
  listOrderShares: 'read_sold_orders',
  soldOrdersCsv: 'read_sold_orders',
  listMembershipOffers: 'manage_membership',
  buyMembership: 'manage_membership',
  endMembershipSubscription: 'manage_membership',
  objectToCreditNote: 'object_to_credit_note',
  extractNames: 'extract_names',
  createAffiliateCode: 'create_affiliate_code',
  editAffiliateCode: 'edit_affiliate_code',
};

/** The one door: nothing is answered behind the lock, and nothing is done that the role may not. */
export function guarded<T extends object>(practice: MemoryPractice, commands: T): T {
  const entries = Object.entries(commands).map(([name, command]) => {
    const call = command as (...args: unknown[]) => unknown;
    const guard = async (...args: unknown[]) => {
      if (practice.keyLost && name !== 'hasRecoveryCopy' && name !== 'restoreKey') {
        throw refuse('key_lost');
      }
      if (practice.locked && !AT_THE_DOOR.has(name)) throw refuse('locked');
      const op = OPS[name];
      if (op) demand(practice, op);
      return call(...args);
    };
    return [name, guard];
  });
  return Object.fromEntries(entries) as T;
}
