//! What goes wrong: one table, one line a kind of fault, drawn by its weight.

use std::path::PathBuf;
use std::pin::Pin;

use chrono::TimeDelta;
use mojo_desk::sync::Method;
use mojo_domain::{OrderId, to_micros};
use serde_json::json;
use uuid::Uuid;

use super::disk::{Mischief, Remains, copy_folder, corrupt_page};
use super::server::read;
use super::wire::Weather;
use super::world::{DeskBackup, Order, Origin, PlatformBackup, World};
use super::{Held, broken};

/// A kind of step.
pub struct Kind {
    /// Its name.
    pub name: &'static str,
    /// How often, relative to the others.
    pub weight: u64,
    /// Does it.
    pub act: for<'a> fn(&'a mut World) -> Pin<Box<dyn Future<Output = Held> + 'a>>,
}

macro_rules! steps {
    ($($weight:literal $name:ident;)*) => {
        /// Everything that happens in a run.
        pub const STEPS: &[Kind] = &[$(Kind {
            name: stringify!($name),
            weight: $weight,
            act: |world| Box::pin($name(world)),
        },)*];
    };
}

steps! {
    220 somebody_works;
    70 a_desk_syncs;
    20 time_passes;
    16 the_weather_changes;
    14 a_disk_will_fail;
    4 a_desk_is_killed;
    5 the_platforms_disk_will_fail;
    2 the_platform_is_killed;
    5 a_clock_is_set;
    5 somebody_signs_in;
    2 a_token_ends;
    1 a_device_is_revoked;
    3 a_desk_is_backed_up;
    3 a_desk_is_put_back;
    3 a_desk_is_cloned;
    2 the_platform_is_backed_up;
    10 an_order_is_placed;
    1 payouts_are_made;
    5 two_write_at_once;
    6 one_answers_another;
    3 somebody_oversteps;
}

/// Draws what happens next.
pub fn draw(world: &World) -> &'static Kind {
    let mut left = world.chance.below(STEPS.iter().map(|kind| kind.weight).sum());
    STEPS
        .iter()
        .find(|kind| {
            let is_it = left < kind.weight;
            left = left.saturating_sub(kind.weight);
            is_it
        })
        .unwrap_or(&STEPS[0])
}

async fn somebody_works(world: &mut World) -> Held {
    let Some(number) = world.draw_machine(|_| true) else { return Ok(()) };
    // A morning at one desk: several verbs in a row make chains of facts.
    for _ in 0..=world.chance.below(3) {
        world.advance(TimeDelta::seconds(world.chance.between(5, 600)));
        world.work_something(number).await?;
    }
    Ok(())
}

async fn a_desk_syncs(world: &mut World) -> Held {
    let Some(number) = world.draw_machine(|_| true) else { return Ok(()) };
    let is_asked = world.chance.percent(60);
    world.sync(number, is_asked).await.map(drop)
}

async fn time_passes(world: &mut World) -> Held {
    let by = match world.chance.below(100) {
        0..50 => TimeDelta::minutes(world.chance.between(1, 120)),
        50..85 => TimeDelta::hours(world.chance.between(2, 20)),
        85..96 => TimeDelta::days(world.chance.between(1, 6)),
        96..98 => TimeDelta::days(world.chance.between(20, 100)),
        // The morning before summer time, winter time, a leap day, a new year.
        _ => {
            let days = [
                "2027-03-27T23:30:00Z",
                "2027-10-30T22:30:00Z",
                "2028-02-28T22:50:00Z",
                "2026-12-31T22:50:00Z",
            ];
            let to: chrono::DateTime<chrono::Utc> =
                days[world.chance.index(days.len())].parse().unwrap();
            (to - world.at).max(TimeDelta::hours(1))
        }
    };
    world.count("time: leaps");
    world.tell(&format!("{} hours pass", by.num_hours()));
    world.advance(by);
    Ok(())
}

async fn the_weather_changes(world: &mut World) -> Held {
    let Some(number) = world.draw_machine(|_| true) else { return Ok(()) };
    let mut weather = Weather::default();
    match world.chance.below(12) {
        0..4 => {}
        4..7 => weather.is_cut = true,
        7..10 => weather.mishaps_percent = world.chance.below(60),
        10 => weather.largest_body = Some(world.chance.index(6000) + 1500),
        _ if world.chance.percent(50) => weather.min_client = Some("99.0.0".to_owned()),
        _ => weather.protocol = Some(99),
    }
    let machine = &world.machines[number];
    world.tell(&format!("{}: {weather:?}", machine.name));
    machine.wire.set(weather.clone());
    if weather.is_cut {
        world.count("network: partitions");
    }
    if weather.largest_body.is_some() {
        world.count("network: small bodies only");
    }
    if weather.min_client.is_some() || weather.protocol.is_some() {
        world.count("network: other versions");
    }
    Ok(())
}

