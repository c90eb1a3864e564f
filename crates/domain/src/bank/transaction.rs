//! A booking on a bank account, as the statement has it.

use chrono::NaiveDate;

use crate::{BankTransactionId, Currency};

/// One transaction of a statement (camt.053 `Ntry`/`TxDtls`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankTransaction {
    /// The same wherever and however often the statement is read.
    pub transaction_id: BankTransactionId,
    /// The IBAN of the account, or the bank's own number.
    pub account: String,
    /// The day of the booking.
    pub booked_on: NaiveDate,
    /// The day from which the money counts.
    pub valued_on: Option<NaiveDate>,
    /// What came in; negative for what went out.
    pub amount_cents: i64,
    /// Of the amount.
    pub currency: Currency,
    /// Who paid, or was paid; may be empty.
    pub counterparty: String,
    /// Their IBAN; may be empty.
    pub counterparty_account: String,
    /// The reason as written (Verwendungszweck); may be empty.
    pub remittance: String,
    /// A structured reference: RF... (ISO 11649), or the digits of a QR-bill; may be empty.
    pub reference: String,
    /// The payer's own reference; may be empty.
    pub end_to_end_id: String,
    /// Why a direct debit came back (ISO 20022); may be empty.
    pub return_reason: String,
}
