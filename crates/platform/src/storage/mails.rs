//! Mail that the platform owes somebody, every attempt to hand it over, and to whom it goes.

use std::collections::BTreeMap;

use mojo_domain::{TenantId, UserId, berlin_month, from_micros};
use uuid::Uuid;

use super::cards::id_list;
use super::query::queries;
use super::{LedgerTx, Row, StorageError, TenantTx, Tx, Value, values};
use crate::mail::{Attempt, HeldMail, MailKind, MailState, Party, QueuedMail};

queries! {
    INSERT = include_str!("mails/insert.sql"),
    DUE = concat!(include_str!("mails/row.sql"), include_str!("mails/due.sql")),
    LIST = concat!(include_str!("mails/row.sql"), include_str!("mails/list.sql")),
    FIND = concat!(include_str!("mails/row.sql"), include_str!("mails/find.sql")),
    STATES = "SELECT mail_id, state FROM mails \
        WHERE mail_id IN (SELECT value FROM json_each($1))";
    postgres = "SELECT mail_id, state FROM mails WHERE mail_id = ANY \
        (ARRAY(SELECT jsonb_array_elements_text(CAST($1 AS jsonb))))",
    CLAIM = "UPDATE mails SET due_at = $4, attempts = attempts + 1 WHERE tenant_id = $1 \
        AND mail_id = $2 AND attempts = $3 AND state = 'waiting'",
    DEFER = "UPDATE mails SET due_at = $4 WHERE tenant_id = $1 AND mail_id = $2 \
        AND attempts = $3 AND state = 'waiting'",
    END = "UPDATE mails SET state = $3, due_at = NULL, ended_at = $4 WHERE tenant_id = $1 \
        AND mail_id = $2 AND state <> 'sent'",
    FAIL = "UPDATE mails SET state = $4, due_at = NULL, ended_at = $5 WHERE tenant_id = $1 \
        AND mail_id = $2 AND attempts = $3 AND state = 'waiting'",
    EMPTY = "UPDATE mails SET body_text = '', body_html = '' WHERE tenant_id = $1 \
        AND mail_id = $2 AND has_secret = 1 AND state IN ('sent', 'handed_over')",
    RETRY = include_str!("mails/retry.sql"),
    LINK_ARRIVED = "UPDATE mails SET state = 'handed_over', due_at = NULL, ended_at = $3, \
        body_text = '', body_html = '' WHERE tenant_id = $1 AND mail_id = $2 \
        AND state IN ('waiting', 'refused', 'given_up')",
    DROP = "UPDATE mails SET state = 'given_up', due_at = NULL, ended_at = $3, \
        body_text = '', body_html = '' WHERE tenant_id = $1 AND mail_id = $2 \
        AND state IN ('waiting', 'refused', 'given_up')",
    FIRST_ATTEMPT = "SELECT started_at FROM mail_attempts WHERE tenant_id = $1 AND mail_id = $2 \
        ORDER BY attempt_no LIMIT 1",
    FAR = "SELECT mail_id FROM mails WHERE state = 'waiting' AND due_at > $1 LIMIT 1",
    BRING_FORWARD = "UPDATE mails SET due_at = $2 WHERE state = 'waiting' AND due_at > $1",
    INSERT_ATTEMPT = "INSERT INTO mail_attempts (tenant_id, mail_id, attempt_no, outcome, answer, \
        started_at, ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
    LOCK_ADDRESS = "SELECT $1 AS address";
    postgres = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
    COUNT_TO = "SELECT COUNT(*) AS mails FROM mails WHERE tenant_id = $1 AND to_address = $2 \
        AND kind IN ('partner_link', 'account_known', 'password_link', \
        'user_link') AND queued_at > $3",
    LOGIN = "SELECT tenant_id FROM logins WHERE login_name = $1",
    OWNER = include_str!("mails/owner.sql"),
    CUSTOMER = "SELECT login_name, name, language FROM customer_accounts WHERE tenant_id = $1 \
        AND customer_user_id = $2",
}

fn mail(row: &Row) -> Result<HeldMail, StorageError> {
    Ok(HeldMail {
        tenant_id: row.parsed("tenant_id")?,
        mail_id: row.parsed("mail_id")?,
        kind: MailKind::of(&row.text("kind")?)
            .ok_or(StorageError::Inconsistency { column: "kind" })?,
        language: row.text("language")?,
        to_address: row.text("to_address")?,
        to_name: row.text("to_name")?,
        subject: row.text("subject")?,
        text: row.text("body_text")?,
        html: row.text("body_html")?,
        queued_at: row.int("queued_at")?,
        state: state(row)?,
        due_at: row.opt_int("due_at")?,
        attempts: row.int("attempts")?,
        ended_at: row.opt_int("ended_at")?,
        answer: row.opt_text("answer")?.unwrap_or_default(),
    })
}

fn state(row: &Row) -> Result<MailState, StorageError> {
    MailState::of(&row.text("state")?).ok_or(StorageError::Inconsistency { column: "state" })
}

