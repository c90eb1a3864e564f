//! A draft of an invoice (Rechnungsentwurf): what is to be billed, without number and people.
//!
//! Prices on an invoice are without VAT. The rate is that of the last day of the service (§ 27
//! Abs. 1 UStG), or of today as long as nobody has entered one.

use chrono::NaiveDate;

use super::Unit;
use super::totals::{CalculatedInvoice, InvoiceLine};
use crate::pos::times;
use crate::vat::{self, Taxed, VatClass, vat_on};
use crate::{Currency, MoneyError, check_amount};

/// What is to be billed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceDraft {
    /// Where the seller is: ISO alpha-2, decides rates and sentences.
    pub country: String,
    /// Of all prices.
    pub currency: Currency,
    /// When the service was rendered; may be missing in a draft.
    pub service: Option<ServicePeriod>,
    /// The lines.
    pub lines: Vec<InvoiceLineDraft>,
}

/// A line to be billed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceLineDraft {
    /// The text.
    pub text: String,
    /// Thousandths.
    pub quantity_milli: i64,
    /// Of the quantity.
    pub unit: Unit,
    /// Price of one without VAT.
    pub unit_net_cents: i64,
    /// What is taken off the line, in basis points: 1000 is 10 %.
    pub discount_bp: i64,
    /// How it is taxed.
    pub vat_class: VatClass,
}

/// When a service was rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServicePeriod {
    /// First day.
    pub from: NaiveDate,
    /// Last day, the same for a single day.
    pub to: NaiveDate,
}

/// Why a draft cannot be calculated. Lines count from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DraftRefused {
    /// Nothing, or less, of something; taking back is a Storno.
    #[error("line {line}: the quantity must be above zero")]
    Quantity {
        /// The line.
        line: u32,
    },
    /// A price below zero (BR-27).
    #[error("line {line}: the price is below zero")]
    NegativePrice {
        /// The line.
        line: u32,
    },
    /// The whole line or more, or less than nothing, is taken off.
    #[error("line {line}: the discount must be at least 0 and below 100 per cent")]
    Discount {
        /// The line.
        line: u32,
    },
    /// The class has no rate in this country on this day.
    #[error("line {line}: no {vat_class} VAT rate in {country} on {day}")]
    NoRate {
        /// The line.
        line: u32,
        /// The class asked for.
        vat_class: VatClass,
        /// Where.
        country: String,
        /// When.
        day: NaiveDate,
    },
    /// More money than fits, or than is taken.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl InvoiceDraft {
    /// Computes lines, VAT groups, totals and the sentences that the law asks for. An empty draft
    /// is zero; whether it may be issued is [`CalculatedInvoice::check`]'s to say.
    ///
    /// # Errors
    /// [`DraftRefused`] says which line is wrong, and why.
    pub fn calculate(&self, today: NaiveDate) -> Result<CalculatedInvoice, DraftRefused> {
        let day = self.service.map_or(today, |service| service.to);
        let mut lines = Vec::with_capacity(self.lines.len());
        for (line_no, draft) in (1..).zip(&self.lines) {
            lines.push(self.line(line_no, draft, day)?);
        }
        let taxed = |line: &InvoiceLine| Taxed {
            vat_class: line.vat_class,
            vat_rate_bp: line.vat_rate_bp,
            cents: line.net_cents,
        };
        let groups = vat::breakdown_of_net(lines.iter().map(taxed))?;
        let totals = vat::totals(&groups)?;
        check_amount(totals.gross_cents)?;
        Ok(CalculatedInvoice {
            currency: self.currency,
            service: self.service,
            notes: notes(&self.country, groups.iter().map(|group| group.vat_class)),
            lines,
            vat: groups,
            net_cents: totals.net_cents,
            vat_cents: totals.vat_cents,
            gross_cents: totals.gross_cents,
        })
    }

    fn line(
        &self,
        line: u32,
        draft: &InvoiceLineDraft,
        day: NaiveDate,
    ) -> Result<InvoiceLine, DraftRefused> {
        if draft.quantity_milli <= 0 {
            return Err(DraftRefused::Quantity { line });
        }
        if draft.unit_net_cents < 0 {
            return Err(DraftRefused::NegativePrice { line });
        }
        if !(0..WHOLE_BP).contains(&draft.discount_bp) {
            return Err(DraftRefused::Discount { line });
        }
        let vat_class = draft.vat_class;
        let vat_rate_bp = vat::rate_on(&self.country, vat_class, day).ok_or_else(|| {
            DraftRefused::NoRate { line, vat_class, country: self.country.clone(), day }
        })?;
        let whole_cents = check_amount(times(draft.quantity_milli, draft.unit_net_cents)?)?;
        check_amount(draft.unit_net_cents)?;
        let discount_cents = discount(draft, whole_cents)?;
        Ok(InvoiceLine {
            line_no: line,
            text: draft.text.trim().to_owned(),
            quantity_milli: draft.quantity_milli,
            unit: draft.unit,
            unit_net_cents: draft.unit_net_cents,
            discount_bp: draft.discount_bp,
            discount_cents,
            net_cents: whole_cents - discount_cents,
            vat_class,
            vat_rate_bp,
        })
    }
}

/// All of a line, in basis points.
const WHOLE_BP: i64 = 10_000;

