//! The tenant states its tax profile, and with it whether it is settled by credit note (section 14
//! (2) sentence 2 UStG; Y3).

use super::CommissionsError;
use super::platform::not_done;
use super::show_tax_profile::offers;
use super::tax_profile::{read_profile, refused};
use super::wire::{ContractName, TaxProfileWish};
use crate::views::{TaxProfileInput, TaxProfileView};
use crate::{Desk, Op, Topic};

impl Desk {
    /// Puts the profile in the place of the one before. A first agreement, and one to a newer
    /// version, names the contract; without `has_agreed` an agreement is withdrawn. What was issued
    /// before stays as it is.
    ///
    /// # Errors
    /// [`CommissionsError::TaxProfile`] names the field; [`CommissionsError::ProfileChanged`] when another
    /// profile stands by now than the one of `version`; [`CommissionsError::Unanswered`] when the
    /// platform may have done it.
    pub async fn save_tax_profile(
        &self,
        input: TaxProfileInput,
    ) -> Result<TaxProfileView, CommissionsError> {
        self.check_may(Op::EditTaxProfile)?;
        let fields = read_profile(&input)?;
        let is_named = !input.contract_kind.is_empty() && !input.contract_version.is_empty();
        let agreement = (fields.has_agreed && is_named)
            .then_some(ContractName { kind: input.contract_kind, version: input.contract_version });
        let client = self.commissions_client().await?;
        // Before the profile: once that is kept, nothing may go wrong.
        let offers = offers(&client).await?;
        let wish = TaxProfileWish { fields, agreement, version: input.version };
        let kept = client.put_tax_profile(&wish).await.map_err(not_done);
        let kept = kept.map_err(|error| match error {
            CommissionsError::Platform { code } if code == "agreement_refused" => {
                refused("contractVersion", "no_contract")
            }
            CommissionsError::Platform { code } if code == "profile_changed" => {
                CommissionsError::ProfileChanged
            }
            error => error,
        })?;
        self.announce(Topic::Commissions);
        Ok(self.tax_profile_view(Some(kept), offers))
    }
}
