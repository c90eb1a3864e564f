//! Contacts as JSON and as lines for people.

use mojo_desk::views::{ContactRow, ContactView, DuplicateHint, PriceNoteView, TimelineEntry};
use serde_json::{Value, json};

use crate::output::amount;

pub(super) fn row(row: &ContactRow) -> Value {
    json!({
        "id": row.contact_id,
        "name": row.name,
        "email": row.email,
        "phone": row.phone,
        "city": row.city,
    })
}

pub(super) fn row_line(row: &ContactRow) -> String {
    let parts = [&row.contact_id, &row.name, &row.city, &row.phone, &row.email];
    parts.map(String::as_str).join("  ").trim_end().to_owned()
}

pub(super) fn contact(view: &ContactView) -> Value {
    let phones = view.phones.iter().map(|p| json!({"label": p.label, "number": p.number}));
    let emails = view.emails.iter().map(|e| json!({"label": e.label, "address": e.address}));
    let addresses = view.addresses.iter().map(|a| {
        json!({
            "label": a.label,
            "street": a.street,
            "postal_code": a.postal_code,
            "city": a.city,
            "country": a.country,
        })
    });
    let consents =
        view.consents.iter().map(|c| json!({"kind": c.kind, "given": c.given, "on": c.on}));
    let cards = view.cards.iter().map(|card| {
        json!({
            "id": card.card_id,
            "code": card.code,
            "product": card.product,
            "left": card.left,
            "status": card.status,
        })
    });
    let merged = view.merged.iter().map(
        |m| json!({"id": m.contact_id, "name": m.name, "detail": m.detail, "at": m.at, "by": m.by}),
    );
    let kept = view.kept_texts.iter().map(|k| {
        json!({
            "id": k.text_id,
            "field": k.field,
            "text": k.text,
            "by": k.by,
            "at": k.at,
            "overwritten_by": k.overwritten_by,
            "overwritten_at": k.overwritten_at,
        })
    });
    json!({
        "id": view.contact_id,
        "name": view.name,
        "title": view.title,
        "first_name": view.first_name,
        "last_name": view.last_name,
        "organisation": view.organisation,
        "vat_id": view.vat_id,
        "birthday": view.birthday,
        "note": view.note,
        "roles": view.roles,
        "tags": view.tags,
        "phones": phones.collect::<Vec<_>>(),
        "emails": emails.collect::<Vec<_>>(),
        "addresses": addresses.collect::<Vec<_>>(),
        "consents": consents.collect::<Vec<_>>(),
        "since": view.since,
        "cards": cards.collect::<Vec<_>>(),
        "open": amount(&view.open_amount),
        "turnover_this_year": amount(&view.year_turnover),
        "last_visit": view.last_visit,
        "deleted": view.is_deleted,
        "merged": merged.collect::<Vec<_>>(),
        "kept_texts": kept.collect::<Vec<_>>(),
    })
}

pub(super) fn lines(view: &ContactView) -> Vec<String> {
    let mut lines = vec![format!("{}  {} {}", view.contact_id, view.title, view.name)];
    let mut say = |word: &str, text: String| {
        if !text.trim().is_empty() {
            lines.push(format!("  {word}: {}", text.trim()));
        }
    };
    say("company", view.organisation.clone());
    say("VAT id", view.vat_id.clone());
    say("birthday", view.birthday.clone().unwrap_or_default());
    say("roles", view.roles.join(", "));
    say("tags", view.tags.join(", "));
    for phone in &view.phones {
        say("phone", format!("{} ({})", phone.number, phone.label));
    }
    for email in &view.emails {
        say("e-mail", email.address.clone());
    }
    for a in &view.addresses {
        say("address", format!("{}, {} {} {}", a.street, a.postal_code, a.city, a.country));
    }
    for card in &view.cards {
        say("card", format!("{} {}: {} left", card.code, card.product, card.left));
    }
    say("open", amount(&view.open_amount));
    say("note", view.note.replace('\n', " / "));
    for k in &view.kept_texts {
        say("overwritten", format!("{} ({}): {}", k.overwritten_by, k.text_id, k.text));
    }
    for m in &view.merged {
        say("merged", format!("{} {} {}", m.contact_id, m.name, m.detail));
    }
    if view.is_deleted {
        say("deleted", "bring it back with `mojo contacts restore`".to_owned());
    }
    lines
}

pub(super) fn duplicates(hints: &[DuplicateHint]) -> Value {
    let hints = hints.iter().map(|hint| {
        json!({
            "id": hint.contact_id,
            "name": hint.name,
            "detail": hint.detail,
            "reason": hint.reason,
        })
    });
    json!({"duplicates": hints.collect::<Vec<_>>()})
}

pub(super) fn duplicate_line(hint: &DuplicateHint) -> String {
    format!("{}  {}  {}  ({})", hint.contact_id, hint.name, hint.detail, hint.reason)
}

pub(super) fn timeline(entries: &[TimelineEntry]) -> Value {
    let entries = entries.iter().map(|entry| {
        json!({
            "at": entry.at,
            "kind": entry.kind,
            "title": entry.title,
            "detail": entry.detail,
            "amount": entry.amount.as_ref().map(amount),
            "entries_left": entry.entries_left,
            "link": entry.link,
            "price_notes": entry.price_notes.iter().map(price_note).collect::<Vec<_>>(),
        })
    });
    json!({"timeline": entries.collect::<Vec<_>>()})
}

/// A product that was sold for its old price.
pub(crate) fn price_note(note: &PriceNoteView) -> Value {
    json!({
        "text": note.text,
        "sold_for": amount(&note.sold_for),
        "in_force": amount(&note.in_force),
        "since": note.since,
    })
}

pub(super) fn entry_line(entry: &TimelineEntry) -> String {
    let money = entry.amount.as_ref().map(amount).unwrap_or_default();
    let line = format!("{}  {}  {}  {}  {money}", entry.at, entry.kind, entry.title, entry.detail);
    line.trim_end().to_owned()
}
