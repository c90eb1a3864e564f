//! A click on an affiliate link: kept as proof, and the first one counts.

use chrono::{DateTime, Utc};
use mojo_domain::commissions::{AffiliateCode, ClickCookie, Policy, click};
use mojo_domain::{Clock, Entropy, IdSource, TenantId, from_micros, to_micros};
use uuid::Uuid;

use crate::storage::affiliates::ClickRecord;
use crate::storage::{Database, LedgerTx, StorageError};

/// What came of a click.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Followed {
    /// Nobody recruits with this code (any more).
    NoCode,
    /// Somebody looked where the link leads and did not go there: nothing is kept.
    LookedAt,
    /// An earlier click of the same visitor is live: it stays.
    Earlier,
    /// The click counts; its id goes into the cookie.
    Counts(Uuid),
}

/// Follows a link of `code`; `seen` is the click that the visitor's cookie names.
pub(crate) async fn follow(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    code: &str,
    seen: Option<Uuid>,
) -> Result<Followed, StorageError> {
    let mut tx = database.write_ledger().await?;
    let Some((code, owner)) = live_owner(&mut tx, code).await? else { return Ok(Followed::NoCode) };
    let now = clock.now();
    let before = cookie(&mut tx, seen).await?;
    let new = ClickCookie { tenant: owner, clicked_at: now };
    let kept = click(before.clone(), new, &Policy::default());
    let counts = before.is_none_or(|before| before != kept);
    let record = ClickRecord {
        tenant_id: owner,
        click_id: IdSource::new(clock, entropy).next(),
        code,
        clicked_at: to_micros(now),
        counts,
    };
    tx.insert_click(&record).await?;
    tx.commit().await?;
    Ok(if counts { Followed::Counts(record.click_id) } else { Followed::Earlier })
}

/// Where a link of `code` would lead, for who does not go there: a program that draws a preview of it,
/// or a page that names it as an image. No click is kept of that (A1).
pub(crate) async fn look_at(database: &Database, code: &str) -> Result<Followed, StorageError> {
    let mut tx = database.read_ledger().await?;
    let owner = live_owner(&mut tx, code).await?;
    Ok(if owner.is_some() { Followed::LookedAt } else { Followed::NoCode })
}

/// The code as it is kept, and who recruits with it now.
async fn live_owner(
    tx: &mut LedgerTx,
    code: &str,
) -> Result<Option<(String, TenantId)>, StorageError> {
    // Codes of before the check character stand as they were.
    let code =
        code.parse::<AffiliateCode>().map_or_else(|_| code.to_uppercase(), |c| c.to_string());
    if code.chars().any(char::is_control) {
        return Ok(None);
    }
    let owner = tx.find_code_owner(&code).await?.filter(|owner| owner.is_live);
    Ok(owner.map(|owner| (code, owner.tenant_id)))
}

/// The cookie's content as the rules know it; an invented one names nothing, nor does one of a tenant
/// that has left.
async fn cookie(
    tx: &mut LedgerTx,
    seen: Option<Uuid>,
) -> Result<Option<ClickCookie<TenantId>>, StorageError> {
    let Some(id) = seen else { return Ok(None) };
    let left = tx.deactivated_tenants().await?;
    let counts = |held: &ClickRecord| {
        held.counts && left.iter().all(|(tenant, _)| *tenant != held.tenant_id)
    };
    let held = tx.find_click(id).await?.filter(counts);
    let at = |held: &ClickRecord| -> DateTime<Utc> { from_micros(held.clicked_at) };
    Ok(held.map(|held| ClickCookie { tenant: held.tenant_id, clicked_at: at(&held) }))
}
