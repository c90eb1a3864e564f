//! What the service keeps, and what its requests do to it.

use std::collections::{BTreeMap, VecDeque};

use serde_json::{Map, Value, json};

use super::{Fault, form, objects};

pub(super) type Form = Map<String, Value>;

/// An answer.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Value,
}

impl Reply {
    pub(super) fn ok(body: Value) -> Self {
        Self { status: 200, body }
    }

    /// An error in Stripe's shape; an empty code is left out.
    pub(super) fn error(status: u16, kind: &str, code: &str, message: &str) -> Self {
        let mut error = json!({ "type": kind, "message": message });
        if !code.is_empty() {
            error["code"] = json!(code);
        }
        Self { status, body: json!({ "error": error }) }
    }

    /// A fault on Stripe's side.
    pub(super) fn fault() -> Self {
        Self::error(500, "api_error", "", "An unknown error occurred.")
    }

    pub(super) fn refused(code: &str, message: &str) -> Self {
        Self::error(400, "invalid_request_error", code, message)
    }

    pub(super) fn missing(what: &str) -> Self {
        let message = format!("No such object: '{what}'");
        Self::error(404, "invalid_request_error", "resource_missing", &message)
    }

    pub(super) fn no_amount() -> Self {
        Self::refused("parameter_invalid_integer", "Invalid integer: amount").of("amount")
    }

    /// The error is about this parameter.
    pub(super) fn of(mut self, parameter: &str) -> Self {
        self.body["error"]["param"] = json!(parameter);
        self
    }
}

/// Everything.
#[derive(Debug)]
pub(super) struct World {
    /// Seconds; it stands until it is moved.
    pub(super) now: i64,
    /// By kind, the first one first.
    objects: BTreeMap<&'static str, Vec<Value>>,
    pub(super) balance: BTreeMap<String, i64>,
    /// What a key asked for, and what was answered.
    answered: BTreeMap<String, (String, Reply)>,
    faults: VecDeque<Fault>,
    drawn: u64,
}

impl Default for World {
    fn default() -> Self {
        Self {
            now: objects::CREATED,
            objects: BTreeMap::new(),
            balance: BTreeMap::new(),
            answered: BTreeMap::new(),
            faults: VecDeque::new(),
            drawn: 0,
        }
    }
}

pub(super) fn text<'a>(form: &'a Form, name: &str) -> &'a str {
    form.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Yes; clients write it with a small or a capital letter.
pub(super) fn is_true(form: &Form, name: &str) -> bool {
    text(form, name).eq_ignore_ascii_case("true")
}

/// Whole cents above zero.
pub(super) fn amount(form: &Form) -> Option<i64> {
    text(form, "amount").parse().ok().filter(|cents| *cents > 0)
}

impl World {
    pub(super) fn open_account(&mut self, id: &str) {
        let account = objects::account(id, "DE", &json!({}));
        self.keep("account", account);
    }

    pub(super) fn open_merchant(&mut self, id: &str) {
        self.open_account(id);
        if let Some(account) = self.find_mut("account", id) {
            account["charges_enabled"] = json!(true);
        }
    }

    pub(super) fn set_balance(&mut self, currency: &str, cents: i64) {
        self.balance.insert(currency.to_owned(), cents);
    }

    pub(super) fn fail_with(&mut self, faults: &[Fault]) {
        self.faults.extend(faults);
    }

    pub(super) fn next_fault(&mut self) -> Option<Fault> {
        self.faults.pop_front()
    }

    pub(super) fn all(&self, kind: &str) -> Vec<Value> {
        self.objects.get(kind).cloned().unwrap_or_default()
    }

    /// The first one first.
    pub(super) fn list(&self, kind: &str) -> &[Value] {
        self.objects.get(kind).map_or(&[][..], Vec::as_slice)
    }

    pub(super) fn keep(&mut self, kind: &'static str, object: Value) {
        self.objects.entry(kind).or_default().push(object);
    }

