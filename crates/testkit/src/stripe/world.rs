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

/// What is listed under a path.
fn kind_of(list: &str) -> Option<&'static str> {
    Some(match list {
        "accounts" => "account",
        "transfers" => "transfer",
        "payment_intents" => "payment_intent",
        "charges" => "charge",
        "refunds" => "refund",
        "events" => "event",
        "customers" => "customer",
        "products" => "product",
        "subscriptions" => "subscription",
        "invoices" => "invoice",
        _ => return None,
    })
}

pub(super) fn text<'a>(form: &'a Form, name: &str) -> &'a str {
    form.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Whole cents above zero.
fn amount(form: &Form) -> Option<i64> {
    text(form, "amount").parse().ok().filter(|cents| *cents > 0)
}

impl World {
    pub(super) fn open_account(&mut self, id: &str) {
        let account = objects::account(id, "DE", &json!({}));
        self.keep("account", account);
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

    pub(super) fn find_mut(&mut self, kind: &str, id: &str) -> Option<&mut Value> {
        self.objects.get_mut(kind)?.iter_mut().find(|object| object["id"] == id)
    }

    pub(super) fn tell(&mut self, kind: &str, object: &Value) {
        let id = self.draw("evt");
        self.keep("event", objects::event(&id, kind, object, self.now));
    }

    /// What is read.
    pub(super) fn get(&self, path: &str, query: &Form) -> Reply {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match parts.as_slice() {
            ["v1", "balance"] => Reply::ok(objects::balance(self.balance.iter())),
            ["v1", "transfers", id, "reversals"] => {
                let of = |object: &Value| object["transfer"] == *id;
                self.page(path, "transfer_reversal", query, of)
            }
            ["v1", list] => match kind_of(list) {
                Some(kind) => self.page(path, kind, query, |_| true),
                None => Reply::missing(path),
            },
            ["v1", list, id] => {
                let found = kind_of(list).and_then(|kind| self.find(kind, id));
                found.map_or_else(
                    || Reply::missing(id),
                    |object| Reply::ok(self.expanded(object.clone(), query)),
                )
            }
            _ => Reply::missing(path),
        }
    }

    /// A page, the latest first.
    fn page(&self, path: &str, kind: &str, query: &Form, of: impl Fn(&Value) -> bool) -> Reply {
        const FILTERS: [&str; 5] =
            ["transfer_group", "destination", "payment_intent", "charge", "type"];
        let wanted = |object: &&Value| {
            let fits = |name: &&str| query.get(*name).is_none_or(|value| object[*name] == *value);
            of(object) && FILTERS.iter().all(fits)
        };
        let list = self.objects.get(kind).map_or(&[][..], Vec::as_slice);
        let mut list: Vec<&Value> = list.iter().rev().filter(wanted).collect();
        let limit = match text(query, "limit") {
            "" => 10,
            limit => match limit.parse::<usize>() {
                Ok(limit @ 1..=100) => limit,
                _ => return Reply::refused("parameter_invalid_integer", "limit: 1 to 100"),
            },
        };
        let place = |name: &str| list.iter().position(|object| object["id"] == text(query, name));
        let (after, before) = (place("starting_after"), place("ending_before"));
        if let Some(after) = after {
            list.drain(..=after);
        } else if let Some(before) = before {
            list.truncate(before);
            list.drain(..before.saturating_sub(limit));
        }
        let has_more = list.len() > limit;
        list.truncate(limit);
        Reply::ok(json!({ "object": "list", "data": list, "has_more": has_more, "url": path }))
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
        let Some(amount) = amount(form) else {
            return Reply::refused("parameter_invalid_integer", "Invalid integer: amount");
        };
        let Some(account) = self.find("account", destination) else {
            return Reply::refused("account_invalid", "No such destination");
        };
        if account["capabilities"]["transfers"] != "active" {
            let message =
                "Your destination account needs to have the transfers capability enabled.";
            return Reply::refused("insufficient_capabilities_for_transfer", message);
        }
        let left = self.balance.entry(currency.to_owned()).or_default();
        if *left < amount {
            let message = "You have insufficient available funds in your Stripe account.";
            return Reply::refused("balance_insufficient", message);
        }
        *left -= amount;
        let id = self.draw("tr");
        let transfer = objects::transfer(&id, amount, form);
        self.keep("transfer", transfer.clone());
        self.tell("transfer.created", &transfer);
        Reply::ok(transfer)
    }

    fn reverse(&mut self, id: &str, form: &Form) -> Reply {
        let Some(transfer) = self.find("transfer", id).cloned() else { return Reply::missing(id) };
        let whole = transfer["amount"].as_i64().unwrap_or_default();
        let reversed = transfer["amount_reversed"].as_i64().unwrap_or_default();
        let cents = amount(form).unwrap_or(whole - reversed);
        if cents <= 0 || cents > whole - reversed {
            return Reply::refused("", "More than is left of this transfer.");
        }
        let currency = transfer["currency"].as_str().unwrap_or_default().to_owned();
        *self.balance.entry(currency).or_default() += cents;
        let reversal_id = self.draw("trr");
        let reversal = objects::reversal(&reversal_id, &transfer, cents);
        self.keep("transfer_reversal", reversal.clone());
        if let Some(kept) = self.find_mut("transfer", id) {
            kept["amount_reversed"] = json!(reversed + cents);
            kept["reversed"] = json!(reversed + cents == whole);
        }
        Reply::ok(reversal)
    }

    fn pay(&mut self, form: &Form) -> Reply {
        let Some(amount) = amount(form) else {
            return Reply::refused("parameter_invalid_integer", "Invalid integer: amount");
        };
        let id = self.draw("pi");
        let currency = text(form, "currency");
        let charge = (text(form, "confirm") == "true").then(|| self.draw("ch"));
        if let Some(charge) = &charge {
            *self.balance.entry(currency.to_owned()).or_default() += amount;
            let object = objects::charge(charge, &id, amount, currency);
            self.keep("charge", object.clone());
            self.tell("charge.succeeded", &object);
        }
        let intent = objects::payment_intent(&id, amount, charge.as_deref(), form);
        self.keep("payment_intent", intent.clone());
        let kind = if charge.is_some() { "succeeded" } else { "created" };
        self.tell(&format!("payment_intent.{kind}"), &intent);
        Reply::ok(intent)
    }

    /// The customer pays an intent that waits.
    pub(super) fn complete(&mut self, id: &str) -> Option<Value> {
        let waiting = self.find("payment_intent", id)?.clone();
        let amount = waiting["amount"].as_i64().unwrap_or_default();
        let currency = waiting["currency"].as_str().unwrap_or_default().to_owned();
        let charge = self.draw("ch");
        *self.balance.entry(currency.clone()).or_default() += amount;
        let object = objects::charge(&charge, id, amount, &currency);
        self.keep("charge", object.clone());
        self.tell("charge.succeeded", &object);
        let kept = self.find_mut("payment_intent", id)?;
        kept["amount_received"] = json!(amount);
        kept["latest_charge"] = json!(charge);
        kept["status"] = json!("succeeded");
        let intent = kept.clone();
        self.tell("payment_intent.succeeded", &intent);
        self.settle_invoice(&intent);
        Some(intent)
    }

    /// What was asked for with a key is known no more, as after a day.
    pub(super) fn forget_keys(&mut self) {
        self.answered.clear();
    }

    /// A refund that was made comes back: the customer's card is closed.
    pub(super) fn fail_refund(&mut self, id: &str) -> Option<Value> {
        let refund = self.find_mut("refund", id)?;
        refund["status"] = json!("failed");
        let refund = refund.clone();
        let cents = refund["amount"].as_i64().unwrap_or_default();
        let currency = refund["currency"].as_str().unwrap_or_default().to_owned();
        *self.balance.entry(currency).or_default() += cents;
        let charge = refund["charge"].as_str().unwrap_or_default();
        if let Some(kept) = self.find_mut("charge", charge) {
            let refunded = kept["amount_refunded"].as_i64().unwrap_or_default();
            kept["amount_refunded"] = json!(refunded - cents);
            kept["refunded"] = json!(false);
        }
        self.tell("refund.failed", &refund);
        Some(refund)
    }

    fn refund(&mut self, form: &Form) -> Reply {
        let (charge, intent) = (text(form, "charge"), text(form, "payment_intent"));
        let is_meant =
            |object: &&Value| object["id"] == charge || object["payment_intent"] == intent;
        let charges = self.objects.get("charge").map_or(&[][..], Vec::as_slice);
        let Some(charge) = charges.iter().find(is_meant).cloned() else {
            return Reply::missing(charge);
        };
        let whole = charge["amount"].as_i64().unwrap_or_default();
        let refunded = charge["amount_refunded"].as_i64().unwrap_or_default();
        let cents = amount(form).unwrap_or(whole - refunded);
        if cents <= 0 || cents > whole - refunded {
            return Reply::refused("charge_already_refunded", "More than is left of this charge.");
        }
        let currency = charge["currency"].as_str().unwrap_or_default().to_owned();
        *self.balance.entry(currency).or_default() -= cents;
        let id = self.draw("re");
        let refund = objects::refund(&id, &charge, cents, &objects::metadata(form));
        self.keep("refund", refund.clone());
        let charge_id = charge["id"].as_str().unwrap_or_default();
        if let Some(kept) = self.find_mut("charge", charge_id) {
            kept["amount_refunded"] = json!(refunded + cents);
            kept["refunded"] = json!(refunded + cents == whole);
        }
        self.tell("charge.refunded", &refund);
        Reply::ok(refund)
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
