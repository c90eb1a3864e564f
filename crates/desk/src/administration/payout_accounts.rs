//! To where a tenant is paid (Y2): seen, and named.

use mojo_sync::Failure;
use serde_json::json;

use super::wire::{NamedAccount, PayoutAccount};
use super::{AdministrationError, given, in_address};
use crate::views::{PayoutAccountInput, PayoutAccountView};
use crate::{Desk, Op};

const PATH: &str = "payout-accounts";

impl Desk {
    /// To where this tenant is paid; `None` while no account is named.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn show_payout_account(
        &self,
        tenant_id: String,
    ) -> Result<Option<PayoutAccountView>, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        let account = client.get::<PayoutAccount>(&address(&tenant_id)).await;
        let is_none =
            |failure: &Failure| matches!(failure, Failure::Refused { code } if code == "not_found");
        match account {
            Err(refused) if is_none(&refused.failure) => Ok(None),
            account => Ok(Some(view(account?))),
        }
    }

    /// Names another account. A payout that waits for a transfer goes there with the next file; what is
    /// planned through the provider goes where it was planned to.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way: `account_refused` for what is no account,
    /// `account_taken` for the provider's account of another tenant, `account_changed` where another one
    /// stands there by now.
    pub async fn put_payout_account(
        &self,
        input: PayoutAccountInput,
    ) -> Result<(), AdministrationError> {
        // It says where money goes.
        let client = self.administration(Op::PayOut).await?;
        let is_by_hand = input.rail == "sepa_manual";
        let of_bank = |text: Option<String>| given(text).filter(|_| is_by_hand);
        let request = json!({
            "rail": input.rail,
            "provider_account_id": given(input.provider_account_id).filter(|_| !is_by_hand),
            "iban": of_bank(input.iban),
            "bic": of_bank(input.bic),
            "account_holder": of_bank(input.holder),
            "reason": input.reason,
            "version": input.version,
        });
        let path = address(&input.tenant_id);
        let named: NamedAccount = self.administered(client.put(&path, &request).await)?;
        if named.tenant_id == input.tenant_id {
            Ok(())
        } else {
            Err(AdministrationError::Unanswered)
        }
    }
}

fn address(tenant_id: &str) -> String {
    format!("{PATH}/{}", in_address(tenant_id))
}

fn view(account: PayoutAccount) -> PayoutAccountView {
    PayoutAccountView {
        rail: account.rail,
        provider_account_id: account.provider_account_id,
        status: account.status,
        is_payable: account.payouts_enabled,
        requirements: account.requirements,
        disabled_reason: account.disabled_reason,
        iban: account.iban.unwrap_or_default(),
        bic: account.bic.unwrap_or_default(),
        holder: account.account_holder.unwrap_or_default(),
        version: account.version,
    }
}
