//! Commissions (Provisionen): who gets which part of an order line, when it is paid, and why.
//!
//! The rules are pure functions from facts to entries. The same code decides on the platform when
//! an order is recorded and on the distributor's own machine when a statement is recomputed
//! (Y4), so nothing here reads a clock or a database. Rule ids (A1, C10, Y1 ...) stand beside the
//! code that decides them.
//!
//! The way of an order line: [`Ledger`] gathers the facts of a line as a [`LineBasis`],
//! [`calculate_line`] turns them into entries and a rest, the hold period approves them, refunds
//! reverse them, a payout run pays them, [`statement_of`] tells the recipient, and [`recompute`]
//! lets the recipient check it.
//!
//! `None` as a recipient or seller is MOJO LLC, the owner of the platform. Sections 87 to 87c HGB
//! give the recipient the right to a monthly settlement and to an extract of the books.

mod address;
mod affiliate_code;
mod agreement;
mod attribution;
mod basis;
mod calculate;
mod credit_note;
mod deactivate;
mod dispute;
mod entry;
mod explain;
mod first_purchase;
mod forecast;
mod hold;
mod ids;
mod ledger;
mod payout;
mod policy;
mod pseudonym;
mod reason;
mod recompute;
mod refund;
mod rounding;
mod statement;
mod transfer;
mod what_if;

pub use address::{CountryCode, ParseCountryError, resolve_country};
pub use affiliate_code::{AffiliateCode, AffiliateCodeError};
pub use agreement::{Agreement, AgreementBook, AgreementError, AgreementTerms};
pub use attribution::{
    Attribution, AttributionChange, AttributionHistory, AttributionRefusal, AttributionSource,
    ClickCookie, attribution_expires_at, click,
};
pub use basis::LineBasis;
pub use calculate::{LineOutcome, NotPaid, calculate_line};
pub use credit_note::{
    CreditDraft, CreditLine, CreditNoteNumber, CreditNoteRangeFull, CreditRefusal, CreditVat,
    CreditableEntry, Credited, ParseCreditNoteNumberError, TaxProfile, credit_totals, credit_vat,
    plan_credit_notes,
};
pub use deactivate::after_deactivation;
pub use dispute::{
    DisputeOutcome, DisputeTextError, MAX_DISPUTE_TEXT, dispute_text, is_frozen_by_dispute,
    is_readable,
};
pub use entry::{CommissionEntry, CommissionType, SettledAs, Status};
pub use explain::{Explanation, Quantity, explain};
pub use first_purchase::{Purchases, counts_as_purchase};
pub use forecast::{ForecastFacts, ForecastRun, PAYOUT_DAY, forecast};
pub use hold::{approves_at, is_approved};
pub use ids::{Ids, PlatformIds};
pub use ledger::{
    Ledger, LedgerEntry, LedgerError, LineState, Order, OrderLine, Payout, ProductFacts, Recorded,
    Refusal, Reversal,
};
pub use payout::{
    CarryReason, PayoutCandidate, PayoutDecision, PayoutKind, PayoutPlan, plan_payouts,
};
pub use policy::{FeeScope, FirstPurchasePolicy, ParseRuleVersionError, Policy, RuleVersion};
pub use pseudonym::pseudonym;
pub use reason::{ParseReasonError, ReasonCode};
pub use recompute::{Audience, Difference, StoredLine, recompute};
pub use refund::{RefundRefusal, check_refund, money_back_total, reversed_total};
pub use rounding::{divide_commercially, share_of};
pub use statement::{
    Carried, Statement, StatementCorrection, StatementEntry, StatementFacts, StatementForfeiture,
    StatementPayout, StatementReversal, statement_after, statement_of,
};
pub use transfer::{
    AccountStatus, PayoutEnd, Rail, SepaFileEnd, TransferAction, TransferStep, is_refusal_final,
    next_action,
};
pub use what_if::{
    AssumedOrders, AssumedProduct, MAX_ASSUMED_ORDERS, WhatIf, WhatIfAmounts, WhatIfError,
    WhatIfMonth, what_if,
};
