//! A newer version of a contract reaches who accepted an older one (F1, F2): it is shown and accepted as
//! the first one was, and the day from which it is needed is declared. Nothing is locked by it.

use chrono::NaiveDate;
use mojo_domain::{Clock, Entropy, IdSource, TenantId, berlin_day, to_micros};
use serde_json::json;
use uuid::Uuid;

use crate::auth::{Session, Tenant};
use crate::contracts::{Contract, ContractKind, current};
use crate::mail::{MailState, newer_contract_mail};
use crate::storage::audit::AuditRecord;
use crate::storage::contract_demands::{ContractDemand, KeptAcceptance};
use crate::storage::contracts::AcceptanceRecord;
use crate::storage::{Database, LedgerTx, StorageError};

/// Every version has a text in this language; it names the version.
const LANGUAGE: &str = "de";

/// A version that is offered to a tenant that has accepted an older one.
#[derive(Clone, Debug)]
pub(crate) struct ContractNotice {
    pub(crate) offered: &'static Contract,
    /// The last one that was accepted.
    pub(crate) accepted: KeptAcceptance,
    /// From when on the offered one is needed, a day of Berlin; `None` while nobody said.
    pub(crate) needed_from: Option<NaiveDate>,
}

/// What whoever accepts has seen and entered.
#[derive(Clone, Debug)]
pub(crate) struct Renewal {
    /// What was shown.
    pub(crate) contract: &'static Contract,
    /// Beside the tick.
    pub(crate) name: String,
    /// The network address.
    pub(crate) address: String,
}

