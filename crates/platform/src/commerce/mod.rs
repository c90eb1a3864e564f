//! Orders and commissions: an order is recorded in the seller's own transaction, which leaves a
//! fact; the ledger settles the fact in a transaction of each recipient, as often as it is asked
//! and always with the same result.

mod basis;
mod body;
mod change_attribution;
mod checkout;
mod confirm_payout;
mod credit_note;
mod credit_note_body;
mod deactivate;
mod derived;
mod dispute;
mod named_extract;
mod package;
mod payment_dispute;
mod payment_event;
mod payment_refund;
mod payout;
mod payout_account;
mod payout_plan;
mod payout_transfer;
mod reconcile;
mod record_order;
mod record_refund;
mod release_payout;
mod reverse;
mod settle;
mod statement;

pub(crate) use body::PseudonymKey;
pub(crate) use change_attribution::{AttributionWish, WishRefused, change_attribution};
pub(crate) use checkout::{CheckoutRefused, CheckoutWish, open_checkout};
pub(crate) use confirm_payout::confirm_payout;
pub(crate) use credit_note::{CreditNoteReport, issue_credit_notes};
pub(crate) use credit_note_body::CreditNoteBody;
pub(crate) use deactivate::{deactivate_tenant, deactivate_with_reason};
pub(crate) use dispute::{DisputeRefused, DisputeWish, answer_dispute, settle_dispute};
pub(crate) use named_extract::{ExtractRefused, ExtractWish, NamedEntry, extract_named};
pub(crate) use package::sign_statements;
pub(crate) use payment_event::{take_event, work_off_events};
pub(crate) use payment_refund::{AskRefused, AskedRefund, ask_refund};
pub(crate) use payout::{NotPaidOut, PayoutRun, RunReport, run_payouts};
pub(crate) use payout_plan::{ShownPlan, show_payout_plan};
pub(crate) use reconcile::{Reconciliation, reconcile};
pub(crate) use record_order::{NewOrder, NewOrderLine, OrderRefused, record_orders};
pub(crate) use record_refund::{NewRefund, RefundRefused, record_refunds};
pub(crate) use release_payout::{Release, release_payout};
pub(crate) use settle::settle_open_facts;
pub(crate) use statement::{MonthlyStatement, list_months, monthly_statements};

use mojo_domain::TenantId;

/// The engine's name of a tenant: MOJO LLC is nobody there.
pub(crate) fn engine_tenant(id: TenantId) -> Option<TenantId> {
    (id != TenantId::MOJO_LLC).then_some(id)
}

/// The row of a tenant of the engine.
pub(crate) fn row_tenant(id: Option<TenantId>) -> TenantId {
    id.unwrap_or(TenantId::MOJO_LLC)
}
