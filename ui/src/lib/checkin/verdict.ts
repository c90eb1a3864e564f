import type { CheckInResult } from '$lib/backend/types';
import { formatDay, formatMoney } from '$lib/format';
import { t } from '$lib/messages/index.svelte';

/** The sentence below the name: what the card says, or what is due, or why nobody came in. */
export function verdictSentence(result: CheckInResult): string {
  const words = t().reception;
  const card = result.card?.product ?? '';
  const day = result.card?.expiresOn ? formatDay(result.card.expiresOn) : '';
  switch (result.reason) {
    case 'ok':
      return day ? words.validUntil(card, day) : words.noExpiry(card);
    case 'last_entry':
    case 'unconfirmed_last_entry':
    case 'used_up':
    case 'paused':
      return words.reasons[result.reason](card);
    case 'expiring':
    case 'expired':
      return words.reasons[result.reason](card, day);
    case 'open_amount':
      return words.reasons.open_amount(result.openAmount ? formatMoney(result.openAmount) : '');
    case 'no_card':
    case 'several_cards':
    case 'unknown_code':
      return words.reasons[result.reason];
    default:
      return words.reasons.other;
  }
}

/** What a screen reader says at once: verdict, person, count. */
export function spoken(result: CheckInResult, takenBack: boolean): string {
  const words = t().reception;
  if (takenBack) return words.undone(result.name);
  const verdict = result.verdict === 'red' ? words.notIn : words.in;
  const count =
    result.card && result.verdict !== 'red' ? `, ${words.leftCount(String(result.card.left))}` : '';
  return `${verdict}: ${result.name}${count}. ${verdictSentence(result)}`;
}

export type WayOut = 'sell' | 'choose' | 'search' | null;

/** What Enter does with a result: red and used up offer the way out, green offers nothing. */
export function wayOut(result: CheckInResult): WayOut {
  if (result.reason === 'several_cards') return 'choose';
  if (result.reason === 'unknown_code') return 'search';
  if (result.verdict === 'red') return 'sell';
  return result.card && result.card.left <= 0 ? 'sell' : null;
}
