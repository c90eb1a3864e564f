//! Edits whose clock ran ahead: the platform said with the verdict when it received them, and that is
//! when they were made, for all others and so here too.

use mojo_domain::cards::{Card, merge};
use mojo_domain::mutant;
use mojo_protocol::{ClampedEdit, Entity};
use sqlx::{QueryBuilder, Sqlite};

use super::undo::{self, Before, Remembered};
use crate::cards::{self, Stamped, prices, writes};
use crate::{Connection, StoreError, Tx};

/// Gives edits the readings that count. What arrived meanwhile, and lost against a clock that ran
/// ahead, comes to its right. Call it before [`super::settle`]: that forgets what arrived.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn settle_clamped(
    tx: &mut Tx,
    epoch: i64,
    clamped: &[ClampedEdit],
) -> Result<(), StoreError> {
    let rows: Vec<(i64, ClampedEdit)> = clamped.iter().map(|edit| (epoch, *edit)).collect();
    keep_clamped(tx.connection(), &rows).await?;
    if mutant::is("own_clamp_forgotten") {
        return Ok(());
    }
    for edit in clamped {
        count_as_received(tx, epoch, *edit).await?;
    }
    Ok(())
}

/// Keeps when the platform received them: one that was restored from a backup gets them again, and
/// they must count the same.
pub(crate) async fn keep_clamped(
    connection: &mut Connection,
    clamped: &[(i64, ClampedEdit)],
) -> Result<(), StoreError> {
    for rows in clamped.chunks(500) {
        let mut query: QueryBuilder<Sqlite> =
            QueryBuilder::new("INSERT INTO clamped_edits (epoch, dseq, received_at) ");
        query.push_values(rows, |mut row, (epoch, edit)| {
            row.push_bind(*epoch).push_bind(edit.dseq).push_bind(edit.received_at);
        });
        query.push(" ON CONFLICT DO NOTHING");
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}

async fn count_as_received(
    tx: &mut Tx,
    epoch: i64,
    ClampedEdit { dseq, received_at }: ClampedEdit,
) -> Result<(), StoreError> {
    let (now, device_id) = (tx.now(), tx.device_id());
    let Some(edit) = undo::load(tx, epoch, dseq).await? else { return Ok(()) };
    let Remembered { entity, card_id, body, before } = &edit;
    let held = cards::load(tx.connection(), *entity, &[*card_id]).await?.remove(card_id);
    let Some(mut card) = held else { return Ok(()) };
    let (raw, counted) = (writes(body, device_id), body.clone().as_received(received_at, dseq));
    let (mut stands, mut lost, mut is_changed) = (Before::new(), Vec::new(), false);
    for (name, own) in writes(&counted, device_id) {
        let raw = raw[&name].stamp;
        if own.stamp == raw {
            continue;
        }
        let stamp = own.stamp;
        let other = before.get(&name).and_then(|stamped| stamped.as_ref().map(Stamped::write));
        let mut field: Card = other.map(|other| (name.clone(), other)).into_iter().collect();
        lost.extend(merge(&mut field, Card::from([(name.clone(), own)])));
        let Some(winner) = field.remove(&name) else { continue };
        stands.insert(name.clone(), Some(Stamped::of(&winner)));
        if *entity == Entity::Product && name == prices::FIELD {
            prices::restamp(tx.connection(), *card_id, raw, stamp).await?;
        }
        if card.get(&name).is_some_and(|write| write.stamp == raw) {
            card.insert(name, winner);
            is_changed = true;
        }
    }
    if is_changed {
        cards::replace(tx.connection(), *entity, *card_id, card, now).await?;
    }
    cards::keep_lost(tx.connection(), (*entity, *card_id), lost, now).await?;
    undo::forward(tx, (epoch, dseq), &edit, &stands).await
}
