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
      products: [
        { name: 'BUSINESS BOOTCAMP', net: EUR(100_000), netText: '1000.00' },
        { name: 'CAMPUS', net: EUR(25_126), netText: '251.26' },
      ],
    }),
    whatIf: async ({ terms, orders }) => {
      const [one] = orders;
      if (!one) return { currency: 'EUR', months: [], earned: EUR(0), paid: EUR(0), history: [] };
      const inRegion = terms.regionCodes.includes(one.billingCountry);
      const percent = inRegion ? Number(terms.commissionPercent) : one.renewal ? 10 : 20;
      const kind = inRegion ? 'regional_exclusive' : 'affiliate_first';
      const pays = inRegion || one.recruited;
      const each = pays ? Math.round(Number(one.net) * one.count * percent) : 0;
      const earnedIn = (at: number) => EUR(at >= 0 && at < one.months ? each : 0);
      const rows = Array.from({ length: one.months + 3 }, (_, at) => ({
        month: month(one.month, at),
        rows: [
          {
            kind,
            earned: earnedIn(at),
            held: earnedIn(at),
            approved: earnedIn(at - 1),
            paid: earnedIn(at - 2),
          },
        ],
      }));
      const sum = EUR(each * one.months);
      const history = Array.from({ length: Math.max(12, rows.length) }, (_, at) => ({
        month: month(one.month, at),
        regional: inRegion ? earnedIn(at) : EUR(0),
        affiliateFirst: inRegion ? EUR(0) : earnedIn(at),
        affiliateRecurring: EUR(0),
      }));
      return { currency: 'EUR', months: rows, earned: sum, paid: sum, history };
    },
  };
}
