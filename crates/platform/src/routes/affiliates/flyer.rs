//! `GET /api/v1/affiliate-codes/{code}/flyer`: the link of a code as a QR code, to print.

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use mojo_documents::{DocumentError, FlyerFacts, FlyerLanguage, render_flyer, render_qr_png};
use mojo_domain::from_micros;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::affiliates::link_of;
use crate::auth::Session;
use crate::http::{ApiError, PathOf, QueryOf};
use crate::routes::cookies::is_encrypted;
use crate::state::AppState;

/// In which form, and in which language.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct FlyerQuery {
    #[serde(default)]
    format: Format,
    #[serde(default)]
    language: Language,
}

/// A page or the bare code.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Format {
    #[default]
    Pdf,
    Png,
}

/// The language of the page.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Language {
    #[default]
    De,
    En,
}

impl From<Language> for FlyerLanguage {
    fn from(language: Language) -> Self {
        match language {
            Language::De => Self::De,
            Language::En => Self::En,
        }
    }
}

/// The flyer of one of the tenant's own codes, as PDF or PNG.
pub(in crate::routes) async fn flyer(
    State(state): State<AppState>,
    session: Session,
    PathOf(code): PathOf<String>,
    QueryOf(query): QueryOf<FlyerQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let mut tx = state.database().read(session.tenant).await?;
    let codes = tx.list_affiliate_codes().await?;
    let record = codes.into_iter().find(|record| record.code == code);
    let record = record.ok_or_else(ApiError::not_found)?;
    let link = link_of(&record.code, Some(&origin(&state, &headers)?));
    let name = format!("flyer-{}", record.code);
    let failed = |error: DocumentError| ApiError::internal(&error);
    let (kind, ending, bytes) = match query.format {
        Format::Png => ("image/png", "png", render_qr_png(&link).map_err(failed)?),
        Format::Pdf => {
            let tenant = tx.tenant_name().await?;
            let created_at = from_micros(record.created_at);
            let code = (record.code, created_at);
            let facts = FlyerFacts::of_code(query.language.into(), tenant, code, link);
            ("application/pdf", "pdf", render_flyer(&facts).map_err(failed)?)
        }
    };
    let disposition = format!("attachment; filename=\"{name}.{ending}\"");
    let headers =
        [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((headers, bytes).into_response())
}

/// Where visitors reach the platform: what the operator said, or else the address under which the
/// caller reached it.
fn origin(state: &AppState, headers: &HeaderMap) -> Result<String, ApiError> {
    if let Some(url) = state.told_public_url() {
        return Ok(url.to_owned());
    }
    let refused = || ApiError::bad_request("no_host", "The request names no host.");
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).ok_or_else(refused)?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    if host.is_empty() || host.len() > 255 || !host.bytes().all(is_plain) {
        return Err(refused());
    }
    let scheme = if is_encrypted(headers) { "https" } else { "http" };
    Ok(format!("{scheme}://{host}"))
}
