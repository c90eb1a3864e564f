import { fold } from '$lib/components/highlight';
import type { Commands } from '$lib/backend/backend';
import type { Candidate, CardRow, CheckInResult, DueRow, ReceptionView } from '$lib/backend/types';
import { dayFrom, statusOf, type MemoryCard } from './build-cards';
import { closeCasesOf } from './cases';
import type { MemoryContact } from './build-contacts';
import { refuse } from './refuse';
import { EUR, type MemoryPractice } from './practice';
import { takeLine } from './sync';

const UNDO_MS = 30_000;

export function receptionOf(
  practice: MemoryPractice,
): Commands<'reception' | 'resolveScan' | 'findCandidates' | 'checkIn' | 'undoCheckIn'> {
  return {
    reception: async () => reception(practice),
    resolveScan: async (code) => {
      const card = practice.cards.find((one) => one.code === code);
      if (card) return { kind: 'card', id: card.cardId, code, choices: [] };
      const bearers = practice.products.filter((one) => one.code === code && !one.archived);
      if (bearers.length > 1) return { kind: 'product', id: null, code, choices: bearers };
      const [product] = bearers;
      if (product) return { kind: 'product', id: product.productId, code, choices: [] };
      return { kind: 'unknown', id: null, code, choices: [] };
    },
    findCandidates: async (text) => find(practice, text, 6).map((one) => candidate(practice, one)),
    checkIn: async ({ target }) => checkIn(practice, target),
    undoCheckIn: async ({ redemptionId, reason }) => undo(practice, redemptionId, reason),
  };
}

/** Contacts whose name, number or address has words that start as typed. */
export function find(practice: MemoryPractice, text: string, limit: number): MemoryContact[] {
  const words = fold(text).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const hits = practice.contacts.filter((one) =>
    words.every((word) => one.folded.startsWith(word) || one.folded.includes(` ${word}`)),
  );
  return hits.slice(0, limit);
}

/** A card without what only the twin knows. */
export function rowOf(card: MemoryCard): CardRow {
  const { priceCents, soldOn, receiptNumber, redemptions, ...row } = card;
  return row;
}

function liveCards(practice: MemoryPractice, contactId: string): MemoryCard[] {
  return practice.cards.filter(
    (one) => one.contactId === contactId && !['used_up', 'expired'].includes(one.status),
  );
}

function candidate(practice: MemoryPractice, who: MemoryContact): Candidate {
  const born = who.birthday?.split('-').reverse().join('.');
  return {
    contactId: who.contactId,
    name: who.name,
    detail: [who.city, born && `geb. ${born}`].filter(Boolean).join(' · '),
    cards: liveCards(practice, who.contactId).map(rowOf),
    openAmount: EUR(who.openCents),
    lastVisit: who.lastVisit,
  };
}

function reception(practice: MemoryPractice): ReceptionView {
  const day = dayFrom(practice.now(), 0);
  const checkedIn = practice.cards.flatMap((card) =>
    card.redemptions
      .filter((one) => one.at.startsWith(day) && !one.takenBack)
      .map((one) => ({
        redemptionId: one.redemptionId,
        at: one.at,
        contactId: card.contactId,
        name: card.contactName,
        entriesLeft: card.entries - one.number,
      })),
  );
  checkedIn.sort((a, b) => b.at.localeCompare(a.at));
  return { day, checkedIn, due: due(practice) };
}

function due(practice: MemoryPractice): DueRow[] {
  if (practice.contacts.length === 0) return [];
  const cases = practice.cases.map((one) => row('case', one.contactName, one.product, one.caseId));
  const offers = practice.cards
    .filter((card) => card.status === 'offer')
    .slice(0, 2)
    .map((card) => ({
      ...row('last_entry', card.contactName, card.product, card.cardId),
      amount: EUR(card.priceCents),
    }));
  const ends = practice.cards
    .filter((card) => card.status === 'expiring')
    .slice(0, 1)
    .map((card) => row('expiring', card.contactName, card.product, card.cardId));
  const till = [row('till_not_counted', '', '', null)];
  return [...cases, ...offers, ...ends, ...till];
}

