//! C15: why a commission was paid, or was not. The codes are stored with the entries and never
//! change their meaning.

use std::fmt;
use std::str::FromStr;

macro_rules! reason_codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        /// One reason; its text is the stable code that is stored and synced.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ReasonCode {
            $($(#[$doc])* $name,)*
        }

        impl ReasonCode {
            /// Every reason there is.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable code, in snake case.
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }
        }
    };
}

reason_codes! {
    /// C1: an agreement for the country was in force on the day of the order.
    AgreementInForce = "agreement_in_force";
    /// C2: the attribution was live at the time of the order.
    AttributionLive = "attribution_live";
    /// C2, C3: the customer's first purchase.
    FirstPurchase = "first_purchase";
    /// C2: the customer had bought before.
    LaterPurchase = "later_purchase";
    /// C2: a renewal of a subscription is a later purchase.
    Renewal = "renewal";
    /// C4: a tenant product paid through the platform.
    ViaConnect = "via_connect";
    /// C4: the fee is due on every sale of a tenant.
    AllTenantSales = "all_tenant_sales";
    /// C7, C8: granted as a discount, because the recipient bought for itself.
    OwnPurchaseDiscount = "own_purchase_discount";
    /// C6: not beside the regional commission of the same recipient.
    NotAdditive = "not_additive";
    /// A2: the attribution had ended.
    AttributionExpired = "attribution_expired";
    /// A2: the attribution had not begun.
    AttributionNotStarted = "attribution_not_started";
    /// A5, A6: nobody recruited the customer.
    NoAttribution = "no_attribution";
    /// C1: no agreement for the country was in force on the day of the order.
    NoAgreement = "no_agreement";
    /// C9: no billing address on this order or an earlier one.
    NoAddress = "no_address";
    /// C1: a regional commission is paid on platform products only.
    NotAPlatformProduct = "not_a_platform_product";
    /// C4: a platform product owes no platform fee.
    SoldByPlatform = "sold_by_platform";
    /// C4: cash or an own terminal at the desk.
    NotViaConnect = "not_via_connect";
    /// C14: section 299a StGB, no commission for healing services.
    HealingService = "healing_service";
    /// C7: no affiliate commission on the own purchase of a platform product.
    SelfPurchase = "self_purchase";
    /// C8: the seller recruited the customer and would pay itself.
    SellerIsAffiliate = "seller_is_affiliate";
    /// C13: the recipient has left the platform.
    RecipientDeactivated = "recipient_deactivated";
    /// C10: less than half a cent.
    RoundsToZero = "rounds_to_zero";
    /// C10: the other commissions already take the whole net.
    NothingLeft = "nothing_left";
}

impl fmt::Display for ReasonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// A code of another version of the program, or none at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a reason code")]
pub struct ParseReasonError;

impl FromStr for ReasonCode {
    type Err = ParseReasonError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().find(|reason| reason.code() == text).copied().ok_or(ParseReasonError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c15_every_code_is_snake_case_and_read_back() {
        for reason in ReasonCode::ALL {
            assert_eq!(reason.code().parse(), Ok(*reason));
            assert!(reason.code().bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
        }
        assert_eq!("".parse::<ReasonCode>(), Err(ParseReasonError));
    }
}
