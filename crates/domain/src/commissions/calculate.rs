//! From the facts of one order line to its commissions (S1 7.1): regional, affiliate, platform
//! fee, and the rest for the seller.
//!
//! A pure function of the [`LineBasis`]: every commission that is not paid leaves a reason (C15),
//! and the parts always add up to the net (C10).

use super::{
    CommissionEntry, CommissionType, FeeScope, LineBasis, Policy, ReasonCode, SettledAs, share_of,
};
use crate::{Money, MoneyError, Percentage};

/// A commission that was not paid, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotPaid<T> {
    /// What it would have been for.
    pub kind: CommissionType,
    /// Who would have got it, where that is known.
    pub recipient: Option<T>,
    /// Why it was not paid.
    pub reason: ReasonCode,
}

/// What becomes of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineOutcome<T> {
    /// The commissions, all above zero.
    pub entries: Vec<CommissionEntry<T>>,
    /// C5: the net minus the commissions, for the seller.
    pub rest: Money,
    /// What was not paid.
    pub not_paid: Vec<NotPaid<T>>,
}

impl<T> LineOutcome<T> {
    /// C7, C8: what the buyer need not pay, because its own commission is granted as a discount.
    /// The base of the commissions stays the list net; invoice and VAT are on the net minus this.
    pub fn discount(&self) -> Money {
        let granted = self.entries.iter().filter(|it| it.settled_as == SettledAs::Discount);
        Money::new(granted.map(|it| it.amount.cents).sum(), self.rest.currency)
    }
}

/// One commission, decided but not computed yet.
enum Decision<T> {
    Pay {
        kind: CommissionType,
        recipient: Option<T>,
        percent: Percentage,
        settled_as: SettledAs,
        reasons: Vec<ReasonCode>,
    },
    Not(NotPaid<T>),
}

/// Calculates one line.
///
/// # Errors
/// [`MoneyError::Overflow`] for amounts beyond 64 bits of cents, or a negative net.
pub fn calculate_line<T: Ord + Clone>(
    basis: &LineBasis<T>,
    policy: &Policy,
) -> Result<LineOutcome<T>, MoneyError> {
    if basis.net.cents < 0 {
        return Err(MoneyError::Overflow);
    }
    let regional = decide_regional(basis);
    let affiliate = decide_affiliate(basis, policy, &regional);
    let fee = decide_fee(basis, policy);
    let mut outcome = LineOutcome { entries: Vec::new(), rest: basis.net, not_paid: Vec::new() };
    for decision in [regional, affiliate, fee] {
        take(decision, basis, policy, &mut outcome)?;
    }
    Ok(outcome)
}

/// Computes a decided commission and takes it from the rest. It never takes more than is left.
fn take<T: Ord>(
    decision: Decision<T>,
    basis: &LineBasis<T>,
    policy: &Policy,
    outcome: &mut LineOutcome<T>,
) -> Result<(), MoneyError> {
    let (kind, recipient, percent, settled_as, reasons) = match decision {
        Decision::Pay { kind, recipient, percent, settled_as, reasons } => {
            (kind, recipient, percent, settled_as, reasons)
        }
        Decision::Not(not_paid) => {
            outcome.not_paid.push(not_paid);
            return Ok(());
        }
    };
    let share = share_of(basis.net, percent)?;
    let amount = share.min(outcome.rest);
    if amount.cents <= 0 {
        let is_used_up = share.cents > 0;
        let reason = if is_used_up { ReasonCode::NothingLeft } else { ReasonCode::RoundsToZero };
        outcome.not_paid.push(NotPaid { kind, recipient, reason });
        return Ok(());
    }
    outcome.rest = outcome.rest.checked_sub(amount)?;
    outcome.entries.push(CommissionEntry {
        kind,
        recipient,
        percent,
        base: basis.net,
        amount,
        settled_as,
        reasons,
        rule_version: policy.version,
    });
    Ok(())
}

/// C1, C7: the distributor of the billing country, on platform products only.
fn decide_regional<T: Ord + Clone>(basis: &LineBasis<T>) -> Decision<T> {
    let kind = CommissionType::RegionalExclusive;
    let not = |recipient, reason| Decision::Not(NotPaid { kind, recipient, reason });
    if !basis.is_platform_product {
        return not(None, ReasonCode::NotAPlatformProduct);
    }
    if !basis.is_commission_eligible {
        return not(None, ReasonCode::HealingService);
    }
    if basis.billing_country.is_none() {
        return not(None, ReasonCode::NoAddress);
    }
    let in_force = basis.agreement.as_ref().filter(|terms| terms.is_in_force(basis.ordered_at));
    let Some(terms) = in_force else {
        return not(None, ReasonCode::NoAgreement);
    };
    let recipient = Some(terms.tenant.clone());
    if basis.deactivated.contains(&terms.tenant) {
        return not(recipient, ReasonCode::RecipientDeactivated);
    }
    let mut reasons = vec![ReasonCode::AgreementInForce];
    let settled_as = settle(basis, &terms.tenant, &mut reasons);
    Decision::Pay { kind, recipient, percent: terms.percent, settled_as, reasons }
}