/// Keeps a mail that waits; one that is held already changes nothing.
async fn queue(tx: &mut Tx, tenant: Value, mail: &QueuedMail) -> Result<bool, StorageError> {
    let values = values![
        tenant,
        Value::id(mail.mail_id),
        mail.kind.code(),
        mail.language,
        mail.to.address.as_str(),
        mail.to.name.as_str(),
        mail.letter.subject.as_str(),
        mail.letter.text.as_str(),
        mail.letter.html.as_str(),
        mail.kind.has_secret(),
        mail.queued_at,
    ];
    Ok(tx.execute(INSERT, values).await? > 0)
}

impl TenantTx {
    /// Owes the tenant's people a mail, together with what this transaction does; `false` when it
    /// was owed before.
    pub(crate) async fn queue_mail(&mut self, mail: &QueuedMail) -> Result<bool, StorageError> {
        let own = self.own();
        queue(&mut self.tx, own, mail).await
    }

    /// Who speaks for the tenant, and how it is written to; `None` without an owner who signs in.
    pub(crate) async fn mail_party(&mut self) -> Result<Option<Party>, StorageError> {
        let Some(row) = self.tx.one(OWNER, vec![self.own()]).await? else { return Ok(None) };
        let country = row.text("country")?;
        let has_german = ["DE", "AT", "CH", "LI", "LU"].contains(&country.as_str());
        let by_country = if has_german { "de" } else { "en" };
        Ok(Some(Party {
            login_name: row.text("login_name")?,
            name: row.text("name")?,
            language: row.opt_text("language")?.unwrap_or_else(|| by_country.to_owned()),
            left_in: row.opt_int("deactivated_at")?.map(|at| berlin_month(from_micros(at))),
        }))
    }
}

impl LedgerTx {
    /// Owes somebody a mail, together with what this transaction does; `false` when it was owed
    /// before.
    pub(crate) async fn queue_mail_of(
        &mut self,
        tenant: TenantId,
        mail: &QueuedMail,
    ) -> Result<bool, StorageError> {
        queue(&mut self.tx, Value::id(tenant), mail).await
    }

    /// The customer who signed up; `None` for one without an account.
    pub(crate) async fn mail_customer(
        &mut self,
        customer: UserId,
    ) -> Result<Option<Party>, StorageError> {
        let values = values![Value::id(TenantId::MOJO_LLC), Value::id(customer)];
        let Some(row) = self.tx.one(CUSTOMER, values).await? else { return Ok(None) };
        Ok(Some(Party {
            login_name: row.text("login_name")?,
            name: row.text("name")?,
            language: row.text("language")?,
            left_in: None,
        }))
    }

    /// Whether somebody signs in with this name.
    pub(crate) async fn is_login_known(&mut self, login: &str) -> Result<bool, StorageError> {
        Ok(self.tx.one(LOGIN, values![login]).await?.is_some())
    }

    /// How many mails went to an address since `after` because somebody typed it on a public page. Until
    /// this transaction ends nobody else counts those of this address: of several at once, each counts
    /// what those before it owe.
    pub(crate) async fn count_asked_mails(
        &mut self,
        address: &str,
        after: i64,
    ) -> Result<i64, StorageError> {
        self.tx.execute(LOCK_ADDRESS, values![address]).await?;
        let values = values![Value::id(TenantId::MOJO_LLC), address, after];
        let row = self.tx.one(COUNT_TO, values).await?;
        row.ok_or(StorageError::Inconsistency { column: "mails" })?.int("mails")
    }

    /// The mails that are due, the longest waiting first.
    pub(crate) async fn list_due_mails(
        &mut self,
        at: i64,
        limit: i64,
    ) -> Result<Vec<HeldMail>, StorageError> {
        let rows = self.tx.all(DUE, values![at, limit]).await?;
        rows.iter().map(mail).collect()
    }

    /// A page before the given place, the latest first; an empty `state` lists all.
    pub(crate) async fn list_mails(
        &mut self,
        state: &str,
        before: Option<(i64, Uuid)>,
        limit: i64,
    ) -> Result<Vec<HeldMail>, StorageError> {
        let (at, id) = before.map_or((i64::MAX, String::new()), |(at, id)| (at, id.to_string()));
        let rows = self.tx.all(LIST, values![state, at, id, limit]).await?;
        rows.iter().map(mail).collect()
    }

    pub(crate) async fn find_mail(&mut self, id: Uuid) -> Result<Option<HeldMail>, StorageError> {
        let row = self.tx.one(FIND, values![Value::id(id)]).await?;
        row.as_ref().map(mail).transpose()
    }

    /// How far these mails have come; one that is not owed is left out.
    pub(crate) async fn mail_states(
        &mut self,
        ids: &[Uuid],
    ) -> Result<BTreeMap<Uuid, MailState>, StorageError> {
        let rows = self.tx.all(STATES, values![id_list(ids)]).await?;
        rows.iter().map(|row| Ok((row.parsed("mail_id")?, state(row)?))).collect()
    }

