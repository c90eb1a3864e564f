//! What the tests of the invoices share.

use std::collections::BTreeMap;

use mojo_protocol::Entity;
use serde_json::Value;

use crate::Desk;
use crate::views::{InvoiceInput, InvoiceLineInput};

fn is_named(fields: &BTreeMap<String, Value>, last_name: &str) -> bool {
    fields.get("last_name").and_then(Value::as_str) == Some(last_name)
}

/// An invoice that may be issued.
pub(crate) async fn input(desk: &Desk) -> InvoiceInput {
    let mut reader = desk.reader().await.unwrap();
    let contacts = mojo_store::cards::list(&mut reader, Entity::Contact).await.unwrap();
    let named = |(_, fields): &&(uuid::Uuid, _)| is_named(fields, "Lindqvist");
    let contact_id = contacts.iter().find(named).unwrap().0.to_string();
    InvoiceInput {
        draft_id: None,
        contact_id: Some(contact_id),
        service_from: Some("2026-11-13".into()),
        service_to: None,
        due_days: Some(14),
        lines: vec![InvoiceLineInput {
            text: "Kurs „Rücken im Büro“".into(),
            quantity_milli: 6000,
            unit_net_cents: 18_000,
            vat_class: "general".into(),
            ..InvoiceLineInput::default()
        }],
        ..InvoiceInput::default()
    }
}
