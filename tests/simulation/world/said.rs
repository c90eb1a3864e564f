//! What was said over the platform's API in a run.

use uuid::Uuid;

/// A message in the thread of a dispute.
#[derive(Clone, Debug)]
pub struct Word {
    /// Its id, which whoever says it has drawn.
    pub id: Uuid,
    /// The dispute.
    pub dispute: String,
    /// Whose dispute, by the owner of the tenant.
    pub recipient: &'static str,
    /// Who says it.
    pub user: &'static str,
    /// The words, which nobody else says.
    pub text: String,
    /// How often the platform had been put back by then.
    pub era: u64,
    /// The platform said that it has it.
    pub is_confirmed: bool,
}
