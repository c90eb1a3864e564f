//! The practice's own data, and what the platform owes it.

use mojo_protocol::Entity;

use super::{Said, Scene, Trouble, nothing_to_do};

/// The owner may; of everybody else the platform rejects it, and it is undone.
pub(super) async fn save_practice(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let mut practice = scene.desk.practice().await?;
    if practice.name.is_empty() {
        return Err(nothing_to_do());
    }
    practice.phone = format!("03621 {}", scene.chance.below(99_999));
    let after = scene.desk.save_practice(practice.clone()).await?;
    if after.phone != practice.phone {
        return Err(Trouble::Broken(format!("told {practice:?}, shown {after:?}")));
    }
    Ok(Said {
        line: format!("practice {}", practice.phone),
        recorded: vec![(Entity::Practice, uuid::Uuid::nil())],
    })
}

pub(super) async fn recompute_statement(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let months = scene.desk.list_statement_months().await?;
    let month = scene.chance.one(&months).ok_or_else(nothing_to_do)?.month.clone();
    let result = scene.desk.recompute_statement(Some(month.clone())).await?;
    if !result.differences.is_empty() || result.entries != result.recomputed {
        return Err(Trouble::Broken(format!("{month}: {result:?}")));
    }
    Ok(Said::line(format!("statement {month}: {} entries equal", result.entries)))
}
