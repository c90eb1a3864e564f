//! Y1, Y2: what recipients are due is planned, reserved, transferred and compared with what the
//! provider did.

mod account;
mod confirm;
mod forfeit;
mod forgotten;
mod plan;
mod reconcile;
mod release;
mod returned;
mod run;
mod sales;
mod sepa_file;
mod transfer;

pub(crate) use confirm::{PayoutConfirmation, confirm_payout};
pub(in crate::commerce) use forfeit::forfeit;
pub(crate) use forgotten::Forgotten;
pub(crate) use plan::{Occasion, ShownPlan, check_payments, is_payable, show_payout_plan};
pub(crate) use reconcile::{Reconciliation, reconcile};
pub(crate) use release::{Release, release_payout};
pub(crate) use returned::{ReturnRefused, return_payout};
pub(crate) use run::{
    NotPaidOut, PaidOut, PayoutRun, RunReport, pay_recipient, resume_payouts, run_payouts,
};
pub(crate) use sepa_file::{
    Collected, FileWish, SepaFileRefused, SepaProblem, collect_sepa_file, confirm_sepa_file,
    reject_sepa_file, void_sepa_file,
};
