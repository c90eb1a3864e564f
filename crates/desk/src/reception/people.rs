//! Finding people by what was typed.

use mojo_domain::ContactId;
use mojo_store::{Reader, StoreError};

/// The contacts that a text may mean, the best first.
pub(crate) async fn find_contacts(
    reader: &mut Reader,
    text: &str,
    limit: u32,
) -> Result<Vec<ContactId>, StoreError> {
    let list = mojo_store::cards::list(reader, mojo_protocol::Entity::Contact).await?;
    let text = text.to_lowercase();
    let matches = |fields: &std::collections::BTreeMap<String, serde_json::Value>| {
        ["first_name", "last_name", "organisation"].iter().any(|name| {
            let value = fields.get(*name).and_then(serde_json::Value::as_str).unwrap_or_default();
            value.to_lowercase().starts_with(&text)
        })
    };
    let found = list.into_iter().filter(|(_, fields)| matches(fields));
    Ok(found.map(|(id, _)| ContactId(id)).take(limit as usize).collect())
}
