import type { Commands } from '$lib/backend/backend';
import type { ContactView, KeptTextView, MergedContactView } from '$lib/backend/types';
import type { MemoryPractice } from './practice';
import { refuse } from './refuse';
import { takeLine } from './sync';

type Names =
  | 'mergeContacts'
  | 'partContact'
  | 'deleteContact'
  | 'restoreContact'
  | 'restoreText'
  | 'contactDuplicates';

/** What was decided about whole contacts. */
export interface United {
  deleted: Set<string>;
  /** Who is shown under whom. */
  merged: Map<string, { winner: string; at: string; owns: string[] }>;
  kept: Map<string, KeptTextView[]>;
}

/** One text of the demo that was overwritten by another device. */
export function keptOf(contactId: string, now: Date): KeptTextView[] {
  const ago = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();
  return [
    {
      textId: `${contactId}.1`,
      field: 'note',
      text: 'Kommt mit Hund, bitte Raum 2.',
      by: 'Jonte Albers',
      at: ago(20),
      overwrittenBy: 'Mira Tannhoff',
      overwrittenAt: ago(18),
    },
  ];
}

export function mergedViews(practice: MemoryPractice, winner: string): MergedContactView[] {
  const views: MergedContactView[] = [];
  for (const [contactId, one] of practice.merged) {
    const who = practice.people.get(contactId);
    if (one.winner !== winner || !who) continue;
    const detail = [who.city, who.phone].filter(Boolean).join(' · ');
    views.push({ contactId, name: who.name, detail, at: one.at, by: 'Mira Tannhoff' });
  }
  return views;
}

export function unitedOf(
  practice: MemoryPractice,
  show: (contactId: string) => Promise<ContactView>,
): Commands<Names> {
  const changed = (op: string, contactId: string) => {
    practice.record(op, 'contact', practice.people.get(contactId)?.name ?? '');
    takeLine(practice, 'contacts');
    return show(contactId);
  };
  const cardsOf = (contactId: string) =>
    practice.cards.filter((card) => card.contactId === contactId);
  return {
    contactDuplicates: async (contactId) => {
      const view = await show(contactId);
      if (view.isDeleted) return [];
      const phones = new Set(view.phones.map((one) => one.number.replace(/\D/g, '')));
      const alike = practice.contacts.filter(
        (one) =>
          one.contactId !== view.contactId &&
          one.phone !== '' &&
          phones.has(one.phone.replace(/\D/g, '')),
      );
      return alike.slice(0, 3).map((one) => ({
        contactId: one.contactId,
        name: one.name,
        detail: [one.city, one.phone].filter(Boolean).join(' · '),
        reason: 'phone',
      }));
    },
    mergeContacts: async (winnerId, loserId) => {
      const loser = practice.contacts.find((one) => one.contactId === loserId);
      if (!loser) throw refuse('unknown_contact');
      if (winnerId === loserId) throw refuse('one_contact_already');
      const owns = cardsOf(loserId);
      for (const card of owns) card.contactId = winnerId;
      practice.people.set(loserId, loser);
      practice.contacts = practice.contacts.filter((one) => one !== loser);
      const at = practice.now().toISOString();
      practice.merged.set(loserId, { winner: winnerId, at, owns: owns.map((card) => card.cardId) });
      return changed('merge_contacts', winnerId);
    },
    partContact: async (contactId) => {
      const one = practice.merged.get(contactId);
      const who = practice.people.get(contactId);
      if (!one || !who) throw refuse('not_merged');
      practice.merged.delete(contactId);
      for (const card of practice.cards)
        if (one.owns.includes(card.cardId)) card.contactId = contactId;
      practice.contacts.unshift(who);
      return changed('part_contacts', contactId);
    },
    deleteContact: async (contactId) => {
      practice.deleted.add(contactId);
      return changed('delete_contact', contactId);
    },
    restoreContact: async (contactId) => {
      practice.deleted.delete(contactId);
      return changed('restore_contact', contactId);
    },
    restoreText: async (textId) => {
      const contactId = textId.split('.')[0]!;
      const kept = practice.kept.get(contactId)?.find((one) => one.textId === textId);
      if (!kept) throw refuse('unknown_text');
      const before = (await show(contactId)).note;
      practice.notes.set(contactId, kept.text);
      const instead = { ...kept, textId: `${textId}.`, text: before, by: kept.overwrittenBy };
      practice.kept.set(contactId, before ? [instead] : []);
      return changed('restore_text', contactId);
    },
  };
}
