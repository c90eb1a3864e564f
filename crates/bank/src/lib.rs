//! What banks send: statements of an account (camt.053, camt.052) of every version, read into
//! [`mojo_domain::bank::BankTransaction`]s. Pure: bytes in, transactions out.
#![warn(missing_docs)]

mod amount;
mod entry;
mod key;
mod node;
mod statement;

pub use statement::{BankFile, BankStatement, LONGEST_BYTES, StatementRefused, read_statements};