/// Why nothing was accepted.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RenewRefused {
    /// A later version, or another one, is offered now.
    #[error("another version of the contract is offered now; read that one")]
    NotOffered,
    /// The tenant never accepted a contract of this kind, or has left.
    #[error("this tenant has no contract of this kind")]
    NotBound,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Why no day was declared.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DemandRefused {
    /// Only what is offered can be needed.
    #[error("this version of the contract is not the one that is offered")]
    NotOffered,
    /// Nobody can have accepted it before.
    #[error("needed_from: today or a later day")]
    Past,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What a tenant has to read, one a kind of contract; nothing for one that has left.
pub(crate) async fn contract_notices(
    database: &Database,
    tenant: TenantId,
) -> Result<Vec<ContractNotice>, StorageError> {
    let mut tx = database.read_ledger().await?;
    notices_of(&mut tx, tenant).await
}

/// The same in a transaction that has begun.
pub(super) async fn notices_of(
    tx: &mut LedgerTx,
    tenant: TenantId,
) -> Result<Vec<ContractNotice>, StorageError> {
    if has_left(tx, tenant).await? {
        return Ok(Vec::new());
    }
    let held = tx.list_acceptances_of(tenant).await?;
    let demands = tx.list_contract_demands().await?;
    let notice = |kind: ContractKind| {
        let offered = current(kind, LANGUAGE)?;
        // The latest first.
        let accepted = held.iter().find(|one| one.kind == kind)?;
        if held.iter().any(|one| one.kind == kind && one.version == offered.version) {
            return None;
        }
        let demand = demands.iter().find(|one| one.kind == kind && one.version == offered.version);
        Some(ContractNotice {
            offered,
            accepted: accepted.clone(),
            needed_from: demand.map(|one| one.needed_from),
        })
    };
    let kinds = [ContractKind::Distributor, ContractKind::Affiliate];
    Ok(kinds.into_iter().filter_map(notice).collect())
}

/// Accepts what is offered. Sent again, by whomever, the first acceptance stands and is given back: a
/// lost answer and a second window accept nothing twice.
pub(crate) async fn accept_anew(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    by: &Session,
    given: Renewal,
) -> Result<KeptAcceptance, RenewRefused> {
    let now = to_micros(clock.now());
    let ids = IdSource::new(clock, entropy);
    let Renewal { contract, name, address } = given;
    let mut tx = lock(database, by.tenant).await?;
    if has_left(&mut tx, by.tenant.id()).await? {
        return Err(RenewRefused::NotBound);
    }
    let held = tx.list_acceptances_of(by.tenant.id()).await?;
    let mut of_kind = held.into_iter().filter(|one| one.kind == contract.kind).peekable();
    let Some(last) = of_kind.peek().map(|last| last.acceptance_id) else {
        return Err(RenewRefused::NotBound);
    };
    if let Some(same) = of_kind.find(|one| one.version == contract.version) {
        return Ok(same);
    }
    if current(contract.kind, contract.language) != Some(contract) {
        return Err(RenewRefused::NotOffered);
    }
    let kept = KeptAcceptance {
        tenant_id: by.tenant.id(),
        acceptance_id: ids.next(),
        kind: contract.kind,
        version: contract.version.to_owned(),
        language: contract.language.to_owned(),
        sha256: contract.sha256(),
        user_id: by.user_id,
        name,
        accepted_at: now,
        address,
    };
    tx.insert_acceptance(&AcceptanceRecord {
        tenant_id: kept.tenant_id,
        acceptance_id: kept.acceptance_id,
        contract,
        user_id: kept.user_id,
        name: kept.name.clone(),
        accepted_at: now,
        address: kept.address.clone(),
        // Countries and percent are those of the agreement, as they were.
        terms: json!({ "follows": last }).to_string(),
    })
    .await?;
    tx.insert_audit(&accepted(&kept, ids.next())).await?;
    forget_mail(&mut tx, &kept).await?;
    tx.commit().await?;
    Ok(kept)
}

/// Whoever accepted needs to be told no more: the mail that tells it goes no more where it waits.
async fn forget_mail(tx: &mut LedgerTx, kept: &KeptAcceptance) -> Result<(), StorageError> {
    let mail_id = newer_contract_mail(kept.tenant_id, kept.kind, &kept.version);
    if let Some(mail) = tx.find_mail(mail_id).await? {
        tx.end_mail(&mail, MailState::HandedOver, kept.accepted_at).await?;
    }
    Ok(())
}

/// The entry of an acceptance.
fn accepted(kept: &KeptAcceptance, audit_id: Uuid) -> AuditRecord {
    AuditRecord {
        tenant_id: kept.tenant_id,
        audit_id,
        at: kept.accepted_at,
        user_id: kept.user_id,
        action: "accept_contract".to_owned(),
        subject_id: kept.tenant_id.to_string(),
        reason: String::new(),
        details: json!({
            "contract": kept.kind.code(),
            "version": kept.version,
            "language": kept.language,
            "sha256": kept.sha256,
        })
        .to_string(),
    }
}

/// Declares from which day on a version is needed; the last word counts, and each one is kept.
pub(crate) async fn demand_contract(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    by: &Session,
    (kind, version): (ContractKind, &str),
    (needed_from, reason): (NaiveDate, String),
) -> Result<ContractDemand, DemandRefused> {
    if current(kind, LANGUAGE).is_none_or(|offered| offered.version != version) {
        return Err(DemandRefused::NotOffered);
    }
    if needed_from < berlin_day(clock.now()) {
        return Err(DemandRefused::Past);
    }
    let mut tx = lock(database, by.tenant).await?;
    let demands = tx.list_contract_demands().await?;
    let last = demands.into_iter().find(|one| one.kind == kind && one.version == version);
    let before = last.as_ref().map(|last| last.needed_from);
    if before == Some(needed_from)
        && let Some(last) = last
    {
        return Ok(last);
    }
    let declared_at = to_micros(clock.now());
    let demand = ContractDemand {
        kind,
        version: version.to_owned(),
        place: last.map_or(1, |last| last.place + 1),
        needed_from,
        declared_at,
        user_id: by.user_id,
        reason,
    };
    tx.insert_contract_demand(&demand).await?;
    let mut details = json!({
        "contract": kind.code(), "version": version, "to": { "needed_from": needed_from },
    });
    if let Some(before) = before {
        details["from"] = json!({ "needed_from": before });
    }
    tx.insert_audit(&AuditRecord {
        tenant_id: by.tenant.id(),
        audit_id: IdSource::new(clock, entropy).next(),
        at: declared_at,
        user_id: by.user_id,
        action: "demand_contract".to_owned(),
        subject_id: by.tenant.id().to_string(),
        reason: demand.reason.clone(),
        details: details.to_string(),
    })
    .await?;
    tx.commit().await?;
    Ok(demand)
}

/// One after the other, for each tenant: until it ends nobody else writes under this lock.
pub(super) async fn lock(database: &Database, tenant: Tenant) -> Result<LedgerTx, StorageError> {
    let mut tx = database.write(tenant).await?;
    tx.lock_log().await?;
    tx.go_on_as_ledger().await
}

async fn has_left(tx: &mut LedgerTx, tenant: TenantId) -> Result<bool, StorageError> {
    Ok(tx.find_tenant(tenant).await?.is_none_or(|found| found.deactivated_at.is_some()))
}
