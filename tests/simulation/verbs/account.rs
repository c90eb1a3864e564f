//! The practice's own data, and what the platform owes it.

use mojo_desk::views::SetPinInput;
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

/// The one PIN that everybody here chooses.
const PIN: &str = "2580";

/// The own PIN is set, or taken away again.
pub(super) async fn set_pin(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let view = scene.desk.session().await?;
    let has_pin = view.staff.iter().any(|row| row.actor_id == view.actor_id && row.has_pin);
    let (before, after) = if has_pin { (Some(PIN), None) } else { (None, Some(PIN)) };
    let text = |pin: Option<&str>| pin.map(str::to_owned);
    let actor_id = view.actor_id.clone();
    let input = SetPinInput { actor_id, current: text(before), pin: text(after) };
    let view = scene.desk.set_pin(input).await?;
    if view.staff.iter().any(|row| row.actor_id == view.actor_id && row.has_pin == has_pin) {
        return Err(Trouble::Broken(format!("a PIN was told, and is not shown: {view:?}")));
    }
    Ok(Said::line(format!("PIN set: {}", !has_pin)))
}

/// After how many minutes without a hand the window locks.
pub(super) async fn set_lock_after(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let minutes = u32::try_from(scene.chance.between(0, 60)).unwrap_or_default();
    scene.desk.set_lock_after(minutes).await?;
    Ok(Said::line(format!("locks after {minutes} minutes")))
}

/// The window is locked, somebody else takes over, and who worked here comes back: a PIN that is
/// asked for lets nobody in without it.
pub(super) async fn take_over(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let before = scene.desk.session().await?;
    let colleagues: Vec<_> =
        before.staff.iter().filter(|row| row.actor_id != before.actor_id).collect();
    let colleague = *scene.chance.one(&colleagues).ok_or_else(nothing_to_do)?;
    scene.desk.lock_desk().await?;
    for row in [Some(colleague), before.staff.iter().find(|row| row.actor_id == before.actor_id)] {
        let Some(row) = row else { continue };
        let pin = row.has_pin.then(|| PIN.to_owned());
        if row.has_pin && scene.desk.switch_staff(row.actor_id.clone(), None).await.is_ok() {
            return Err(Trouble::Broken(format!("{} took over without a PIN", row.name)));
        }
        let view = scene.desk.switch_staff(row.actor_id.clone(), pin).await?;
        if view.locked || view.actor_id != row.actor_id {
            return Err(Trouble::Broken(format!("{} took over, and sees {view:?}", row.name)));
        }
    }
    Ok(Said::line(format!("{} took over for a while", colleague.name)))
}
