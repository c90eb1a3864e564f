//! What becomes of orders and commissions: refunds, orders of several sellers, customers who get
//! another owner, signed months, disputes that staff settle, a tenant that leaves, payouts that come
//! back.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use mojo_desk::sync::{HttpReply, Method};
use mojo_domain::{IdSource, OrderId, TenantId, UserId, berlin_day, berlin_month, to_micros};
use mojo_protocol::Scope;
use serde_json::{Value, json};
use uuid::Uuid;

use super::platform::{look_at_job, place, the_power_may_go};
use super::{settlements, threads};
use crate::simulation::machine::Machine;
use crate::simulation::server::read;
use crate::simulation::verbs::VERBS;
use crate::simulation::world::{Order, Refund, World};
use crate::simulation::{Held, broken};

/// The platform's own administrator.
pub const ADMIN: &str = "admin";
/// Of the tenant that leaves: it has no desk, so that its ledger alone hears of it.
const LEAVING: &str = "falk.rabenau";
/// Of the tenants to which support gives customers.
const RECRUITERS: &[&str] = &["jonte.albers", "arne.heidkamp", "lale.moorlicht", LEAVING];

/// Somebody asks the platform, signed in anew where the session is over; `None` where no answer came.
pub(super) async fn ask_as(
    world: &mut World,
    user: &'static str,
    method: Method,
    path: &str,
    body: Option<Value>,
) -> Option<HttpReply> {
    let mut answered = None;
    for _ in 0..2 {
        let Ok(session) = world.server.sign_in(user).await else { break };
        let asked = world.server.ask(method, path, Some(&session.token), body.clone()).await;
        let Ok(reply) = asked else { break };
        if reply.status != 401 {
            answered = Some(reply);
            break;
        }
        world.server.forget_session(user);
    }
    world.revive_platform().await;
    answered
}

/// Tells what came of it; `true` where the platform did it.
pub(super) fn is_done(world: &World, what: &str, reply: Option<&HttpReply>) -> bool {
    let status = reply.map(|reply| reply.status);
    world.tell(&format!("{what}: {status:?}"));
    status.is_some_and(|status| (200..300).contains(&status))
}

/// What the platform shows the administrator.
pub(super) async fn show(world: &mut World, path: &str) -> Option<Value> {
    let reply = ask_as(world, ADMIN, Method::Get, path, None).await?;
    read(&reply).ok()
}

pub(super) async fn tenant_of(world: &mut World, user: &'static str) -> Option<TenantId> {
    let answer = world.server.sign_in(user).await;
    world.revive_platform().await;
    answer.ok().map(|answer| answer.tenant.tenant_id)
}

pub(super) fn draw_id(world: &World) -> Uuid {
    IdSource::new(&*world.server.clock, &*world.chance).next::<Uuid>()
}

