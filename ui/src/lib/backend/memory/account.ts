import type { Commands } from '$lib/backend/backend';
import type { PracticeView, SessionView } from '$lib/backend/types';
import type { MemoryPractice } from './practice';
import { refuse } from './refuse';

const STAFF = [
  { actorId: 'actor-1', name: 'Mira Tannhoff', initials: 'MT', role: 'reception' },
  { actorId: 'actor-2', name: 'Jonte Albers', initials: 'JA', role: 'owner' },
];

type Names =
  | 'session'
  | 'signIn'
  | 'openDemo'
  | 'switchStaff'
  | 'practice'
  | 'savePractice'
  | 'issueRecoveryKey';

export function accountOf(practice: MemoryPractice): Commands<Names> {
  const details: PracticeView = {
    name: 'Praxis Birkenhain',
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
    switchStaff: async (actorId) => {
      practice.staffAt = Math.max(
        0,
        STAFF.findIndex((one) => one.actorId === actorId),
      );
      return session();
    },
    practice: async () => details,
    savePractice: async (input) => {
      Object.assign(details, input);
      practice.changed('account');
      return details;
    },
    issueRecoveryKey: async () => 'DEMO-0000-0000-0000-0000-0000',
  };
}

function sessionOf(practice: MemoryPractice, tenant: string): SessionView {
  const who = STAFF[practice.staffAt]!;
  return {
    signedIn: practice.signedIn && practice.line !== 'local_only',
    mode: practice.signedIn ? 'demo' : 'none',
    tenant: practice.signedIn ? tenant : '',
    user: practice.signedIn ? who.name : '',
    initials: practice.signedIn ? who.initials : '',
    role: practice.signedIn ? who.role : '',
    screens: ['reception', 'contacts', 'pos', 'cards', 'invoices', 'commissions'],
    staff: STAFF,
    platform: null,
    currency: 'EUR',
    country: 'DE',
  };
}
