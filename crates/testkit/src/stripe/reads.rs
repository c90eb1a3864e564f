//! What is read of the service: single things, pages of them, and what stands in them in full where
//! that was asked for.

use serde_json::{Value, json};

use super::objects;
use super::world::{Form, Reply, World, text};

/// What is listed under a path.
fn kind_of(list: &str) -> Option<&'static str> {
    Some(match list {
        "accounts" => "account",
        "transfers" => "transfer",
        "payment_intents" => "payment_intent",
        "charges" => "charge",
        "refunds" => "refund",
        "balance_transactions" => "balance_transaction",
        "events" => "event",
        "customers" => "customer",
        "products" => "product",
        "subscriptions" => "subscription",
        "invoices" => "invoice",
        _ => return None,
    })
}

impl World {
    /// What is read.
    pub(super) fn get(&self, path: &str, query: &Form) -> Reply {
        let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
        match parts.as_slice() {
            ["v1", "balance"] => Reply::ok(objects::balance(self.balance.iter())),
            ["v1", "transfers", id, "reversals"] => {
                let of = |object: &Value| object["transfer"] == *id;
                self.page(path, "transfer_reversal", query, of)
            }
            ["v1", "transfers", _, "reversals", id] => self.one("transfer_reversal", id, query),
            ["v1", list, "search"] => match kind_of(list) {
                Some(kind) => self.search(path, kind, query),
                None => Reply::missing(path),
            },
            ["v1", list] => match kind_of(list) {
                Some(kind) => self.page(path, kind, query, |_| true),
                None => Reply::missing(path),
            },
            ["v1", list, id] => match kind_of(list) {
                Some(kind) => self.one(kind, id, query),
                None => Reply::missing(path),
            },
            _ => Reply::missing(path),
        }
    }

    fn one(&self, kind: &str, id: &str, query: &Form) -> Reply {
        match self.find(kind, id) {
            Some(object) => Reply::ok(self.expanded(object.clone(), query)),
            None => Reply::missing(id),
        }
    }

    /// What bears a value in its metadata, the latest first; the one question that is answered.
    fn search(&self, path: &str, kind: &str, query: &Form) -> Reply {
        let asked = text(query, "query").strip_prefix("metadata['");
        let parts = asked.and_then(|rest| rest.strip_suffix('\'')?.split_once("']:'"));
        let Some((name, value)) = parts else {
            return Reply::refused("parameter_invalid", "query: metadata['NAME']:'VALUE'");
        };
        let bears = |object: &&Value| object["metadata"][name] == value;
        let list: Vec<&Value> = self.list(kind).iter().rev().filter(bears).collect();
        let page = json!({
            "object": "search_result", "data": list, "has_more": false, "next_page": null,
            "url": path,
        });
        Reply::ok(self.expanded(page, query))
    }

    /// A page, the latest first.
    fn page(&self, path: &str, kind: &str, query: &Form, of: impl Fn(&Value) -> bool) -> Reply {
        const FILTERS: [&str; 8] = [
            "transfer_group",
            "destination",
            "payment_intent",
            "charge",
            "type",
            "customer",
            "subscription",
            "source",
        ];
        let wanted = |object: &&Value| {
            let fits = |name: &&str| query.get(*name).is_none_or(|value| object[*name] == *value);
            of(object) && FILTERS.iter().all(fits)
        };
        let mut list: Vec<&Value> = self.list(kind).iter().rev().filter(wanted).collect();
        let limit = match text(query, "limit") {
            "" => 10,
            limit => match limit.parse::<usize>() {
                Ok(limit @ 1..=100) => limit,
                _ => return Reply::refused("parameter_invalid_integer", "limit: 1 to 100"),
            },
        };
        let place = |name: &str| list.iter().position(|object| object["id"] == text(query, name));
        let (after, before) = (place("starting_after"), place("ending_before"));
        // What there is more of lies where the page goes on to: behind it, or before it.
        let has_more = if let (None, Some(before)) = (after, before) {
            list.truncate(before);
            let skipped = before.saturating_sub(limit);
            list.drain(..skipped);
            skipped > 0
        } else {
            if let Some(after) = after {
                list.drain(..=after);
            }
            let is_longer = list.len() > limit;
            list.truncate(limit);
            is_longer
        };
        let page = json!({ "object": "list", "data": list, "has_more": has_more, "url": path });
        Reply::ok(self.expanded(page, query))
    }

    /// The object with other objects in it instead of their ids, where that was asked for: in a list
    /// under paths that begin with `data`.
    pub(super) fn expanded(&self, mut object: Value, form: &Form) -> Value {
        let paths = form.get("expand").and_then(Value::as_object);
        for path in paths.into_iter().flat_map(|paths| paths.values()).filter_map(Value::as_str) {
            let names: Vec<&str> = path.split('.').collect();
            self.expand(&mut object, &names);
        }
        object
    }

    fn expand(&self, object: &mut Value, names: &[&str]) {
        let [name, rest @ ..] = names else { return };
        let Some(field) = object.get_mut(*name) else { return };
        let meant = field.as_str().and_then(|id| self.find_any(id)).cloned();
        if let Some(meant) = meant {
            *field = meant;
        }
        match field {
            Value::Array(items) => items.iter_mut().for_each(|item| self.expand(item, rest)),
            field => self.expand(field, rest),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::form;
    use super::*;

    fn world_of_transfers(count: usize) -> World {
        let mut world = World::default();
        world.open_account("acct_1");
        world.set_balance("eur", 10_000);
        for _ in 0..count {
            let (made, _) =
                world.post("/v1/transfers", None, "amount=100&currency=eur&destination=acct_1");
            assert_eq!(made.status, 200, "{made:?}");
        }
        world
    }

    fn ids(reply: &Reply) -> Vec<String> {
        let data = reply.body["data"].as_array().unwrap();
        data.iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn a_list_is_read_backwards_until_there_is_no_more() {
        let world = world_of_transfers(4);
        let all = ids(&world.get("/v1/transfers", &Form::new()));
        let before = |id: &str| {
            world.get("/v1/transfers", &form::read(&format!("limit=2&ending_before={id}")))
        };
        let near = before(&all[3]);
        assert_eq!((ids(&near), &near.body["has_more"]), (all[1..3].to_vec(), &json!(true)));
        let last = before(&all[1]);
        assert_eq!((ids(&last), &last.body["has_more"]), (all[..1].to_vec(), &json!(false)));
    }

    #[test]
    fn an_id_becomes_its_object_where_that_was_asked_for() {
        let world = world_of_transfers(1);
        let query = form::read("expand[]=data.balance_transaction&expand[]=data.destination");
        let transfer = &world.get("/v1/transfers", &query).body["data"][0];
        assert_eq!(transfer["balance_transaction"]["amount"], -100);
        assert_eq!(transfer["destination"]["object"], "account");
        let plain = world.get("/v1/transfers", &Form::new());
        assert_eq!(plain.body["data"][0]["destination"], "acct_1");
    }
}
