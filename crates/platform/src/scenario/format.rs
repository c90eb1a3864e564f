//! The format of the whole file, from text to a scenario that can be played.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use mojo_domain::commissions::{Agreement, Policy};

use super::events::{Event, Known, events};
use super::json::Json;
use super::place::{FormatError, Place};
use super::read::Fields;
use super::world::{Customer, agreements, check_tenants, customers, policy, products};

/// A scenario without a fault in its format.
pub(super) struct Scenario {
    pub(super) policy: Policy,
    pub(super) agreements: Vec<Agreement<String>>,
    pub(super) customers: BTreeMap<String, Customer>,
    pub(super) events: Vec<Event>,
    pub(super) as_of: Option<DateTime<Utc>>,
}

pub(super) fn parse(text: &str) -> Result<Scenario, FormatError> {
    let json = Json::parse(text)?;
    let root = Place::ROOT;
    let allowed = ["policy", "tenants", "agreements", "products", "customers", "events", "as_of"];
    let fields = Fields::open(root, &json, &allowed)?;
    let policy = policy(root.key("policy"), fields.optional("policy"))?;
    check_tenants(root.key("tenants"), fields.list_or_empty("tenants")?)?;
    let agreements =
        agreements(root.key("agreements"), fields.list_or_empty("agreements")?, &policy)?;
    let products = products(root.key("products"), fields.list("products")?)?;
    let customers = customers(root.key("customers"), fields.list("customers")?)?;
    let known = Known { products: &products, customers: &customers };
    let events = events(root.key("events"), fields.list("events")?, &known)?;
    let as_of = fields.optional_instant("as_of")?;
    if let (Some(as_of), Some(last)) = (as_of, events.last())
        && as_of < last.at
    {
        return Err(fields.error("as_of", "earlier than the last event"));
    }
    Ok(Scenario { policy, agreements, customers, events, as_of })
}