    /// Takes the next attempt at a mail, until `lease`; `false` when somebody else has it.
    pub(crate) async fn claim_mail(
        &mut self,
        held: &HeldMail,
        lease: i64,
    ) -> Result<bool, StorageError> {
        let values =
            values![Value::id(held.tenant_id), Value::id(held.mail_id), held.attempts, lease];
        Ok(self.tx.execute(CLAIM, values).await? > 0)
    }

    /// Keeps what came of an attempt.
    pub(crate) async fn insert_attempt(
        &mut self,
        held: &HeldMail,
        attempt: &Attempt,
    ) -> Result<(), StorageError> {
        let values = values![
            Value::id(held.tenant_id),
            Value::id(held.mail_id),
            attempt.number,
            attempt.outcome.code(),
            attempt.answer.as_str(),
            attempt.started_at,
            attempt.ended_at,
        ];
        self.tx.execute(INSERT_ATTEMPT, values).await.map(drop)
    }

    /// It is tried again at `due_at`, unless another attempt has begun since.
    pub(crate) async fn defer_mail(
        &mut self,
        held: &HeldMail,
        number: i64,
        due_at: i64,
    ) -> Result<(), StorageError> {
        let values = values![Value::id(held.tenant_id), Value::id(held.mail_id), number, due_at];
        self.tx.execute(DEFER, values).await.map(drop)
    }

    /// Its reader has it. A text that opens something is forgotten then. `false` for one that was
    /// sent: that stays.
    pub(crate) async fn end_mail(
        &mut self,
        held: &HeldMail,
        state: MailState,
        at: i64,
    ) -> Result<bool, StorageError> {
        let (tenant, id) = (Value::id(held.tenant_id), Value::id(held.mail_id));
        let ended = self.tx.execute(END, values![tenant.clone(), id.clone(), state.code(), at]);
        let is_ended = ended.await? > 0;
        self.tx.execute(EMPTY, values![tenant, id]).await?;
        Ok(is_ended)
    }

    /// It does not arrive, as its `number`-th attempt found out; nothing is changed where another
    /// attempt has begun since, or staff have handed it over.
    pub(crate) async fn fail_mail(
        &mut self,
        held: &HeldMail,
        number: i64,
        (state, at): (MailState, i64),
    ) -> Result<(), StorageError> {
        let values =
            values![Value::id(held.tenant_id), Value::id(held.mail_id), number, state.code(), at,];
        self.tx.execute(FAIL, values).await.map(drop)
    }

    /// When the first attempt began of which it is known how it ended.
    pub(crate) async fn first_attempt_at(
        &mut self,
        held: &HeldMail,
    ) -> Result<Option<i64>, StorageError> {
        let values = values![Value::id(held.tenant_id), Value::id(held.mail_id)];
        let row = self.tx.one(FIRST_ATTEMPT, values).await?;
        row.map(|row| row.int("started_at")).transpose()
    }

    /// Whether a mail waits for longer than until `latest`.
    pub(crate) async fn has_mail_after(&mut self, latest: i64) -> Result<bool, StorageError> {
        Ok(self.tx.one(FAR, values![latest]).await?.is_some())
    }

    /// What waits for longer than until `latest` waits until `due_at` only.
    pub(crate) async fn bring_mails_forward(
        &mut self,
        latest: i64,
        due_at: i64,
    ) -> Result<(), StorageError> {
        self.tx.execute(BRING_FORWARD, values![latest, due_at]).await.map(drop)
    }

    /// The mail of MOJO LLC with this id, where there is one, need not go any more: its reader has
    /// its link from elsewhere.
    pub(crate) async fn note_link_arrived(
        &mut self,
        mail_id: Uuid,
        at: i64,
    ) -> Result<(), StorageError> {
        let values = values![Value::id(TenantId::MOJO_LLC), Value::id(mail_id), at];
        self.tx.execute(LINK_ARRIVED, values).await.map(drop)
    }

    /// The mail of MOJO LLC with this id, where there is one, must not go any more: its link opens
    /// nothing.
    pub(crate) async fn drop_mail(&mut self, mail_id: Uuid, at: i64) -> Result<(), StorageError> {
        let values = values![Value::id(TenantId::MOJO_LLC), Value::id(mail_id), at];
        self.tx.execute(DROP, values).await.map(drop)
    }

    /// It is due at once, though it was refused or given up; `false` for one that arrived, whose
    /// text is forgotten, or that somebody is sending at this moment.
    pub(crate) async fn retry_mail(
        &mut self,
        held: &HeldMail,
        at: i64,
    ) -> Result<bool, StorageError> {
        let values = values![Value::id(held.tenant_id), Value::id(held.mail_id), at];
        Ok(self.tx.execute(RETRY, values).await? > 0)
    }
}
