import type { Commands } from '$lib/backend/backend';
import type { CardQuery, CardRow } from '$lib/backend/types';
import { dayFrom, statusOf, type MemoryCard } from './build-cards';
import { EUR, type MemoryPractice } from './practice';
import { find, rowOf } from './reception';
import { refuse } from './refuse';
import { takeLine } from './sync';

export function cardsOf(practice: MemoryPractice): Commands<'listCards' | 'showCard' | 'sellCard'> {
  return {
    listCards: async (query) => {
      const rows = search(practice, query);
      const page = rows.slice(query.offset, query.offset + query.limit);
      return { total: rows.length, rows: page, figures: figures(practice) };
    },
    showCard: async (cardId) => {
      const card = practice.cards.find((one) => one.cardId === cardId);
      if (!card) throw refuse('not_found');
      const rest = Math.max(0, Math.round((card.priceCents * card.left) / card.entries));
      return {
        row: rowOf(card),
        price: EUR(card.priceCents),
        restValue: EUR(rest),
        soldOn: card.soldOn,
        receiptNumber: card.receiptNumber,
        redemptions: structuredClone(card.redemptions),
        carried: 0,
      };
    },
    sellCard: async (request) => {
      const product = practice.products.find((one) => one.productId === request.productId);
      const who = practice.contacts.find((one) => one.contactId === request.contactId);
      if (!product || !who) throw refuse('not_found');
      const given = request.payments.reduce((sum, one) => sum + one.tenderedCents, 0);
      if (given < product.price.cents) throw refuse('not_paid');
      const number = `KB-2026-A-${String(4118 + practice.cards.length).padStart(6, '0')}`;
      const card: MemoryCard = {
        cardId: practice.id('card'),
        code: `K-${String(4418 + practice.cards.length).padStart(6, '0')}`,
        contactId: who.contactId,
        contactName: who.name,
        product: product.name,
        entries: product.entries ?? 10,
        used: 0,
        left: product.entries ?? 10,
        expiresOn: dayFrom(practice.now(), 365),
        lastUsed: null,
        status: 'active',
        priceCents: product.price.cents,
        soldOn: dayFrom(practice.now(), 0),
        receiptNumber: number,
        redemptions: [],
      };
      card.status = statusOf(card, practice.now());
      practice.cards.unshift(card);
      practice.record('sell', 'sale', number);
      takeLine(practice, 'checkin');
      const net = Math.round(product.price.cents / 1.19);
      return {
        saleId: practice.id('sale'),
        receiptNumber: number,
        net: EUR(net),
        vat: EUR(product.price.cents - net),
        gross: product.price,
        change: EUR(given - product.price.cents),
        cards: [card.cardId],
      };
    },
  };
}

function search(practice: MemoryPractice, query: CardQuery): CardRow[] {
  const text = query.text.trim();
  const owners = text ? new Set(find(practice, text, 2000).map((one) => one.contactId)) : null;
  const rows = practice.cards.filter(
    (card) =>
      (!query.contactId || card.contactId === query.contactId) &&
      (query.filter === 'all' || card.status === query.filter) &&
      (!owners || owners.has(card.contactId) || card.code.includes(text.toUpperCase())),
  );
  return rows.map(rowOf).sort((a, b) => (b.lastUsed ?? '').localeCompare(a.lastUsed ?? ''));
}

function figures(practice: MemoryPractice) {
  const active = practice.cards.filter((card) => card.left > 0 && card.status !== 'expired');
  const worth = (list: MemoryCard[]) =>
    list.reduce((sum, card) => sum + Math.round((card.priceCents * card.left) / card.entries), 0);
  const left = (list: MemoryCard[]) => list.reduce((sum, card) => sum + card.left, 0);
  const ending = active.filter((card) => card.status === 'expiring');
  return {
    activeCards: active.length,
    openEntries: left(active),
    liability: EUR(worth(active)),
    expiringCards: ending.length,
    expiringEntries: left(ending),
    expiringValue: EUR(worth(ending)),
    toOffer: active.filter((card) => card.status === 'offer').length,
  };
}
