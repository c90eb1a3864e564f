//! What the desks of a tenant are told of its codes with each greeting, so that they have them
//! without a network.

use mojo_domain::from_micros;
use mojo_protocol::{AffiliateCodeEntry, AffiliateCodes, MAX_TOLD_CODES, Scope};

use crate::auth::Session;
use crate::storage::affiliates::ToldCode;
use crate::storage::{Database, StorageError};

/// The codes of the session's tenant; `None` for whoever may not list them either.
///
/// # Errors
/// [`StorageError`] of the database.
pub(crate) async fn told_codes(
    database: &Database,
    session: &Session,
) -> Result<Option<AffiliateCodes>, StorageError> {
    let may_list = [Scope::Commissions, Scope::Admin].iter().any(|one| session.role.has(*one));
    if !may_list {
        return Ok(None);
    }
    let limit = i64::try_from(MAX_TOLD_CODES).unwrap_or(i64::MAX);
    let (told, total) = database.read(session.tenant).await?.list_told_codes(limit).await?;
    Ok(Some(AffiliateCodes { codes: told.into_iter().map(entry).collect(), total }))
}

fn entry(ToldCode { record, recruited }: ToldCode) -> AffiliateCodeEntry {
    AffiliateCodeEntry {
        link: format!("/r/{}", record.code),
        code: record.code,
        label: record.label,
        created_at: from_micros(record.created_at),
        retired_at: record.retired_at.map(from_micros),
        clicks: record.clicks,
        recruited,
    }
}
