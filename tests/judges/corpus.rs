//! Invoices as a practice issues them: every case of tax, every profile, few lines and many, and
//! what people write. The same corpus every time.

use std::path::Path;
use std::sync::Arc;

use mojo_desk::keys::KeySource;
use mojo_desk::marks::MarkPlace;
use mojo_desk::views::{
    AddressView, CancelInvoiceRequest, CashDiscountInput, ContactInput, EmailView, InvoiceInput,
    InvoiceLineInput, PracticeView, decode_base64,
};
use mojo_desk::{Desk, OpenDesk};
use mojo_domain::{FixedClock, SeededEntropy};

/// An issued invoice as files.
pub(crate) struct Issued {
    /// Its case.
    pub(crate) case: &'static str,
    /// Its case and number.
    pub(crate) name: String,
    /// The XML inside follows the profile XRechnung.
    pub(crate) is_xrechnung: bool,
    /// The PDF with the XML inside.
    pub(crate) pdf: Vec<u8>,
    /// The XML alone.
    pub(crate) xml: Vec<u8>,
}

/// Who issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seller {
    /// In Germany with a Steuernummer alone.
    German,
    /// In Germany with a USt-IdNr.
    GermanWithVatId,
    /// § 19 UStG.
    Small,
    Austrian,
    Swiss,
}

const SELLERS: [Seller; 5] =
    [Seller::German, Seller::GermanWithVatId, Seller::Small, Seller::Austrian, Seller::Swiss];

/// What is billed, by the classes of its lines, and to whom.
struct Case {
    name: &'static str,
    classes: &'static [&'static str],
    /// ISO alpha-2 of the recipient.
    country: &'static str,
    /// The recipient's USt-IdNr.
    vat_id: &'static str,
    sellers: &'static [Seller],
}

const fn case(
    name: &'static str,
    classes: &'static [&'static str],
    country: &'static str,
    vat_id: &'static str,
    sellers: &'static [Seller],
) -> Case {
    Case { name, classes, country, vat_id, sellers }
}

use Seller::{Austrian, German, GermanWithVatId, Small, Swiss};

const CASES: &[Case] = &[
    case("regelsatz", &["general"], "DE", "", &[German, GermanWithVatId]),
    case("ermaessigt", &["reduced"], "DE", "", &[German]),
    case("gemischt", &["general", "reduced", "heilbehandlung"], "DE", "", &[German]),
    case("heilbehandlung", &["heilbehandlung"], "DE", "", &[German, Austrian, Swiss]),
    case("kleinunternehmer", &["general", "heilbehandlung"], "DE", "", &[Small]),
    case("reverse-charge", &["reverse_charge"], "AT", "ATU12345675", &[GermanWithVatId]),
    case("nicht-steuerbar", &["not_taxable"], "US", "", &[German, GermanWithVatId]),
    case("oesterreich", &["general", "reduced", "special"], "AT", "", &[Austrian]),
    case("schweiz", &["general", "reduced", "special"], "CH", "", &[Swiss]),
    case("ausland", &["general"], "FR", "", &[GermanWithVatId]),
];

/// What people write on invoices.
const TEXTS: &[&str] = &[
    "Behandlung 60 Minuten",
    "Kurs „Rücken im Büro“ & mehr",
    "Nachgespräch <Telefon>",
    "Massageöl „Lavendel“, 250 ml – kaltgepresst",
    "Osteopathische Grundbehandlungseinheitenzusammenfassungsbesprechung",
    "Łukasz Yardımcı, Sitzung vom 3. November",
];

/// As many invoices as wanted, and the Storno of every ninth.
pub(crate) async fn issue(count: usize, folder: &Path) -> Vec<Issued> {
    let desk = open(folder).await;
    let mut issued = Vec::new();
    let mut round = 0;
    while issued.len() < count {
        for seller in SELLERS {
            save_practice(&desk, seller).await;
            for case in CASES.iter().filter(|case| case.sellers.contains(&seller)) {
                one(&desk, case, seller, round, &mut issued).await;
            }
        }
        round += 1;
    }
    issued.truncate(count);
    issued
}

async fn one(desk: &Desk, case: &Case, seller: Seller, round: usize, issued: &mut Vec<Issued>) {
    let is_xrechnung = round % 3 == 1 && seller != Swiss;
    let contact_id = contact(desk, case, round).await;
    let input = InvoiceInput {
        contact_id: Some(contact_id),
        profile: Some(if is_xrechnung { "xrechnung" } else { "en16931" }.to_owned()),
        buyer_reference: is_xrechnung.then(|| "04011000-1234512345-06".to_owned()),
        lines: lines(case, round),
        ..details(round)
    };
    let number = desk.issue_invoice(input).await.unwrap().number;
    issued.push(files(desk, case, &number, is_xrechnung).await);
    if issued.len().is_multiple_of(9) {
        let reason = "Menge falsch & Empfänger <neu>".to_owned();
        let storno = desk.cancel_invoice(CancelInvoiceRequest { number, reason }).await.unwrap();
        issued.push(files(desk, case, &storno.number, is_xrechnung).await);
    }
}

