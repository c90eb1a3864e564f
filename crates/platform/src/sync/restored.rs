//! Noticing that this database was restored from a backup: a desk knows the tenant's order further, or
//! otherwise, than it stands here.

use mojo_domain::{Entropy, mutant};
use mojo_protocol::PulledPlace;

use crate::storage::tenants::{LogHead, Renewal};
use crate::storage::{StorageError, TenantTx};

/// What a desk knows of the order.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KnownOrder<'a> {
    /// The log epoch that it knows; zero when it knows none.
    pub(crate) log_epoch: i64,
    /// The last place that it pulled.
    pub(crate) pulled: Option<&'a PulledPlace>,
}

/// Nobody looks, in the mutants that need it so.
pub(super) fn goes_unnoticed() -> bool {
    mutant::is("restore_unnoticed") || mutant::is("ack_before_commit")
}

impl KnownOrder<'_> {
    /// Where it has read to stands another change than it read, or none. A desk that has not heard
    /// of a restore that is known here shows nothing new.
    pub(crate) async fn is_lost(
        self,
        tx: &mut TenantTx,
        log: LogHead,
    ) -> Result<bool, StorageError> {
        if goes_unnoticed() {
            return Ok(false);
        }
        // Nobody but this platform gave it, in a time that is forgotten.
        if self.log_epoch > log.log_epoch {
            return Ok(true);
        }
        let Some(pulled) = self.pulled.filter(|_| self.log_epoch == log.log_epoch) else {
            return Ok(false);
        };
        let held = tx.find_hash(pulled.seq).await?;
        Ok(held.is_none_or(|hash| hash != pulled.hash))
    }
}

/// Begins a new log epoch of this tenant; under the lock of its order.
pub(crate) async fn renew(
    tx: &mut TenantTx,
    now: i64,
    entropy: &dyn Entropy,
) -> Result<LogHead, StorageError> {
    tracing::warn!("a desk remembers more than is held: this database was restored");
    tx.renew_log(Renewal::draw(now, entropy)).await
}
