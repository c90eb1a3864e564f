//! `GET /api/v1/contract-acceptances`: who accepted which version when, for the platform's own people;
//! `PUT /api/v1/contracts/{kind}/{version}/needed-from`: from when on a version is needed.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::{TenantId, UserId, berlin_day, from_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::auth::Session;
use crate::contracts::{CONTRACTS, Contract, ContractKind, current};
use crate::http::{ApiError, JsonBody, PathOf, QueryOf};
use crate::mail::newer_contract_mail;
use crate::onboarding::{DemandRefused, demand_contract};
use crate::routes::paging;
use crate::routes::reasons::reason;
use crate::state::AppState;
use crate::storage::contract_demands::{
    AcceptancePage, ContractDemand, ListedAcceptance, UnacceptedTenant,
};
use crate::storage::{LedgerTx, StorageError};

/// The most of one page.
const MOST: i64 = 200;

/// Which page, and of what.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct AcceptancesQuery {
    limit: Option<i64>,
    /// The `next` of the page before.
    before: Option<String>,
    /// Only tenants that are here and have not accepted the version that is offered now.
    #[serde(default)]
    outdated: bool,
}

/// Somebody accepted a contract for a tenant.
#[derive(Debug, Serialize, JsonSchema)]
struct AcceptanceView {
    id: Uuid,
    tenant_id: TenantId,
    tenant: String,
    /// `distributor`, `affiliate`.
    kind: &'static str,
    version: String,
    language: String,
    /// SHA-256 of the bytes that were shown.
    sha256: String,
    user_id: UserId,
    /// As typed beside the tick.
    name: String,
    accepted_at: DateTime<Utc>,
    /// The network address.
    address: String,
    /// It is the version that is offered now.
    is_current: bool,
    /// The tenant accepted no later one of the kind.
    is_latest: bool,
    /// The tenant has left.
    has_left: bool,
    /// How far the mail has come that tells of the version that is offered now, as `GET /api/v1/mails`
    /// says it; `null` where none is owed, or not yet.
    mail: Option<&'static str>,
}

/// From when on a version is needed.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct DemandView {
    /// `distributor`, `affiliate`.
    kind: &'static str,
    version: String,
    /// A day of Berlin.
    needed_from: NaiveDate,
    declared_at: DateTime<Utc>,
    user_id: UserId,
    reason: String,
}

/// A version that is offered now.
#[derive(Debug, Serialize, JsonSchema)]
struct OfferedView {
    /// `distributor`, `affiliate`.
    kind: &'static str,
    version: &'static str,
    /// SHA-256 of the German text.
    sha256: String,
}

/// A tenant that is here and works under a contract of which it accepted no version here: it was signed
/// on paper, or never.
#[derive(Debug, Serialize, JsonSchema)]
struct UnacceptedView {
    tenant_id: TenantId,
    tenant: String,
    /// `distributor` with an agreement on regions, `affiliate` with a code alone.
    kind: &'static str,
    /// When the tenant was entered.
    since: DateTime<Utc>,
}

/// A page, the latest first.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct AcceptanceList {
    acceptances: Vec<AcceptanceView>,
    /// The last word of each version of which one was said.
    demands: Vec<DemandView>,
    /// The versions that are offered now.
    offered: Vec<OfferedView>,
    /// Who accepted no version here at all, the last one entered first; with the first page, and at most
    /// 200.
    unaccepted: Vec<UnacceptedView>,
    /// There are more of them.
    has_more_unaccepted: bool,
    next: Option<String>,
}

/// The day, and why.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct DemandRequest {
    needed_from: NaiveDate,
    reason: String,
}

fn offered(kind: ContractKind) -> &'static str {
    current(kind, "de").map_or("", |contract| contract.version)
}

fn is_offered(contract: &Contract) -> bool {
    current(contract.kind, "de") == Some(contract)
}

fn offer(contract: &Contract) -> OfferedView {
    OfferedView { kind: contract.kind.code(), version: contract.version, sha256: contract.sha256() }
}

/// How far the mails have come that tell of what is offered now, by the acceptance that they are about.
async fn mails_of(
    tx: &mut LedgerTx,
    listed: &[ListedAcceptance],
) -> Result<BTreeMap<Uuid, &'static str>, StorageError> {
    let about: BTreeMap<Uuid, Uuid> = listed
        .iter()
        .filter(|one| one.left_at.is_none() && one.is_latest)
        .map(|one| &one.acceptance)
        .filter(|held| held.version != offered(held.kind))
        .map(|held| {
            let mail_id = newer_contract_mail(held.tenant_id, held.kind, offered(held.kind));
            (mail_id, held.acceptance_id)
        })
        .collect();
    let ids: Vec<Uuid> = about.keys().copied().collect();
    let states = tx.mail_states(&ids).await?;
    Ok(states.iter().filter_map(|(id, state)| Some((*about.get(id)?, state.code()))).collect())
}

