//! The queue of jobs: one worker at a time, a lease that ends, a number that fences off who comes late,
//! and a plan that is the same whoever makes it. The time is given.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use super::administration::support;
use super::commerce::{micros, open_shop, platform_admin};
use super::support::{NOW, Server, on_both};
use crate::jobs::{
    Calendar, Claimed, JobKind, KEPT_MICROS, LEASE_MICROS, MOST_FAILURES, attempt, claim_job,
    expire, fail_job, finish_job, job_id, plan_jobs, prune_log, release_job, renew_job, run_queue,
};
use crate::storage::Database;
use crate::storage::jobs::{JobRecord, JobState};

/// A second.
const SECOND: i64 = 1_000_000;
/// The calendar of these tests; the payout run of November is due at `NOW`.
const CALENDAR: Calendar = Calendar { payout_day: 5, has_provider: true, is_sending: true };
/// Where a clock stands that is more than two weeks ahead.
const AHEAD: &str = "2026-12-06T10:00:00Z";
/// The fifth of December in Berlin.
const PAYOUT_DAY: &str = "2026-12-04T23:00:00Z";
/// Chance that takes nothing from a wait.
const WHOLE: u16 = u16::MAX;

fn now() -> i64 {
    micros(NOW)
}

async fn plan(server: &Server, at: i64) -> usize {
    plan_jobs(server.platform.state.database(), CALENDAR, at).await.unwrap()
}

async fn claim(server: &Server, kind: JobKind, worker: &str, at: i64) -> Option<Claimed> {
    claim_job(server.platform.state.database(), &[kind], worker, at).await.unwrap()
}

async fn held(database: &Database, kind: JobKind, period: &str) -> JobRecord {
    let mut tx = database.read_ledger().await.unwrap();
    tx.find_job(job_id(kind, period)).await.unwrap().unwrap()
}

/// Somebody wants it tried again: the status, and the code of what was refused.
async fn ask_again(server: &Server, token: &str, id: Uuid) -> (StatusCode, Value) {
    let path = format!("/api/v1/jobs/{id}/retry");
    let why = json!({ "reason": "Die Bank ist wieder da" });
    let (status, answer) = server.call("POST", &path, Some(token), Some(&why)).await;
    (status, answer["error"]["code"].clone())
}

/// Attempt and step, the earliest first.
async fn log_of(server: &Server, id: Uuid) -> Vec<(i64, String)> {
    let mut tx = server.platform.state.database().read_ledger().await.unwrap();
    let mut log = tx.list_attempts(id, 1000).await.unwrap();
    log.reverse();
    log.into_iter().map(|row| (row.attempt, row.step)).collect()
}

fn steps(log: &[(i64, String)]) -> Vec<(i64, &str)> {
    log.iter().map(|(attempt, step)| (*attempt, step.as_str())).collect()
}

