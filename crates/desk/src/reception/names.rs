//! The names of contacts beside their sales, cards and visits.

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::ContactId;
use mojo_protocol::Entity;
use mojo_store::{Reader, StoreError, cards};
use serde_json::Value;

/// Names by contact.
#[derive(Default)]
pub(crate) struct Names(BTreeMap<ContactId, String>);

impl Names {
    /// The names of these contacts; one that is not known here has none.
    pub(crate) async fn load(
        reader: &mut Reader,
        ids: impl IntoIterator<Item = ContactId>,
    ) -> Result<Self, StoreError> {
        let ids: BTreeSet<ContactId> = ids.into_iter().collect();
        let mut names = BTreeMap::new();
        for id in ids {
            if let Some(fields) = cards::find(reader, Entity::Contact, id.0).await? {
                names.insert(id, name_of(&fields));
            }
        }
        Ok(Self(names))
    }

    /// The name of a contact, empty when it is not known here.
    pub(crate) fn of(&self, id: ContactId) -> String {
        self.0.get(&id).cloned().unwrap_or_default()
    }
}

fn name_of(fields: &BTreeMap<String, Value>) -> String {
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default().trim();
    let parts = [text("first_name"), text("last_name")];
    let person = parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>();
    if person.is_empty() { text("organisation").to_owned() } else { person.join(" ") }
}
