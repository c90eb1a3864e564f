//! Commissions: of every order's lines, exactly the shares that the rules give, each written once; and
//! every desk computes the same again. The rules stand here a second time, in the plain form that the
//! simulation's orders need: every seller was paid elsewhere than by the platform. What became of the
//! entries is in [`super::balances`].

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use mojo_desk::sync::Method;
use mojo_domain::TenantId;
use mojo_protocol::facts::CommissionEntryBody;
use mojo_protocol::{Entity, Scope};
use serde_json::Value;

use super::fault;
use super::once::Written;
use crate::simulation::server::read;
use crate::simulation::world::{Order, World};
use crate::simulation::{Held, broken};

/// Somebody of every tenant that may receive a share.
pub(super) const RECIPIENTS: &[&str] =
    &["jonte.albers", "arne.heidkamp", "lale.moorlicht", "falk.rabenau", "admin"];
/// The countries of the distributor.
const REGION: &[&str] = &["DE", "AT", "CH"];

/// Who recruited a customer, from when to when, one after another.
type Recruited = BTreeMap<String, Vec<(TenantId, DateTime<Utc>, DateTime<Utc>)>>;

/// What the entries of an order say: type, recipient and cents, sorted.
type Shares = Vec<(String, TenantId, i64)>;

/// Every order that the platform confirmed was shared out, and nothing else was.
pub(super) async fn add_up(world: &World) -> Held {
    if let Some(order) = world.orders.iter().find(|order| !order.is_confirmed) {
        let seen = format!("{} of {}", order.request, order.seller);
        return Err(broken("an order is taken in the end", seen));
    }
    let written = written(world).await?;
    let rules = Rules::read(world).await?;
    let mut first: BTreeMap<&str, u32> = BTreeMap::new();
    for order in &world.orders {
        let number = order.request["number"].as_str().unwrap_or_default();
        let held = written.get(number).cloned().unwrap_or_default();
        let customer = order.request["customer_user_id"].as_str().unwrap_or_default();
        let is_first = held.iter().any(|(kind, ..)| kind == "affiliate_first");
        *first.entry(customer).or_default() += u32::from(is_first);
        if rules.is_member.contains(customer) {
            continue;
        }
        // It may have been taken by an earlier call whose answer was lost.
        let possible: Vec<Shares> =
            order.sent_as_of.iter().map(|at| rules.shares_of(order, *at, is_first)).collect();
        if !possible.contains(&held) {
            let seen = format!("{}: {held:?} instead of {possible:?}", order.request);
            return Err(broken("an order is shared out as the rules say", seen));
        }
    }
    if let Some(refund) = world.refunds.iter().find(|refund| !refund.is_confirmed) {
        let request = &world.orders[refund.order].request;
        let seen = format!("{} cents of line {} of {request}", refund.net_cents, refund.line);
        return Err(broken("a refund is taken in the end", seen));
    }
    if let Some((customer, times)) = first.into_iter().find(|(_, times)| *times > 1) {
        let seen = format!("{customer}: {times} times");
        return Err(broken("a customer buys once for the first time", seen));
    }
    Ok(())
}

/// What stands in everybody's order, by the number of the order.
async fn written(world: &World) -> Held<BTreeMap<String, Shares>> {
    let mut written: BTreeMap<String, Shares> = BTreeMap::new();
    let mut seen = Written::default();
    for user in RECIPIENTS {
        let log = world.server.log_of(user).await;
        let log = log.map_err(|error| broken("the platform shows its order", error))?;
        let entity = Entity::CommissionEntry.name();
        for change in log.changes.iter().filter(|change| change.entity == entity) {
            let body: CommissionEntryBody = serde_json::from_str(&change.body).map_err(fault)?;
            seen.see(user, &body)?;
            let share = (body.commission_type, body.recipient, body.amount_cents);
            written.entry(body.order_number).or_default().push(share);
        }
    }
    written.values_mut().for_each(|shares| shares.sort());
    Ok(written)
}

/// What the rules need to know.
struct Rules {
    recruited: Recruited,
    /// Who buys for a tenant: other rules hold for them.
    is_member: BTreeSet<String>,
    /// Healing services.
    excluded: BTreeSet<String>,
    /// Whose each product is.
    sellers: BTreeMap<String, TenantId>,
    distributor: TenantId,
    tenants: BTreeMap<&'static str, TenantId>,
}

