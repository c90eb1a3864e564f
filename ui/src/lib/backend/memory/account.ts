import type { Commands } from '$lib/backend/backend';
import type { PracticeView, SessionView } from '$lib/backend/types';
import type { MemoryPractice } from './practice';
import { refuse } from './refuse';
import { checkPin, demand, refusedFor, whoWorks } from './staff';

type Names =
  | 'session'
  | 'signIn'
  | 'signInByBrowser'
  | 'cancelSignIn'
  | 'openDemo'
  | 'switchStaff'
  | 'practice'
  | 'savePractice'
  | 'lockDesk'
  | 'unlockDesk'
  | 'forgetPin'
  | 'setPin'
  | 'setLockAfter'
  | 'issueRecoveryKey'
  | 'confirmRecoveryKey'
  | 'postponeRecoveryKey'
  | 'hasRecoveryCopy'
  | 'restoreKey';

/** The key of the twin; its last group is the one that is mistyped in tests. */
export const RECOVERY_KEY = '7K3QX-9MB2T-H4VWD-0R8NC-PZ6AE-5JGY1-QX7TM-D2S9K';

export function accountOf(practice: MemoryPractice): Commands<Names> {
  const details: PracticeView = {
    name: practice.options.tenant ?? 'Praxis Birkenhain',
    owner: 'Jonte Albers',
    street: 'Am Weiher 4',
    postalCode: '12345',
    city: 'Auenfeld',
    country: 'DE',
    taxNumber: '012/345/67890',
    vatId: 'DE123456789',
    email: 'empfang@example.org',
    phone: '030 5550123',
    iban: 'DE02120300000000202051',
    bic: 'BYLADEM1001',
    bank: 'Beispielbank',
    smallBusiness: false,
  };
  const session = () => sessionOf(practice, details.name);
  const open = () => {
    practice.locked = false;
    practice.changed('all');
    return session();
  };
  return {
    session: async () => session(),
    openDemo: async () => {
      practice.signedIn = true;
      practice.changed('account');
      return session();
    },
    signIn: async (input) => {
      if (input.password === '') throw refuse('wrong_password');
      practice.signedIn = true;
      practice.changed('account');
      return session();
    },
    signInByBrowser: async (input) => {
      if (input.platform === '') throw refuse('not_a_platform_address');
      practice.signedIn = true;
      practice.changed('account');
      return session();
    },
    cancelSignIn: async () => session(),
    switchStaff: async (actorId, pin) => {
      const at = practice.staff.findIndex((one) => one.actorId === actorId);
      if (at < 0) throw refuse('unknown_staff');
      checkPin(practice, actorId, pin);
      practice.staffAt = at;
      return open();
    },
    lockDesk: async () => {
      practice.locked = practice.signedIn;
      return session();
    },
    unlockDesk: async (pin) => {
      checkPin(practice, whoWorks(practice).actorId, pin);
      return open();
    },
    forgetPin: async (typed) => {
      checkRecoveryKey(typed);
      practice.pins.delete(whoWorks(practice).actorId);
      return open();
    },
    setPin: async ({ actorId, current, pin }) => {
      if (actorId === whoWorks(practice).actorId) checkPin(practice, actorId, current);
      else demand(practice, 'reset_pin');
      if (pin === null) practice.pins.delete(actorId);
      else if (!/^\d{4,8}$/.test(pin)) throw refuse('pin_format');
      else practice.pins.set(actorId, { pin, wrong: 0, waitUntil: 0 });
      practice.changed('account');
      return session();
    },
    setLockAfter: async (minutes) => {
      practice.lockAfter = minutes;
      practice.changed('account');
      return session();
    },
    practice: async () => details,
    savePractice: async (input) => {
      Object.assign(details, input);
      practice.changed('account');
      return details;
    },
    issueRecoveryKey: async () => {
      if (practice.recovery === 'kept') {
        demand(practice, 'replace_recovery_key');
        practice.recovery = 'later';
      }
      return RECOVERY_KEY;
    },
    confirmRecoveryKey: async (typed) => {
      checkRecoveryKey(typed);
      practice.recovery = 'kept';
      practice.changed('account');
      return session();
    },
    postponeRecoveryKey: async () => {
      if (practice.recovery === 'due') practice.recovery = 'later';
      practice.changed('account');
      return session();
    },
    hasRecoveryCopy: async () => practice.options.key !== 'never_issued',
    restoreKey: async (typed) => {
      checkRecoveryKey(typed);
      practice.keyLost = false;
    },
  };
}

/** Names the mistake as the core does, though it knows one key only. */
function checkRecoveryKey(typed: string): void {
  const letters = typed.toUpperCase().replace(/[^0-9A-Z]/g, '');
  const right = RECOVERY_KEY.replaceAll('-', '');
  if (letters.length !== right.length) {
    throw refuse('recovery_mistyped', { kind: 'length', found: String(letters.length) });
  }
  const at = [...letters].findIndex((letter, place) => letter !== right[place]);
  if (at < 0) return;
  const group = Math.floor(at / 5);
  const text = letters.slice(group * 5, group * 5 + 5);
  throw refuse('recovery_mistyped', { kind: 'group', group: String(group + 1), text });
}

function sessionOf(practice: MemoryPractice, tenant: string): SessionView {
  const who = whoWorks(practice);
  const people = practice.accountRole === null ? practice.staff : [];
  const staff = people.map((one) => ({ ...one, hasPin: practice.pins.has(one.actorId) }));
  return {
    signedIn: practice.signedIn && practice.line !== 'local_only',
    mode: practice.signedIn ? 'demo' : 'none',
    tenant: practice.signedIn ? (isPlatform(who.role) ? 'MOJO LLC' : tenant) : '',
    actorId: practice.signedIn ? who.actorId : '',
    user: practice.signedIn ? who.name : '',
    initials: practice.signedIn ? who.initials : '',
    role: practice.signedIn ? who.role : '',
    screens: SCREENS.filter((screen) => sees(who.role, screen)),
    refused: practice.signedIn ? refusedFor(who.role) : [],
    locked: practice.locked,
    lockAfterMinutes: practice.lockAfter,
    recovery: practice.recovery,
    staff,
    platform: null,
    currency: 'EUR',
    country: 'DE',
    membershipEndedOn: null,
    toolsCloseOn: null,
  };
}

const SCREENS = [
  'reception',
  'contacts',
  'pos',
  'cards',
  'invoices',
  'commissions',
  'administration',
];

const isPlatform = (role: string) => role === 'platform_admin' || role === 'support';

function sees(role: string, screen: string): boolean {
  if (role === 'support') return screen === 'administration';
  if (role === 'platform_admin') return screen === 'administration' || screen === 'commissions';
  if (screen === 'administration') return false;
  // The platform gives such an account the scope of the commissions alone.
  if (role === 'distributor' || role === 'affiliate') return screen === 'commissions';
  return role !== 'therapist' || ['reception', 'contacts', 'cards'].includes(screen);
}
