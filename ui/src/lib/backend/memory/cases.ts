import type { Commands } from '$lib/backend/backend';
import type { CaseRow, SettleCaseRequest } from '$lib/backend/types';
import type { MemoryCard } from './build-cards';
import { EUR, type MemoryPractice } from './practice';
import { refuse } from './refuse';
import { takeLine } from './sync';

const NEEDS_REASON = ['goodwill', 'keep_both', 'storno'];

export function casesOf(
  practice: MemoryPractice,
): Commands<'listCases' | 'listSettledCases' | 'settleCase'> {
  return {
    listCases: async () =>
      practice.cases.filter((one) => one.isOpen).map((one) => now(practice, one)),
    listSettledCases: async () => practice.cases.filter((one) => !one.isOpen),
    settleCase: async (request) => settle(practice, request),
  };
}

/** A case as it stands now: the cards that a visit may be carried to come and go. */
function now(practice: MemoryPractice, one: CaseRow): CaseRow {
  if (one.kind !== 'card_overdraft') return one;
  const cards = practice.cards.filter(
    (card) => card.contactId === one.contactId && card.cardId !== one.cardId && card.left > 0,
  );
  return {
    ...one,
    carryTo: cards.map(({ cardId, code, product, left }) => ({ cardId, code, product, left })),
  };
}

function settle(practice: MemoryPractice, request: SettleCaseRequest): CaseRow {
  const one = practice.cases.find((row) => row.caseId === request.caseId);
  if (!one) throw refuse('unknown_case');
  if (!one.isOpen) throw refuse('already_settled');
  if (!one.resolutions.includes(request.resolution)) throw refuse('resolution_refused');
  if (NEEDS_REASON.includes(request.resolution) && !request.reason) throw refuse('reason_required');
  const to = practice.cards.find((card) => card.cardId === request.cardId);
  if (request.resolution === 'carry') {
    if (!to) throw refuse('no_card_to_carry_to');
    to.left--;
  }
  const card = practice.cards.find((held) => held.cardId === one.cardId);
  if (card && one.kind === 'card_overdraft') card.left++;
  Object.assign(one, {
    isOpen: false,
    left: card ? card.left : one.left,
    resolutions: [],
    carryTo: [],
    settlements: [
      {
        resolution: request.resolution,
        reason: request.reason,
        at: practice.now().toISOString(),
        actor: 'Mira Tannhoff',
        device: 'Empfang 1',
        counts: true,
      },
    ],
  });
  if (request.resolution === 'restore' && one.contactId) practice.deleted.delete(one.contactId);
  practice.record('settle_case', 'case_settlement', one.contactName);
  takeLine(practice, 'checkin');
  return one;
}

/** No more visits stand than the card has entries: its case is closed. */
export function closeCasesOf(practice: MemoryPractice, card: MemoryCard): void {
  if (card.left < 0) return;
  for (const one of practice.cases.filter((held) => held.isOpen && held.cardId === card.cardId))
    Object.assign(one, { isOpen: false, left: card.left, resolutions: [], carryTo: [] });
}

