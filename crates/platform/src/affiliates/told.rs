//! What the desks of a tenant are told of its codes with each greeting, so that they have them
//! without a network.

use mojo_domain::from_micros;
use mojo_protocol::{AffiliateCodeEntry, AffiliateCodes, MAX_TOLD_CODES, Scope};

use crate::auth::Session;
use crate::storage::affiliates::ToldCode;
use crate::storage::{Database, StorageError};

/// The link of a code: whole where the operator said where the platform is reached, and else below the
/// address that whoever reads it knows.
pub(crate) fn link_of(code: &str, public_url: Option<&str>) -> String {
    format!("{}/r/{code}", public_url.unwrap_or_default())
}

/// The codes of the session's tenant; `None` for whoever may not list them either.
///
/// # Errors
/// [`StorageError`] of the database.
pub(crate) async fn told_codes(
    database: &Database,
    session: &Session,
    public_url: Option<&str>,
) -> Result<Option<AffiliateCodes>, StorageError> {
    let may_list = [Scope::Commissions, Scope::Admin].iter().any(|one| session.role.has(*one));
    if !may_list {
        return Ok(None);
    }
    let limit = i64::try_from(MAX_TOLD_CODES).unwrap_or(i64::MAX);
    let (told, total) = database.read(session.tenant).await?.list_told_codes(limit).await?;
    let codes = told.into_iter().map(|code| entry(code, public_url)).collect();
    Ok(Some(AffiliateCodes { codes, total }))
}

fn entry(ToldCode { record, recruited }: ToldCode, public_url: Option<&str>) -> AffiliateCodeEntry {
    AffiliateCodeEntry {
        link: link_of(&record.code, public_url),
        code: record.code,
        label: record.label,
        created_at: from_micros(record.created_at),
        retired_at: record.retired_at.map(from_micros),
        clicks: record.clicks,
        recruited,
    }
}
