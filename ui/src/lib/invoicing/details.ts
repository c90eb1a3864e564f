import type { InvoiceInput } from '$lib/backend/types';
import { basisPointsText, parseBasisPoints } from '$lib/percent';

export const PROFILES = ['en16931', 'xrechnung', 'none'] as const;
export type InvoiceProfile = (typeof PROFILES)[number];

/** What is taken off for paying early, while it is being entered. */
export interface DraftDiscount {
  percent: string;
  days: string;
}

/** What an invoice says besides recipient, days and lines, while it is being entered. */
export interface DraftDetails {
  profile: InvoiceProfile;
  buyerReference: string;
  orderReference: string;
  customerNumber: string;
  intro: string;
  closing: string;
  discounts: DraftDiscount[];
}

type Fields = Pick<
  InvoiceInput,
  | 'profile'
  | 'buyerReference'
  | 'orderReference'
  | 'customerNumber'
  | 'intro'
  | 'closing'
  | 'cashDiscounts'
>;

export function detailsOf(input: Fields): DraftDetails {
  const profile = PROFILES.find((one) => one === input.profile) ?? 'en16931';
  return {
    profile,
    buyerReference: input.buyerReference ?? '',
    orderReference: input.orderReference ?? '',
    customerNumber: input.customerNumber ?? '',
    intro: input.intro ?? '',
    closing: input.closing ?? '',
    discounts: (input.cashDiscounts ?? []).map((one) => ({
      percent: basisPointsText(one.percentBp),
      days: String(one.days),
    })),
  };
}

const isBlank = (one: DraftDiscount) => one.percent.trim() === '' && one.days.trim() === '';

function readDays(text: string): number | null {
  return /^\d{1,3}$/.test(text.trim()) ? Number(text) : null;
}

export function isBadPercent(one: DraftDiscount): boolean {
  return !isBlank(one) && parseBasisPoints(one.percent) === null;
}

export function isBadDays(one: DraftDiscount): boolean {
  return !isBlank(one) && readDays(one.days) === null;
}

/** Something was entered that the core could not even read. */
export function isUnreadable(details: DraftDetails): boolean {
  return details.discounts.some((one) => isBadPercent(one) || isBadDays(one));
}

export function fieldsOf(details: DraftDetails): Fields {
  return {
    profile: details.profile,
    buyerReference: details.buyerReference,
    orderReference: details.orderReference,
    customerNumber: details.customerNumber,
    intro: details.intro,
    closing: details.closing,
    cashDiscounts: details.discounts
      .filter((one) => !isBlank(one))
      .map((one) => ({
        percentBp: parseBasisPoints(one.percent) ?? 0,
        days: readDays(one.days) ?? 0,
      })),
  };
}

/** Something stands there that is not seen while the part is folded. */
export function saysSomething(details: DraftDetails): boolean {
  const { profile, discounts, ...texts } = details;
  return (
    profile !== 'en16931' ||
    discounts.some((one) => !isBlank(one)) ||
    Object.values(texts).some((text) => text.trim() !== '')
  );
}
