//! A new affiliate code. Only the platform knows whether somebody has it already.

use mojo_domain::commissions::AffiliateCode;

use super::AffiliatesError;
use super::platform::{NewCode, create, label};
use crate::views::{AffiliateCodeInput, AffiliateCodeRow};
use crate::{Desk, Op};

impl Desk {
    /// Makes a code of the stem that somebody chose, else a drawn one; it is kept here at once. Asked
    /// again with the same key, as after an answer that was lost, there is one code.
    ///
    /// # Errors
    /// [`AffiliatesError::Refused`] for a stem that can be none, [`AffiliatesError::Taken`],
    /// [`AffiliatesError::Offline`]: nothing was made; [`AffiliatesError::Unanswered`] when the
    /// platform may have made it.
    pub async fn create_affiliate_code(
        &self,
        input: AffiliateCodeInput,
    ) -> Result<AffiliateCodeRow, AffiliatesError> {
        let client = self.codes_client(Op::CreateAffiliateCode).await?;
        let stem = input.stem.trim();
        if !stem.is_empty() {
            AffiliateCode::of_stem(stem).map_err(AffiliatesError::Refused)?;
        }
        let stem = (!stem.is_empty()).then(|| stem.to_owned());
        let wish = NewCode { stem, label: label(&input.label)? };
        let key = input.key.as_deref().filter(|key| !key.is_empty());
        let made = create(&client, key, &wish).await?;
        self.keep_code(made).await
    }
}
