//! The practice's own data, and what the platform owes it.

use mojo_desk::Refusal as _;
use mojo_desk::account::SessionError;
use mojo_desk::views::{SessionView, SetPinInput, StaffRow};
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

/// The PINs that people here choose. Which of them somebody has is not written down: a desk may be put
/// back to the day before.
const PINS: [&str; 2] = ["2580", "1470"];

/// Whether it is said that the PIN was another one.
fn is_wrong_pin<T>(result: &Result<T, SessionError>) -> bool {
    result.as_ref().is_err_and(|error| error.code() == "wrong_pin")
}

/// What is said where every PIN that anybody ever chose was another one.
fn none_opens(who: &str) -> Result<SessionView, Trouble> {
    Err(Trouble::Broken(format!("{who} has a PIN that nobody chose")))
}

/// The own PIN is set, or taken away again.
pub(super) async fn set_pin(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let view = scene.desk.session().await?;
    let has_pin = view.staff.iter().any(|row| row.actor_id == view.actor_id && row.has_pin);
    let chosen = *scene.chance.one(&PINS).ok_or_else(nothing_to_do)?;
    let after = (!has_pin).then(|| chosen.to_owned());
    let mut result = none_opens(&view.actor_id);
    for before in PINS {
        let current = has_pin.then(|| before.to_owned());
        let input = SetPinInput { actor_id: view.actor_id.clone(), current, pin: after.clone() };
        let set = scene.desk.set_pin(input).await;
        if !is_wrong_pin(&set) {
            result = set.map_err(Trouble::from);
            break;
        }
    }
    let view = result?;
    if view.staff.iter().any(|row| row.actor_id == view.actor_id && row.has_pin == has_pin) {
        return Err(Trouble::Broken(format!("a PIN was told, and is not shown: {view:?}")));
    }
    Ok(Said::line(format!("PIN set: {}", !has_pin)))
}

/// The desk is handed over, by whichever PIN it is.
async fn hand_over(scene: &Scene<'_>, row: &StaffRow) -> Result<(), Trouble> {
    if row.has_pin && scene.desk.switch_staff(row.actor_id.clone(), None).await.is_ok() {
        return Err(Trouble::Broken(format!("{} took over without a PIN", row.name)));
    }
    let mut result = none_opens(&row.name);
    for pin in PINS {
        let pin = row.has_pin.then(|| pin.to_owned());
        let switched = scene.desk.switch_staff(row.actor_id.clone(), pin).await;
        if !is_wrong_pin(&switched) {
            result = switched.map_err(Trouble::from);
            break;
        }
    }
    let view = result?;
    if view.locked || view.actor_id != row.actor_id {
        return Err(Trouble::Broken(format!("{} took over, and sees {view:?}", row.name)));
    }
    Ok(())
}

/// Who works here, and one of the others.
fn a_colleague<'a>(
    scene: &Scene<'_>,
    view: &'a SessionView,
) -> Result<(&'a StaffRow, &'a StaffRow), Trouble> {
    let own = view.staff.iter().find(|row| row.actor_id == view.actor_id);
    let colleagues: Vec<_> =
        view.staff.iter().filter(|row| row.actor_id != view.actor_id).collect();
    let colleague = scene.chance.one(&colleagues).copied();
    own.zip(colleague).ok_or_else(nothing_to_do)
}

/// The owner gives a colleague another PIN: with it they take over, and with no other.
pub(super) async fn reset_pin(scene: &Scene<'_>) -> Result<Said, Trouble> {
    let before = scene.desk.session().await?;
    let (own, colleague) = a_colleague(scene, &before)?;
    let chosen = *scene.chance.one(&PINS).ok_or_else(nothing_to_do)?;
    let actor_id = &colleague.actor_id;
    let input =
        SetPinInput { actor_id: actor_id.clone(), current: None, pin: Some(chosen.to_owned()) };
    let view = scene.desk.set_pin(input).await?;
    if !view.staff.iter().any(|row| row.actor_id == *actor_id && row.has_pin) {
        return Err(Trouble::Broken(format!("a PIN was reset, and is not shown: {view:?}")));
    }
    for other in PINS.into_iter().filter(|pin| *pin != chosen) {
        let switched = scene.desk.switch_staff(actor_id.clone(), Some(other.to_owned())).await;
        match switched.map_err(|error| (error.code(), Trouble::from(error))) {
            Ok(_) => {
                let seen = format!("{} took over by a PIN of before", colleague.name);
                return Err(Trouble::Broken(seen));
            }
            Err(("wrong_pin", _)) => {}
            Err((_, trouble)) => return Err(trouble),
        }
    }
    let view = scene.desk.switch_staff(actor_id.clone(), Some(chosen.to_owned())).await?;
    if view.actor_id != *actor_id {
        return Err(Trouble::Broken(format!("{} took over, and sees {view:?}", colleague.name)));
    }
    hand_over(scene, own).await?;
    Ok(Said::line(format!("{} has another PIN", colleague.name)))
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
    let (own, colleague) = a_colleague(scene, &before)?;
    scene.desk.lock_desk().await?;
    hand_over(scene, colleague).await?;
    hand_over(scene, own).await?;
    Ok(Said::line(format!("{} took over for a while", colleague.name)))
}
