//! C15: every fact that decides about one order line. Stored beside its entries, so that they can
//! be recomputed years later on another machine (Y4), without the order, the customer or the
//! other tenants.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{AgreementTerms, Attribution, CountryCode};
use crate::Money;

/// The facts of one line. `None` as seller is MOJO LLC.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineBasis<T: Ord> {
    /// When the order was placed.
    pub ordered_at: DateTime<Utc>,
    /// The line without VAT in list price; provider fees are not deducted.
    pub net: Money,
    /// P1: sold by MOJO LLC.
    pub is_platform_product: bool,
    /// C14: false for a healing service.
    pub is_commission_eligible: bool,
    /// Who sells.
    pub seller: Option<T>,
    /// C7: the tenant that the customer buys for.
    pub buyer_tenant: Option<T>,
    /// C9: the resolved billing country.
    pub billing_country: Option<CountryCode>,
    /// C1: the agreement for that country at that time.
    pub agreement: Option<AgreementTerms<T>>,
    /// C2: the customer's latest attribution, live or not.
    pub attribution: Option<Attribution<T>>,
    /// C3: the customer's first purchase.
    pub is_first_purchase: bool,
    /// C2: a renewal of a subscription.
    pub is_renewal: bool,
    /// C4: the money flows through the platform.
    pub is_via_connect: bool,
    /// C13: those of the tenants above that had left when the order was recorded.
    pub deactivated: BTreeSet<T>,
}

impl<T: Ord + Clone> LineBasis<T> {
    /// C16: the part of the facts that decides about the recipient's own entries, without a word
    /// about other tenants. It yields the same entries for that recipient as the whole basis.
    #[must_use]
    pub fn visible_to(&self, recipient: &T) -> Self {
        let own = |tenant: &T| tenant == recipient;
        Self {
            seller: self.seller.clone().filter(own),
            buyer_tenant: self.buyer_tenant.clone().filter(own),
            agreement: self.agreement.clone().filter(|terms| own(&terms.tenant)),
            attribution: self.attribution.clone().filter(|it| own(&it.tenant)),
            deactivated: self.deactivated.iter().filter(|it| own(it)).cloned().collect(),
            ..self.clone()
        }
    }
}
