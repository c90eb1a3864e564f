//! `POST /api/v1/statements/{month}/named-extract`: the entries of a month with the names of the
//! customers (C16). A recipient's owner, distributor or affiliate has it of the own account, the
//! platform's people of any; a reason is asked for, and the act is logged.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Utc};
use mojo_domain::{CommissionEntryId, Currency, Month, TenantId, berlin_day, from_micros};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::auth::{Role, Session};
use crate::commerce::{ExtractRefused, ExtractWish, NamedEntry, extract_named};
use crate::http::{ApiError, JsonBody, PathOf};
use crate::routes::amounts::amount;
use crate::routes::openapi::{Amount, Country, Percent};
use crate::routes::reasons::reason;
use crate::state::AppState;

/// What is wanted, and why.
#[derive(Debug, Deserialize, JsonSchema)]
pub(in crate::routes) struct ExtractRequest {
    reason: String,
    /// The recipient: for the platform's own people, who have no account of their own.
    #[serde(default)]
    tenant_id: Option<TenantId>,
    #[serde(default)]
    format: Format,
}

/// In which form.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum Format {
    #[default]
    Json,
    Csv,
}

/// The extract.
#[derive(Debug, Serialize, JsonSchema)]
pub(in crate::routes) struct ExtractView {
    month: Month,
    entries: Vec<EntryView>,
}

/// An entry with the name.
#[derive(Debug, Serialize, JsonSchema)]
struct EntryView {
    commission_id: CommissionEntryId,
    order_number: String,
    line: i64,
    ordered_at: DateTime<Utc>,
    /// The pseudonym that statements show.
    customer: String,
    /// `null` where the customer has no account on the platform.
    customer_name: Option<String>,
    product_name: String,
    #[schemars(with = "Option<Country>")]
    billing_country: Option<String>,
    commission_type: &'static str,
    #[schemars(with = "Amount")]
    base: String,
    #[schemars(with = "Percent")]
    percent: String,
    #[schemars(with = "Amount")]
    amount: String,
    currency: Currency,
}

impl From<ExtractRefused> for ApiError {
    fn from(refused: ExtractRefused) -> Self {
        match refused {
            ExtractRefused::Storage(error) => error.into(),
            ExtractRefused::UnknownRecipient => Self::not_found(),
            ExtractRefused::NoReason => Self::unprocessable("no_reason", refused.to_string()),
        }
    }
}

/// Gives the entries with the names, and logs that.
pub(in crate::routes) async fn extract(
    State(state): State<AppState>,
    session: Session,
    PathOf(month): PathOf<String>,
    JsonBody(request): JsonBody<ExtractRequest>,
) -> Result<Response, ApiError> {
    let month: Month = month.parse().map_err(|_| ApiError::not_found())?;
    let recipient = recipient(&session, request.tenant_id).ok_or_else(ApiError::forbidden)?;
    let reason = reason(&request.reason, "no_reason")?;
    let wish = ExtractWish { recipient, month, reason };
    let sources = (state.clock(), state.entropy());
    let entries = extract_named(state.database(), sources, &session, &wish).await?;
    let entries: Vec<EntryView> = entries.into_iter().map(view).collect();
    if let Format::Json = request.format {
        return Ok(Json(ExtractView { month, entries }).into_response());
    }
    let disposition = format!("attachment; filename=\"Buchauszug-{month}.csv\"");
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
    ];
    Ok((headers, table(&entries)).into_response())
}

/// Whose account may be read with names; `None` where it may not.
fn recipient(session: &Session, wanted: Option<TenantId>) -> Option<TenantId> {
    let own = session.tenant.id();
    let wanted = wanted.unwrap_or(own);
    let is_own = matches!(session.role, Role::Owner | Role::Distributor | Role::Affiliate);
    (session.is_platform_staff() || (is_own && wanted == own)).then_some(wanted)
}

fn view(entry: NamedEntry) -> EntryView {
    let NamedEntry { record, customer_name } = entry;
    EntryView {
        commission_id: record.commission_id,
        line: record.line_no,
        ordered_at: from_micros(record.ordered_at),
        customer_name,
        billing_country: record.billing_country.map(|country| country.to_string()),
        commission_type: record.kind.code(),
        base: amount(record.base_cents, record.currency),
        percent: record.percent.to_string(),
        amount: amount(record.amount_cents, record.currency),
        currency: record.currency,
        order_number: record.order_number,
        customer: record.customer,
        product_name: record.product_name,
    }
}

/// One row an entry, with a heading.
fn table(entries: &[EntryView]) -> String {
    let mut text =
        "date;order;line;customer;name;product;country;type;net;percent;amount;currency\r\n"
            .to_owned();
    for entry in entries {
        let cells = [
            berlin_day(entry.ordered_at).to_string(),
            cell(&entry.order_number),
            entry.line.to_string(),
            entry.customer.clone(),
            cell(entry.customer_name.as_deref().unwrap_or_default()),
            cell(&entry.product_name),
            entry.billing_country.clone().unwrap_or_default(),
            entry.commission_type.to_owned(),
            entry.base.clone(),
            entry.percent.clone(),
            entry.amount.clone(),
            entry.currency.to_string(),
        ];
        text.push_str(&cells.join(";"));
        text.push_str("\r\n");
    }
    text
}

/// A text that somebody typed: in quotes, and never a formula of a spreadsheet.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typed_text_is_no_formula_and_ends_no_cell() {
        assert_eq!(cell("Anna \"Ann\"; Berger"), "\"Anna \"\"Ann\"\"; Berger\"");
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell(""), "\"\"");
    }
}
