//! What happens around a desk: time, clocks, networks, disks, power.

use chrono::TimeDelta;

use crate::simulation::Held;
use crate::simulation::disk::Mischief;
use crate::simulation::wire::Weather;
use crate::simulation::world::World;

pub(super) async fn time_passes(world: &mut World) -> Held {
    let (what, by) = match world.chance.below(100) {
        0..50 => ("hours", TimeDelta::minutes(world.chance.between(1, 120))),
        50..85 => ("hours", TimeDelta::hours(world.chance.between(2, 20))),
        85..96 => ("days", TimeDelta::days(world.chance.between(1, 6))),
        96..98 => ("weeks or months", TimeDelta::days(world.chance.between(20, 100))),
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
            let by = to - world.at;
            match by < TimeDelta::hours(1) {
                true => ("hours", TimeDelta::hours(1)),
                false => ("to a change of summer time, a leap day or a new year", by),
            }
        }
    };
    world.count(&format!("time passes: {what}"));
    world.tell(&format!("{} hours pass", by.num_hours()));
    world.advance(by);
    Ok(())
}

/// It is the new year in Berlin, and not yet in UTC: numbers begin anew.
pub(super) async fn the_year_turns(world: &mut World) -> Held {
    let Some(to) = ["2026-12-31T23:10:00Z", "2027-12-31T23:10:00Z"]
        .into_iter()
        .map(|text| text.parse::<chrono::DateTime<chrono::Utc>>().unwrap())
        .find(|to| *to > world.at)
    else {
        return Ok(());
    };
    let Some(number) = world.draw_machine(|_| true) else { return Ok(()) };
    world.advance(to - world.at);
    world.count("time: turns of the year");
    for _ in 0..4 {
        world.work_something(number).await?;
    }
    Ok(())
}

pub(super) async fn the_weather_changes(world: &mut World) -> Held {
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

pub(super) async fn a_disk_will_fail(world: &mut World) -> Held {
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

pub(super) async fn a_desk_is_killed(world: &mut World) -> Held {
    let Some(number) = world.draw_machine(|_| true) else { return Ok(()) };
    world.machines[number].disk.cut_power();
    world.revive(number).await?;
    world.read_journal(number).await
}

pub(super) async fn the_platforms_disk_will_fail(world: &mut World) -> Held {
    let (after, mischief) = drawn_mischief(world);
    world.tell(&format!("platform: {mischief:?} at write {after} from now"));
    world.server.disk.plan(after, mischief);
    world.count(&format!("platform's disk: {mischief:?} planned"));
    Ok(())
}

pub(super) async fn the_platform_is_killed(world: &mut World) -> Held {
    world.server.disk.cut_power();
    world.revive_platform().await;
    Ok(())
}

pub(super) async fn a_clock_is_set(world: &mut World) -> Held {
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
        // Twice: of two readings that are ahead the later one counts, however both are put right.
        for _ in 0..2 {
            world.write_note_on(number, contact).await?;
        }
    }
    Ok(())
}
