//! Memberships (Mitgliedschaften) and what they open: stages, the tools of a stage, and the
//! entitlement that a desk carries with it (P3, P4).
//!
//! A product of the catalogue grants a stage; the order that bought it is the grant. What is open
//! at an instant follows from the grants and the policy of the tools alone, so that a desk without
//! a network and the platform say the same.

mod entitlement;
mod grant;
mod stage;
mod tool;

pub use entitlement::{Access, Entitlement, GRACE_DAYS, tool_ends};
pub use grant::{Grant, membership_end, membership_until, stage_at};
pub use stage::{ParseStageError, Stage, UserType};
pub use tool::{Tool, ToolPolicy};