    pub(super) fn draw(&mut self, prefix: &str) -> String {
        self.drawn += 1;
        format!("{prefix}_{:06}", self.drawn)
    }

    pub(super) fn find(&self, kind: &str, id: &str) -> Option<&Value> {
        self.objects.get(kind)?.iter().find(|object| object["id"] == id)
    }

    /// Whatever it is that has this id.
    pub(super) fn find_any(&self, id: &str) -> Option<&Value> {
        self.objects.values().flatten().find(|object| object["id"] == id)
    }

    pub(super) fn find_mut(&mut self, kind: &str, id: &str) -> Option<&mut Value> {
        self.objects.get_mut(kind)?.iter_mut().find(|object| object["id"] == id)
    }

    pub(super) fn tell(&mut self, kind: &str, object: &Value) {
        let id = self.draw("evt");
        self.keep("event", objects::event(&id, kind, object, self.now));
    }

    /// What was asked for with a key is known no more, as after a day.
    pub(super) fn forget_keys(&mut self) {
        self.answered.clear();
    }

    /// What changes something, once for each key. `true`: it was answered before.
    pub(super) fn post(&mut self, path: &str, key: Option<String>, body: &str) -> (Reply, bool) {
        let asked = format!("{path}?{body}");
        if let Some((before, reply)) = key.as_ref().and_then(|key| self.answered.get(key)) {
            if *before == asked {
                return (reply.clone(), true);
            }
            let message = "Keys for idempotent requests can only be used with the same parameters \
                           they were first used with.";
            return (Reply::error(400, "idempotency_error", "", message), false);
        }
        let reply = self.change(path, &form::read(body));
        if let Some(key) = key {
            self.answered.insert(key, (asked, reply.clone()));
        }
        (reply, false)
    }

    fn change(&mut self, path: &str, form: &Form) -> Reply {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match parts.as_slice() {
            ["v1", "accounts"] => self.make_account(form),
            ["v1", "account_links"] => self.link(form),
            ["v1", "transfers"] => self.transfer(form),
            ["v1", "transfers", id, "reversals"] => self.reverse(id, form),
            ["v1", "payment_intents"] => self.pay(form),
            ["v1", "payment_intents", id, "confirm"] => self.confirm(id, form),
            ["v1", "payment_intents", id, "cancel"] => self.cancel(id),
            ["v1", "refunds"] => self.refund(form),
            ["v1", "customers"] => self.add_customer(form),
            ["v1", "products"] => self.add_product(form),
            ["v1", "subscriptions"] => self.subscribe(form),
            ["v1", "subscriptions", id] => self.change_subscription(id, form),
            _ => Reply::missing(path),
        }
    }

    fn make_account(&mut self, form: &Form) -> Reply {
        let is_wanted =
            |part: &str, name: &str| form.get(part).is_some_and(|it| it[name] != Value::Null);
        if text(form, "country").len() != 2 {
            return Reply::refused("country_unsupported", "Country is not supported.");
        }
        let agreement = form.get("tos_acceptance").map(|it| it["service_agreement"].clone());
        if agreement == Some(json!("recipient")) && is_wanted("capabilities", "card_payments") {
            let message = "The card_payments capability is not available under the recipient service \
                           agreement.";
            return Reply::refused("", message);
        }
        let id = self.draw("acct");
        let account = objects::new_account(&id, form);
        self.keep("account", account.clone());
        self.tell("account.updated", &account);
        Reply::ok(account)
    }

    fn link(&mut self, form: &Form) -> Reply {
        let account = text(form, "account");
        if self.find("account", account).is_none() {
            return Reply::missing(account);
        }
        let is_address = |name: &str| text(form, name).starts_with("http");
        if !is_address("refresh_url") || !is_address("return_url") {
            return Reply::refused("url_invalid", "Not a valid URL");
        }
        let drawn = self.draw("link");
        let link = objects::account_link(account, &drawn);
        self.keep("account_link", link.clone());
        Reply::ok(link)
    }

