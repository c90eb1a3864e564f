//! Who accepted which contract, and from when on a version is needed (F1, F2).

use serde_json::json;

use super::wire::{Acceptance, AcceptanceList, ContractDemand};
use super::{AdministrationError, in_address, with_query};
use crate::views::{
    AcceptancePage, AcceptanceRow, ContractDemandRow, ContractOffer, UnacceptedRow, instant,
};
use crate::{Desk, Op};

/// Rows of a page.
const PAGE: &str = "50";

impl Desk {
    /// A page of who accepted what, the latest first; with `is_outdated` only tenants that have not
    /// accepted what is offered now. With the first one, who accepted no version at all.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn list_acceptances(
        &self,
        is_outdated: bool,
        before: Option<String>,
    ) -> Result<AcceptancePage, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        let outdated = is_outdated.then_some("true");
        let path = with_query(
            "contract-acceptances",
            &[("limit", Some(PAGE)), ("outdated", outdated), ("before", before.as_deref())],
        );
        let list: AcceptanceList = client.get(&path).await?;
        let demands = list.demands.into_iter().map(|demand| ContractDemandRow {
            kind: demand.kind,
            version: demand.version,
            needed_from: demand.needed_from.to_string(),
            reason: demand.reason,
        });
        let offered = list.offered.into_iter().map(|one| ContractOffer {
            kind: one.kind,
            version: one.version,
            sha256: one.sha256,
        });
        let unaccepted = list.unaccepted.into_iter().map(|tenant| UnacceptedRow {
            tenant_id: tenant.tenant_id,
            tenant: tenant.tenant,
            kind: tenant.kind,
            since: instant(tenant.since),
        });
        Ok(AcceptancePage {
            demands: demands.collect(),
            offered: offered.collect(),
            unaccepted: unaccepted.collect(),
            has_more_unaccepted: list.has_more_unaccepted,
            rows: list.acceptances.into_iter().map(row).collect(),
            next: list.next,
        })
    }

    /// Declares from which day on the version that is offered is needed. Nothing is locked by it.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way: `demand_refused` for a day that is over,
    /// `contract_changed` for a version that is not offered.
    pub async fn demand_contract(
        &self,
        kind: String,
        version: String,
        needed_from: String,
        reason: String,
    ) -> Result<(), AdministrationError> {
        let client = self.administration(Op::Administer).await?;
        let (kind, version) = (in_address(kind.trim()), in_address(version.trim()));
        let path = format!("contracts/{kind}/{version}/needed-from");
        let request = json!({ "needed_from": needed_from, "reason": reason });
        self.administered(client.put::<_, ContractDemand>(&path, &request).await).map(drop)
    }
}

fn row(acceptance: Acceptance) -> AcceptanceRow {
    let state = if acceptance.has_left {
        "left"
    } else if acceptance.is_current {
        "current"
    } else if acceptance.is_latest {
        "outdated"
    } else {
        "earlier"
    };
    AcceptanceRow {
        acceptance_id: acceptance.id,
        tenant_id: acceptance.tenant_id,
        tenant: acceptance.tenant,
        kind: acceptance.kind,
        version: acceptance.version,
        language: acceptance.language,
        sha256: acceptance.sha256,
        name: acceptance.name,
        accepted_at: instant(acceptance.accepted_at),
        address: acceptance.address,
        state: state.to_owned(),
        mail: acceptance.mail,
    }
}
