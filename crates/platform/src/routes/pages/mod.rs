//! Pages, rendered on the server: plain, fast, in German and English; without a script but for the one
//! where a customer pays.

mod customer;
mod error;
mod form;
mod front;
mod invitations;
mod language;
mod layout;
mod level;
mod password;
mod price;
mod signup;
mod words;

pub(super) use customer::{
    ask_for_password, begin_purchase, book_event, cancel_own_subscription, discard_purchase,
    export_own_data, list_events, save_password, show_account, show_event, show_forgotten,
    show_level_to_buy, show_new_password, show_outcome, show_own_outcome, show_own_payment,
    show_purchase, show_sign_in, sign_in, sign_out,
};
pub(super) use error::explain_errors;
pub(super) use form::address_of;
pub(super) use front::front;
pub(super) use invitations::{
    accept as accept_invitation, back_from_provider, begin as begin_partner,
    explain as explain_partner, renew_link, set_up_payout, show as show_invitation,
};
pub(super) use layout::{pay_script, style};
pub(super) use level::level;
pub(super) use password::{save as save_user_password, show as show_user_password};
pub(super) use signup::{create as sign_up, done as signed_up, show as show_sign_up};
