//! The way to the platform, which alone makes and changes codes: nothing of it is recorded here, so
//! it passes no [`crate::Desk::transact`]; who may do it stands in the same table.

use mojo_protocol::AffiliateCodeEntry;
use mojo_sync::Failure;
use serde::Serialize;

use super::AffiliatesError;
use crate::sync::{Client, Refused, in_address};
use crate::{Desk, DeskError, Op};

/// The most letters of a label, as the platform takes them.
pub(super) const LONGEST_LABEL: usize = 80;

/// `POST /api/v1/affiliate-codes`.
#[derive(Debug, Serialize)]
pub(super) struct NewCode {
    /// Without the check character; drawn when there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stem: Option<String>,
    pub(super) label: String,
}

/// `PATCH /api/v1/affiliate-codes/{code}`.
#[derive(Debug, Serialize)]
pub(super) struct CodePatch {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) label: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) retired: Option<bool>,
}

impl Desk {
    /// The way to the platform for who works here, in the account of this desk, when both may.
    pub(super) async fn codes_client(&self, op: Op) -> Result<Client, AffiliatesError> {
        let worker = self.worker().ok_or(DeskError::SignedOut)?;
        worker.check(op).map_err(DeskError::from)?;
        let client = self.platform_client().await?;
        Ok(client.ok_or(DeskError::SignedOut)?)
    }
}

/// Makes a code; with the same key and the same wish it is made once.
pub(super) async fn create(
    client: &Client,
    key: Option<&str>,
    wish: &NewCode,
) -> Result<AffiliateCodeEntry, AffiliatesError> {
    client.post_once("affiliate-codes", key, wish).await.map_err(not_done)
}

/// Changes one.
pub(super) async fn change(
    client: &Client,
    code: &str,
    patch: &CodePatch,
) -> Result<AffiliateCodeEntry, AffiliatesError> {
    // Whatever somebody typed stays one part of the address.
    let name = in_address(code);
    let answer = client.patch(&format!("affiliate-codes/{name}"), patch).await;
    answer.map_err(not_done).map_err(|error| match error {
        AffiliatesError::Platform { code: why } if why == "not_found" => {
            AffiliatesError::UnknownCode(code.to_owned())
        }
        error => error,
    })
}

/// A label as it is kept.
pub(super) fn label(text: &str) -> Result<String, AffiliatesError> {
    let text = text.trim();
    if text.chars().count() > LONGEST_LABEL {
        return Err(AffiliatesError::Label(LONGEST_LABEL));
    }
    Ok(text.to_owned())
}

/// It came to nothing. Only without a connection it is sure that the platform did not do it.
fn not_done(refused: Refused) -> AffiliatesError {
    match refused.failure {
        Failure::Offline => AffiliatesError::Offline,
        failure if failure.is_offline() => AffiliatesError::Unanswered,
        Failure::Unauthorized => DeskError::SignedOut.into(),
        Failure::DeviceRevoked => DeskError::Revoked.into(),
        failure => match failure.code() {
            "forbidden" => AffiliatesError::Forbidden,
            "code_taken" => AffiliatesError::Taken,
            code => AffiliatesError::Platform { code: code.to_owned() },
        },
    }
}
