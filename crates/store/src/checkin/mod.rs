//! Punch cards (10er-Karten) with their ledger (D1), and the cases to settle (Klärungsfälle).

mod project;

pub mod cards;
pub mod cases;
pub mod redemptions;
pub mod settlements;

pub use cases::count_open;
pub(crate) use cases::project_cases;
pub(crate) use project::{project_cards, project_redemptions, refresh_cards_of_sales};
pub(crate) use settlements::project_settlements;

#[cfg(test)]
mod tests;
