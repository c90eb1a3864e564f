//! The owner revokes devices: between two rounds of their sync, or in the middle of one.

use mojo_desk::sync::{HttpRequest, Method};

use crate::simulation::machine::Machine;
use crate::simulation::verbs::VERBS;
use crate::simulation::wire::{PLATFORM, Weather};
use crate::simulation::world::World;
use crate::simulation::{Held, broken};

/// A device that is about to be revoked.
struct Revocation {
    /// Its machine.
    number: usize,
    owner: &'static str,
    device_id: String,
    /// The owner's.
    token: String,
}

impl Revocation {
    fn path(&self) -> String {
        format!("devices/{}/revoke", self.device_id)
    }
}

/// Draws a device that may be revoked now; `None` where none may, or where the platform is not there.
/// Two desks of a run always go on.
async fn plan(world: &mut World) -> Option<Revocation> {
    let active = world.machines.iter().filter(|machine| !machine.is_revoked).count();
    let number = world.draw_machine(|machine| !machine.is_revoked && active >= 3)?;
    let owner = world.machines[number].post.owner;
    // A revocation needs an owner; the affiliate's tenant has none.
    if owner == "lale.moorlicht" || world.has_copies {
        return None;
    }
    let (_, device_id) = world.machines[number].head().await.ok()?;
    // A session of before a leap of time may be over.
    world.server.forget_session(owner);
    let answer = world.server.sign_in(owner).await;
    world.revive_platform().await;
    let token = answer.ok()?.token;
    let held = world.held_by_platform().await?;
    if !world.promises.may_revoke(number, &held) {
        return None;
    }
    Some(Revocation { number, owner, device_id: device_id.to_string(), token })
}

/// Somebody works at the desk, and nobody hears of it: that is what it hands over.
async fn work_unheard(world: &mut World, number: usize) -> Held {
    for name in ["check_in", "move_cash", "sell_for_cash"] {
        if let Some(verb) = VERBS.iter().find(|verb| verb.name == name) {
            world.work(number, verb).await?;
        }
    }
    Ok(())
}

pub(super) async fn a_device_is_revoked(world: &mut World) -> Held {
    let Some(planned) = plan(world).await else { return Ok(()) };
    if world.chance.percent(60) {
        work_unheard(world, planned.number).await?;
    }
    if world.chance.percent(50) {
        the_owner_revokes(world, planned.owner, &planned.device_id).await?;
    }
    complete(world, &planned).await
}

/// The owner revokes a device while it syncs, between any two requests of the round.
pub(super) async fn a_device_is_revoked_in_a_round(world: &mut World) -> Held {
    let Some(planned) = plan(world).await else { return Ok(()) };
    let number = planned.number;
    if world.chance.percent(50) {
        world.machines[number].wire.set(Weather::default());
    }
    world.sign_in(number).await?;
    work_unheard(world, number).await?;
    let request = HttpRequest {
        method: Method::Post,
        url: format!("{PLATFORM}/api/v1/{}", planned.path()),
        token: Some(planned.token.clone()),
        body: None,
        idempotency_key: None,
    };
    let after = world.chance.below(4);
    world.machines[number].wire.plan_between(after, request);
    world.sync(number, true).await?;
    if world.machines[number].wire.end_between() {
        world.count("devices revoked in the middle of a round");
    }
    // A round that was shorter, or did not begin, has ended by now; and a platform that was killed
    // meanwhile may not have done it.
    complete(world, &planned).await
}

/// The platform is asked until it has done it. One that was killed meanwhile may have revoked it or not;
/// on one whose disk is full somebody makes room.
async fn complete(world: &mut World, planned: &Revocation) -> Held {
    let (number, path) = (planned.number, planned.path());
    let mut status = Err("not asked".to_owned());
    for time in 0..4 {
        if time == 2 {
            world.server.disk.heal();
        }
        let answer = world.server.ask(Method::Post, &path, Some(&planned.token), None).await;
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
    // What it brought until then counts. Of a platform that does not say it, nothing is expected.
    let held = world.held_by_platform().await.unwrap_or_default();
    let machine = &mut world.machines[number];
    machine.is_revoked = true;
    machine.pulled_when_revoked = pulled.ok();
    machine.wire.set_revoked();
    world.promises.revoked(number, &held);
    world.count("devices revoked");
    Ok(())
}

/// The owner does it at a desk, when there is one with a network; its answer may be lost.
async fn the_owner_revokes(world: &mut World, owner: &str, device_id: &str) -> Held {
    let is_the_owners = |machine: &Machine| machine.post.user == owner && !machine.is_revoked;
    let Some(number) = world.draw_machine(is_the_owners) else { return Ok(()) };
    let answer = world.machines[number].desk().revoke_device(device_id.to_owned(), false).await;
    let name = world.machines[number].name.clone();
    let said = answer.map(|_| "revoked").map_err(|error| error.to_string());
    world.tell(&format!("{name}: the owner revokes a device: {said:?}"));
    world.revive(number).await?;
    world.read_journal(number).await
}
