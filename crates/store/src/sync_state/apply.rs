//! Applying a page of the platform's order, and taking up later what could not be read at first.

use std::collections::BTreeMap;

use mojo_domain::cards::Card;
use mojo_domain::{Hlc, mutant, to_micros};
use mojo_protocol::{CardBody, Change, Entity, Sort};
use sqlx::sqlite::SqliteRow;
use sqlx::{QueryBuilder, Row, Sqlite};
use uuid::Uuid;

use super::copies::made_by_a_copy;
use crate::{Recorded, StoreError, Tx, cards, device, outbox, project};

/// Applies a page of the platform's order and moves the cursor, in the one transaction of `tx`.
///
/// What this device made itself is only noted; of a kind that this program does not know, the
/// change is kept and replayed after the upgrade.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn apply_page(tx: &mut Tx, changes: &[Change], cursor: &str) -> Result<(), StoreError> {
    if mutant::is("cursor_before_apply") {
        sqlx::query("UPDATE sync_state SET cursor = $1")
            .bind(cursor)
            .execute(tx.connection())
            .await?;
        tx.commit_early_if("cursor_before_apply").await?;
    }
    let is_partial = mutant::is("page_partially_applied") && changes.len() > 1;
    let changes = &changes[..changes.len() - usize::from(is_partial)];
    apply_changes(tx, changes).await?;
    sqlx::query("UPDATE sync_state SET cursor = $1").bind(cursor).execute(tx.connection()).await?;
    Ok(())
}

/// Applies changes of the platform's order, each at its place; the cursor stays.
pub(crate) async fn apply_changes(tx: &mut Tx, changes: &[Change]) -> Result<(), StoreError> {
    let own = tx.device_id();
    let copied = made_by_a_copy(tx, changes).await?;
    let is_own = |c: &Change| c.device_id == Some(own) && !copied.contains(&c.seq);
    keep(tx, changes, is_own).await?;
    let mut recorded: Vec<(i64, Recorded)> = Vec::with_capacity(changes.len());
    let is_card = |name: &str| name.parse::<Entity>().is_ok_and(|e| e.sort() == Sort::Card);
    // A copy may have taken along an edit that was sent and had not come back.
    let mut identities = device::former_ids(tx.connection()).await?;
    identities.push(own);
    let is_of_here = |c: &Change| {
        c.device_id.is_some_and(|id| identities.contains(&id)) && !copied.contains(&c.seq)
    };
    let own_edits: Vec<&Change> = changes
        .iter()
        .filter(|c| is_of_here(c) && is_card(&c.entity) && !c.body.is_empty())
        .collect();
    let now = tx.now();
    if !mutant::is("own_clamp_forgotten") {
        cards::restamp_own(tx.connection(), &own_edits, own, now).await?;
    }
    let own_changes: Vec<&Change> = changes.iter().filter(|change| is_own(change)).collect();
    let stands_after_all = outbox::take_back_rejections(tx, &own_changes).await?;
    for change in changes {
        let Ok(entity) = change.entity.parse::<Entity>() else {
            continue;
        };
        if is_own(change) && !stands_after_all.contains(&(change.epoch, change.dseq))
            || change.body.is_empty()
        {
            continue;
        }
        let seq = change.seq;
        let change = pulled(change, entity);
        if entity.sort() == Sort::Card
            && let Ok(body) = change.read::<CardBody>()
        {
            tx.observe(latest(&body));
        }
        recorded.push((seq, change));
    }
    learn_replaced(tx, &recorded).await?;
    for (seq, change) in project_readable(tx, recorded).await? {
        keep_unread(tx, seq, &change.body).await?;
    }
    Ok(())
}

/// Notes what was read, each once; what this device has the body of already comes without.
async fn keep(
    tx: &mut Tx,
    changes: &[Change],
    is_own: impl Fn(&Change) -> bool,
) -> Result<(), StoreError> {
    let received_at = to_micros(tx.now());
    for chunk in changes.chunks(500) {
        let mut query: QueryBuilder<Sqlite> = QueryBuilder::new(
            "INSERT INTO pulled
                (seq, op, entity, entity_id, at, actor_id, device_id, epoch, dseq, hash, body
                , received_at, is_known) ",
        );
        query.push_values(chunk, |mut b, change| {
            let entity = change.entity.parse::<Entity>().ok();
            let is_card = entity.is_some_and(|entity| entity.sort() == Sort::Card);
            let body = (!is_own(change) && !is_card).then_some(change.body.as_str());
            b.push_bind(change.seq)
                .push_bind(&change.op)
                .push_bind(&change.entity)
                .push_bind(change.entity_id.to_string())
                .push_bind(change.at)
                .push_bind(change.actor_id.to_string())
                .push_bind(change.device_id.map(|id| id.to_string()))
                .push_bind(change.epoch)
                .push_bind(change.dseq)
                .push_bind(&change.hash)
                .push_bind(body)
                .push_bind(received_at)
                .push_bind(i64::from(entity.is_some()));
        });
        query.push(" ON CONFLICT (seq) DO NOTHING");
        query.build().execute(tx.connection()).await?;
    }
    Ok(())
}

/// Edits of others that lose here against one that waits may have to come back.
async fn learn_replaced(tx: &mut Tx, recorded: &[(i64, Recorded)]) -> Result<(), StoreError> {
    let mut arrived: BTreeMap<Entity, Vec<(Uuid, Card)>> = BTreeMap::new();
    for (_, change) in recorded.iter().filter(|(_, change)| change.entity.sort() == Sort::Card) {
        // What cannot be read is kept unread, below.
        if let Ok(patch) = cards::patch(change) {
            arrived.entry(change.entity).or_default().push((change.entity_id, patch));
        }
    }
    for (entity, arrived) in arrived {
        outbox::learn(tx.connection(), entity, &arrived).await?;
    }
    Ok(())
}

