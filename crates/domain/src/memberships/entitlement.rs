//! P4 at a desk without a network: what the platform last said, and what still works.

use chrono::{DateTime, TimeDelta, Utc};

use super::Tool;

/// Days that the tools stay open after a membership has ended.
pub const GRACE_DAYS: i64 = 7;

/// What the platform says that a tenant may use; a desk keeps the latest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entitlement {
    /// The tools that are open.
    pub tools: Vec<Tool>,
    /// The first instant that is not paid for any more; `None` when it never ends.
    pub ends_at: Option<DateTime<Utc>>,
    /// When the platform said so.
    pub issued_at: DateTime<Utc>,
}

/// Whether a tool may be used for new work. Reading and exporting one's own data is always open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It may.
    Open,
    /// It may; the membership has ended, or may have: the desk has not heard from the platform
    /// since.
    Grace {
        /// When the membership ended.
        ended_at: DateTime<Utc>,
        /// When the tool closes; `None` until the platform has been heard.
        closes_at: Option<DateTime<Utc>>,
    },
    /// It may not.
    Closed,
}

impl Entitlement {
    /// Whether a tool may be used at `now`.
    ///
    /// A membership may be renewed while the desk is without a network, and every job at the desk
    /// works as long as that takes (D4). So a tool closes only when the platform has said, after
    /// the end, that it was not renewed; and [`GRACE_DAYS`] days after the end at the earliest.
    pub fn access(&self, tool: Tool, now: DateTime<Utc>) -> Access {
        if !self.tools.contains(&tool) {
            return Access::Closed;
        }
        let Some(ended_at) = self.ends_at.filter(|end| *end <= now) else { return Access::Open };
        let closes_at = ended_at + TimeDelta::days(GRACE_DAYS);
        let is_known = self.issued_at >= ended_at;
        match (is_known, now >= closes_at) {
            (true, true) => Access::Closed,
            (true, false) => Access::Grace { ended_at, closes_at: Some(closes_at) },
            (false, _) => Access::Grace { ended_at, closes_at: None },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("{text}T10:00:00Z").parse().unwrap()
    }

    fn entitlement(issued: &str) -> Entitlement {
        let (tools, ends_at) = (vec![Tool::Pos], Some(at("2026-03-01")));
        Entitlement { tools, ends_at, issued_at: at(issued) }
    }

    #[test]
    fn p4_a_tool_closes_seven_days_after_the_end_that_the_platform_confirmed() {
        let said = entitlement("2026-03-02");
        let closes_at = Some(at("2026-03-08"));
        assert_eq!(said.access(Tool::Pos, at("2026-02-28")), Access::Open);
        let grace = Access::Grace { ended_at: at("2026-03-01"), closes_at };
        assert_eq!(said.access(Tool::Pos, at("2026-03-07")), grace);
        assert_eq!(said.access(Tool::Pos, at("2026-03-08")), Access::Closed);
    }

    #[test]
    fn d4_a_desk_that_has_not_heard_of_the_end_goes_on() {
        let said = entitlement("2026-02-01");
        let grace = Access::Grace { ended_at: at("2026-03-01"), closes_at: None };
        assert_eq!(said.access(Tool::Pos, at("2026-03-01")), grace);
        assert_eq!(said.access(Tool::Pos, at("2026-06-01")), grace);
    }

    #[test]
    fn a_tool_of_a_higher_stage_is_closed_and_what_never_ends_stays_open() {
        let said = Entitlement { ends_at: None, ..entitlement("2026-02-01") };
        assert_eq!(said.access(Tool::Checkin, at("2026-02-01")), Access::Closed);
        assert_eq!(said.access(Tool::Pos, at("2036-02-01")), Access::Open);
    }
}
