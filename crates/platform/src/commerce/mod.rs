//! Orders and commissions: an order is recorded in the seller's own transaction, which leaves a
//! fact; the ledger settles the fact in a transaction of each recipient, as often as it is asked
//! and always with the same result.

mod basis;
mod body;
mod buyer;
mod change_attribution;
mod checkout;
mod correct;
mod credit_note;
mod deactivate;
mod derived;
mod dispute;
mod explain_line;
mod issuer;
mod named_extract;
mod open_dispute;
mod package;
mod payout;
mod quote_own;
mod record_order;
mod record_refund;
mod record_whole_order;
mod reverse;
mod seller;
mod settle;
mod statement;
mod subscription;
mod tax_sale;
mod tell_refund;
mod write_message;

pub(crate) use body::PseudonymKey;
pub(crate) use buyer::{BuyerRefused, note_own_buyer};
pub(crate) use change_attribution::{AttributionWish, WishRefused, change_attribution};
pub(crate) use checkout::{
    AskRefused, AskedRefund, CheckoutRefused, CheckoutWish, ask_refund, open_checkout, take_event,
    work_off_events, work_off_payment, work_off_refunds,
};
pub(crate) use credit_note::{
    CreditNoteBody, CreditNoteReport, KeptProfile, ObjectionRefused, ProfileRefused, ProfileWish,
    issue_credit_notes, keep_tax_profile, object_to_credit_note, profile_version,
};
pub(crate) use deactivate::{deactivate_tenant, deactivate_with_reason};
pub(crate) use dispute::{Decision, DisputeRefused, DisputeWish, settle_dispute};
pub(crate) use explain_line::{LineFacts, NotPaidType, explain_not_paid};
pub(crate) use issuer::{IssuerRefused, IssuerWish, state_issuer};
pub(crate) use named_extract::{ExtractRefused, ExtractWish, NamedEntry, extract_named};
pub(crate) use open_dispute::{NewDispute, OpeningRefused, open_dispute};
pub(crate) use package::sign_statements;
pub(crate) use payout::{
    Collected, FileWish, SepaFileRefused, SepaProblem, collect_sepa_file, confirm_sepa_file,
    reject_sepa_file, void_sepa_file,
};
pub(crate) use payout::{
    NotPaidOut, PaidOut, PayoutConfirmation, PayoutRun, Reconciliation, Release, ReturnRefused,
    RunReport, ShownPlan, confirm_payout, is_payable, reconcile, release_payout, resume_payouts,
    return_payout, run_payouts, show_payout_plan,
};
pub(crate) use quote_own::{OwnBuyer, OwnPrice, OwnQuote, quote_own};
pub(crate) use record_order::{NewOrder, NewOrderLine, OrderRefused, record_orders};
pub(crate) use record_refund::{NewRefund, RefundRefused, record_refunds};
#[cfg(test)]
pub(crate) use record_whole_order::record_parts;
pub(crate) use record_whole_order::{WholeOrder, record_whole_order};
pub(crate) use seller::book_open_sales;
pub(crate) use settle::settle_open_facts;
pub(crate) use statement::{MonthlyStatement, list_months, monthly_statements};
pub(crate) use subscription::{
    CancelRefused, CancelWish, LAPSED, SubscriptionRefused, SubscriptionWish,
    ask_open_cancellations, cancel_subscription, open_subscription, take_subscription_event,
    work_off_subscription_events,
};
pub(crate) use tell_refund::{KeptRefund, TellRefused, ToldRefund, line_name, tell_refund};
pub(crate) use write_message::{NewMessage, answer_dispute, reply_to_dispute};

use mojo_domain::TenantId;

/// The engine's name of a tenant: MOJO LLC is nobody there.
pub(crate) fn engine_tenant(id: TenantId) -> Option<TenantId> {
    (id != TenantId::MOJO_LLC).then_some(id)
}

/// The row of a tenant of the engine.
pub(crate) fn row_tenant(id: Option<TenantId>) -> TenantId {
    id.unwrap_or(TenantId::MOJO_LLC)
}
