//! What has run out: invitations that nobody accepted, checkouts that nobody paid.

use mojo_domain::TenantId;
use uuid::Uuid;

use super::query::queries;
use super::{LedgerTx, StorageError, Value, values};

queries! {
    INVITATIONS = "UPDATE invitations SET state = 'expired' \
        WHERE tenant_id = $1 AND state = 'open' AND expires_at <= $2",
    CHECKOUTS = "SELECT tenant_id, checkout_id FROM checkouts \
        WHERE state IN ('open', 'failed') AND opened_at <= $1 \
        ORDER BY opened_at, tenant_id, checkout_id LIMIT $2",
}

impl LedgerTx {
    /// Marks open invitations whose time was over at `now`; gives back how many.
    pub(crate) async fn expire_invitations(&mut self, now: i64) -> Result<u64, StorageError> {
        let values = values![Value::id(TenantId::MOJO_LLC), now];
        self.tx.execute(INVITATIONS, values).await
    }

    /// Checkouts that are neither paid nor over, opened until `until`; the oldest first, each with
    /// its seller.
    pub(crate) async fn list_stale_checkouts(
        &mut self,
        until: i64,
        limit: i64,
    ) -> Result<Vec<(TenantId, Uuid)>, StorageError> {
        let rows = self.tx.all(CHECKOUTS, values![until, limit]).await?;
        rows.iter().map(|row| Ok((row.parsed("tenant_id")?, row.parsed("checkout_id")?))).collect()
    }
}