fn pulled(change: &Change, entity: Entity) -> Recorded {
    Recorded {
        entity,
        entity_id: change.entity_id,
        op: change.op.clone(),
        at: mojo_domain::from_micros(change.at),
        actor_id: change.actor_id,
        device_id: change.device_id,
        epoch: change.epoch,
        dseq: change.dseq,
        body: change.body.clone(),
    }
}

/// Projects what can be read and gives back the rest: one body that this program cannot read (a
/// newer one's, or one in quarantine) must not hold up all that follows.
async fn project_readable(
    tx: &mut Tx,
    changes: Vec<(i64, Recorded)>,
) -> Result<Vec<(i64, Recorded)>, StoreError> {
    let all: Vec<Recorded> = changes.iter().map(|(_, change)| change.clone()).collect();
    if project_together(tx, &all).await? {
        return Ok(Vec::new());
    }
    let mut unread = Vec::new();
    for (seq, change) in changes {
        if !project_together(tx, std::slice::from_ref(&change)).await? {
            unread.push((seq, change));
        }
    }
    Ok(unread)
}

/// `false` when a body could not be read: then nothing of `changes` was written.
async fn project_together(tx: &mut Tx, changes: &[Recorded]) -> Result<bool, StoreError> {
    let now = tx.now();
    sqlx::query("SAVEPOINT projection").execute(tx.connection()).await?;
    let done = project::project(tx.connection(), changes, now).await;
    let is_unfit = done.as_ref().is_err_and(StoreError::is_unfit);
    if is_unfit {
        sqlx::query("ROLLBACK TO projection").execute(tx.connection()).await?;
    }
    sqlx::query("RELEASE projection").execute(tx.connection()).await?;
    if is_unfit { Ok(false) } else { done.map(|()| true) }
}

/// Keeps the body until a newer program can read it.
async fn keep_unread(tx: &mut Tx, seq: i64, body: &str) -> Result<(), StoreError> {
    sqlx::query("UPDATE pulled SET is_known = 0, body = $2 WHERE seq = $1")
        .bind(seq)
        .bind(body)
        .execute(tx.connection())
        .await?;
    Ok(())
}

fn latest(body: &CardBody) -> Hlc {
    body.fields.values().map(|field| field.hlc).max().unwrap_or_default()
}

/// Projects what was kept while its kind was not known here; after an upgrade it may be. Gives back
/// how many changes were taken up.
///
/// # Errors
/// [`StoreError`] of the database.
pub async fn replay_unknown(tx: &mut Tx) -> Result<usize, StoreError> {
    let rows = sqlx::query(
        "SELECT seq, op, entity, entity_id, at, actor_id, device_id, epoch, dseq, body
           FROM pulled
          WHERE is_known = 0
          ORDER BY seq",
    )
    .fetch_all(tx.connection())
    .await?;
    let mut seqs: Vec<i64> = Vec::new();
    let mut recorded = Vec::new();
    for row in &rows {
        let Ok(entity) = row.try_get::<String, _>("entity")?.parse::<Entity>() else {
            continue;
        };
        let seq: i64 = row.try_get("seq")?;
        seqs.push(seq);
        recorded.extend(kept(row, entity)?.map(|change| (seq, change)));
    }
    let unread = project_readable(tx, recorded).await?;
    seqs.retain(|seq| !unread.iter().any(|(other, _)| other == seq));
    for seq in &seqs {
        sqlx::query("UPDATE pulled SET is_known = 1 WHERE seq = $1")
            .bind(seq)
            .execute(tx.connection())
            .await?;
    }
    Ok(seqs.len())
}

/// Projects what stands in the platform's order of what it computes.
pub(super) async fn project_computed(tx: &mut Tx) -> Result<(), StoreError> {
    for entity in Entity::ALL.iter().filter(|entity| entity.sort() == Sort::Computed) {
        let rows = sqlx::query(
            "SELECT seq, op, entity, entity_id, at, actor_id, device_id, epoch, dseq, body
               FROM pulled
              WHERE entity = $1 AND is_known = 1
              ORDER BY seq",
        )
        .bind(entity.name())
        .fetch_all(tx.connection())
        .await?;
        let mut recorded = Vec::with_capacity(rows.len());
        for row in &rows {
            let seq: i64 = row.try_get("seq")?;
            recorded.extend(kept(row, *entity)?.map(|change| (seq, change)));
        }
        for (seq, change) in project_readable(tx, recorded).await? {
            keep_unread(tx, seq, &change.body).await?;
        }
    }
    Ok(())
}

fn kept(row: &SqliteRow, entity: Entity) -> Result<Option<Recorded>, StoreError> {
    let broken = |column| StoreError::Inconsistency {
        table: "pulled",
        column,
        row: entity.name().to_owned(),
    };
    let Some(body) = row.try_get::<Option<String>, _>("body")?.filter(|body| !body.is_empty())
    else {
        return Ok(None);
    };
    let text = |column: &'static str| row.try_get::<String, _>(column);
    let device_id = row.try_get::<Option<String>, _>("device_id")?;
    Ok(Some(Recorded {
        entity,
        entity_id: text("entity_id")?.parse().map_err(|_| broken("entity_id"))?,
        op: text("op")?,
        at: mojo_domain::from_micros(row.try_get("at")?),
        actor_id: text("actor_id")?.parse().map_err(|_| broken("actor_id"))?,
        device_id: device_id.and_then(|text| text.parse().ok()),
        epoch: row.try_get("epoch")?,
        dseq: row.try_get("dseq")?,
        body,
    }))
}
