//! Punch cards (10er-Karten): sold, used, taken back, listed; and the cases to settle.

mod card_row;
mod check_in;
mod error;
mod import_card;
mod list_cards;
mod list_cases;
mod sell_card;
mod show_card;
mod undo_check_in;

pub(crate) use card_row::{card_row, status_of};
pub use error::CheckinError;
pub use import_card::PaperCard;
