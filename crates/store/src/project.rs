//! Where kinds of things find their projection: the rows that the desk reads are written here, the
//! same way for what was recorded here and what was pulled.

use chrono::{DateTime, Utc};
use mojo_protocol::{Entity, Sort};

use crate::{Connection, Recorded, StoreError, cards};

/// Writes the rows of `changes`, in order; runs of one kind are handed over together.
pub(crate) async fn project(
    connection: &mut Connection,
    changes: &[Recorded],
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    for run in changes.chunk_by(|a, b| a.entity == b.entity) {
        let entity = run[0].entity;
        match entity.sort() {
            Sort::Card => cards::apply(connection, entity, run, now).await?,
            Sort::Fact | Sort::Computed => facts(connection, entity, run).await?,
        }
    }
    Ok(())
}

/// The rows of facts; each projection ignores a fact that it holds already.
async fn facts(
    connection: &mut Connection,
    entity: Entity,
    run: &[Recorded],
) -> Result<(), StoreError> {
    let _ = (connection, run);
    match entity {
        Entity::Sale => Ok(()),
        _ => Ok(()),
    }
}

/// The rows of cards, after the merge: `ids` are the cards that changed.
pub(crate) async fn cards(
    connection: &mut Connection,
    entity: Entity,
    merged: &[cards::Merged],
) -> Result<(), StoreError> {
    let _ = (connection, merged);
    match entity {
        Entity::Contact => Ok(()),
        _ => Ok(()),
    }
}
