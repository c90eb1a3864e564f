//! Section 14 (2) sentence 2 UStG: without an agreement made before, a credit note is no invoice. The
//! agreement stands in the contract (5.4). Each declaration, and each withdrawal, leaves who made
//! it, when, and to which version, with an entry in the audit log.

use mojo_domain::commissions::TaxProfile;
use mojo_domain::{Clock, Entropy, IdSource, TenantId, to_micros};
use serde_json::json;
use uuid::Uuid;

use crate::auth::Session;
use crate::commerce::issuer::append_issuer;
use crate::contracts::{CONTRACTS, Contract, ContractKind};
use crate::storage::audit::AuditRecord;
use crate::storage::credit_agreements::{AgreedContract, CreditAgreement};
use crate::storage::{Database, StorageError, TenantTx};

/// A profile as the tenant states it.
#[derive(Clone, Debug)]
pub(crate) struct ProfileWish {
    pub(crate) profile: TaxProfile,
    /// Kind and version of the contract that holds the agreement.
    pub(crate) contract: Option<(ContractKind, String)>,
    /// The version of the profile that was looked at; empty where none stood. `None` replaces whatever
    /// stands, except for MOJO LLC, whose profile is the issuer of all credit notes: there it is as if
    /// none had been seen.
    pub(crate) seen: Option<String>,
}

/// A profile as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct KeptProfile {
    /// The last word about credit notes.
    pub(crate) agreement: Option<CreditAgreement>,
    /// Which state it is.
    pub(crate) version: String,
}

/// Why the profile is not kept.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ProfileRefused {
    /// An agreement is one to a text.
    #[error(
        "has_agreed: say to which contract, as agreement {{ kind, version }}; \
         GET /api/v1/contracts lists them, 5.4 is about credit notes"
    )]
    NoContract,
    /// Nobody was ever shown such a text.
    #[error(
        "agreement: there is no contract {0} of the version {1}; GET /api/v1/contracts lists them"
    )]
    UnknownContract(&'static str, String),
    /// Somebody else stated another one meanwhile.
    #[error("the profile was stated anew meanwhile; look at it and repeat with its version")]
    Changed,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Keeps the profile, and a declaration where the agreement changed. What was issued before stays as it
/// is. The same again changes nothing, so that a lost answer may be sent again.
pub(crate) async fn keep_tax_profile(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    by: &Session,
    wish: &ProfileWish,
) -> Result<KeptProfile, ProfileRefused> {
    let at = to_micros(clock.now());
    let mut tx = database.write(by.tenant).await?;
    // One declaration after the other, and none while a credit note is being made out.
    tx.lock_log().await?;
    let held = tx.find_credit_agreement().await?;
    let change = plan_agreement(held.as_ref(), wish)?;
    let stood = tx.find_tax_profile().await?;
    let is_same = change.is_none() && stood.as_ref() == Some(&wish.profile);
    if !is_same {
        check_version(&mut tx, wish).await?;
    }
    let ids = IdSource::new(clock, entropy);
    let mut entries = Vec::new();
    // Whoever issues them is stated the same way; what it was before stays readable.
    entries.extend(append_issuer(&mut tx, &ids, by, (&wish.profile.party, "", at)).await?);
    if !is_same {
        tx.put_tax_profile(&wish.profile, at).await?;
    }
    let version = version_of(tx.tax_profile_version().await?);
    let agreement = match change {
        None => held,
        Some((contract, has_agreed)) => {
            let place = held.map_or(1, |last| last.place + 1);
            let (user_id, declared_at) = (by.user_id, at);
            let agreement = CreditAgreement { place, declared_at, user_id, contract, has_agreed };
            tx.insert_credit_agreement(&agreement).await?;
            entries.push(declared(by, &agreement, ids.next()));
            Some(agreement)
        }
    };
    let mut tx = tx.go_on_as_ledger().await?;
    for entry in &entries {
        tx.insert_audit(entry).await?;
    }
    tx.commit().await?;
    Ok(KeptProfile { agreement, version })
}

/// Which state of a profile that is, as it is told.
pub(crate) fn version_of(updated_at: Option<i64>) -> String {
    updated_at.map(|at| at.to_string()).unwrap_or_default()
}

/// Whoever saw another profile than the one that stands does not replace it.
async fn check_version(tx: &mut TenantTx, wish: &ProfileWish) -> Result<(), ProfileRefused> {
    let is_issuer = tx.tenant().id() == TenantId::MOJO_LLC;
    let seen = match &wish.seen {
        Some(seen) => seen.as_str(),
        None if is_issuer => "",
        None => return Ok(()),
    };
    let stands = version_of(tx.tax_profile_version().await?);
    if seen == stands { Ok(()) } else { Err(ProfileRefused::Changed) }
}

/// The entry of a declaration.
fn declared(by: &Session, agreement: &CreditAgreement, audit_id: Uuid) -> AuditRecord {
    let is_agreed = agreement.has_agreed;
    let action = if is_agreed { "agree_to_credit_notes" } else { "withdraw_from_credit_notes" };
    AuditRecord {
        tenant_id: by.tenant.id(),
        audit_id,
        at: agreement.declared_at,
        user_id: by.user_id,
        action: action.to_owned(),
        subject_id: by.tenant.id().to_string(),
        reason: String::new(),
        details: json!({
            "contract": agreement.contract.kind,
            "version": agreement.contract.version,
            "sha256": agreement.contract.sha256,
        })
        .to_string(),
    }
}

/// What is to be declared: to or from which contract, and whether it is agreed to; `None` where the
/// last word stands.
fn plan_agreement(
    held: Option<&CreditAgreement>,
    wish: &ProfileWish,
) -> Result<Option<(AgreedContract, bool)>, ProfileRefused> {
    let agreed = held.filter(|last| last.has_agreed).map(|last| &last.contract);
    if !wish.profile.has_agreed {
        return Ok(agreed.map(|contract| (contract.clone(), false)));
    }
    match (&wish.contract, agreed) {
        (None, None) => Err(ProfileRefused::NoContract),
        (None, Some(_)) => Ok(None),
        (Some((kind, version)), agreed) => {
            let contract = contract_of(*kind, version)?;
            Ok((agreed != Some(&contract)).then_some((contract, true)))
        }
    }
}

/// The agreement names the text in this language; all have the same content.
fn contract_of(kind: ContractKind, version: &str) -> Result<AgreedContract, ProfileRefused> {
    let is_meant = |it: &&Contract| it.kind == kind && it.version == version && it.language == "de";
    let unknown = || ProfileRefused::UnknownContract(kind.code(), version.to_owned());
    let found = CONTRACTS.iter().find(is_meant).ok_or_else(unknown)?;
    Ok(AgreedContract {
        kind: kind.code().to_owned(),
        version: version.to_owned(),
        sha256: found.sha256(),
    })
}