/** One case of each kind, so that every screen is to be seen. */
export function buildCases(over: MemoryCard, others: MemoryCard[], at: Date): CaseRow[] {
  const ago = (hours: number) => new Date(at.getTime() - hours * 3_600_000).toISOString();
  const side = (
    n: number,
    [entity, label]: [string, string],
    hours: number,
    [device, actor]: [string, string],
    cents: number | null = null,
  ) => ({
    entity,
    id: `side-${n}`,
    at: ago(hours),
    device,
    actor,
    label,
    amount: cents === null ? null : EUR(cents),
    offline: true,
    receivedAt: ago(hours - 1.5),
  });
  const front: [string, string] = ['Empfang 1', 'Mira Tannhoff'];
  const back: [string, string] = ['Empfang 2', 'Jonte Albers'];
  const bare = {
    contactId: null,
    contactName: '',
    cardId: null,
    product: '',
    entries: null,
    left: null,
    expiresOn: null,
    details: '',
    amount: null,
    isOpen: true,
    carryTo: [],
    settlements: [],
  };
  const deleted = others[0];
  const visit: [string, string] = ['redemption', over.product];
  const [last, before] = over.redemptions;
  return [
    {
      ...bare,
      caseId: 'case-1',
      kind: 'card_overdraft',
      openedAt: ago(14),
      contactId: over.contactId,
      contactName: over.contactName,
      cardId: over.cardId,
      product: over.product,
      entries: over.entries,
      left: over.left,
      expiresOn: over.expiresOn,
      sides: [
        { ...side(1, visit, 17, front), id: before?.redemptionId ?? 'side-1' },
        { ...side(2, visit, 15.8, back), id: last?.redemptionId ?? 'side-2' },
      ],
      resolutions: ['charge', 'carry', 'goodwill'],
    },
    {
      ...bare,
      caseId: 'case-2',
      kind: 'deleted_edit',
      openedAt: ago(13),
      contactId: deleted?.contactId ?? null,
      contactName: deleted?.contactName ?? '',
      sides: [side(3, ['contact', ''], 20, front), side(4, ['contact', ''], 19, back)],
      details: 'note, phone/7',
      resolutions: ['restore', 'leave'],
    },
    {
      ...bare,
      caseId: 'case-3',
      kind: 'number_clash',
      openedAt: ago(12),
      sides: [
        side(5, ['sale', 'KB-2026-A-000417'], 30, front, 4500),
        side(6, ['sale', 'KB-2026-A-000417'], 29, back, 2490),
      ],
      details: 'KB-2026-A-000417',
      amount: EUR(4500),
      resolutions: ['keep_both', 'storno'],
    },
    {
      ...bare,
      caseId: 'case-4',
      kind: 'total_mismatch',
      openedAt: ago(11),
      sides: [side(7, ['sale', 'KB-2026-B-000033'], 27, back, 1999)],
      details: 'net, VAT, gross: computed (1681, 319, 2000) cents, found (1680, 319, 1999) cents',
      amount: EUR(1999),
      resolutions: ['accept', 'storno'],
    },
    {
      ...bare,
      caseId: 'case-5',
      kind: 'quarantined',
      openedAt: ago(10),
      sides: [side(8, ['sale', 'KB-2026-C-000004'], 25, ['Altes Notebook', 'Jonte Albers'], 3500)],
      details: 'forbidden',
      amount: EUR(3500),
      resolutions: ['accept', 'leave'],
    },
    {
      ...bare,
      caseId: 'case-8',
      kind: 'quarantined',
      openedAt: ago(9),
      sides: [{ ...side(13, ['sale', ''], 26, ['', '']), at: '', receivedAt: null, offline: true }],
      details: 'device_revoked',
      resolutions: ['leave'],
    },
    {
      ...bare,
      caseId: 'case-7',
      kind: 'double_storno',
      openedAt: ago(9),
      sides: [
        side(11, ['sale', 'KB-2026-A-000420'], 24, front, -4500),
        side(12, ['sale', 'KB-2026-B-000035'], 23, back, -4500),
      ],
      details: 'KB-2026-A-000398',
      amount: EUR(-4500),
      resolutions: ['keep_both', 'noted'],
    },
    {
      ...bare,
      caseId: 'case-6',
      kind: 'card_overdraft',
      openedAt: ago(90),
      contactId: others[1]?.contactId ?? null,
      contactName: others[1]?.contactName ?? '',
      product: over.product,
      entries: 10,
      left: 0,
      sides: [side(9, visit, 95, front), side(10, visit, 94, back)],
      isOpen: false,
      resolutions: [],
      settlements: [
        {
          resolution: 'goodwill',
          reason: 'Stammkundin, unser Versehen',
          at: ago(72),
          actor: 'Mira Tannhoff',
          device: 'Empfang 1',
          counts: true,
        },
        {
          resolution: 'charge',
          reason: '',
          at: ago(71),
          actor: 'Jonte Albers',
          device: 'Empfang 2',
          counts: false,
        },
      ],
    },
  ];
}
