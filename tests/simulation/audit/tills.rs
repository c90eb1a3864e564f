//! Tills: every cent of cash, and every receipt once.

use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::{DeviceId, RegisterId};
use mojo_protocol::facts::{CashClosingBody, CashMovementBody, PaymentMethod, SaleBody};
use mojo_protocol::{Change, Scope};
use mojo_store::census;
use uuid::Uuid;

use super::{Logs, fault};
use crate::simulation::promise::Promises;
use crate::simulation::world::World;
use crate::simulation::{Held, broken};

/// Every till's cash: what came in and went out since its first closing is what the closings say.
pub(super) fn cash_adds_up(world: &World, logs: &Logs) -> Held {
    for (owner, log) in logs {
        open_tills(&world.promises, owner, log)?;
    }
    Ok(())
}

/// The tills as the facts leave them.
fn open_tills(
    promises: &Promises,
    owner: &str,
    log: &[Change],
) -> Held<BTreeMap<RegisterId, Till>> {
    let mut tills = Tills::default();
    for change in as_recorded(promises, log) {
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
fn as_recorded<'a>(promises: &Promises, log: &'a [Change]) -> Vec<&'a Change> {
    let promises = promises.0.iter().enumerate();
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
        count_once(&machine.name, &tables, world.has_copies)?;
    }
    Ok(())
}

/// The rows of a desk, by table.
type Tables = BTreeMap<String, Vec<String>>;

fn count_once(name: &str, tables: &Tables, has_copies: bool) -> Held {
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
        if has_copies && distinct.len() < numbers.len() {
            continue;
        }
        let sales = tables["sales"].iter().filter(is_in).count().to_string();
        if column(till, "receipts") != sales {
            let seen = format!("{name}: {sales} sales in {till}");
            return Err(broken("a till counts each sale once", seen));
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
        let tills = open_tills(&world.promises, owner, &logs[owner])?;
        let mut reader = machine.desk().reader().await.map_err(fault)?;
        let tables = census::tables(&mut reader).await.map_err(fault)?;
        hold(&machine.name, &tills, &tables["till_totals"])?;
    }
    Ok(())
}

fn hold(name: &str, tills: &BTreeMap<RegisterId, Till>, totals: &[String]) -> Held {
    for (register, till) in tills.iter().filter(|(_, till)| !till.is_shared) {
        let quoted = format!("'{register}'");
        let row = totals.iter().find(|row| column(row, "register_id") == quoted);
        let shown = |name: &str| {
            row.and_then(|row| column(row, name).parse::<i64>().ok()).unwrap_or_default()
        };
        let found = ["opening_cents", "cash_sales_cents", "cash_movements_cents", "next_z"];
        let found = found.map(shown);
        let expected = [till.opening, till.sales, till.movements, till.closed + 1];
        if found != expected {
            let seen = format!("{name}: {register}: {found:?}, by the facts {expected:?}");
            return Err(broken("a till holds what the facts leave in it", seen));
        }
    }
    Ok(())
}

/// The value of a column in a row of the census, as SQLite quotes it.
fn column<'a>(row: &'a str, name: &str) -> &'a str {
    let start = row.find(&format!("{name}=")).map_or(row.len(), |at| at + name.len() + 1);
    row[start..].split(' ').next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::simulation::audit::planted::{change, closing, id, movement, sale, spoke};

    /// Two sales and a movement of cash, and whatever follows.
    fn day(last: Option<Value>) -> Vec<Change> {
        let mut log = vec![
            change(1, "sale", 11, &sale(11, 10_00)),
            change(2, "cash_movement", 21, &movement(21, 5_00)),
            change(3, "sale", 12, &sale(12, 20_00)),
        ];
        log.extend(last.map(|body| change(4, "cash_closing", 31, &body)));
        log
    }

    fn tills_of(log: &[Change]) -> Held<BTreeMap<RegisterId, Till>> {
        open_tills(&Promises::default(), "jonte.albers", log)
    }

    #[test]
    fn a_closing_that_is_off_by_a_cent_or_a_receipt_is_noticed() {
        let wrong = Some("a closing has each sale and movement once");
        let is = |sums, receipts| spoke(tills_of(&day(Some(closing(31, sums, receipts)))));
        assert_eq!(is((30_00, 5_00), 2), None);
        assert_eq!(is((30_01, 5_00), 2), wrong);
        assert_eq!(is((30_00, 0), 2), wrong);
        assert_eq!(is((40_00, 5_00), 3), wrong, "a sale twice");
    }

    fn tables(receipts: u32, periods: &[u32]) -> Tables {
        let sale = |period: &u32| format!("sale_id='1' register_id='7' z_number={period}");
        let till = format!("register_id='7' next_z=1 receipts={receipts}");
        BTreeMap::from([
            ("till_totals".to_owned(), vec![till]),
            ("cash_closings".to_owned(), Vec::new()),
            ("sales".to_owned(), periods.iter().map(sale).collect()),
        ])
    }

    #[test]
    fn a_sale_that_a_till_counts_twice_or_not_is_noticed() {
        let wrong = Some("a till counts each sale once");
        for has_copies in [false, true] {
            let is = |receipts, periods: &[u32]| {
                spoke(count_once("desk0", &tables(receipts, periods), has_copies))
            };
            assert_eq!(is(2, &[1, 1]), None);
            assert_eq!(is(3, &[1, 1]), wrong);
            assert_eq!(is(1, &[1, 1]), wrong);
            assert_eq!(is(2, &[1, 2]), wrong, "one is of another period");
        }
    }

    #[test]
    fn a_till_with_a_cent_too_much_is_noticed() {
        let wrong = Some("a till holds what the facts leave in it");
        let tills = tills_of(&day(None)).unwrap();
        let row = |sales: i64, moved: i64, period: i64| {
            let sums = format!("cash_sales_cents={sales} cash_movements_cents={moved}");
            vec![format!("register_id='{}' next_z={period} opening_cents=0 {sums}", id(7))]
        };
        assert_eq!(spoke(hold("desk0", &tills, &row(30_00, 5_00, 1))), None);
        assert_eq!(spoke(hold("desk0", &tills, &row(30_01, 5_00, 1))), wrong);
        assert_eq!(spoke(hold("desk0", &tills, &row(30_00, 4_99, 1))), wrong);
        assert_eq!(spoke(hold("desk0", &tills, &row(30_00, 5_00, 2))), wrong);
        assert_eq!(spoke(hold("desk0", &tills, &[])), wrong, "no row at all");
    }
}
