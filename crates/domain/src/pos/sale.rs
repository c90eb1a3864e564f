//! A sale (Verkauf): what lies in the cart becomes lines, VAT groups and totals.
//!
//! A draft is calculated as often as the cart changes and writes nothing; payment and number come
//! after it ([`super::settle`]). Prices at the till are with VAT (§ 1 PAngV).

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::GvTyp;
use crate::vat::{self, Taxed, VatClass, VatGroup};
use crate::{
    Currency, Money, MoneyError, Percentage, ProductId, PunchCardId, check_amount,
    round_commercially,
};

/// What lies in the cart.
#[derive(Clone, Debug, PartialEq)]
pub struct SaleDraft {
    /// Where the seller is: ISO alpha-2, decides the rates.
    pub country: String,
    /// The day of the sale in Berlin.
    pub sold_on: NaiveDate,
    /// Of all prices.
    pub currency: Currency,
    /// The lines, in the order of the receipt.
    pub lines: Vec<LineDraft>,
    /// Off the whole sale, after the discounts of the lines.
    pub discount: Option<Discount>,
}

/// A line of the cart.
#[derive(Clone, Debug, PartialEq)]
pub struct LineDraft {
    /// The product, when it is in the catalogue.
    pub product_id: Option<ProductId>,
    /// The text on the receipt: neutral, never a diagnosis.
    pub text: String,
    /// Thousandths of a piece.
    pub quantity_milli: i64,
    /// Price of one piece with VAT.
    pub unit_gross_cents: i64,
    /// Off this line.
    pub discount: Option<Discount>,
    /// How it is taxed.
    pub vat_class: VatClass,
    /// The kind for DSFinV-K; [`GvTyp::of_card_sale`] for a punch card.
    pub gv_typ: GvTyp,
    /// The punch card that this line sells.
    pub punch_card_id: Option<PunchCardId>,
}

/// What is taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discount {
    /// A part of the price, at most 100 %.
    Percent(Percentage),
    /// An amount with VAT, at most the price.
    AmountCents(i64),
}

/// A line with its amounts.
#[derive(Clone, Debug, PartialEq)]
pub struct SaleLine {
    /// From 1.
    pub line_no: u32,
    /// The product, when it is in the catalogue.
    pub product_id: Option<ProductId>,
    /// The text on the receipt.
    pub text: String,
    /// Thousandths of a piece; negative in a Storno.
    pub quantity_milli: i64,
    /// Price of one piece with VAT.
    pub unit_gross_cents: i64,
    /// What was taken off, with VAT: the line's own discount and its share of the sale's.
    pub discount_cents: i64,
    /// The line with VAT, after the discount.
    pub gross_cents: i64,
    /// How it is taxed.
    pub vat_class: VatClass,
    /// Basis points on the day of the sale.
    pub vat_rate_bp: i64,
    /// The kind for DSFinV-K.
    pub gv_typ: GvTyp,
    /// The punch card that this line sold.
    pub punch_card_id: Option<PunchCardId>,
}

/// A sale with its amounts; gross = net + VAT, in every group and in the sum.
#[derive(Clone, Debug, PartialEq)]
pub struct CalculatedSale {
    /// Of all amounts.
    pub currency: Currency,
    /// The lines.
    pub lines: Vec<SaleLine>,
    /// One group per class and rate.
    pub vat: Vec<VatGroup>,
    /// The sum without VAT.
    pub net_cents: i64,
    /// The VAT.
    pub vat_cents: i64,
    /// The sum with VAT: what is to be paid.
    pub gross_cents: i64,
}

