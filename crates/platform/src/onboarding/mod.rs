//! How a distributor (F1) or an affiliate (F2) comes to the platform: invited or by themselves, model
//! explained, contract accepted, tenant founded, account for payouts. Where somebody stands is in the
//! database, so that each step may be left and taken up again, and sent twice.

mod accept;
mod invite;
mod payout_account;

pub(crate) use accept::{AcceptRefused, Acceptance, accept};
pub(crate) use invite::{InvitationWish, InviteRefused, InvitedToken, invite, revoke};
#[cfg(test)]
pub(crate) use payout_account::OnboardingLink;
pub(crate) use payout_account::{FinishRefused, NoProvider, PayoutAccounts, finish};
