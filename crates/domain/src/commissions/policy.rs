//! The disputed values of the commission rules as versioned settings, never as constants in the
//! code that uses them. An entry keeps the version it was calculated by (C15), so it can be
//! recomputed after the settings have changed.

use std::fmt;
use std::str::FromStr;

use crate::Percentage;

/// The version of a set of rules: `2026-1` is the first of the year 2026.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleVersion {
    /// The year in which the rules came into force.
    pub year: u16,
    /// Counted from 1 within the year.
    pub revision: u16,
}

/// The text is not `YEAR-REVISION`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a rule version (2026-1)")]
pub struct ParseRuleVersionError;

impl fmt::Display for RuleVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{}", self.year, self.revision)
    }
}

impl FromStr for RuleVersion {
    type Err = ParseRuleVersionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (year, revision) = text.split_once('-').ok_or(ParseRuleVersionError)?;
        let year = year.parse().map_err(|_| ParseRuleVersionError)?;
        let revision = revision.parse().map_err(|_| ParseRuleVersionError)?;
        let version = Self { year, revision };
        // Only the one spelling is a version, so that a stored text and its reading are the same.
        (version.to_string() == text).then_some(version).ok_or(ParseRuleVersionError)
    }
}

/// C3: which orders use up the first purchase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FirstPurchasePolicy {
    /// The first order with a net above zero.
    #[default]
    FirstPaidOrder,
    /// The first order, a free one too.
    FirstOrder,
}

/// C4: which tenant sales owe the platform fee.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeeScope {
    /// Only those whose money flows through the platform's payment account.
    #[default]
    ConnectOnly,
    /// All of them, cash at the desk too.
    AllTenantSales,
}

/// One version of the settings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The name of this version.
    pub version: RuleVersion,
    /// C3: what a first purchase is.
    pub first_purchase: FirstPurchasePolicy,
    /// C4: what owes the platform fee.
    pub fee_scope: FeeScope,
    /// C2: for the first purchase.
    pub affiliate_first: Percentage,
    /// C2: for any later purchase.
    pub affiliate_recurring: Percentage,
    /// C4: to MOJO LLC on tenant products.
    pub platform_fee: Percentage,
    /// C1: the most that a regional agreement may promise.
    pub regional_cap: Percentage,
    /// C11: days of 24 hours between purchase and approval.
    pub hold_days: u32,
    /// Y1: the least that a monthly run pays, in cents of the currency.
    pub minimum_payout_cents: i64,
    /// C13: the least that is paid when a tenant leaves, in cents of the currency.
    pub minimum_final_payout_cents: i64,
    /// A2: calendar months that an attribution lasts.
    pub attribution_months: u32,
    /// A1: days that the cookie of an affiliate link lives.
    pub cookie_days: u32,
}

impl Policy {
    /// The rules of the commission model of December 2025.
    pub const V2026_1: Self = Self {
        version: RuleVersion { year: 2026, revision: 1 },
        first_purchase: FirstPurchasePolicy::FirstPaidOrder,
        fee_scope: FeeScope::ConnectOnly,
        affiliate_first: Percentage::new(20),
        affiliate_recurring: Percentage::new(10),
        platform_fee: Percentage::new(2),
        regional_cap: Percentage::new(30),
        hold_days: 30,
        minimum_payout_cents: 5000,
        minimum_final_payout_cents: 1,
        attribution_months: 36,
        cookie_days: 30,
    };

    /// Every version that was ever in force, oldest first. A row is never changed.
    pub const ALL: &'static [Self] = &[Self::V2026_1];

    /// The settings of a version, if this program knows them.
    pub fn of_version(version: RuleVersion) -> Option<Self> {
        Self::ALL.iter().find(|policy| policy.version == version).copied()
    }
}

/// The newest version.
impl Default for Policy {
    fn default() -> Self {
        Self::V2026_1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c15_a_version_is_found_again_by_its_text() {
        let version: RuleVersion = "2026-1".parse().unwrap();
        assert_eq!(Policy::of_version(version), Some(Policy::V2026_1));
        assert_eq!(version.to_string(), "2026-1");
        assert_eq!(Policy::of_version(RuleVersion { year: 2031, revision: 1 }), None);
        for text in ["", "2026", "2026-01", "26-1", "2026-+1", "2026-1 "] {
            assert_eq!(text.parse::<RuleVersion>(), Err(ParseRuleVersionError), "{text}");
        }
    }

    #[test]
    fn the_shares_of_one_line_never_exceed_the_whole() {
        for policy in Policy::ALL {
            let affiliate = policy.affiliate_first.max(policy.affiliate_recurring).value();
            let hundred = Percentage::new(100).value();
            assert!(policy.regional_cap.value() + affiliate <= hundred);
            assert!(policy.platform_fee.value() + affiliate <= hundred);
        }
    }
}
