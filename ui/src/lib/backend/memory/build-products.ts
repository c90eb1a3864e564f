import type { ProductRow } from '$lib/backend/types';
import { vatLabel } from './ledger';

type Kind = [group: string, kind: string, vatClass: string];

const SERVICE: Kind = ['services', 'service', 'general'];
const TREATMENT: Kind = ['services', 'treatment', 'heilbehandlung'];
const GOODS: Kind = ['goods', 'goods', 'general'];
const FOOD: Kind = ['goods', 'goods', 'reduced'];

const REST: [name: string, cents: number, about: Kind, code: string][] = [
  ['Einzelstunde', 1800, SERVICE, ''],
  ['Probestunde', 900, SERVICE, ''],
  ['Massage 30 Minuten', 3900, SERVICE, ''],
  ['Massage 60 Minuten', 6900, SERVICE, ''],
  ['Erstgespräch', 8500, TREATMENT, ''],
  ['Atem und Pause', 2200, SERVICE, ''],
  ['Workshop Schlaf', 4900, SERVICE, ''],
  ['Faszienrolle', 2490, GOODS, '4006381333931'],
  ['Igelball, Paar', 1190, GOODS, '4012345678901'],
  ['Yogamatte', 5900, GOODS, ''],
  ['Wärmekissen', 3450, GOODS, ''],
  ['Augenkissen', 1650, GOODS, ''],
  ['Kräutertee Ruhe', 690, FOOD, ''],
  ['Kräutertee Kraft', 690, FOOD, ''],
  ['Buch Atempausen', 1990, FOOD, ''],
  ['Übungsheft', 420, FOOD, ''],
];

/** What is sold besides the cards. */
export function buildProducts(after: number): ProductRow[] {
  return REST.map(([name, cents, [group, kind, vatClass], code], at) => ({
    productId: `p-${at + 1}`,
    name,
    code,
    kind,
    group,
    price: { cents, currency: 'EUR' },
    vatClass,
    vatLabel: vatLabel(vatClass),
    entries: null,
    position: after + at,
    archived: false,
  }));
}
