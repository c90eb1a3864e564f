//! Punch cards (10er-Karten): an append-only ledger of visits (D1).
//!
//! A card never holds a counter: what is left follows from what was appended. Law: § 3 Abs. 13 to
//! 15 UStG (vouchers), § 13 Abs. 1 Nr. 1 UStG (prepayment). Not here: the sale of a card
//! ([`crate::pos`]).

mod ledger;
mod punch_card;
mod tax_nature;

pub use ledger::{Balance, Ledger, LedgerEntry};
pub use punch_card::{
    CardRefused, CardWarning, PunchCard, RedeemRefused, Redemption, TakeBack, TakeBackRefused,
};
pub use tax_nature::{ParseTaxNatureError, TaxNature};
