//! Where kinds of things find their projection: the rows that the desk reads are written here, the
//! same way for what was recorded here and what was pulled.

use chrono::{DateTime, Utc};
use mojo_domain::ContactId;
use mojo_protocol::{Entity, Sort};

use crate::{
    Connection, Recorded, StoreError, cards, checkin, commissions, contacts, invoicing, pos,
};

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
    match entity {
        Entity::Sale => pos::project_sales(connection, run).await,
        Entity::CashMovement => pos::project_movements(connection, run).await,
        Entity::CashClosing => pos::project_closings(connection, run).await,
        Entity::PunchCard => checkin::project_cards(connection, run).await,
        Entity::Redemption => checkin::project_redemptions(connection, run).await,
        Entity::Case => checkin::project_cases(connection, run).await,
        Entity::CaseSettlement => checkin::project_settlements(connection, run).await,
        Entity::ContactMerge => contacts::project_merges(connection, run).await,
        Entity::Invoice => invoicing::invoices(connection, run).await,
        Entity::InvoicePayment => invoicing::payments(connection, run).await,
        Entity::CommissionEntry => commissions::entries(connection, run).await,
        Entity::CommissionReversal => commissions::reversals(connection, run).await,
        Entity::CommissionPayout => commissions::payouts(connection, run).await,
        Entity::StatementPackage => commissions::packages(connection, run).await,
        Entity::CommissionDispute => commissions::disputes(connection, run).await,
        Entity::CommissionDisputeMessage => commissions::dispute_messages(connection, run).await,
        Entity::CommissionDisputeSettlement => {
            commissions::dispute_settlements(connection, run).await
        }
        Entity::CommissionFreeze => commissions::freezes(connection, run).await,
        Entity::CommissionFreezeEnd => commissions::freeze_ends(connection, run).await,
        Entity::CommissionForfeiture => commissions::forfeitures(connection, run).await,
        Entity::CommissionCorrection => commissions::corrections(connection, run).await,
        _ => Ok(()),
    }
}

/// The rows of cards, after the merge: `ids` are the cards that changed.
pub(crate) async fn cards(
    connection: &mut Connection,
    entity: Entity,
    merged: &[cards::Merged],
) -> Result<(), StoreError> {
    match entity {
        Entity::Contact => {
            contacts::project_contacts(connection, merged).await?;
            let arrived = merged.iter().filter(|card| card.is_new);
            let arrived = arrived.map(|card| ContactId(card.card_id));
            contacts::join_arrived(connection, arrived).await
        }
        Entity::Product => pos::project_products(connection, merged).await,
        Entity::InvoiceDraft => invoicing::drafts(connection, merged).await,
        _ => Ok(()),
    }
}
