//! Invitations (F1, F2): how far somebody has come on the way to a tenant.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use mojo_domain::commissions::CountryCode;
use mojo_domain::{Percentage, TenantId, UserId};
use uuid::Uuid;

use super::cards::text_list;
use super::query::queries;
use super::{LedgerTx, Row, StorageError, Value, values};
use crate::contracts::ContractKind;

/// How far an invitation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InvitationState {
    /// Nobody has accepted yet.
    Open,
    /// The contract is accepted, the tenant is founded; the account for payouts is missing.
    Accepted,
    /// Nothing is left to do.
    Active,
    /// Taken back before it was accepted.
    Revoked,
    /// Its time was over before anybody accepted. The time alone decides: where a clock was wrong,
    /// it is as good as open.
    Expired,
}

impl InvitationState {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Open, "open"),
        (Self::Accepted, "accepted"),
        (Self::Active, "active"),
        (Self::Revoked, "revoked"),
        (Self::Expired, "expired"),
    ];

    /// Nobody has accepted, and nobody took it back: the time decides whether somebody may.
    pub(crate) fn is_waiting(self) -> bool {
        matches!(self, Self::Open | Self::Expired)
    }

    /// The name at rest and on the wire.
    pub(crate) fn code(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("", |(_, name)| name)
    }

    fn of(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(state, _)| *state)
    }
}

/// An invitation.
#[derive(Clone, Debug)]
pub(crate) struct InvitationRecord {
    pub(crate) invitation_id: Uuid,
    pub(crate) kind: ContractKind,
    /// What the platform's people call it.
    pub(crate) label: String,
    /// Of the agreement; empty for an affiliate.
    pub(crate) regions: BTreeSet<CountryCode>,
    pub(crate) percent: Option<Percentage>,
    /// The first day of the agreement at the earliest.
    pub(crate) agreement_from: Option<NaiveDate>,
    /// `None` for somebody who came without being invited.
    pub(crate) invited_by: Option<UserId>,
    pub(crate) created_at: i64,
    /// Nobody accepts from then on; who has accepted goes on.
    pub(crate) expires_at: i64,
    pub(crate) state: InvitationState,
    pub(crate) founded_tenant_id: Option<TenantId>,
    pub(crate) accepted_at: Option<i64>,
    pub(crate) activated_at: Option<i64>,
    /// To whom it went, as it is signed in with; `None` where the link was handed over.
    pub(crate) email: Option<String>,
}

queries! {
    INSERT = include_str!("invitations/insert.sql"),
    LIST = include_str!("invitations/list.sql"),
    BY_TOKEN = include_str!("invitations/by_token.sql"),
    BY_ID = include_str!("invitations/by_id.sql"),
    LOCK = "UPDATE invitations SET state = state WHERE tenant_id = $1 AND token_hash = $2",
    LOCK_ID = "UPDATE invitations SET state = state WHERE tenant_id = $1 AND invitation_id = $2",
    STEP = "UPDATE invitations SET state = $3, founded_tenant_id = $4, accepted_at = $5, \
        activated_at = $6 WHERE tenant_id = $1 AND invitation_id = $2",
}

fn invitation(row: &Row) -> Result<InvitationRecord, StorageError> {
    let unreadable = |column| StorageError::Inconsistency { column };
    let regions: Vec<String> =
        serde_json::from_str(&row.text("region_codes")?).map_err(|_| unreadable("region_codes"))?;
    let regions = regions.iter().map(|code| code.parse::<CountryCode>());
    Ok(InvitationRecord {
        invitation_id: row.parsed("invitation_id")?,
        kind: row.parsed("kind")?,
        label: row.text("label")?,
        regions: regions.collect::<Result<_, _>>().map_err(|_| unreadable("region_codes"))?,
        percent: row.opt_parsed("commission_percent")?,
        agreement_from: row.opt_parsed("agreement_from")?,
        invited_by: row.opt_parsed("invited_by")?,
        created_at: row.int("created_at")?,
        expires_at: row.int("expires_at")?,
        state: InvitationState::of(&row.text("state")?).ok_or_else(|| unreadable("state"))?,
        founded_tenant_id: row.opt_parsed("founded_tenant_id")?,
        accepted_at: row.opt_int("accepted_at")?,
        activated_at: row.opt_int("activated_at")?,
        email: row.opt_text("email")?,
    })
}

/// Invitations are MOJO LLC's.
fn inviting() -> Value {
    Value::id(TenantId::MOJO_LLC)
}

impl LedgerTx {
    pub(crate) async fn insert_invitation(
        &mut self,
        record: &InvitationRecord,
        token_hash: &str,
    ) -> Result<(), StorageError> {
        let regions = record.regions.iter().map(|country| country.code().to_owned());
        let values = values![
            inviting(),
            Value::id(record.invitation_id),
            token_hash,
            record.kind.code(),
            record.label.as_str(),
            text_list(regions),
            Value::opt_id(record.percent),
            Value::opt_id(record.agreement_from),
            Value::opt_id(record.invited_by),
            record.created_at,
            record.expires_at,
            record.state.code(),
            record.email.clone(),
        ];
        self.tx.execute(INSERT, values).await.map(drop)
    }

    /// A page before the given place, the latest first.
    pub(crate) async fn list_invitations(
        &mut self,
        before: Option<(i64, Uuid)>,
        limit: i64,
    ) -> Result<Vec<InvitationRecord>, StorageError> {
        let (at, id) = before.map_or((i64::MAX, String::new()), |(at, id)| (at, id.to_string()));
        let rows = self.tx.all(LIST, values![inviting(), at, id, limit]).await?;
        rows.iter().map(invitation).collect()
    }

    pub(crate) async fn find_invitation(
        &mut self,
        token_hash: &str,
    ) -> Result<Option<InvitationRecord>, StorageError> {
        let row = self.tx.one(BY_TOKEN, values![inviting(), token_hash]).await?;
        row.as_ref().map(invitation).transpose()
    }

    /// As it stands once its row is locked: of two who send a form at once, the second waits here
    /// and then sees what the first did.
    pub(crate) async fn lock_invitation(
        &mut self,
        token_hash: &str,
    ) -> Result<Option<InvitationRecord>, StorageError> {
        self.tx.execute(LOCK, values![inviting(), token_hash]).await?;
        self.find_invitation(token_hash).await
    }

    /// As [`Self::lock_invitation`], by id.
    pub(crate) async fn lock_invitation_id(
        &mut self,
        id: Uuid,
    ) -> Result<Option<InvitationRecord>, StorageError> {
        self.tx.execute(LOCK_ID, values![inviting(), Value::id(id)]).await?;
        let row = self.tx.one(BY_ID, values![inviting(), Value::id(id)]).await?;
        row.as_ref().map(invitation).transpose()
    }

    /// Keeps how far it has come.
    pub(crate) async fn step_invitation(
        &mut self,
        record: &InvitationRecord,
    ) -> Result<(), StorageError> {
        let values = values![
            inviting(),
            Value::id(record.invitation_id),
            record.state.code(),
            Value::opt_id(record.founded_tenant_id),
            record.accepted_at,
            record.activated_at,
        ];
        self.tx.execute(STEP, values).await.map(drop)
    }
}
