//! How a distributor (F1) or an affiliate (F2) comes to the platform: invited or by themselves, model
//! explained, contract accepted, tenant founded, account for payouts. Where somebody stands is in the
//! database, so that each step may be left and taken up again, and sent twice.

mod accept;
mod connect;
mod invite;
mod partner;
mod payout_account;
mod renew;
mod tell_newer;

pub(crate) use accept::{AcceptRefused, Acceptance, accept};
pub(crate) use connect::{ConnectAccounts, take_account_event};
pub(crate) use invite::{
    Addressee, InvitationWish, InviteRefused, Invited, InvitedToken, invite, revoke,
};
pub(crate) use partner::ask_to_become_partner;
#[cfg(test)]
pub(crate) use payout_account::OnboardingLink;
pub(crate) use payout_account::{FinishRefused, NoProvider, PayoutAccounts, finish};
pub(crate) use renew::{
    ContractNotice, DemandRefused, RenewRefused, Renewal, accept_anew, contract_notices,
    demand_contract,
};
pub(crate) use tell_newer::tell_newer_contracts;