fn drawn_mischief(world: &World) -> (u64, Mischief) {
    let mischief = match world.chance.below(10) {
        0..7 => Mischief::PowerCut,
        7 | 8 => Mischief::Full,
        _ => Mischief::WriteError,
    };
    (1 + world.chance.below(60), mischief)
}

async fn a_disk_will_fail(world: &mut World) -> Held {
    let Some(number) = world.draw_machine(|_| true) else { return Ok(()) };
    if world.chance.percent(30) {
        let syncs = 1 + world.chance.below(3);
        let machine = &world.machines[number];
        world.tell(&format!("{}: the power goes after commit {syncs} from now", machine.name));
        machine.disk.cut_after_syncs(syncs);
        world.count("disk: power cut between commits planned");
    } else {
        let (after, mischief) = drawn_mischief(world);
        let machine = &world.machines[number];
        world.tell(&format!("{}: {mischief:?} at write {after} from now", machine.name));
        machine.disk.plan(after, mischief);
        world.count(&format!("disk: {mischief:?} planned"));
    }
    // Most often in the middle of what is done next.
    if world.chance.percent(80) {
        for _ in 0..4 {
            world.work_something(number).await?;
            if world.chance.percent(30) {
                world.sync(number, true).await?;
            }
        }
    }
    Ok(())
}

async fn a_desk_is_killed(world: &mut World) -> Held {
    let Some(number) = world.draw_machine(|_| true) else { return Ok(()) };
    world.machines[number].disk.cut_power();
    world.revive(number).await?;
    world.read_journal(number).await
}

async fn the_platforms_disk_will_fail(world: &mut World) -> Held {
    let (after, mischief) = drawn_mischief(world);
    world.tell(&format!("platform: {mischief:?} at write {after} from now"));
    world.server.disk.plan(after, mischief);
    world.count(&format!("platform's disk: {mischief:?} planned"));
    Ok(())
}

async fn the_platform_is_killed(world: &mut World) -> Held {
    world.server.disk.cut_power();
    world.revive_platform().await;
    Ok(())
}

async fn a_clock_is_set(world: &mut World) -> Held {
    let Some(number) = world.draw_machine(|_| true) else { return Ok(()) };
    let skew = match world.chance.below(8) {
        0..3 => TimeDelta::zero(),
        3 => TimeDelta::minutes(world.chance.between(-4, 4)),
        4 | 5 => TimeDelta::hours(world.chance.between(-12, 12)),
        6 => TimeDelta::days(world.chance.between(-400, -1)),
        _ => TimeDelta::days(world.chance.between(1, 400)),
    };
    // Somebody is just writing: what is written after counts as later, whatever the clock says.
    let contact = world.any_contact(number).await.ok().filter(|_| world.chance.percent(60));
    if let Some(contact) = &contact {
        world.write_note_on(number, contact).await?;
    }
    let at = world.at;
    let machine = &mut world.machines[number];
    machine.skew = skew;
    machine.set_time(at);
    let line = format!("{}: the clock is off by {} minutes", machine.name, skew.num_minutes());
    world.tell(&line);
    world.count("clocks set");
    if let Some(contact) = &contact {
        world.write_note_on(number, contact).await?;
    }
    Ok(())
}

async fn somebody_signs_in(world: &mut World) -> Held {
    let Some(number) = world.draw_machine(|_| true) else { return Ok(()) };
    world.sign_in(number).await.map(drop)
}

async fn a_token_ends(world: &mut World) -> Held {
    let Some(number) = world.draw_machine(|machine| !machine.is_revoked) else { return Ok(()) };
    let session = world.machines[number].desk().find_session().await;
    let Ok(Some(session)) = session else { return Ok(()) };
    let Some(token) = session.token else { return Ok(()) };
    let answer = world.server.ask(Method::Delete, "sessions", Some(&token), None).await;
    let status = answer.map(|reply| reply.status);
    let line = format!("{}: its token ends: {status:?}", world.machines[number].name);
    world.tell(&line);
    world.count("tokens ended");
    world.revive_platform().await;
    Ok(())
}

