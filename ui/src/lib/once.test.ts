import { afterEach, describe, expect, it } from 'vitest';
import { memoryBackend } from '$lib/backend/memory';
import { refuse } from '$lib/backend/memory/refuse';
import { OnceKeys } from './once';
import { rights } from './rights.svelte';

const lost = async (): Promise<string> => {
  throw new Error('lost');
};

/** The key with which a wish goes out; its answer is lost, or what `why` says. */
async function sent(keys: OnceKeys, wish: unknown, why: unknown = new Error('lost')) {
  let found = '';
  const work = async (key: string) => {
    found = key;
    throw why;
  };
  await keys.run(wish, work).catch(() => undefined);
  return found;
}

afterEach(() => rights.take(null));

describe('a wish that is sent again', () => {
  it('keeps its key until it was done, and has another one afterwards', async () => {
    const keys = new OnceKeys();
    const sent: string[] = [];
    const say = (text: string, answer: () => Promise<string>) =>
      keys.run(['answer', 'd-1', text], (key) => {
        sent.push(key);
        return answer();
      });
    await expect(say('Geprüft.', lost)).rejects.toThrow('lost');
    await expect(say('Anders.', lost)).rejects.toThrow('lost');
    expect(await say('Geprüft.', async () => 'done')).toBe('done');
    await say('Geprüft.', async () => 'done');
    expect(sent[2]).toBe(sent[0]);
    expect(new Set(sent).size).toBe(3);
    expect(sent[0]).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });

  it('keeps its key from one visit of a screen to the next, and not in another window', async () => {
    const backend = memoryBackend();
    const first = await sent(OnceKeys.of(backend), 'code');
    expect(await sent(OnceKeys.of(backend), 'code')).toBe(first);
    expect(await sent(OnceKeys.of(memoryBackend()), 'code')).not.toBe(first);
  });

  it('is not the one of somebody else, who says the same at this desk', async () => {
    const keys = new OnceKeys();
    const session = await memoryBackend().session();
    const found = [];
    for (const actorId of ['a', 'b', 'a']) {
      rights.take({ ...session, actorId });
      found.push(await sent(keys, 'invitation'));
    }
    expect([found[2], found[1] === found[0]]).toEqual([found[0], false]);
  });

  it('has another key once the platform says that what was made by it is another thing', async () => {
    for (const why of [
      refuse('administration_refused', { code: 'key_reused' }),
      refuse('affiliate_code_taken'),
    ]) {
      const keys = new OnceKeys();
      const first = await sent(keys, 'wish');
      expect(await sent(keys, 'wish', refuse('administration_unanswered'))).toBe(first);
      expect(await sent(keys, 'wish', why)).toBe(first);
      expect(await sent(keys, 'wish')).not.toBe(first);
    }
  });
});
