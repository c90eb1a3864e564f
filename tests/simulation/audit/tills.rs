//! Tills: every cent of cash, and every receipt once.

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::{DeviceId, RegisterId};
use mojo_protocol::facts::{CashClosingBody, CashMovementBody, PaymentMethod, SaleBody};
use mojo_protocol::{Change, Scope};
use mojo_store::census;
use uuid::Uuid;

use super::{Logs, fault};
use crate::simulation::world::World;
use crate::simulation::{Held, broken};

/// Every till's cash: what came in and went out since its first closing is what the closings say.
pub(super) fn cash_adds_up(world: &World, logs: &Logs) -> Held {
    for (owner, log) in logs {
        open_tills(world, owner, log)?;
    }
    Ok(())
}

/// The tills as the facts leave them.
fn open_tills(world: &World, owner: &str, log: &[Change]) -> Held<BTreeMap<RegisterId, Till>> {
    let mut tills = Tills::default();
    for change in as_recorded(world, log) {
        match change.entity.as_str() {
            "sale" => {
                let sale: SaleBody = serde_json::from_str(&change.body).expect("readable");
                let cash = sale.payments.iter().filter(|p| p.method == PaymentMethod::Cash);
                let till = tills.written(sale.register_id, change);
                till.sales += cash.map(|payment| payment.amount_cents).sum::<i64>();
                till.receipts += 1;
            }
            "cash_movement" => {
                let body: CashMovementBody = serde_json::from_str(&change.body).expect("readable");
                tills.written(body.register_id, change).movements += body.amount_cents;
            }
            "cash_closing" => {
                let body: CashClosingBody = serde_json::from_str(&change.body).expect("readable");
                tills.written(body.register_id, change).close(owner, &body)?;
            }
            _ => {}
        }
    }
    Ok(tills.0)
}

/// Every till, by its register.
#[derive(Debug, Default)]
struct Tills(BTreeMap<RegisterId, Till>);

impl Tills {
    fn written(&mut self, register: RegisterId, change: &Change) -> &mut Till {
        self.0.entry(register).or_default().written_by(change.device_id)
    }
}

/// The open period of a till.
#[derive(Debug, Default)]
struct Till {
    opening: i64,
    sales: i64,
    movements: i64,
    receipts: i64,
    closed: i64,
    /// Two devices wrote for it (a clone, a disk put back): its periods are not one story.
    is_shared: bool,
    device: Option<DeviceId>,
}

impl Till {
    fn close(&mut self, owner: &str, closing: &CashClosingBody) -> Held {
        let found = (
            closing.opening_cents,
            closing.cash_sales_cents,
            closing.cash_movements_cents,
            closing.receipts,
            closing.z_number,
        );
        let expected = (self.opening, self.sales, self.movements, self.receipts, self.closed + 1);
        if found != expected && !self.is_shared {
            let seen = format!("{owner}: closing {found:?}, counted {expected:?}");
            return Err(broken("a closing has each sale and movement once", seen));
        }
        *self = Self {
            opening: closing.counted_cents,
            closed: closing.z_number,
            is_shared: self.is_shared,
            device: self.device,
            ..Self::default()
        };
        Ok(())
    }

    fn written_by(&mut self, device: Option<DeviceId>) -> &mut Self {
        self.is_shared |= self.device.is_some() && self.device != device;
        self.device = device;
        self
    }
}

/// The devices' facts in the order in which they were recorded: what a platform that was put back had
/// lost may come again after what was recorded later.
fn as_recorded<'a>(world: &World, log: &'a [Change]) -> Vec<&'a Change> {
    let promises = world.promises.0.iter().enumerate();
    let places: BTreeMap<Uuid, usize> =
        promises.rev().map(|(place, promise)| (promise.id, place)).collect();
    let mut own: Vec<&Change> = log.iter().filter(|change| change.device_id.is_some()).collect();
    own.sort_by_key(|change| (places.get(&change.entity_id), change.seq));
    own
}

/// Every till's open period counts the sales that stand in it, each once.
pub(super) async fn tills_count_each_sale_once(world: &World) -> Held {
    for machine in &world.machines {
        let mut reader = machine.desk().reader().await.map_err(fault)?;
        let tables = census::tables(&mut reader).await.map_err(fault)?;
        for till in &tables["till_totals"] {
            let (register, period) = (column(till, "register_id"), column(till, "next_z"));
            let is_in = |sale: &&String| {
                column(sale, "register_id") == register && column(sale, "z_number") == period
            };
            // Two copies of a desk that each closed the same period share a till: its totals are
            // those of the closing that came last.
            let closed =
                tables["cash_closings"].iter().filter(|row| column(row, "register_id") == register);
            let numbers: Vec<&str> = closed.map(|row| column(row, "z_number")).collect();
            let distinct: BTreeSet<&&str> = numbers.iter().collect();
            if world.has_copies && distinct.len() < numbers.len() {
                continue;
            }
            let sales = tables["sales"].iter().filter(is_in).count().to_string();
            if column(till, "receipts") != sales {
                let seen = format!("{}: {sales} sales in {till}", machine.name);
                return Err(broken("a till counts each sale once", seen));
            }
        }
    }
    Ok(())
}

/// Every desk that sees a till shows the cash that the facts leave in it.
pub(super) async fn tills_hold_what_the_facts_leave(world: &World, logs: &Logs) -> Held {
    for (number, machine) in world.machines.iter().enumerate() {
        let scopes = world.scopes(number).await?.unwrap_or_default();
        if machine.is_revoked || !scopes.contains(&Scope::Pos) {
            continue;
        }
        let owner = machine.post.owner;
        let tills = open_tills(world, owner, &logs[owner])?;
        let mut reader = machine.desk().reader().await.map_err(fault)?;
        let tables = census::tables(&mut reader).await.map_err(fault)?;
        for (register, till) in tills.iter().filter(|(_, till)| !till.is_shared) {
            let quoted = format!("'{register}'");
            let is_it = |row: &&String| column(row, "register_id") == quoted;
            let row = tables["till_totals"].iter().find(is_it);
            let shown = |name: &str| {
                row.and_then(|row| column(row, name).parse::<i64>().ok()).unwrap_or_default()
            };
            let found = ["opening_cents", "cash_sales_cents", "cash_movements_cents", "next_z"];
            let found = found.map(shown);
            let expected = [till.opening, till.sales, till.movements, till.closed + 1];
            if found != expected {
                let name = &machine.name;
                let seen = format!("{name}: {register}: {found:?}, by the facts {expected:?}");
                return Err(broken("a till holds what the facts leave in it", seen));
            }
        }
    }
    Ok(())
}

/// The value of a column in a row of the census, as SQLite quotes it.
fn column<'a>(row: &'a str, name: &str) -> &'a str {
    let start = row.find(&format!("{name}=")).map_or(row.len(), |at| at + name.len() + 1);
    row[start..].split(' ').next().unwrap_or_default()
}
