//! Who is on the platform, and who leaves it (C13).

use mojo_domain::berlin_day;
use serde_json::json;

use super::wire::{Deactivated, Tenant, TenantList};
use super::{AdministrationError, every, in_address, money};
use crate::views::{LeftTenantView, TenantRow};
use crate::{Desk, Op};

impl Desk {
    /// Every tenant, by name.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn list_tenants(&self) -> Result<Vec<TenantRow>, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        let tenants = every::<TenantList>(&client, "tenants", "after").await?;
        let mut rows: Vec<TenantRow> = tenants.into_iter().map(row).collect();
        rows.sort_by_key(|row| row.name.to_lowercase());
        Ok(rows)
    }

    /// A tenant leaves: what is approved is paid, the rest is forfeited, its customers are free. Sent
    /// again it changes nothing.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn deactivate_tenant(
        &self,
        tenant_id: String,
        reason: String,
    ) -> Result<LeftTenantView, AdministrationError> {
        // It pays.
        let client = self.administration(Op::PayOut).await?;
        let path = format!("tenants/{}/deactivate", in_address(&tenant_id));
        let left = client.post(&path, &json!({ "reason": reason })).await;
        let left: Deactivated = self.administered(left)?;
        let payouts = left.payouts.iter().map(|paid| money(&paid.amount, paid.currency));
        Ok(LeftTenantView {
            tenant_id: left.tenant_id,
            final_statement: left.final_statement.to_string(),
            payouts: payouts.collect::<Result<_, _>>()?,
        })
    }
}

fn row(tenant: Tenant) -> TenantRow {
    TenantRow {
        tenant_id: tenant.id,
        name: tenant.name,
        kind: tenant.kind,
        country: tenant.country,
        left_on: tenant.deactivated_at.map(|at| berlin_day(at).to_string()),
    }
}
