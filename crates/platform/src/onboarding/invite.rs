//! Inviting somebody, and taking it back.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate};
use mojo_domain::commissions::{CountryCode, Policy};
use mojo_domain::journal::{Hash, hex};
use mojo_domain::{Clock, Entropy, IdSource, Percentage, to_micros};
use serde_json::json;
use uuid::Uuid;

use crate::auth::Session;
use crate::contracts::ContractKind;
use crate::storage::audit::AuditRecord;
use crate::storage::invitations::{InvitationRecord, InvitationState};
use crate::storage::{Database, StorageError};

/// Who is to be invited, and to what.
#[derive(Clone, Debug)]
pub(crate) struct InvitationWish {
    pub(crate) kind: ContractKind,
    pub(crate) label: String,
    pub(crate) regions: BTreeSet<CountryCode>,
    pub(crate) percent: Option<Percentage>,
    pub(crate) agreement_from: Option<NaiveDate>,
    /// For how many days it may be accepted.
    pub(crate) valid_days: i64,
}

/// Why nobody is invited, or an invitation is not taken back.
#[derive(Debug, thiserror::Error)]
pub(crate) enum InviteRefused {
    /// A distributor has countries and a percentage; an affiliate has neither.
    #[error("a distributor needs region_codes and commission_percent, an affiliate has neither")]
    Terms,
    /// C1: more than the cap.
    #[error("more than {0} percent")]
    AboveCap(Percentage),
    /// Too short or too long.
    #[error("valid_days: 1 to 365")]
    Days,
    /// Beyond the calendar.
    #[error("agreement_from lies beyond the calendar")]
    Day,
    /// There is no such invitation.
    #[error("there is no such invitation")]
    Unknown,
    /// Somebody has accepted: the agreement ends, not the invitation.
    #[error("the invitation was accepted already")]
    Accepted,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The token of an invitation's link: 32 random bytes, of which only the hash is kept.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct InvitedToken(String);

impl InvitedToken {
    fn draw(entropy: &dyn Entropy) -> Self {
        let mut random = [0; 32];
        entropy.fill(&mut random);
        Self(hex(&random))
    }

    /// Reads what stands in a link.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (text.len() == 64 && text.bytes().all(is_hex)).then(|| Self(text.to_owned()))
    }

    /// Where it leads.
    pub(crate) fn path(&self) -> String {
        format!("/invitations/{}", self.0)
    }

    /// What is kept: 256 random bits need no slow hash.
    pub(crate) fn hash(&self) -> String {
        Hash::of(self.0.as_bytes()).to_hex()
    }
}

impl std::fmt::Debug for InvitedToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("InvitedToken(..)")
    }
}

/// Invites somebody; `by` is nobody where somebody comes by themselves (F2).
pub(crate) async fn invite(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    by: Option<&Session>,
    wish: InvitationWish,
) -> Result<(InvitationRecord, InvitedToken), InviteRefused> {
    check(&wish)?;
    let now = to_micros(clock.now());
    let ids = IdSource::new(clock, entropy);
    let record = InvitationRecord {
        invitation_id: ids.next(),
        kind: wish.kind,
        label: wish.label,
        regions: wish.regions,
        percent: wish.percent,
        agreement_from: wish.agreement_from,
        invited_by: by.map(|session| session.user_id),
        created_at: now,
        expires_at: now + wish.valid_days * 86_400_000_000,
        state: InvitationState::Open,
        founded_tenant_id: None,
        accepted_at: None,
        activated_at: None,
    };
    let token = InvitedToken::draw(entropy);
    let mut tx = database.write_ledger().await?;
    tx.insert_invitation(&record, &token.hash()).await?;
    if let Some(session) = by {
        tx.insert_audit(&audit(session, "invite", &record, (ids.next(), now))).await?;
    }
    tx.commit().await?;
    Ok((record, token))
}

fn check(wish: &InvitationWish) -> Result<(), InviteRefused> {
    let has_terms = !wish.regions.is_empty() && wish.percent.is_some();
    let has_some = !wish.regions.is_empty() || wish.percent.is_some();
    let fits = match wish.kind {
        ContractKind::Distributor => has_terms,
        ContractKind::Affiliate => !has_some && wish.agreement_from.is_none(),
    };
    if !fits {
        return Err(InviteRefused::Terms);
    }
    let cap = Policy::default().regional_cap;
    if wish.percent.is_some_and(|percent| percent > cap) {
        return Err(InviteRefused::AboveCap(cap));
    }
    if wish.agreement_from.is_some_and(|day| !(1..=9999).contains(&day.year())) {
        return Err(InviteRefused::Day);
    }
    if (1..=365).contains(&wish.valid_days) { Ok(()) } else { Err(InviteRefused::Days) }
}

/// Takes an invitation back that nobody has accepted; doing it twice is doing it once.
pub(crate) async fn revoke(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    by: &Session,
    id: Uuid,
) -> Result<InvitationRecord, InviteRefused> {
    let mut tx = database.write_ledger().await?;
    let found = tx.lock_invitation_id(id).await?;
    let mut record = found.ok_or(InviteRefused::Unknown)?;
    match record.state {
        InvitationState::Revoked => return Ok(record),
        InvitationState::Accepted | InvitationState::Active => return Err(InviteRefused::Accepted),
        InvitationState::Open | InvitationState::Expired => {}
    }
    record.state = InvitationState::Revoked;
    tx.step_invitation(&record).await?;
    let place = (IdSource::new(clock, entropy).next(), to_micros(clock.now()));
    tx.insert_audit(&audit(by, "revoke_invitation", &record, place)).await?;
    tx.commit().await?;
    Ok(record)
}

fn audit(
    by: &Session,
    action: &str,
    of: &InvitationRecord,
    (audit_id, at): (Uuid, i64),
) -> AuditRecord {
    let regions: Vec<&str> = of.regions.iter().map(CountryCode::code).collect();
    let percent = of.percent.map(|percent| percent.to_string());
    let details =
        json!({ "kind": of.kind.code(), "region_codes": regions, "commission_percent": percent });
    AuditRecord {
        tenant_id: by.tenant.id(),
        audit_id,
        at,
        user_id: by.user_id,
        action: action.to_owned(),
        subject_id: of.invitation_id.to_string(),
        reason: of.label.clone(),
        details: details.to_string(),
    }
}
