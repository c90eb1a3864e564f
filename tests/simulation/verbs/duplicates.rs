//! Contacts turn out to be one person, and two people again.

use mojo_protocol::Entity;
use uuid::Uuid;

use super::{Said, Scene, Trouble, contacts, nothing_to_do};

pub(super) async fn merge_contacts(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let winner = contacts::any_contact(scene).await?.contact_id;
    let loser = contacts::any_contact(scene).await?.contact_id;
    if winner == loser {
        return Err(nothing_to_do());
    }
    let shown = scene.desk.merge_contacts(winner, loser.clone()).await?;
    if !shown.merged.iter().any(|merged| merged.contact_id == loser) {
        return Err(Trouble::Broken(format!("{loser} was merged, shown {:?}", shown.merged)));
    }
    Ok(merged(format!("merged {loser} into {}", shown.contact_id)))
}

pub(super) async fn part_contact(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let winner = contacts::any_contact(scene).await?.contact_id;
    let shown = scene.desk.show_contact(winner).await?;
    let loser = scene.chance.one(&shown.merged).ok_or_else(nothing_to_do)?.contact_id.clone();
    let parted = scene.desk.part_contact(loser.clone()).await?;
    if parted.contact_id != loser {
        return Err(Trouble::Broken(format!("{loser} was parted, shown {}", parted.contact_id)));
    }
    Ok(merged(format!("parted {loser}")))
}

fn merged(line: String) -> Said {
    Said { line, recorded: vec![(Entity::ContactMerge, Uuid::nil())] }
}
