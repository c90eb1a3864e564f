//! The sums per class and rate: one group each, rounded once per group.
//!
//! At the till the price is with VAT and the VAT is taken out of it; on an invoice the price is
//! without and the VAT is put on top. Either way net + VAT = gross in each group.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::VatClass;
use crate::{MoneyError, round_commercially};

/// The sums of one VAT class and rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VatGroup {
    /// How it is taxed.
    pub vat_class: VatClass,
    /// Basis points.
    pub vat_rate_bp: i64,
    /// Without VAT.
    pub net_cents: i64,
    /// VAT.
    pub vat_cents: i64,
    /// With VAT.
    pub gross_cents: i64,
}

/// An amount and how it is taxed: what a breakdown is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taxed {
    /// How it is taxed.
    pub vat_class: VatClass,
    /// Basis points.
    pub vat_rate_bp: i64,
    /// With or without VAT, as the function says.
    pub cents: i64,
}

/// The sums of a whole breakdown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VatTotals {
    /// Without VAT.
    pub net_cents: i64,
    /// VAT.
    pub vat_cents: i64,
    /// With VAT.
    pub gross_cents: i64,
}

/// The VAT inside an amount with VAT: `gross * rate / (1 + rate)`, rounded to the cent.
///
/// # Errors
/// [`MoneyError::Overflow`] beyond 64 bits.
pub fn vat_inside(gross_cents: i64, rate_bp: i64) -> Result<i64, MoneyError> {
    let whole = Decimal::from(10_000).checked_add(rate_bp.into()).ok_or(MoneyError::Overflow)?;
    share(gross_cents, rate_bp, whole)
}

/// The VAT on an amount without VAT: `net * rate`, rounded to the cent.
///
/// # Errors
/// [`MoneyError::Overflow`] beyond 64 bits.
pub fn vat_on(net_cents: i64, rate_bp: i64) -> Result<i64, MoneyError> {
    share(net_cents, rate_bp, 10_000.into())
}

fn share(cents: i64, rate_bp: i64, whole: Decimal) -> Result<i64, MoneyError> {
    let product = Decimal::from(cents).checked_mul(rate_bp.into()).ok_or(MoneyError::Overflow)?;
    round_commercially(product.checked_div(whole).ok_or(MoneyError::Overflow)?)
}

/// The groups of amounts with VAT, in the order of the classes.
///
/// # Errors
/// [`MoneyError::Overflow`] beyond 64 bits.
pub fn breakdown_of_gross(
    parts: impl IntoIterator<Item = Taxed>,
) -> Result<Vec<VatGroup>, MoneyError> {
    sums(parts)?
        .into_iter()
        .map(|((vat_class, vat_rate_bp), gross_cents)| {
            let vat_cents = vat_inside(gross_cents, vat_rate_bp)?;
            let net_cents = gross_cents.checked_sub(vat_cents).ok_or(MoneyError::Overflow)?;
            Ok(VatGroup { vat_class, vat_rate_bp, net_cents, vat_cents, gross_cents })
        })
        .collect()
}

/// The groups of amounts without VAT, in the order of the classes.
///
/// # Errors
/// [`MoneyError::Overflow`] beyond 64 bits.
pub fn breakdown_of_net(
    parts: impl IntoIterator<Item = Taxed>,
) -> Result<Vec<VatGroup>, MoneyError> {
    sums(parts)?
        .into_iter()
        .map(|((vat_class, vat_rate_bp), net_cents)| {
            let vat_cents = vat_on(net_cents, vat_rate_bp)?;
            let gross_cents = net_cents.checked_add(vat_cents).ok_or(MoneyError::Overflow)?;
            Ok(VatGroup { vat_class, vat_rate_bp, net_cents, vat_cents, gross_cents })
        })
        .collect()
}

/// The sums of all groups.
///
/// # Errors
/// [`MoneyError::Overflow`] beyond 64 bits.
pub fn totals(groups: &[VatGroup]) -> Result<VatTotals, MoneyError> {
    Ok(VatTotals {
        net_cents: sum_cents(groups.iter().map(|group| group.net_cents))?,
        vat_cents: sum_cents(groups.iter().map(|group| group.vat_cents))?,
        gross_cents: sum_cents(groups.iter().map(|group| group.gross_cents))?,
    })
}

