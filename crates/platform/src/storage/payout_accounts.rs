//! To where recipients are paid (Y2).

use mojo_domain::TenantId;
use mojo_domain::commissions::{AccountStatus, Rail};

use super::query::queries;
use super::{LedgerTx, Row, StorageError, TenantTx, Value, values};

/// An account at a bank, as staff named it; its check digits were tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BankAccount {
    pub(crate) iban: String,
    /// Empty where there is none.
    pub(crate) bic: String,
    /// Who owns it.
    pub(crate) holder: String,
}

impl BankAccount {
    /// The account of a row; without an IBAN there is none.
    pub(super) fn of(row: &Row) -> Result<Option<Self>, StorageError> {
        let iban = row.text("iban")?;
        if iban.is_empty() {
            return Ok(None);
        }
        Ok(Some(Self { iban, bic: row.text("bic")?, holder: row.text("holder")? }))
    }
}

/// The account of a recipient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PayoutAccount {
    pub(crate) tenant_id: TenantId,
    pub(crate) rail: Rail,
    /// Empty where staff pay by hand, and while the provider was asked and has not answered.
    pub(crate) provider_account_id: String,
    pub(crate) has_charges_enabled: bool,
    pub(crate) has_payouts_enabled: bool,
    pub(crate) status: AccountStatus,
    /// To where a SEPA transfer goes; `None` where staff pay by hand without a file.
    pub(crate) bank: Option<BankAccount>,
    pub(crate) created_at: i64,
    pub(crate) updated_at: i64,
}

queries! {
    FIND = "SELECT tenant_id, rail, provider_account_id, charges_enabled, payouts_enabled, status, \
        iban, bic, holder, created_at, updated_at FROM payout_accounts WHERE tenant_id = $1",
    PUT = "INSERT INTO payout_accounts (tenant_id, rail, provider_account_id, charges_enabled, \
        payouts_enabled, status, created_at, updated_at, iban, bic, holder) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
        ON CONFLICT (tenant_id) DO UPDATE SET rail = excluded.rail, \
        provider_account_id = excluded.provider_account_id, \
        charges_enabled = excluded.charges_enabled, \
        payouts_enabled = excluded.payouts_enabled, status = excluded.status, \
        updated_at = excluded.updated_at, iban = excluded.iban, bic = excluded.bic, \
        holder = excluded.holder",
    ANY_AT_PROVIDER = "SELECT tenant_id FROM payout_accounts WHERE rail = 'stripe_connect' \
        AND status <> 'closed' LIMIT 1",
    RESERVE = "INSERT INTO payout_accounts (tenant_id, rail, provider_account_id, \
        charges_enabled, payouts_enabled, status, created_at, updated_at) \
        VALUES ($1, 'stripe_connect', '', 0, 0, 'onboarding', $2, $2) ON CONFLICT DO NOTHING",
    RECORD = "UPDATE payout_accounts SET provider_account_id = $2, updated_at = $3 \
        WHERE tenant_id = $1 AND rail = 'stripe_connect' AND provider_account_id = ''",
    LOCK = "UPDATE payout_accounts SET status = status WHERE tenant_id = $1",
    AT_PROVIDER = "SELECT tenant_id FROM payout_accounts WHERE provider_account_id = $1",
    NOTE_STATE = "UPDATE payout_accounts SET charges_enabled = $5, payouts_enabled = $6, \
        status = $7, updated_at = $8 WHERE tenant_id = $1 AND rail = $2 \
        AND provider_account_id = $3 AND updated_at = $4",
}

fn account(row: &Row) -> Result<PayoutAccount, StorageError> {
    Ok(PayoutAccount {
        tenant_id: row.parsed("tenant_id")?,
        rail: row.parsed("rail")?,
        provider_account_id: row.text("provider_account_id")?,
        has_charges_enabled: row.flag("charges_enabled")?,
        has_payouts_enabled: row.flag("payouts_enabled")?,
        status: row.parsed("status")?,
        bank: BankAccount::of(row)?,
        created_at: row.int("created_at")?,
        updated_at: row.int("updated_at")?,
    })
}