async fn files(desk: &Desk, case: &Case, number: &str, is_xrechnung: bool) -> Issued {
    let pdf = desk.invoice_pdf(number.to_owned()).await.unwrap();
    let xml = desk.invoice_xml(number.to_owned()).await.unwrap();
    Issued {
        case: case.name,
        name: format!("{}-{number}", case.name),
        is_xrechnung,
        pdf: decode_base64(&pdf.base64).unwrap(),
        xml: decode_base64(&xml.base64).unwrap(),
    }
}

/// One line to two hundred, with odd quantities, discounts and units.
fn lines(case: &Case, round: usize) -> Vec<InvoiceLineInput> {
    let count = match round % 5 {
        0 => case.classes.len(),
        1 => 1 + round % 7,
        2 => 23,
        3 => 60,
        _ => 200,
    };
    let count = count.max(case.classes.len());
    let milli = [1000, 2500, 333, 12_000, 1];
    let units = [None, Some("hour"), Some("session"), Some("kilometre"), Some("flat_rate")];
    let discounts = [None, Some(1000), None, Some(333), Some(9_999)];
    (0..count)
        .map(|index| InvoiceLineInput {
            text: format!("{} {}", TEXTS[(index + round) % TEXTS.len()], index + 1),
            quantity_milli: milli[(index + round) % milli.len()],
            unit_net_cents: 1 + 37 * (index as i64 + 1) * (round as i64 + 3),
            vat_class: case.classes[index % case.classes.len()].to_owned(),
            unit: units[(index * 2 + round) % units.len()].map(str::to_owned),
            discount_bp: discounts[index % discounts.len()],
        })
        .collect()
}

fn details(round: usize) -> InvoiceInput {
    let some = |is_there: bool, text: &str| is_there.then(|| text.to_owned());
    InvoiceInput {
        service_from: Some("2026-11-02".to_owned()),
        service_to: some(round.is_multiple_of(2), "2026-11-13"),
        due_days: Some(30),
        order_reference: some(round % 2 == 1, "Bestellung 4711/2026"),
        customer_number: some(round.is_multiple_of(3), "K-10042"),
        intro: some(round % 4 == 1, "Vielen Dank für Ihr Vertrauen.\nWir berechnen Ihnen:"),
        closing: some(round % 4 == 2, "Bei Fragen rufen Sie uns gern an."),
        cash_discounts: (round % 3 == 2).then(|| {
            vec![
                CashDiscountInput { percent_bp: 300, days: 7 },
                CashDiscountInput { percent_bp: 125, days: 14 },
            ]
        }),
        ..InvoiceInput::default()
    }
}

async fn contact(desk: &Desk, case: &Case, round: usize) -> String {
    let (organisation, last_name) = match round % 2 {
        0 => ("Werft Moorstätt & Söhne GmbH", ""),
        _ => ("", "Osterwind-Rosenquist"),
    };
    let input = ContactInput {
        organisation: organisation.to_owned(),
        first_name: if last_name.is_empty() { "" } else { "Frieda" }.to_owned(),
        last_name: last_name.to_owned(),
        vat_id: case.vat_id.to_owned(),
        emails: vec![EmailView {
            id: String::new(),
            label: "work".to_owned(),
            address: format!("rechnung{round}@moorstaett.example"),
        }],
        addresses: vec![AddressView {
            id: String::new(),
            label: "billing".to_owned(),
            street: "Kai 7".to_owned(),
            postal_code: "28195".to_owned(),
            city: "Auenfeld".to_owned(),
            country: case.country.to_owned(),
        }],
        ..serde_json::from_value(serde_json::json!({})).unwrap()
    };
    desk.create_contact(input).await.unwrap().contact_id
}

async fn save_practice(desk: &Desk, seller: Seller) {
    let (country, iban) = match seller {
        Swiss => ("CH", "CH9300762011623852957"),
        Austrian => ("AT", "AT611904300234573201"),
        _ => ("DE", "DE89370400440532013000"),
    };
    let vat_id = match seller {
        GermanWithVatId => "DE136695976",
        Austrian => "ATU12345675",
        Swiss => "CHE123456788MWST",
        German | Small => "",
    };
    let practice = PracticeView {
        country: country.to_owned(),
        iban: iban.to_owned(),
        vat_id: vat_id.to_owned(),
        phone: "+49 3621 123456".to_owned(),
        email: "praxis@birkenhain.example".to_owned(),
        small_business: seller == Small,
        ..desk.practice().await.unwrap()
    };
    desk.save_practice(practice).await.unwrap();
}

async fn open(folder: &Path) -> Desk {
    let passphrase = folder.join("passphrase");
    std::fs::write(&passphrase, "eine Passphrase").unwrap();
    let at = "2026-11-20T09:24:00Z".parse().unwrap();
    let desk = Desk::open(OpenDesk {
        profile: folder.join("profile"),
        key: KeySource::PassphraseFile(passphrase),
        clock: Arc::new(FixedClock::new(at)),
        entropy: Arc::new(SeededEntropy::new(7)),
        marks: MarkPlace::new(folder.join("marks"), None),
        profiles: None,
    })
    .await
    .unwrap();
    desk.open_demo().await.unwrap();
    let session = desk.session().await.unwrap();
    let owner = session.staff.iter().find(|row| row.role == "owner").unwrap();
    desk.switch_staff(owner.actor_id.clone(), None).await.unwrap();
    desk
}
