import { fold } from '$lib/components/highlight';
import type { Commands } from '$lib/backend/backend';
import type {
  ContactInput,
  ContactRow,
  ContactView,
  DuplicateHint,
  TimelineEntry,
} from '$lib/backend/types';
import { dayFrom } from './build-cards';
import type { MemoryContact } from './build-contacts';
import { invoicesOf, salesOf } from './ledger';
import { EUR, type MemoryPractice } from './practice';
import { find, rowOf } from './reception';
import { refuse } from './refuse';
import { takeLine } from './sync';
import { mergedViews, unitedOf } from './united';

type Names =
  | 'listContacts'
  | 'showContact'
  | 'createContact'
  | 'editContactFrom'
  | 'findDuplicates'
  | 'contactTimeline'
  | 'mergeContacts'
  | 'partContact'
  | 'deleteContact'
  | 'restoreContact'
  | 'restoreText'
  | 'contactDuplicates';

export function contactsOf(practice: MemoryPractice): Commands<Names> {
  return {
    listContacts: async ({ text, role, offset, limit }) => {
      const some = text.trim() ? find(practice, text, practice.contacts.length) : practice.contacts;
      const { deleted } = practice;
      const all = deleted.size ? some.filter((one) => !deleted.has(one.contactId)) : some;
      const hits = role ? all.filter((one) => one.roles.includes(role)) : all;
      const rows = hits.slice(offset, offset + limit).map((one) => contactRow(practice, one));
      return { total: hits.length, rows };
    },
    showContact: async (contactId) => view(practice, byId(practice, contactId)),
    ...unitedOf(practice, async (contactId) => view(practice, byId(practice, contactId))),
    createContact: async (input) => {
      const who = blank(practice.id('contact'));
      write(practice, who, input);
      practice.contacts.unshift(who);
      practice.record('create_contact', 'contact', who.name);
      takeLine(practice, 'contacts');
      return view(practice, who);
    },
    editContactFrom: async (contactId, _seen, input) => {
      const who = byId(practice, contactId);
      write(practice, who, input);
      practice.record('edit_contact', 'contact', who.name);
      takeLine(practice, 'contacts');
      return view(practice, who);
    },
    findDuplicates: async (input) => duplicates(practice, input),
    contactTimeline: async (contactId) => timeline(practice, byId(practice, contactId)),
  };
}

/** What was entered by hand, kept whole; the people of the start have only what the list shows. */
const details = new WeakMap<MemoryContact, { input: ContactInput; since: string }>();

function byId(practice: MemoryPractice, wanted: string): MemoryContact {
  const contactId = practice.merged.get(wanted)?.winner ?? wanted;
  const who = practice.contacts.find((one) => one.contactId === contactId);
  if (!who) throw refuse('unknown_contact');
  return who;
}

function blank(contactId: string): MemoryContact {
  const none = { name: '', firstName: '', lastName: '', city: '', email: '', phone: '' };
  const rest = { birthday: null, openCents: 0, lastVisit: null, folded: '', roles: [] };
  return { contactId, ...none, ...rest };
}

/** Puts what was entered into a contact, as the core would. */
export function write(practice: MemoryPractice, who: MemoryContact, input: ContactInput): void {
  const name = [input.title, input.firstName, input.lastName].filter(Boolean).join(' ');
  if (!name && !input.organisation.trim()) throw refuse('name_required');
  who.name = name || input.organisation;
  who.firstName = input.firstName || who.name;
  who.lastName = input.lastName || who.name;
  who.roles = input.roles;
  who.email = input.emails[0]?.address ?? '';
  who.phone = input.phones[0]?.number ?? '';
  who.city = input.addresses[0]?.city ?? '';
  who.birthday = input.birthday;
  who.folded = `${fold(`${who.name} ${input.organisation}`)} ${who.phone.replace(/\D/g, '')} ${who.email}`;
  const number = <One extends { id: string }>(one: One) => ({
    ...one,
    id: one.id || practice.id('part'),
  });
  const kept = {
    ...input,
    phones: input.phones.map(number),
    emails: input.emails.map(number),
    addresses: input.addresses.map(number),
  };
  const since = details.get(who)?.since ?? dayFrom(practice.now(), 0);
  details.set(who, { input: kept, since });
}

function contactRow(practice: MemoryPractice, who: MemoryContact): ContactRow {
  const cards = practice.cards.filter((card) => card.contactId === who.contactId);
  const input = details.get(who)?.input;
  return {
    contactId: who.contactId,
    name: who.name,
    initials: `${who.firstName[0] ?? ''}${who.lastName[0] ?? ''}`.toUpperCase(),
    organisation: input?.organisation ?? '',
    roles: who.roles,
    email: who.email,
    phone: who.phone,
    city: who.city,
    birthday: who.birthday,
    entriesLeft: cards.length ? cards.reduce((sum, card) => sum + card.left, 0) : null,
  };
}

