//! Edits whose clock ran ahead: the platform said with the verdict when it received them, and by that
//! they count, for all others and so here too.

use std::collections::BTreeMap;

use mojo_domain::cards::{Card, merge};
use mojo_domain::mutant;
use mojo_protocol::{CardBody, ClampedEdit};
use sqlx::{QueryBuilder, Sqlite};

use super::undo::{self, Before, Remembered};
use crate::cards::{self, Restamp, Stamped, restamp, writes};
use crate::{Connection, StoreError, Tx, journal};

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
    let (Some(first), Some(last)) =
        (clamped.iter().map(|one| one.dseq).min(), clamped.iter().map(|one| one.dseq).max())
    else {
        return Ok(());
    };
    let received: BTreeMap<i64, i64> =
        clamped.iter().map(|one| (one.dseq, one.received_at)).collect();
    // As they counted until now.
    let edits = edits_of(tx, epoch, (first, last), &received).await?;
    let rows: Vec<(i64, ClampedEdit)> = clamped.iter().map(|edit| (epoch, *edit)).collect();
    keep_clamped(tx.connection(), &rows).await?;
    if mutant::is("own_clamp_forgotten") {
        return Ok(());
    }
    let now = tx.now();
    restamp(tx.connection(), &edits, now).await?;
    // Of a card that was made here nothing was learnt, but an edit that waits may remember it.
    let remembered: Vec<(i64,)> = sqlx::query_as(
        "SELECT j.dseq FROM journal j
          WHERE j.epoch = $1 AND j.dseq BETWEEN $2 AND $3
            AND EXISTS (SELECT 1 FROM outbox_undo u
                         WHERE u.entity = j.entity AND u.card_id = j.entity_id)
          ORDER BY j.dseq",
    )
    .bind(epoch)
    .bind(first)
    .bind(last)
    .fetch_all(tx.connection())
    .await?;
    for (dseq,) in remembered {
        if let Some(received_at) = received.get(&dseq) {
            let edit = ClampedEdit { dseq, received_at: *received_at };
            let_others_win(tx, epoch, edit).await?;
        }
    }
    Ok(())
}

/// Keeps when the platform received them, as it says last: one that was restored from a backup gets
/// them again, and they must count the same.
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
        query.push(" ON CONFLICT (epoch, dseq) DO UPDATE SET received_at = excluded.received_at");
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}

/// Forgets that these edits, by epoch and number, were ever held to have run ahead: the platform that
/// counts them now received them when their time had come.
pub(crate) async fn forget_clamped(
    connection: &mut Connection,
    places: &[(i64, i64)],
) -> Result<(), StoreError> {
    for (epoch, dseq) in places {
        sqlx::query("DELETE FROM clamped_edits WHERE epoch = $1 AND dseq = $2")
            .bind(epoch)
            .bind(dseq)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// What gives the fields that still bear the readings of these edits the ones that count.
async fn edits_of(
    tx: &mut Tx,
    epoch: i64,
    (first, last): (i64, i64),
    received: &BTreeMap<i64, i64>,
) -> Result<Vec<Restamp>, StoreError> {
    let own = tx.device_id();
    let limit = usize::try_from(last - first + 1).unwrap_or(usize::MAX);
    let mut edits = Vec::with_capacity(received.len());
    for entry in journal::list_on(tx.connection(), epoch, first - 1, limit).await? {
        let Some(received_at) = received.get(&entry.dseq) else { continue };
        let Ok(entity) = entry.entity.parse() else { continue };
        let Ok(body) = serde_json::from_str::<CardBody>(&entry.body) else { continue };
        let new = body.clone().as_received(*received_at, entry.dseq);
        let card_id = entry.entity_id;
        let edit = Restamp { entity, card_id, old: (body, own), new: (new, own) };
        edits.extend(entry.received_at.map(|before| edit.counted_since(before, entry.dseq)));
        edits.push(edit);
    }
    Ok(edits)
}

/// What arrived while this edit waited, and lost against the clock that ran ahead, stands in its place
/// where it is later than the reading that counts.
async fn let_others_win(
    tx: &mut Tx,
    epoch: i64,
    ClampedEdit { dseq, received_at }: ClampedEdit,
) -> Result<(), StoreError> {
    let (now, device_id) = (tx.now(), tx.device_id());
    let Some(edit) = undo::load(tx, epoch, dseq).await? else { return Ok(()) };
    let Remembered { entity, card_id, body, before, .. } = &edit;
    let held = cards::load(tx.connection(), *entity, &[*card_id]).await?.remove(card_id);
    let Some(mut card) = held else { return Ok(()) };
    let counted = writes(&body.clone().as_received(received_at, dseq), device_id);
    let (mut stands, mut lost, mut is_changed) = (Before::new(), Vec::new(), false);
    for (name, own) in counted {
        let other = before.get(&name).and_then(|stamped| stamped.as_ref().map(Stamped::write));
        let mut field: Card = other.map(|other| (name.clone(), other)).into_iter().collect();
        lost.extend(merge(&mut field, Card::from([(name.clone(), own.clone())])));
        let Some(winner) = field.remove(&name) else { continue };
        stands.insert(name.clone(), Some(Stamped::of(&winner)));
        if winner != own && card.get(&name).is_some_and(|write| write.stamp == own.stamp) {
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
