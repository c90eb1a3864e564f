//! Subscriptions of the service: customers, one price a subscription, an invoice a period, and what is
//! told of them. A period passes when a test lets it.

use chrono::{DateTime, Months};
use serde_json::{Value, json};

use super::objects;
use super::world::{Form, Reply, World, is_true, text};

/// Seconds until a payment that failed is tried again.
const NEXT_ATTEMPT: i64 = 3 * 86_400;

/// What becomes of the payment of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PeriodOutcome {
    /// The customer's card pays.
    Paid,
    /// It does not; the payment may still be made with [`super::FakeStripe::pay`].
    Failed,
}

/// A parameter by its path of brackets.
fn nested<'a>(form: &'a Form, path: &[&str]) -> Option<&'a str> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(form.get(*first)?, |value, name| value.get(name))?.as_str()
}

/// The end of the `number`th period from `anchor`, all in seconds.
fn end_of_period(anchor: i64, interval: &str, number: u32) -> i64 {
    let months = if interval == "year" { 12 } else { 1 };
    DateTime::from_timestamp(anchor, 0)
        .and_then(|start| start.checked_add_months(Months::new(months * number)))
        .map_or(anchor, |end| end.timestamp())
}

fn id_of(object: &Value) -> String {
    object["id"].as_str().unwrap_or_default().to_owned()
}

impl World {
    pub(super) fn add_customer(&mut self, form: &Form) -> Reply {
        let id = self.draw("cus");
        let customer = json!({
            "id": id, "object": "customer", "created": self.now, "default_source": null,
            "email": form.get("email"), "livemode": false, "metadata": objects::metadata(form),
            "name": form.get("name"),
        });
        self.keep("customer", customer.clone());
        self.tell("customer.created", &customer);
        Reply::ok(customer)
    }

    pub(super) fn add_product(&mut self, form: &Form) -> Reply {
        let id = match text(form, "id") {
            "" => self.draw("prod"),
            id => id.to_owned(),
        };
        if self.find("product", &id).is_some() {
            return Reply::refused("resource_already_exists", "Product already exists.");
        }
        let product = json!({
            "id": id, "object": "product", "active": true, "created": self.now,
            "default_price": null, "description": null, "images": [], "livemode": false,
            "marketing_features": [], "metadata": objects::metadata(form),
            "name": text(form, "name"), "tax_code": null, "type": "service", "updated": self.now,
        });
        self.keep("product", product.clone());
        Reply::ok(product)
    }

    /// A subscription whose first invoice waits for the customer.
    pub(super) fn subscribe(&mut self, form: &Form) -> Reply {
        let customer = text(form, "customer");
        if self.find("customer", customer).is_none() {
            return Reply::missing(customer);
        }
        let price = |name: &str| nested(form, &["items", "0", "price_data", name]);
        let product = price("product").unwrap_or_default();
        if self.find("product", product).is_none() {
            return Reply::refused("resource_missing", "No such product");
        }
        let cents = price("unit_amount").and_then(|cents| cents.parse::<i64>().ok());
        let interval = nested(form, &["items", "0", "price_data", "recurring", "interval"]);
        let (Some(cents), Some(interval @ ("month" | "year"))) = (cents, interval) else {
            return Reply::refused("parameter_missing", "items[0][price_data]");
        };
        if text(form, "payment_behavior") != "default_incomplete" {
            return Reply::refused("parameter_unknown", "Only default_incomplete is known here.");
        }
        let beside = nested(form, &["add_invoice_items", "0", "price_data", "unit_amount"]);
        let beside = beside.and_then(|cents| cents.parse::<i64>().ok());
        let id = self.draw("sub");
        let end = end_of_period(self.now, interval, 1);
        let currency = price("currency").unwrap_or_default();
        let item = self.item(&id, [currency, product, interval], cents);
        let subscription = json!({
            "id": id, "object": "subscription", "application": null,
            "automatic_tax": { "enabled": false, "liability": null },
            "billing_cycle_anchor": self.now, "cancel_at": null, "cancel_at_period_end": false,
            "canceled_at": null, "collection_method": "charge_automatically", "created": self.now,
            "currency": currency, "current_period_start": self.now, "current_period_end": end,
            "customer": customer, "default_payment_method": null, "default_source": null,
            "discounts": [], "ended_at": null,
            "invoice_settings": { "account_tax_ids": null, "issuer": { "type": "self" } },
            "items": { "object": "list", "data": [item], "has_more": false,
                "url": format!("/v1/subscription_items?subscription={id}") },
            "latest_invoice": null, "livemode": false, "metadata": objects::metadata(form),
            "on_behalf_of": null, "pending_setup_intent": null, "schedule": null,
            "start_date": self.now, "status": "incomplete",
        });
        self.keep("subscription", subscription.clone());
        self.tell("customer.subscription.created", &subscription);
        self.invoice(&id, "subscription_create", beside);
        let made = self.find("subscription", &id).cloned().unwrap_or_default();
        Reply::ok(self.expanded(made, form))
    }

