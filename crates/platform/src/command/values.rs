//! Values on the command line. Wrong usage ends with 2, before anything is opened, and says the form.

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::commissions::CountryCode;
use uuid::Uuid;

/// `HOST:PORT`.
pub(super) fn host_and_port(text: &str) -> Result<String, &'static str> {
    let port = text.rsplit_once(':').filter(|(host, _)| !host.is_empty()).map(|(_, port)| port);
    match port.map(str::parse::<u16>) {
        Some(Ok(_)) => Ok(text.to_owned()),
        _ => Err("write HOST:PORT"),
    }
}

/// `https://HOST`, without a slash at the end.
pub(super) fn web_address(text: &str) -> Result<String, &'static str> {
    match text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) {
        Some(rest) if !rest.is_empty() => Ok(text.trim_end_matches('/').to_owned()),
        _ => Err("write https://HOST"),
    }
}

/// Of SQLite or PostgreSQL.
pub(super) fn database_address(text: &str) -> Result<String, &'static str> {
    let known = ["sqlite:", "postgres://", "postgresql://"];
    if known.iter().any(|scheme| text.starts_with(scheme)) {
        Ok(text.to_owned())
    } else {
        Err("write sqlite:PATH or postgres://USER@HOST/NAME")
    }
}

/// `2026-12-07`, in no other form.
pub(super) fn day(text: &str) -> Result<NaiveDate, &'static str> {
    let day = text.parse::<NaiveDate>().ok().filter(|_| text.len() == "YYYY-MM-DD".len());
    day.ok_or("not a day; write YYYY-MM-DD, as 2026-12-07")
}

/// An instant of RFC 3339.
pub(super) fn instant(text: &str) -> Result<DateTime<Utc>, &'static str> {
    text.parse().map_err(|_| "not an instant; write day, time and zone, as 2026-12-07T03:00:00Z")
}

/// The id of a job on the queue.
pub(super) fn job_id(text: &str) -> Result<Uuid, &'static str> {
    text.parse().map_err(|_| "not the id of a job; `mojo-platform jobs list` names them")
}

/// The id of a payout.
pub(super) fn payout_id(text: &str) -> Result<Uuid, &'static str> {
    text.parse().map_err(|_| "not the id of a payout; `GET /api/v1/payouts` names them")
}

/// A country, ISO 3166-1.
pub(super) fn country(text: &str) -> Result<CountryCode, &'static str> {
    text.parse().map_err(|_| "not a country; write two capital letters, as US")
}

/// Why something is done: one line, at most 200 characters.
pub(super) fn reason(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    let is_readable = !text.chars().any(char::is_control);
    if text.is_empty() || text.chars().count() > 200 || !is_readable {
        return Err("say why in one line, with at most 200 characters");
    }
    Ok(text.to_owned())
}
