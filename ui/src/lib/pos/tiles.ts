import type { ProductRow } from '$lib/backend/types';
import { fold } from '$lib/components/highlight';

export type TileGroup = 'frequent' | 'cards' | 'services' | 'goods';

/** The keys lie as the tiles do, on a German keyboard. */
export const TILE_KEYS = [...'12345qwertasdfgyxcvb'];

/** What the grid shows: the tiles of a group, or what was searched in all of them. */
export function tilesOf(products: ProductRow[], group: TileGroup, text: string): ProductRow[] {
  const sold = products.filter((one) => !one.archived);
  const words = fold(text).split(/\s+/).filter(Boolean);
  if (words.length > 0) {
    return inOrder(
      sold.filter((one) => {
        const name = `${fold(one.name)} ${one.code.toLowerCase()}`;
        return words.every((word) => name.includes(word));
      }),
    );
  }
  if (group === 'frequent') return inOrder(sold).slice(0, TILE_KEYS.length);
  return inOrder(sold.filter((one) => one.group === group));
}

/** By their place on the grid; those without a place come last, by name. */
function inOrder(products: ProductRow[]): ProductRow[] {
  const place = (one: ProductRow) => one.position ?? Number.MAX_SAFE_INTEGER;
  return [...products].sort((a, b) => place(a) - place(b) || a.name.localeCompare(b.name));
}