/// What is taken off a line of `whole_cents`, rounded once. Never more than quantity times price
/// before it is rounded: whoever computes the line in one step comes to the same cent.
fn discount(draft: &InvoiceLineDraft, whole_cents: i64) -> Result<i64, MoneyError> {
    let exact = i128::from(draft.quantity_milli) * i128::from(draft.unit_net_cents) / 1000;
    let most = i64::try_from(exact).map_err(|_| MoneyError::Overflow)?;
    Ok(vat_on(whole_cents, draft.discount_bp)?.min(most))
}

/// One sentence per class without tax, each once (§ 14 Abs. 4 Nr. 8 UStG).
fn notes(country: &str, classes: impl Iterator<Item = VatClass>) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    for sentence in classes.filter_map(|class| vat::exemption_sentence(country, class)) {
        if notes.iter().all(|note| note != sentence) {
            notes.push(sentence.to_owned());
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(lines: &[(i64, i64, VatClass)], last_day: &str) -> InvoiceDraft {
        let to = last_day.parse().unwrap();
        let line = |&(quantity_milli, unit_net_cents, vat_class): &(i64, i64, VatClass)| {
            InvoiceLineDraft {
                text: "Kurs „Rücken im Büro“".to_owned(),
                quantity_milli,
                unit: Unit::default(),
                unit_net_cents,
                discount_bp: 0,
                vat_class,
            }
        };
        InvoiceDraft {
            country: "DE".to_owned(),
            currency: Currency::EUR,
            service: Some(ServicePeriod { from: to, to }),
            lines: lines.iter().map(line).collect(),
        }
    }

    fn today() -> NaiveDate {
        "2026-11-20".parse().unwrap()
    }

    #[test]
    fn d5_the_vat_is_computed_once_per_group_on_the_net() {
        let lines = [
            (6000, 180_00, VatClass::General),
            (1000, 320_00, VatClass::General),
            (24_000, 4_20, VatClass::General),
        ];
        let invoice = draft(&lines, "2026-11-13").calculate(today()).unwrap();
        assert_eq!(invoice.net_cents, 1500_80);
        assert_eq!(invoice.vat_cents, 285_15);
        assert_eq!(invoice.gross_cents, 1785_95);
        assert_eq!(invoice.notes, Vec::<String>::new());
    }

    #[test]
    fn d5_the_rate_is_that_of_the_service_and_not_of_the_invoice() {
        let invoice = draft(&[(1000, 100_00, VatClass::General)], "2020-12-31");
        assert_eq!(invoice.calculate(today()).unwrap().vat_cents, 16_00);
        let undated = InvoiceDraft { service: None, ..invoice };
        assert_eq!(undated.calculate(today()).unwrap().vat_cents, 19_00);
    }

    #[test]
    fn d5_each_reason_for_no_tax_is_said_once() {
        let lines = [
            (1000, 85_00, VatClass::Heilbehandlung),
            (1000, 40_00, VatClass::Heilbehandlung),
            (1000, 10_00, VatClass::General),
        ];
        let invoice = draft(&lines, "2026-11-13").calculate(today()).unwrap();
        assert_eq!(invoice.notes, ["Steuerfreie Heilbehandlung nach § 4 Nr. 14 Buchst. a UStG."]);
    }

    #[test]
    fn d5_a_discount_is_taken_off_its_line_and_rounded_once() {
        let mut with = draft(&[(3000, 33_33, VatClass::General)], "2026-11-13");
        with.lines[0].discount_bp = 15_00;
        let invoice = with.calculate(today()).unwrap();
        let line = &invoice.lines[0];
        assert_eq!((line.discount_cents, line.net_cents), (15_00, 84_99), "15 % of 99.99");
        assert_eq!((invoice.net_cents, invoice.vat_cents), (84_99, 16_15));
        for discount_bp in [-1, 100_00] {
            with.lines[0].discount_bp = discount_bp;
            assert_eq!(with.calculate(today()), Err(DraftRefused::Discount { line: 1 }));
        }
        // 46.275 rounds to 46.28, of which 99.99 % are 46.28 too; 46.275 - 46.27 is a cent.
        let mut odd = draft(&[(2500, 18_51, VatClass::General)], "2026-11-13");
        odd.lines[0].discount_bp = 99_99;
        let line = &odd.calculate(today()).unwrap().lines[0];
        assert_eq!((line.discount_cents, line.net_cents), (46_27, 1));
    }

    #[test]
    fn a_wrong_line_is_refused_by_its_number() {
        let calculate = |line| draft(&[line], "2026-11-13").calculate(today()).unwrap_err();
        assert_eq!(calculate((0, 1, VatClass::General)), DraftRefused::Quantity { line: 1 });
        assert_eq!(calculate((1, -1, VatClass::General)), DraftRefused::NegativePrice { line: 1 });
        assert!(matches!(
            calculate((1, 1, VatClass::Special)),
            DraftRefused::NoRate { line: 1, .. }
        ));
        let too_much = DraftRefused::Money(MoneyError::TooMuch);
        for line in [(1000, 10_000_000_00), (2000, 5_000_000_00), (1, 10_000_000_00)] {
            assert_eq!(calculate((line.0, line.1, VatClass::General)), too_much);
        }
        // The line fits, and with its VAT the invoice does not.
        assert_eq!(calculate((1000, 9_000_000_00, VatClass::General)), too_much);
        assert_eq!(
            calculate((i64::MAX, i64::MAX, VatClass::General)),
            DraftRefused::Money(MoneyError::Overflow)
        );
    }
}
