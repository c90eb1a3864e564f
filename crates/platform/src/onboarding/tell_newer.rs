//! A newer version of a contract is told by mail to who accepted an older one (F1, F2): once a tenant and
//! version, whichever process looks and wherever it dies. Each tenant is a transaction of its own; whom
//! the process that died had not told, the next one tells.

use mojo_domain::TenantId;

use super::renew::notices_of;
use crate::auth::Tenant;
use crate::contracts::{ContractKind, current};
use crate::mail::{NewerContract, newer_contract_mail, queue_newer_contract};
use crate::storage::contract_demands::{AcceptancePage, ListedAcceptance};
use crate::storage::{Database, LedgerTx, StorageError};

/// Tenants looked at at once.
const BATCH: usize = 200;

/// Owes a mail to every tenant that is here, accepted an older version, and was not told of the one
/// that is offered now; gives back how many. Who has no address is told once there is one.
///
/// # Errors
/// [`StorageError`].
pub(crate) async fn tell_newer_contracts(
    database: &Database,
    now: i64,
) -> Result<usize, StorageError> {
    let version = |kind| current(kind, "de").map_or("", |contract| contract.version);
    let offered = (version(ContractKind::Distributor), version(ContractKind::Affiliate));
    let mut before = None;
    let mut told = 0;
    loop {
        let limit = i64::try_from(BATCH).unwrap_or(i64::MAX);
        let page = AcceptancePage { before, is_outdated: true, offered, limit };
        let mut tx = database.read_ledger().await?;
        let late = tx.page_acceptances(&page).await?;
        let tenants = untold(&mut tx, &late).await?;
        drop(tx);
        for tenant in tenants {
            told += tell(database, tenant, now).await?;
        }
        let Some(last) = late.last().filter(|_| late.len() >= BATCH) else { return Ok(told) };
        before = Some((last.acceptance.accepted_at, last.acceptance.acceptance_id));
    }
}

/// Those of a page for whom there is no mail yet: a look costs no lock, and mostly all were told.
async fn untold(
    tx: &mut LedgerTx,
    late: &[ListedAcceptance],
) -> Result<Vec<TenantId>, StorageError> {
    let mut untold = Vec::new();
    for ListedAcceptance { acceptance, .. } in late {
        let Some(offered) = current(acceptance.kind, "de") else { continue };
        let tenant = acceptance.tenant_id;
        let mail_id = newer_contract_mail(tenant, acceptance.kind, offered.version);
        if tx.find_mail(mail_id).await?.is_none() {
            untold.push(tenant);
        }
    }
    Ok(untold)
}

/// Tells a tenant of each of its contracts that has a newer version; gives back of how many. Nobody
/// accepts, and nobody else tells, until it ends: who accepted meanwhile is not told any more.
async fn tell(database: &Database, tenant: TenantId, now: i64) -> Result<usize, StorageError> {
    let mut tx = database.write(Tenant::named_by_platform(tenant)).await?;
    tx.lock_log().await?;
    let Some(party) = tx.mail_party().await? else { return Ok(0) };
    let mut tx = tx.go_on_as_ledger().await?;
    let mut told = 0;
    for notice in notices_of(&mut tx, tenant).await? {
        let offered = notice.offered;
        // A process of an older release beside a newer one does not tell of what it has as of news:
        // versions are named by their month.
        if offered.version <= notice.accepted.version.as_str() {
            continue;
        }
        let newer = NewerContract {
            kind: offered.kind,
            version: offered.version,
            needed_from: notice.needed_from,
        };
        told += usize::from(queue_newer_contract(&mut tx, (tenant, &party), newer, now).await?);
    }
    tx.commit().await?;
    Ok(told)
}
