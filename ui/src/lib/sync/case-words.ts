import type { CaseRow } from '$lib/backend/types';
import { formatMoney } from '$lib/format';
import { t } from '$lib/messages/index.svelte';

/** The heading and the sentence of a case, in plain words. */
export function caseWords(one: CaseRow): { title: string; text: string } {
  const words = t().sync.case;
  switch (one.kind) {
    case 'card_overdraft':
      return {
        title: words.overdraft(one.contactName),
        text: isRefund(one) ? words.refundText : words.overdraftText,
      };
    case 'total_mismatch':
      return { title: words.total_mismatch, text: words.totalText };
    case 'number_clash':
      return { title: words.number_clash, text: words.numberText };
    case 'double_storno':
      return { title: words.double_storno, text: words.doubleStornoText };
    case 'deleted_edit':
      return { title: words.deleted_edit(one.contactName), text: words.deletedText };
    default:
      if (isHandedOver(one)) return { title: words.handedOver, text: words.handedOverText };
      return { title: words.quarantined, text: words.quarantinedText };
  }
}

/** The kind of a case, in two words. */
export function kindOf(one: CaseRow): string {
  const kind = isHandedOver(one) ? one.details : one.kind;
  return t().sync.case.kinds[kind] ?? one.kind;
}

/** A card that was paid back at one desk and redeemed at another. */
export function isRefund(one: CaseRow): boolean {
  return one.kind === 'card_overdraft' && one.sides[0]?.entity === 'sale';
}

/** What a revoked device handed over: the owner lets it count, in the list of devices. */
export function isHandedOver(one: CaseRow): boolean {
  return one.kind === 'quarantined' && one.details === 'device_revoked';
}

/** Whom or what a case is about, in a few words. */
export function aboutCase(one: CaseRow): string {
  if (one.contactName) return one.contactName;
  const labels = new Set(one.sides.map((side) => side.label).filter(Boolean));
  return [...labels].join(', ') || detailsOf(one);
}

/** What was found, in the words of people. */
export function detailsOf(one: CaseRow): string {
  const words = t().sync.case;
  if (one.kind === 'deleted_edit') {
    const names = one.details.split(', ').map((field) => field.split('/')[0] ?? field);
    const named = [...new Set(names)].map((name) => words.fields[name] ?? name);
    return words.changed(named.join(', '));
  }
  if (one.kind === 'quarantined') return words.codes[one.details] ?? one.details;
  if (one.kind === 'total_mismatch') return totalsOf(one);
  if (one.kind === 'double_storno') return one.details ? words.reversedTwice(one.details) : '';
  return one.kind === 'number_clash' ? '' : one.details;
}

const SUMS = /computed \((-?\d+), (-?\d+), (-?\d+)\) cents, found \((-?\d+), (-?\d+), (-?\d+)\)/;
const PAID = /paid (-?\d+), gross (-?\d+)/;

/** The platform's figures, as people write them; what has another form is shown as it is. */
function totalsOf(one: CaseRow): string {
  const words = t().sync.case;
  const currency = one.amount?.currency ?? 'EUR';
  const money = (cents: string | undefined) => formatMoney({ cents: Number(cents), currency });
  const sums = SUMS.exec(one.details);
  if (sums) {
    const [, a, b, c, d, e, f] = sums;
    const computed = words.computed(money(a), money(b), money(c));
    return `${computed} ${words.found(money(d), money(e), money(f))}`;
  }
  const paid = PAID.exec(one.details);
  if (paid) return words.paid(money(paid[1]), money(paid[2]));
  return one.details.includes('VAT groups') ? words.vatDiffers : one.details;
}
