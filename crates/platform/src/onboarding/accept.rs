//! The contract is accepted: tenant, owner, agreement or code, and the proof are one transaction.

use mojo_domain::commissions::{AffiliateCode, Agreement, AgreementTerms, CountryCode};
use mojo_domain::{Clock, Entropy, IdSource, TenantId, UserId, berlin_day, from_micros, to_micros};
use serde_json::json;

use super::InvitedToken;
use super::invite::forget_link;
use crate::auth::Role;
use crate::contracts::{Contract, ContractKind};
use crate::mail::{account_known, queue_account_known};
use crate::storage::accounts::NewUser;
use crate::storage::catalogue::AgreementRecord;
use crate::storage::contracts::AcceptanceRecord;
use crate::storage::invitations::{InvitationRecord, InvitationState};
use crate::storage::tenants::NewTenant;
use crate::storage::{Database, LedgerTx, StorageError};

/// How often another code is drawn where one is taken.
const DRAWS: usize = 8;

/// What whoever accepts has entered.
#[derive(Clone, Debug)]
pub(crate) struct Acceptance {
    pub(crate) organisation: String,
    pub(crate) country: CountryCode,
    /// Beside the tick.
    pub(crate) name: String,
    /// The e-mail address, lower case.
    pub(crate) login_name: String,
    pub(crate) password_hash: String,
    /// What was shown.
    pub(crate) contract: &'static Contract,
    /// The network address.
    pub(crate) address: String,
}

/// Why nothing was founded.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AcceptRefused {
    /// Unknown, taken back, or run out.
    #[error("the invitation is not open")]
    Closed,
    /// The contract shown is of another kind.
    #[error("another contract belongs to this invitation")]
    OtherContract,
    /// C1: a country has an agreement already.
    #[error("a country of the invitation already belongs to another agreement")]
    NotExclusive,
    /// Somebody signs in with this address, and is told by mail.
    #[error("the address is taken")]
    LoginTaken,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Founds the tenant, and gives back which one with its owner; whoever accepted already has nothing
/// founded a second time (`None`).
pub(crate) async fn accept(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    token: &InvitedToken,
    given: Acceptance,
) -> Result<Option<(TenantId, UserId)>, AcceptRefused> {
    let now = to_micros(clock.now());
    let ids = IdSource::new(clock, entropy);
    let mut tx = database.write_ledger().await?;
    let found = tx.lock_invitation(&token.hash()).await?;
    let mut invitation = found.ok_or(AcceptRefused::Closed)?;
    match invitation.state {
        InvitationState::Accepted | InvitationState::Active => return Ok(None),
        InvitationState::Revoked => return Err(AcceptRefused::Closed),
        InvitationState::Open | InvitationState::Expired if invitation.expires_at <= now => {
            return Err(AcceptRefused::Closed);
        }
        InvitationState::Open | InvitationState::Expired => {}
    }
    if given.contract.kind != invitation.kind {
        return Err(AcceptRefused::OtherContract);
    }
    let (tenant, user): (TenantId, UserId) = (ids.next(), ids.next());
    if !tx.claim_login(&given.login_name, tenant, user).await? {
        let language = given.contract.language;
        let words = (language, account_known(language));
        queue_account_known(&mut tx, &given.login_name, words, (ids.next(), now)).await?;
        tx.commit().await?;
        return Err(AcceptRefused::LoginTaken);
    }
    found_tenant(&mut tx, (tenant, user), invitation.kind, (&given, now)).await?;
    match invitation.kind {
        ContractKind::Distributor => {
            let agreement = agreement_of(&invitation, tenant, (&given, now), ids.next());
            tx.lock_regions(agreement.agreement.regions.iter().copied()).await?;
            if !tx.insert_agreement(&agreement).await? {
                return Err(AcceptRefused::NotExclusive);
            }
        }
        ContractKind::Affiliate => give_code(&mut tx, tenant, now, entropy).await?,
    }
    tx.insert_acceptance(&AcceptanceRecord {
        tenant_id: tenant,
        acceptance_id: ids.next(),
        contract: given.contract,
        user_id: user,
        name: given.name,
        accepted_at: now,
        address: given.address,
        terms: terms_of(&invitation),
    })
    .await?;
    invitation.state = InvitationState::Accepted;
    invitation.founded_tenant_id = Some(tenant);
    invitation.accepted_at = Some(now);
    tx.step_invitation(&invitation).await?;
    forget_link(&mut tx, &invitation, now).await?;
    tx.commit().await?;
    Ok(Some((tenant, user)))
}

async fn found_tenant(
    tx: &mut LedgerTx,
    (tenant_id, user_id): (TenantId, UserId),
    kind: ContractKind,
    (given, now): (&Acceptance, i64),
) -> Result<(), StorageError> {
    let tenant = NewTenant {
        tenant_id,
        name: given.organisation.clone(),
        kind: kind.code(),
        country: given.country.code().to_owned(),
        // P4: tools open with what the tenant buys.
        granted_stage: None,
        created_at: now,
    };
    tx.insert_tenant(&tenant, 1).await?;
    tx.insert_user_of_login(&NewUser {
        tenant_id,
        user_id,
        login_name: given.login_name.clone(),
        name: given.name.clone(),
        role: Role::Owner,
        password_hash: given.password_hash.clone(),
        created_at: now,
    })
    .await
}

/// The agreement of the invitation, from today or a later first day on.
fn agreement_of(
    invitation: &InvitationRecord,
    tenant: TenantId,
    (given, now): (&Acceptance, i64),
    agreement_id: uuid::Uuid,
) -> AgreementRecord {
    let today = berlin_day(from_micros(now));
    let contract = given.contract;
    AgreementRecord {
        agreement_id,
        agreement: Agreement {
            terms: AgreementTerms {
                tenant,
                percent: invitation.percent.unwrap_or(mojo_domain::Percentage::new(0)),
                valid_from: invitation.agreement_from.map_or(today, |day| day.max(today)),
                valid_until: None,
            },
            regions: invitation.regions.clone(),
        },
        contract_signed_at: Some(from_micros(now)),
        contract_document_url: Some(contract.path()),
        created_at: now,
    }
}

/// Draws the first code of an affiliate.
async fn give_code(
    tx: &mut LedgerTx,
    tenant: TenantId,
    now: i64,
    entropy: &dyn Entropy,
) -> Result<(), StorageError> {
    for _ in 0..DRAWS {
        if tx.insert_code_of(tenant, AffiliateCode::draw(entropy).as_str(), now).await? {
            return Ok(());
        }
    }
    Err(StorageError::Rule("no affiliate code is free".to_owned()))
}

/// What stood beside the text.
fn terms_of(invitation: &InvitationRecord) -> String {
    let regions: Vec<&str> = invitation.regions.iter().map(CountryCode::code).collect();
    json!({
        "invitation_id": invitation.invitation_id,
        "region_codes": regions,
        "commission_percent": invitation.percent.map(|percent| percent.to_string()),
        "agreement_from": invitation.agreement_from,
    })
    .to_string()
}
