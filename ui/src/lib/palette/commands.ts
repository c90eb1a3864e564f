import ContrastIcon from '@lucide/svelte/icons/contrast';
import Building2 from '@lucide/svelte/icons/building-2';
import Flag from '@lucide/svelte/icons/flag';
import Keyboard from '@lucide/svelte/icons/keyboard';
import Languages from '@lucide/svelte/icons/languages';
import LockKeyhole from '@lucide/svelte/icons/lock-keyhole';
import Plus from '@lucide/svelte/icons/plus';
import RefreshCw from '@lucide/svelte/icons/refresh-cw';
import ScanBarcode from '@lucide/svelte/icons/scan-barcode';
import Settings from '@lucide/svelte/icons/settings';
import Ticket from '@lucide/svelte/icons/ticket';
import UserRound from '@lucide/svelte/icons/user-round';
import type { Component } from 'svelte';
import type { ContactRow } from '$lib/backend/types';
import { formatCount } from '$lib/format';
import { keyLabel } from '$lib/keys/labels';
import { t } from '$lib/messages/index.svelte';
import type { ScreenId } from '$lib/router.svelte';
import { matching, type Command, type Hits } from './palette.svelte';

/** What the palette may set in motion; the window does it. */
export interface Deeds {
  go: (screen: ScreenId, ...path: string[]) => void;
  openSettings: () => void;
  openKeys: () => void;
  openProfiles: () => void;
  lock: () => void;
  syncNow: () => void;
  setDark: (dark: boolean) => void;
  setLanguage: (name: 'de' | 'en') => void;
}

export interface Place {
  id: Exclude<ScreenId, 'cases'>;
  icon: Component<{ size?: number }>;
  combo: string;
}

export interface Surroundings {
  places: Place[];
  isDark: boolean;
  language: 'de' | 'en';
}

/** All hits in the order in which they are shown: people, cards, screens, actions. */
export function commandsFor(
  text: string,
  hits: Hits,
  around: Surroundings,
  deeds: Deeds,
): Command[] {
  const fixed = [...placeCommands(around.places, deeds), ...deedCommands(around, deeds)];
  return [
    ...hits.contacts.map((one) => contactCommand(one, around, deeds)),
    ...hits.cards.map((card) => ({
      id: `card-${card.cardId}`,
      group: t().palette.groups.cards,
      icon: Ticket,
      text: card.contactName,
      detail: `${card.product} · ${card.code}`,
      right: t().reception.leftCount(formatCount(card.left)),
      run: () => deeds.go('cards', card.cardId),
    })),
    ...matching(fixed, text),
    ...personCommands(text, hits.contacts[0], around, deeds),
  ];
}

function contactCommand(one: ContactRow, around: Surroundings, deeds: Deeds): Command {
  const role = one.roles[0] ? (t().palette.roles[one.roles[0]] ?? '') : '';
  const opens = around.places.some((place) => place.id === 'contacts');
  return {
    id: `contact-${one.contactId}`,
    group: t().palette.groups.contacts,
    icon: UserRound,
    text: one.name,
    detail: [role, one.city].filter(Boolean).join(' · '),
    right:
      one.entriesLeft === null ? undefined : t().reception.leftCount(formatCount(one.entriesLeft)),
    run: () =>
      opens
        ? deeds.go('contacts', one.contactId)
        : deeds.go('reception', 'check-in', one.contactId),
  };
}

function placeCommands(places: Place[], deeds: Deeds): Command[] {
  return places.map((place) => ({
    id: `screen-${place.id}`,
    group: t().palette.groups.screens,
    icon: place.icon,
    text: t().frame.screens[place.id],
    right: keyLabel(place.combo),
    run: () => deeds.go(place.id),
  }));
}

/** What can be done with the first person that was found, and with the words themselves. */
function personCommands(
  text: string,
  first: ContactRow | undefined,
  around: Surroundings,
  deeds: Deeds,
): Command[] {
  const words = t().palette;
  const group = words.groups.actions;
  const list: Command[] = [];
  if (first && first.entriesLeft !== null) {
    list.push({
      id: 'check-in-first',
      group,
      icon: ScanBarcode,
      text: words.checkIn(first.name),
      run: () => deeds.go('reception', 'check-in', first.contactId),
    });
  }
  if (first) {
    list.push({
      id: 'sell-to-first',
      group,
      icon: Ticket,
      text: words.sellTo(first.name),
      run: () => deeds.go('cards', 'sell', first.contactId, first.name),
    });
  }
  if (text.trim() && around.places.some((place) => place.id === 'contacts')) {
    list.push({
      id: 'create',
      group,
      icon: Plus,
      text: words.create(text.trim()),
      detail: words.createText,
      right: keyLabel('Ctrl+N'),
      run: () => deeds.go('contacts', 'new', text.trim()),
    });
  }
  return list;
}

function deedCommands(around: Surroundings, deeds: Deeds): Command[] {
  const words = t().palette;
  const group = words.groups.actions;
  const one = (id: string, icon: Command['icon'], text: string, run: () => void): Command => ({
    id,
    group,
    icon,
    text,
    run,
  });
  const list = [
    one('sell', Ticket, words.sell, () => deeds.go('cards', 'sell')),
    { ...one('sync', RefreshCw, words.sync, deeds.syncNow), detail: words.syncText },
  ];
  list.push(one('cases', Flag, words.cases, () => deeds.go('cases')));
  list.push(
    one('theme', ContrastIcon, around.isDark ? words.light : words.dark, () =>
      deeds.setDark(!around.isDark),
    ),
    one('language', Languages, around.language === 'de' ? words.english : words.german, () =>
      deeds.setLanguage(around.language === 'de' ? 'en' : 'de'),
    ),
    { ...one('keys', Keyboard, words.keys, deeds.openKeys), right: '?' },
    one('profiles', Building2, words.profiles, deeds.openProfiles),
    one('settings', Settings, words.settings, deeds.openSettings),
    { ...one('lock', LockKeyhole, words.lock, deeds.lock), right: keyLabel('Ctrl+L') },
  );
  return list;
}
