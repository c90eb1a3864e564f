//! Orders of customers and their refunds, which the platform's own people tell it over HTTP, each again
//! and again until it is answered; and whether all of them are kept once, and what was earned by them
//! adds up, as everybody reads it who may.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use mojo_desk::SystemClock;
use mojo_domain::Clock as _;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::books::cents;
use crate::dice::Dice;

/// However often it is cut, killed and full, the platform answers within so long.
const PATIENCE: Duration = Duration::from_secs(90);

/// An order that was told.
#[derive(Clone, Debug)]
struct Sold {
    id: String,
    net: i64,
    customer: String,
    is_confirmed: bool,
    refund: Refund,
}

/// Whether the whole order was given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refund {
    No,
    /// It was told, and nobody answered.
    Open,
    Confirmed,
}

/// Somebody who is signed in over HTTP.
struct Caller {
    agent: ureq::Agent,
    url: String,
    token: String,
}

/// The sales of MOJO LLC.
pub(crate) struct Shop {
    staff: Caller,
    /// The owners of the practices, who read what they earned.
    owners: Vec<Caller>,
    product: Value,
    customers: Vec<String>,
    sold: Mutex<Vec<Sold>>,
}

impl Caller {
    fn sign_in(url: &str, user: &str, password: &str) -> Self {
        let agent: ureq::Agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(Duration::from_secs(5)))
            .build()
            .into();
        let url = format!("{url}/api/v1");
        let login = json!({ "user": user, "password": password });
        let mut answer = agent.post(format!("{url}/sessions")).send_json(&login).unwrap();
        let told = answer.body_mut().read_json::<Value>().unwrap();
        let token = told["token"].as_str().unwrap_or_else(|| panic!("{told}")).to_owned();
        Self { agent, url, token }
    }

    fn bearer(&self) -> String {
        format!("Bearer {}", self.token)
    }

    /// Status and answer; `None` when there was none.
    fn post(&self, path: &str, body: &Value) -> Option<(u16, Value)> {
        let request = self.agent.post(format!("{}{path}", self.url));
        let mut answer = request.header("authorization", self.bearer()).send_json(body).ok()?;
        let status = answer.status().as_u16();
        Some((status, answer.body_mut().read_json::<Value>().ok()?))
    }

    /// The same for what is only read; who asks too often waits.
    fn get(&self, path: &str) -> (u16, Value) {
        loop {
            let request = self.agent.get(format!("{}{path}", self.url));
            let mut answer = request.header("authorization", self.bearer()).call().unwrap();
            let status = answer.status().as_u16();
            if status != 429 {
                return (status, answer.body_mut().read_json::<Value>().unwrap());
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// All rows of a list, page after page.
    fn all(&self, path: &str, place: &str, rows: &str) -> Vec<Value> {
        let (mut found, mut next) = (Vec::new(), String::new());
        loop {
            let (status, page) = self.get(&format!("{path}{next}"));
            assert_eq!(status, 200, "{path}: {page}");
            found.extend(page[rows].as_array().cloned().unwrap_or_default());
            match page["next"].as_str() {
                Some(last) => next = format!("&{place}={last}"),
                None => return found,
            }
        }
    }
}

impl Shop {
    /// Sells through the network at `url`; `owners` are those of the practices, with the password of
    /// everybody.
    pub(crate) fn open(url: &str, owners: &[&str], password: &str) -> Self {
        let staff = Caller::sign_in(url, "admin", password);
        let sign_in = |owner: &&str| Caller::sign_in(url, owner, password);
        let owners = owners.iter().map(sign_in).collect();
        let products = staff.get("/platform-products").1;
        let products = products["products"].as_array().cloned().unwrap_or_default();
        let product = products.into_iter().find(|product| product["commission_eligible"] == true);
        let product = product.unwrap()["id"].clone();
        let attributions = staff.get("/customer-attributions").1;
        let rows = attributions["attributions"].as_array().unwrap();
        let customers = rows.iter().map(|row| text(&row["customer_user_id"])).collect();
        Self { staff, owners, product, customers, sold: Mutex::default() }
    }

    /// An order is told until it is answered, or all is over; now and then once more, and now and then
    /// it is given back. Gives back what is wrong with an answer.
    pub(crate) fn sell(&self, dice: &Dice, is_over: &AtomicBool) -> Option<String> {
        std::thread::sleep(dice.millis(50, 300));
        let (order, number) = self.draw(dice);
        let times = if dice.percent(10) { 2 } else { 1 };
        for _ in 0..times {
            match self.tell("/orders", &order, is_over) {
                Ok(Some(_)) => self.sold.lock().unwrap()[number].is_confirmed = true,
                Ok(None) => return None,
                Err(wrong) => return Some(wrong),
            }
        }
        if dice.percent(15) { self.give_back(&order, number, is_over) } else { None }
    }

    /// The whole order is given back; what is wrong with the answer.
    fn give_back(&self, order: &Value, number: usize, is_over: &AtomicBool) -> Option<String> {
        let id = id_of(0x7265_6675_6e64_8000_8000_0000_0000_0000, number);
        let net = &order["lines"][0]["net"];
        let refund = json!({ "id": id, "line": 1, "net": net, "at": order["ordered_at"] });
        let path = format!("/orders/{}/refunds", text(&order["id"]));
        self.sold.lock().unwrap()[number].refund = Refund::Open;
        match self.tell(&path, &refund, is_over) {
            Ok(Some(said)) if said["refunded_net"] != *net => Some(format!("{refund}: {said}")),
            Ok(Some(_)) => {
                self.sold.lock().unwrap()[number].refund = Refund::Confirmed;
                None
            }
            Ok(None) => None,
            Err(wrong) => Some(wrong),
        }
    }

    /// Tells something until it is answered; `None` when all was over before.
    fn tell(
        &self,
        path: &str,
        body: &Value,
        is_over: &AtomicBool,
    ) -> Result<Option<Value>, String> {
        let since = Instant::now();
        while !is_over.load(Ordering::SeqCst) {
            if since.elapsed() > PATIENCE {
                return Err(format!("{path} {body}: no answer within {PATIENCE:?}"));
            }
            match self.staff.post(path, body) {
                Some((201, said)) if said["id"] == body["id"] => return Ok(Some(said)),
                // No answer, too many questions, or no room: once more.
                None | Some((429 | 500.., _)) => std::thread::sleep(Duration::from_millis(100)),
                Some((status, said)) => return Err(format!("{path} {body}: {status} {said}")),
            }
        }
        Ok(None)
    }

    /// A new order, and its place among those that were told.
    fn draw(&self, dice: &Dice) -> (Value, usize) {
        let mut sold = self.sold.lock().unwrap();
        let number = sold.len();
        let id = id_of(0x6861_6d6d_6572_8000_8000_0000_0000_0000, number);
        let net = 10_00 + i64::try_from(dice.below(490_00)).unwrap();
        let customer = dice.pick(&self.customers).clone();
        let at = SystemClock.now().to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        let order = json!({
            "id": id, "number": format!("H-{number}"), "customer_user_id": customer,
            // Not in a month that is over: its statement is signed.
            "ordered_at": at, "billing_country": "DE",
            "lines": [{ "product_id": self.product, "net": format!("{}.{:02}", net / 100, net % 100) }],
        });
        let (is_confirmed, refund) = (false, Refund::No);
        sold.push(Sold { id: id.to_string(), net, customer, is_confirmed, refund });
        (order, number)
    }

    /// One more order, whose settlement takes along what was left over.
    pub(crate) fn settle(&self, dice: &Dice) -> Option<String> {
        self.sell(dice, &AtomicBool::new(false))
    }

    /// How many orders were confirmed.
    pub(crate) fn confirmed(&self) -> usize {
        self.sold.lock().unwrap().iter().filter(|sold| sold.is_confirmed).count()
    }

    /// What is lost, doubled or does not add up.
    pub(crate) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let sold = self.sold.lock().unwrap();
        let kept = self.kept(&sold, &mut faults);
        let entries = self.staff.all("/commissions?limit=500", "after", "commissions");
        let mut by_order: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        for entry in &entries {
            by_order.entry(entry["order_id"].as_str().unwrap_or_default()).or_default().push(entry);
        }
        let mut first_of = BTreeSet::new();
        for sold in sold.iter().filter(|sold| kept.contains(&sold.id)) {
            let of_order = by_order.get(sold.id.as_str()).map_or(&[][..], Vec::as_slice);
            faults.extend(entry_faults(sold, of_order));
            // C3: given back it stays the first.
            let mut firsts = of_order.iter().filter(|e| e["commission_type"] == "affiliate_first");
            if firsts.next().is_some() && !first_of.insert(&sold.customer) {
                faults.push(format!("{} bought for the first time twice", sold.customer));
            }
        }
        for sold in sold.iter().filter(|sold| kept.contains(&sold.id)).step_by(10) {
            let of_order = by_order.get(sold.id.as_str()).map_or(&[][..], Vec::as_slice);
            faults.extend(self.rest_fault(sold, of_order));
        }
        for owner in &self.owners {
            owner_faults(owner, &entries, &mut faults);
        }
        faults
    }

    /// Which orders the platform has, each once, as it was told.
    fn kept(&self, sold: &[Sold], faults: &mut Vec<String>) -> BTreeSet<String> {
        let told: BTreeMap<&str, &Sold> =
            sold.iter().map(|sold| (sold.id.as_str(), sold)).collect();
        let mut kept = BTreeSet::new();
        for row in self.staff.all("/orders?limit=200", "before", "orders") {
            let id = text(&row["id"]);
            let Some(sold) = told.get(id.as_str()) else {
                if text(&row["number"]).starts_with("H-") {
                    faults.push(format!("an order that nobody told: {row}"));
                }
                continue;
            };
            if cents(&row["net"]) != sold.net {
                faults.push(format!("{sold:?} is kept as {row}"));
            }
            if !kept.insert(id) {
                faults.push(format!("{sold:?} is kept twice"));
            }
        }
        let lost = sold.iter().filter(|sold| sold.is_confirmed && !kept.contains(&sold.id));
        faults.extend(lost.map(|sold| format!("lost: {sold:?}")));
        kept
    }

    /// C10: what is left of a line is its net without what was given of it.
    fn rest_fault(&self, sold: &Sold, entries: &[&Value]) -> Option<String> {
        let (status, told) = self.staff.get(&format!("/orders/{}/commissions", sold.id));
        let given: i64 = entries.iter().map(|entry| cents(&entry["amount"])).sum();
        let is_right = status == 200 && cents(&told["lines"][0]["rest"]) == sold.net - given;
        (!is_right).then(|| format!("{sold:?}: {given} cents were given of it, and {told}"))
    }
}

/// C4: the region's distributor has 30 % of the order, and a recruiter at most one share, of 20 % of a
/// first purchase and of 10 % of any other (C2).
fn entry_faults(sold: &Sold, entries: &[&Value]) -> Option<String> {
    let share = |percent: i64| (sold.net * percent + 50) / 100;
    let (mut regional, mut recruiters, mut others) = (0, 0, 0);
    for entry in entries {
        let is_share = |percent| cents(&entry["amount"]) == share(percent);
        match entry["commission_type"].as_str() {
            Some("regional_exclusive") if is_share(30) => regional += 1,
            Some("affiliate_first") if is_share(20) => recruiters += 1,
            Some("affiliate_recurring") if is_share(10) => recruiters += 1,
            _ => others += 1,
        }
    }
    let is_right =
        regional == 1 && recruiters <= 1 && others == 0 && is_reversed_well(sold, entries);
    (!is_right).then(|| format!("{sold:?} is given as {entries:?}"))
}

/// Given back is all of it or nothing, and what was confirmed is.
fn is_reversed_well(sold: &Sold, entries: &[&Value]) -> bool {
    let is_whole = entries.iter().all(|entry| entry["reversed"] == "0.00");
    let is_gone = entries.iter().all(|entry| entry["reversed"] == entry["amount"]);
    match sold.refund {
        Refund::No => is_whole,
        Refund::Open => is_whole || is_gone,
        Refund::Confirmed => is_gone,
    }
}

/// Ids that every run draws alike.
fn id_of(kind: u128, number: usize) -> Uuid {
    Uuid::from_u128(kind + u128::try_from(number).unwrap())
}

/// Who earns reads what is theirs, all of it and nothing else.
fn owner_faults(owner: &Caller, entries: &[Value], faults: &mut Vec<String>) {
    let own = owner.all("/commissions?limit=500", "after", "commissions");
    let recipients: BTreeSet<String> =
        own.iter().map(|entry| text(&entry["recipient_tenant_id"])).collect();
    let Some(me) = recipients.first().filter(|_| recipients.len() == 1) else {
        faults.push(format!("an owner reads the commissions of {recipients:?}"));
        return;
    };
    let sums = |entries: &[Value]| -> (usize, i64) {
        let mine = entries.iter().filter(|entry| text(&entry["recipient_tenant_id"]) == *me);
        mine.fold((0, 0), |(count, sum), entry| (count + 1, sum + cents(&entry["amount"])))
    };
    if sums(&own) != sums(entries) {
        faults.push(format!("{me} reads {:?} of {:?} commissions", sums(&own), sums(entries)));
    }
    let all: BTreeSet<String> =
        entries.iter().map(|entry| text(&entry["recipient_tenant_id"])).collect();
    for other in all.iter().filter(|other| *other != me && !other.is_empty()) {
        for list in ["commissions", "orders"] {
            let (status, told) = owner.get(&format!("/{list}?tenant_id={other}"));
            if status != 404 {
                faults.push(format!("{me} reads the {list} of {other}: {status} {told}"));
            }
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(kind: &str, amount: &str) -> Value {
        json!({ "commission_type": kind, "amount": amount, "reversed": "0.00" })
    }

    #[test]
    fn shares_are_told_apart_from_what_is_none() {
        let (id, customer) = ("o".to_owned(), "c".to_owned());
        let sold = Sold { id, net: 99_99, customer, is_confirmed: true, refund: Refund::No };
        let regional = entry("regional_exclusive", "30.00");
        let recruiter = entry("affiliate_recurring", "10.00");
        assert_eq!(entry_faults(&sold, &[&regional, &recruiter]), None);
        assert_eq!(entry_faults(&sold, &[&regional]), None);
        for wrong in [
            vec![],
            vec![&recruiter],
            vec![&regional, &regional],
            vec![&regional, &recruiter, &recruiter],
            vec![&regional, &entry("affiliate_first", "10.00")],
            vec![&entry("regional_exclusive", "29.99")],
        ] {
            assert!(entry_faults(&sold, &wrong).is_some(), "{wrong:?}");
        }
        let mut given_back = regional.clone();
        given_back["reversed"] = json!("30.00");
        let refunded = |refund| Sold { refund, ..sold.clone() };
        for (refund, entry, is_right) in [
            (Refund::No, &given_back, false),
            (Refund::Open, &given_back, true),
            (Refund::Open, &regional, true),
            (Refund::Confirmed, &given_back, true),
            (Refund::Confirmed, &regional, false),
        ] {
            let found = entry_faults(&refunded(refund), &[entry]);
            assert_eq!(found.is_none(), is_right, "{refund:?} {entry}");
        }
    }
}