/// An amount as requests say it.
fn amount(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// The administrator tells an order, of whomever its products are.
async fn tell_order(
    world: &mut World,
    customer: UserId,
    (lines, via_connect): (Vec<Value>, bool),
) -> Held {
    let id = OrderId(draw_id(world));
    let country = *world.chance.one(&["DE", "AT", "CH", "US"]).unwrap();
    let request = json!({
        "id": id, "number": format!("B-{}", to_micros(world.at)), "customer_user_id": customer,
        "ordered_at": world.at, "billing_country": country, "lines": lines,
        "via_connect": via_connect,
    });
    let sent_as_of = vec![world.at];
    world.orders.push(Order { id, request, seller: ADMIN, sent_as_of, is_confirmed: false });
    world.count("orders");
    let index = world.orders.len() - 1;
    let answer = world.server.sign_in(ADMIN).await;
    world.revive_platform().await;
    let Ok(answer) = answer else { return Ok(()) };
    world.tokens.insert(ADMIN, answer.token);
    the_power_may_go(world);
    place(world, index).await
}

pub(super) async fn an_order_of_several_is_placed(world: &mut World) -> Held {
    let Some(leaving) = tenant_of(world, LEAVING).await else { return Ok(()) };
    let template = world.template;
    let catalogue = &template.catalogue;
    // Whoever has left sells nothing more.
    let products: Vec<_> =
        catalogue.products.iter().filter(|(owner, _)| *owner != leaving).copied().collect();
    let Some(customer) = world.chance.one(&catalogue.customers).copied() else { return Ok(()) };
    let (mut sellers, mut lines) = (BTreeSet::new(), Vec::new());
    for _ in 0..2 + world.chance.below(3) {
        let Some((seller, product)) = world.chance.one(&products).copied() else { return Ok(()) };
        sellers.insert(seller);
        let net = amount(world.chance.between(1, 900_00));
        lines.push(json!({ "product_id": product, "net": net }));
    }
    if sellers.len() > 1 {
        world.count("orders of several sellers");
    }
    let via_connect = world.chance.percent(50);
    tell_order(world, customer, (lines, via_connect)).await
}

pub(super) async fn a_refund_is_told(world: &mut World) -> Held {
    let told: Vec<usize> =
        (0..world.orders.len()).filter(|index| world.orders[*index].is_confirmed).collect();
    let Some(order) = world.chance.one(&told).copied() else { return Ok(()) };
    let nets = world.orders[order].nets();
    let number = world.chance.index(nets.len());
    let line = number + 1;
    let before = world.refunds.iter().filter(|held| held.order == order && held.line == line);
    let left = nets[number] - before.map(|held| held.net_cents).sum::<i64>();
    if left <= 0 {
        return Ok(());
    }
    let is_whole = world.chance.percent(40);
    let net_cents = if is_whole { left } else { world.chance.between(1, left) };
    let id = draw_id(world);
    world.refunds.push(Refund { id, order, line, net_cents, is_confirmed: false });
    world.count(if is_whole { "refunds of what was left" } else { "refunds of a part" });
    let index = world.refunds.len() - 1;
    the_power_may_go(world);
    give_back(world, index).await?;
    if world.chance.percent(25) {
        world.count("refunds told twice");
        give_back(world, index).await?;
    }
    Ok(())
}

/// Tells a refund, again until the platform has said that it has it.
pub async fn give_back(world: &mut World, index: usize) -> Held {
    let Refund { id, order, line, net_cents, .. } = world.refunds[index];
    let (seller, path) =
        (world.orders[order].seller, format!("orders/{}/refunds", world.orders[order].id));
    let body = json!({ "id": id, "line": line, "net": amount(net_cents) });
    let reply = ask_as(world, seller, Method::Post, &path, Some(body)).await;
    if is_done(world, &format!("refund {id} of {net_cents} cents"), reply.as_ref()) {
        world.refunds[index].is_confirmed = true;
    }
    Ok(())
}

/// Support gives a customer to a tenant.
async fn attribute(world: &mut World, customer: UserId, tenant: TenantId) -> bool {
    let path = format!("customer-attributions/{customer}");
    let body = json!({ "tenant_id": tenant, "reason": "Empfehlung nachgewiesen" });
    let reply = ask_as(world, ADMIN, Method::Post, &path, Some(body)).await;
    is_done(world, &format!("customer {customer} is of {tenant}"), reply.as_ref())
}

pub(super) async fn an_attribution_changes(world: &mut World) -> Held {
    let user = *world.chance.one(RECRUITERS).unwrap();
    let Some(tenant) = tenant_of(world, user).await else { return Ok(()) };
    // Of those who buy anyway, so that it decides about something.
    let buyers: Vec<UserId> = world.orders.iter().filter_map(buyer_of).collect();
    let template = world.template;
    let customers = &template.catalogue.customers;
    let drawn = if world.chance.percent(70) { world.chance.one(&buyers) } else { None };
    let Some(customer) = drawn.or_else(|| world.chance.one(customers)).copied() else {
        return Ok(());
    };
    if attribute(world, customer, tenant).await {
        world.count("attributions changed");
    }
    Ok(())
}

fn buyer_of(order: &Order) -> Option<UserId> {
    order.request["customer_user_id"].as_str()?.parse::<Uuid>().ok().map(UserId)
}

pub(super) async fn months_are_signed(world: &mut World) -> Held {
    if world.chance.percent(50) {
        // The first night of a month.
        let first = berlin_month(world.at).next().first_day();
        let Some(night) = first.and_hms_opt(3, 0, 0) else { return Ok(()) };
        world.advance(night.and_utc() - world.at);
        world.tell("a month turns");
        world.count("time: turns of a month");
    }
    sign_months(world).await
}

/// The job that signs the months that are over, and again what came late.
pub async fn sign_months(world: &mut World) -> Held {
    let before = world.server.disk.injected();
    let answer = world.server.platform.sign_statements(None).await;
    let report = look_at_job(world, "statements", before, answer).await?;
    let signed = report.and_then(|report| report["signed"].as_u64()).unwrap_or(0);
    world.count_many("statements signed", usize::try_from(signed).unwrap_or(0));
    Ok(())
}

/// A desk that may disputes an entry, and the platform hears of it: before, a customer of its tenant
/// buys, so that it has one of its own.
pub(super) async fn somebody_disputes(world: &mut World) -> Held {
    let sees_commissions =
        |machine: &Machine| !machine.is_revoked && RECRUITERS.contains(&machine.post.user);
    let Some(number) = world.draw_machine(sees_commissions) else { return Ok(()) };
    let scopes = world.scopes(number).await?.unwrap_or_default();
    if !scopes.contains(&Scope::Commissions) {
        return Ok(());
    }
    let user = world.machines[number].post.user;
    let Some(tenant) = tenant_of(world, user).await else { return Ok(()) };
    a_customer_of_theirs_buys(world, tenant).await?;
    world.sync(number, true).await?;
    for name in ["dispute_commission", "reply_to_dispute"] {
        if let Some(verb) = VERBS.iter().find(|verb| verb.name == name) {
            world.work(number, verb).await?;
        }
    }
    world.sync(number, true).await?;
    Ok(())
}

/// Support gives a customer to a tenant, and the customer buys from the platform.
pub(super) async fn a_customer_of_theirs_buys(world: &mut World, tenant: TenantId) -> Held {
    let Some(platform) = tenant_of(world, ADMIN).await else { return Ok(()) };
    let template = world.template;
    let catalogue = &template.catalogue;
    let products: Vec<_> =
        catalogue.products.iter().filter(|(owner, _)| *owner == platform).copied().collect();
    let customer = world.chance.one(&catalogue.customers).copied();
    let (Some(customer), Some((_, product))) = (customer, world.chance.one(&products).copied())
    else {
        return Ok(());
    };
    if attribute(world, customer, tenant).await {
        world.count("attributions changed");
    }
    let net = amount(world.chance.between(100_00, 900_00));
    let lines = vec![json!({ "product_id": product, "net": net })];
    tell_order(world, customer, (lines, true)).await
}

/// Staff answer, and settle.
pub(super) async fn a_dispute_is_settled(world: &mut World) -> Held {
    somebody_disputes(world).await?;
    let Some(held) = show(world, "disputes?open=true").await else { return Ok(()) };
    let open = held["disputes"].as_array().cloned().unwrap_or_default();
    let Some(dispute) = world.chance.one(&open) else { return Ok(()) };
    let id = dispute["id"].as_str().unwrap_or_default();
    let tenant = &dispute["recipient_tenant_id"];
    if world.chance.percent(50) {
        threads::staff_answer(world, id, tenant).await?;
    }
    settlements::settle(world, id, tenant).await
}

/// A tenant leaves, with a commission that is still held.
pub(super) async fn a_tenant_leaves(world: &mut World) -> Held {
    let Some(tenant) = tenant_of(world, LEAVING).await else { return Ok(()) };
    a_customer_of_theirs_buys(world, tenant).await?;
    world.advance(TimeDelta::minutes(world.chance.between(1, 600)));
    the_power_may_go(world);
    if leave(world, tenant).await {
        world.count("tenants that left");
    }
    Ok(())
}

async fn leave(world: &mut World, tenant: TenantId) -> bool {
    let path = format!("tenants/{tenant}/deactivate");
    let body = json!({ "reason": "Vertrag beendet" });
    let reply = ask_as(world, ADMIN, Method::Post, &path, Some(body)).await;
    is_done(world, &format!("{tenant} leaves"), reply.as_ref())
}

/// A departure that was interrupted is completed; one that an older backup does not know never was.
pub async fn complete_departure(world: &mut World) -> Held {
    let Some(held) = show(world, "tenants?limit=500").await else { return Ok(()) };
    let left = held["tenants"].as_array().into_iter().flatten();
    let left = left.filter(|tenant| !tenant["deactivated_at"].is_null());
    let left: Vec<TenantId> =
        left.filter_map(|tenant| tenant["id"].as_str()?.parse().ok()).collect();
    for tenant in left {
        if !leave(world, tenant).await {
            return Err(broken("a departure is completed", tenant.to_string()));
        }
    }
    Ok(())
}

/// The bank sends the money of a payout back.
pub(super) async fn a_payout_comes_back(world: &mut World) -> Held {
    let Some(held) = show(world, "payouts?limit=200").await else { return Ok(()) };
    let paid: Vec<String> = held["payouts"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|payout| payout["status"] == "paid")
        .filter_map(|payout| payout["id"].as_str().map(str::to_owned))
        .collect();
    let Some(id) = world.chance.one(&paid).cloned() else { return Ok(()) };
    let day = berlin_day(world.at).to_string();
    let body = json!({ "reason": "AC04", "returned_on": day });
    the_power_may_go(world);
    let path = format!("payouts/{id}/returned");
    let reply = ask_as(world, ADMIN, Method::Post, &path, Some(body)).await;
    if is_done(world, "a payout comes back", reply.as_ref()) {
        world.count("payouts that came back");
    }
    Ok(())
}
