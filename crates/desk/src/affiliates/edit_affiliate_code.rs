//! A code is named otherwise, retired or brought back. Whom it recruited stays recruited.

use super::AffiliatesError;
use super::held::{find_code, read_codes};
use super::platform::{CodePatch, change, label};
use crate::views::{AffiliateCodeChange, AffiliateCodeRow};
use crate::{Desk, Op};

impl Desk {
    /// Changes what is given; the rest stays as it is at the platform.
    ///
    /// # Errors
    /// [`AffiliatesError::Mistyped`] and [`AffiliatesError::UnknownCode`] of the code;
    /// [`AffiliatesError::Offline`]: nothing was changed; [`AffiliatesError::Unanswered`] when the
    /// platform may have changed it.
    pub async fn edit_affiliate_code(
        &self,
        input: AffiliateCodeChange,
    ) -> Result<AffiliateCodeRow, AffiliatesError> {
        let client = self.codes_client(Op::EditAffiliateCode).await?;
        let patch = CodePatch {
            label: input.label.as_deref().map(label).transpose()?,
            retired: input.retired,
        };
        if patch.label.is_none() && patch.retired.is_none() {
            return Err(AffiliatesError::NothingToDo);
        }
        let held = read_codes(&mut self.reader().await?).await?;
        let held = find_code(&input.code, held)?;
        let mut changed = change(&client, &held.code, &patch).await?;
        // The answer does not count the customers anew.
        changed.recruited = changed.recruited.max(held.recruited);
        self.keep_code(changed).await
    }
}
