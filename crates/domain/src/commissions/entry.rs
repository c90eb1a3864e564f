//! An entry of the commission ledger: one recipient's part of one order line.

use super::{ReasonCode, RuleVersion};
use crate::codes::codes;
use crate::{Money, Percentage};

codes! {
    /// What a commission is for. Declared in the order of the codes, so that sorting by type and
    /// by its text is the same.
    CommissionType {
        /// C2: for recruiting, on the first purchase.
        AffiliateFirst = "affiliate_first";
        /// C2: for recruiting, on a later purchase.
        AffiliateRecurring = "affiliate_recurring";
        /// C4: to MOJO LLC on a tenant product.
        PlatformFee = "platform_fee";
        /// C1: to the distributor of the region.
        RegionalExclusive = "regional_exclusive";
    }
}

codes! {
    /// How a commission reaches its recipient.
    SettledAs {
        /// By a payout.
        Payout = "payout";
        /// As a discount on the recipient's own order (C7, C8).
        Discount = "discount";
        /// Kept by MOJO LLC, never paid out (C4).
        Retained = "retained";
    }
}

codes! {
    /// C11: where an entry stands in its life.
    Status {
        /// Within the hold period.
        Pending = "pending";
        /// Past the hold period, not paid yet.
        Approved = "approved";
        /// Part of a payout.
        Paid = "paid";
        /// The whole line was refunded.
        Refunded = "refunded";
        /// Lost by deactivation within the hold period (C13).
        Forfeited = "forfeited";
        /// Granted as a discount at once.
        Settled = "settled";
    }
}

impl CommissionType {
    /// True for both commissions for recruiting.
    pub fn is_affiliate(self) -> bool {
        matches!(self, Self::AffiliateFirst | Self::AffiliateRecurring)
    }
}

impl SettledAs {
    /// The status of a new entry: a discount is settled with the order itself.
    pub fn first_status(self) -> Status {
        match self {
            Self::Discount => Status::Settled,
            Self::Payout | Self::Retained => Status::Pending,
        }
    }
}

/// C15: one commission with all that is needed to explain it. Unique per order line, type and
/// recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommissionEntry<T> {
    /// What it is for.
    pub kind: CommissionType,
    /// Who gets it; `None` is MOJO LLC.
    pub recipient: Option<T>,
    /// The percentage of the base.
    pub percent: Percentage,
    /// The net of the line in list price, before any discount of C7.
    pub base: Money,
    /// The commission; always above zero.
    pub amount: Money,
    /// How it reaches the recipient.
    pub settled_as: SettledAs,
    /// Why it is due.
    pub reasons: Vec<ReasonCode>,
    /// The rules by which it was calculated.
    pub rule_version: RuleVersion,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_sort_as_their_codes_do() {
        assert!(CommissionType::ALL.is_sorted_by_key(|kind| kind.code()));
        assert!(CommissionType::ALL.is_sorted());
    }

    #[test]
    fn every_code_is_read_back() {
        for status in Status::ALL {
            assert_eq!(status.code().parse(), Ok(*status));
        }
        assert_eq!("Paid".parse::<Status>(), Err(crate::ParseCodeError));
    }
}
