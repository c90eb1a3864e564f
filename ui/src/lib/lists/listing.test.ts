import { describe, expect, it } from 'vitest';
import { Detail } from './detail.svelte';
import { Listing, whole } from './listing.svelte';

/** Answers that come when they are let go, in any order. */
function gate<Value>() {
  const waits: ((value: Value) => void)[] = [];
  const ask = () => new Promise<Value>((done) => waits.push(done));
  return { ask, waits };
}

describe('a list that is fetched anew', () => {
  it('keeps the row that was chosen last, also when that was while it waited', async () => {
    const { ask, waits } = gate<string[]>();
    const listing = new Listing<string>(
      async () => whole(await ask()),
      (row) => row,
      (row) => [row],
    );
    const first = listing.load();
    waits[0]!(['a', 'b']);
    await first;
    listing.selected = 0;
    const again = listing.load();
    listing.selected = 1;
    waits[1]!(['new', 'a', 'b']);
    await again;
    expect(listing.chosen, 'what is done next is done to this one').toBe('b');
  });
});

describe('what belongs to the row that is chosen', () => {
  it('is that of the last choice, whichever answer comes first', async () => {
    const { ask, waits } = gate<string>();
    const detail = new Detail<string>();
    const first = detail.load(ask);
    const second = detail.load(ask);
    waits[1]!('second');
    await second;
    waits[0]!('first');
    await first;
    expect(detail.value).toBe('second');
    await detail.load(null);
    expect(detail.value, 'nothing is chosen').toBeNull();
  });
});
