//! Subscriptions of the service: customers, one price a subscription, an invoice a period, and what is
//! told of them. A period passes when a test lets it.

use chrono::{DateTime, Months};
use serde_json::{Value, json};

use super::objects;
use super::world::{Form, Reply, World, text};

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
            "id": id, "object": "customer", "created": self.now, "email": null, "livemode": false,
            "metadata": objects::metadata(form), "name": null,
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
            "id": id, "object": "product", "active": true, "created": self.now, "livemode": false,
            "metadata": objects::metadata(form), "name": text(form, "name"), "type": "service",
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
        let subscription = json!({
            "id": id, "object": "subscription", "billing_cycle_anchor": self.now,
            "cancel_at_period_end": false, "canceled_at": null, "created": self.now,
            "currency": currency, "current_period_start": self.now, "current_period_end": end,
            "customer": customer, "ended_at": null, "latest_invoice": null, "livemode": false,
            "metadata": objects::metadata(form), "status": "incomplete",
            "items": { "object": "list", "data": [{
                "object": "subscription_item",
                "price": { "currency": currency, "product": product, "unit_amount": cents,
                    "recurring": { "interval": interval, "interval_count": 1 } },
                "quantity": 1,
            }] },
        });
        self.keep("subscription", subscription.clone());
        self.tell("customer.subscription.created", &subscription);
        self.invoice(&id, "subscription_create", beside);
        let made = self.find("subscription", &id).cloned().unwrap_or_default();
        Reply::ok(self.expanded(made, form))
    }

    /// The object with its first payment, where that was asked for.
    pub(super) fn expanded(&self, mut object: Value, form: &Form) -> Value {
        if nested(form, &["expand", ""]) != Some("latest_invoice.payment_intent") {
            return object;
        }
        let latest = object["latest_invoice"].as_str().unwrap_or_default();
        let Some(mut invoice) = self.find("invoice", latest).cloned() else { return object };
        let intent = invoice["payment_intent"].as_str().unwrap_or_default();
        if let Some(intent) = self.find("payment_intent", intent) {
            invoice["payment_intent"] = intent.clone();
        }
        object["latest_invoice"] = invoice;
        object
    }

    pub(super) fn change_subscription(&mut self, id: &str, form: &Form) -> Reply {
        let is_ending = text(form, "cancel_at_period_end") == "true";
        let now = self.now;
        let Some(kept) = self.find_mut("subscription", id) else { return Reply::missing(id) };
        if kept["status"] == "canceled" {
            return Reply::refused("", "A canceled subscription can only update its metadata.");
        }
        kept["cancel_at_period_end"] = json!(is_ending);
        kept["canceled_at"] = if is_ending { json!(now) } else { Value::Null };
        let changed = kept.clone();
        self.tell("customer.subscription.updated", &changed);
        Reply::ok(changed)
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
        let mut intent = objects::payment_intent(&intent_id, due, None, &form);
        intent["invoice"] = json!(id);
        self.keep("payment_intent", intent);
        let period =
            json!({ "start": of["current_period_start"], "end": of["current_period_end"] });
        let mut lines = vec![json!({
            "object": "line_item", "amount": cents, "currency": currency, "period": period,
            "subscription": subscription, "type": "subscription",
        })];
        lines.extend(beside.map(|cents| {
            json!({ "object": "line_item", "amount": cents, "currency": currency,
                "period": { "start": self.now, "end": self.now }, "type": "invoiceitem" })
        }));
        let invoice = json!({
            "id": id, "object": "invoice", "amount_due": due, "amount_paid": 0,
            "amount_remaining": due, "attempt_count": 0, "billing_reason": reason, "charge": null,
            "created": self.now, "currency": currency, "customer": of["customer"],
            "lines": { "object": "list", "data": lines, "has_more": false },
            "livemode": false, "metadata": {}, "next_payment_attempt": null,
            "payment_intent": intent_id,
            // Of what was used, as Stripe has it: the period before.
            "period_end": self.now, "period_start": of["created"],
            "status": "open", "status_transitions": { "finalized_at": self.now, "paid_at": null },
            "subscription": subscription,
            "subscription_details": { "metadata": of["metadata"] },
        });
        self.keep("invoice", invoice.clone());
        if let Some(kept) = self.find_mut("subscription", subscription) {
            kept["latest_invoice"] = json!(id);
        }
        self.tell("invoice.finalized", &invoice);
        invoice
    }

    /// The payment of an invoice arrived.
    pub(super) fn settle_invoice(&mut self, intent: &Value) {
        let id = intent["invoice"].as_str().unwrap_or_default().to_owned();
        let now = self.now;
        let Some(kept) = self.find_mut("invoice", &id) else { return };
        kept["amount_paid"] = kept["amount_due"].clone();
        kept["amount_remaining"] = json!(0);
        kept["charge"] = intent["latest_charge"].clone();
        kept["next_payment_attempt"] = Value::Null;
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
