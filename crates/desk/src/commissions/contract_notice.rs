//! A newer version of a contract reaches who accepted an older one (F1, F2): asked of the platform, shown
//! with its text ([`Desk::show_contract`]) and accepted there. Nothing of it lies at the desk, and
//! nothing at the desk is locked by it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;
use serde_json::{Value, json};

use super::CommissionsError;
use super::platform::{not_answered, not_done};
use crate::sync::{Client, Refused};
use crate::views::{ContractAcceptanceInput, ContractNoticeRow, ContractNoticeView, instant};
use crate::{Desk, Op, Topic};

/// What the platform answers.
#[derive(Debug, Deserialize)]
struct NoticeList {
    notices: Vec<Notice>,
}

/// A newer version.
#[derive(Debug, Deserialize)]
struct Notice {
    kind: String,
    version: String,
    accepted: Accepted,
    needed_from: Option<NaiveDate>,
    is_due: bool,
}

/// The one that was accepted last.
#[derive(Debug, Deserialize)]
struct Accepted {
    version: String,
    accepted_at: DateTime<Utc>,
}

impl Desk {
    /// What waits to be read; nothing for whom it does not concern, and where nobody is signed in on a
    /// platform.
    ///
    /// # Errors
    /// [`CommissionsError::Offline`]: it does not lie at this desk.
    pub async fn show_contract_notice(&self) -> Result<ContractNoticeView, CommissionsError> {
        let client = self.platform_client().await?;
        let concerns = self.check_may(Op::DisputeCommission).is_ok();
        match client.filter(|_| concerns) {
            Some(client) => self.contract_notice(&client).await,
            None => Ok(ContractNoticeView { notices: Vec::new(), may_accept: false }),
        }
    }

    /// Accepts what was read. The first acceptance of a version stands: sent again after an answer that
    /// was lost, it is the same. Gives back what still waits.
    ///
    /// # Errors
    /// [`CommissionsError::ContractChanged`] when another version is offered now;
    /// [`CommissionsError::Platform`] with `contract_refused` for another text or without a name;
    /// [`CommissionsError::Unanswered`] when the platform may have done it.
    pub async fn accept_contract(
        &self,
        input: ContractAcceptanceInput,
    ) -> Result<ContractNoticeView, CommissionsError> {
        self.check_may(Op::AcceptContract)?;
        let client = self.commissions_client().await?;
        let request = json!({
            "kind": input.kind,
            "version": input.version,
            "sha256": input.sha256,
            "name": input.name.trim(),
        });
        let kept: Result<Value, Refused> =
            client.post("contract-notice/acceptance", &request).await;
        kept.map_err(not_done).map_err(|refused| match refused {
            CommissionsError::Platform { code } if code == "contract_changed" => {
                CommissionsError::ContractChanged
            }
            refused => refused,
        })?;
        self.announce(Topic::Commissions);
        // It is done; what still waits is seen later where the platform does not answer now.
        let left = self.contract_notice(&client).await;
        Ok(left.unwrap_or(ContractNoticeView { notices: Vec::new(), may_accept: true }))
    }

    async fn contract_notice(
        &self,
        client: &Client,
    ) -> Result<ContractNoticeView, CommissionsError> {
        let answer: Result<NoticeList, Refused> = client.get("contract-notice").await;
        let row = |notice: Notice| ContractNoticeRow {
            kind: notice.kind,
            version: notice.version,
            accepted_version: notice.accepted.version,
            accepted_at: instant(notice.accepted.accepted_at),
            needed_from: notice.needed_from.map(|day| day.to_string()),
            is_due: notice.is_due,
        };
        let list = match answer {
            // A platform of before has none to tell of.
            Err(Refused { failure: mojo_sync::Failure::Refused { code }, .. })
                if code == "not_found" =>
            {
                NoticeList { notices: Vec::new() }
            }
            answer => answer.map_err(not_answered)?,
        };
        Ok(ContractNoticeView {
            notices: list.notices.into_iter().map(row).collect(),
            may_accept: self.check_may(Op::AcceptContract).is_ok(),
        })
    }
}
