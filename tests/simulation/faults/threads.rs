//! Words in the threads of disputes, over the platform's API: staff answer, and recipients write without
//! a desk. Whoever gets no answer says the same again, by the same id.

use mojo_desk::sync::Method;
use mojo_domain::TenantId;
use serde_json::{Value, json};

use super::ledger::{ADMIN, ask_as, draw_id, is_done, show, somebody_disputes, tenant_of};
use super::platform::the_power_may_go;
use crate::simulation::template::TENANTS;
use crate::simulation::world::{Word, World};
use crate::simulation::{Held, broken};

/// Somebody writes into the thread of a dispute, settled or not: its recipient, or the platform's people.
pub(super) async fn words_are_written_over_the_api(world: &mut World) -> Held {
    if world.chance.percent(60) {
        somebody_disputes(world).await?;
    }
    let Some(held) = show(world, "disputes?limit=200").await else { return Ok(()) };
    let all = held["disputes"].as_array().cloned().unwrap_or_default();
    let Some(dispute) = world.chance.one(&all) else { return Ok(()) };
    let id = dispute["id"].as_str().unwrap_or_default();
    let Some(recipient) = recipient_of(world, &dispute["recipient_tenant_id"]).await else {
        return Ok(());
    };
    for _ in 0..=world.chance.below(2) {
        let user = if world.chance.percent(50) { ADMIN } else { recipient };
        write(world, (id, recipient), user).await?;
    }
    if world.chance.percent(25) {
        a_stranger_writes(world, (id, recipient)).await?;
    }
    Ok(())
}

/// Whose dispute it is, by the owner of the tenant; `None` where no desk is of that tenant.
async fn recipient_of(world: &mut World, tenant: &Value) -> Option<&'static str> {
    let tenant: TenantId = tenant.as_str()?.parse().ok()?;
    for user in TENANTS.iter().copied() {
        if tenant_of(world, user).await == Some(tenant) {
            return Some(user);
        }
    }
    None
}

/// Staff answer a dispute.
pub(super) async fn staff_answer(world: &mut World, id: &str, tenant: &Value) -> Held {
    match recipient_of(world, tenant).await {
        Some(recipient) => write(world, (id, recipient), ADMIN).await,
        None => Ok(()),
    }
}

async fn write(
    world: &mut World,
    (dispute, recipient): (&str, &'static str),
    user: &'static str,
) -> Held {
    let id = draw_id(world);
    let text = format!("Zuruf {id}");
    let (dispute, era) = (dispute.to_owned(), world.era());
    world.words.push(Word { id, dispute, recipient, user, text, era, is_confirmed: false });
    let index = world.words.len() - 1;
    the_power_may_go(world);
    say(world, index).await;
    if world.words[index].is_confirmed {
        let is_staff = user == ADMIN;
        world.count(if is_staff {
            "disputes: words of staff"
        } else {
            "disputes: words of recipients"
        });
    }
    if world.chance.percent(25) {
        world.count("disputes: words said twice");
        say(world, index).await;
    }
    if world.chance.percent(20) && world.words[index].is_confirmed {
        other_words_have_its_id(world, index).await?;
    }
    Ok(())
}

/// Says a word; the platform takes it once, however often it is said.
async fn say(world: &mut World, index: usize) {
    let word = world.words[index].clone();
    let status = ask(world, (&word, word.user), &word.text).await;
    if status.is_some_and(|status| (200..300).contains(&status)) {
        world.words[index].is_confirmed = true;
    }
}

/// The status of the answer to a word said by `user`; `None` where none came.
async fn ask(world: &mut World, (word, user): (&Word, &'static str), text: &str) -> Option<u16> {
    let path = format!("disputes/{}/messages", word.dispute);
    let body = json!({ "id": word.id, "text": text });
    let reply = ask_as(world, user, Method::Post, &path, Some(body)).await;
    is_done(world, &format!("{user} writes about {}", word.dispute), reply.as_ref());
    reply.map(|reply| reply.status)
}

/// Other words under an id that is held are refused.
async fn other_words_have_its_id(world: &mut World, index: usize) -> Held {
    let word = world.words[index].clone();
    let status = ask(world, (&word, word.user), "Etwas anderes.").await;
    world.count("disputes: other words by an id that is held");
    if status.is_some_and(|status| (200..300).contains(&status)) {
        return Err(broken("an id is one word's", format!("{word:?}: {status:?}")));
    }
    Ok(())
}

/// Somebody of another tenant writes into the thread, and is refused.
async fn a_stranger_writes(world: &mut World, (id, recipient): (&str, &'static str)) -> Held {
    let others: Vec<&'static str> =
        TENANTS.iter().copied().filter(|user| *user != recipient).collect();
    let Some(user) = world.chance.one(&others).copied() else { return Ok(()) };
    let (text, era) = ("Ich auch.".to_owned(), world.era());
    let (dispute, message) = (id.to_owned(), draw_id(world));
    let word = Word { id: message, dispute, recipient, user, text, era, is_confirmed: false };
    let status = ask(world, (&word, user), &word.text).await;
    world.count("disputes: words of strangers");
    if status.is_some_and(|status| (200..300).contains(&status)) {
        return Err(broken("a thread is its recipient's", format!("{word:?}: {status:?}")));
    }
    Ok(())
}

/// Whoever got no answer says it again. What a platform that was put back since forgot is over: nobody
/// says it again by that id.
pub async fn say_again(world: &mut World) {
    for index in 0..world.words.len() {
        for _ in 0..3 {
            let word = &world.words[index];
            if !word.is_confirmed && word.era == world.era() {
                say(world, index).await;
            }
        }
    }
}
