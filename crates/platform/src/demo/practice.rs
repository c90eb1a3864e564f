//! The journal of the demo practice: what was entered before the first desk signs in, kept by a
//! device of its own, pushed through the same door as every journal.

mod journal;
mod till;

use std::collections::BTreeMap;

use chrono::{DateTime, Months, NaiveTime, TimeDelta, Utc};
use mojo_domain::vat::VatClass;
use mojo_domain::{ContactId, Currency, Entropy, PunchCardId, RedemptionId, berlin_day};
use mojo_protocol::Entity;
use mojo_protocol::facts::{PunchCardBody, RedemptionBody, RedemptionKind, TaxNature};
use serde_json::{Value, json};
use uuid::Uuid;

use self::journal::Journal;
use self::till::{PRODUCTS, practice_fields, product_fields, product_id};
use super::DemoError;
use super::chance::Chance;
use super::contacts::{self, DemoContact};
use super::tenants::{PRACTICE, USERS};
use crate::storage::Database;

/// Writes the journal and pushes it.
pub(super) async fn keep_journal(
    database: &Database,
    entropy: &dyn Entropy,
    now: DateTime<Utc>,
) -> Result<(), DemoError> {
    let mut journal = Journal::new(entropy, now - TimeDelta::days(420));
    let register = crate::derived::derived_id(&["demo", "register", "old stock"]);
    journal.card(Entity::Practice, PRACTICE.id().0, practice_fields());
    let name = BTreeMap::from([("name".to_owned(), json!("Altbestand"))]);
    journal.card(Entity::Register, register, name);
    for user in USERS.iter().filter(|user| user.tenant.key == PRACTICE.key) {
        let fields = BTreeMap::from([
            ("name".to_owned(), json!(user.name)),
            ("role".to_owned(), json!(user.role.to_string())),
        ]);
        journal.card(Entity::Staff, user.user_id().0, fields);
    }
    for (position, product) in PRODUCTS.iter().enumerate() {
        journal.card(Entity::Product, product_id(product), product_fields(position, product));
    }
    let chance = Chance::new(5);
    for (index, contact) in contacts::all().iter().enumerate() {
        let contact_id = ContactId(chance.id("contact"));
        journal.card(Entity::Contact, contact_id.0, contact_fields(&chance, contact));
        if let Some(card) = contact.card {
            let sold = Sold { contact_id, code: 4401 + index, card, register };
            punch_card(&mut journal, &chance, &sold, now);
        }
    }
    journal.push(database, now).await
}

fn contact_fields(chance: &Chance, contact: &DemoContact) -> BTreeMap<String, Value> {
    let member = |kind: &str| format!("{kind}/{}", chance.id("member"));
    let (postal_code, city) = contact.town;
    let mut fields = BTreeMap::from([
        ("first_name".to_owned(), json!(contact.first_name)),
        ("last_name".to_owned(), json!(contact.last_name)),
        ("birthday".to_owned(), json!(contact.birthday)),
        (format!("role/{}", contact.role), json!(true)),
        (member("phone"), json!({ "label": "mobile", "number": contact.phone })),
        (
            member("address"),
            json!({
                "label": "home", "street": contact.street, "postal_code": postal_code,
                "city": city, "country": "DE",
            }),
        ),
    ]);
    if !contact.email.is_empty() {
        fields.insert(member("email"), json!({ "label": "home", "address": contact.email }));
    }
    fields
}

/// A card that was sold before the desk came.
struct Sold {
    contact_id: ContactId,
    code: usize,
    /// Which product, and how many entries are used.
    card: (usize, u32),
    register: Uuid,
}

/// The same day, while the practice is open: from eight in the morning, by whose turn it is.
fn in_the_practice_s_hours(at: DateTime<Utc>, turn: usize) -> DateTime<Utc> {
    let minutes = 45 * i64::try_from(turn % 12).unwrap_or(0);
    berlin_day(at).and_time(NaiveTime::MIN).and_utc() + TimeDelta::minutes(7 * 60 + minutes)
}

/// A card taken over from paper, with a visit a week until some days ago.
fn punch_card(journal: &mut Journal<'_>, chance: &Chance, sold: &Sold, now: DateTime<Utc>) {
    let (product, used) = sold.card;
    let product = &PRODUCTS[product];
    let entries = product.entries.unwrap_or(10);
    let sold_at = now - TimeDelta::days(7 * i64::from(used) + 3);
    let sold_on = berlin_day(sold_at);
    let card = PunchCardBody {
        punch_card_id: PunchCardId(chance.id("punch card")),
        code: format!("K-{:06}", sold.code),
        product_id: Some(mojo_domain::ProductId(product_id(product))),
        text: product.name.to_owned(),
        contact_id: sold.contact_id,
        entries,
        price_cents: product.price_cents,
        entry_value_cents: product.price_cents / i64::from(entries),
        currency: Currency::EUR,
        tax_nature: TaxNature::Einzweck,
        vat_class: VatClass::General,
        vat_rate_bp: 1900,
        sold_on,
        expires_on: sold_on.checked_add_months(Months::new(12)),
        sale_id: None,
        actor_id: Some(journal.actor_id()),
        register_id: Some(mojo_domain::RegisterId(sold.register)),
        recorded_on: Some(sold_on),
    };
    journal.fact(Entity::PunchCard, card.punch_card_id.0, sold_at, &card);
    for visit in 0..used {
        let at =
            in_the_practice_s_hours(sold_at + TimeDelta::days(7 * i64::from(visit)), sold.code);
        let redemption = RedemptionBody {
            redemption_id: RedemptionId(chance.id("redemption")),
            punch_card_id: card.punch_card_id,
            contact_id: sold.contact_id,
            kind: RedemptionKind::Used,
            takes_back: None,
            reason: String::new(),
            at,
            recorded_on: berlin_day(at),
            actor_id: journal.actor_id(),
            register_id: mojo_domain::RegisterId(sold.register),
            gv_typ: "EinzweckgutscheinEinloesung".to_owned(),
            value_cents: card.entry_value_cents,
            currency: Currency::EUR,
            is_training: false,
        };
        journal.fact(Entity::Redemption, redemption.redemption_id.0, at, &redemption);
    }
}
