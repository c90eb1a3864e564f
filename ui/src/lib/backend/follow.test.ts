import { describe, expect, it, vi } from 'vitest';
import { followChange, type Ask } from './follow';

const changes = { code: 'profile_changes', severity: 'notice', message: '', values: {} };
const refusing = (error: unknown): Ask => vi.fn(() => Promise.reject(error));

describe('a change to another tenant', () => {
  it('has a page begin anew, once, that was loaded just before it', async () => {
    const begin = vi.fn();
    const ask = followChange(refusing(changes), begin);
    await expect(ask('session', {})).rejects.toBe(changes);
    await expect(ask('reception', {})).rejects.toBe(changes);
    expect(begin).toHaveBeenCalledOnce();
  });

  it('leaves the page that asked for it alone until it is done', async () => {
    const begin = vi.fn();
    let finish = () => {};
    const ask = followChange((name) => {
      if (name !== 'switch_profile') return Promise.reject(changes);
      return new Promise<void>((resolve) => (finish = resolve));
    }, begin);
    const changed = ask('switch_profile', { folder: '/data/other' });
    await expect(ask('sync_status', {})).rejects.toBe(changes);
    finish();
    await changed;
    await expect(ask('sync_status', {})).rejects.toBe(changes);
    expect(begin).not.toHaveBeenCalled();
  });

  it('that was refused leaves the page as it was', async () => {
    const begin = vi.fn();
    const inUse = { ...changes, code: 'profile_in_use' };
    const ask = followChange((name) => {
      return Promise.reject(name === 'switch_profile' ? inUse : changes);
    }, begin);
    await expect(ask('switch_profile', {})).rejects.toBe(inUse);
    expect(begin).not.toHaveBeenCalled();
    await expect(ask('session', {})).rejects.toBe(changes);
    expect(begin).toHaveBeenCalledOnce();
  });

  it('is not seen in any other refusal', async () => {
    const begin = vi.fn();
    const ask = followChange(refusing({ ...changes, code: 'locked' }), begin);
    await expect(ask('session', {})).rejects.toMatchObject({ code: 'locked' });
    expect(begin).not.toHaveBeenCalled();
  });
});
