//! Gathers the facts that decide about the lines of orders (C15).

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::commissions::{AgreementTerms, Attribution, LineBasis};
use mojo_domain::{Money, TenantId, UserId, from_micros};
use uuid::Uuid;

use super::change_attribution::source_of;
use super::engine_tenant;
use crate::storage::catalogue::{AgreementRecord, AttributionRecord};
use crate::storage::orders::{Customer, OrderLineRecord, OrderRecord};
use crate::storage::{LedgerTx, StorageError};

/// What the platform knows when it settles a batch of orders.
pub(super) struct Knowledge {
    agreements: Vec<AgreementRecord>,
    customers: BTreeMap<UserId, Customer>,
    attributions: BTreeMap<UserId, Vec<AttributionRecord>>,
    deactivated: Vec<(TenantId, i64)>,
}

impl Knowledge {
    pub(super) async fn gather(
        tx: &mut LedgerTx,
        orders: &[OrderRecord],
    ) -> Result<Self, StorageError> {
        let ids: BTreeSet<Uuid> = orders.iter().map(|order| order.customer_user_id.0).collect();
        let ids: Vec<Uuid> = ids.into_iter().collect();
        let mut attributions: BTreeMap<UserId, Vec<AttributionRecord>> = BTreeMap::new();
        for record in tx.list_attributions_of(&ids).await? {
            attributions.entry(record.customer_user_id).or_default().push(record);
        }
        let customers = tx.list_customers(&ids).await?;
        Ok(Self {
            agreements: tx.list_agreements().await?,
            customers: customers.into_iter().map(|c| (c.customer_user_id, c)).collect(),
            attributions,
            deactivated: tx.deactivated_tenants().await?,
        })
    }

    /// The facts of one line.
    pub(super) fn basis_of(
        &self,
        order: &OrderRecord,
        line: &OrderLineRecord,
    ) -> LineBasis<TenantId> {
        let ordered_at = from_micros(order.ordered_at);
        let customer = self.customers.get(&order.customer_user_id);
        let agreement = self.agreement_record(order).map(|record| record.agreement.terms.clone());
        LineBasis {
            ordered_at,
            net: Money::new(line.net_cents, order.currency),
            is_platform_product: line.is_platform_product,
            is_commission_eligible: line.commission_eligible,
            seller: engine_tenant(order.tenant_id),
            buyer_tenant: customer.and_then(|customer| customer.buyer_tenant_id),
            billing_country: order.resolved_country,
            agreement,
            attribution: self.attribution_of(order),
            is_first_purchase: order.is_first_purchase,
            is_renewal: order.is_renewal,
            is_via_connect: order.is_via_connect,
            deactivated: self.deactivated_by(order.ordered_at),
        }
    }

    /// The agreement in force for the order's country on its day.
    pub(super) fn agreement_record(&self, order: &OrderRecord) -> Option<&AgreementRecord> {
        let country = order.resolved_country?;
        let at = from_micros(order.ordered_at);
        let in_force = |terms: &AgreementTerms<TenantId>| terms.is_in_force(at);
        self.agreements
            .iter()
            .find(|r| r.agreement.regions.contains(&country) && in_force(&r.agreement.terms))
    }

    /// The customer's latest attribution that had begun; one that begins later explains itself. One
    /// that gave way before it began covers no instant and hides no other.
    fn attribution_of(&self, order: &OrderRecord) -> Option<Attribution<TenantId>> {
        let history = self.attributions.get(&order.customer_user_id)?;
        let lasts =
            |record: &&AttributionRecord| record.attributed_at < record.attribution_expires_at;
        let has_begun = |record: &&AttributionRecord| record.attributed_at <= order.ordered_at;
        let begun = history.iter().filter(lasts).rfind(has_begun);
        let next = || history.iter().find(lasts);
        let record = begun.or_else(next).or_else(|| history.first())?;
        Some(Attribution {
            tenant: record.attributed_tenant_id,
            attributed_at: from_micros(record.attributed_at),
            expires_at: from_micros(record.attribution_expires_at),
            source: source_of(&record.source),
        })
    }

    fn deactivated_by(&self, at: i64) -> BTreeSet<TenantId> {
        self.deactivated.iter().filter(|(_, left)| *left <= at).map(|(id, _)| *id).collect()
    }
}