async fn a_device_is_revoked(world: &mut World) -> Held {
    let is_alone = world.machines.len() < 3;
    let Some(number) = world.draw_machine(|machine| !machine.is_revoked && !is_alone) else {
        return Ok(());
    };
    let owner = world.machines[number].post.owner;
    // A revocation needs an owner; the affiliate's tenant has none.
    if owner == "lale.moorlicht" || world.has_copies {
        return Ok(());
    }
    let Ok((_, device_id)) = world.machines[number].head().await else { return Ok(()) };
    let token = match world.server.sign_in(owner).await {
        Ok(answer) => answer.token,
        Err(_) => {
            world.revive_platform().await;
            return Ok(());
        }
    };
    let acknowledged = world.acknowledged(number).await?;
    let path = format!("devices/{device_id}/revoke");
    // A platform that was killed meanwhile may have revoked it or not: it is asked again.
    let mut status = Err("not asked".to_owned());
    for _ in 0..4 {
        let answer = world.server.ask(Method::Post, &path, Some(&token), None).await;
        world.revive_platform().await;
        status = answer.map(|reply| reply.status);
        if status == Ok(200) {
            break;
        }
    }
    let line = format!("{} is revoked: {status:?}", world.machines[number].name);
    world.tell(&line);
    if status != Ok(200) {
        return Err(broken("a device can be revoked", line));
    }
    let pulled = world.machines[number].pulled().await;
    world.machines[number].is_revoked = true;
    world.machines[number].pulled_when_revoked = pulled.ok();
    world.promises.revoked(number, acknowledged);
    world.count("devices revoked");
    Ok(())
}

async fn a_desk_is_backed_up(world: &mut World) -> Held {
    let Some(number) = world.draw_machine(|machine| !machine.is_revoked) else { return Ok(()) };
    let name = world.copy_name(&format!("backup-{number}"));
    let fault = |error: String| broken("a profile opens after it was closed", error);
    let (head, _) = world.machines[number].head().await.map_err(fault)?;
    let copied = world.machines[number].back_up(&name).await;
    let folder = copied.map_err(|error| fault(error.to_string()))?;
    let marks = world.folder().join(world.copy_name(&format!("marks-{number}")));
    copy_folder(&world.machines[number].marks(), &marks);
    let line = format!("{} is backed up at {head:?}", world.machines[number].name);
    world.tell(&line);
    if world.chance.percent(50) {
        a_page_goes_bad(world, number, &folder).await?;
    }
    world.desk_backups.push(DeskBackup { machine: number, folder, marks, head });
    Ok(())
}

/// A bad sector under a copy: whoever opens it is told, and nothing of it is believed.
async fn a_page_goes_bad(world: &mut World, number: usize, copy: &std::path::Path) -> Held {
    let broken_copy = world.folder().join(world.copy_name("bad"));
    copy_folder(copy, &broken_copy);
    if !corrupt_page(&broken_copy.join("desk.db"), &world.chance) {
        return Ok(());
    }
    let open = mojo_desk::OpenDesk {
        profile: broken_copy.clone(),
        key: mojo_desk::keys::KeySource::Given(super::machine::key()),
        clock: world.machines[number].clock.clone(),
        entropy: world.chance.clone(),
        marks: mojo_desk::marks::MarkPlace::new(broken_copy.join("marks"), None),
    };
    let seen = match mojo_desk::Desk::open(open).await {
        Err(error) => error.to_string(),
        Ok(desk) => {
            let walked = desk.verify_journal().await;
            desk.close().await;
            match walked {
                Err(error) => error.to_string(),
                Ok(found) if !found.breaks.is_empty() => format!("{:?}", found.breaks[0].kind),
                Ok(found) => {
                    let seen = format!("{} entries walked, nothing noticed", found.entries);
                    return Err(broken("a bad page is noticed", seen));
                }
            }
        }
    };
    world.tell(&format!("a page of the copy goes bad: {}", !seen.is_empty()));
    world.count("disk: corrupt pages");
    std::fs::remove_dir_all(&broken_copy).unwrap();
    Ok(())
}

