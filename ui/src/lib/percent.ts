import { locale, t } from '$lib/messages/index.svelte';

/** `30 %` from the decimal `30` that the core sends, `12,5 %` from `12.5`. */
export function percentText(percent: string): string {
  const form = new Intl.NumberFormat(locale.tag, { maximumFractionDigits: 4 });
  return t().commissions.percent(form.format(percent as `${number}`));
}
