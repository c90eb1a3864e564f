//! What the demo practice sells at its till, and the practice itself.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use uuid::Uuid;

/// A product at the till.
pub(super) struct TillProduct {
    pub(super) name: &'static str,
    code: &'static str,
    kind: &'static str,
    pub(super) price_cents: i64,
    vat_class: &'static str,
    /// Visits of a card.
    pub(super) entries: Option<u32>,
}

const fn card(name: &'static str, code: &'static str, price: i64, entries: u32) -> TillProduct {
    let (kind, vat_class) = ("punch_card", "general");
    TillProduct { name, code, kind, price_cents: price, vat_class, entries: Some(entries) }
}

const fn item(
    name: &'static str,
    code: &'static str,
    kind: &'static str,
    price_cents: i64,
    vat_class: &'static str,
) -> TillProduct {
    TillProduct { name, code, kind, price_cents, vat_class, entries: None }
}

/// The tiles of the till, in order.
pub(super) const PRODUCTS: &[TillProduct] = &[
    card("10er-Karte Rückenschule", "1001", 14_500, 10),
    card("10er-Karte Yoga", "1002", 13_000, 10),
    card("5er-Karte Yoga", "1003", 7_000, 5),
    item("Einzelstunde", "1004", "service", 1_800, "general"),
    item("Probestunde", "1005", "service", 900, "general"),
    item("Massage 30 Minuten", "1006", "treatment", 3_900, "heilbehandlung"),
    item("Massage 60 Minuten", "1007", "treatment", 6_900, "heilbehandlung"),
    item("Erstgespräch", "1008", "treatment", 8_500, "heilbehandlung"),
    item("Atem und Pause", "1009", "course", 2_200, "general"),
    item("Workshop Schlaf", "1010", "course", 4_900, "general"),
    item("Faszienrolle", "4006381333931", "goods", 2_490, "general"),
    item("Igelball, Paar", "4012345678901", "goods", 1_190, "general"),
    item("Yogamatte", "4023456789012", "goods", 5_900, "general"),
    item("Wärmekissen", "4034567890123", "goods", 3_450, "general"),
    item("Augenkissen", "4045678901234", "goods", 1_650, "general"),
    item("Kräutertee Ruhe", "4056789012345", "goods", 690, "reduced"),
    item("Kräutertee Kraft", "4067890123456", "goods", 690, "reduced"),
    item("Buch Atempausen", "4078901234567", "goods", 1_990, "reduced"),
    item("Übungsheft", "1019", "goods", 420, "reduced"),
    item("Behandlung 50 Minuten", "1020", "treatment", 9_500, "heilbehandlung"),
];

/// The same in every demo.
pub(super) fn product_id(product: &TillProduct) -> Uuid {
    crate::derived::derived_id(&["demo", "till", product.code])
}

/// The fields of a product's card.
pub(super) fn product_fields(position: usize, product: &TillProduct) -> BTreeMap<String, Value> {
    let mut fields = BTreeMap::from([
        ("name".to_owned(), json!(product.name)),
        ("code".to_owned(), json!(product.code)),
        ("kind".to_owned(), json!(product.kind)),
        ("price_cents".to_owned(), json!(product.price_cents)),
        ("currency".to_owned(), json!("EUR")),
        ("vat_class".to_owned(), json!(product.vat_class)),
        ("position".to_owned(), json!(position)),
    ]);
    if let Some(entries) = product.entries {
        fields.insert("entries".to_owned(), json!(entries));
        fields.insert("valid_months".to_owned(), json!(12));
        fields.insert("tax_nature".to_owned(), json!("einzweck"));
    }
    fields
}

/// The fields of the practice's card.
pub(super) fn practice_fields() -> BTreeMap<String, Value> {
    let texts = [
        ("name", "Praxis Birkenhain"),
        ("owner", "Jonte Albers"),
        ("street", "Birkenallee 7"),
        ("postal_code", "99998"),
        ("city", "Auenfeld"),
        ("country", "DE"),
        ("tax_number", "157/123/45678"),
        ("vat_id", ""),
        ("email", "rechnung@birkenhain.example"),
        ("phone", "03621 123450"),
        ("iban", "DE02120300000000202051"),
        ("bic", "BYLADEM1001"),
        ("bank", "Musterbank Auenfeld"),
    ];
    let mut fields: BTreeMap<String, Value> =
        texts.into_iter().map(|(name, text)| (name.to_owned(), json!(text))).collect();
    fields.insert("small_business".to_owned(), json!(false));
    fields
}
