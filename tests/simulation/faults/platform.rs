//! What happens on the platform: orders, payouts, backups.

use chrono::TimeDelta;
use mojo_desk::sync::Method;
use mojo_domain::{IdSource, OrderId, to_micros};
use mojo_platform::StorageError;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::simulation::disk::Mischief;
use crate::simulation::server::read;
use crate::simulation::world::{Order, PlatformBackup, World};
use crate::simulation::{Held, broken};

pub(super) async fn the_platform_is_backed_up(world: &mut World) -> Held {
    let name = world.copy_name("platform-backup");
    let Some(held) = world.held_by_platform().await else { return Ok(()) };
    let folder = world.server.back_up(&name).await;
    let revoked = revoked(world);
    world.platform_backups.push(PlatformBackup { folder, revoked, held });
    world.tell("the platform is backed up");
    Ok(())
}

/// The platform's database is lost, and last week's takes its place. What was revoked since would be
/// revoked by people again; here only a copy with the same revocations is taken.
pub(super) async fn the_platform_is_put_back(world: &mut World) -> Held {
    let revoked = revoked(world);
    let fitting: Vec<usize> = (0..world.platform_backups.len())
        .filter(|index| world.platform_backups[*index].revoked == revoked)
        .collect();
    let Some(index) = world.chance.one(&fitting).copied() else { return Ok(()) };
    let Some(before) = world.held_by_platform().await else { return Ok(()) };
    let backup = &world.platform_backups[index];
    let lent: Vec<usize> =
        (0..world.machines.len()).filter(|number| world.machines[*number].is_lent).collect();
    if !world.promises.may_roll_back_platform(&before, &backup.held, (&revoked, &lent)) {
        return Ok(());
    }
    let (folder, after) = (backup.folder.clone(), backup.held.clone());
    world.server.restore(&folder).await;
    let is_declared = world.chance.percent(50);
    if is_declared {
        // As its handbook says; else the desks' greetings tell it.
        let declared = world.server.platform.declare_restored().await;
        declared.map_err(|error| broken("a restored platform starts", error.to_string()))?;
    }
    world.promises.platform_rolled_back(&before, &after);
    world.tokens.clear();
    for order in &mut world.orders {
        order.is_confirmed = false;
    }
    for refund in &mut world.refunds {
        refund.is_confirmed = false;
    }
    world.tell(&format!("the platform is put back to copy {index}, declared: {is_declared}"));
    world.count("platform put back from a backup");
    Ok(())
}

fn revoked(world: &World) -> Vec<usize> {
    (0..world.machines.len()).filter(|number| world.machines[*number].is_revoked).collect()
}

pub(super) async fn an_order_is_placed(world: &mut World) -> Held {
    let sellers = [
        ("jonte.albers", "Praxis Birkenhain"),
        ("arne.heidkamp", "MOJO GmbH"),
        ("admin", "MOJO LLC"),
    ];
    let (seller, _) = *world.chance.one(&sellers).unwrap();
    let Ok(tenant) = seller_tenant(world, seller).await else {
        world.revive_platform().await;
        return Ok(());
    };
    let products: Vec<_> =
        world.template.catalogue.products.iter().filter(|(owner, _)| *owner == tenant).collect();
    let customers = &world.template.catalogue.customers;
    let (Some(customer), false) = (world.chance.one(customers), products.is_empty()) else {
        return Ok(());
    };
    let id = OrderId(IdSource::new(&*world.server.clock, &*world.chance).next::<Uuid>());
    let lines: Vec<_> = (0..=world.chance.below(2))
        .map(|_| {
            let (_, product) = products[world.chance.index(products.len())];
            let net = world.chance.between(1, 900_00);
            json!({ "product_id": product, "net": format!("{}.{:02}", net / 100, net % 100) })
        })
        .collect();
    let country = *world.chance.one(&["DE", "AT", "CH", "US"]).unwrap();
    let request = json!({
        "id": id, "number": format!("B-{}", to_micros(world.at)), "customer_user_id": customer,
        "ordered_at": world.at, "billing_country": country, "lines": lines,
    });
    let sent_as_of = vec![world.at];
    world.orders.push(Order { id, request, seller, sent_as_of, is_confirmed: false });
    world.count("orders");
    let index = world.orders.len() - 1;
    the_power_may_go(world);
    place(world, index).await
}

/// An order or a refund is several transactions: the power goes between any two.
pub(super) fn the_power_may_go(world: &mut World) {
    if world.chance.percent(35) {
        world.server.disk.plan(1 + world.chance.below(110), Mischief::PowerCut);
        world.count("platform's disk: PowerCut planned");
    }
}

async fn seller_tenant(
    world: &mut World,
    seller: &'static str,
) -> Result<mojo_domain::TenantId, String> {
    let answer = world.server.sign_in(seller).await?;
    world.tokens.insert(seller, answer.token);
    Ok(answer.tenant.tenant_id)
}

/// Sends an order, again until the platform has said that it has it.
pub async fn place(world: &mut World, index: usize) -> Held {
    let order = &world.orders[index];
    let (seller, request) = (order.seller, order.request.clone());
    let Some(token) = world.tokens.get(seller).cloned() else { return Ok(()) };
    let answer = world.server.ask(Method::Post, "orders", Some(&token), Some(request)).await;
    let line = match &answer {
        Ok(reply) if reply.status == 401 => {
            world.tokens.remove(seller);
            world.server.forget_session(seller);
            "signed out".to_owned()
        }
        Ok(reply) => {
            let said = read::<Value>(reply);
            let is_held = said.as_ref().is_err_and(|error| error.contains("order_id_held"));
            world.orders[index].is_confirmed = reply.status == 201 || is_held;
            match said {
                Ok(_) => format!("order {} taken", world.orders[index].id),
                Err(error) => format!("order: {error}"),
            }
        }
        Err(error) => format!("order: {error}"),
    };
    world.tell(&line);
    world.revive_platform().await;
    Ok(())
}

pub(super) async fn payouts_are_made(world: &mut World) -> Held {
    // Most of what is written in a run is held until long after it.
    if world.chance.percent(40) {
        let days = world.chance.between(10, 45);
        world.tell(&format!("{days} days pass"));
        world.advance(TimeDelta::days(days));
    }
    let before = world.server.disk.injected();
    let answer = world.server.platform.run_payouts(None).await;
    world.count("payout runs");
    let report = look_at_job(world, "payouts", before, answer).await?;
    let paid = report.as_ref().and_then(|report| report["payouts"].as_array()).map_or(0, Vec::len);
    world.count_many("payouts", paid);
    Ok(())
}

/// A job of the platform ended: it fails only where the platform's disk does.
pub(super) async fn look_at_job(
    world: &mut World,
    name: &str,
    faults_before: u64,
    answer: Result<Value, StorageError>,
) -> Held<Option<Value>> {
    let disk = &world.server.disk;
    let is_faulty = disk.is_dead() || disk.injected() > faults_before;
    let line = match &answer {
        Ok(report) => report.to_string(),
        Err(error) => error.to_string(),
    };
    world.tell(&format!("{name}: {line}"));
    world.revive_platform().await;
    match answer {
        Ok(report) => Ok(Some(report)),
        Err(_) if is_faulty => Ok(None),
        Err(_) => {
            let seen = format!("{name}: {line}");
            Err(broken("a job of the platform fails only where its disk does", seen))
        }
    }
}
