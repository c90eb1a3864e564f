//! `mojo statement extract`: the entries of a month with the names of the customers (C16).

use std::path::Path;

use mojo_desk::Desk;
use mojo_desk::views::NamedEntryRow;
use serde_json::{Value, json};

use crate::output::{Failure, Output, amount, save};

/// What whoever asks for names should know.
const WARNING: &str = "this extract names customers; what somebody bought can reveal an illness \
                       (Art. 9 GDPR). The platform logs who asked, when and why. The desk keeps \
                       nothing of it: keep the file no longer than you need it";

pub(super) async fn run(
    desk: &Desk,
    (month, reason): (String, String),
    (output, language): (Option<&Path>, String),
    out: Output,
) -> Result<(), Failure> {
    out.note(WARNING);
    let extract = desk.extract_names(month, reason, Some(language)).await?;
    if let Some(path) = output {
        return save(&extract.document, path, out);
    }
    let entries: Vec<Value> = extract.entries.iter().map(document).collect();
    out.answer(
        &json!({"month": extract.month, "entries": entries}),
        extract.entries.iter().map(line),
    );
    Ok(())
}

fn document(row: &NamedEntryRow) -> Value {
    json!({
        "id": row.entry_id, "on": row.on, "order": row.order_number, "line": row.line,
        "customer": row.customer, "name": row.name, "product": row.product,
        "country": row.country, "net": amount(&row.net), "percent": row.percent,
        "amount": amount(&row.amount), "currency": row.amount.currency, "type": row.kind,
    })
}

fn line(row: &NamedEntryRow) -> String {
    format!(
        "{}  {}  {:<24}  {:<10}  {:<28}  {:>10}",
        row.on,
        row.customer,
        row.name.as_deref().unwrap_or("-"),
        row.order_number,
        row.product,
        amount(&row.amount)
    )
}
