//! P1 to P3, C14: what a product may be.

use super::{BillingInterval, ProductKind};
use crate::memberships::Stage;

/// The terms of a product that the rules look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProductTerms {
    /// What it is.
    pub kind: ProductKind,
    /// 1 to 6 for a level of the journey.
    pub level: Option<i64>,
    /// The stage that it opens.
    pub stage: Option<Stage>,
    /// Of a subscription.
    pub billing_interval: Option<BillingInterval>,
    /// The price without VAT, in cents.
    pub price_net_cents: i64,
    /// A commission may be paid on it.
    pub is_commission_eligible: bool,
}

/// Why a product is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProductRefusal {
    /// P1.
    #[error("a level of the journey has a number from 1 to 6")]
    LevelMissing,
    /// P2: levels and memberships are sold by MOJO LLC alone.
    #[error("a tenant's product has no level and opens no stage")]
    NotATenants,
    /// C14.
    #[error("no commission is paid on a treatment (section 299a StGB)")]
    TreatmentIsNotEligible,
    /// Goods and treatments are not subscribed to.
    #[error("this kind of product is no subscription")]
    NotASubscription,
    /// A price below zero.
    #[error("the price is below zero")]
    NegativePrice,
}

impl ProductTerms {
    /// Checks the terms of a platform product, or of a tenant's.
    ///
    /// # Errors
    /// The first [`ProductRefusal`].
    pub fn check(&self) -> Result<(), ProductRefusal> {
        let is_level = self.level.is_some_and(|level| (1..=6).contains(&level));
        if self.price_net_cents < 0 {
            return Err(ProductRefusal::NegativePrice);
        }
        if self.kind.is_platform_product() {
            return if is_level { Ok(()) } else { Err(ProductRefusal::LevelMissing) };
        }
        if self.level.is_some() || self.stage.is_some() {
            return Err(ProductRefusal::NotATenants);
        }
        if self.is_commission_eligible && !self.kind.may_be_commissioned() {
            return Err(ProductRefusal::TreatmentIsNotEligible);
        }
        let may_renew = matches!(self.kind, ProductKind::Course | ProductKind::Consultation);
        if self.billing_interval.is_some() && !may_renew {
            return Err(ProductRefusal::NotASubscription);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(kind: ProductKind) -> ProductTerms {
        ProductTerms {
            kind,
            level: None,
            stage: None,
            billing_interval: None,
            price_net_cents: 1000,
            is_commission_eligible: kind.may_be_commissioned(),
        }
    }

    #[test]
    fn p1_a_platform_product_is_a_level_of_the_journey() {
        let membership = terms(ProductKind::Membership);
        for (level, is_one) in [(None, false), (Some(0), false), (Some(1), true), (Some(7), false)]
        {
            let found = ProductTerms { level, ..membership }.check();
            let expected = if is_one { Ok(()) } else { Err(ProductRefusal::LevelMissing) };
            assert_eq!(found, expected, "{level:?}");
        }
    }

    #[test]
    fn p2_a_tenant_sells_everything_but_memberships() {
        for kind in ProductKind::ALL.iter().filter(|kind| !kind.is_platform_product()) {
            assert_eq!(terms(*kind).check(), Ok(()), "{kind}");
            let with_stage = ProductTerms { stage: Some(Stage::LEBENSENERGIE), ..terms(*kind) };
            assert_eq!(with_stage.check(), Err(ProductRefusal::NotATenants), "{kind}");
        }
    }

    #[test]
    fn c14_a_treatment_that_claims_a_commission_is_refused() {
        let claimed =
            ProductTerms { is_commission_eligible: true, ..terms(ProductKind::Treatment) };
        assert_eq!(claimed.check(), Err(ProductRefusal::TreatmentIsNotEligible));
    }

    #[test]
    fn goods_are_no_subscription_and_no_price_is_below_zero() {
        let monthly = |kind| {
            let billing_interval = Some(BillingInterval::Month);
            ProductTerms { billing_interval, ..terms(kind) }.check()
        };
        assert_eq!(monthly(ProductKind::Course), Ok(()));
        assert_eq!(monthly(ProductKind::Physical), Err(ProductRefusal::NotASubscription));
        let cheap = ProductTerms { price_net_cents: -1, ..terms(ProductKind::Course) };
        assert_eq!(cheap.check(), Err(ProductRefusal::NegativePrice));
    }
}
