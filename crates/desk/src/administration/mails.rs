//! Mail that the platform owes somebody: what waits, what was refused and why, and the text for
//! whoever hands it over.

use serde_json::json;

use super::names::Names;
use super::wire::{Mail, MailList};
use super::{AdministrationError, in_address, with_query};
use crate::views::{MailPage, MailRow, instant};
use crate::{Desk, Op};

const PATH: &str = "mails";
/// Rows of a page.
const PAGE: &str = "50";

impl Desk {
    /// A page of the mails, the latest first; `state` is `waiting`, `sent`, `refused`, `given_up` or
    /// `handed_over`, or nothing for all.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn list_mails(
        &self,
        state: Option<String>,
        before: Option<String>,
    ) -> Result<MailPage, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        let names = Names::fetch(&client).await?;
        let parameters =
            [("limit", Some(PAGE)), ("state", state.as_deref()), ("before", before.as_deref())];
        let list: MailList = client.get(&with_query(PATH, &parameters)).await?;
        let rows = list.mails.into_iter().map(|mail| row(mail, &names)).collect();
        Ok(MailPage { rows, next: list.next, sent_by: list.sent_by })
    }

    /// A mail is due at once.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way: `already_sent`, `being_sent`,
    /// `invitation_closed`.
    pub async fn retry_mail(&self, mail_id: String) -> Result<(), AdministrationError> {
        self.settle_mail(&mail_id, "retry").await
    }

    /// Staff gave a mail to its reader themselves; it is sent no more.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way: `already_sent`;
    /// [`AdministrationError::Forbidden`] for support where the text opens something.
    pub async fn hand_over_mail(&self, mail_id: String) -> Result<(), AdministrationError> {
        self.settle_mail(&mail_id, "hand-over").await
    }

    async fn settle_mail(&self, mail_id: &str, how: &str) -> Result<(), AdministrationError> {
        let client = self.administration(Op::SettleMail).await?;
        let path = format!("{PATH}/{}/{how}", in_address(mail_id));
        self.administered(client.tell_about(&path, &json!({}), mail_id).await)
    }
}

fn row(mail: Mail, names: &Names) -> MailRow {
    let is_over = matches!(mail.state.as_str(), "refused" | "given_up");
    let waits = mail.state == "waiting";
    MailRow {
        tenant: names.of_recipient(mail.tenant_id.as_deref()),
        // One that nobody has tried yet is due anyway.
        may_retry: is_over || (waits && mail.attempts > 0),
        // Whoever does not see the text has nothing to hand over.
        may_hand_over: (is_over || waits) && !mail.text.is_empty(),
        mail_id: mail.id,
        kind: mail.kind,
        language: mail.language,
        to: mail.to,
        name: mail.name,
        subject: mail.subject,
        text: mail.text,
        queued_at: instant(mail.queued_at),
        state: mail.state,
        due_at: mail.due_at.map(instant),
        attempts: mail.attempts,
        ended_at: mail.ended_at.map(instant),
        answer: mail.answer,
    }
}