    /// The owner answers what is asked, or something is wanted of them again.
    pub(super) fn settle_account(&mut self, id: &str, wants: &[&str]) -> Option<Value> {
        let kept = self.find_mut("account", id)?;
        let is_done = wants.is_empty();
        kept["details_submitted"] = json!(true);
        kept["payouts_enabled"] = json!(is_done);
        kept["capabilities"]["transfers"] = json!(if is_done { "active" } else { "inactive" });
        kept["requirements"]["currently_due"] = json!(wants);
        let reason = if is_done { Value::Null } else { json!("requirements.past_due") };
        kept["requirements"]["disabled_reason"] = reason;
        let account = kept.clone();
        self.tell("account.updated", &account);
        Some(account)
    }

    fn transfer(&mut self, form: &Form) -> Reply {
        let (currency, destination) = (text(form, "currency"), text(form, "destination"));
        let Some(amount) = amount(form) else { return Reply::no_amount() };
        let Some(account) = self.find("account", destination) else {
            return Reply::refused("account_invalid", "No such destination").of("destination");
        };
        if account["capabilities"]["transfers"] != "active" {
            let message =
                "Your destination account needs to have the transfers capability enabled.";
            return Reply::refused("insufficient_capabilities_for_transfer", message);
        }
        if self.balance.get(currency).is_none_or(|left| *left < amount) {
            let message = "You have insufficient available funds in your Stripe account.";
            return Reply::refused("balance_insufficient", message);
        }
        let id = self.draw("tr");
        let mut transfer = objects::transfer(&id, amount, form);
        transfer["balance_transaction"] = json!(self.book(&id, "transfer", -amount, currency));
        self.keep("transfer", transfer.clone());
        self.tell("transfer.created", &transfer);
        Reply::ok(self.expanded(transfer, form))
    }

