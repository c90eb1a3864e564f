//! The loop of a server process: it plans, takes what is due, and does a few jobs at once, until it is
//! asked to stop. What it took and cannot end in time it gives back.

use std::time::Duration;

use mojo_domain::to_micros;
use tokio::sync::watch::Receiver;
use tokio::task::JoinSet;

use super::claim::{Claimed, claim_job};
use super::end::{fail_job, finish_job, put_off_job, release_job, renew_job};
use super::kind::JobKind;
use super::plan::plan_jobs;
use super::work::perform;
use crate::Platform;
use crate::state::AppState;
use crate::storage::StorageError;

/// How often a process looks.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// A third of the lease: two words may be lost.
const RENEW_EVERY: Duration = Duration::from_secs(10);
/// What a job gets to come to its end when the process is asked to stop.
const GRACE: Duration = Duration::from_secs(5);
/// A process whose clock differs by more from the database's takes no job, in microseconds. Less is
/// left to the leases, and moves no day but about midnight.
const MOST_APART: i64 = 5 * 60 * 1_000_000;
/// How many looks at a clock that is far off lie between two words about it: an hour.
const TELL_EVERY: u32 = 3600;
/// Jobs at once in one process.
const MOST_AT_ONCE: usize = 4;

/// How an attempt came to its end here.
enum Ending {
    Worked(Result<serde_json::Value, StorageError>),
    /// Another worker has it.
    Lost,
    /// The process stops.
    Stopped,
    /// Its month has not begun; it is due then.
    TooEarly(i64),
}

/// Plans and works until `stop` says so, or nobody is there to say it.
pub(crate) async fn run_queue(platform: Platform, mut stop: Receiver<bool>) {
    let worker = worker_name();
    let mut working = JoinSet::new();
    // Looks in a row that found the clock far off.
    let mut apart: u32 = 0;
    while !is_told(&stop) {
        let looked = match is_apart(&platform.state, apart).await {
            Ok(true) => {
                apart = apart.saturating_add(1);
                Ok(())
            }
            Ok(false) => {
                apart = 0;
                look(&platform, &worker, &stop, &mut working).await
            }
            Err(error) => Err(error),
        };
        if let Err(error) = looked {
            tracing::warn!(cause = %error, "the queue could not be looked at");
        }
        tokio::select! {
            () = told(&mut stop) => break,
            Some(ended) = working.join_next(), if !working.is_empty() => note(ended),
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
    while let Some(ended) = working.join_next().await {
        note(ended);
    }
}

fn note(ended: Result<(), tokio::task::JoinError>) {
    if let Err(error) = ended {
        // Its lease ends, and somebody takes it over.
        tracing::error!(cause = %error, "a job broke off");
    }
}

fn is_told(stop: &Receiver<bool>) -> bool {
    *stop.borrow() || stop.has_changed().is_err()
}

/// Which process this is, for people: the number of an attempt tells the workers apart.
fn worker_name() -> String {
    let host = std::env::var("HOSTNAME").unwrap_or_default();
    let host = if host.is_empty() { "server" } else { host.as_str() };
    format!("{host}:{}", std::process::id())
}

/// By how many microseconds the clock of this process is ahead of the database server's where they lie
/// so far apart that it would do the work of another day, after it was done or before it is due: then it
/// does none, and the others do all of it. `None` where they agree.
pub(crate) async fn clock_apart(state: &AppState) -> Result<Option<i64>, StorageError> {
    let ahead = state.clock_ahead(to_micros(state.clock().now())).await?;
    Ok(Some(ahead).filter(|ahead| ahead.saturating_abs() > MOST_APART))
}

/// Whether they lie apart, after so many looks in a row that found them so. It is told once an hour: if
/// the server's clock is the wrong one, nobody does any job.
async fn is_apart(state: &AppState, looks: u32) -> Result<bool, StorageError> {
    let apart = clock_apart(state).await?;
    if let Some(ahead) = apart.filter(|_| looks.is_multiple_of(TELL_EVERY)) {
        let seconds = ahead / 1_000_000;
        tracing::error!(
            seconds,
            "the clock of this machine is so far ahead of the database server's (behind it, where \
             that is below zero): no job is done here until one of them is set right"
        );
    }
    if apart.is_none() && looks > 0 {
        tracing::info!("the clocks agree again: jobs are done here");
    }
    Ok(apart.is_some())
}

async fn look(
    platform: &Platform,
    worker: &str,
    stop: &Receiver<bool>,
    working: &mut JoinSet<()>,
) -> Result<(), StorageError> {
    let state = &platform.state;
    state.refresh_trial_clock().await?;
    let calendar = state.calendar();
    let now = to_micros(state.clock().now());
    plan_jobs(state.database(), calendar, now).await?;
    let kinds: Vec<JobKind> =
        JobKind::ALL.into_iter().filter(|kind| calendar.does(*kind)).collect();
    while working.len() < MOST_AT_ONCE && !is_told(stop) {
        let Some(job) = claim_job(state.database(), &kinds, worker, now).await? else { break };
        working.spawn(attempt(platform.clone(), job, stop.clone()));
    }
    Ok(())
}

/// Does one job, and says how it ended.
pub(crate) async fn attempt(platform: Platform, job: Claimed, stop: Receiver<bool>) {
    let at = to_micros(platform.state.clock().now());
    let ending = match platform.state.calendar().due_later(job.kind, &job.period, at) {
        Some(due) => Ending::TooEarly(due),
        None => tokio::select! {
            done = perform(&platform, &job, at) => Ending::Worked(done),
            () = keep_lease(&platform.state, &job) => Ending::Lost,
            () = out_of_time(stop) => Ending::Stopped,
        },
    };
    let kind = job.kind.code();
    match tell(&platform.state, &job, ending).await {
        Ok(true) => {}
        Ok(false) => tracing::warn!(kind, attempt = job.attempt, "another worker has this job"),
        Err(error) => tracing::warn!(kind, cause = %error, "the end of a job could not be kept"),
    }
}

/// Renews the lease until the job is another's.
async fn keep_lease(state: &AppState, job: &Claimed) {
    loop {
        tokio::time::sleep(RENEW_EVERY).await;
        match renew_job(state.database(), job, to_micros(state.clock().now())).await {
            Ok(true) => {}
            Ok(false) => return,
            // The lease ends if it goes on so.
            Err(error) => tracing::warn!(cause = %error, "a lease could not be renewed"),
        }
    }
}

async fn told(stop: &mut Receiver<bool>) {
    // Where whoever would have told is gone, that is told as well.
    drop(stop.wait_for(|is_told| *is_told).await);
}

async fn out_of_time(mut stop: Receiver<bool>) {
    told(&mut stop).await;
    tokio::time::sleep(GRACE).await;
}

/// `false` when the job is another's.
async fn tell(state: &AppState, job: &Claimed, ending: Ending) -> Result<bool, StorageError> {
    let (database, now) = (state.database(), to_micros(state.clock().now()));
    let kind = job.kind.code();
    match ending {
        Ending::Worked(Ok(report)) => finish_job(database, job, &report.to_string(), now).await,
        Ending::Worked(Err(error)) => {
            let error = error.to_string();
            let failures = job.failures.saturating_add(1);
            tracing::warn!(kind, failures, cause = %error, "a job went wrong");
            let mut chance = [0; 2];
            state.entropy().fill(&mut chance);
            fail_job(database, job, &error, u16::from_be_bytes(chance), now).await
        }
        Ending::Lost => Ok(false),
        Ending::Stopped => release_job(database, job, now).await,
        Ending::TooEarly(due) => put_off_job(database, job, due, now).await,
    }
}
