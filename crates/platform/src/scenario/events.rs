//! What happens in the scenario, in the order of the file.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use mojo_domain::Currency;
use mojo_domain::commissions::{Ids, Order, OrderLine, ProductFacts};

use super::json::Json;
use super::place::{FormatError, Place};
use super::read::Fields;
use super::world::Customer;

/// In a scenario every id is a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Texts;

impl Ids for Texts {
    type Tenant = String;
    type Customer = String;
    type Order = String;
    type Line = String;
}

/// An event with its time, also as the file has it.
pub(super) struct Event {
    pub(super) at: DateTime<Utc>,
    pub(super) at_text: String,
    pub(super) what: What,
}

pub(super) enum What {
    Order(Order<Texts>),
    Refund { order: String, line: String, net_cents: i64 },
    Attribute { customer: String, tenant: String },
    PayoutRun,
    Deactivate { tenant: String },
}

/// What events refer to.
pub(super) struct Known<'a> {
    pub(super) products: &'a BTreeMap<String, ProductFacts<String>>,
    pub(super) customers: &'a BTreeMap<String, Customer>,
}

pub(super) fn events(
    place: Place<'_>,
    items: &[Json],
    known: &Known<'_>,
) -> Result<Vec<Event>, FormatError> {
    let mut events: Vec<Event> = Vec::with_capacity(items.len());
    let mut orders = BTreeSet::new();
    for (index, item) in items.iter().enumerate() {
        let place = place.index(index);
        let event = event(place, item, known)?;
        if events.last().is_some_and(|before| event.at < before.at) {
            return Err(place.key("at").error("earlier than the event before"));
        }
        if let What::Order(order) = &event.what
            && !orders.insert(order.id.clone())
        {
            return Err(place.key("id").error(format!("order {:?} stands twice", order.id)));
        }
        events.push(event);
    }
    Ok(events)
}

fn event(place: Place<'_>, item: &Json, known: &Known<'_>) -> Result<Event, FormatError> {
    let kind = kind_of(place, item)?;
    let allowed: &[&str] = match kind {
        "order" => &[
            "type",
            "id",
            "at",
            "customer",
            "billing_country",
            "currency",
            "renewal",
            "via_connect",
            "lines",
        ],
        "refund" => &["type", "order", "line", "at", "net"],
        "attribute" => &["type", "customer", "tenant", "at"],
        "payout_run" => &["type", "at"],
        "deactivate" => &["type", "tenant", "at"],
        other => return Err(place.key("type").error(format!("unknown type {other:?}"))),
    };
    let fields = Fields::open(place, item, allowed)?;
    let at = fields.instant("at")?;
    let text = |key| fields.text(key).map(str::to_owned);
    let what = match kind {
        "order" => What::Order(order(place, &fields, at, known)?),
        "refund" => What::Refund {
            order: text("order")?,
            line: text("line")?,
            net_cents: fields.cents("net")?,
        },
        "attribute" => {
            let customer = known_customer(&fields, known)?.0.to_owned();
            What::Attribute { customer, tenant: text("tenant")? }
        }
        "payout_run" => What::PayoutRun,
        _ => What::Deactivate { tenant: text("tenant")? },
    };
    Ok(Event { at, at_text: fields.text("at")?.to_owned(), what })
}

/// The type decides which keys are allowed, so it is read before them.
fn kind_of<'a>(place: Place<'_>, item: &'a Json) -> Result<&'a str, FormatError> {
    let Json::Object(members) = item else {
        return Err(place.error("not an object"));
    };
    match members.iter().find(|(key, _)| key == "type") {
        None | Some((_, Json::Null)) => Err(place.key("type").error("missing")),
        Some((_, Json::Text(kind))) => Ok(kind),
        Some(_) => Err(place.key("type").error("not a string")),
    }
}

fn known_customer<'a>(
    fields: &Fields<'a>,
    known: &Known<'a>,
) -> Result<(&'a str, &'a Customer), FormatError> {
    let id = fields.text("customer")?;
    let customer = known.customers.get(id);
    let unknown = || fields.error("customer", format!("unknown customer {id:?}"));
    customer.map(|customer| (id, customer)).ok_or_else(unknown)
}

fn order(
    place: Place<'_>,
    fields: &Fields<'_>,
    at: DateTime<Utc>,
    known: &Known<'_>,
) -> Result<Order<Texts>, FormatError> {
    let (customer, facts) = known_customer(fields, known)?;
    Ok(Order {
        id: fields.text("id")?.to_owned(),
        at,
        customer: customer.to_owned(),
        buyer_tenant: facts.tenant.clone(),
        billing_country: fields.optional_parsed("billing_country")?,
        currency: fields.optional_parsed("currency")?.unwrap_or(Currency::EUR),
        is_renewal: fields.flag_or("renewal", false)?,
        is_via_connect: fields.flag_or("via_connect", true)?,
        lines: lines(place.key("lines"), fields.list("lines")?, known)?,
    })
}

fn lines(
    place: Place<'_>,
    items: &[Json],
    known: &Known<'_>,
) -> Result<Vec<OrderLine<Texts>>, FormatError> {
    let mut lines = Vec::with_capacity(items.len());
    let mut seen = BTreeSet::new();
    for (index, item) in items.iter().enumerate() {
        let fields = Fields::open(place.index(index), item, &["id", "product", "net"])?;
        let id = fields.text("id")?;
        if !seen.insert(id) {
            return Err(fields.error("id", format!("line {id:?} stands twice")));
        }
        let product = fields.text("product")?;
        let unknown = || fields.error("product", format!("unknown product {product:?}"));
        let product = known.products.get(product).ok_or_else(unknown)?.clone();
        let net_cents = fields.cents("net")?;
        if net_cents < 0 {
            return Err(fields.error("net", "negative"));
        }
        lines.push(OrderLine { id: id.to_owned(), product, net_cents });
    }
    Ok(lines)
}