on_both! {
    async fn a_months_run_exists_once_however_many_plan_it(server) {
        let database = server.platform.state.database();
        let planners = (0..8).map(|_| {
            let database = database.clone();
            tokio::spawn(async move { plan_jobs(&database, CALENDAR, now()).await.unwrap() })
        });
        let mut entered = 0;
        for planner in planners.collect::<Vec<_>>() {
            entered += planner.await.unwrap();
        }
        assert_eq!(entered, JobKind::ALL.len(), "each is entered by one of them");
        let jobs = database.read_ledger().await.unwrap().list_all_jobs().await.unwrap();
        let places: BTreeSet<_> = jobs.iter().map(|job| (&job.kind, &job.period)).collect();
        assert_eq!((jobs.len(), places.len()), (JobKind::ALL.len(), JobKind::ALL.len()));
        assert_eq!(plan(&server, now() + SECOND).await, 0);
        // The next month has runs of its own; what comes back stays one job each.
        assert_eq!(plan(&server, micros("2026-12-06T10:00:00Z")).await, 2);
    }

    async fn two_workers_never_get_one_job(server) {
        plan(&server, now()).await;
        let database = server.platform.state.database();
        let workers = (0..16).map(|number| {
            let database = database.clone();
            let worker = format!("w{number}");
            tokio::spawn(async move {
                claim_job(&database, &JobKind::ALL, &worker, now()).await.unwrap()
            })
        });
        let mut taken = Vec::new();
        for worker in workers.collect::<Vec<_>>() {
            taken.extend(worker.await.unwrap());
        }
        // Somebody may have met a job that another was looking at, and went away.
        while let Some(job) = claim_job(database, &JobKind::ALL, "last", now()).await.unwrap() {
            taken.push(job);
        }
        let jobs: BTreeSet<Uuid> = taken.iter().map(|job| job.job_id).collect();
        assert_eq!((taken.len(), jobs.len()), (JobKind::ALL.len(), JobKind::ALL.len()));
        assert!(taken.iter().all(|job| job.attempt == 1), "{taken:?}");
    }

    async fn a_process_without_a_provider_takes_no_payout_run(server) {
        let without = Calendar { has_provider: false, ..CALENDAR };
        let database = server.platform.state.database();
        plan_jobs(database, without, now()).await.unwrap();
        assert!(claim(&server, JobKind::Payout, "a", now()).await.is_none(), "none is planned");
        plan(&server, now()).await;
        let kinds: Vec<JobKind> =
            JobKind::ALL.into_iter().filter(|kind| !kind.needs_provider()).collect();
        while let Some(job) = claim_job(database, &kinds, "a", now()).await.unwrap() {
            assert!(!job.kind.needs_provider(), "{job:?}");
        }
        assert!(claim(&server, JobKind::Payout, "b", now()).await.is_some());
    }

    /// A process without a mail server would send nothing and put the job off, each minute before
    /// the one that has a server comes to it.
    async fn a_process_without_a_mail_server_puts_no_mail_off(server) {
        let without = Calendar { is_sending: false, ..CALENDAR };
        let database = server.platform.state.database();
        plan_jobs(database, without, now()).await.unwrap();
        assert!(claim(&server, JobKind::Mails, "a", now()).await.is_none(), "none is planned");
        plan(&server, now()).await;
        let kinds: Vec<JobKind> =
            JobKind::ALL.into_iter().filter(|kind| without.does(*kind)).collect();
        while let Some(job) = claim_job(database, &kinds, "a", now()).await.unwrap() {
            assert_ne!(job.kind, JobKind::Mails, "{job:?}");
        }
        assert!(claim(&server, JobKind::Mails, "b", now()).await.is_some());
    }

    async fn what_a_dead_worker_had_is_taken_over_after_its_lease_and_not_before(server) {
        plan(&server, now()).await;
        let dead = claim(&server, JobKind::Payout, "dead", now()).await.unwrap();
        let end = now() + LEASE_MICROS;
        assert!(claim(&server, JobKind::Payout, "b", end - 1).await.is_none());
        let taken = claim(&server, JobKind::Payout, "b", end).await.unwrap();
        assert_eq!((taken.job_id, taken.attempt, taken.failures), (dead.job_id, 2, 1));
        let log = log_of(&server, dead.job_id).await;
        assert_eq!(steps(&log), [(1, "started"), (1, "lost"), (2, "started")]);
    }

    async fn a_lease_that_is_renewed_does_not_end(server) {
        plan(&server, now()).await;
        let database = server.platform.state.database();
        let job = claim(&server, JobKind::Payout, "a", now()).await.unwrap();
        for third in 1..9 {
            let at = now() + third * LEASE_MICROS / 3;
            assert!(renew_job(database, &job, at).await.unwrap());
            assert!(claim(&server, JobKind::Payout, "b", at + LEASE_MICROS / 3).await.is_none());
        }
    }

    async fn who_comes_late_ends_nothing(server) {
        plan(&server, now()).await;
        let database = server.platform.state.database();
        let late = claim(&server, JobKind::Payout, "late", now()).await.unwrap();
        let at = now() + LEASE_MICROS;
        let job = claim(&server, JobKind::Payout, "b", at).await.unwrap();
        for _ in 0..2 {
            assert!(!finish_job(database, &late, "late", at).await.unwrap());
            assert!(!fail_job(database, &late, "late", WHOLE, at).await.unwrap());
            assert!(!release_job(database, &late, at).await.unwrap());
            assert!(!renew_job(database, &late, at + LEASE_MICROS).await.unwrap());
        }
        let stands = held(database, JobKind::Payout, "2026-11").await;
        assert_eq!((stands.state, stands.attempts), (JobState::Running, 2));
        assert_eq!(stands.lease_until, Some(at + LEASE_MICROS), "the late word renewed nothing");
        assert!(finish_job(database, &job, "{}", at).await.unwrap());
        assert!(!finish_job(database, &job, "{}", at).await.unwrap(), "once");
        assert!(!fail_job(database, &late, "late", WHOLE, at).await.unwrap());
        let done = held(database, JobKind::Payout, "2026-11").await;
        assert_eq!((done.state, done.finished_at), (JobState::Done, Some(at)));
        assert!(claim(&server, JobKind::Payout, "c", at + 99 * LEASE_MICROS).await.is_none());
        let log = log_of(&server, job.job_id).await;
        assert_eq!(steps(&log), [(1, "started"), (1, "lost"), (2, "started"), (2, "done")]);
    }

    async fn a_job_that_goes_wrong_waits_longer_each_time_fails_and_is_told(server) {
        plan(&server, now()).await;
        let database = server.platform.state.database();
        let (mut at, mut waits) = (now(), Vec::new());
        for failure in 1..=MOST_FAILURES {
            let job = claim(&server, JobKind::Payout, "a", at).await.unwrap();
            let error = format!("the bank is closed\0 {failure}");
            assert!(fail_job(database, &job, &error, WHOLE, at).await.unwrap());
            let stands = held(database, JobKind::Payout, "2026-11").await;
            assert_eq!(stands.failures, failure);
            assert_eq!(stands.last_error, format!("the bank is closed {failure}"));
            if failure == MOST_FAILURES {
                assert_eq!((stands.state, stands.finished_at), (JobState::Failed, Some(at)));
                break;
            }
            assert_eq!(stands.state, JobState::Queued);
            assert!(claim(&server, JobKind::Payout, "b", stands.run_at - 1).await.is_none());
            waits.push((stands.run_at - at) / SECOND);
            at = stands.run_at;
        }
        assert_eq!(waits[..4], [30, 60, 120, 240]);
        assert_eq!(waits[waits.len() - 1], 6 * 3600);
        assert!(claim(&server, JobKind::Payout, "b", i64::MAX / 2).await.is_none(), "it is dead");
        assert_eq!(plan(&server, at).await, 0, "and is not planned anew");
        let told = server.platform.list_jobs(Some("failed")).await.unwrap();
        assert_eq!(told["jobs"][0]["last_error"], "the bank is closed 20", "{told}");
        assert_eq!(told["jobs"].as_array().unwrap().len(), 1);
    }

    async fn people_have_a_dead_job_tried_again(server) {
        plan(&server, now()).await;
        let database = server.platform.state.database();
        let id = job_id(JobKind::Payout, "2026-11");
        assert!(!server.platform.retry_job(id).await.unwrap(), "it is due already");
        let mut at = now();
        while held(database, JobKind::Payout, "2026-11").await.state != JobState::Failed {
            let job = claim(&server, JobKind::Payout, "a", at).await.unwrap();
            assert!(!server.platform.retry_job(id).await.unwrap(), "somebody is at it");
            fail_job(database, &job, "no", WHOLE, at).await.unwrap();
            at = at.max(held(database, JobKind::Payout, "2026-11").await.run_at);
        }
        assert!(server.platform.retry_job(id).await.unwrap());
        let again = held(database, JobKind::Payout, "2026-11").await;
        assert_eq!((again.state, again.failures, again.run_at), (JobState::Queued, 0, now()));
        let job = claim(&server, JobKind::Payout, "a", now()).await.unwrap();
        assert_eq!(job.attempt, MOST_FAILURES + 1, "the count of attempts goes on");
        finish_job(database, &job, "{}", now()).await.unwrap();
        assert!(!server.platform.retry_job(id).await.unwrap(), "what is done is done");
        assert!(!server.platform.retry_job(Uuid::from_u128(1)).await.unwrap());
    }

    /// It had gone wrong when somebody looked, and a worker was faster: what waits for its day is not
    /// brought forward.
    async fn what_went_well_meanwhile_is_not_tried_again(server) {
        plan(&server, now()).await;
        let database = server.platform.state.database();
        let job = claim(&server, JobKind::Settle, "a", now()).await.unwrap();
        fail_job(database, &job, "no", WHOLE, now()).await.unwrap();
        let stands = held(database, JobKind::Settle, &job.period).await;
        assert!(stands.failures > 0 && stands.run_at > now(), "{stands:?}");
        let again = claim(&server, JobKind::Settle, "b", stands.run_at).await.unwrap();
        finish_job(database, &again, "{}", stands.run_at).await.unwrap();
        let due = held(database, JobKind::Settle, &job.period).await.run_at;
        let mut tx = database.write_ledger().await.unwrap();
        assert!(!tx.requeue_job(job.job_id, now()).await.unwrap());
        drop(tx);
        assert_eq!(held(database, JobKind::Settle, &job.period).await.run_at, due);
    }

    /// From afar, with a reason that is kept: what went wrong, once, and nothing that only waits for its
    /// day or that somebody is at. Support looks on.
    async fn an_administrator_has_a_job_that_went_wrong_tried_again(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let support = support(&server).await;
        plan(&server, now()).await;
        let database = server.platform.state.database();
        let id = job_id(JobKind::Payout, "2026-11");
        let refused = (StatusCode::CONFLICT, json!("job_not_retried"));
        assert_eq!(ask_again(&server, &admin, id).await, refused, "it is due, and did not go wrong");
        let job = claim(&server, JobKind::Payout, "a", now()).await.unwrap();
        assert_eq!(ask_again(&server, &admin, id).await, refused, "somebody is at it");
        fail_job(database, &job, "the bank is closed", WHOLE, now()).await.unwrap();
        assert_eq!(ask_again(&server, &support, id).await.0, StatusCode::FORBIDDEN);
        assert_eq!(held(database, JobKind::Payout, "2026-11").await.failures, 1);

        assert_eq!(ask_again(&server, &admin, id).await.0, StatusCode::OK);
        let again = held(database, JobKind::Payout, "2026-11").await;
        assert_eq!((again.state, again.failures, again.run_at), (JobState::Queued, 0, now()));
        assert_eq!(ask_again(&server, &admin, id).await, refused, "once");
        let nothing = ask_again(&server, &admin, Uuid::from_u128(1)).await;
        assert_eq!(nothing, (StatusCode::NOT_FOUND, json!("not_found")));
        let path = "/api/v1/audit-log?action=retry_job";
        let (_, log) = server.call("GET", path, Some(&admin), None).await;
        let [entry] = &log["entries"].as_array().unwrap()[..] else { panic!("{log}") };
        assert_eq!(entry["reason"], "Die Bank ist wieder da");
        assert_eq!(entry["details"], json!({ "kind": "payout", "month": "2026-11" }));
    }

    /// A job that takes its process along is not taken over for ever.
    async fn a_months_run_that_is_lost_again_and_again_has_failed(server) {
        plan(&server, now()).await;
        let mut at = now();
        for attempt in 1..=MOST_FAILURES {
            let job = claim(&server, JobKind::Payout, "a", at).await.unwrap();
            assert_eq!(job.attempt, attempt);
            at += LEASE_MICROS;
        }
        assert!(claim(&server, JobKind::Payout, "a", at).await.is_none());
        let stands = held(server.platform.state.database(), JobKind::Payout, "2026-11").await;
        assert_eq!((stands.state, stands.attempts), (JobState::Failed, MOST_FAILURES));
        assert!(stands.last_error.contains("died"), "{stands:?}");
    }

    async fn what_comes_back_is_one_row_that_is_put_off(server) {
        plan(&server, now()).await;
        let database = server.platform.state.database();
        let mut at = now();
        for minute in 1..=5 {
            let job = claim(&server, JobKind::Settle, "a", at).await.unwrap();
            assert_eq!(job.attempt, minute);
            assert!(claim(&server, JobKind::Settle, "b", at).await.is_none());
            assert!(finish_job(database, &job, r#"{"settled":0}"#, at).await.unwrap());
            assert!(claim(&server, JobKind::Settle, "b", at + 60 * SECOND - 1).await.is_none());
            at += 60 * SECOND;
            assert_eq!(plan(&server, at).await, 0);
        }
        // It never dies: it waits for a quarter of an hour at most, and goes on.
        for _ in 0..MOST_FAILURES + 5 {
            let job = claim(&server, JobKind::Settle, "a", at).await.unwrap();
            fail_job(database, &job, "no", WHOLE, at).await.unwrap();
            let stands = held(database, JobKind::Settle, "").await;
            assert_eq!(stands.state, JobState::Queued);
            assert!(stands.run_at - at <= 900 * SECOND);
            at = stands.run_at;
        }
        let job = claim(&server, JobKind::Settle, "a", at).await.unwrap();
        finish_job(database, &job, "{}", at).await.unwrap();
        let stands = held(database, JobKind::Settle, "").await;
        assert_eq!((stands.failures, stands.last_error.as_str()), (0, ""));
        let jobs = database.read_ledger().await.unwrap().list_all_jobs().await.unwrap();
        assert_eq!(jobs.len(), JobKind::ALL.len(), "the table does not grow");
    }

    async fn the_log_of_attempts_is_kept_for_two_weeks_and_each_last_attempt_for_good(server) {
        plan(&server, now()).await;
        let database = server.platform.state.database();
        let once = claim(&server, JobKind::Payout, "a", now()).await.unwrap();
        finish_job(database, &once, "{}", now()).await.unwrap();
        for (number, at) in [(1, now()), (2, now() + KEPT_MICROS), (3, now() + 2 * KEPT_MICROS)] {
            let job = claim(&server, JobKind::Settle, "a", at).await.unwrap();
            assert_eq!(job.attempt, number);
            finish_job(database, &job, "{}", at).await.unwrap();
        }
        let gone = prune_log(database, now() + 2 * KEPT_MICROS).await.unwrap();
        assert_eq!(gone, 2, "the first minute: started and done");
        let log = log_of(&server, job_id(JobKind::Settle, "")).await;
        assert_eq!(steps(&log), [(2, "started"), (2, "done"), (3, "started"), (3, "done")]);
        let log = log_of(&server, once.job_id).await;
        assert_eq!(steps(&log), [(1, "started"), (1, "done")], "old, and the last of its job");
        assert_eq!(prune_log(database, now() + 2 * KEPT_MICROS).await.unwrap(), 0);
    }

    async fn a_worker_that_is_asked_to_stop_gives_its_job_back_at_once(server) {
        plan(&server, now()).await;
        let database = server.platform.state.database();
        let job = claim(&server, JobKind::Payout, "a", now()).await.unwrap();
        assert!(release_job(database, &job, now() + SECOND).await.unwrap());
        assert!(!finish_job(database, &job, "{}", now() + SECOND).await.unwrap());
        let taken = claim(&server, JobKind::Payout, "b", now() + SECOND).await.unwrap();
        assert_eq!((taken.attempt, taken.failures), (2, 0), "that was no failure");
    }

    /// What a clock wrote that ran two days ahead holds nothing up when it is set right.
    async fn a_clock_that_is_set_back_does_no_harm(server) {
        let ahead = now() + 2 * 86_400 * SECOND;
        let database = server.platform.state.database();
        plan(&server, ahead).await;
        let settle = claim(&server, JobKind::Settle, "a", ahead).await.unwrap();
        finish_job(database, &settle, "{}", ahead).await.unwrap();
        let dead = claim(&server, JobKind::Payout, "dead", ahead).await.unwrap();
        let alive = claim(&server, JobKind::CreditNotes, "alive", ahead).await.unwrap();
        assert!(claim(&server, JobKind::Settle, "a", now()).await.is_none());
        // The clock is right again.
        assert_eq!(plan(&server, now()).await, 0, "nothing is planned a second time");
        assert!(claim(&server, JobKind::Settle, "a", now()).await.is_some());
        assert!(claim(&server, JobKind::Payout, "b", now()).await.is_none(), "its lease is whole");
        let third = now() + LEASE_MICROS / 3;
        assert!(renew_job(database, &alive, third).await.unwrap());
        let end = now() + LEASE_MICROS;
        plan(&server, end).await;
        let taken = claim(&server, JobKind::Payout, "b", end).await.unwrap();
        assert_eq!((taken.job_id, taken.attempt), (dead.job_id, 2));
        assert!(claim(&server, JobKind::CreditNotes, "b", end).await.is_none(), "it lives");
        assert!(finish_job(database, &alive, "{}", end).await.unwrap());
        assert!(!finish_job(database, &dead, "{}", end).await.unwrap());
    }

    /// A run that began before midnight at the end of a month is at the payouts too.
    async fn transfers_leave_payouts_to_a_run_of_the_month_before(server) {
        let before = micros("2026-10-31T10:00:00Z");
        plan(&server, before).await;
        let run = claim(&server, JobKind::Payout, "a", before).await.unwrap();
        assert_eq!(run.period, "2026-10");
        let job = claim(&server, JobKind::Transfers, "b", now()).await.unwrap();
        let id = job.job_id;
        let (_tell, told) = tokio::sync::watch::channel(false);
        attempt(server.platform.clone(), job, told).await;
        let mut tx = server.platform.state.database().read_ledger().await.unwrap();
        let log = tx.list_attempts(id, 1).await.unwrap();
        assert!(log[0].note.contains("the payout run is at it"), "{log:?}");
    }

    /// Two clocks that differ by less than a lease: who is behind takes no time from who is ahead.
    async fn a_clock_that_is_a_little_behind_shortens_no_lease(server) {
        plan(&server, now()).await;
        claim(&server, JobKind::Payout, "ahead", now()).await.unwrap();
        plan(&server, now() - 25 * SECOND).await;
        let stands = held(server.platform.state.database(), JobKind::Payout, "2026-11").await;
        assert_eq!(stands.lease_until, Some(now() + LEASE_MICROS));
        plan(&server, now() - 31 * SECOND).await;
        let stands = held(server.platform.state.database(), JobKind::Payout, "2026-11").await;
        assert_eq!(stands.lease_until, Some(now() - SECOND));
    }

    /// Y1: brought forward, it would be done at once, in the month before, and December would have
    /// no payout run.
    async fn a_run_that_a_clock_ahead_planned_waits_for_its_day(server) {
        let database = server.platform.state.database();
        plan(&server, micros(AHEAD)).await;
        assert_eq!(plan(&server, now()).await, 2, "the runs of November");
        let own = claim(&server, JobKind::Payout, "a", now()).await.unwrap();
        assert_eq!(own.period, "2026-11");
        assert!(claim(&server, JobKind::Payout, "a", now()).await.is_none());
        finish_job(database, &own, "{}", now()).await.unwrap();
        let before = micros(PAYOUT_DAY) - 1;
        plan(&server, before).await;
        assert!(claim(&server, JobKind::Payout, "a", before).await.is_none());
        plan(&server, before + 1).await;
        let run = claim(&server, JobKind::Payout, "a", before + 1).await.unwrap();
        assert_eq!((run.period.as_str(), run.attempt), ("2026-12", 1));
    }

    /// The clock ahead was at the run when its process died: whoever takes it over does not do it,
    /// and does not end it either.
    async fn y1_a_run_of_a_month_to_come_is_put_off_to_its_day(server) {
        let database = server.platform.state.database();
        plan(&server, micros(AHEAD)).await;
        for kind in [JobKind::Payout, JobKind::CreditNotes] {
            claim(&server, kind, "dead", micros(AHEAD)).await.unwrap();
        }
        plan(&server, now()).await;
        let end = now() + LEASE_MICROS;
        for (kind, due) in
            [(JobKind::Payout, PAYOUT_DAY), (JobKind::CreditNotes, "2026-11-30T23:00:00Z")]
        {
            claim(&server, kind, "b", end).await.unwrap();
            let taken = claim(&server, kind, "b", end).await.unwrap();
            assert_eq!((taken.period.as_str(), taken.attempt), ("2026-12", 2));
            let (_tell, told) = tokio::sync::watch::channel(false);
            attempt(server.platform.clone(), taken, told).await;
            let stands = held(database, kind, "2026-12").await;
            assert_eq!((stands.state, stands.run_at), (JobState::Queued, micros(due)));
            plan(&server, end).await;
            assert_eq!(held(database, kind, "2026-12").await.run_at, micros(due), "and stays so");
        }
    }

    /// A clock that ran ahead made December's run in November: December makes it again, for whoever
    /// was not due anything yet. A clock that stays ahead has its way in the end.
    async fn y1_a_run_that_was_made_before_its_month_is_made_again(server) {
        let database = server.platform.state.database();
        plan(&server, micros(AHEAD)).await;
        for number in 1..=MOST_FAILURES {
            let early = claim(&server, JobKind::Payout, "a", micros(AHEAD)).await.unwrap();
            assert_eq!((early.period.as_str(), early.attempt), ("2026-12", number));
            assert!(finish_job(database, &early, "{}", micros(AHEAD)).await.unwrap());
            plan(&server, now()).await;
            let stands = held(database, JobKind::Payout, "2026-12").await;
            let state = if number < MOST_FAILURES { JobState::Queued } else { JobState::Done };
            assert_eq!((stands.state, stands.attempts), (state, number));
            if state == JobState::Queued {
                assert_eq!((stands.run_at, stands.finished_at), (micros(PAYOUT_DAY), None));
            }
            if number == 1 {
                let own = claim(&server, JobKind::Payout, "b", now()).await.unwrap();
                assert_eq!(own.period, "2026-11");
                finish_job(database, &own, "{}", now()).await.unwrap();
            }
        }
        // What was made in its own month stays.
        assert_eq!(held(database, JobKind::Payout, "2026-11").await.state, JobState::Done);
    }

    async fn a_kind_of_a_newer_program_is_left_alone_and_listed(server) {
        let database = server.platform.state.database();
        let sql = format!(
            "INSERT INTO jobs VALUES ('{}', '{}', 'unheard_of', '', '{{}}', 1, 'queued', 0, 0, NULL, \
             '', '', 1, NULL)",
            mojo_domain::TenantId::MOJO_LLC,
            Uuid::from_u128(7),
        );
        crate::tests::storage::run(database, &sql).await.unwrap();
        assert!(claim_job(database, &JobKind::ALL, "a", now()).await.unwrap().is_none());
        plan(&server, now()).await;
        let listed = server.platform.list_jobs(None).await.unwrap();
        let kinds: Vec<&Value> =
            listed["jobs"].as_array().unwrap().iter().map(|job| &job["kind"]).collect();
        assert!(kinds.contains(&&json!("unheard_of")), "{listed}");
        assert!(server.platform.list_jobs(Some("dead")).await.is_err());
    }

    async fn the_platforms_people_see_the_queue_and_nobody_else_does(server) {
        open_shop(&server).await;
        plan(&server, now()).await;
        let job = claim(&server, JobKind::Payout, "a", now()).await.unwrap();
        fail_job(server.platform.state.database(), &job, "no", WHOLE, now()).await.unwrap();
        let admin = platform_admin(&server).await;
        let (status, list) = server.call("GET", "/api/v1/jobs", Some(&admin), None).await;
        assert_eq!(status, StatusCode::OK, "{list}");
        assert_eq!(list["jobs"].as_array().unwrap().len(), JobKind::ALL.len());
        let (_, dead) = server.call("GET", "/api/v1/jobs?state=failed", Some(&admin), None).await;
        assert_eq!(dead["jobs"], json!([]));
        let (status, _) = server.call("GET", "/api/v1/jobs?state=x", Some(&admin), None).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        let path = format!("/api/v1/jobs/{}", job.job_id);
        let (status, shown) = server.call("GET", &path, Some(&admin), None).await;
        assert_eq!(status, StatusCode::OK, "{shown}");
        assert_eq!((&shown["state"], &shown["period"]), (&json!("queued"), &json!("2026-11")));
        assert_eq!(shown["log"][0]["step"], "failed", "{shown}");
        assert_eq!(shown["log"][0]["note"], "no");
        let owner = server.token("platform_admin@birkenhain").await;
        for path in ["/api/v1/jobs", &path] {
            let (status, _) = server.call("GET", path, Some(&owner), None).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{path}");
        }
        let unknown = format!("/api/v1/jobs/{}", Uuid::from_u128(1));
        let (status, _) = server.call("GET", &unknown, Some(&admin), None).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    }

    /// It would do the days of the others, and they its days, in turn.
    async fn a_process_whose_clock_is_days_off_the_databases_does_no_job(server) {
        let database = server.platform.state.database();
        let work = async || {
            let platform = server.platform.clone().with_clock_guard();
            let (tell, told) = tokio::sync::watch::channel(false);
            let working = tokio::spawn(run_queue(platform, told));
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            tell.send(true).unwrap();
            working.await.unwrap();
            database.read_ledger().await.unwrap().list_all_jobs().await.unwrap().len()
        };
        let Some(there) = database.now().await.unwrap() else {
            // An embedded database has the clock of its process.
            assert!(work().await > 0);
            return;
        };
        let guarded = server.platform.clone().with_clock_guard();
        let guarded = Server::around(guarded, server.clock.clone());
        let is_told = async || {
            let (_, page) = guarded.call("GET", "/metrics", None, None).await;
            page.as_str().unwrap().contains("mojo_jobs_held 1")
        };
        let day = 86_400 * SECOND;
        for apart in [2 * day, -2 * day, 6 * 60 * SECOND] {
            server.clock.set(mojo_domain::from_micros(there + apart));
            assert_eq!(work().await, 0, "{apart}");
            assert!(is_told().await, "{apart}");
        }
        server.clock.set(mojo_domain::from_micros(database.now().await.unwrap().unwrap()));
        assert!(!is_told().await);
        assert!(work().await > 0, "whose clock is right does all of it");
    }

    async fn what_has_run_out_is_marked_and_the_time_alone_decides(server) {
        open_shop(&server).await;
        let database = server.platform.state.database();
        let llc = mojo_domain::TenantId::MOJO_LLC;
        for (id, state, ends) in [("i1", "open", now()), ("i2", "open", now() + 1), ("i3", "revoked", 0)] {
            let sql = format!(
                "INSERT INTO invitations VALUES ('{llc}', '{id}', '{id}', 'affiliate', '', '[]', \
                 NULL, NULL, NULL, 1, {ends}, '{state}', NULL, NULL, NULL, NULL)"
            );
            crate::tests::storage::run(database, &sql).await.unwrap();
        }
        let week = 7 * 86_400 * SECOND;
        let old = now() - week;
        for (number, state, opened) in
            [(1, "open", old), (2, "failed", old), (3, "open", old + 1), (4, "paid", old)]
        {
            let (checkout, order) = (Uuid::from_u128(number), Uuid::from_u128(100 + number));
            let sql = format!(
                "INSERT INTO checkouts VALUES ('{llc}', '{checkout}', '{order}', '{order}', NULL, \
                 'EUR', 1, {opened}, '{state}', 'pi_{number}', NULL, '', 0)"
            );
            crate::tests::storage::run(database, &sql).await.unwrap();
        }
        let done = expire(database, now()).await.unwrap();
        assert_eq!((done.invitations, done.checkouts), (1, 2));
        let again = expire(database, now()).await.unwrap();
        assert_eq!((again.invitations, again.checkouts), (0, 0));
        let seller = crate::auth::Tenant::named_by_platform(llc);
        let mut tx = database.read(seller).await.unwrap();
        let mut states = Vec::new();
        for number in 1..=4 {
            let found = tx.find_checkout(Uuid::from_u128(number)).await.unwrap().unwrap();
            states.push(found.state.code());
        }
        assert_eq!(states, ["expired", "expired", "open", "paid"]);
    }
}

/// The queue as a server works it: everything that is due is done once, and it stops when it is told.
#[tokio::test]
async fn a_server_works_the_queue_and_stops_when_it_is_asked() {
    let server = Server::on_sqlite().await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let platform = server.platform.clone();
    let serving = tokio::spawn(async move {
        platform.serve(listener, async move { drop(stopped.await) }).await.unwrap();
    });
    let database = server.platform.state.database();
    let calendar = server.platform.state.calendar();
    let due = JobKind::ALL.iter().filter(|kind| calendar.does(**kind)).count();
    let done = async || {
        let jobs = database.read_ledger().await.unwrap().list_all_jobs().await.unwrap();
        let is_done = |job: &JobRecord| job.attempts > 0 && job.state != JobState::Running;
        jobs.len() == due && jobs.iter().all(is_done)
    };
    let patience = std::time::Duration::from_secs(60);
    let wait = async {
        while !done().await {
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(patience, wait).await.expect("what is due is done");
    stop.send(()).unwrap();
    tokio::time::timeout(patience, serving).await.expect("it stops").unwrap();
    let jobs = database.read_ledger().await.unwrap().list_all_jobs().await.unwrap();
    for job in jobs {
        // The clock stands: nothing comes back.
        assert_eq!((job.attempts, job.failures), (1, 0), "{job:?}");
    }
}