impl TenantTx {
    /// To where the recipient is paid.
    pub(crate) async fn find_payout_account(
        &mut self,
    ) -> Result<Option<PayoutAccount>, StorageError> {
        let row = self.tx.one(FIND, vec![self.own()]).await?;
        row.as_ref().map(account).transpose()
    }
}

impl LedgerTx {
    /// Keeps the account of a recipient as it stands now; it has one.
    pub(crate) async fn put_payout_account(
        &mut self,
        account: &PayoutAccount,
    ) -> Result<(), StorageError> {
        let bank = account.bank.as_ref();
        let values = values![
            Value::id(account.tenant_id),
            account.rail.code(),
            account.provider_account_id.as_str(),
            account.has_charges_enabled,
            account.has_payouts_enabled,
            account.status.code(),
            account.created_at,
            account.updated_at,
            bank.map_or("", |bank| bank.iban.as_str()),
            bank.map_or("", |bank| bank.bic.as_str()),
            bank.map_or("", |bank| bank.holder.as_str()),
        ];
        self.tx.execute(PUT, values).await.map(drop)
    }

    /// Notes that an account at the provider is about to be asked for, where the tenant has none of
    /// any kind; gives back what it has then.
    pub(crate) async fn reserve_payout_account(
        &mut self,
        tenant: TenantId,
        at: i64,
    ) -> Result<PayoutAccount, StorageError> {
        self.tx.execute(RESERVE, values![Value::id(tenant), at]).await?;
        let held = self.lock_payout_account(tenant).await?;
        held.ok_or(StorageError::Inconsistency { column: "tenant_id" })
    }

    /// Keeps what the provider calls the account that was reserved. `false`: another id, or another
    /// way, was kept meanwhile.
    pub(crate) async fn record_provider_account(
        &mut self,
        tenant: TenantId,
        provider_account_id: &str,
        at: i64,
    ) -> Result<bool, StorageError> {
        let values = values![Value::id(tenant), provider_account_id, at];
        Ok(self.tx.execute(RECORD, values).await? > 0)
    }

    /// The account of a tenant as it stands once its row is locked.
    pub(crate) async fn lock_payout_account(
        &mut self,
        tenant: TenantId,
    ) -> Result<Option<PayoutAccount>, StorageError> {
        self.tx.execute(LOCK, vec![Value::id(tenant)]).await?;
        let row = self.tx.one(FIND, vec![Value::id(tenant)]).await?;
        row.as_ref().map(account).transpose()
    }

    /// The account of a tenant.
    pub(crate) async fn find_payout_account_of(
        &mut self,
        tenant: TenantId,
    ) -> Result<Option<PayoutAccount>, StorageError> {
        let row = self.tx.one(FIND, vec![Value::id(tenant)]).await?;
        row.as_ref().map(account).transpose()
    }

    /// Who is paid to an account of the provider.
    pub(crate) async fn find_account_owner(
        &mut self,
        provider_account_id: &str,
    ) -> Result<Option<TenantId>, StorageError> {
        let row = self.tx.one(AT_PROVIDER, values![provider_account_id]).await?;
        row.map(|row| row.parsed("tenant_id")).transpose()
    }

    /// Whether anybody is to be paid through the payment provider.
    pub(crate) async fn has_accounts_at_provider(&mut self) -> Result<bool, StorageError> {
        Ok(self.tx.one(ANY_AT_PROVIDER, Vec::new()).await?.is_some())
    }

    /// Keeps what `now` says of the account's state; `false` where `held` is no longer what stands:
    /// then nothing is changed.
    pub(crate) async fn note_account_state(
        &mut self,
        held: &PayoutAccount,
        now: &PayoutAccount,
    ) -> Result<bool, StorageError> {
        let values = values![
            Value::id(held.tenant_id),
            held.rail.code(),
            held.provider_account_id.as_str(),
            held.updated_at,
            now.has_charges_enabled,
            now.has_payouts_enabled,
            now.status.code(),
            // A version of its own, whatever the clock says.
            now.updated_at.max(held.updated_at.saturating_add(1)),
        ];
        Ok(self.tx.execute(NOTE_STATE, values).await? > 0)
    }
}
