//! The platform's own work, on a queue in its database: what the calendar demands is planned, taken by
//! one worker at a time, done, and tried again when it went wrong. Any number of processes plan and work
//! on one database, and each may die at any instruction (`docs/decisions/0023`).
//!
//! A month's run is a job of its own that exists once. What comes back every minute or day is one job
//! that is put off again. Whoever takes a job gets the number of the attempt and a lease; the lease is
//! renewed as long as the worker lives, and only the number that was given last ends the job. What a job
//! does bears to be done twice, and to be broken off anywhere; the queue makes that rare, not impossible.
//!
//! How to add a kind: a row in `kind.rs` with its rhythm, and what it does in `work.rs`.

mod backoff;
mod calendar;
mod claim;
mod end;
mod expire;
mod kind;
mod plan;
mod queue;
mod retry;
mod work;

pub(crate) use calendar::Calendar;
#[cfg(test)]
pub(crate) use claim::{Claimed, LEASE_MICROS, claim_job};
#[cfg(test)]
pub(crate) use end::{MOST_FAILURES, fail_job, finish_job, release_job, renew_job};
#[cfg(test)]
pub(crate) use expire::expire;
#[cfg(test)]
pub(crate) use kind::JobKind;
#[cfg(test)]
pub(crate) use plan::{KEPT_MICROS, job_id, plan_jobs, prune_log};
#[cfg(test)]
pub(crate) use queue::attempt;
pub(crate) use queue::{clock_apart, run_queue};
pub(crate) use retry::retry_job;