impl Rules {
    async fn read(world: &World) -> Held<Self> {
        let ask = async |user: &str, path: &str| -> Held<Value> {
            let fault = |error| broken("the platform answers at rest", format!("{path}: {error}"));
            let token = world.server.sign_in(user).await.map_err(fault)?.token;
            let answer = world.server.ask(Method::Get, path, Some(&token), None).await;
            read(&answer.map_err(fault)?).map_err(fault)
        };
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut recruited = Recruited::new();
        let held = ask("admin", "customer-attributions?limit=500").await?;
        for row in held["attributions"].as_array().into_iter().flatten() {
            let tenant = text(&row["attributed_tenant_id"]).parse().map_err(fault)?;
            let at = |name: &str| text(&row[name]).parse().map_err(fault);
            let span = (tenant, at("attributed_at")?, at("attribution_expires_at")?);
            recruited.entry(text(&row["customer_user_id"])).or_default().push(span);
        }
        let offered = ask("jonte.albers", "products").await?;
        let healing = offered["products"].as_array().into_iter().flatten();
        let healing = healing.filter(|product| product["kind"] == "treatment");
        let excluded = healing.map(|product| text(&product["id"])).collect();
        let mut tenants = BTreeMap::new();
        for user in ["jonte.albers", "arne.heidkamp", "admin"] {
            let answer = world.server.sign_in(user).await;
            let answer = answer.map_err(|error| broken("the platform answers at rest", error))?;
            tenants.insert(user, answer.tenant.tenant_id);
        }
        // The distributor's own account and the practice's are the last ones of the catalogue.
        let customers = &world.template.catalogue.customers;
        let is_member = customers.iter().rev().take(2).map(ToString::to_string).collect();
        let products = &world.template.catalogue.products;
        let sellers =
            products.iter().map(|(owner, product)| (product.to_string(), *owner)).collect();
        let distributor = tenants["arne.heidkamp"];
        Ok(Self { recruited, is_member, excluded, sellers, distributor, tenants })
    }

    /// What an order of an instant must give.
    fn shares_of(&self, order: &Order, at: DateTime<Utc>, is_first: bool) -> Shares {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let customer = text(&order.request["customer_user_id"]);
        let country = text(&order.request["billing_country"]);
        let spans = self.recruited.get(&customer).into_iter().flatten();
        let mut live = spans.filter(|(_, from, until)| *from <= at && at < *until);
        let recruiter = live.next().map(|(tenant, ..)| *tenant);
        let is_via_connect =
            order.seller == "admin" && order.request["via_connect"].as_bool().unwrap_or(true);
        let mut shares = Shares::new();
        for line in order.request["lines"].as_array().into_iter().flatten() {
            let product = text(&line["product_id"]);
            let Some(seller) = self.sellers.get(&product).copied() else { continue };
            let is_platforms = seller == self.tenants["admin"];
            let has_region = is_platforms && REGION.contains(&country.as_str());
            let net: i64 = text(&line["net"]).replace('.', "").parse().unwrap_or_default();
            let mut pay = |kind: &str, tenant, percent: i64| {
                // Half a cent is rounded away from zero.
                let cents = (net * percent + 50) / 100;
                if cents > 0 {
                    shares.push((kind.to_owned(), tenant, cents));
                }
            };
            // C4: of what tenants sell by way of the platform; of healing services too.
            if is_via_connect && !is_platforms {
                pay("platform_fee", self.tenants["admin"], 2);
            }
            if self.excluded.contains(&product) {
                continue;
            }
            if has_region {
                pay("regional_exclusive", self.distributor, 30);
            }
            // C6, C8: who is paid as the distributor, or sells, is not paid for recruiting.
            let is_paid_already =
                |tenant: &TenantId| *tenant == seller || has_region && *tenant == self.distributor;
            if let Some(tenant) = recruiter.filter(|tenant| !is_paid_already(tenant)) {
                let (kind, percent) =
                    if is_first { ("affiliate_first", 20) } else { ("affiliate_recurring", 10) };
                pay(kind, tenant, percent);
            }
        }
        shares.sort();
        shares
    }
}

/// Every desk that sees commissions computes each entry again to the cent.
pub(super) async fn are_recomputed(world: &World) -> Held {
    for (number, machine) in world.machines.iter().enumerate() {
        let scopes = world.scopes(number).await?.unwrap_or_default();
        if machine.is_revoked || !scopes.contains(&Scope::Commissions) {
            continue;
        }
        let result = machine.desk().recompute_statement(None).await.map_err(fault)?;
        if !result.differences.is_empty() || result.entries != result.recomputed {
            let seen = format!("{}: {result:?}", machine.name);
            return Err(broken("a statement is recomputed without a difference", seen));
        }
    }
    Ok(())
}