async fn a_desk_is_put_back(world: &mut World) -> Held {
    let fitting: Vec<usize> = (0..world.desk_backups.len())
        .filter(|index| !world.machines[world.desk_backups[*index].machine].is_revoked)
        .collect();
    let Some(index) = world.chance.one(&fitting).copied() else { return Ok(()) };
    let backup = &world.desk_backups[index];
    let (number, head, folder) = (backup.machine, backup.head, backup.folder.clone());
    let marks = backup.marks.clone();
    let acknowledged = world.acknowledged(number).await?;
    // The image of a whole disk brings the marks back too: then only the platform can tell.
    if world.chance.percent(50) {
        let present = world.machines[number].marks();
        std::fs::remove_dir_all(&present).unwrap();
        copy_folder(&marks, &present);
        world.count("desks put back with their marks");
    }
    let restored = world.machines[number].restore(&folder).await;
    let name = world.machines[number].name.clone();
    restored.map_err(|error| broken("a backup opens", format!("{name}: {error}")))?;
    world.tell(&format!("{name} is put back to {head:?}"));
    world.promises.roll_back(number, head, acknowledged);
    world.reread_from(number, head);
    world.has_copies = true;
    world.count("desks put back from a backup");
    world.read_journal(number).await?;
    the_line_breaks_while_greeting(world, number).await
}

/// A folder that was copied to another machine, or the image of a whole machine: of the second
/// nothing tells but the platform.
fn origin_of_clone(world: &mut World, number: usize, profile: PathBuf) -> Origin {
    if world.chance.percent(50) {
        let machine_id = format!("machine {}", world.machines.len());
        return Origin { profile, marks: None, machine_id };
    }
    world.count("machines cloned");
    let marks = world.folder().join(world.copy_name(&format!("clone-marks-{number}")));
    copy_folder(&world.machines[number].marks(), &marks);
    for file in std::fs::read_dir(&marks).unwrap() {
        let path = file.unwrap().path();
        let mut mark: serde_json::Value =
            serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
        // In its own eyes the clone lies where the original lies.
        mark["profile"] = "as on the original".into();
        std::fs::write(&path, mark.to_string()).unwrap();
    }
    let machine_id = world.machines[number].machine_id.clone();
    Origin { profile, marks: Some(marks), machine_id }
}

/// A copy greets the platform, is told that it is one, and hears nothing more for a while; people
/// go on selling there.
async fn the_line_breaks_while_greeting(world: &mut World, number: usize) -> Held {
    if world.chance.percent(50) {
        return Ok(());
    }
    let allowed = Some(1 + world.chance.below(3));
    world.machines[number].wire.set(Weather { allowed, ..Weather::default() });
    world.sync(number, true).await?;
    for _ in 0..4 {
        world.work_something(number).await?;
    }
    Ok(())
}

async fn a_desk_is_cloned(world: &mut World) -> Held {
    if world.machines.len() >= 8 {
        return Ok(());
    }
    let Some(number) = world.draw_machine(|machine| !machine.is_revoked) else { return Ok(()) };
    let name = world.copy_name(&format!("clone-{number}"));
    let copied = world.machines[number].back_up(&name).await;
    let folder =
        copied.map_err(|error| broken("a profile opens after it was closed", error.to_string()))?;
    let post = world.machines[number].post.clone();
    let origin = origin_of_clone(world, number, folder);
    let clone = world.add_machine(post, origin).await;
    let epoch = world.machines[clone].head().await.map_or(1, |((epoch, _), _)| epoch);
    world.machines[clone].clone_of = Some((number, epoch));
    let line =
        format!("{} is a clone of {}", world.machines[clone].name, world.machines[number].name);
    world.tell(&line);
    world.has_copies = true;
    world.count("desks cloned");
    // Both work on, and both find the platform.
    for machine in [number, clone] {
        world.work_something(machine).await?;
        world.sync(machine, true).await?;
    }
    world.work_something(number).await?;
    world.work_something(clone).await?;
    the_line_breaks_while_greeting(world, clone).await
}

async fn the_platform_is_backed_up(world: &mut World) -> Held {
    let name = world.copy_name("platform-backup");
    let folder = world.server.back_up(&name).await;
    let revoked =
        (0..world.machines.len()).filter(|number| world.machines[*number].is_revoked).collect();
    world.platform_backups.push(PlatformBackup { folder, revoked });
    world.tell("the platform is backed up");
    Ok(())
}

