import Ticket from '@lucide/svelte/icons/ticket';
import { describe, expect, it, vi } from 'vitest';
import { memoryBackend } from '$lib/backend/memory';
import { commandsFor, type Deeds, type Surroundings } from './commands';
import { PaletteController } from './palette.svelte';

const around: Surroundings = {
  places: [{ id: 'contacts', icon: Ticket, combo: 'Ctrl+2' }],
  isDark: false,
  language: 'de',
};
const deeds = (): Deeds => ({
  go: vi.fn(),
  openSettings: vi.fn(),
  openKeys: vi.fn(),
  openProfiles: vi.fn(),
  lock: vi.fn(),
  syncNow: vi.fn(),
  setDark: vi.fn(),
  setLanguage: vi.fn(),
});

describe('the command palette', () => {
  it('offers people, cards and what can be done with the first person', async () => {
    const palette = new PaletteController(memoryBackend({ contacts: 60 }));
    await palette.type('annegret');
    const texts = commandsFor(palette.text, palette.hits, around, deeds()).map((one) => one.text);
    expect(texts).toEqual(
      expect.arrayContaining([
        'Annegret Lindqvist',
        'Annegret Lindqvist einchecken',
        'Karte verkaufen an Annegret Lindqvist',
        '„annegret“ als Kontakt anlegen',
      ]),
    );
  });

  it('finds screens and actions by the start of a word', () => {
    const all = deeds();
    const none = { contacts: [], cards: [] };
    const found = commandsFor('dunk', none, { ...around, places: [] }, all);
    expect(found.map((one) => one.text)).toEqual(['Dunkle Ansicht']);
    found[0]!.run();
    expect(all.setDark).toHaveBeenCalledWith(true);
  });

  it('goes round at both ends of the list', () => {
    const palette = new PaletteController(memoryBackend({ contacts: 0 }));
    palette.move(-1, 4);
    expect(palette.at).toBe(3);
    palette.move(1, 4);
    expect(palette.at).toBe(0);
  });
});
