//! Receipts and a Z report.

use mojo_documents::{
    CancelledReceipt, ClosingFacts, ReceiptFacts, TseNote, render_closing, render_receipt,
};
use mojo_domain::pos::{
    CashCount, CountedCash, Discount, GvTyp, LineDraft, PaymentMethod, ReceiptTotals, SaleDraft,
    SettledSale, StornoCircumstances, Tender, counts_total, plan_closing, plan_storno, settle,
};
use mojo_domain::vat::VatClass;
use mojo_domain::{Currency, Percentage};

use super::{Failure, Samples, at, day, practice};

pub(super) fn render(samples: &mut Samples) -> Result<(), Failure> {
    let everyday = everyday()?;
    let facts = receipt("KB-2026-A-000042", &everyday)?;
    samples.insert("beleg".to_owned(), render_receipt(&facts)?);
    let training = ReceiptFacts { is_training: true, ..facts };
    samples.insert("beleg-training".to_owned(), render_receipt(&training)?);
    let reason = "Artikel verwechselt".to_owned();
    let because = StornoCircumstances { reason: reason.clone(), ..Default::default() };
    let mut storno = receipt("KB-2026-A-000043", &plan_storno(&everyday, &because)?)?;
    let receipt_number = "KB-2026-A-000042".to_owned();
    storno.cancels = Some(CancelledReceipt { receipt_number, reason });
    samples.insert("beleg-storno".to_owned(), render_receipt(&storno)?);
    samples.insert("beleg-kleinunternehmer".to_owned(), render_receipt(&small_business()?)?);
    samples.insert("z-bericht".to_owned(), render_closing(&closing(&everyday)?)?);
    Ok(())
}

fn line(text: &str, quantity_milli: i64, unit_gross_cents: i64, vat_class: VatClass) -> LineDraft {
    LineDraft {
        product_id: None,
        text: text.to_owned(),
        quantity_milli,
        unit_gross_cents,
        discount: None,
        vat_class,
        gv_typ: GvTyp::Umsatz,
        punch_card_id: None,
    }
}

fn sold(lines: Vec<LineDraft>, tenders: &[Tender]) -> Result<SettledSale, Failure> {
    let sale = SaleDraft {
        country: "DE".to_owned(),
        sold_on: day("2026-11-20")?,
        currency: Currency::EUR,
        lines,
        discount: None,
    }
    .calculate()?;
    let settlement = settle(sale.gross_cents, tenders)?;
    Ok(SettledSale { sale, settlement })
}

fn everyday() -> Result<SettledSale, Failure> {
    let cash = Tender { method: PaymentMethod::Cash, cents: 100_00 };
    let card = Tender { method: PaymentMethod::Card, cents: 60_00 };
    let mut book = line("Fachbuch „Gesund sitzen“", 1000, 19_80, VatClass::Reduced);
    book.discount = Some(Discount::Percent(Percentage::new(10)));
    let roll = "Faszienrolle, mittelhart, mit Übungsposter für zu Hause";
    let lines = vec![
        line("Behandlung 60 min", 1000, 85_00, VatClass::Heilbehandlung),
        line(roll, 2000, 24_90, VatClass::General),
        book,
    ];
    sold(lines, &[card, cash])
}

/// No VAT at all, and a security device that signed.
fn small_business() -> Result<ReceiptFacts, Failure> {
    let lines = vec![line("Klangreise", 1000, 18_00, VatClass::Kleinunternehmer)];
    let card = Tender { method: PaymentMethod::Card, cents: 18_00 };
    let tse = TseNote::Signed {
        serial: "b3a0c5d2".repeat(8),
        transaction_number: 1842,
        signature_counter: 3697,
        signature: "MEUCIQDkq1".repeat(9),
    };
    Ok(ReceiptFacts { tse, ..receipt("KB-2026-7K2QD-000001", &sold(lines, &[card])?)? })
}

fn receipt(number: &str, sold: &SettledSale) -> Result<ReceiptFacts, Failure> {
    Ok(ReceiptFacts {
        seller: practice(),
        receipt_number: number.to_owned(),
        cancels: None,
        register_serial: "MOJO-0198F3C2-1".to_owned(),
        started_at: at("2026-11-20T09:03:12Z")?,
        finished_at: at("2026-11-20T09:04:05Z")?,
        is_training: false,
        currency: sold.sale.currency,
        lines: sold.sale.lines.clone(),
        vat: sold.sale.vat.clone(),
        payments: sold.settlement.payments.clone(),
        change_cents: sold.settlement.change_cents,
        gross_cents: sold.sale.gross_cents,
        tse: TseNote::NotSetUp,
    })
}

fn closing(everyday: &SettledSale) -> Result<ClosingFacts, Failure> {
    let receipt = |number: u32| ReceiptTotals {
        receipt_number: format!("KB-2026-A-{number:06}"),
        is_training: false,
        vat: everyday.sale.vat.clone(),
        payments: everyday.settlement.payments.clone(),
    };
    let receipts: Vec<ReceiptTotals> = (30..=42).map(receipt).collect();
    let pieces = [6, 9, 8, 7, 5, 11, 8, 6, 3, 2];
    let denominations = [100_00, 50_00, 20_00, 10_00, 5_00, 2_00, 1_00, 50, 20, 10];
    let counts: Vec<CashCount> = denominations
        .into_iter()
        .zip(pieces)
        .map(|(denomination_cents, pieces)| CashCount { denomination_cents, pieces })
        .collect();
    let counted_cents = counts_total(&counts)?;
    let counted = CountedCash { counted_cents, counts, reason: "Wechselgeld verzählt".to_owned() };
    Ok(ClosingFacts {
        seller: practice(),
        register_serial: "MOJO-0198F3C2-1".to_owned(),
        counted_by: "Jonte Albers".to_owned(),
        is_uncounted: false,
        at: at("2026-11-20T17:30:00Z")?,
        recorded_on: day("2026-11-20")?,
        currency: Currency::EUR,
        closing: plan_closing(230, 200_00, &receipts, &[-50_00, 20_00], &counted)?,
    })
}
