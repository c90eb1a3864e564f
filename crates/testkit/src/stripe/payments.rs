//! Payments of the service: intents, charges, refunds, and what each thing does to the balance.

use serde_json::{Value, json};

use super::objects;
use super::world::{Form, Reply, World, amount, is_true, text};

/// Stripe's public payment method for tests whose bank says no.
const DECLINED: &str = "pm_card_chargeDeclined";

/// A field that is counted in cents.
fn cents_of(object: &Value, name: &str) -> i64 {
    object[name].as_i64().unwrap_or_default()
}

fn text_of(object: &Value, name: &str) -> String {
    object[name].as_str().unwrap_or_default().to_owned()
}

impl World {
    /// Adds to the balance; gives back the id of the transaction under which that stands.
    pub(super) fn book(&mut self, source: &str, kind: &str, cents: i64, currency: &str) -> String {
        *self.balance.entry(currency.to_owned()).or_default() += cents;
        let id = match kind {
            // The refund itself has the other one.
            "refund_failure" => format!("txn_{source}_failure"),
            _ => format!("txn_{source}"),
        };
        let mut transaction = objects::balance_transaction(&id, kind, cents, currency);
        transaction["source"] = json!(source);
        self.keep("balance_transaction", transaction);
        id
    }

    pub(super) fn pay(&mut self, form: &Form) -> Reply {
        let Some(amount) = amount(form) else { return Reply::no_amount() };
        if text(form, "currency").is_empty() {
            return Reply::refused("parameter_missing", "Missing required param: currency.")
                .of("currency");
        }
        let id = self.draw("pi");
        let intent = objects::payment_intent(&id, amount, form);
        self.keep("payment_intent", intent.clone());
        self.tell("payment_intent.created", &intent);
        if is_true(form, "confirm") {
            return self.confirm(&id, form);
        }
        Reply::ok(self.expanded(intent, form))
    }

    /// The customer's card pays, or its bank says no.
    pub(super) fn confirm(&mut self, id: &str, form: &Form) -> Reply {
        let Some(waiting) = self.find("payment_intent", id) else { return Reply::missing(id) };
        if waiting["status"] == "succeeded" || waiting["status"] == "canceled" {
            let message = "This PaymentIntent's payment is over: it cannot be confirmed.";
            return Reply::refused("payment_intent_unexpected_state", message);
        }
        if text(form, "payment_method") == DECLINED {
            return self.decline(id);
        }
        let paid = self.complete(id).unwrap_or_default();
        Reply::ok(self.expanded(paid, form))
    }

    /// Nobody pays an intent any more; one that was paid or canceled before is refused.
    pub(super) fn cancel(&mut self, id: &str) -> Reply {
        let now = self.now;
        let Some(kept) = self.find_mut("payment_intent", id) else { return Reply::missing(id) };
        if kept["status"] == "succeeded" || kept["status"] == "canceled" {
            let message = "You cannot cancel this PaymentIntent because of its status.";
            return Reply::refused("payment_intent_unexpected_state", message);
        }
        kept["status"] = json!("canceled");
        kept["canceled_at"] = json!(now);
        let intent = kept.clone();
        self.tell("payment_intent.canceled", &intent);
        Reply::ok(intent)
    }

    /// The bank says no: the attempt is a charge that failed, and the intent waits again.
    fn decline(&mut self, id: &str) -> Reply {
        const MESSAGE: &str = "Your card was declined.";
        let Some(waiting) = self.find("payment_intent", id).cloned() else {
            return Reply::missing(id);
        };
        let charge_id = self.draw("ch");
        let mut charge = objects::charge(&charge_id, &waiting);
        charge["amount_captured"] = json!(0);
        charge["captured"] = json!(false);
        charge["failure_code"] = json!("card_declined");
        charge["failure_message"] = json!(MESSAGE);
        charge["paid"] = json!(false);
        charge["status"] = json!("failed");
        self.keep("charge", charge.clone());
        self.tell("charge.failed", &charge);
        let mut reply = Reply::error(402, "card_error", "card_declined", MESSAGE);
        reply.body["error"]["charge"] = json!(charge_id);
        reply.body["error"]["decline_code"] = json!("generic_decline");
        let Some(kept) = self.find_mut("payment_intent", id) else { return Reply::missing(id) };
        kept["last_payment_error"] = reply.body["error"].clone();
        kept["latest_charge"] = json!(charge_id);
        let intent = kept.clone();
        self.tell("payment_intent.payment_failed", &intent);
        reply.body["error"]["payment_intent"] = intent;
        reply
    }