fn acceptance(listed: ListedAcceptance, mails: &BTreeMap<Uuid, &'static str>) -> AcceptanceView {
    let ListedAcceptance { acceptance, tenant_name, left_at, is_latest } = listed;
    AcceptanceView {
        mail: mails.get(&acceptance.acceptance_id).copied(),
        id: acceptance.acceptance_id,
        tenant_id: acceptance.tenant_id,
        tenant: tenant_name,
        kind: acceptance.kind.code(),
        is_current: offered(acceptance.kind) == acceptance.version,
        version: acceptance.version,
        language: acceptance.language,
        sha256: acceptance.sha256,
        user_id: acceptance.user_id,
        name: acceptance.name,
        accepted_at: from_micros(acceptance.accepted_at),
        address: acceptance.address,
        is_latest,
        has_left: left_at.is_some(),
    }
}

fn unaccepted(tenant: UnacceptedTenant) -> UnacceptedView {
    UnacceptedView {
        tenant_id: tenant.tenant_id,
        tenant: tenant.name,
        kind: tenant.kind.code(),
        since: from_micros(tenant.since),
    }
}

fn demand(kept: ContractDemand) -> DemandView {
    DemandView {
        kind: kept.kind.code(),
        version: kept.version,
        needed_from: kept.needed_from,
        declared_at: from_micros(kept.declared_at),
        user_id: kept.user_id,
        reason: kept.reason,
    }
}

impl From<DemandRefused> for ApiError {
    fn from(refused: DemandRefused) -> Self {
        match refused {
            DemandRefused::Storage(error) => error.into(),
            DemandRefused::NotOffered => Self::conflict("contract_changed", refused.to_string()),
            DemandRefused::Past => Self::unprocessable("demand_refused", refused.to_string()),
        }
    }
}

/// Lists who accepted what.
pub(in crate::routes) async fn acceptances(
    State(state): State<AppState>,
    QueryOf(query): QueryOf<AcceptancesQuery>,
) -> Result<Json<AcceptanceList>, ApiError> {
    let limit = paging::limit(query.limit, 50, MOST);
    let page = AcceptancePage {
        before: paging::place("before", query.before.as_deref())?,
        is_outdated: query.outdated,
        offered: (offered(ContractKind::Distributor), offered(ContractKind::Affiliate)),
        limit,
    };
    let mut tx = state.database().read_ledger().await?;
    let listed = tx.page_acceptances(&page).await?;
    let mails = mails_of(&mut tx, &listed).await?;
    let demands = tx.list_contract_demands().await?;
    let mut missing = Vec::new();
    if page.before.is_none() {
        let today = berlin_day(state.clock().now());
        missing = tx.list_unaccepted_tenants(today, MOST + 1).await?;
    }
    let most = usize::try_from(MOST).unwrap_or(usize::MAX);
    let has_more_unaccepted = missing.len() > most;
    missing.truncate(most);
    let next = paging::next(&listed, limit, |last| {
        (last.acceptance.accepted_at, last.acceptance.acceptance_id)
    });
    Ok(Json(AcceptanceList {
        acceptances: listed.into_iter().map(|one| acceptance(one, &mails)).collect(),
        demands: demands.into_iter().map(demand).collect(),
        offered: CONTRACTS.iter().filter(|one| is_offered(one)).map(offer).collect(),
        unaccepted: missing.into_iter().map(unaccepted).collect(),
        has_more_unaccepted,
        next,
    }))
}

/// Declares the day. Nothing is locked by it: the notice of the partner names it.
pub(in crate::routes) async fn set_needed_from(
    State(state): State<AppState>,
    session: Session,
    PathOf((kind, version)): PathOf<(String, String)>,
    JsonBody(request): JsonBody<DemandRequest>,
) -> Result<Json<DemandView>, ApiError> {
    let kind: ContractKind = kind.parse().map_err(|_| ApiError::not_found())?;
    let why = reason(&request.reason, "demand_refused")?;
    let sources = (state.clock(), state.entropy());
    let of = (kind, version.as_str());
    let word = (request.needed_from, why);
    let kept = demand_contract(state.database(), sources, &session, of, word).await?;
    Ok(Json(demand(kept)))
}