    fn reverse(&mut self, id: &str, form: &Form) -> Reply {
        let Some(transfer) = self.find("transfer", id).cloned() else { return Reply::missing(id) };
        let whole = transfer["amount"].as_i64().unwrap_or_default();
        let reversed = transfer["amount_reversed"].as_i64().unwrap_or_default();
        let left = whole - reversed;
        let cents = if form.contains_key("amount") { amount(form) } else { Some(left) };
        let Some(cents) = cents else { return Reply::no_amount() };
        if left == 0 || cents > left {
            return Reply::refused("", "More than is left of this transfer.").of("amount");
        }
        let currency = transfer["currency"].as_str().unwrap_or_default();
        let reversal_id = self.draw("trr");
        let transaction = self.book(&reversal_id, "transfer_refund", cents, currency);
        let mut reversal = objects::reversal(&reversal_id, &transfer, cents, form);
        reversal["balance_transaction"] = json!(transaction);
        self.keep("transfer_reversal", reversal.clone());
        let Some(kept) = self.find_mut("transfer", id) else { return Reply::missing(id) };
        kept["amount_reversed"] = json!(reversed + cents);
        kept["reversed"] = json!(cents == left);
        if let Some(list) = kept["reversals"]["data"].as_array_mut() {
            list.insert(0, reversal.clone());
            let count = list.len();
            kept["reversals"]["total_count"] = json!(count);
        }
        let reversed = kept.clone();
        self.tell("transfer.reversed", &reversed);
        Reply::ok(self.expanded(reversal, form))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn world() -> World {
        let mut world = World::default();
        world.open_account("acct_1");
        world.set_balance("eur", 10_000);
        world
    }

    fn transfer(world: &mut World, key: &str, cents: i64) -> (Reply, bool) {
        let body = format!("amount={cents}&currency=eur&destination=acct_1&transfer_group={key}");
        world.post("/v1/transfers", Some(key.to_owned()), &body)
    }

    #[test]
    fn a_key_makes_one_transfer_and_takes_no_other_parameters() {
        let mut world = world();
        let (first, _) = transfer(&mut world, "a", 4000);
        let (second, is_replayed) = transfer(&mut world, "a", 4000);
        assert!(is_replayed);
        assert_eq!(first.body, second.body);
        let (other, _) = transfer(&mut world, "a", 4001);
        assert_eq!(other.status, 400);
        assert_eq!(other.body["error"]["type"], "idempotency_error");
        assert_eq!(world.all("transfer").len(), 1);
        let (poor, _) = transfer(&mut world, "b", 6001);
        assert_eq!(poor.body["error"]["code"], "balance_insufficient");
    }

    #[test]
    fn a_list_comes_in_pages_the_latest_first() {
        let mut world = world();
        for key in ["a", "b", "c"] {
            transfer(&mut world, key, 100);
        }
        let groups = |reply: &Reply| -> Vec<String> {
            let data = reply.body["data"].as_array().unwrap();
            data.iter().map(|it| it["transfer_group"].as_str().unwrap().to_owned()).collect()
        };
        let first = world.get("/v1/transfers", &form::read("limit=2"));
        assert_eq!(groups(&first), ["c", "b"]);
        assert_eq!(first.body["has_more"], true);
        let last = first.body["data"][1]["id"].as_str().unwrap();
        let query = form::read(&format!("limit=2&starting_after={last}"));
        let second = world.get("/v1/transfers", &query);
        assert_eq!(groups(&second), ["a"]);
        assert_eq!(second.body["has_more"], false);
        let one = world.get("/v1/transfers", &form::read("transfer_group=b"));
        assert_eq!(groups(&one), ["b"]);
    }

    #[test]
    fn an_account_is_paid_to_once_its_owner_has_answered() {
        let mut world = world();
        let body = "country=AT&tos_acceptance[service_agreement]=recipient";
        let cards = format!("{body}&capabilities[card_payments][requested]=true");
        assert_eq!(world.post("/v1/accounts", None, &cards).0.status, 400);
        let made = world.post("/v1/accounts", None, body).0.body;
        let id = made["id"].as_str().unwrap().to_owned();
        assert_eq!(made["tos_acceptance"]["service_agreement"], "recipient");
        let pay = format!("amount=1&currency=eur&destination={id}");
        assert_eq!(world.post("/v1/transfers", None, &pay).0.status, 400);
        world.settle_account(&id, &[]).unwrap();
        assert_eq!(world.post("/v1/transfers", None, &pay).0.status, 200);
        let link =
            format!("account={id}&refresh_url=https://a.example&return_url=https://b.example");
        let first = world.post("/v1/account_links", Some("a".to_owned()), &link).0.body;
        let again = world.post("/v1/account_links", Some("a".to_owned()), &link).0.body;
        let other = world.post("/v1/account_links", Some("b".to_owned()), &link).0.body;
        assert_eq!(first["url"], again["url"], "one key, one link");
        assert_ne!(first["url"], other["url"]);
    }

    #[test]
    fn what_is_reversed_and_refunded_comes_back() {
        let mut world = world();
        let (made, _) = transfer(&mut world, "a", 4000);
        let path = format!("/v1/transfers/{}/reversals", made.body["id"].as_str().unwrap());
        assert_eq!(world.post(&path, None, "amount=1000").0.status, 200);
        assert_eq!(world.post(&path, None, "amount=3001").0.status, 400);
        assert_eq!(world.post(&path, None, "").0.body["amount"], 3000);
        assert_eq!(world.all("transfer")[0]["reversed"], true);
        let body = "amount=500&currency=eur&confirm=true";
        let (paid, _) = world.post("/v1/payment_intents", None, body);
        let body = format!("payment_intent={}&amount=200", paid.body["id"].as_str().unwrap());
        assert_eq!(world.post("/v1/refunds", None, &body).0.status, 200);
        let balance = world.get("/v1/balance", &Map::new());
        assert_eq!(balance.body["available"][0]["amount"], 10_300);
    }
}