    /// The customer pays an intent that waits.
    pub(super) fn complete(&mut self, id: &str) -> Option<Value> {
        let waiting = self.find("payment_intent", id)?.clone();
        let (cents, currency) = (cents_of(&waiting, "amount"), text_of(&waiting, "currency"));
        let charge_id = self.draw("ch");
        let mut charge = objects::charge(&charge_id, &waiting);
        charge["balance_transaction"] = json!(self.book(&charge_id, "charge", cents, &currency));
        self.keep("charge", charge.clone());
        self.tell("charge.succeeded", &charge);
        let kept = self.find_mut("payment_intent", id)?;
        kept["amount_received"] = json!(cents);
        kept["last_payment_error"] = Value::Null;
        kept["latest_charge"] = json!(charge_id);
        kept["status"] = json!("succeeded");
        let intent = kept.clone();
        self.tell("payment_intent.succeeded", &intent);
        self.settle_invoice(&intent);
        Some(intent)
    }

    pub(super) fn refund(&mut self, form: &Form) -> Reply {
        let (charge, intent) = (text(form, "charge"), text(form, "payment_intent"));
        let is_meant = |object: &&Value| {
            object["status"] == "succeeded"
                && (object["id"] == charge || object["payment_intent"] == intent)
        };
        let Some(charge) = self.list("charge").iter().find(is_meant).cloned() else {
            return Reply::missing(if charge.is_empty() { intent } else { charge });
        };
        let charge_id = text_of(&charge, "id");
        let refunded = cents_of(&charge, "amount_refunded");
        let left = cents_of(&charge, "amount") - refunded;
        let cents = if form.contains_key("amount") { amount(form) } else { Some(left) };
        let Some(cents) = cents else { return Reply::no_amount() };
        if left == 0 {
            let message = format!("Charge {charge_id} has already been refunded.");
            return Reply::refused("charge_already_refunded", &message);
        }
        if cents > left {
            let message = "Refund amount is greater than unrefunded amount on charge";
            return Reply::refused("amount_too_large", message).of("amount");
        }
        let id = self.draw("re");
        let currency = text_of(&charge, "currency");
        let mut refund = objects::refund(&id, &charge, cents, &objects::metadata(form));
        refund["balance_transaction"] = json!(self.book(&id, "refund", -cents, &currency));
        if is_true(form, "reverse_transfer") {
            refund["transfer_reversal"] = json!(format!("trr_{id}"));
        }
        self.keep("refund", refund.clone());
        self.count_refunded(&charge_id, cents);
        // This version of the API tells of the charge alone, not of the refund.
        let charge = self.find("charge", &charge_id).cloned().unwrap_or_default();
        self.tell("charge.refunded", &charge);
        Reply::ok(self.expanded(refund, form))
    }

    /// So much more of a charge was given back, or less where it came back.
    fn count_refunded(&mut self, charge: &str, cents: i64) {
        let Some(kept) = self.find_mut("charge", charge) else { return };
        let refunded = cents_of(kept, "amount_refunded") + cents;
        kept["amount_refunded"] = json!(refunded);
        kept["refunded"] = json!(refunded == cents_of(kept, "amount"));
    }

