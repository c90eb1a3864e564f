//! Disputes of commissions (Y5): a recipient reads its own, the platform's people read all, answer
//! and settle. A recipient opens one, and writes into its thread, here or at its desk.

mod list;
mod open;
mod settle;
mod write;

pub(super) use list::list;
pub(super) use open::open;
pub(super) use settle::settle;
pub(super) use write::write;

use crate::commerce::DisputeRefused;
use crate::http::ApiError;

impl From<DisputeRefused> for ApiError {
    fn from(refused: DisputeRefused) -> Self {
        match refused {
            DisputeRefused::Storage(error) => error.into(),
            DisputeRefused::Unknown => Self::not_found(),
            DisputeRefused::Ambiguous => Self::conflict("ambiguous_dispute", refused.to_string()),
            DisputeRefused::Settled => Self::conflict("dispute_settled", refused.to_string()),
            DisputeRefused::MessageIdHeld => Self::conflict("message_id_held", refused.to_string()),
            DisputeRefused::MessageWithoutId => {
                Self::unprocessable("message_id_missing", refused.to_string())
            }
            DisputeRefused::Uncorrected => {
                Self::unprocessable("correction_missing", refused.to_string())
            }
            DisputeRefused::TakesTooMuch => {
                Self::unprocessable("correction_too_much", refused.to_string())
            }
            DisputeRefused::AtRest => Self::unprocessable("entry_at_rest", refused.to_string()),
            DisputeRefused::Correction(_) => {
                Self::unprocessable("correction_refused", refused.to_string())
            }
            DisputeRefused::Text(_) => Self::unprocessable("dispute_refused", refused.to_string()),
        }
    }
}
