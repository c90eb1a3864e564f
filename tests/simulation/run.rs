//! One run: a seed, its steps, the healing, the audits.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use chrono::TimeDelta;

use super::template::template;
use super::trace::Trace;
use super::world::World;
use super::{Held, Violation, audit, broken, faults};

/// What is to be run.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// The seed.
    pub seed: u64,
    /// Steps before the healing; drawn when not given.
    pub steps: Option<u64>,
    /// Desks at the beginning; drawn when not given.
    pub desks: Option<usize>,
    /// Tell what happens.
    pub is_spoken: bool,
    /// Tell at the end what everybody holds of this thing, when a promise was not kept.
    pub shown: Option<String>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The seed.
    pub seed: u64,
    /// One number for the whole history.
    pub hash: u64,
    /// Verbs done; the others are in the tally.
    pub operations: u64,
    /// Requests sent.
    pub requests: u64,
    /// Steps and faults, counted.
    pub tally: BTreeMap<String, u64>,
    /// The promise that did not hold.
    pub violation: Option<Violation>,
    /// The last steps.
    pub tail: Vec<String>,
}

/// Runs a seed to its end, on a runtime of its own.
pub fn run(plan: &Plan) -> Outcome {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let trace = Arc::new(Trace::spoken(plan.is_spoken));
    let whole = AssertUnwindSafe(|| runtime.block_on(run_plan(plan, trace.clone())));
    catch_unwind(whole).unwrap_or_else(|cause| {
        let text = cause.downcast_ref::<String>().cloned();
        let text = text.or_else(|| cause.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Outcome {
            seed: plan.seed,
            hash: trace.hash(),
            operations: 0,
            requests: 0,
            tally: BTreeMap::new(),
            violation: Some(broken("nothing panics", text.unwrap_or_default())),
            tail: trace.tail(60),
        }
    })
}

async fn run_plan(plan: &Plan, trace: Arc<Trace>) -> Outcome {
    let mut world = World::new(plan.seed, template().await, plan.desks, trace.clone()).await;
    let held = whole_run(&mut world, plan).await;
    if let (Err(_), Some(id)) = (&held, &plan.shown) {
        audit::show(&mut world, id).await;
    }
    let mut tally = std::mem::take(&mut world.tally);
    let mut requests = 0;
    for machine in &world.machines {
        requests += machine.wire.requests();
        for (name, count) in machine.wire.met() {
            *tally.entry(name).or_default() += count;
        }
    }
    let operations = world.operations;
    world.end().await;
    Outcome {
        seed: plan.seed,
        hash: trace.hash(),
        operations,
        requests,
        tally,
        violation: held.err(),
        tail: trace.tail(60),
    }
}

async fn whole_run(world: &mut World, plan: &Plan) -> Held {
    let steps = plan.steps.unwrap_or_else(|| 20 + world.chance.below(100));
    for _ in 0..steps {
        world.begin_step();
        world.advance(TimeDelta::seconds(world.chance.between(1, 120)));
        (faults::draw(world).act)(world).await?;
    }
    world.begin_step();
    world.tell("everything is healed");
    faults::heal(world).await?;
    settle(world).await?;
    audit::all(world).await
}

/// A desk syncs because somebody wants it; `true` when nothing moved.
async fn asked(world: &mut World, number: usize) -> Held<bool> {
    let round = world.sync(number, true).await?;
    Ok(round.is_some_and(|round| {
        round.error.is_none() && (round.pushed, round.pulled, round.pending) == (0, 0, 0)
    }))
}

/// A desk syncs by its own clock; `true` when there was nothing to send and no error.
async fn left_alone(world: &mut World, number: usize) -> Held<bool> {
    let fault = |error: mojo_store::StoreError| broken("a desk can be read", error.to_string());
    let before = world.machines[number].desk().sync_status().await.map_err(fault)?;
    let pushes = world.machines[number].wire.pushes();
    world.sync(number, false).await?;
    let after = world.machines[number].desk().sync_status().await.map_err(fault)?;
    // A platform that was put back may ask for entries again and get them within one round.
    let is_sent =
        before.pending == 0 && after.pending == 0 && world.machines[number].wire.pushes() == pushes;
    Ok(is_sent && after.last_error.is_none() && after.recorded == before.recorded)
}

/// A revoked desk hands over what it still has; `true` when there was something that others then get.
async fn hands_over(world: &mut World, number: usize) -> Held<bool> {
    let fault = |error: mojo_store::StoreError| broken("a desk can be read", error.to_string());
    let before = world.machines[number].desk().sync_status().await.map_err(fault)?;
    // Its session may be over: somebody signs in once more, and that syncs too.
    world.sign_in(number).await?;
    world.sync(number, true).await?;
    Ok(before.pending > 0)
}

/// The platform is told again what it does not have, and does what its jobs do.
async fn tell_again(world: &mut World) -> Held {
    for index in 0..world.orders.len() {
        for _ in 0..3 {
            if !world.orders[index].is_confirmed {
                let seller = world.orders[index].seller;
                // Only the platform's own people may date an order far back; of theirs a part may be
                // recorded, which is completed by the same words alone.
                let at = world.at;
                if seller != "admin" {
                    world.orders[index].request["ordered_at"] = serde_json::json!(at);
                    world.orders[index].sent_as_of.push(at);
                }
                if let Ok(answer) = world.server.sign_in(seller).await {
                    world.tokens.insert(seller, answer.token);
                }
                faults::place(world, index).await?;
            }
        }
    }
    for index in 0..world.refunds.len() {
        for _ in 0..3 {
            if !world.refunds[index].is_confirmed {
                faults::give_back(world, index).await?;
            }
        }
    }
    faults::say_again(world).await;
    faults::complete_departure(world).await?;
    // What came late belongs into months that were signed before.
    faults::sign_months(world).await
}

/// Everybody syncs until nothing moves.
async fn settle(world: &mut World) -> Held {
    const ROUNDS: usize = 25;
    tell_again(world).await?;
    let mut last = Vec::new();
    for _ in 0..ROUNDS {
        world.begin_step();
        // Whatever patience a proxy asked for is over.
        world.advance(TimeDelta::minutes(70));
        last.clear();
        for number in 0..world.machines.len() {
            if world.machines[number].is_revoked {
                if hands_over(world, number).await? {
                    last.push(world.machines[number].name.clone());
                }
                continue;
            }
            // Signing in syncs too.
            let is_new_session = world.sign_in(number).await?;
            // Every other desk is left to itself: it must try again without being asked.
            let is_quiet = match number % 2 == 0 {
                true => asked(world, number).await?,
                false => left_alone(world, number).await?,
            };
            if !is_quiet || is_new_session {
                last.push(world.machines[number].name.clone());
            }
        }
        if last.is_empty() {
            return Ok(());
        }
    }
    Err(broken("healed desks come to rest", last.join("; ")))
}
