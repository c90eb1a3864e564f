//! Storno: a sale is reversed by a second one in which every amount is the negative of the first
//! (D3). Both stand for good; DSFinV-K calls the reversal a Beleg that refers to the original.

use super::{CalculatedSale, Payment, SaleLine, Settlement};

/// A sale that was paid: what is recorded, apart from number, people and times.
#[derive(Clone, Debug, PartialEq)]
pub struct SettledSale {
    /// Lines, VAT groups, totals.
    pub sale: CalculatedSale,
    /// How it was paid.
    pub settlement: Settlement,
}

/// What decides whether a sale may be reversed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StornoCircumstances {
    /// The receipt in question is a Storno itself.
    pub is_storno: bool,
    /// The number of the Storno that reversed it already.
    pub cancelled_by: Option<String>,
    /// How many entries of punch cards sold by it are used.
    pub used_entries: i64,
    /// Why, in the user's words.
    pub reason: String,
}

/// Why a sale is not reversed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StornoRefused {
    /// A reversal is not reversed; sell again instead.
    #[error("a Storno cannot be cancelled; record the sale anew")]
    IsStorno,
    /// Once only.
    #[error("already cancelled by {by}")]
    AlreadyCancelled {
        /// The number of the first Storno.
        by: String,
    },
    /// The card that it sold is in use: take the entries back first.
    #[error("{used} entries of the punch card are used; take them back first")]
    CardInUse {
        /// How many.
        used: i64,
    },
    /// No word why (§ 146 Abs. 4 AO: the correction must be comprehensible).
    #[error("a Storno needs a reason")]
    NoReason,
}

/// The exact reversal of a sale: sale + Storno = 0 in every amount.
///
/// # Errors
/// [`StornoRefused`] says why not.
pub fn plan_storno(
    original: &SettledSale,
    circumstances: &StornoCircumstances,
) -> Result<SettledSale, StornoRefused> {
    if circumstances.is_storno {
        return Err(StornoRefused::IsStorno);
    }
    if let Some(by) = &circumstances.cancelled_by {
        return Err(StornoRefused::AlreadyCancelled { by: by.clone() });
    }
    if circumstances.used_entries > 0 {
        return Err(StornoRefused::CardInUse { used: circumstances.used_entries });
    }
    if circumstances.reason.trim().is_empty() {
        return Err(StornoRefused::NoReason);
    }
    Ok(SettledSale { sale: reverse(&original.sale), settlement: give_back(&original.settlement) })
}

fn reverse(sale: &CalculatedSale) -> CalculatedSale {
    let reversed = |line: &SaleLine| SaleLine {
        quantity_milli: -line.quantity_milli,
        discount_cents: -line.discount_cents,
        gross_cents: -line.gross_cents,
        ..line.clone()
    };
    CalculatedSale {
        currency: sale.currency,
        lines: sale.lines.iter().map(reversed).collect(),
        vat: sale.vat.iter().map(|group| -*group).collect(),
        net_cents: -sale.net_cents,
        vat_cents: -sale.vat_cents,
        gross_cents: -sale.gross_cents,
    }
}

fn give_back(settlement: &Settlement) -> Settlement {
    let reversed = |payment: &Payment| Payment {
        amount_cents: -payment.amount_cents,
        tendered_cents: -payment.tendered_cents,
        ..*payment
    };
    Settlement {
        payments: settlement.payments.iter().map(reversed).collect(),
        change_cents: -settlement.change_cents,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Currency;
    use crate::pos::{GvTyp, LineDraft, PaymentMethod, SaleDraft, Tender, settle};
    use crate::vat::{VatClass, merge_groups};

    fn sold() -> SettledSale {
        let sale = SaleDraft {
            country: "DE".to_owned(),
            sold_on: "2026-11-20".parse().unwrap(),
            currency: Currency::EUR,
            lines: vec![LineDraft {
                product_id: None,
                text: "Faszienrolle".to_owned(),
                quantity_milli: 1000,
                unit_gross_cents: 24_95,
                discount: None,
                vat_class: VatClass::General,
                gv_typ: GvTyp::Umsatz,
                punch_card_id: None,
            }],
            discount: None,
        }
        .calculate()
        .unwrap();
        let cash = Tender { method: PaymentMethod::Cash, cents: 50_00 };
        let settlement = settle(sale.gross_cents, &[cash]).unwrap();
        SettledSale { sale, settlement }
    }

    fn because(reason: &str) -> StornoCircumstances {
        StornoCircumstances { reason: reason.to_owned(), ..StornoCircumstances::default() }
    }

    #[test]
    fn d3_sale_and_storno_are_zero_in_every_amount() {
        let original = sold();
        let storno = plan_storno(&original, &because("vertippt")).unwrap();
        assert_eq!(storno.sale.gross_cents, -24_95);
        let both = original.sale.vat.iter().chain(&storno.sale.vat).copied();
        let left = merge_groups(both).unwrap();
        assert!(left.iter().all(|g| g.net_cents == 0 && g.vat_cents == 0 && g.gross_cents == 0));
        assert_eq!(storno.settlement.payments[0].amount_cents, -24_95);
        assert_eq!(original.settlement.change_cents + storno.settlement.change_cents, 0);
        assert_eq!(storno.sale.lines[0].unit_gross_cents, 24_95, "the price stays positive");
    }

    #[test]
    fn d3_a_storno_is_refused_twice_and_for_a_card_in_use() {
        let refused = |circumstances| plan_storno(&sold(), &circumstances).unwrap_err();
        assert_eq!(refused(because(" ")), StornoRefused::NoReason);
        assert_eq!(
            refused(StornoCircumstances { is_storno: true, ..because("x") }),
            StornoRefused::IsStorno
        );
        assert_eq!(
            refused(StornoCircumstances { used_entries: 3, ..because("x") }),
            StornoRefused::CardInUse { used: 3 }
        );
        let by = "KB-2026-A-000043".to_owned();
        assert_eq!(
            refused(StornoCircumstances { cancelled_by: Some(by.clone()), ..because("x") }),
            StornoRefused::AlreadyCancelled { by }
        );
    }
}
