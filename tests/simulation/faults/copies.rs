//! Desks of which there are two: backed up, put back, cloned.

use std::path::{Path, PathBuf};

use crate::copy_folder;
use crate::simulation::disk::corrupt_page;
use crate::simulation::machine;
use crate::simulation::wire::Weather;
use crate::simulation::world::{DeskBackup, Origin, World};
use crate::simulation::{Held, broken};

pub(super) async fn a_desk_is_backed_up(world: &mut World) -> Held {
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
    let kept = world.promises.held_by(number);
    let is_lent = world.machines[number].is_lent;
    world.desk_backups.push(DeskBackup { machine: number, folder, marks, head, kept, is_lent });
    Ok(())
}

/// A bad sector under a copy: whoever opens it is told, and nothing of it is believed.
async fn a_page_goes_bad(world: &mut World, number: usize, copy: &Path) -> Held {
    let broken_copy = world.folder().join(world.copy_name("bad"));
    copy_folder(copy, &broken_copy);
    if !corrupt_page(&broken_copy.join("desk.db"), &world.chance) {
        return Ok(());
    }
    let open = mojo_desk::OpenDesk {
        profile: broken_copy.clone(),
        key: mojo_desk::keys::KeySource::Given(machine::key()),
        clock: world.machines[number].clock.clone(),
        entropy: world.chance.clone(),
        marks: mojo_desk::marks::MarkPlace::new(broken_copy.join("marks"), None),
        profiles: None,
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

pub(super) async fn a_desk_is_put_back(world: &mut World) -> Held {
    let fitting: Vec<usize> = (0..world.desk_backups.len())
        .filter(|index| !world.machines[world.desk_backups[*index].machine].is_revoked)
        .collect();
    let Some(index) = world.chance.one(&fitting).copied() else { return Ok(()) };
    let backup = &world.desk_backups[index];
    let (number, head, folder) = (backup.machine, backup.head, backup.folder.clone());
    let (marks, kept, is_lent) = (backup.marks.clone(), backup.kept.clone(), backup.is_lent);
    let Some(held) = world.held_by_platform().await else { return Ok(()) };
    let may_be_lent = !is_lent || world.promises.may_be_lent(number, &held);
    if !world.promises.may_roll_back(number, &kept, &held) || !may_be_lent {
        return Ok(());
    }
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
    world.machines[number].is_lent = is_lent;
    world.tell(&format!("{name} is put back to {head:?}"));
    world.promises.roll_back(number, &kept, &held);
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

pub(super) async fn a_desk_is_cloned(world: &mut World) -> Held {
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
    world.machines[clone].is_lent = world.machines[number].is_lent;
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