    /// `subscription_item`; currency, product and interval of its price.
    fn item(&mut self, subscription: &str, of: [&str; 3], cents: i64) -> Value {
        let [currency, product, interval] = of;
        let (id, price) = (self.draw("si"), self.draw("price"));
        let now = self.now;
        json!({
            "id": id, "object": "subscription_item", "created": now, "discounts": [],
            "metadata": {}, "quantity": 1, "subscription": subscription,
            "plan": { "id": price, "object": "plan", "active": true, "amount": cents,
                "billing_scheme": "per_unit", "created": now, "currency": currency,
                "interval": interval, "interval_count": 1, "livemode": false, "metadata": {},
                "product": product, "usage_type": "licensed" },
            "price": { "id": price, "object": "price", "active": true,
                "billing_scheme": "per_unit", "created": now, "currency": currency,
                "livemode": false, "metadata": {}, "product": product,
                "recurring": { "interval": interval, "interval_count": 1,
                    "usage_type": "licensed" },
                "type": "recurring", "unit_amount": cents },
        })
    }

    pub(super) fn change_subscription(&mut self, id: &str, form: &Form) -> Reply {
        let now = self.now;
        let Some(kept) = self.find_mut("subscription", id) else { return Reply::missing(id) };
        if kept["status"] == "canceled" {
            return Reply::refused("", "A canceled subscription can only update its metadata.");
        }
        // What the request does not name stays as it is.
        if form.contains_key("cancel_at_period_end") {
            let is_ending = is_true(form, "cancel_at_period_end");
            kept["cancel_at_period_end"] = json!(is_ending);
            kept["canceled_at"] = if is_ending { json!(now) } else { Value::Null };
        }
        for (name, value) in form.get("metadata").and_then(Value::as_object).into_iter().flatten() {
            kept["metadata"][name] = value.clone();
        }
        let changed = kept.clone();
        self.tell("customer.subscription.updated", &changed);
        Reply::ok(self.expanded(changed, form))
    }

    /// What is ended is a subscription; one that is over is not found.
    pub(super) fn end(&mut self, path: &str) -> Reply {
        let id = path.strip_prefix("/v1/subscriptions/").unwrap_or_default();
        let is_over = |found: &Value| found["status"] == "canceled";
        if self.find("subscription", id).is_none_or(is_over) {
            return Reply::missing(path);
        }
        self.end_subscription(id);
        Reply::ok(self.find("subscription", id).cloned().unwrap_or_default())
    }

    fn end_subscription(&mut self, id: &str) {
        let now = self.now;
        let Some(kept) = self.find_mut("subscription", id) else { return };
        kept["status"] = json!("canceled");
        kept["ended_at"] = json!(now);
        if kept["canceled_at"].is_null() {
            kept["canceled_at"] = json!(now);
        }
        let ended = kept.clone();
        self.tell("customer.subscription.deleted", &ended);
    }

