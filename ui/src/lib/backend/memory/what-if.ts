import type { Commands } from '$lib/backend/backend';
import { dayFrom } from './build-cards';
import { EUR, type MemoryPractice } from './practice';

/** A rough twin of the rules: what is earned is paid two months later. */
export function whatIfOf(practice: MemoryPractice): Commands<'startWhatIf' | 'whatIf'> {
  const month = (from: string, step: number) => {
    const [year, number] = from.split('-').map(Number);
    return dayFrom(new Date(Date.UTC(year!, number! - 1 + step, 15)), 0).slice(0, 7);
  };
  return {
    startWhatIf: async () => ({
      month: month(practice.now().toISOString().slice(0, 7), 1),
      terms: { regionCodes: ['DE', 'AT', 'CH'], commissionPercent: '30' },
      currency: 'EUR',
      currencies: ['CHF', 'EUR', 'USD'],
      products: [
        { name: 'BUSINESS BOOTCAMP', net: EUR(100_000), netText: '1000.00' },
        { name: 'CAMPUS', net: { cents: 24_000, currency: 'CHF' }, netText: '240.00' },
        { name: 'CAMPUS', net: EUR(25_126), netText: '251.26' },
      ],
    }),
    whatIf: async ({ terms, currency, orders }) => {
      const money = (cents: number) => ({ cents, currency });
      if (orders.length === 0)
        return { currency, months: [], earned: money(0), paid: money(0), history: [] };
      const first = orders.map((one) => one.month).sort()[0]!;
      const told = orders.map((one) => {
        const inRegion = !one.tenantProduct && terms.regionCodes.includes(one.billingCountry);
        const percent = inRegion ? Number(terms.commissionPercent) : one.renewal ? 10 : 20;
        const affiliate = one.renewal ? 'affiliate_recurring' : 'affiliate_first';
        const pays = inRegion || one.recruited;
        const each = pays ? Math.round(Number(one.net) * one.count * percent) : 0;
        return { kind: inRegion ? 'regional_exclusive' : affiliate, each, months: one.months };
      });
      const earnedIn = (at: number, kind: string) => {
        const then = told.filter((one) => one.kind === kind && at >= 0 && at < one.months);
        return money(then.reduce((sum, one) => sum + one.each, 0));
      };
      const kinds = [...new Set(told.map((one) => one.kind))].sort();
      const longest = Math.max(...orders.map((one) => one.months));
      const rows = Array.from({ length: longest + 3 }, (_, at) => ({
        month: month(first, at),
        rows: kinds.map((kind) => ({
          kind,
          earned: earnedIn(at, kind),
          held: earnedIn(at, kind),
          approved: earnedIn(at - 1, kind),
          paid: earnedIn(at - 2, kind),
        })),
      }));
      const sum = money(told.reduce((all, one) => all + one.each * one.months, 0));
      const history = Array.from({ length: Math.max(12, rows.length) }, (_, at) => ({
        month: month(first, at),
        regional: earnedIn(at, 'regional_exclusive'),
        affiliateFirst: earnedIn(at, 'affiliate_first'),
        affiliateRecurring: earnedIn(at, 'affiliate_recurring'),
      }));
      return { currency, months: rows, earned: sum, paid: sum, history };
    },
  };
}
