//! `GET|PUT /api/v1/issuer`: who makes credit notes out (Y3), and what was stated of it before.

use axum::Json;
use axum::extract::State;
use chrono::{DateTime, Utc};
use mojo_domain::commissions::CountryCode;
use mojo_domain::invoicing::{Party, read_own_vat_id};
use mojo_domain::{UserId, from_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::auth::Session;
use crate::commerce::{IssuerRefused, IssuerWish, state_issuer};
use crate::http::{ApiError, JsonBody};
use crate::routes::openapi::Country;
use crate::routes::reasons::reason;
use crate::state::AppState;
use crate::storage::issuer_versions::IssuerVersion;

/// The most letters of a field.
const MOST: usize = 200;
/// The most versions that are listed.
const VERSIONS: i64 = 200;

/// What stands at the head of a credit note. Name, address and country are needed; who is billed by a
/// credit note need not have a number, and where its case needs the VAT id it is told when it is made.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct IssuerBody {
    name: String,
    street: String,
    postal_code: String,
    city: String,
    /// Two capital letters.
    #[schemars(with = "Country")]
    country: String,
    #[serde(default)]
    tax_number: String,
    #[serde(default)]
    vat_id: String,
}

/// The issuer as it is stated.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct IssuerRequest {
    #[serde(flatten)]
    issuer: IssuerBody,
    /// The `version` that was looked at; 0 before the first one.
    version: i64,
    reason: String,
}

/// The issuer.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct IssuerView {
    /// `null` while there is none: no credit note is made out.
    issuer: Option<IssuerBody>,
    /// The last statement; 0 while nobody stated one here.
    version: i64,
    /// The latest first.
    versions: Vec<VersionView>,
}

/// A statement of the issuer.
#[derive(Debug, Serialize, JsonSchema)]
struct VersionView {
    version: i64,
    #[serde(flatten)]
    issuer: IssuerBody,
    stated_at: DateTime<Utc>,
    user_id: UserId,
    reason: String,
}

impl IssuerBody {
    fn of(party: Party) -> Self {
        let Party { name, street, postal_code, city, country, tax_number, vat_id, .. } = party;
        Self { name, street, postal_code, city, country, tax_number, vat_id }
    }

    /// All that the law asks for, each on one line.
    fn read(self) -> Result<Party, ApiError> {
        let country: Result<CountryCode, _> = self.country.trim().parse();
        let country = country.map_err(|_| refused("country", "two capital letters"))?;
        let Some(vat_id) = read_own_vat_id(&self.vat_id) else {
            let form = "two letters for the country, then digits and letters; nine digits after DE";
            return Err(refused("vat_id", form));
        };
        Ok(Party {
            name: line(&self.name, ("name", true))?,
            street: line(&self.street, ("street", true))?,
            postal_code: line(&self.postal_code, ("postal_code", true))?,
            city: line(&self.city, ("city", true))?,
            country: country.to_string(),
            tax_number: line(&self.tax_number, ("tax_number", false))?,
            vat_id,
            ..Party::default()
        })
    }
}

/// One line of paper.
fn line(text: &str, (field, is_needed): (&'static str, bool)) -> Result<String, ApiError> {
    let text = text.trim();
    if is_needed && text.is_empty() {
        return Err(refused(field, "it stands on every credit note and is needed"));
    }
    if text.chars().count() > MOST || text.chars().any(char::is_control) {
        return Err(refused(field, &format!("one line of at most {MOST} letters")));
    }
    Ok(text.to_owned())
}

fn refused(field: &'static str, permitted: &str) -> ApiError {
    ApiError::unprocessable("issuer_refused", format!("{field}: {permitted}"))
        .with_details(json!({ "field": field }))
}

impl From<IssuerRefused> for ApiError {
    fn from(refused: IssuerRefused) -> Self {
        match refused {
            IssuerRefused::Storage(error) => error.into(),
            IssuerRefused::Changed => Self::conflict("issuer_changed", refused.to_string()),
        }
    }
}

fn version(kept: IssuerVersion) -> VersionView {
    VersionView {
        version: kept.place,
        issuer: IssuerBody::of(kept.party),
        stated_at: from_micros(kept.stated_at),
        user_id: kept.user_id,
        reason: kept.reason,
    }
}

async fn view(state: &AppState) -> Result<IssuerView, ApiError> {
    let mut tx = state.database().read_ledger().await?;
    let issuer = tx.find_issuer().await?.map(IssuerBody::of);
    let versions = tx.list_issuer_versions(VERSIONS).await?;
    let last = versions.first().map_or(0, |latest| latest.place);
    Ok(IssuerView { issuer, version: last, versions: versions.into_iter().map(version).collect() })
}

/// The issuer, with all that was stated.
pub(super) async fn show(State(state): State<AppState>) -> Result<Json<IssuerView>, ApiError> {
    Ok(Json(view(&state).await?))
}

/// States the issuer from now on; what was issued before keeps its own.
pub(super) async fn put(
    State(state): State<AppState>,
    session: Session,
    JsonBody(request): JsonBody<IssuerRequest>,
) -> Result<Json<IssuerView>, ApiError> {
    let reason = reason(&request.reason, "issuer_refused")?;
    let wish = IssuerWish { party: request.issuer.read()?, seen: request.version, reason };
    let sources = (state.clock(), state.entropy());
    state_issuer(state.database(), sources, &session, &wish).await?;
    Ok(Json(view(&state).await?))
}
