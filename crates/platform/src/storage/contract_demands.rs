//! From which day on a version of a contract is needed, and who accepted which (F1, F2).

use chrono::NaiveDate;
use mojo_domain::{TenantId, UserId};
use uuid::Uuid;

use super::query::queries;
use super::{LedgerTx, Row, StorageError, Value, values};
use crate::contracts::ContractKind;

/// From when a version is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ContractDemand {
    pub(crate) kind: ContractKind,
    pub(crate) version: String,
    /// From 1, in the order of the declarations of the version; the last one counts.
    pub(crate) place: i64,
    /// A day of Berlin.
    pub(crate) needed_from: NaiveDate,
    /// Microseconds UTC.
    pub(crate) declared_at: i64,
    pub(crate) user_id: UserId,
    pub(crate) reason: String,
}

/// A contract as somebody accepted it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct KeptAcceptance {
    pub(crate) tenant_id: TenantId,
    pub(crate) acceptance_id: Uuid,
    pub(crate) kind: ContractKind,
    pub(crate) version: String,
    pub(crate) language: String,
    /// SHA-256 of the bytes that were shown, hexadecimal.
    pub(crate) sha256: String,
    pub(crate) user_id: UserId,
    /// As typed beside the tick.
    pub(crate) name: String,
    /// Microseconds UTC.
    pub(crate) accepted_at: i64,
    /// The network address.
    pub(crate) address: String,
}

/// An acceptance in the list of the platform's own people.
#[derive(Clone, Debug)]
pub(crate) struct ListedAcceptance {
    pub(crate) acceptance: KeptAcceptance,
    pub(crate) tenant_name: String,
    /// When the tenant left, in microseconds.
    pub(crate) left_at: Option<i64>,
    /// The tenant accepted no later one of the kind.
    pub(crate) is_latest: bool,
}

/// A tenant that is here and works under a contract of which nobody accepted any version here: it was
/// signed on paper, or never.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnacceptedTenant {
    pub(crate) tenant_id: TenantId,
    pub(crate) name: String,
    /// With an agreement on regions a distributor; else it has a code.
    pub(crate) kind: ContractKind,
    /// When the tenant was entered, in microseconds.
    pub(crate) since: i64,
}

/// Which acceptances to list.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AcceptancePage {
    /// Before the instant and the id of the last one of the page before.
    pub(crate) before: Option<(i64, Uuid)>,
    /// Only the last ones of tenants that are here and have not accepted the version that is offered.
    pub(crate) is_outdated: bool,
    /// The versions that are offered: of distributors, of affiliates.
    pub(crate) offered: (&'static str, &'static str),
    /// At most so many.
    pub(crate) limit: i64,
}

queries! {
    DEMANDS = "SELECT d.kind, d.version, d.place, d.needed_from, d.declared_at, d.user_id, \
        d.reason FROM contract_demands AS d WHERE d.tenant_id = $1 AND d.place = (\
        SELECT MAX(l.place) FROM contract_demands AS l WHERE l.tenant_id = d.tenant_id \
        AND l.kind = d.kind AND l.version = d.version) ORDER BY d.kind, d.version",
    INSERT_DEMAND = "INSERT INTO contract_demands (tenant_id, kind, version, place, needed_from, \
        declared_at, user_id, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    OF_TENANT = "SELECT tenant_id, acceptance_id, kind, version, language, sha256, user_id, name, \
        accepted_at, address FROM contract_acceptances WHERE tenant_id = $1 \
        ORDER BY accepted_at DESC, acceptance_id DESC",
    PAGE = include_str!("contract_demands/page.sql"),
    UNACCEPTED = include_str!("contract_demands/unaccepted.sql"),
}

fn demand(row: &Row) -> Result<ContractDemand, StorageError> {
    Ok(ContractDemand {
        kind: row.parsed("kind")?,
        version: row.text("version")?,
        place: row.int("place")?,
        needed_from: row.parsed("needed_from")?,
        declared_at: row.int("declared_at")?,
        user_id: row.parsed("user_id")?,
        reason: row.text("reason")?,
    })
}

fn acceptance(row: &Row) -> Result<KeptAcceptance, StorageError> {
    Ok(KeptAcceptance {
        tenant_id: row.parsed("tenant_id")?,
        acceptance_id: row.parsed("acceptance_id")?,
        kind: row.parsed("kind")?,
        version: row.text("version")?,
        language: row.text("language")?,
        sha256: row.text("sha256")?,
        user_id: row.parsed("user_id")?,
        name: row.text("name")?,
        accepted_at: row.int("accepted_at")?,
        address: row.text("address")?,
    })
}

impl LedgerTx {
    /// The last word of each version of which one was said.
    pub(crate) async fn list_contract_demands(
        &mut self,
    ) -> Result<Vec<ContractDemand>, StorageError> {
        let rows = self.tx.all(DEMANDS, vec![Value::id(TenantId::MOJO_LLC)]).await?;
        rows.iter().map(demand).collect()
    }

    /// Keeps one more word; its place is the one after the last.
    pub(crate) async fn insert_contract_demand(
        &mut self,
        demand: &ContractDemand,
    ) -> Result<(), StorageError> {
        let values = values![
            Value::id(TenantId::MOJO_LLC),
            demand.kind.code(),
            demand.version.as_str(),
            demand.place,
            Value::id(demand.needed_from),
            demand.declared_at,
            Value::id(demand.user_id),
            demand.reason.as_str(),
        ];
        self.tx.execute(INSERT_DEMAND, values).await.map(drop)
    }

    /// What a tenant accepted, the latest first.
    pub(crate) async fn list_acceptances_of(
        &mut self,
        tenant: TenantId,
    ) -> Result<Vec<KeptAcceptance>, StorageError> {
        self.tx.all(OF_TENANT, vec![Value::id(tenant)]).await?.iter().map(acceptance).collect()
    }

    /// A page of what everybody accepted, the latest first.
    pub(crate) async fn page_acceptances(
        &mut self,
        page: &AcceptancePage,
    ) -> Result<Vec<ListedAcceptance>, StorageError> {
        let place = |(at, id): (i64, Uuid)| (at, id.to_string());
        let (at, id) = page.before.map_or((i64::MAX, String::new()), place);
        let (distributor, affiliate) = page.offered;
        let values = values![page.is_outdated, distributor, affiliate, at, id, page.limit];
        let listed = |row: &Row| {
            Ok(ListedAcceptance {
                acceptance: acceptance(row)?,
                tenant_name: row.text("tenant_name")?,
                left_at: row.opt_int("left_at")?,
                is_latest: row.flag("is_latest")?,
            })
        };
        self.tx.all(PAGE, values).await?.iter().map(listed).collect()
    }

    /// Who works under a contract of which it accepted no version here, as of the day `today` in
    /// Berlin: at most `limit`, the last one entered first.
    pub(crate) async fn list_unaccepted_tenants(
        &mut self,
        today: NaiveDate,
        limit: i64,
    ) -> Result<Vec<UnacceptedTenant>, StorageError> {
        let values = values![Value::id(TenantId::MOJO_LLC), Value::id(today), limit];
        let tenant = |row: &Row| {
            Ok(UnacceptedTenant {
                tenant_id: row.parsed("tenant_id")?,
                name: row.text("name")?,
                kind: row.parsed("kind")?,
                since: row.int("created_at")?,
            })
        };
        self.tx.all(UNACCEPTED, values).await?.iter().map(tenant).collect()
    }
}
