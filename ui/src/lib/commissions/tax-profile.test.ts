import { describe, expect, it } from 'vitest';
import { memoryBackend, type MemoryOptions } from '$lib/backend/memory';
import { refuse } from '$lib/backend/memory/refuse';
import { locale } from '$lib/messages/index.svelte';
import { TaxProfileForm } from './tax-profile.svelte';

const desk = (options: MemoryOptions = {}) =>
  memoryBackend({
    now: () => new Date('2026-11-20T11:00:00Z'),
    contacts: 5,
    role: 'owner',
    ...options,
  });

async function loaded(backend = desk()) {
  const form = new TaxProfileForm(backend);
  await form.load();
  return form;
}

function fill(form: TaxProfileForm): void {
  form.name = 'Musterhaus GmbH';
  form.street = 'Lindenring 12';
  form.postalCode = '99998';
  form.city = 'Auenfeld';
  form.vatId = 'DE123456788';
  form.hasAgreed = true;
  form.contract = 'distributor 2026-11';
}

describe('the tax profile (Y3)', () => {
  it('says beside each field what is missing, after the first try', async () => {
    const form = await loaded();
    form.hasAgreed = true;
    form.vatId = 'DE12';
    expect(form.problem('vatId')).toBeNull();
    expect(await form.save()).toBe(false);
    expect(form.problem('vatId')).toBe('not_a_vat_id');
    expect(form.problem('street')).toBe('missing');
    expect(form.problem('contractVersion')).toBe('no_contract');
    form.vatId = '';
    expect(form.problem('taxNumber')).toBe('missing_number');
  });

  it('may have gaps as long as nobody agrees', async () => {
    const form = await loaded();
    form.name = 'Musterhaus GmbH';
    expect(await form.save()).toBe(true);
    expect([form.held?.isStated, form.held?.agreement]).toEqual([true, null]);
  });

  it('names the version that is agreed to, and withdraws it', async () => {
    const form = await loaded();
    fill(form);
    expect(await form.save()).toBe(true);
    expect(form.held?.agreement).toMatchObject({ kind: 'distributor', version: '2026-11' });
    form.hasAgreed = false;
    expect(form.input.contractVersion).toBe('');
    expect(await form.save()).toBe(true);
    expect(form.held?.agreement?.hasAgreed).toBe(false);
  });

  it('agrees to no newer version by changing an address', async () => {
    const backend = desk();
    const form = await loaded(backend);
    fill(form);
    await form.save();
    const held = form.held!;
    const offers = [{ kind: 'distributor', version: '2027-01', sha256: 'ab' }];
    const later = await loaded({
      ...backend,
      showTaxProfile: async () => ({ ...held, offers }),
    });
    later.street = 'Lindenring 14';
    expect(later.contract).toBe('distributor 2026-11');
    expect([later.input.contractVersion, later.hasProblems]).toEqual(['', false]);
    later.contract = 'distributor 2027-01';
    expect(later.input.contractVersion).toBe('2027-01');
  });

  it('shows no text of another version than the one that is chosen', async () => {
    const form = await loaded();
    fill(form);
    await form.readContract();
    expect(form.read).toBeTruthy();
    form.contract = 'affiliate 2026-11';
    expect(form.read).toBeNull();
  });

  it('says what the core refuses beside its field', async () => {
    const backend = desk();
    const form = await loaded({
      ...backend,
      saveTaxProfile: async () => {
        throw refuse('tax_profile_refused', { field: 'iban', why: 'not_an_iban' });
      },
    });
    fill(form);
    expect(await form.save()).toBe(false);
    expect(form.problem('iban')).toBe('not_an_iban');
    expect(form.busy).toBe(false);
  });

  it('does not replace what was stated elsewhere since it was opened', async () => {
    const backend = desk();
    const [one, other] = [await loaded(backend), await loaded(backend)];
    fill(one);
    fill(other);
    expect(await one.save()).toBe(true);
    await expect(other.save()).rejects.toMatchObject({ code: 'tax_profile_changed' });
    await other.load();
    fill(other);
    expect(await other.save()).toBe(true);
  });

  it('lies at the platform, and shows the text that is agreed to', async () => {
    const away = new TaxProfileForm(desk({ line: 'offline' }));
    await expect(away.load()).rejects.toMatchObject({ code: 'needs_network' });
    const form = await loaded();
    form.contract = 'affiliate 2026-11';
    await form.readContract();
    expect(form.contractText?.text).toContain('5.4');
  });

  it('shows the text in the language of the window, and in the other one where it is asked for', async () => {
    locale.name = 'en';
    const backend = desk();
    let line: 'on' | 'off' = 'on';
    const form = await loaded({
      ...backend,
      showContract: async (...of) => {
        if (line === 'off') throw refuse('needs_network');
        return backend.showContract(...of);
      },
    });
    locale.name = 'de';
    form.contract = 'affiliate 2026-11';
    await form.readContract();
    expect([form.language, form.read?.language]).toEqual(['en', 'en']);
    expect(form.read?.text).toContain('The platform');
    form.language = 'de';
    await form.readContract();
    expect(form.read?.text).toContain('Die Plattform');
    line = 'off';
    form.language = 'en';
    await expect(form.readContract()).rejects.toMatchObject({ code: 'needs_network' });
    expect([form.language, form.read?.language], 'the text that stands there stays').toEqual([
      'de',
      'de',
    ]);
  });

  it('is changed by the owner alone', async () => {
    const form = await loaded(desk({ role: 'reception' }));
    fill(form);
    await expect(form.save()).rejects.toMatchObject({ code: 'not_allowed' });
  });
});
