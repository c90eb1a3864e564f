//! The names of contacts beside their sales, cards and visits.

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::ContactId;
use mojo_store::{Source, StoreError, contacts};

/// Names by contact.
#[derive(Default)]
pub(crate) struct Names(BTreeMap<ContactId, String>);

impl Names {
    /// The names of these contacts; one that is not known here has none.
    pub(crate) async fn load(
        source: &mut impl Source,
        ids: impl IntoIterator<Item = ContactId>,
    ) -> Result<Self, StoreError> {
        let ids: BTreeSet<ContactId> = ids.into_iter().collect();
        let ids: Vec<ContactId> = ids.into_iter().collect();
        Ok(Self(contacts::names(source, &ids).await?))
    }

    /// The name of a contact, empty when it is not known here.
    pub(crate) fn of(&self, id: ContactId) -> String {
        self.0.get(&id).cloned().unwrap_or_default()
    }
}
