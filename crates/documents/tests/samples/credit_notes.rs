//! Credit notes for commissions: to a partner of MOJO LLC, of a German company with VAT, of a small
//! business, and a correction.

use mojo_documents::{
    CorrectedCreditNote, CreditNoteFacts, CreditNoteLine, CreditNotePayout, render_credit_note,
};
use mojo_domain::Currency;
use mojo_domain::commissions::CommissionType;
use mojo_domain::invoicing::{Party, ServicePeriod};
use mojo_domain::vat::{VatClass, VatGroup};

use super::{Failure, Samples, at, day, practice};

pub(super) fn render(samples: &mut Samples) -> Result<(), Failure> {
    let abroad = "Nicht steuerbar nach § 1 Abs. 1 UStG: Der Ort der Leistung liegt beim \
                  Leistungsempfänger im Drittland (§ 3a Abs. 2 UStG).";
    let small = "Steuerbefreiung für Kleinunternehmer gemäß § 19 UStG.";
    let first = credit_note((VatClass::NotTaxable, 0), abroad, 1)?;
    let payout = CreditNotePayout { on: day("2026-11-02")?, amount_cents: 1_912_35 };
    let correction = CreditNoteFacts {
        number: "GS-2026-000044".to_owned(),
        corrects: Some(CorrectedCreditNote {
            number: "GS-2026-000042".to_owned(),
            issued_on: day("2026-11-20")?,
            service: ServicePeriod { from: day("2026-10-01")?, to: day("2026-10-31")? },
        }),
        service: ServicePeriod { from: day("2026-11-01")?, to: day("2026-11-30")? },
        issued_at: at("2026-12-20T10:00:00Z")?,
        issued_on: day("2026-12-20")?,
        ..credit_note((VatClass::NotTaxable, 0), abroad, -1)?
    };
    let home = CreditNoteFacts {
        issuer: Party {
            name: "MOJO GmbH".to_owned(),
            street: "Lindenring 12".to_owned(),
            postal_code: "99998".to_owned(),
            city: "Auenfeld".to_owned(),
            country: "DE".to_owned(),
            vat_id: "DE987654321".to_owned(),
            ..Party::default()
        },
        ..credit_note((VatClass::General, 19_00), "", 1)?
    };
    let exempt = CreditNoteFacts {
        issuer: home.issuer.clone(),
        ..credit_note((VatClass::Kleinunternehmer, 0), small, 1)?
    };
    for (name, facts) in [
        ("gutschrift", CreditNoteFacts { payout: Some(payout), ..first }),
        ("gutschrift-korrektur", correction),
        ("gutschrift-inland", home),
        ("gutschrift-kleinunternehmer", exempt),
    ] {
        samples.insert(name.to_owned(), render_credit_note(&facts)?);
    }
    Ok(())
}

fn credit_note(
    (vat_class, vat_rate_bp): (VatClass, i64),
    note: &str,
    sign: i64,
) -> Result<CreditNoteFacts, Failure> {
    let line = |kind, product: &str, count, net_cents: i64| CreditNoteLine {
        kind,
        product_name: product.to_owned(),
        count,
        net_cents: sign * net_cents,
    };
    let lines = vec![
        line(CommissionType::AffiliateFirst, "RegenerationsmedizinOS", 1, 504_03),
        line(CommissionType::AffiliateRecurring, "CAMPUS", 12, 301_51),
        line(CommissionType::RegionalExclusive, "BUSINESS BOOTCAMP", 3, 900_00),
    ];
    let net_cents: i64 = lines.iter().map(|line| line.net_cents).sum();
    let vat_cents = (net_cents * vat_rate_bp + 5_000) / 10_000;
    let gross_cents = net_cents + vat_cents;
    Ok(CreditNoteFacts {
        number: "GS-2026-000042".to_owned(),
        corrects: None,
        issuer: Party {
            name: "MOJO LLC".to_owned(),
            street: "1209 Orange Street".to_owned(),
            postal_code: "19801".to_owned(),
            city: "Wilmington, DE".to_owned(),
            country: "US".to_owned(),
            ..Party::default()
        },
        recipient: practice(),
        issued_at: at("2026-11-20T10:00:00Z")?,
        issued_on: day("2026-11-20")?,
        service: ServicePeriod { from: day("2026-10-01")?, to: day("2026-10-31")? },
        currency: Currency::EUR,
        lines,
        vat: VatGroup { vat_class, vat_rate_bp, net_cents, vat_cents, gross_cents },
        note: note.to_owned(),
        payout: None,
    })
}
