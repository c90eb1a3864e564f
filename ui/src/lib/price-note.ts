import type { PriceNoteView } from '$lib/backend/types';
import { formatMoney, formatWhen } from '$lib/format';
import { t } from '$lib/messages/index.svelte';

/** Says that something was sold for its old price: the change had not come to the till yet. */
export function priceNote(note: PriceNoteView, now: Date): string {
  const { text, soldFor, inForce, since } = note;
  const when = formatWhen(since, now);
  return t().common.priceNote(text, formatMoney(soldFor), when, formatMoney(inForce));
}
