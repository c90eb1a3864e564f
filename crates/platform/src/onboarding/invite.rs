//! Inviting somebody, and taking it back.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate};
use mojo_domain::commissions::{CountryCode, Policy};
use mojo_domain::journal::{Hash, hex};
use mojo_domain::{Clock, Entropy, IdSource, Percentage, TenantId, UserId, to_micros};
use serde_json::json;
use uuid::Uuid;

use super::renew::lock;
use crate::auth::Session;
use crate::contracts::ContractKind;
use crate::derived::derived_id;
use crate::mail::{self, Letter, MailAddress, MailKind, QueuedMail, Reader};
use crate::signing::SigningKey;
use crate::storage::audit::AuditRecord;
use crate::storage::invitations::{InvitationRecord, InvitationState};
use crate::storage::{Database, LedgerTx, StorageError};

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
    /// To whom it is sent; `None` where the link is handed over.
    pub(crate) addressee: Option<Addressee>,
}

/// To whom an invitation is sent.
#[derive(Clone, Debug)]
pub(crate) struct Addressee {
    /// The e-mail address with which they sign in later, lower case.
    pub(crate) login_name: String,
    /// The same as mail goes to it.
    pub(crate) address: MailAddress,
    /// `de`, `en`.
    pub(crate) language: &'static str,
    /// Where the platform is reached, without a slash at the end.
    pub(crate) public_url: String,
}

/// An invitation that was made.
#[derive(Clone, Debug)]
pub(crate) struct Invited {
    pub(crate) record: InvitationRecord,
    pub(crate) token: InvitedToken,
    /// What is sent, where it is sent.
    pub(crate) letter: Option<Letter>,
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
    /// The caller's key is that of another invitation.
    #[error("another invitation was made with this key; draw a new one")]
    KeyReused,
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// The token of an invitation's link: 32 random bytes, or as many that nobody can guess, of which only
/// the hash is kept.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct InvitedToken(String);

impl InvitedToken {
    pub(super) fn draw(entropy: &dyn Entropy) -> Self {
        let mut random = [0; 32];
        entropy.fill(&mut random);
        Self(hex(&random))
    }

    /// The token of the invitation whose id the caller's key gives: only this installation can make it,
    /// and makes the same one again, so that it need not be kept.
    ///
    /// # Errors
    /// [`StorageError::Rule`] when it cannot be signed.
    pub(crate) fn of_id(id: Uuid, key: &SigningKey) -> Result<Self, StorageError> {
        let signed = key.sign(&json!({ "purpose": "invitation_link", "invitation_id": id }))?;
        Ok(Self(Hash::of(signed.signature.as_bytes()).to_hex()))
    }

    /// Reads what stands in a link.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        (text.len() == 64 && text.bytes().all(is_hex)).then(|| Self(text.to_owned()))
    }

    /// As it stands in a link.
    pub(crate) fn text(&self) -> &str {
        &self.0
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

/// Invites somebody. A mail that is to be sent is owed in the same transaction. `named` is the id that
/// the caller's key gives, with the token that follows from it: asked again with it and the same words,
/// there is one invitation, one mail, and the same link.
pub(crate) async fn invite(
    database: &Database,
    (clock, entropy): (&dyn Clock, &dyn Entropy),
    by: &Session,
    wish: InvitationWish,
    named: Option<(Uuid, InvitedToken)>,
) -> Result<Invited, InviteRefused> {
    check(&wish)?;
    let now = to_micros(clock.now());
    let ids = IdSource::new(clock, entropy);
    let (addressee, days) = (wish.addressee.clone(), wish.valid_days);
    let is_named = named.is_some();
    let (id, token) = named.unwrap_or_else(|| (ids.next(), InvitedToken::draw(entropy)));
    let record = record_of(wish, Some(by.user_id), (id, now));
    let letter =
        addressee.as_ref().map(|to| mail::invitation(to.language, &link(to, &token), days));
    // Of two with one key, the second finds the first.
    let mut tx =
        if is_named { lock(database, by.tenant).await? } else { database.write_ledger().await? };
    if let Some(held) = tx.lock_invitation_id(id).await? {
        if !is_same(&held, &record) {
            return Err(InviteRefused::KeyReused);
        }
        return Ok(Invited { record: held, token, letter });
    }
    tx.insert_invitation(&record, &token.hash()).await?;
    if let (Some(to), Some(letter)) = (&addressee, &letter) {
        queue(&mut tx, &record, (MailKind::Invitation, to, letter), now).await?;
    }
    tx.insert_audit(&audit(by, "invite", &record, (ids.next(), now))).await?;
    tx.commit().await?;
    Ok(Invited { record, token, letter })
}

/// Whether the same was asked for: what became of it since does not count.
fn is_same(held: &InvitationRecord, asked: &InvitationRecord) -> bool {
    let days = |of: &InvitationRecord| of.expires_at - of.created_at;
    held.kind == asked.kind
        && held.label == asked.label
        && held.regions == asked.regions
        && held.percent == asked.percent
        && held.agreement_from == asked.agreement_from
        && held.email == asked.email
        && days(held) == days(asked)
}

/// The link of an invitation in a mail.
pub(super) fn link(to: &Addressee, token: &InvitedToken) -> String {
    format!("{}{}?lang={}", to.public_url, token.path(), to.language)
}

/// The mail that bears the link of an invitation.
fn mail_of(kind: MailKind, invitation_id: Uuid) -> Uuid {
    derived_id(&[kind.code(), &invitation_id.to_string()])
}

/// Whoever accepted has the link: what may wait of it goes no more, and its text is forgotten.
pub(super) async fn forget_link(
    tx: &mut LedgerTx,
    of: &InvitationRecord,
    now: i64,
) -> Result<(), StorageError> {
    for kind in [MailKind::Invitation, MailKind::PartnerLink] {
        tx.note_link_arrived(mail_of(kind, of.invitation_id), now).await?;
    }
    Ok(())
}

/// Owes the addressee the mail of an invitation.
pub(super) async fn queue(
    tx: &mut LedgerTx,
    of: &InvitationRecord,
    (kind, to, letter): (MailKind, &Addressee, &Letter),
    now: i64,
) -> Result<(), StorageError> {
    let mail = QueuedMail {
        mail_id: mail_of(kind, of.invitation_id),
        kind,
        language: to.language,
        to: Reader::new(to.address.clone(), ""),
        letter: letter.clone(),
        queued_at: now,
    };
    tx.queue_mail_of(TenantId::MOJO_LLC, &mail).await.map(drop)
}

/// The row of a new invitation.
pub(super) fn record_of(
    wish: InvitationWish,
    invited_by: Option<UserId>,
    (invitation_id, now): (Uuid, i64),
) -> InvitationRecord {
    InvitationRecord {
        invitation_id,
        kind: wish.kind,
        label: wish.label,
        regions: wish.regions,
        percent: wish.percent,
        agreement_from: wish.agreement_from,
        invited_by,
        created_at: now,
        expires_at: now + wish.valid_days * 86_400_000_000,
        state: InvitationState::Open,
        founded_tenant_id: None,
        accepted_at: None,
        activated_at: None,
        email: wish.addressee.map(|to| to.login_name),
    }
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
    for kind in [MailKind::Invitation, MailKind::PartnerLink] {
        tx.drop_mail(mail_of(kind, record.invitation_id), place.1).await?;
    }
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