    /// A refund that was made comes back: the customer's card is closed.
    pub(super) fn fail_refund(&mut self, id: &str) -> Option<Value> {
        let made = self.find("refund", id)?.clone();
        let (cents, currency) = (cents_of(&made, "amount"), text_of(&made, "currency"));
        let transaction = self.book(id, "refund_failure", cents, &currency);
        let refund = self.find_mut("refund", id)?;
        refund["failure_balance_transaction"] = json!(transaction);
        refund["failure_reason"] = json!("expired_or_canceled_card");
        refund["status"] = json!("failed");
        let refund = refund.clone();
        self.count_refunded(&text_of(&refund, "charge"), -cents);
        self.tell("charge.refund.updated", &refund);
        Some(refund)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paid(world: &mut World, cents: i64) -> Value {
        let body = format!("amount={cents}&currency=eur&confirm=true");
        let (reply, _) = world.post("/v1/payment_intents", None, &body);
        assert_eq!(reply.status, 200, "{reply:?}");
        reply.body
    }

    fn give_back(world: &mut World, intent: &Value, rest: &str) -> Reply {
        let body = format!("payment_intent={}{rest}", intent["id"].as_str().unwrap());
        world.post("/v1/refunds", None, &body).0
    }

    fn last_told(world: &World) -> Value {
        world.all("event").pop().unwrap()
    }

    #[test]
    fn no_more_is_given_back_than_was_paid() {
        let mut world = World::default();
        let intent = paid(&mut world, 500);
        assert_eq!(give_back(&mut world, &intent, "&amount=501").body["error"]["param"], "amount");
        assert_eq!(give_back(&mut world, &intent, "&amount=all").status, 400);
        assert_eq!(give_back(&mut world, &intent, "&amount=200").status, 200);
        let told = last_told(&world);
        assert_eq!(told["type"], "charge.refunded");
        assert_eq!(told["data"]["object"]["amount_refunded"], 200, "the charge, not the refund");
        assert_eq!(give_back(&mut world, &intent, "").body["amount"], 300);
        let refused = give_back(&mut world, &intent, "");
        assert_eq!(refused.body["error"]["code"], "charge_already_refunded");
        assert_eq!(world.all("charge")[0]["refunded"], true);
    }

    #[test]
    fn a_refund_that_fails_comes_back_and_the_transactions_add_up() {
        let mut world = World::default();
        let intent = paid(&mut world, 500);
        let refund = give_back(&mut world, &intent, "&amount=200").body;
        let failed = world.fail_refund(refund["id"].as_str().unwrap()).unwrap();
        assert_eq!(last_told(&world)["data"]["object"], failed);
        assert_eq!(world.all("charge")[0]["amount_refunded"], 0);
        let transactions = world.all("balance_transaction");
        let amounts: Vec<i64> = transactions.iter().map(|it| cents_of(it, "amount")).collect();
        assert_eq!(amounts, [500, -200, 200]);
        assert_eq!(world.balance["eur"], 500);
    }

    #[test]
    fn a_card_that_is_declined_pays_later() {
        let mut world = World::default();
        let (made, _) = world.post("/v1/payment_intents", None, "amount=500&currency=eur");
        let path = format!("/v1/payment_intents/{}/confirm", made.body["id"].as_str().unwrap());
        let (declined, _) = world.post(&path, None, "payment_method=pm_card_chargeDeclined");
        assert_eq!(
            (declined.status, &declined.body["error"]["code"]),
            (402, &json!("card_declined"))
        );
        assert_eq!(last_told(&world)["type"], "payment_intent.payment_failed");
        assert!(world.balance.is_empty(), "nothing was paid");
        let (paid, _) = world.post(&path, None, "payment_method=pm_card_visa");
        assert_eq!(paid.body["status"], "succeeded");
        assert_eq!(give_back(&mut world, &paid.body, "").body["amount"], 500, "of what was paid");
        assert_eq!(world.post(&path, None, "").0.status, 400);
    }
}
