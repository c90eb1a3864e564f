import type { Commands } from '$lib/backend/backend';
import type {
  MembershipLevelRow,
  MembershipOffersView,
  MembershipPriceView,
  MembershipSubscriptionRow,
} from '$lib/backend/types';
import { EUR, type MemoryPractice } from './practice';
import { refuse } from './refuse';

type Names =
  'showMembership' | 'listMembershipOffers' | 'buyMembership' | 'endMembershipSubscription';

const TOOLS = [
  'campus',
  'checkin',
  'contacts',
  'events',
  'invoicing',
  'messages',
  'payments',
  'pos',
];

const price = (net: number, discount: number, vat: number): MembershipPriceView => ({
  net: EUR(net),
  discount: EUR(discount),
  vat: EUR(vat),
  gross: EUR(net - discount + vat),
});

/** The membership of the twin. Its platform answers while the line is online, and nobody pays it. */
export function membershipOf(practice: MemoryPractice): Commands<Names> {
  const levels: MembershipLevelRow[] = [
    {
      productId: 'level-3',
      name: 'BUSINESS BOOTCAMP',
      descriptionDe: 'Kontakte, Rechnungen und Zahlungen.',
      descriptionEn: 'Contacts, invoices and payments.',
      level: 3,
      stage: 3,
      vatPercent: '19',
      vatNote: '',
      interval: null,
      first: price(100_000, 30_000, 13_300),
      later: null,
      obstacle: null,
      purchase: null,
    },
    {
      productId: 'level-4',
      name: 'RegenerationsmedizinOS',
      descriptionDe: 'Dazu Kasse, Check-in und Veranstaltungen.',
      descriptionEn: 'The till, check-in and events as well.',
      level: 4,
      stage: 4,
      vatPercent: '19',
      vatNote: '',
      interval: 'month',
      first: price(10_000, 2_000, 1_520),
      later: price(10_000, 1_000, 1_710),
      obstacle: null,
      purchase: null,
    },
  ];
  let subscriptions: MembershipSubscriptionRow[] = [];
  const ask = () => {
    if (practice.line !== 'online') throw refuse('needs_network');
  };
  const offers = (): MembershipOffersView => ({
    payable: true,
    billingCountry: 'DE',
    levels: levels.map((level) => ({ ...level })),
    subscriptions: subscriptions.map((one) => ({ ...one })),
  });
  return {
    showMembership: async () => {
      const isLocal = practice.line === 'local_only';
      const stage = isLocal ? null : 4;
      return {
        isLocal,
        isTold: !isLocal,
        toldAt: isLocal ? null : (practice.lastSync?.toISOString() ?? null),
        stage,
        membership: isLocal ? null : 'REGENERATIONSMEDIZIN_OS',
        endsOn: isLocal ? null : '2026-12-20',
        hasEnded: false,
        closesOn: null,
        tools: TOOLS.map((tool) => ({ tool, state: 'open' })),
      };
    },
    listMembershipOffers: async () => {
      ask();
      return offers();
    },
    buyMembership: async ({ productId, amount, laterAmount }) => {
      ask();
      const level = levels.find((one) => one.productId === productId);
      if (!level) throw refuse('membership_refused', { code: 'not_offered', words: '' });
      const later = level.later?.gross.cents ?? null;
      if (amount.cents !== level.first.gross.cents || (laterAmount?.cents ?? null) !== later)
        throw refuse('membership_price_changed');
      const openedAt = level.purchase?.openedAt ?? practice.now().toISOString();
      level.purchase = { state: 'pending', amount, laterAmount, openedAt };
      return { url: 'https://mojo.example/membership/pay/5f0c2a91', opened: true };
    },
    endMembershipSubscription: async (id) => {
      ask();
      subscriptions = subscriptions.map((one) =>
        one.subscriptionId === id ? { ...one, endsWithPeriod: true } : one,
      );
      return offers();
    },
  };
}
