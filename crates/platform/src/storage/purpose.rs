//! What a database is for, and by how much the clock of one for trying things was led forward.

use super::query::queries;
use super::{LedgerTx, StorageError, values};

/// What a database is for. Whoever opens it first says so, for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// A platform's work, by the clock of its machine.
    Work,
    /// Trying things.
    Trial {
        /// By how many microseconds its clock is ahead of its machine's; this only grows.
        ahead: i64,
    },
}

queries! {
    FIND = "SELECT purpose, ahead_micros FROM database_purpose",
    SAY = "INSERT INTO database_purpose (only_row, purpose, ahead_micros) VALUES (1, $1, 0) \
        ON CONFLICT (only_row) DO NOTHING",
    LEAD = "UPDATE database_purpose SET ahead_micros = $1 \
        WHERE purpose = 'trial' AND ahead_micros < $1",
}

impl LedgerTx {
    /// What the database is for; `None` where nobody has said so yet.
    pub(crate) async fn purpose(&mut self) -> Result<Option<Purpose>, StorageError> {
        let Some(row) = self.tx.one(FIND, Vec::new()).await? else { return Ok(None) };
        match row.text("purpose")?.as_str() {
            "work" => Ok(Some(Purpose::Work)),
            "trial" => Ok(Some(Purpose::Trial { ahead: row.int("ahead_micros")? })),
            _ => Err(StorageError::Inconsistency { column: "purpose" }),
        }
    }

    /// Says that it is for trying things, or for work. What was said before stays.
    pub(crate) async fn say_purpose(&mut self, is_trial: bool) -> Result<(), StorageError> {
        let purpose = if is_trial { "trial" } else { "work" };
        self.tx.execute(SAY, values![purpose]).await.map(drop)
    }

    /// Leads the clock of a database for trying things to so many microseconds before its machine's;
    /// `false` where it was as far, or the database is none for trying things.
    pub(crate) async fn lead_clock(&mut self, ahead: i64) -> Result<bool, StorageError> {
        Ok(self.tx.execute(LEAD, values![ahead]).await? > 0)
    }
}
