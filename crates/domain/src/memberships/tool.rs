//! P4: the tools, and the stage from which each is open.

use std::collections::BTreeMap;

use super::Stage;
use crate::codes::codes;

codes! {
    /// A tool of the ecosystem, by the name of its feature.
    Tool {
        /// Courses, forums, live calls; booking events.
        Campus = "campus";
        /// pos.mojo's other half: check-in with punch cards.
        Checkin = "checkin";
        /// kontakte.mojo.
        Contacts = "contacts";
        /// Offering events and mentoring.
        Events = "events";
        /// Invoices.
        Invoicing = "invoicing";
        /// Conversations.
        Messages = "messages";
        /// payments.mojo: orders, subscriptions, payouts.
        Payments = "payments";
        /// pos.mojo.
        Pos = "pos";
    }
}

/// From which stage each tool is open: rows of data, one a tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolPolicy(BTreeMap<Tool, Stage>);

impl ToolPolicy {
    /// A policy of rows; a tool without a row is open to nobody.
    pub fn new(rows: impl IntoIterator<Item = (Tool, Stage)>) -> Self {
        Self(rows.into_iter().collect())
    }

    /// The rows, by tool.
    pub fn rows(&self) -> impl Iterator<Item = (Tool, Stage)> + '_ {
        self.0.iter().map(|(tool, stage)| (*tool, *stage))
    }

    /// Whether a stage opens a tool; a higher stage includes the lower ones.
    pub fn opens(&self, stage: Stage, tool: Tool) -> bool {
        self.0.get(&tool).is_some_and(|needed| stage >= *needed)
    }

    /// Everything that a stage opens.
    pub fn tools_of(&self, stage: Stage) -> Vec<Tool> {
        Tool::ALL.iter().copied().filter(|tool| self.opens(stage, *tool)).collect()
    }
}

/// The reading of P4: contacts, invoicing and payments open at BUSINESS BOOTCAMP, everything else
/// that a professional works with at RegenerationsmedizinOS.
impl Default for ToolPolicy {
    fn default() -> Self {
        Self::new([
            (Tool::Campus, Stage::LEBENSENERGIE),
            (Tool::Messages, Stage::LEBENSENERGIE),
            (Tool::Contacts, Stage::BUSINESS_BOOTCAMP),
            (Tool::Invoicing, Stage::BUSINESS_BOOTCAMP),
            (Tool::Payments, Stage::BUSINESS_BOOTCAMP),
            (Tool::Checkin, Stage::REGENERATIONSMEDIZIN_OS),
            (Tool::Events, Stage::REGENERATIONSMEDIZIN_OS),
            (Tool::Pos, Stage::REGENERATIONSMEDIZIN_OS),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p4_every_tool_opens_at_its_stage_and_stays_open_above_it() {
        let policy = ToolPolicy::default();
        let opened = |number| {
            let tools = policy.tools_of(Stage::new(number).unwrap());
            tools.iter().map(|tool| tool.code()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(opened(1), "campus messages");
        assert_eq!(opened(2), "campus messages");
        assert_eq!(opened(3), "campus contacts invoicing messages payments");
        assert_eq!(opened(4), "campus checkin contacts events invoicing messages payments pos");
        assert_eq!(policy.rows().count(), Tool::ALL.len(), "a row for every tool");
    }

    #[test]
    fn a_tool_without_a_row_is_open_to_nobody() {
        let policy = ToolPolicy::new([(Tool::Pos, Stage::LEBENSENERGIE)]);
        assert!(policy.opens(Stage::LEBENSENERGIE, Tool::Pos));
        assert!(!policy.opens(Stage::REGENERATIONSMEDIZIN_OS, Tool::Contacts));
    }
}
