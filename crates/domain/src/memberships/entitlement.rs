//! P4 at a desk without a network: what the platform last said, and what still works.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::{Grant, Tool, ToolPolicy, membership_until};

/// Days that the tools stay open after a membership has ended.
pub const GRACE_DAYS: i64 = 7;

/// What the platform says that a tenant may use; a desk keeps the latest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entitlement {
    /// The tools that are or were open, each with the first instant that is not paid for any more;
    /// `None` when it never ends.
    pub tools: BTreeMap<Tool, Option<DateTime<Utc>>>,
    /// When the platform said so; by the desk's clock at the latest when it was heard.
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
        let Some(end) = self.tools.get(&tool) else { return Access::Closed };
        let Some(ended_at) = end.filter(|end| *end <= now) else { return Access::Open };
        let closes_at = ended_at + TimeDelta::days(GRACE_DAYS);
        let is_known = self.issued_at >= ended_at;
        match (is_known, now >= closes_at) {
            (true, true) => Access::Closed,
            (true, false) => Access::Grace { ended_at, closes_at: Some(closes_at) },
            (false, _) => Access::Grace { ended_at, closes_at: None },
        }
    }
}

/// P4: every tool that grants open or opened by `now`, with its own end: of a stage that has ended
/// the tools close in their own time, whatever a lower stage still opens.
pub fn tool_ends(
    grants: &[Grant],
    policy: &ToolPolicy,
    now: DateTime<Utc>,
) -> BTreeMap<Tool, Option<DateTime<Utc>>> {
    let mut ends = BTreeMap::new();
    for (tool, stage) in policy.rows() {
        let begun = |grant: &&Grant| grant.stage >= stage && grant.starts_at <= now;
        let begun: Vec<&Grant> = grants.iter().filter(begun).collect();
        if begun.iter().any(|grant| grant.is_live(now)) {
            ends.insert(tool, membership_until(grants, stage, now));
        } else if let Some(last) = begun.iter().filter_map(|grant| grant.until()).max() {
            ends.insert(tool, Some(last));
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memberships::Stage;

    fn at(text: &str) -> DateTime<Utc> {
        format!("{text}T10:00:00Z").parse().unwrap()
    }

    fn entitlement(issued: &str) -> Entitlement {
        let tools = BTreeMap::from([(Tool::Pos, Some(at("2026-03-01")))]);
        Entitlement { tools, issued_at: at(issued) }
    }

    fn grant(stage: Stage, from: &str, until: Option<&str>) -> Grant {
        Grant { stage, starts_at: at(from), ends_at: until.map(at), revoked_at: None }
    }

    #[test]
    fn p4_a_lower_stage_that_lives_on_takes_no_grace_from_the_higher_one() {
        let grants = [
            grant(Stage::BUSINESS_BOOTCAMP, "2025-01-01", None),
            grant(Stage::REGENERATIONSMEDIZIN_OS, "2026-02-01", Some("2026-03-01")),
            grant(Stage::REGENERATIONSMEDIZIN_OS, "2026-03-20", Some("2026-04-20")),
        ];
        let said = |day| Entitlement {
            tools: tool_ends(&grants, &ToolPolicy::default(), at(day)),
            issued_at: at(day),
        };
        let later = said("2026-03-02");
        assert_eq!(later.tools[&Tool::Pos], Some(at("2026-03-01")));
        assert_eq!(later.tools[&Tool::Contacts], None, "bought once and for all");
        let open = |tool, day| later.access(tool, at(day)) != Access::Closed;
        assert!(open(Tool::Pos, "2026-03-07") && !open(Tool::Pos, "2026-03-08"));
        assert!(open(Tool::Contacts, "2036-01-01"));
        assert_eq!(said("2026-03-20").access(Tool::Pos, at("2026-03-21")), Access::Open);
        assert_eq!(tool_ends(&grants[1..2], &ToolPolicy::default(), at("2026-01-01")).len(), 0);
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
        let tools = BTreeMap::from([(Tool::Pos, None)]);
        let said = Entitlement { tools, ..entitlement("2026-02-01") };
        assert_eq!(said.access(Tool::Checkin, at("2026-02-01")), Access::Closed);
        assert_eq!(said.access(Tool::Pos, at("2036-02-01")), Access::Open);
    }
}
