//! Commissions (Provisionen) as the recipient reads and checks them, offline.
//!
//! Everything here comes from what the platform sent; the same rules run on it again (Y4).

mod break_down_statement;
mod check_packages;
mod dispute_commission;
mod disputes;
mod error;
mod explain_commission;
mod ledger;
mod list_statement_months;
mod recompute_statement;
mod reply_to_dispute;
mod show_statement;
mod statement_csv;
mod statement_pdf;
#[cfg(test)]
mod tests;
mod what_if;

pub use error::CommissionsError;
