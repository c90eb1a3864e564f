//! The contracts that may be accepted, for anybody to read; who accepted which, and what a newer
//! version asks of whom.

mod acceptances;
mod notice;

pub(super) use acceptances::{acceptances, set_needed_from};
pub(super) use notice::{accept, show_notice};

use axum::Json;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::contracts::{CONTRACTS, ContractKind, current};
use crate::http::{ApiError, PathOf, QueryOf};

/// A version in a language.
#[derive(Debug, Serialize, JsonSchema)]
struct ContractView {
    kind: &'static str,
    version: &'static str,
    language: &'static str,
    /// Of the exact bytes.
    sha256: String,
    /// It is the one that is offered now.
    current: bool,
    /// Below the platform's address.
    link: String,
}

/// Contracts.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct ContractList {
    contracts: Vec<ContractView>,
}

/// In which language.
#[derive(Debug, Deserialize, JsonSchema)]
pub(super) struct LanguageQuery {
    #[schemars(extend("enum" = ["de", "en"]))]
    language: Option<String>,
}

/// `GET /api/v1/contracts`.
pub(super) async fn list() -> Json<ContractList> {
    let contracts = CONTRACTS
        .iter()
        .map(|contract| ContractView {
            kind: contract.kind.code(),
            version: contract.version,
            language: contract.language,
            sha256: contract.sha256(),
            current: current(contract.kind, contract.language) == Some(contract),
            link: contract.path(),
        })
        .collect();
    Json(ContractList { contracts })
}

/// `GET /api/v1/contracts/{kind}/{version}`: the bytes that are accepted, German unless asked for.
pub(super) async fn show(
    PathOf((kind, version)): PathOf<(String, String)>,
    QueryOf(query): QueryOf<LanguageQuery>,
) -> Result<Response, ApiError> {
    let kind: ContractKind = kind.parse().map_err(|_| ApiError::not_found())?;
    let language = query.language.as_deref().unwrap_or("de");
    let found = CONTRACTS.iter().find(|contract| {
        contract.kind == kind && contract.version == version && contract.language == language
    });
    let contract = found.ok_or_else(ApiError::not_found)?;
    let mut headers = HeaderMap::new();
    let etag = HeaderValue::from_str(&format!("\"{}\"", contract.sha256()));
    headers.insert(header::ETAG, etag.map_err(|error| ApiError::internal(&error))?);
    let kind = HeaderValue::from_static("text/markdown; charset=utf-8");
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(contract.language));
    Ok((headers, contract.text).into_response())
}