    /// The invoice of the current period, with a payment that waits.
    fn invoice(&mut self, subscription: &str, reason: &str, beside: Option<i64>) -> Value {
        let of = self.find("subscription", subscription).cloned().unwrap_or_default();
        let cents = of["items"]["data"][0]["price"]["unit_amount"].as_i64().unwrap_or_default();
        let due = cents + beside.unwrap_or_default();
        let (id, intent_id) = (self.draw("in"), self.draw("pi"));
        let currency = of["currency"].as_str().unwrap_or_default();
        let form = Form::from_iter([("currency".to_owned(), json!(currency))]);
        let mut intent = objects::payment_intent(&intent_id, due, &form);
        intent["customer"] = of["customer"].clone();
        intent["invoice"] = json!(id);
        self.keep("payment_intent", intent);
        let mut invoice = objects::invoice(&id, due, self.now);
        invoice["billing_reason"] = json!(reason);
        invoice["currency"] = of["currency"].clone();
        invoice["customer"] = of["customer"].clone();
        invoice["lines"]["data"] = json!(self.lines(&id, &of, beside));
        invoice["payment_intent"] = json!(intent_id);
        // Of what was used, as Stripe has it: the period before.
        invoice["period_start"] = of["created"].clone();
        invoice["subscription"] = json!(subscription);
        invoice["subscription_details"]["metadata"] = of["metadata"].clone();
        self.keep("invoice", invoice.clone());
        if let Some(kept) = self.find_mut("subscription", subscription) {
            kept["latest_invoice"] = json!(id);
        }
        self.tell("invoice.finalized", &invoice);
        invoice
    }

    /// `line_item`: the period that begins, and what the first one costs more or less.
    fn lines(&self, invoice: &str, of: &Value, beside: Option<i64>) -> Vec<Value> {
        let item = &of["items"]["data"][0];
        let line = |number: usize, kind: &str, cents: &Value| {
            json!({
                "id": format!("il_{number}_{invoice}"), "object": "line_item", "amount": cents,
                "currency": of["currency"], "discountable": true, "discounts": [],
                "invoice": invoice, "invoice_item": null, "livemode": false, "metadata": {},
                "period": { "start": self.now, "end": self.now }, "proration": false,
                "subscription": null, "subscription_item": null, "tax_amounts": [],
                "tax_rates": [], "type": kind,
            })
        };
        let mut period = line(0, "subscription", &item["price"]["unit_amount"]);
        period["period"] =
            json!({ "start": of["current_period_start"], "end": of["current_period_end"] });
        period["price"] = item["price"].clone();
        period["subscription"] = of["id"].clone();
        period["subscription_item"] = item["id"].clone();
        let beside = beside.map(|cents| line(1, "invoiceitem", &json!(cents)));
        std::iter::once(period).chain(beside).collect()
    }

    /// The payment of an invoice arrived.
    pub(super) fn settle_invoice(&mut self, intent: &Value) {
        let id = intent["invoice"].as_str().unwrap_or_default().to_owned();
        let now = self.now;
        let Some(kept) = self.find_mut("invoice", &id) else { return };
        kept["amount_paid"] = kept["amount_due"].clone();
        kept["amount_remaining"] = json!(0);
        kept["charge"] = intent["latest_charge"].clone();
        kept["attempted"] = json!(true);
        kept["next_payment_attempt"] = Value::Null;
        kept["paid"] = json!(true);
        kept["status"] = json!("paid");
        kept["status_transitions"]["paid_at"] = json!(now);
        let invoice = kept.clone();
        let subscription = invoice["subscription"].as_str().unwrap_or_default();
        self.tell("invoice.paid", &invoice);
        self.stand(subscription, "active");
    }

    fn stand(&mut self, subscription: &str, status: &str) {
        let Some(kept) = self.find_mut("subscription", subscription) else { return };
        if kept["status"] == "canceled" || kept["status"] == status {
            return;
        }
        kept["status"] = json!(status);
        let stands = kept.clone();
        self.tell("customer.subscription.updated", &stands);
    }

