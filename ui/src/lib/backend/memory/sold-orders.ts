import type { Commands } from '$lib/backend/backend';
import type { OrderShareRow, SoldOrderRow } from '$lib/backend/types';
import { EUR, type MemoryPractice } from './practice';
import { refuse } from './refuse';

const PAGE = 50;
const PRODUCTS: [name: string, net: number][] = [
  ['Atemabend', 4_000],
  ['Rückenkurs, 8 Abende', 12_000],
  ['Vortrag: Schlaf', 1_500],
];

type Names = 'listSoldOrders' | 'listOrderShares' | 'soldOrdersCsv';

/** What the practice of the twin sold: its platform answers while the line is online. */
export function soldOrdersOf(practice: MemoryPractice): Commands<Names> {
  const orders = practice.options.contacts === 0 ? [] : build(practice.now());
  const online = <T>(answer: T): T => {
    if (practice.line !== 'online') throw refuse('needs_network');
    return answer;
  };
  const find = (month: string | null, product: string | null) =>
    online(orders).filter(
      (row) =>
        (!month || row.orderedAt.startsWith(month)) && (!product || row.products.includes(product)),
    );
  return {
    listSoldOrders: async ({ month, product, before }) => {
      const at = Number(before ?? 0);
      const found = find(month, product);
      const rows = found.slice(at, at + PAGE).map((row) => ({ ...row }));
      return { rows, next: at + PAGE < found.length ? String(at + PAGE) : null };
    },
    listOrderShares: async (orderId) => {
      const row = online(orders).find((one) => one.orderId === orderId);
      if (!row) throw refuse('platform_refused', { code: 'not_found' });
      return sharesOf(row);
    },
    soldOrdersCsv: async ({ month, product }, language) => {
      const lines = find(month, product).map(
        (row) => `${row.orderNumber};${(row.rest.cents / 100).toFixed(2)}`,
      );
      const stem = language === 'en' ? 'Orders' : 'Verkaeufe';
      return {
        fileName: `${stem}${month ? `-${month}` : ''}.csv`,
        mediaType: 'text/csv',
        base64: btoa(lines.join('\n')),
      };
    },
  };
}

function build(now: Date): SoldOrderRow[] {
  return Array.from({ length: 60 }, (_, at) => {
    const [name, net] = PRODUCTS[at % PRODUCTS.length]!;
    const refunded = at % 7 === 3 ? net : 0;
    const left = net - refunded;
    const fee = left / 50;
    const commission = at % 2 === 0 ? left / 5 : 0;
    return {
      orderId: `sold-${at}`,
      orderNumber: `B-${4061 - at}`,
      orderedAt: new Date(now.getTime() - at * 26 * 3_600_000).toISOString(),
      customer: `K-${(0x7f3a + (at % 9) * 0x1d1).toString(16).toUpperCase()}`,
      country: 'DE',
      products: [name],
      net: EUR(net),
      gross: EUR(Math.round(net * 1.19)),
      refunded: EUR(refunded),
      platformFee: EUR(fee),
      commissions: EUR(commission),
      rest: EUR(left - fee - commission),
      viaPlatform: true,
      isRenewal: false,
      isFirst: at >= 51,
    };
  });
}

function sharesOf(row: SoldOrderRow): OrderShareRow[] {
  const share = (kind: string, percent: string, hundredths: number): OrderShareRow => ({
    entryId: `${row.orderId}-${kind}`,
    product: row.products[0]!,
    kind,
    percent,
    base: row.net,
    amount: EUR(row.net.cents / hundredths),
    reversed: EUR(row.refunded.cents / hundredths),
    status: row.refunded.cents > 0 ? 'refunded' : 'approved',
  });
  const fee = share('platform_fee', '2', 50);
  return row.commissions.cents > 0 ? [share('affiliate_recurring', '20', 5), fee] : [fee];
}
