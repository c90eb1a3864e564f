//! `GET /api/v1/contract-notice`: a newer version of a contract that the tenant accepted;
//! `POST /api/v1/contract-notice/acceptance`: its owner accepts it, as the first one was accepted.

use axum::Json;
use axum::extract::State;
use axum::http::{Extensions, StatusCode};
use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::{UserId, berlin_day, from_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::auth::Session;
use crate::contracts::{CONTRACTS, Contract, ContractKind, by_hash};
use crate::http::{ApiError, JsonBody};
use crate::onboarding::{ContractNotice, RenewRefused, Renewal, accept_anew, contract_notices};
use crate::people::person_name;
use crate::routes::layer;
use crate::state::AppState;
use crate::storage::contract_demands::KeptAcceptance;

/// What waits to be read; empty where nothing does.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct NoticeList {
    notices: Vec<NoticeView>,
}

/// A newer version of a contract.
#[derive(Debug, Serialize, JsonSchema)]
struct NoticeView {
    /// `distributor`, `affiliate`.
    kind: &'static str,
    version: &'static str,
    /// In each language, with the same content; the one that is accepted holds.
    texts: Vec<TextView>,
    /// The one that was accepted last.
    accepted: AcceptedView,
    /// From when on the newer one is needed, a day of Berlin; `null` while nobody said.
    needed_from: Option<NaiveDate>,
    /// That day has come. Nothing is locked by it.
    is_due: bool,
}

/// The text in a language.
#[derive(Debug, Serialize, JsonSchema)]
struct TextView {
    language: &'static str,
    /// Of the exact bytes.
    sha256: String,
    /// Below the platform's address.
    link: String,
}

/// A contract as somebody accepted it.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct AcceptedView {
    id: Uuid,
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
}

/// What was shown, and who accepts it.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct AcceptRequest {
    /// `distributor`, `affiliate`.
    #[schemars(extend("enum" = ["distributor", "affiliate"]))]
    kind: String,
    version: String,
    /// SHA-256 of the bytes that were shown; it names the language, too.
    sha256: String,
    /// Of whoever accepts.
    name: String,
}

fn accepted(kept: KeptAcceptance) -> AcceptedView {
    AcceptedView {
        id: kept.acceptance_id,
        kind: kept.kind.code(),
        version: kept.version,
        language: kept.language,
        sha256: kept.sha256,
        user_id: kept.user_id,
        name: kept.name,
        accepted_at: from_micros(kept.accepted_at),
    }
}

fn notice(notice: ContractNotice, today: NaiveDate) -> NoticeView {
    let ContractNotice { offered, accepted: last, needed_from } = notice;
    let is_offered = |one: &&Contract| one.kind == offered.kind && one.version == offered.version;
    let texts = CONTRACTS.iter().filter(is_offered);
    NoticeView {
        kind: offered.kind.code(),
        version: offered.version,
        texts: texts
            .map(|one| TextView { language: one.language, sha256: one.sha256(), link: one.path() })
            .collect(),
        accepted: accepted(last),
        needed_from,
        is_due: needed_from.is_some_and(|day| day <= today),
    }
}

impl From<RenewRefused> for ApiError {
    fn from(refused: RenewRefused) -> Self {
        match refused {
            RenewRefused::Storage(error) => error.into(),
            RenewRefused::NotBound => Self::not_found(),
            RenewRefused::NotOffered => Self::conflict("contract_changed", refused.to_string()),
        }
    }
}

/// What the caller's tenant has to read.
pub(in crate::routes) async fn show_notice(
    State(state): State<AppState>,
    session: Session,
) -> Result<Json<NoticeList>, ApiError> {
    let today = berlin_day(state.clock().now());
    let notices = contract_notices(state.database(), session.tenant.id()).await?;
    Ok(Json(NoticeList { notices: notices.into_iter().map(|one| notice(one, today)).collect() }))
}

/// Accepts a newer version; sent again the first acceptance is given back.
pub(in crate::routes) async fn accept(
    State(state): State<AppState>,
    session: Session,
    extensions: Extensions,
    JsonBody(request): JsonBody<AcceptRequest>,
) -> Result<(StatusCode, Json<AcceptedView>), ApiError> {
    let refused = |what: &str| ApiError::unprocessable("contract_refused", what);
    let kind = request.kind.parse::<ContractKind>();
    let kind = kind.map_err(|_| refused("kind: distributor or affiliate"))?;
    let shown = by_hash(kind, &request.sha256).filter(|one| one.version == request.version);
    let contract = shown.ok_or_else(|| {
        refused("sha256: not of a text of this version; GET /api/v1/contract-notice names them")
    })?;
    let name = person_name(&request.name)
        .ok_or_else(|| refused("name: of whoever accepts, one line of 1 to 120 letters"))?;
    let address = layer::address(&extensions);
    let given = Renewal { contract, name, address };
    let sources = (state.clock(), state.entropy());
    let kept = accept_anew(state.database(), sources, &session, given).await?;
    Ok((StatusCode::CREATED, Json(accepted(kept))))
}
