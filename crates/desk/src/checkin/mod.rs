//! Punch cards (10er-Karten): sold, used, taken back, listed.

mod card_row;
mod check_in;
mod error;
mod import_card;
mod list_cards;
mod sell_card;
mod show_card;
mod undo_check_in;

pub(crate) use card_row::{card_row, status_of};
pub use error::CheckinError;
pub use import_card::PaperCard;
