//! How money, instants and days look in answers: amounts as texts with two decimals, instants in
//! RFC 3339 UTC, days as `YYYY-MM-DD`; MOJO LLC as `null`.

use mojo_domain::{Currency, Money, TenantId};

use crate::commerce::engine_tenant;
use crate::http::ApiError;

/// `1234.50`.
pub(super) fn amount(cents: i64, currency: Currency) -> String {
    Money::new(cents, currency).to_string()
}

/// MOJO LLC is `null`.
pub(super) fn tenant(id: TenantId) -> Option<TenantId> {
    engine_tenant(id)
}

/// Reads an amount.
pub(super) fn cents(text: &str, field: &str) -> Result<i64, ApiError> {
    mojo_domain::parse_decimal_cents(text)
        .map_err(|error| ApiError::unprocessable("unreadable_amount", format!("{field}: {error}")))
}
