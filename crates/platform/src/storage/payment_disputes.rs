//! Disputes of payments at the provider: the commissions of their orders are frozen meanwhile.

use mojo_domain::OrderId;

use super::query::queries;
use super::{LedgerTx, StorageError, TenantTx, Value, values};

queries! {
    INSERT = "INSERT INTO payment_disputes (tenant_id, dispute_id, order_id, opened_at) \
        VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    END = "INSERT INTO payment_dispute_ends (tenant_id, dispute_id, outcome, ended_at) \
        VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    OPEN_FACTS_OF = "SELECT fact_id FROM internal_facts WHERE subject_id = $1 AND done_at IS NULL",
}

impl TenantTx {
    /// Freezes the recipient's commissions of an order; `false` where the dispute is held already,
    /// which changes nothing.
    pub(crate) async fn insert_payment_dispute(
        &mut self,
        dispute_id: &str,
        order_id: OrderId,
        at: i64,
    ) -> Result<bool, StorageError> {
        let values = values![self.own(), dispute_id, Value::id(order_id), at];
        Ok(self.tx.execute(INSERT, values).await? > 0)
    }

    /// The dispute is over, `won` or `lost`; the first word counts, and later ones are `false`.
    pub(crate) async fn end_payment_dispute(
        &mut self,
        dispute_id: &str,
        outcome: &str,
        at: i64,
    ) -> Result<bool, StorageError> {
        Ok(self.tx.execute(END, values![self.own(), dispute_id, outcome, at]).await? > 0)
    }
}

impl LedgerTx {
    /// The commissions of an order that was recorded are written.
    pub(crate) async fn is_order_settled(
        &mut self,
        order_id: OrderId,
    ) -> Result<bool, StorageError> {
        Ok(self.tx.one(OPEN_FACTS_OF, vec![Value::id(order_id)]).await?.is_none())
    }
}
