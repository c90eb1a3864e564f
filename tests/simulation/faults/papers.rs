//! Credit notes: the platform makes them out for those who agreed, and their recipients object.

use mojo_desk::sync::Method;
use mojo_domain::berlin_month;
use serde_json::json;

use super::ledger::{ADMIN, a_customer_of_theirs_buys, ask_as, is_done, tenant_of};
use super::platform::{look_at_job, the_power_may_go};
use crate::simulation::Held;
use crate::simulation::machine::Machine;
use crate::simulation::verbs::VERBS;
use crate::simulation::wire::Weather;
use crate::simulation::world::World;

/// The owners who may agree to credit notes, each at a desk of their own.
const OWNERS: &[&str] = &["jonte.albers", "arne.heidkamp"];

/// An owner states the tax profile, a customer of theirs buys, what is earned by it is approved, and the
/// credit notes of the months that are over are made out. Then the owner objects to one.
pub(super) async fn credit_notes_are_made_out(world: &mut World) -> Held {
    if !state_issuer(world).await {
        return Ok(());
    }
    let is_an_owners = |machine: &Machine| {
        let user = machine.post.user;
        !machine.is_revoked && user == machine.post.owner && OWNERS.contains(&user)
    };
    let number = world.draw_machine(is_an_owners);
    if let Some(number) = number {
        if world.chance.percent(50) {
            world.machines[number].wire.set(Weather::default());
        }
        world.sign_in(number).await?;
        do_verb(world, number, "save_tax_profile").await?;
        let user = world.machines[number].post.user;
        if let Some(tenant) = tenant_of(world, user).await {
            a_customer_of_theirs_buys(world, tenant).await?;
        }
    }
    if world.chance.percent(80) {
        two_months_turn(world);
    }
    make_out(world).await?;
    let Some(number) = number else { return Ok(()) };
    // A session of before the months may be over: the desk hears of it, and somebody signs in again.
    world.sync(number, true).await?;
    world.sign_in(number).await?;
    for _ in 0..=world.chance.below(2) {
        do_verb(world, number, "object_to_credit_note").await?;
    }
    Ok(())
}

async fn do_verb(world: &mut World, number: usize, name: &str) -> Held {
    match VERBS.iter().find(|verb| verb.name == name) {
        Some(verb) => world.work(number, verb).await,
        None => Ok(()),
    }
}

/// Whoever makes them out says who that is; `true` where the platform has it.
async fn state_issuer(world: &mut World) -> bool {
    let issuer = json!({
        "name": "MOJO LLC", "street": "Hafenweg 1", "postal_code": "99997", "city": "Seehausen",
        "country": "DE", "tax_number": "157/999/00001", "vat_id": "", "iban": "",
        "is_business": true, "is_small_business": false, "has_agreed": false,
    });
    let reply = ask_as(world, ADMIN, Method::Put, "tax-profile", Some(issuer)).await;
    is_done(world, "the issuer of credit notes is stated", reply.as_ref())
}

/// What is bought now is held for thirty days; the month after the next begins.
fn two_months_turn(world: &mut World) {
    let first = berlin_month(world.at).next().next().first_day();
    let Some(night) = first.and_hms_opt(3, 0, 0) else { return };
    world.advance(night.and_utc() - world.at);
    world.tell("two months turn");
    world.count("time: turns of two months");
}

/// The job that makes out the credit notes that are due.
async fn make_out(world: &mut World) -> Held {
    the_power_may_go(world);
    let before = world.server.disk.injected();
    let answer = world.server.platform.issue_credit_notes(None).await;
    let report = look_at_job(world, "credit notes", before, answer).await?;
    let issued = report.as_ref().and_then(|report| report["issued"].as_array());
    world.count_many("credit notes made out", issued.map_or(0, Vec::len));
    Ok(())
}
