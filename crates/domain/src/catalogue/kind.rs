//! P2, C14: what a product is, and whether a commission may be paid on it.

use crate::codes::codes;

codes! {
    /// The kind of a product.
    ProductKind {
        /// A level of the journey, sold by MOJO LLC alone (P1).
        Membership = "membership";
        /// An event with tickets.
        Event = "event";
        /// A workshop.
        Workshop = "workshop";
        /// A consultation that treats nobody: business, learning, prevention.
        Consultation = "consultation";
        /// Goods.
        Physical = "physical";
        /// A digital course of the tenant's own.
        Course = "course";
        /// A prepaid card with entries (10er-Karte).
        PunchCard = "punch_card";
        /// A healing service (GebüH, GOÄ, remedy).
        Treatment = "treatment";
    }
}

impl ProductKind {
    /// C14: a commission for referring patients is a crime (section 299a StGB), so that a treatment
    /// is never eligible; all else is unless its seller says otherwise.
    pub fn may_be_commissioned(self) -> bool {
        self != Self::Treatment
    }

    /// P1, P2: memberships are MOJO LLC's, everything else is a tenant's.
    pub fn is_platform_product(self) -> bool {
        self == Self::Membership
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c14_a_treatment_alone_is_never_commissioned() {
        let refused: Vec<_> =
            ProductKind::ALL.iter().filter(|kind| !kind.may_be_commissioned()).collect();
        assert_eq!(refused, [&ProductKind::Treatment]);
    }

    #[test]
    fn p1_only_a_membership_is_a_platform_product() {
        for kind in ProductKind::ALL {
            assert_eq!(kind.is_platform_product(), *kind == ProductKind::Membership, "{kind}");
        }
    }
}
