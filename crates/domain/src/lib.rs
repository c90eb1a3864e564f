//! The rules of the business, pure: this crate does no IO, reads no clock and draws no random
//! number. Desk and platform run the same rules from here.
//!
//! Each folder is a noun of the field; each file in it is a rule. Money is whole cents
//! ([`Money`]); percentages are exact decimals ([`Percentage`]); an instant is UTC; a day or month
//! is Europe/Berlin ([`berlin_day`]).
#![warn(missing_docs)]
#![deny(clippy::float_arithmetic)]

mod business_day;
mod clock;
mod codes;
mod hlc;
mod id;
mod money;
mod percentage;
#[cfg(feature = "schema")]
mod schema;
mod target_day;

pub mod bank;
pub mod cards;
pub mod cases;
pub mod catalogue;
pub mod checkin;
pub mod commissions;
pub mod contacts;
pub mod digest;
pub mod invoicing;
pub mod journal;
pub mod memberships;
pub mod mutant;
pub mod pos;
pub mod vat;

pub use business_day::{Month, berlin_day, berlin_month, berlin_time, berlin_year};
pub use clock::{
    Clock, Entropy, FixedClock, IdSource, SeededEntropy, Ticks, from_micros, to_micros,
};
pub use codes::ParseCodeError;
pub use hlc::{Hlc, HlcClock};
pub use id::{
    ActorId, BankTransactionId, CardPatchId, CaseId, CaseSettlementId, CashMovementId, ChangeId,
    ClosingId, CommissionDisputeId, CommissionEntryId, ContactId, ContactMergeId, DeviceId,
    DisputeMessageId, DocumentId, InvoiceId, OrderId, ParseIdError, ProductId, PunchCardId,
    RedemptionId, RegisterId, SaleId, TenantId, UserId,
};
pub use money::{
    Currency, MOST_CENTS, Money, MoneyError, ParseMoneyError, check_amount, parse_decimal_cents,
    round_commercially,
};
pub use percentage::{ParsePercentageError, Percentage};
pub use target_day::{is_target_day, next_target_day};