/// Why a cart is no sale. Lines count from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SaleRefused {
    /// Nothing in the cart.
    #[error("the cart is empty")]
    EmptyCart,
    /// A line without text cannot be printed (§ 6 Nr. 3 KassenSichV: kind of the goods).
    #[error("line {line} has no text")]
    NoText {
        /// The line.
        line: u32,
    },
    /// Nothing, or less, of something; taking back is a Storno.
    #[error("line {line}: the quantity must be above zero")]
    Quantity {
        /// The line.
        line: u32,
    },
    /// A price below zero.
    #[error("line {line}: the price is below zero")]
    NegativePrice {
        /// The line.
        line: u32,
    },
    /// A discount below zero or above the price.
    #[error("line {line}: the discount is below zero or above the price")]
    LineDiscount {
        /// The line.
        line: u32,
    },
    /// A discount below zero or above the sum.
    #[error("the discount is below zero or above the sum of {}", Money::eur(*.sum_cents))]
    SaleDiscount {
        /// The sum before the discount.
        sum_cents: i64,
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

impl SaleDraft {
    /// Computes lines, VAT groups and totals.
    ///
    /// # Errors
    /// [`SaleRefused`] says which line is wrong, and why.
    pub fn calculate(&self) -> Result<CalculatedSale, SaleRefused> {
        if self.lines.is_empty() {
            return Err(SaleRefused::EmptyCart);
        }
        let mut lines = Vec::with_capacity(self.lines.len());
        for (line_no, draft) in (1..).zip(&self.lines) {
            lines.push(self.line(line_no, draft)?);
        }
        self.take_off(&mut lines)?;
        let vat = vat::breakdown_of_gross(lines.iter().map(SaleLine::taxed))?;
        let totals = vat::totals(&vat)?;
        check_amount(totals.gross_cents)?;
        Ok(CalculatedSale {
            currency: self.currency,
            lines,
            vat,
            net_cents: totals.net_cents,
            vat_cents: totals.vat_cents,
            gross_cents: totals.gross_cents,
        })
    }

    fn line(&self, line: u32, draft: &LineDraft) -> Result<SaleLine, SaleRefused> {
        if draft.text.trim().is_empty() {
            return Err(SaleRefused::NoText { line });
        }
        if draft.quantity_milli <= 0 {
            return Err(SaleRefused::Quantity { line });
        }
        if draft.unit_gross_cents < 0 {
            return Err(SaleRefused::NegativePrice { line });
        }
        let vat_rate_bp =
            vat::rate_on(&self.country, draft.vat_class, self.sold_on).ok_or_else(|| {
                SaleRefused::NoRate {
                    line,
                    vat_class: draft.vat_class,
                    country: self.country.clone(),
                    day: self.sold_on,
                }
            })?;
        let full_cents = check_amount(times(draft.quantity_milli, draft.unit_gross_cents)?)?;
        check_amount(draft.unit_gross_cents)?;
        let discount_cents = off(draft.discount, full_cents, self.currency)?
            .ok_or(SaleRefused::LineDiscount { line })?;
        Ok(SaleLine {
            line_no: line,
            product_id: draft.product_id,
            text: draft.text.trim().to_owned(),
            quantity_milli: draft.quantity_milli,
            unit_gross_cents: draft.unit_gross_cents,
            discount_cents,
            gross_cents: full_cents - discount_cents,
            vat_class: draft.vat_class,
            vat_rate_bp,
            gv_typ: draft.gv_typ,
            punch_card_id: draft.punch_card_id,
        })
    }

    /// Divides the sale's discount over the lines in proportion to what they cost, so that each
    /// VAT group is lowered by its share (§ 17 Abs. 1 UStG) and the shares add up.
    fn take_off(&self, lines: &mut [SaleLine]) -> Result<(), SaleRefused> {
        let sum_cents = vat::sum_cents(lines.iter().map(|line| line.gross_cents))?;
        let total = off(self.discount, sum_cents, self.currency)?
            .ok_or(SaleRefused::SaleDiscount { sum_cents })?;
        if total == 0 {
            return Ok(());
        }
        let weights: Vec<u64> = lines.iter().map(|line| line.gross_cents.unsigned_abs()).collect();
        let shares = Money::new(total, self.currency).allocate(&weights)?;
        for (line, share) in lines.iter_mut().zip(shares) {
            line.discount_cents += share.cents;
            line.gross_cents -= share.cents;
        }
        Ok(())
    }
}

impl SaleLine {
    fn taxed(&self) -> Taxed {
        Taxed { vat_class: self.vat_class, vat_rate_bp: self.vat_rate_bp, cents: self.gross_cents }
    }
}

/// `quantity * price`, rounded to the cent: 1.5 hours at 79.99 are 119.99.
pub(crate) fn times(quantity_milli: i64, unit_cents: i64) -> Result<i64, MoneyError> {
    let product = Decimal::new(quantity_milli, 3)
        .checked_mul(unit_cents.into())
        .ok_or(MoneyError::Overflow)?;
    round_commercially(product)
}

/// What a discount takes off `cents`; `None` when it is below zero or more than there is.
fn off(
    discount: Option<Discount>,
    cents: i64,
    currency: Currency,
) -> Result<Option<i64>, MoneyError> {
    let off = match discount {
        None => 0,
        Some(Discount::AmountCents(amount)) => amount,
        Some(Discount::Percent(percent)) => percent.of(Money::new(cents, currency))?.cents,
    };
    Ok((0..=cents).contains(&off).then_some(off))
}

#[cfg(test)]
mod tests;
