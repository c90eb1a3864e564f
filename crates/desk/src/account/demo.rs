//! The demo practice: invented people, products as a small practice has them.

use serde_json::{Value, json};

use super::Practice;

/// A product: name, code, kind, price in cents, VAT class, entries of a card.
pub(super) type DemoProduct =
    (&'static str, &'static str, &'static str, i64, &'static str, Option<u32>);

/// The tiles of the till, in order.
pub(super) const PRODUCTS: &[DemoProduct] = &[
    ("10er-Karte Rückenschule", "1001", "punch_card", 14_500, "general", Some(10)),
    ("10er-Karte Yoga", "1002", "punch_card", 13_000, "general", Some(10)),
    ("5er-Karte Yoga", "1003", "punch_card", 7_000, "general", Some(5)),
    ("Einzelstunde", "1004", "service", 1_800, "general", None),
    ("Probestunde", "1005", "service", 900, "general", None),
    ("Massage 30 Minuten", "1006", "service", 3_900, "general", None),
    ("Massage 60 Minuten", "1007", "service", 6_900, "general", None),
    ("Erstgespräch", "1008", "treatment", 8_500, "heilbehandlung", None),
    ("Atem und Pause", "1009", "course", 2_200, "general", None),
    ("Workshop Schlaf", "1010", "course", 4_900, "general", None),
    ("Faszienrolle", "4006381333931", "goods", 2_490, "general", None),
    ("Igelball, Paar", "4012345678901", "goods", 1_190, "general", None),
    ("Yogamatte", "4023456789012", "goods", 5_900, "general", None),
    ("Wärmekissen", "4034567890123", "goods", 3_450, "general", None),
    ("Augenkissen", "4045678901234", "goods", 1_650, "general", None),
    ("Kräutertee Ruhe", "4056789012345", "goods", 690, "reduced", None),
    ("Kräutertee Kraft", "4067890123456", "goods", 690, "reduced", None),
    ("Buch Atempausen", "4078901234567", "goods", 1_990, "reduced", None),
    ("Übungsheft", "1019", "goods", 420, "reduced", None),
    ("Behandlung 50 Minuten", "1020", "treatment", 9_500, "heilbehandlung", None),
];

/// A contact: first name, last name, role, phone, e-mail, street, postal code, city, birthday,
/// index of the card's product with the entries used.
pub(super) type DemoContact = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    Option<(usize, u32)>,
);

/// The people of the demo practice.
#[rustfmt::skip]
pub(super) const CONTACTS: &[DemoContact] = &[
    ("Annegret", "Lindqvist", "customer", "0171 3920047", "a.lindqvist@post.example", "Tannenweg 4", "99998", "Auenfeld", "1968-04-12", Some((0, 3))),
    ("Cem", "Yardımcı", "customer", "0172 5550193", "cem.y@post.example", "Marktplatz 2", "99998", "Auenfeld", "1990-09-03", Some((1, 7))),
    ("Hedda", "Sommerkorn", "customer", "0160 7711204", "hedda@sommerkorn.example", "Ulmengasse 11", "99997", "Rabenau", "1982-01-27", Some((0, 0))),
    ("Bruno", "Weidlich", "patient", "03621 44880", "b.weidlich@post.example", "Am Anger 7", "99998", "Auenfeld", "1951-11-30", None),
    ("Tilda", "Rosenquist", "customer", "0151 2020777", "tilda.r@post.example", "Seestraße 19", "99996", "Moorstätt", "1979-06-15", Some((1, 6))),
    ("Ole", "Fährmann", "customer", "0175 9034411", "ole@faehrmann.example", "Werftweg 3", "99998", "Auenfeld", "1974-02-08", Some((0, 9))),
    ("Magdalena", "Krötzsch", "patient", "03621 71120", "m.kroetzsch@post.example", "Lindenallee 52", "99998", "Auenfeld", "1945-08-21", Some((0, 3))),
    ("Karim", "Benhaddou", "customer", "0176 4400812", "karim.b@post.example", "Hafenstraße 8", "99996", "Moorstätt", "1987-12-02", Some((1, 7))),
    ("Jasper", "von Ahlen", "lead", "0152 6091830", "jasper@ahlen.example", "Schulweg 1", "99998", "Auenfeld", "1995-03-19", None),
    ("Ilse", "Nebelthau", "customer", "03621 5217", "", "Gartenweg 23", "99997", "Rabenau", "1939-05-05", Some((0, 5))),
    ("Frida", "Osterwind", "customer", "0170 2211984", "frida.osterwind@post.example", "Bergstraße 40", "99998", "Auenfeld", "2001-10-11", Some((1, 0))),
    ("Nuri", "Kapteyn", "partner", "0174 8080123", "nuri@kapteyn.example", "Deichweg 6", "99996", "Moorstätt", "1984-07-24", Some((1, 9))),
    ("Gesine", "Halbritter", "customer", "0163 3145926", "gesine.h@post.example", "Kirchplatz 5", "99998", "Auenfeld", "1963-03-14", Some((1, 8))),
    ("Lorenz", "Adomeit", "patient", "03621 90210", "lorenz.adomeit@post.example", "Mühlweg 17", "99997", "Rabenau", "1957-12-24", Some((1, 1))),
    ("Wanda", "Kiesling", "customer", "0177 1002003", "wanda.kiesling@post.example", "Rosenweg 9", "99998", "Auenfeld", "1992-01-01", Some((0, 4))),
    ("Malte", "Ohnesorg", "customer", "0178 5566778", "malte@ohnesorg.example", "Am Wehr 2", "99996", "Moorstätt", "1971-09-09", Some((0, 8))),
];

/// The practice of the demo.
pub(super) fn practice() -> Practice {
    let text = str::to_owned;
    Practice {
        name: text("Praxis Birkenhain"),
        owner: text("Jonte Albers"),
        street: text("Birkenallee 7"),
        postal_code: text("99998"),
        city: text("Auenfeld"),
        country: text("DE"),
        tax_number: text("157/123/45678"),
        vat_id: String::new(),
        email: text("rechnung@birkenhain.example"),
        phone: text("03621 123450"),
        iban: text("DE02120300000000202051"),
        bic: text("BYLADEM1001"),
        bank: text("Musterbank Auenfeld"),
        small_business: false,
    }
}

/// The staff of the demo: name and role; the first one is signed in.
pub(super) const STAFF: &[(&str, &str)] =
    &[("Mira Tannhoff", "reception"), ("Jonte Albers", "owner")];

/// The fields of a product's card.
pub(super) fn product_fields(position: usize, product: &DemoProduct) -> Vec<(String, Value)> {
    let (name, code, kind, price_cents, vat_class, entries) = *product;
    let mut fields = vec![
        ("name".to_owned(), json!(name)),
        ("code".to_owned(), json!(code)),
        ("kind".to_owned(), json!(kind)),
        ("price_cents".to_owned(), json!(price_cents)),
        ("currency".to_owned(), json!("EUR")),
        ("vat_class".to_owned(), json!(vat_class)),
        ("position".to_owned(), json!(position)),
    ];
    if let Some(entries) = entries {
        fields.push(("entries".to_owned(), json!(entries)));
        fields.push(("valid_months".to_owned(), json!(12)));
        fields.push(("tax_nature".to_owned(), json!("einzweck")));
    }
    fields
}
