import type { CardRow, ProductRow, RedemptionRow } from '$lib/backend/types';
import type { MemoryContact } from './build-contacts';
import type { Chance } from './chance';

export interface MemoryCard extends CardRow {
  priceCents: number;
  soldOn: string;
  receiptNumber: string;
  redemptions: RedemptionRow[];
}

const STAFF = ['M. Tannhoff', 'J. Albers'];
/** What is left on the first cards, so that every state is to be seen. */
const FIRST_LEFT = [7, 2, 9, 4, 4, 1, 7, 3, 8, 5, 10, 6, 2, 9, 2, 8, -1, 1, 6, 3];
/** How many of the first have come today. */
const CAME_TODAY = 13;
const CARDS = 318;

export function dayFrom(now: Date, days: number): string {
  return new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
}

/** Cards for the first contacts; the last one of a name may have two. */
export function buildCards(
  contacts: MemoryContact[],
  products: ProductRow[],
  now: Date,
  chance: Chance,
): MemoryCard[] {
  const cards: MemoryCard[] = [];
  const owners = contacts.slice(0, CARDS).filter((_, n) => n !== 20);
  owners.forEach((owner, n) => {
    const product = products[n % 3 === 2 && n > 20 ? 2 : n % 2]!;
    const total = product.entries ?? 10;
    const left = FIRST_LEFT[n] ?? (n % 61 === 0 ? 1 : 2 + chance.upTo(total - 1));
    const one = buildCard(n, owner, product, left);
    one.expiresOn = dayFrom(now, expiryDays(n, chance));
    fillRedemptions(one, n, now, chance);
    one.status = statusOf(one, now);
    owner.lastVisit = one.lastUsed;
    cards.push(one);
  });
  return cards;
}

function expiryDays(n: number, chance: Chance): number {
  if (n === 14) return -20;
  if (n === 4) return 22;
  return 60 + chance.upTo(300);
}

function buildCard(n: number, owner: MemoryContact, product: ProductRow, left: number): MemoryCard {
  const entries = product.entries ?? 10;
  return {
    cardId: `card-${n + 1}`,
    code: `K-${String(4418 + n).padStart(6, '0')}`,
    contactId: owner.contactId,
    contactName: owner.name,
    product: product.name,
    entries,
    used: entries - left,
    left,
    expiresOn: null,
    lastUsed: null,
    status: n === 15 ? 'paused' : 'active',
    priceCents: product.price.cents,
    soldOn: '2026-09-14',
    receiptNumber: `KB-2026-A-${String(3100 + n).padStart(6, '0')}`,
    redemptions: [],
  };
}

function fillRedemptions(one: MemoryCard, n: number, now: Date, chance: Chance): void {
  const start = new Date(now);
  const today = n > 0 && n <= CAME_TODAY && one.left >= 0 && one.used > 0;
  start.setTime(start.getTime() - (today ? n * 9 * 60_000 : 86_400_000 * (1 + chance.upTo(5))));
  for (let number = one.used; number > 0; number--) {
    const weeks = one.used - number;
    const at = new Date(start.getTime() - weeks * 7 * 86_400_000);
    one.redemptions.push({
      redemptionId: `red-${n}-${number}`,
      number,
      at: at.toISOString(),
      actor: STAFF[(n + number) % 2]!,
      takenBack: false,
      reason: '',
      settled: null,
    });
  }
  one.lastUsed = one.redemptions[0]?.at ?? null;
}

/** The state of a card as the list shows it. */
export function statusOf(one: CardRow, now: Date): string {
  if (one.status === 'paused') return 'paused';
  if (one.left < 0) return 'overdrawn';
  if (one.left === 0) return 'used_up';
  if (one.expiresOn && one.expiresOn < dayFrom(now, 0)) return 'expired';
  if (one.entries > 1 && one.left === 1) return 'offer';
  if (one.expiresOn && one.expiresOn <= dayFrom(now, 60)) return 'expiring';
  return 'active';
}
