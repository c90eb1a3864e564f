//! Y2: what the provider lets a recipient's account do is asked before anything is planned for it.

use mojo_domain::TenantId;
use mojo_domain::commissions::{AccountStatus, Rail};

use super::run::PayoutRun;
use crate::auth::Tenant;
use crate::payments::Payments;
use crate::storage::StorageError;
use crate::storage::payout_accounts::PayoutAccount;

/// Keeps what the provider says of the account now; what was known stays when it does not answer.
pub(super) async fn refresh(run: PayoutRun<'_>, recipient: TenantId) -> Result<(), StorageError> {
    let Payments::Provider(provider) = run.payments else { return Ok(()) };
    let mut tx = run.database.read(Tenant::named_by_platform(recipient)).await?;
    let held = tx.find_payout_account().await?;
    drop(tx);
    let connected = |account: &PayoutAccount| {
        account.rail == Rail::StripeConnect
            && account.status != AccountStatus::Closed
            // Asked for, and not known yet.
            && !account.provider_account_id.is_empty()
    };
    let Some(held) = held.filter(connected) else { return Ok(()) };
    let state = match provider.account(&held.provider_account_id).await {
        Ok(state) => state,
        Err(error) => {
            tracing::warn!(cause = %error, "the provider does not tell what an account may do");
            return Ok(());
        }
    };
    let now = PayoutAccount {
        has_charges_enabled: state.has_charges_enabled,
        has_payouts_enabled: state.has_payouts_enabled,
        status: state.status(),
        updated_at: held.updated_at,
        ..held.clone()
    };
    if now == held {
        return Ok(());
    }
    let mut tx = run.database.write_ledger().await?;
    let now = PayoutAccount { updated_at: run.at, ..now };
    // Staff may have named another account meanwhile: the provider said nothing of that one.
    if !tx.note_account_state(&held, &now).await? {
        tracing::info!(%recipient, "the account was changed while the provider was asked");
        return Ok(());
    }
    tx.commit().await
}
