//! Public pages, rendered on the server: plain, fast, without a script, in German and English.

mod error;
mod form;
mod front;
mod invitations;
mod language;
mod layout;
mod level;
mod price;
mod signup;
mod words;

pub(super) use error::explain_errors;
pub(super) use form::address_of;
pub(super) use front::front;
pub(super) use invitations::{
    accept as accept_invitation, back_from_provider, begin as begin_partner,
    explain as explain_partner, renew_link, set_up_payout, show as show_invitation,
};
pub(super) use layout::style;
pub(super) use level::level;
pub(super) use signup::{create as sign_up, done as signed_up, show as show_sign_up};
