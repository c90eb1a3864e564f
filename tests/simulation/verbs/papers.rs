//! Commissions on paper: the owner states the tax profile, and objects to credit notes. The platform
//! alone keeps both, and its answer may be lost.

use mojo_desk::views::{TaxProfileInput, TaxProfileView};
use serde_json::{Value, json};

use super::{Said, Scene, Trouble, nothing_to_do};
use crate::simulation::codes::Answer;
use crate::simulation::papers::{Objection, Profile};

/// The fields of a profile as the platform names them.
fn wished(input: &TaxProfileInput) -> Value {
    json!({
        "name": input.name, "street": input.street, "postal_code": input.postal_code,
        "city": input.city, "country": input.country, "tax_number": input.tax_number,
        "vat_id": input.vat_id, "iban": input.iban, "is_business": input.is_business,
        "is_small_business": input.is_small_business, "has_agreed": input.has_agreed,
    })
}

/// The same of a profile that a desk shows.
pub fn shown(view: &TaxProfileView) -> Value {
    json!({
        "name": view.name, "street": view.street, "postal_code": view.postal_code,
        "city": view.city, "country": view.country, "tax_number": view.tax_number,
        "vat_id": view.vat_id, "iban": view.iban, "is_business": view.is_business,
        "is_small_business": view.is_small_business, "has_agreed": view.has_agreed,
    })
}

/// A profile, mostly with the agreement to credit notes. Whoever agrees is a small business: what a
/// payout holds follows from the commissions alone then, which is what the audits add up.
pub(super) async fn save_tax_profile(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let before = scene.desk.show_tax_profile().await?;
    let offers: Vec<_> = before
        .offers
        .iter()
        .filter(|offer| ["affiliate", "distributor"].contains(&offer.kind.as_str()))
        .collect();
    let offer = scene.chance.one(&offers).filter(|_| scene.chance.percent(75));
    let has_agreed = offer.is_some();
    let (contract_kind, contract_version) =
        offer.map(|offer| (offer.kind.clone(), offer.version.clone())).unwrap_or_default();
    let input = TaxProfileInput {
        name: "Praxis am Prüfstand".to_owned(),
        street: format!("Weg {}", scene.mark),
        postal_code: "99998".to_owned(),
        city: "Auenfeld".to_owned(),
        country: "DE".to_owned(),
        tax_number: "157/123/45678".to_owned(),
        vat_id: String::new(),
        iban: String::new(),
        is_business: has_agreed || scene.chance.percent(50),
        is_small_business: has_agreed || scene.chance.percent(50),
        has_agreed,
        contract_kind,
        contract_version,
        version: Some(before.version),
    };
    let fields = wished(&input);
    let result = scene.desk.save_tax_profile(input).await;
    scene.papers.note_profile(Profile {
        owner: scene.owner,
        fields: fields.clone(),
        answer: Answer::on_paper(&result),
        era: scene.era,
    });
    let view = result?;
    if !view.is_stated || shown(&view) != fields {
        return Err(Trouble::Broken(format!("told {fields}, shown {view:?}")));
    }
    Ok(Said::line(format!("tax profile {}, agreed: {has_agreed}", view.street)))
}

/// To one that is an invoice still; sometimes without a reason, as the law has it.
pub(super) async fn object_to_credit_note(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let listed = scene.desk.list_credit_notes().await?.notes;
    let open: Vec<_> = listed.iter().filter(|note| note.status == "issued").collect();
    let number = scene.chance.one(&open).ok_or_else(nothing_to_do)?.number.clone();
    let is_silent = scene.chance.percent(30);
    let reason = if is_silent { String::new() } else { format!("Satz falsch {}", scene.mark) };
    let result = scene.desk.object_to_credit_note(number.clone(), reason).await;
    scene.papers.note_objection(Objection {
        owner: scene.owner,
        number: number.clone(),
        answer: Answer::on_paper(&result),
        era: scene.era,
    });
    let view = result?;
    let row = view.notes.iter().find(|note| note.number == number);
    let is_shown = row.is_some_and(|note| note.status == "objected" && note.objected_at.is_some());
    if view.is_current && !is_shown {
        return Err(Trouble::Broken(format!("objected to {number}, shown {row:?}")));
    }
    Ok(Said::line(format!("objected to {number}")))
}