function row(kind: string, title: string, detail: string, link: string | null): DueRow {
  return { kind, title, detail, amount: null, link };
}

function checkIn(practice: MemoryPractice, target: string): CheckInResult {
  const byCard = practice.cards.find((one) => one.cardId === target || one.code === target);
  const who = practice.contacts.find((one) => one.contactId === (byCard?.contactId ?? target));
  if (!who) return answer('red', 'unknown_code', { name: target });
  if (byCard) return redeem(practice, who, byCard);
  const live = liveCards(practice, who.contactId).filter((one) => one.left > 0);
  const about = { contactId: who.contactId, name: who.name };
  if (live.length > 1) {
    return answer('red', 'several_cards', { ...about, cards: live.map(rowOf) });
  }
  const card = live[0] ?? practice.cards.find((one) => one.contactId === who.contactId);
  return card ? redeem(practice, who, card) : answer('red', 'no_card', about);
}

function redeem(practice: MemoryPractice, who: MemoryContact, card: MemoryCard): CheckInResult {
  const about = {
    contactId: who.contactId,
    name: who.name,
    openAmount: EUR(who.openCents),
    lastVisit: who.lastVisit,
  };
  const no = refusal(card);
  if (no) return answer('red', no, { ...about, card: rowOf(card) });
  const now = practice.now();
  card.left--;
  card.used++;
  const redemptionId = practice.id('redemption');
  card.redemptions.unshift({
    redemptionId,
    number: card.used,
    at: now.toISOString(),
    actor: practice.staffAt === 0 ? 'M. Tannhoff' : 'J. Albers',
    takenBack: false,
    reason: '',
    settled: null,
  });
  card.lastUsed = now.toISOString();
  who.lastVisit = card.lastUsed;
  card.status = statusOf(card, now);
  practice.record('check_in', 'redemption', who.name);
  takeLine(practice, 'checkin');
  const reason = remark(practice, who, card);
  const undoUntil = new Date(now.getTime() + UNDO_MS).toISOString();
  const card_ = rowOf(card);
  return answer(reason === 'ok' ? 'green' : 'amber', reason, {
    ...about,
    card: card_,
    redemptionId,
    undoUntil,
  });
}

function refusal(card: MemoryCard): string | null {
  if (card.status === 'paused') return 'paused';
  if (card.status === 'expired') return 'expired';
  return card.left <= 0 ? 'used_up' : null;
}

function remark(practice: MemoryPractice, who: MemoryContact, card: MemoryCard): string {
  if (card.left === 0) return practice.line === 'offline' ? 'unconfirmed_last_entry' : 'last_entry';
  if (who.openCents > 0) return 'open_amount';
  return card.status === 'expiring' ? 'expiring' : 'ok';
}

function answer(
  verdict: CheckInResult['verdict'],
  reason: string,
  rest: Partial<CheckInResult>,
): CheckInResult {
  return {
    verdict,
    reason,
    redemptionId: null,
    contactId: null,
    name: '',
    card: null,
    cards: [],
    openAmount: null,
    lastVisit: null,
    undoUntil: null,
    ...rest,
  };
}

function undo(practice: MemoryPractice, redemptionId: string, reason: string): CardRow {
  const card = practice.cards.find((one) =>
    one.redemptions.some((entry) => entry.redemptionId === redemptionId),
  );
  const entry = card?.redemptions.find((one) => one.redemptionId === redemptionId);
  if (!card || !entry) throw refuse('not_found');
  if (entry.takenBack) throw refuse('already_taken_back');
  const late = practice.now().getTime() - Date.parse(entry.at) > UNDO_MS;
  if (late && reason.trim() === '') throw refuse('reason_required');
  entry.takenBack = true;
  entry.reason = reason;
  card.left++;
  card.used--;
  card.lastUsed = card.redemptions.find((one) => !one.takenBack)?.at ?? null;
  card.status = statusOf({ ...card, status: 'active' }, practice.now());
  closeCasesOf(practice, card);
  practice.record('undo_check_in', 'redemption', card.contactName);
  takeLine(practice, 'checkin');
  return rowOf(card);
}
