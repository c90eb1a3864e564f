import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { de } from '$lib/messages/de';
import { en } from '$lib/messages/en';

/** The kinds of things as the registry spells them: a new one without a word fails here. */
const source = readFileSync('../crates/protocol/src/entity.rs', 'utf8');
const KINDS = [...source.matchAll(/^ {4}[A-Z]\w+ "(\w+)" (?:Fact|Card|Computed) \w+;$/gm)].map(
  (match) => match[1]!,
);

describe('the comparison names every kind of thing', () => {
  it('reads the whole registry', () => {
    expect(KINDS.length).toBeGreaterThan(25);
    expect(KINDS).toContain('contact_merge');
    expect(KINDS).toContain('commission_forfeiture');
  });

  it.each([
    ['de', de],
    ['en', en],
  ] as const)('%s', (_, messages) => {
    const { other, ...things } = messages.sync.compare.things;
    expect(Object.keys(things).sort()).toEqual([...KINDS].sort());
    const words = Object.values(things);
    expect(new Set(words).size).toBe(words.length);
    expect(words).not.toContain(other);
    expect(words).not.toContain('');
  });
});
