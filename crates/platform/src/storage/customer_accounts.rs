//! Customers who signed up, and what proves to whom they belong (A2).

use std::collections::BTreeMap;

use mojo_domain::{CommissionEntryId, TenantId, UserId};
use uuid::Uuid;

use super::cards::id_list;
use super::folded_names::folded;
use super::query::queries;
use super::{LedgerTx, StorageError, Value, values};

/// An account of a customer as it is made.
#[derive(Clone, Debug)]
pub(crate) struct NewCustomerAccount {
    pub(crate) customer_user_id: UserId,
    /// The e-mail address, lower case: unique among all who sign in.
    pub(crate) login_name: String,
    pub(crate) name: String,
    /// `de`, `en`.
    pub(crate) language: &'static str,
    pub(crate) password_hash: String,
    pub(crate) attribution_id: Option<Uuid>,
    /// The click that decided whose customer this is.
    pub(crate) click_id: Option<Uuid>,
    pub(crate) signed_up_at: i64,
}

queries! {
    CLAIM_LOGIN = "INSERT INTO logins (login_name, tenant_id, user_id) VALUES ($1, $2, $3) \
        ON CONFLICT DO NOTHING",
    INSERT = "INSERT INTO customer_accounts (tenant_id, customer_user_id, login_name, name, \
        language, password_hash, attribution_id, click_id, signed_up_at, folded_name) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    NAMES = include_str!("customer_accounts/names.sql");
    postgres = include_str!("customer_accounts/names.pg.sql"),
}

impl LedgerTx {
    /// `false` when somebody signs in with this name already.
    pub(crate) async fn claim_login(
        &mut self,
        login_name: &str,
        tenant: TenantId,
        user: UserId,
    ) -> Result<bool, StorageError> {
        let values = values![login_name, Value::id(tenant), Value::id(user)];
        Ok(self.tx.execute(CLAIM_LOGIN, values).await? > 0)
    }

    /// Keeps an account whose name was claimed.
    pub(crate) async fn insert_customer_account(
        &mut self,
        account: &NewCustomerAccount,
    ) -> Result<(), StorageError> {
        let values = values![
            Value::id(TenantId::MOJO_LLC),
            Value::id(account.customer_user_id),
            account.login_name.as_str(),
            account.name.as_str(),
            account.language,
            account.password_hash.as_str(),
            Value::opt_id(account.attribution_id),
            Value::opt_id(account.click_id),
            account.signed_up_at,
            folded(&account.name),
        ];
        self.tx.execute(INSERT, values).await.map(drop)
    }

    /// C16: the names of the customers behind commissions of a recipient, where they have an
    /// account.
    pub(crate) async fn list_customer_names(
        &mut self,
        recipient: TenantId,
        commissions: &[Uuid],
    ) -> Result<BTreeMap<CommissionEntryId, String>, StorageError> {
        let llc = Value::id(TenantId::MOJO_LLC);
        let values = values![Value::id(recipient), llc, id_list(commissions)];
        let rows = self.tx.all(NAMES, values).await?;
        rows.iter().map(|row| Ok((row.parsed("commission_id")?, row.text("name")?))).collect()
    }
}
