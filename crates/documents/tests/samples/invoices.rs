//! Invoices: plain, mixed rates, exempt, very long, draft and Storno.

use mojo_documents::{EmbeddedInvoice, InvoiceFacts, render_invoice};
use mojo_domain::Currency;
use mojo_domain::invoicing::{
    DeskCode, DocumentNumber, InvoiceDetails, InvoiceDraft, InvoiceLineDraft, IssueTerms,
    IssuedInvoice, NumberRange, Party, ServicePeriod, StornoTerms, Unit, due_on,
    plan_invoice_storno,
};
use mojo_domain::vat::VatClass;

use super::{Failure, Samples, at, day, practice};

pub(super) fn render(samples: &mut Samples) -> Result<(), Failure> {
    let town = client("Gemeinde Auenfeld", "Personalamt");
    let healing = vec![line("Behandlung 60 Minuten", 4000, 85_00, VatClass::Heilbehandlung)];
    let single = |n: i64| line(&format!("Kurseinheit {n}"), 1000, 12_50 + n, VatClass::General);
    for (name, lines, recipient) in [
        ("rechnung", course(), town.clone()),
        ("rechnung-gemischt", mixed(), far_client()),
        ("rechnung-heilbehandlung", healing, client("Frida Osterwind", "")),
        ("rechnung-200", (1..=200).map(single).collect(), town.clone()),
    ] {
        let bytes = render_invoice(&facts(&issued(lines, recipient)?)?, EmbeddedInvoice::None)?;
        samples.insert(name.to_owned(), bytes);
    }
    let terms = terms(town)?;
    let calculated = draft(course())?.calculate(terms.issued_on)?;
    let facts = InvoiceFacts::draft(&calculated, &terms, at("2026-11-20T10:15:00Z")?);
    samples.insert("rechnung-entwurf".to_owned(), render_invoice(&facts, EmbeddedInvoice::None)?);
    samples.insert("stornorechnung".to_owned(), storno()?);
    Ok(())
}

fn facts(issued: &IssuedInvoice) -> Result<InvoiceFacts, Failure> {
    Ok(InvoiceFacts::issued(issued, at("2026-11-20T10:15:00Z")?))
}

fn storno() -> Result<Vec<u8>, Failure> {
    let terms = StornoTerms {
        number: number(417)?,
        issued_on: day("2026-11-23")?,
        reason: "falscher Leistungszeitraum".to_owned(),
        cancelled_by: None,
    };
    let storno = plan_invoice_storno(&issued(mixed(), far_client())?, &terms)?;
    Ok(render_invoice(
        &InvoiceFacts::issued(&storno, at("2026-11-23T09:00:00Z")?),
        EmbeddedInvoice::None,
    )?)
}

fn client(name: &str, addition: &str) -> Party {
    Party {
        name: name.to_owned(),
        addition: addition.to_owned(),
        street: "Rathausplatz 1".to_owned(),
        postal_code: "99998".to_owned(),
        city: "Auenfeld".to_owned(),
        country: "DE".to_owned(),
        ..Party::default()
    }
}

/// Letters of many languages, a long second line, a country abroad.
fn far_client() -> Party {
    let addition = "c/o Çelik & Söhne Gesellschaft für betriebliche Gesundheit und Bewegung mbH";
    Party {
        street: "Ringgasse 12/3".to_owned(),
        postal_code: "1010".to_owned(),
        city: "Wien".to_owned(),
        country: "AT".to_owned(),
        vat_id: "ATU12345678".to_owned(),
        ..client("Łukasz Yardımcı-Nguyễn", addition)
    }
}

fn line(text: &str, milli: i64, unit_net_cents: i64, vat_class: VatClass) -> InvoiceLineDraft {
    InvoiceLineDraft {
        text: text.to_owned(),
        quantity_milli: milli,
        unit: Unit::default(),
        unit_net_cents,
        discount_bp: 0,
        vat_class,
    }
}

fn course() -> Vec<InvoiceLineDraft> {
    vec![
        line("Kurs „Rücken im Büro“", 6000, 180_00, VatClass::General),
        line("Vortrag „Pausen, die wirken“", 1000, 320_00, VatClass::General),
        line("Übungsheft", 24_000, 4_20, VatClass::General),
    ]
}

fn mixed() -> Vec<InvoiceLineDraft> {
    let long = "Osteopathische Behandlung 60 Minuten, mit ausführlicher Anamnese und einem Plan \
                für die ersten vier Wochen zu Hause";
    vec![
        line(long, 3000, 85_00, VatClass::Heilbehandlung),
        line("Kurs Beckenboden", 1500, 79_99, VatClass::General),
        line("Fachbuch „Gesund sitzen“", 2000, 18_60, VatClass::Reduced),
    ]
}

fn draft(lines: Vec<InvoiceLineDraft>) -> Result<InvoiceDraft, Failure> {
    Ok(InvoiceDraft {
        country: "DE".to_owned(),
        currency: Currency::EUR,
        service: Some(ServicePeriod { from: day("2026-10-02")?, to: day("2026-11-13")? }),
        lines,
    })
}

fn terms(recipient: Party) -> Result<IssueTerms, Failure> {
    let issued_on = day("2026-11-20")?;
    Ok(IssueTerms {
        recipient,
        seller: practice(),
        issued_on,
        due_on: due_on(issued_on, 14),
        details: InvoiceDetails::default(),
    })
}

fn number(last: u32) -> Result<DocumentNumber, Failure> {
    let code = DeskCode::given(0).ok_or("a code")?;
    Ok(DocumentNumber::after(last, NumberRange::Rechnung, 2026, &code)?)
}

fn issued(lines: Vec<InvoiceLineDraft>, recipient: Party) -> Result<IssuedInvoice, Failure> {
    let terms = terms(recipient)?;
    Ok(draft(lines)?.calculate(terms.issued_on)?.issue(number(416)?, terms)?)
}
