//! What the membership opens and until when, without a network.

use chrono::TimeDelta;
use mojo_domain::berlin_day;
use mojo_domain::memberships::{Access, GRACE_DAYS, Tool};

use super::MembershipError;
use crate::Desk;
use crate::account::Mode;
use crate::views::{MembershipToolRow, MembershipView, instant};

impl Desk {
    /// The membership as the platform told of it last (P3, P4); a tool that it has said nothing of is
    /// open, as everywhere at the desk.
    ///
    /// # Errors
    /// [`MembershipError`] of the store.
    pub async fn show_membership(&self) -> Result<MembershipView, MembershipError> {
        let session = self.find_session().await?;
        let is_local = session.is_none_or(|session| session.mode == Mode::Demo);
        let now = self.now();
        let held = self.entitlement();
        let body = match &held {
            Some(_) => self.told_entitlement().await?,
            None => None,
        };
        let tools = Tool::ALL.iter().map(|tool| MembershipToolRow {
            tool: tool.code().to_owned(),
            state: match held.as_ref().map(|held| held.access(*tool, now)) {
                None | Some(Access::Open) => "open",
                Some(Access::Grace { .. }) => "grace",
                Some(Access::Closed) => "closed",
            }
            .to_owned(),
        });
        let ends_at = body.as_ref().and_then(|body| body.ends_at);
        let ended_at = ends_at.filter(|end| *end <= now);
        // Only the platform's word after the end closes anything (0013).
        let confirmed = ended_at.filter(|end| held.as_ref().is_some_and(|it| it.issued_at >= *end));
        let closes_at = confirmed.map(|end| end + TimeDelta::days(GRACE_DAYS));
        // A higher stage may have ended while a lower one lives on.
        let closes_at = closes_at.or_else(|| self.grace().and_then(|(_, closes_at)| closes_at));
        Ok(MembershipView {
            is_local,
            is_told: body.is_some(),
            told_at: body.as_ref().map(|body| instant(body.issued_at)),
            tools: tools.collect(),
            ends_on: ends_at.map(|end| berlin_day(end).to_string()),
            has_ended: ended_at.is_some(),
            closes_on: closes_at.map(|at| berlin_day(at).to_string()),
            stage: body.as_ref().and_then(|body| u32::try_from(body.stage?).ok()),
            membership: body.and_then(|body| body.membership),
        })
    }
}
