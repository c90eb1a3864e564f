//! What waits for the platform, in words that people know.

use mojo_store::{StoreError, outbox};
use serde_json::Value;

use super::sync_status::rfc3339;
use crate::Desk;
use crate::views::PendingRow;

/// A window shows no more at once.
const MOST: u32 = 1_000;

impl Desk {
    /// The first `limit` entries that wait, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn list_pending(&self, limit: u32) -> Result<Vec<PendingRow>, StoreError> {
        let limit = i64::from(limit.min(MOST));
        let waiting = outbox::list(&mut self.reader().await?, limit).await?;
        let row = |entry: outbox::Waiting| PendingRow {
            dseq: entry.dseq,
            at: rfc3339(entry.at),
            label: label(&entry.body),
            op: entry.op,
            entity: entry.entity,
        };
        Ok(waiting.into_iter().map(row).collect())
    }
}

/// The number of a document, the name of a card; empty when there is neither.
pub(crate) fn label(body: &str) -> String {
    let Ok(body) = serde_json::from_str::<Value>(body) else { return String::new() };
    let text = |value: Option<&Value>| {
        value.and_then(Value::as_str).map(str::to_owned).unwrap_or_default()
    };
    for name in ["number", "receipt_number", "code", "text"] {
        let found = text(body.get(name));
        if !found.is_empty() {
            return found;
        }
    }
    let field = |name: &str| text(body.pointer(&format!("/fields/{name}/value")));
    let person = format!("{} {}", field("first_name"), field("last_name"));
    match person.trim() {
        "" => [field("name"), field("organisation")].concat(),
        person => person.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_a_number_or_a_name() {
        assert_eq!(label(r#"{"number":"KB-2026-A-000001"}"#), "KB-2026-A-000001");
        let card = r#"{"fields":{"first_name":{"value":"Ole","hlc":1},"last_name":{"value":"Fährmann","hlc":1}}}"#;
        assert_eq!(label(card), "Ole Fährmann");
        assert_eq!(label(""), "");
    }
}
