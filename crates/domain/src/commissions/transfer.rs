//! Y2: how a payout becomes money. Its entries are reserved first, then the transfer is asked, then
//! its outcome is recorded; a run may stop between any two of these, and the next one goes on from
//! the steps that were kept.

use crate::codes::codes;

codes! {
    /// The way on which a recipient is paid.
    Rail {
        /// No payment provider is set up: the payout is booked, and paid outside of the platform.
        Recorded = "recorded";
        /// A transfer to the recipient's connected account at Stripe.
        StripeConnect = "stripe_connect";
        /// Staff pay by SEPA transfer, from a file or by hand, and confirm it.
        SepaManual = "sepa_manual";
    }
}

codes! {
    /// Where an account for payouts stands.
    AccountStatus {
        /// The recipient has not answered everything that the provider asks.
        Onboarding = "onboarding";
        /// It can be paid to.
        Active = "active";
        /// The provider wants something before it pays on.
        Restricted = "restricted";
        /// It is no more.
        Closed = "closed";
    }
}

codes! {
    /// What became of a transfer, step by step.
    TransferStep {
        /// The entries are reserved; nobody was asked yet.
        Planned = "planned";
        /// About to be asked: from here on the provider may have done it.
        Requested = "requested";
        /// Asked, and no answer tells whether it was done.
        Unknown = "unknown";
        /// Refused for good.
        Failed = "failed";
        /// Known to be paid.
        Paid = "paid";
        /// Was paid, and the money came back.
        Returned = "returned";
    }
}

codes! {
    /// How a payout ended; it ends once. Of one that was paid the money may come back.
    PayoutEnd {
        /// The recipient has the money.
        Paid = "paid";
        /// Refused for good: the next payout carries its entries.
        Released = "released";
        /// It was paid and came back: the next payout carries its amount.
        Returned = "returned";
    }
}

codes! {
    /// How a file of SEPA transfers ended; it ends once.
    SepaFileEnd {
        /// The bank has carried it out: its payouts are paid.
        Confirmed = "confirmed";
        /// The bank refused it: its payouts go into the next file.
        Rejected = "rejected";
        /// The bank never got it, as staff declare: its payouts wait again.
        Void = "void";
    }
}

/// What has to be done next for a payout that has not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransferAction {
    /// Book it as paid: nobody is asked.
    Book,
    /// Note that it is asked for; look for it, and ask only when it is not there. Also the first
    /// time: a database that was put back does not know what it asked for.
    LookThenAsk,
    /// Staff pay it and say so.
    AwaitStaff,
    /// The outcome is known: end it.
    End(PayoutEnd),
}

/// Decides from the steps so far, the first one first.
pub fn next_action(rail: Rail, steps: &[TransferStep]) -> TransferAction {
    let has = |step| steps.contains(&step);
    match rail {
        _ if has(TransferStep::Paid) => TransferAction::End(PayoutEnd::Paid),
        _ if has(TransferStep::Failed) => TransferAction::End(PayoutEnd::Released),
        Rail::Recorded => TransferAction::Book,
        Rail::SepaManual => TransferAction::AwaitStaff,
        Rail::StripeConnect => TransferAction::LookThenAsk,
    }
}

/// Whether a refusal ends the payout, from the steps so far: only where nothing else was asked that
/// may have been done, or may still be. Otherwise people decide.
pub fn is_refusal_final(steps: &[TransferStep]) -> bool {
    let requests = steps.iter().filter(|step| **step == TransferStep::Requested).count();
    requests <= 1 && !steps.contains(&TransferStep::Unknown)
}

#[cfg(test)]
mod tests {
    use super::TransferStep::{Failed, Paid, Planned, Requested, Unknown};
    use super::*;

    #[test]
    fn y2_a_refusal_is_final_only_where_nothing_else_may_have_been_done() {
        assert!(is_refusal_final(&[Planned, Requested]));
        assert!(!is_refusal_final(&[Planned, Requested, Unknown]));
        assert!(!is_refusal_final(&[Planned, Requested, Requested]), "another process asks too");
    }

    #[test]
    fn y2_what_may_have_been_done_is_looked_for_before_it_is_asked() {
        let next = |steps: &[TransferStep]| next_action(Rail::StripeConnect, steps);
        assert_eq!(next(&[Planned]), TransferAction::LookThenAsk);
        assert_eq!(next(&[Planned, Requested]), TransferAction::LookThenAsk);
        assert_eq!(next(&[Planned, Requested, Unknown]), TransferAction::LookThenAsk);
    }

    #[test]
    fn y2_a_known_outcome_ends_the_payout_on_every_rail() {
        for rail in Rail::ALL {
            let paid = next_action(*rail, &[Planned, Requested, Unknown, Paid]);
            assert_eq!(paid, TransferAction::End(PayoutEnd::Paid));
            let failed = next_action(*rail, &[Planned, Requested, Failed]);
            assert_eq!(failed, TransferAction::End(PayoutEnd::Released));
        }
    }

    #[test]
    fn without_a_provider_nobody_is_asked() {
        assert_eq!(next_action(Rail::Recorded, &[Planned]), TransferAction::Book);
        assert_eq!(next_action(Rail::SepaManual, &[Planned]), TransferAction::AwaitStaff);
    }
}
