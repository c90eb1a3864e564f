//! Memberships, what the platform granted without an order, and the stages of the tools.

use mojo_domain::memberships::{Grant, Stage, Tool, ToolPolicy};
use mojo_domain::{OrderId, TenantId, UserId, from_micros};

use super::orders::{RefundRecord, stage_of};
use super::query::{InsertMany, queries};
use super::{LedgerTx, Row, StorageError, Value, values};

/// An order line that bought a membership.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MembershipRecord {
    pub(crate) seller: TenantId,
    pub(crate) order_id: OrderId,
    pub(crate) line_no: i64,
    pub(crate) customer_user_id: UserId,
    pub(crate) stage: Stage,
    pub(crate) starts_at: i64,
    pub(crate) ends_at: Option<i64>,
    pub(crate) created_at: i64,
}

const INSERT_MEMBERSHIPS: InsertMany = InsertMany {
    table: "memberships",
    columns: &[
        "tenant_id",
        "order_id",
        "line_no",
        "customer_user_id",
        "stage",
        "starts_at",
        "ends_at",
        "created_at",
    ],
    tail: "ON CONFLICT DO NOTHING",
};
/// Every insertion of this module, for the test that prepares them.
#[cfg(test)]
pub(super) const INSERTS: &[&InsertMany] = &[&INSERT_MEMBERSHIPS];

queries! {
    REVOKE = "UPDATE memberships SET revoked_at = $3 \
        WHERE order_id = $1 AND line_no = $2 AND revoked_at IS NULL AND EXISTS (\
        SELECT 1 FROM order_lines l WHERE l.order_id = $1 AND l.line_no = $2 \
        AND l.net_cents <= $4 AND l.net_cents <= (SELECT COALESCE(SUM(r.net_cents), 0) \
        FROM order_refunds r WHERE r.tenant_id = l.tenant_id AND r.order_id = l.order_id \
        AND r.line_no = l.line_no))",
    RESTORE = "UPDATE memberships SET revoked_at = NULL \
        WHERE order_id = $1 AND line_no = $2 AND revoked_at IS NOT NULL AND EXISTS (\
        SELECT 1 FROM order_lines l WHERE l.order_id = $1 AND l.line_no = $2 \
        AND l.net_cents > (SELECT COALESCE(SUM(r.net_cents), 0) \
        FROM order_refunds r WHERE r.tenant_id = l.tenant_id AND r.order_id = l.order_id \
        AND r.line_no = l.line_no))",
    OF_BUYER = "SELECT m.stage, m.starts_at, m.ends_at, m.revoked_at FROM memberships m \
        JOIN customers c ON c.customer_user_id = m.customer_user_id \
        WHERE c.buyer_tenant_id = $1 ORDER BY m.starts_at, m.order_id, m.line_no",
    GRANTED = "SELECT granted_stage, created_at, deactivated_at FROM tenants WHERE tenant_id = $1",
    POLICY = "SELECT tool, stage FROM tool_policy ORDER BY tool",
}

fn grant(row: &Row) -> Result<Grant, StorageError> {
    let stage = stage_of(Some(row.int("stage")?))?;
    Ok(Grant {
        stage: stage.ok_or(StorageError::Inconsistency { column: "stage" })?,
        starts_at: from_micros(row.int("starts_at")?),
        ends_at: row.opt_int("ends_at")?.map(from_micros),
        revoked_at: row.opt_int("revoked_at")?.map(from_micros),
    })
}

impl LedgerTx {
    /// Writes what is not held yet.
    pub(crate) async fn insert_memberships(
        &mut self,
        records: &[MembershipRecord],
    ) -> Result<(), StorageError> {
        let rows = records
            .iter()
            .map(|record| {
                values![
                    Value::id(record.seller),
                    Value::id(record.order_id),
                    record.line_no,
                    Value::id(record.customer_user_id),
                    record.stage.number(),
                    record.starts_at,
                    record.ends_at,
                    record.created_at,
                ]
            })
            .collect();
        self.tx.insert_many(&INSERT_MEMBERSHIPS, rows).await
    }

    /// Takes back what the line granted, when this refund was the last of it and went through.
    pub(crate) async fn revoke_membership_if_whole(
        &mut self,
        refund: &RefundRecord,
    ) -> Result<(), StorageError> {
        let values = values![
            Value::id(refund.order_id),
            refund.line_no,
            refund.refunded_at,
            refund.refunded_net_cents,
        ];
        self.tx.execute(REVOKE, values).await.map(drop)
    }

    /// Grants again what the line had granted, when this booking took back a refund that did not go
    /// through, and the line is no longer refunded as a whole.
    pub(crate) async fn restore_membership_if_paid(
        &mut self,
        refund: &RefundRecord,
    ) -> Result<(), StorageError> {
        if refund.net_cents >= 0 {
            return Ok(());
        }
        let values = values![Value::id(refund.order_id), refund.line_no];
        self.tx.execute(RESTORE, values).await.map(drop)
    }

    /// What a tenant may use: what its people bought, and what the platform granted it.
    pub(crate) async fn list_grants_of_tenant(
        &mut self,
        tenant: TenantId,
    ) -> Result<Vec<Grant>, StorageError> {
        let rows = self.tx.all(OF_BUYER, vec![Value::id(tenant)]).await?;
        let mut grants = rows.iter().map(grant).collect::<Result<Vec<_>, _>>()?;
        if let Some(row) = self.tx.one(GRANTED, vec![Value::id(tenant)]).await?
            && let Some(stage) = stage_of(row.opt_int("granted_stage")?)?
        {
            let starts_at = from_micros(row.int("created_at")?);
            // C13: a tenant that left has what was granted to it no longer.
            let revoked_at = row.opt_int("deactivated_at")?.map(from_micros);
            grants.push(Grant { stage, starts_at, ends_at: None, revoked_at });
        }
        Ok(grants)
    }

    /// From which stage each tool is open.
    pub(crate) async fn tool_policy(&mut self) -> Result<ToolPolicy, StorageError> {
        let rows = self.tx.all(POLICY, Vec::new()).await?;
        let read = |row: &Row| {
            let stage = stage_of(Some(row.int("stage")?))?;
            let stage = stage.ok_or(StorageError::Inconsistency { column: "stage" })?;
            Ok((row.parsed::<Tool>("tool")?, stage))
        };
        Ok(ToolPolicy::new(rows.iter().map(read).collect::<Result<Vec<_>, StorageError>>()?))
    }
}