    /// Goes on to the end of the current period; `None` when the subscription ended with it.
    pub(super) fn pass_period(&mut self, id: &str, outcome: PeriodOutcome) -> Option<Value> {
        let seen = self.find("subscription", id).cloned().expect("there is such a subscription");
        let end = seen["current_period_end"].as_i64().unwrap_or_default();
        self.now = self.now.max(end);
        if seen["cancel_at_period_end"] == true {
            self.end_subscription(id);
            return None;
        }
        let price = &seen["items"]["data"][0]["price"];
        let interval = price["recurring"]["interval"].as_str().unwrap_or_default();
        let anchor = seen["billing_cycle_anchor"].as_i64().unwrap_or_default();
        let next = (1..).map(|number| end_of_period(anchor, interval, number));
        let next = next.take(1200).find(|next| *next > end).unwrap_or(end);
        if let Some(kept) = self.find_mut("subscription", id) {
            kept["current_period_start"] = json!(end);
            kept["current_period_end"] = json!(next);
            let moved = kept.clone();
            self.tell("customer.subscription.updated", &moved);
        }
        let invoice = self.invoice(id, "subscription_cycle", None);
        let invoice_id = id_of(&invoice);
        match outcome {
            PeriodOutcome::Paid => {
                let intent = invoice["payment_intent"].as_str().unwrap_or_default();
                self.complete(intent);
            }
            PeriodOutcome::Failed => self.fail_invoice(&invoice_id, id),
        }
        self.find("invoice", &invoice_id).cloned()
    }

    fn fail_invoice(&mut self, invoice: &str, subscription: &str) {
        let next = self.now + NEXT_ATTEMPT;
        let Some(kept) = self.find_mut("invoice", invoice) else { return };
        kept["attempt_count"] = json!(1);
        kept["attempted"] = json!(true);
        kept["next_payment_attempt"] = json!(next);
        let failed = kept.clone();
        self.tell("invoice.payment_failed", &failed);
        self.stand(subscription, "past_due");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subscribed(world: &mut World) -> String {
        world.post("/v1/products", None, "id=p&name=P");
        let (customer, _) = world.post("/v1/customers", None, "");
        let body = format!(
            "customer={}&items[0][price_data][currency]=eur&items[0][price_data][product]=p\
             &items[0][price_data][unit_amount]=119&items[0][price_data][recurring][interval]=month\
             &add_invoice_items[0][price_data][unit_amount]=-19&payment_behavior=default_incomplete\
             &metadata[subscription_id]=5&expand[]=latest_invoice.payment_intent",
            customer.body["id"].as_str().unwrap()
        );
        let (made, _) = world.post("/v1/subscriptions", Some("k".to_owned()), &body);
        assert_eq!(made.status, 200, "{made:?}");
        assert!(made.body["latest_invoice"]["payment_intent"]["client_secret"].is_string());
        assert_eq!(world.post("/v1/subscriptions", Some("k".to_owned()), &body).0.body, made.body);
        id_of(&made.body)
    }

    fn told(world: &World, kind: &str) -> usize {
        world.all("event").iter().filter(|event| event["type"] == kind).count()
    }

    #[test]
    fn each_period_is_an_invoice_that_is_paid_or_not() {
        let mut world = World::default();
        let id = subscribed(&mut world);
        let first = world.all("invoice")[0].clone();
        assert_eq!(first["amount_due"], 100);
        world.complete(first["payment_intent"].as_str().unwrap()).unwrap();
        assert_eq!(world.all("subscription")[0]["status"], "active");
        let second = world.pass_period(&id, PeriodOutcome::Failed).unwrap();
        assert_eq!((&second["amount_due"], &second["status"]), (&json!(119), &json!("open")));
        assert_eq!(world.all("subscription")[0]["status"], "past_due");
        world.complete(second["payment_intent"].as_str().unwrap()).unwrap();
        assert_eq!(world.all("subscription")[0]["status"], "active");
        assert_eq!((told(&world, "invoice.paid"), told(&world, "invoice.payment_failed")), (2, 1));
        let line = &second["lines"]["data"][0];
        assert_eq!(line["period"]["start"], first["lines"]["data"][0]["period"]["end"]);
    }

    #[test]
    fn what_was_ended_is_invoiced_no_more() {
        let mut world = World::default();
        let id = subscribed(&mut world);
        let path = format!("/v1/subscriptions/{id}");
        assert_eq!(world.post(&path, None, "cancel_at_period_end=true").0.status, 200);
        assert_eq!(world.pass_period(&id, PeriodOutcome::Paid), None);
        assert_eq!(told(&world, "customer.subscription.deleted"), 1);
        assert_eq!(world.end(&path).status, 404);
        assert_eq!(world.post(&path, None, "cancel_at_period_end=true").0.status, 400);
    }
}
