import type { Commands } from '$lib/backend/backend';
import type { ContactRow } from '$lib/backend/types';
import type { MemoryContact } from './build-contacts';
import type { MemoryPractice } from './practice';
import { find } from './reception';

export function contactsOf(practice: MemoryPractice): Commands<'listContacts'> {
  return {
    listContacts: async ({ text, role, offset, limit }) => {
      const all = text.trim() ? find(practice, text, practice.contacts.length) : practice.contacts;
      const hits = role ? all.filter((one) => one.roles.includes(role)) : all;
      const rows = hits.slice(offset, offset + limit).map((one) => contactRow(practice, one));
      return { total: hits.length, rows };
    },
  };
}

function contactRow(practice: MemoryPractice, who: MemoryContact): ContactRow {
  const cards = practice.cards.filter((card) => card.contactId === who.contactId);
  return {
    contactId: who.contactId,
    name: who.name,
    initials: `${who.firstName[0]}${who.lastName[0]}`.toUpperCase(),
    organisation: '',
    roles: who.roles,
    email: who.email,
    phone: who.phone,
    city: who.city,
    birthday: who.birthday,
    entriesLeft: cards.length ? cards.reduce((sum, card) => sum + card.left, 0) : null,
  };
}
