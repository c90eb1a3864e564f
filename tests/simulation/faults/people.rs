//! People at work: days at the desk, syncs, sessions, devices, notes written over each other.

use chrono::TimeDelta;
use mojo_desk::sync::Method;
use mojo_protocol::Sort;

use crate::simulation::Held;
use crate::simulation::machine::Machine;
use crate::simulation::verbs::VERBS;
use crate::simulation::wire::Weather;
use crate::simulation::world::World;

pub(super) async fn somebody_works(world: &mut World) -> Held {
    let Some(number) = world.draw_machine(|_| true) else { return Ok(()) };
    // A morning at one desk: several verbs in a row make chains of facts.
    for _ in 0..=world.chance.below(3) {
        world.advance(TimeDelta::seconds(world.chance.between(5, 600)));
        world.work_something(number).await?;
    }
    Ok(())
}

pub(super) async fn a_desk_syncs(world: &mut World) -> Held {
    let Some(number) = world.draw_machine(|_| true) else { return Ok(()) };
    let is_asked = world.chance.percent(60);
    world.sync(number, is_asked).await.map(drop)
}

pub(super) async fn somebody_signs_in(world: &mut World) -> Held {
    let Some(number) = world.draw_machine(|_| true) else { return Ok(()) };
    world.sign_in(number).await.map(drop)
}

pub(super) async fn a_token_ends(world: &mut World) -> Held {
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

/// Two people write the same note in the same instant, at two desks that do not see each other.
pub(super) async fn two_write_at_once(world: &mut World) -> Held {
    let is_there = |machine: &Machine| machine.post.owner == "jonte.albers";
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
pub(super) async fn one_answers_another(world: &mut World) -> Held {
    let is_there = |machine: &Machine| machine.post.owner == "jonte.albers";
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

/// Somebody writes a note and syncs, and at another desk the power goes while the page with it is being
/// written: after the first commit since it came, or the second.
pub(super) async fn the_power_goes_while_a_page_is_written(world: &mut World) -> Held {
    let is_there = |machine: &Machine| machine.post.owner == "jonte.albers" && !machine.is_revoked;
    let Some(one) = world.draw_machine(is_there) else { return Ok(()) };
    let name = world.machines[one].name.clone();
    let Some(other) = world.draw_machine(|machine| is_there(machine) && machine.name != name)
    else {
        return Ok(());
    };
    let Ok(contact) = world.any_contact(one).await else { return Ok(()) };
    for number in [one, other] {
        world.machines[number].wire.set(Weather::default());
        world.sign_in(number).await?;
    }
    // What waits there comes first, so that the page is all that is written afterwards.
    world.sync(other, true).await?;
    world.write_note_on(one, &contact).await?;
    world.sync(one, true).await?;
    let commits = if world.chance.percent(75) { 1 } else { 2 };
    world.machines[other].wire.cut_in_page(commits);
    world.sync(other, true).await?;
    if world.machines[other].wire.end_cut_in_page() {
        world.count("disk: power cut while a page is written");
    }
    Ok(())
}

/// Somebody writes a note by a clock that is a little ahead, which counts as it is, and writes it again
/// when the clock is far ahead, which is bounded: what was written later stays later.
pub(super) async fn somebody_answers_themselves(world: &mut World) -> Held {
    let Some(number) = world.draw_machine(|machine| machine.post.owner == "jonte.albers") else {
        return Ok(());
    };
    let Ok(contact) = world.any_contact(number).await else { return Ok(()) };
    world.count("somebody answers themselves by a clock that runs away");
    let little = TimeDelta::seconds(world.chance.between(60, 290));
    let far = TimeDelta::hours(world.chance.between(1, 40));
    let at = world.at;
    for skew in [little, far] {
        world.machines[number].skew = skew;
        world.machines[number].set_time(at);
        world.write_note_on(number, &contact).await?;
    }
    world.sync(number, true).await.map(drop)
}

/// The therapist enters a product and sells it, which that role may not: the product is rejected,
/// the sale happened.
pub(super) async fn somebody_oversteps(world: &mut World) -> Held {
    let Some(number) = world.draw_machine(|machine| machine.post.user == "selma.brandis") else {
        return Ok(());
    };
    world.count("somebody oversteps");
    for name in ["create_product", "create_product", "sell_for_cash"] {
        if let Some(verb) = VERBS.iter().find(|verb| verb.name == name) {
            world.work(number, verb).await?;
        }
    }
    Ok(())
}

/// The therapist signs in at a desk where sales and prices of the owner wait, and so they are sent in a
/// name that may do neither: the sales happened, and people are asked; the prices are undone. Then the
/// owner signs in again.
pub(super) async fn a_colleague_signs_in(world: &mut World) -> Held {
    let Some(number) = world.draw_machine(|m| m.post.user == "jonte.albers" && !m.is_revoked)
    else {
        return Ok(());
    };
    // Nothing else may wait: it would be rejected too.
    let Some(round) = world.sync(number, true).await? else { return Ok(()) };
    if round.pending > 0 {
        return Ok(());
    }
    // What a platform that was put back forgot waits too, but where the round failed, as when the
    // session was forgotten with it, the desk has not heard of that.
    if round.error.is_some() {
        let Some(held) = world.held_by_platform().await else { return Ok(()) };
        if !world.promises.may_be_lent(number, &held) {
            return Ok(());
        }
    }
    let first = world.promises.0.len();
    for name in ["sell_for_cash", "edit_product", "move_cash"] {
        if let Some(verb) = VERBS.iter().find(|verb| verb.name == name) {
            world.work(number, verb).await?;
        }
    }
    for promise in &mut world.promises.0[first..] {
        promise.may_be_rejected = promise.sort() == Some(Sort::Card);
    }
    world.count("a colleague signs in");
    world.sign_in_as(number, "selma.brandis").await?;
    world.sign_in(number).await.map(drop)
}