async fn an_order_is_placed(world: &mut World) -> Held {
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
    let id =
        OrderId(mojo_domain::IdSource::new(&*world.server.clock, &*world.chance).next::<Uuid>());
    let mut net_cents = 0;
    let lines: Vec<_> = (0..=world.chance.below(2))
        .map(|_| {
            let (_, product) = products[world.chance.index(products.len())];
            let net = world.chance.between(1, 900_00);
            net_cents += net;
            json!({ "product_id": product, "net": format!("{}.{:02}", net / 100, net % 100) })
        })
        .collect();
    let country = *world.chance.one(&["DE", "AT", "CH", "US"]).unwrap();
    let request = json!({
        "id": id, "number": format!("B-{}", to_micros(world.at)), "customer_user_id": customer,
        "ordered_at": world.at, "billing_country": country, "lines": lines,
    });
    world.orders.push(Order { id, net_cents, request, seller, is_confirmed: false });
    world.count("orders");
    let index = world.orders.len() - 1;
    // An order is several transactions: the power goes between any two.
    if world.chance.percent(35) {
        world.server.disk.plan(1 + world.chance.below(110), Mischief::PowerCut);
        world.count("platform's disk: PowerCut planned");
    }
    place(world, index).await
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
            "signed out".to_owned()
        }
        Ok(reply) => {
            let said = read::<serde_json::Value>(reply);
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

async fn payouts_are_made(world: &mut World) -> Held {
    let paid =
        world.server.platform.run_payouts(None).await.map(|paid| paid["payouts"].to_string());
    let line = format!("payouts: {}", paid.unwrap_or_else(|error| error.to_string()));
    world.tell(&line);
    world.count("payout runs");
    world.revive_platform().await;
    Ok(())
}

/// Two people write the same note in the same instant, at two desks that do not see each other.
async fn two_write_at_once(world: &mut World) -> Held {
    let is_there = |machine: &super::machine::Machine| machine.post.owner == "jonte.albers";
    let (Some(one), Some(other)) = (world.draw_machine(is_there), world.draw_machine(is_there))
    else {
        return Ok(());
    };
    let Ok(contact) = world.any_contact(one).await else { return Ok(()) };
    if one == other {
        return Ok(());
    }
    world.count("two write at once");
    for number in [one, other] {
        world.write_note_on(number, &contact).await?;
    }
    Ok(())
}

/// Somebody writes a note, somebody else reads it at another desk, whose clock may be behind, and
/// writes over it.
async fn one_answers_another(world: &mut World) -> Held {
    let is_there = |machine: &super::machine::Machine| machine.post.owner == "jonte.albers";
    let (Some(one), Some(other)) = (world.draw_machine(is_there), world.draw_machine(is_there))
    else {
        return Ok(());
    };
    let Ok(contact) = world.any_contact(one).await else { return Ok(()) };
    world.count("one answers another");
    if world.chance.percent(50) {
        let skew = TimeDelta::hours(world.chance.between(-40, 0));
        let at = world.at;
        world.machines[other].skew = skew;
        world.machines[other].set_time(at);
    }
    world.write_note_on(one, &contact).await?;
    world.sync(one, true).await?;
    if world.chance.percent(40) {
        let syncs = 1 + world.chance.below(5);
        world.machines[other].disk.cut_after_syncs(syncs);
        world.count("disk: power cut between commits planned");
    }
    world.sync(other, true).await?;
    world.write_note_on(other, &contact).await
}

/// The therapist enters a product and sells it, which that role may not: the product is rejected,
/// the sale happened.
async fn somebody_oversteps(world: &mut World) -> Held {
    let Some(number) = world.draw_machine(|machine| machine.post.user == "selma.brandis") else {
        return Ok(());
    };
    world.count("somebody oversteps");
    for name in ["create_product", "create_product", "sell_for_cash"] {
        if let Some(verb) = super::verbs::VERBS.iter().find(|verb| verb.name == name) {
            world.work(number, verb).await?;
        }
    }
    Ok(())
}

/// Kept for the restarts at the end of a run.
pub async fn heal(world: &mut World) -> Held {
    for number in 0..world.machines.len() {
        let machine = &world.machines[number];
        machine.wire.set(Weather::default());
        machine.wire.deliver_late(100).await;
        machine.disk.heal();
        world.revive(number).await?;
    }
    if world.server.disk.is_dead() {
        world.server.restart(Remains::All).await;
    }
    world.server.disk.heal();
    Ok(())
}
