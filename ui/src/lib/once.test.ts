import { describe, expect, it } from 'vitest';
import { OnceKeys } from './once';

const lost = async (): Promise<string> => {
  throw new Error('lost');
};

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
});
