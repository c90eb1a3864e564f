//! C13: what was still held when its recipient left is lost, and the recipient's desks are told of
//! every entry.

use mojo_domain::{TenantId, from_micros};
use mojo_protocol::facts::CommissionForfeitureBody;
use mojo_protocol::{Entity, canonical};

use crate::derived::derived_id;
use crate::storage::ledger::ForfeitedRow;
use crate::storage::log::{LogWriter, NewChange};
use crate::storage::{StorageError, TenantTx};

/// Why an entry is forfeited; no other event of the rules takes one away.
const DEACTIVATED: &str = "deactivated";

/// Forfeits what was held at `left_at`, under the lock of `log`; it is lost at `at`, in whose month it
/// stands. Done again it finds nothing more, but for what was recorded late.
pub(in crate::commerce) async fn forfeit(
    tx: &mut TenantTx,
    log: &mut LogWriter,
    left_at: i64,
    at: i64,
) -> Result<(), StorageError> {
    let recipient = tx.tenant().id();
    for row in tx.forfeit(left_at, at).await? {
        let body = body_of(recipient, &row);
        let text = canonical(&body).map_err(|error| StorageError::Rule(error.to_string()))?;
        let id = derived_id(&["commission_forfeiture", &row.commission_id.to_string()]);
        let (entity, lost_at) = (Entity::CommissionForfeiture, row.forfeited_at);
        log.push(NewChange::by_platform("forfeit_commission", entity, id, lost_at, text));
    }
    Ok(())
}

fn body_of(recipient: TenantId, row: &ForfeitedRow) -> CommissionForfeitureBody {
    CommissionForfeitureBody {
        commission_entry_id: row.commission_id,
        recipient,
        at: from_micros(row.forfeited_at),
        amount_cents: row.amount_cents - row.reversed_cents,
        currency: row.currency,
        reason: DEACTIVATED.to_owned(),
    }
}