/// Adds groups of several documents class by class: amounts as printed, never computed anew.
///
/// # Errors
/// [`MoneyError::Overflow`] beyond 64 bits.
pub fn merge_groups(
    groups: impl IntoIterator<Item = VatGroup>,
) -> Result<Vec<VatGroup>, MoneyError> {
    let mut merged: BTreeMap<(VatClass, i64), VatGroup> = BTreeMap::new();
    for group in groups {
        let key = (group.vat_class, group.vat_rate_bp);
        let Some(sum) = merged.get_mut(&key) else {
            merged.insert(key, group);
            continue;
        };
        sum.net_cents = sum_cents([sum.net_cents, group.net_cents])?;
        sum.vat_cents = sum_cents([sum.vat_cents, group.vat_cents])?;
        sum.gross_cents = sum_cents([sum.gross_cents, group.gross_cents])?;
    }
    Ok(merged.into_values().collect())
}

impl std::ops::Neg for VatGroup {
    type Output = Self;

    fn neg(self) -> Self {
        Self {
            net_cents: -self.net_cents,
            vat_cents: -self.vat_cents,
            gross_cents: -self.gross_cents,
            ..self
        }
    }
}

fn sums(
    parts: impl IntoIterator<Item = Taxed>,
) -> Result<BTreeMap<(VatClass, i64), i64>, MoneyError> {
    let mut sums = BTreeMap::new();
    for part in parts {
        let sum = sums.entry((part.vat_class, part.vat_rate_bp)).or_insert(0_i64);
        *sum = sum.checked_add(part.cents).ok_or(MoneyError::Overflow)?;
    }
    Ok(sums)
}

pub(crate) fn sum_cents(parts: impl IntoIterator<Item = i64>) -> Result<i64, MoneyError> {
    parts.into_iter().try_fold(0_i64, |sum, part| sum.checked_add(part).ok_or(MoneyError::Overflow))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn general(cents: i64) -> Taxed {
        Taxed { vat_class: VatClass::General, vat_rate_bp: 1900, cents }
    }

    #[test]
    fn gross_1190_at_19_percent_is_net_1000() {
        let groups = breakdown_of_gross([general(1190_00)]).unwrap();
        assert_eq!((groups[0].net_cents, groups[0].vat_cents), (1000_00, 190_00));
        let groups = breakdown_of_net([general(1000_00)]).unwrap();
        assert_eq!(groups[0].gross_cents, 1190_00);
    }

    #[test]
    fn c10_the_vat_is_rounded_once_per_group_and_not_per_line() {
        let groups = breakdown_of_net([general(3), general(3), general(3)]).unwrap();
        assert_eq!(groups[0].vat_cents, 2, "0.09 * 19 % = 0.0171");
        assert_eq!(vat_on(50, 100), Ok(1), "half a cent goes away from zero");
        assert_eq!(vat_on(-50, 100), Ok(-1));
    }

    #[test]
    fn each_class_and_rate_is_a_group_of_its_own() {
        let reduced = Taxed { vat_class: VatClass::Reduced, vat_rate_bp: 700, cents: 1070 };
        let old = Taxed { vat_class: VatClass::General, vat_rate_bp: 1600, cents: 1160 };
        let groups = breakdown_of_gross([reduced, general(1190), old, general(1190)]).unwrap();
        let found: Vec<_> = groups.iter().map(|g| (g.vat_rate_bp, g.vat_cents)).collect();
        assert_eq!(found, [(1600, 160), (1900, 380), (700, 70)]);
        assert_eq!(totals(&groups).unwrap().gross_cents, 4610);
    }

    #[test]
    fn too_much_money_is_refused() {
        assert_eq!(breakdown_of_net([general(i64::MAX)]), Err(MoneyError::Overflow));
        assert_eq!(breakdown_of_gross([general(i64::MAX), general(1)]), Err(MoneyError::Overflow));
    }
}
