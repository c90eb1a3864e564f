//! What becomes of a record: decided against the contacts that are known, without writing.

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::ContactId;
use mojo_domain::contacts::{Contact, ContactKeys, Likeness, absorb, contains, likeness};

/// What becomes of a record that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Created,
    Updated,
    Duplicate,
}

/// A contact during an import.
struct Known {
    /// As it is in the database; `None` for a new one.
    before: Option<Contact>,
    now: Contact,
    keys: ContactKeys,
}

/// The contacts that the records of a batch may be, and what is planned with them.
pub(super) struct Plan {
    home: String,
    contacts: BTreeMap<ContactId, Known>,
    by_name: BTreeMap<String, BTreeSet<ContactId>>,
    by_email: BTreeMap<String, BTreeSet<ContactId>>,
    by_phone: BTreeMap<String, BTreeSet<ContactId>>,
    by_number: BTreeMap<String, BTreeSet<ContactId>>,
}

impl Plan {
    pub(super) fn new(home: &str) -> Self {
        Self {
            home: home.to_owned(),
            contacts: BTreeMap::new(),
            by_name: BTreeMap::new(),
            by_email: BTreeMap::new(),
            by_phone: BTreeMap::new(),
            by_number: BTreeMap::new(),
        }
    }

    /// Takes note of contacts of the database; what is planned with one already stands.
    pub(super) fn know(&mut self, contacts: BTreeMap<ContactId, Contact>) {
        for (id, contact) in contacts {
            if !self.contacts.contains_key(&id) {
                self.put(id, Some(contact.clone()), contact);
            }
        }
    }

    /// Forgets the contacts that nothing is planned with.
    pub(super) fn forget_unchanged(&mut self) {
        let kept = std::mem::take(&mut self.contacts);
        for index in
            [&mut self.by_name, &mut self.by_email, &mut self.by_phone, &mut self.by_number]
        {
            index.clear();
        }
        for (id, known) in kept {
            if known.before.as_ref() != Some(&known.now) {
                self.put(id, known.before, known.now);
            }
        }
    }

    fn put(&mut self, id: ContactId, before: Option<Contact>, now: Contact) {
        let keys = ContactKeys::of(&now, &self.home);
        let index = |index: &mut BTreeMap<String, BTreeSet<ContactId>>, key: &String| {
            if !key.is_empty() {
                index.entry(key.clone()).or_default().insert(id);
            }
        };
        index(&mut self.by_name, &keys.name);
        index(&mut self.by_number, &keys.number);
        for email in &keys.emails {
            index(&mut self.by_email, email);
        }
        for phone in &keys.phones {
            index(&mut self.by_phone, phone);
        }
        self.contacts.insert(id, Known { before, now, keys });
    }

    /// Decides what becomes of a record; `id` is for a new contact.
    pub(super) fn decide(&mut self, incoming: Contact, id: ContactId) -> Outcome {
        let keys = ContactKeys::of(&incoming, &self.home);
        let mut best: Option<(mojo_domain::contacts::Reason, ContactId)> = None;
        for candidate in self.candidates(&keys) {
            let Some(known) = self.contacts.get(&candidate) else { continue };
            match likeness(&keys, &known.keys) {
                // Whoever was put away is not brought back by a file.
                Likeness::Same(_) if known.now.is_archived => return Outcome::Duplicate,
                Likeness::Same(_) if absorb(&known.now, &incoming, &self.home) == known.now => {
                    return Outcome::Duplicate;
                }
                Likeness::Same(reason) if best.is_none_or(|best| (reason, candidate) < best) => {
                    best = Some((reason, candidate));
                }
                Likeness::Same(_) => {}
                // A record that says nothing new is no news, even if only its name speaks for it.
                _ if known.keys.name == keys.name
                    && contains(&known.now, &incoming, &self.home) =>
                {
                    return Outcome::Duplicate;
                }
                _ => {}
            }
        }
        let Some((_, id)) = best else {
            self.put(id, None, incoming);
            return Outcome::Created;
        };
        let Some(known) = self.contacts.remove(&id) else {
            return Outcome::Duplicate;
        };
        let merged = absorb(&known.now, &incoming, &self.home);
        self.put(id, known.before, merged);
        Outcome::Updated
    }

    fn candidates(&self, keys: &ContactKeys) -> BTreeSet<ContactId> {
        let mut found = BTreeSet::new();
        found.extend(self.by_name.get(&keys.name).into_iter().flatten());
        found.extend(self.by_number.get(&keys.number).into_iter().flatten());
        for email in &keys.emails {
            found.extend(self.by_email.get(email).into_iter().flatten());
        }
        for phone in &keys.phones {
            found.extend(self.by_phone.get(phone).into_iter().flatten());
        }
        found
    }

    /// What is planned: each contact before (`None` for a new one) and after. The plan is empty
    /// then.
    pub(super) fn take(&mut self) -> Vec<(ContactId, Option<Contact>, Contact)> {
        let home = std::mem::take(&mut self.home);
        let plan = std::mem::replace(self, Self::new(&home));
        plan.contacts
            .into_iter()
            .filter(|(_, known)| known.before.as_ref() != Some(&known.now))
            .map(|(id, known)| (id, known.before, known.now))
            .collect()
    }
}
