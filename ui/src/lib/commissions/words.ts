import type {
  CommissionDifference,
  CommissionExplanation,
  CommissionRow,
  ExplanationStep,
} from '$lib/backend/types';
import { formatDay, formatInstant, formatMoney, formatMonth, parseCents } from '$lib/format';
import type { StepValues } from '$lib/messages/de/commissions';
import { locale, t } from '$lib/messages/index.svelte';
import { percentText } from '$lib/percent';

/** A sentence of a calculation. */
export interface StepText {
  /** It leads to the commission; `false` says why something is not paid. */
  pays: boolean;
  /** It will, on a day that is still to come. */
  waits?: boolean;
  text: string;
}

/** `14.10.` where the year is known. */
export function shortDay(day: string): string {
  const form = new Intl.DateTimeFormat(locale.tag, {
    day: '2-digit',
    month: '2-digit',
    timeZone: 'UTC',
  });
  return form.format(new Date(`${day}T12:00:00Z`));
}

/** Y1: why a run leaves something for the next one; a reason of a newer core is told plainly. */
export function carriedText(reason: string): string {
  const { carried, carriedOver } = t().commissions.forecast;
  return Object.hasOwn(carried, reason) ? carried[reason]! : carriedOver;
}

/** C15: the calculation in words: why it pays, the tax, the release, what was given back, and what is not paid. */
export function explainSteps(explanation: CommissionExplanation, row: CommissionRow): StepText[] {
  const of = (pays: boolean) =>
    explanation.steps
      .filter((step) => step.pays === pays)
      .map((step) => ({ pays, text: stepText(step) }));
  return [
    ...of(true),
    { pays: true, text: vatText(explanation) },
    ...approval(explanation, row),
    ...givenBack(row),
    ...corrected(row),
    ...lost(row),
    ...of(false),
  ];
}

/** The sentence of a reason; of one that only a newer program knows it says that. */
export function stepText({ code, values }: ExplanationStep): string {
  const { steps, unknownStep } = t().commissions;
  const sentence = Object.hasOwn(steps, code) ? steps[code] : undefined;
  return sentence ? sentence(stepValues(values)) : unknownStep(code);
}

function stepValues(values: ExplanationStep['values']): StepValues {
  const day = (name: string) => (values[name] ? formatDay(values[name]) : '–');
  const kind = values['kind'] ?? '';
  return {
    kind: t().commissions.kinds[kind] ?? kind,
    percent: values['percent'] ? percentText(values['percent']) : '–',
    country: countryName(values['country'] ?? ''),
    countryCode: values['country'] ?? '',
    validFrom: day('valid_from'),
    attributedAt: day('attributed_at'),
    expiresAt: day('expires_at'),
  };
}

function countryName(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code || '–';
  return new Intl.DisplayNames(locale.tag, { type: 'region' }).of(code) ?? code;
}

/** C7, C8: of an own purchase the discount was off the price; its whole net is the base all the same. */
function vatText({ gross, base, vatRateBp, steps }: CommissionExplanation): string {
  const words = t().commissions;
  const isOwn = steps.some((step) => step.code === 'own_purchase_discount');
  if (vatRateBp === 0) return (isOwn ? words.ownNoVatStep : words.noVatStep)(formatMoney(gross));
  const say = isOwn ? words.ownVatStep : words.vatStep;
  return say(formatMoney(gross), percentText(String(vatRateBp / 100)), formatMoney(base));
}

/** C11: when the amount leaves its hold period. A discount waits for nothing, what was given back no more. */
function approval({ steps }: CommissionExplanation, { status }: CommissionRow): StepText[] {
  const day = steps.find((step) => step.pays && step.values['approves_at'])?.values['approves_at'];
  if (!day || !['pending', 'approved', 'paid'].includes(status)) return [];
  const { approvalStep, approvedStep } = t().commissions;
  const say = status === 'pending' ? approvalStep : approvedStep;
  return [{ pays: true, waits: status === 'pending', text: say(formatDay(day)) }];
}

function givenBack(row: CommissionRow): StepText[] {
  if (row.status !== 'reversal') return [];
  const text = t().commissions.reversalStep(
    formatDay(row.on),
    formatMoney(row.amount),
    formatMoney(row.net),
  );
  return [{ pays: false, text }];
}

/** Y5: that people corrected it, when, by how much, and why. */
function corrected({ on, amount, correctedBecause }: CommissionRow): StepText[] {
  if (!correctedBecause) return [];
  const { correctedStep } = t().commissions;
  return [
    { pays: false, text: correctedStep(formatDay(on), formatMoney(amount), correctedBecause) },
  ];
}

/** C13: that it was lost, when, how much, and why. */
function lost({ forfeited }: CommissionRow): StepText[] {
  if (!forfeited) return [];
  const { forfeitedStep, forfeitedBecause } = t().commissions;
  const known = Object.hasOwn(forfeitedBecause, forfeited.reason);
  const why = known ? forfeitedBecause[forfeited.reason]! : forfeited.reason;
  const text = forfeitedStep(formatDay(forfeited.on), formatMoney(forfeited.amount), why);
  return [{ pays: false, text }];
}

/** What a code of an entry is called; one that only a newer program knows stands in quotes. */
function nameOf(names: Record<string, string>, code: string): string {
  return Object.hasOwn(names, code) ? names[code]! : t().commissions.unknownName(code);
}

const AMOUNTS = [
  'amount',
  'base',
  'entry',
  'opening',
  'closing',
  'earned',
  'reversed',
  'corrected',
  'forfeited',
  'paid',
];

/** What an entry says, and what the rules compute here. */
export function differenceText(one: CommissionDifference): string {
  const { difference, signedDifference, signatureFault, monthDifference, fields } = t().commissions;
  const isMonth = /^\d{4}-\d{2}$/.test(one.orderNumber);
  const about = isMonth ? formatMonth(one.orderNumber) : one.orderNumber;
  if (one.field === 'signature') return signatureFault(about);
  let say = difference;
  if (one.source === 'package') say = one.entryId ? signedDifference : monthDifference;
  const value = (text: string) => valueText(one, text);
  return say(about, nameOf(fields, one.field), value(one.stored), value(one.recomputed));
}

/** A value as people read it, by the field in which it stands. */
function valueText({ field, currency }: CommissionDifference, text: string): string {
  const { nothing, kinds, settledAs, reasonNames, incalculable } = t().commissions;
  if (text === '') return nothing;
  if (field === 'percent') return percentText(text);
  if (field === 'kind') return nameOf(kinds, text);
  if (field === 'settled_as') return nameOf(settledAs, text);
  if (field === 'ordered_at') return formatInstant(text);
  if (field === 'reasons')
    return text
      .split(', ')
      .map((code) => nameOf(reasonNames, code))
      .join(', ');
  if (!AMOUNTS.includes(field)) return text;
  const cents = parseCents(text);
  return cents === null ? incalculable : formatMoney({ cents, currency });
}
