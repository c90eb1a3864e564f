//! Settings of the commissions that the operator chooses, one for all processes of a platform.

use mojo_domain::commissions::FirstPurchasePolicy;

use super::query::queries;
use super::{LedgerTx, Row, StorageError, TenantTx, values};

queries! {
    FIRST_PURCHASE = "SELECT value FROM commission_settings WHERE name = 'first_purchase'",
    SET_FIRST_PURCHASE = "UPDATE commission_settings SET value = $1 \
        WHERE name = 'first_purchase' AND value <> $1",
}

fn policy(row: Option<Row>) -> Result<FirstPurchasePolicy, StorageError> {
    let broken = StorageError::Inconsistency { column: "value" };
    let Some(row) = row else { return Err(broken) };
    match row.text("value")?.as_str() {
        "first_paid_order" => Ok(FirstPurchasePolicy::FirstPaidOrder),
        "first_order" => Ok(FirstPurchasePolicy::FirstOrder),
        _ => Err(broken),
    }
}

fn code(policy: FirstPurchasePolicy) -> &'static str {
    match policy {
        FirstPurchasePolicy::FirstPaidOrder => "first_paid_order",
        FirstPurchasePolicy::FirstOrder => "first_order",
    }
}

impl TenantTx {
    /// C3: which orders use up a first purchase.
    pub(crate) async fn first_purchase_policy(
        &mut self,
    ) -> Result<FirstPurchasePolicy, StorageError> {
        policy(self.tx.one(FIRST_PURCHASE, Vec::new()).await?)
    }
}

impl LedgerTx {
    /// Chooses it for the orders that are recorded from now on; `false` when it was chosen before.
    pub(crate) async fn set_first_purchase_policy(
        &mut self,
        policy: FirstPurchasePolicy,
    ) -> Result<bool, StorageError> {
        Ok(self.tx.execute(SET_FIRST_PURCHASE, values![code(policy)]).await? > 0)
    }
}