/// C2, C6, C7, C8: the tenant that recruited the customer.
fn decide_affiliate<T: Ord + Clone>(
    basis: &LineBasis<T>,
    policy: &Policy,
    regional: &Decision<T>,
) -> Decision<T> {
    let is_first = basis.is_first_purchase && !basis.is_renewal;
    let (kind, percent, why) = if is_first {
        let kind = CommissionType::AffiliateFirst;
        (kind, policy.affiliate_first, ReasonCode::FirstPurchase)
    } else if basis.is_renewal {
        (CommissionType::AffiliateRecurring, policy.affiliate_recurring, ReasonCode::Renewal)
    } else {
        (CommissionType::AffiliateRecurring, policy.affiliate_recurring, ReasonCode::LaterPurchase)
    };
    let recipient = basis.attribution.as_ref().map(|attribution| attribution.tenant.clone());
    if let Some(reason) = affiliate_obstacle(basis, regional) {
        return Decision::Not(NotPaid { kind, recipient, reason });
    }
    let mut reasons = vec![ReasonCode::AttributionLive, why];
    let settled_as = match &recipient {
        Some(tenant) => settle(basis, tenant, &mut reasons),
        None => SettledAs::Payout,
    };
    Decision::Pay { kind, recipient, percent, settled_as, reasons }
}

/// The first reason that stands against an affiliate commission.
fn affiliate_obstacle<T: Ord>(basis: &LineBasis<T>, regional: &Decision<T>) -> Option<ReasonCode> {
    // § 299a StGB: no commission for referring patients, whoever recruited them (C14).
    if !basis.is_commission_eligible {
        return Some(ReasonCode::HealingService);
    }
    let Some(attribution) = &basis.attribution else {
        return Some(ReasonCode::NoAttribution);
    };
    if basis.ordered_at < attribution.attributed_at {
        return Some(ReasonCode::AttributionNotStarted);
    }
    let affiliate = &attribution.tenant;
    // Deactivation also ends the interval; that the tenant has left says more than that.
    if basis.deactivated.contains(affiliate) {
        return Some(ReasonCode::RecipientDeactivated);
    }
    if !attribution.is_live(basis.ordered_at) {
        return Some(ReasonCode::AttributionExpired);
    }
    if !basis.is_platform_product {
        let is_seller = basis.seller.as_ref() == Some(affiliate);
        return is_seller.then_some(ReasonCode::SellerIsAffiliate);
    }
    if basis.buyer_tenant.as_ref() == Some(affiliate) {
        return Some(ReasonCode::SelfPurchase);
    }
    let is_distributor = matches!(
        regional,
        Decision::Pay { recipient: Some(distributor), .. } if distributor == affiliate
    );
    is_distributor.then_some(ReasonCode::NotAdditive)
}

/// C4: MOJO LLC's part of a tenant sale.
fn decide_fee<T: Ord>(basis: &LineBasis<T>, policy: &Policy) -> Decision<T> {
    let kind = CommissionType::PlatformFee;
    let not = |reason| Decision::Not(NotPaid { kind, recipient: None, reason });
    if basis.is_platform_product {
        return not(ReasonCode::SoldByPlatform);
    }
    let reason = match (basis.is_via_connect, policy.fee_scope) {
        (true, _) => ReasonCode::ViaConnect,
        (false, FeeScope::AllTenantSales) => ReasonCode::AllTenantSales,
        (false, FeeScope::ConnectOnly) => return not(ReasonCode::NotViaConnect),
    };
    Decision::Pay {
        kind,
        recipient: None,
        percent: policy.platform_fee,
        settled_as: SettledAs::Retained,
        reasons: vec![reason],
    }
}

/// C7, C8: who buys for itself gets its commission as a discount.
fn settle<T: Ord>(basis: &LineBasis<T>, recipient: &T, reasons: &mut Vec<ReasonCode>) -> SettledAs {
    if basis.buyer_tenant.as_ref() == Some(recipient) {
        reasons.push(ReasonCode::OwnPurchaseDiscount);
        SettledAs::Discount
    } else {
        SettledAs::Payout
    }
}

#[cfg(test)]
mod tests;