function entered(who: MemoryContact): ContactInput {
  return (
    details.get(who)?.input ?? {
      title: '',
      firstName: who.firstName,
      lastName: who.lastName,
      organisation: '',
      vatId: '',
      birthday: who.birthday,
      note: '',
      roles: who.roles,
      tags: [],
      phones: [{ id: 'phone-1', label: 'mobile', number: who.phone }],
      emails: [{ id: 'email-1', label: 'home', address: who.email }],
      addresses: [
        {
          id: 'address-1',
          label: 'home',
          street: `Tannenweg ${(who.name.length * 7) % 40}`,
          postalCode: '99998',
          city: who.city,
          country: 'DE',
        },
      ],
      consents: [
        { kind: 'reminders', given: true, on: '2026-01-28' },
        { kind: 'newsletter', given: false, on: null },
      ],
    }
  );
}

function view(practice: MemoryPractice, who: MemoryContact): ContactView {
  const row = contactRow(practice, who);
  const cards = practice.cards.filter((card) => card.contactId === who.contactId);
  const sales = salesOf(practice).filter((sale) => sale.contactId === who.contactId);
  const bought = sales.reduce((sum, sale) => sum + sale.row.gross.cents, 0);
  const cardSum = cards.reduce((sum, card) => sum + card.priceCents, 0);
  const open = invoicesOf(practice)
    .filter((one) => one.input.contactId === who.contactId)
    .reduce((sum, one) => sum + one.row.open.cents, who.openCents);
  return {
    ...entered(who),
    contactId: who.contactId,
    name: who.name,
    initials: row.initials,
    since: details.get(who)?.since ?? '2026-01-05',
    cards: cards.map(rowOf),
    openAmount: EUR(open),
    yearTurnover: EUR(bought + cardSum),
    lastVisit: who.lastVisit,
    note: practice.notes.get(who.contactId) ?? entered(who).note,
    isDeleted: practice.deleted.has(who.contactId),
    keptTexts: practice.kept.get(who.contactId) ?? [],
    merged: mergedViews(practice, who.contactId),
  };
}

function duplicates(practice: MemoryPractice, input: ContactInput): DuplicateHint[] {
  const mails = new Set(input.emails.map((one) => one.address.trim().toLowerCase()));
  const phones = new Set(input.phones.map((one) => one.number.replace(/\D/g, '')));
  const name = fold(`${input.firstName} ${input.lastName}`.trim());
  const hints: DuplicateHint[] = [];
  for (const one of practice.contacts) {
    const reason =
      one.email && mails.has(one.email)
        ? 'email'
        : phones.has(one.phone.replace(/\D/g, '')) && one.phone
          ? 'phone'
          : name && fold(one.name) === name
            ? input.birthday && input.birthday === one.birthday
              ? 'name_and_birthday'
              : 'name_and_city'
            : null;
    const detail = [one.city, one.phone].filter(Boolean).join(' · ');
    if (reason) hints.push({ contactId: one.contactId, name: one.name, detail, reason });
    if (hints.length === 4) break;
  }
  return hints;
}

function timeline(practice: MemoryPractice, who: MemoryContact): TimelineEntry[] {
  const plain = { title: '', detail: '', amount: null, entriesLeft: null, link: null };
  const nothing = { ...plain, priceNotes: [] };
  const entries: TimelineEntry[] = [];
  for (const card of practice.cards.filter((one) => one.contactId === who.contactId)) {
    entries.push({
      ...nothing,
      at: `${card.soldOn}T09:12:00.000Z`,
      kind: 'card_sold',
      title: card.product,
      detail: card.receiptNumber,
      amount: EUR(card.priceCents),
      link: card.cardId,
    });
    for (const one of card.redemptions) {
      const kind = one.takenBack ? 'check_in_undone' : 'check_in';
      const left = card.entries - one.number;
      const detail = one.reason;
      entries.push({
        ...nothing,
        at: one.at,
        kind,
        title: card.product,
        detail,
        amount: null,
        entriesLeft: left,
        link: card.cardId,
      });
    }
  }
  for (const sale of salesOf(practice).filter((one) => one.contactId === who.contactId)) {
    entries.push({
      ...nothing,
      at: sale.row.at,
      kind: sale.row.isStorno ? 'sale_storno' : 'sale',
      title: sale.text,
      detail: sale.row.receiptNumber,
      amount: sale.row.gross,
      link: sale.row.saleId,
    });
  }
  for (const one of invoicesOf(practice)) {
    if (one.input.contactId !== who.contactId || !one.row.number) continue;
    const kind = one.row.status === 'storno' ? 'invoice_storno' : 'invoice';
    const at = `${one.row.on}T08:00:00.000Z`;
    const about = { ...nothing, detail: one.row.number, link: one.row.id };
    entries.push({ ...about, at, kind, amount: one.row.gross });
    for (const paid of one.payments) {
      entries.push({
        ...about,
        at: `${paid.on}T12:00:00.000Z`,
        kind: 'invoice_paid',
        amount: paid.amount,
      });
    }
  }
  const since = details.get(who)?.since ?? '2026-01-05';
  entries.push({ ...nothing, at: `${since}T07:00:00.000Z`, kind: 'contact_created' });
  return entries.sort((a, b) => b.at.localeCompare(a.at));
}
