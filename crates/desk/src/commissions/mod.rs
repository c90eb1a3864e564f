//! Commissions (Provisionen) as the recipient reads and checks them, offline.
//!
//! Everything here comes from what the platform sent; the same rules run on it again (Y4). Commissions
//! on paper are the platform's: the tax profile, the credit notes and the extract with names are
//! asked of it, and what it says of credit notes is kept for reading offline. What the tenant sold
//! itself is asked of the platform, and not kept.

mod balances;
mod break_down_statement;
mod check_packages;
mod contract_notice;
mod credit_note_pdf;
mod dispute_commission;
mod disputes;
mod error;
mod explain_commission;
mod extract_names;
mod forecast;
#[cfg(test)]
mod forecast_tests;
mod held;
mod ledger;
mod list_credit_notes;
mod list_statement_months;
#[cfg(test)]
mod month_tests;
mod object_to_credit_note;
#[cfg(test)]
mod paper_tests;
mod payout_notice;
#[cfg(test)]
mod payout_notice_tests;
#[cfg(test)]
mod payout_vat_tests;
mod platform;
mod recompute_statement;
mod reply_to_dispute;
mod save_tax_profile;
mod show_statement;
mod show_tax_profile;
mod sold_orders;
mod spreadsheet;
mod statement_csv;
mod statement_pdf;
#[cfg(test)]
mod sums_tests;
mod tax_profile;
#[cfg(test)]
mod tests;
mod what_if;
pub(crate) mod wire;

pub use error::CommissionsError;
