//! What the engine makes of answers: of the platform's, and of the local database's.

use std::time::Duration;

use mojo_domain::mutant;
use mojo_protocol::{AckState, HelloResponse, PullPage, PushResponse, RecordVerdict, Verdict};

use super::{Engine, GREETING, Session, Step, Stored};
use crate::backoff::POLL;
use crate::{Action, Failure, Input, Moment, Report, Request, page, version};

impl Engine {
    pub(super) fn answer(&mut self, moment: Moment, input: Input, actions: &mut Vec<Action>) {
        match input {
            Input::Enrolled { ticket } if self.awaits(ticket) => {
                self.step = Step::Idle;
                self.standing.is_enrolled = true;
            }
            Input::HelloAnswered { ticket, answer, own_hash } if self.awaits(ticket) => {
                self.greet(moment, answer, own_hash.as_deref(), actions);
            }
            Input::PushAnswered { ticket, answer, own_hash } if self.awaits(ticket) => {
                self.settle(moment, answer, own_hash.as_deref(), actions);
            }
            Input::PullAnswered { ticket, page } if self.awaits(ticket) => {
                self.take_page(moment, page, actions);
            }
            Input::Failed { ticket, failure, retry_after } if self.awaits(ticket) => {
                self.be_patient(moment, retry_after);
                self.take_failure(moment, failure, actions);
            }
            Input::Greeted | Input::VerdictsSettled | Input::PageApplied => self.stored(moment),
            Input::EpochBegun { head_dseq } => self.begin_epoch(head_dseq),
            Input::LocalFailed { code } => {
                if self.step == Step::Storing(Stored::Epoch) {
                    self.forks = 0;
                }
                self.fail(moment, &Failure::Local { code }, actions);
            }
            // An answer to a request that is of no interest any more.
            _ => {}
        }
    }

    fn awaits(&self, ticket: u64) -> bool {
        matches!(self.step, Step::Asked(_)) && ticket == self.ticket
    }

    /// The platform holds a part of our chain: the entry is ours, and its hash is ours.
    fn holds_our_chain(&self, held: &AckState, own_hash: Option<&str>) -> bool {
        let is_blind = mutant::is("fork_not_noticed") || mutant::is("accept_fork");
        held.dseq == 0 || own_hash == Some(held.hash.as_str()) || is_blind
    }

    fn greet(
        &mut self,
        moment: Moment,
        answer: HelloResponse,
        own_hash: Option<&str>,
        actions: &mut Vec<Action>,
    ) {
        let HelloResponse { log_epoch, nonce, acknowledged, min_client, .. } = answer;
        if !self.holds_our_chain(&acknowledged, own_hash) {
            return self.fork(moment, actions);
        }
        self.is_outdated = !version::is_enough(&self.standing.client_version, &min_client);
        let rewind = self.standing.log_epoch != 0 && self.standing.log_epoch != log_epoch;
        // The platform may hold more than we have verdicts for: an answer was lost, and is asked
        // again. It may hold less: it was restored, and gets everything after.
        let settled_dseq = self.standing.settled_dseq.min(acknowledged.dseq);
        self.step = Step::Storing(Stored::Greeting { log_epoch, settled_dseq, rewind });
        actions.push(Action::Greet { log_epoch, nonce, acknowledged, rewind });
    }

    fn settle(
        &mut self,
        moment: Moment,
        answer: PushResponse,
        own_hash: Option<&str>,
        actions: &mut Vec<Action>,
    ) {
        let PushResponse { verdicts, acknowledged, clamped } = answer;
        if !self.holds_our_chain(&acknowledged, own_hash) {
            return self.fork(moment, actions);
        }
        // One verdict per entry, in order, from where we asked; and nothing beyond what is held.
        let from = self.standing.settled_dseq + 1;
        let is_sound =
            !verdicts.is_empty() && verdicts.iter().zip(from..).all(|(v, n)| v.dseq == n);
        let settled_dseq = verdicts.last().map_or(0, |verdict| verdict.dseq);
        let is_rejected = |v: &RecordVerdict| matches!(v.verdict, Verdict::Rejected { .. });
        if mutant::is("rejected_blocks_queue") && verdicts.iter().any(is_rejected) {
            return self.fail(moment, &Failure::Garbage, actions);
        }
        if !is_sound || settled_dseq > acknowledged.dseq.min(self.standing.head_dseq) {
            return self.fail(moment, &Failure::Garbage, actions);
        }
        self.step = Step::Storing(Stored::Verdicts { settled_dseq });
        actions.push(Action::Settle { verdicts, acknowledged, clamped });
    }

    fn take_page(&mut self, moment: Moment, page: PullPage, actions: &mut Vec<Action>) {
        if !page::is_sound(&page, &self.standing.cursor) {
            return self.fail(moment, &Failure::Garbage, actions);
        }
        let (cursor, more) = (page.to.clone(), page.more);
        self.step = Step::Storing(Stored::Page { cursor, more });
        actions.push(Action::Apply { page });
    }

    fn take_failure(&mut self, moment: Moment, failure: Failure, actions: &mut Vec<Action>) {
        match failure {
            Failure::Forked if mutant::is("fork_not_noticed") => {
                self.fail(moment, &failure, actions);
            }
            Failure::Forked => self.fork(moment, actions),
            Failure::Unauthorized => {
                self.sign_out(Session::SignedOut);
                actions.push(Action::Report(Report::SignedOut));
            }
            Failure::DeviceRevoked => {
                self.sign_out(Session::Revoked);
                actions.push(Action::Report(Report::Revoked));
            }
            Failure::NotEnrolled => {
                self.standing.is_enrolled = false;
                self.fail(moment, &failure, actions);
            }
            // The platform holds less than we thought: go back. Where it holds more or names
            // nothing of ours, only a greeting can tell.
            Failure::Gap { expected_dseq }
                if (1..=self.standing.settled_dseq).contains(&expected_dseq) =>
            {
                // It was restored from a backup, perhaps: greet it, so that it notices.
                self.step = Step::Idle;
                self.is_greeted = false;
                self.standing.settled_dseq = expected_dseq - 1;
            }
            Failure::TooLarge => self.halve(moment, actions),
            // A line so slow that a batch does not get through: try a smaller one.
            Failure::Stalled => {
                if matches!(self.step, Step::Asked(Request::Push { .. })) {
                    self.batch = self.batch.div_ceil(2);
                }
                self.fail(moment, &failure, actions);
            }
            other => self.fail(moment, &other, actions),
        }
    }

    fn halve(&mut self, moment: Moment, actions: &mut Vec<Action>) {
        let is_push = matches!(self.step, Step::Asked(Request::Push { .. }));
        if is_push && self.batch > 1 {
            self.step = Step::Idle;
            self.batch = self.batch.div_ceil(2);
        } else {
            self.fail(moment, &Failure::TooLarge, actions);
        }
    }

    /// Another copy of this device exists. Becoming a new device once is the cure; a platform that
    /// says so again before anything came through is met with patience, not with ever new devices.
    fn fork(&mut self, moment: Moment, actions: &mut Vec<Action>) {
        if self.forks > 0 {
            return self.fail(moment, &Failure::Forked, actions);
        }
        self.forks += 1;
        self.step = Step::Storing(Stored::Epoch);
        actions.push(Action::NewEpoch);
    }

    fn begin_epoch(&mut self, head_dseq: i64) {
        if self.step != Step::Storing(Stored::Epoch) {
            return;
        }
        self.step = Step::Idle;
        self.standing.is_enrolled = false;
        self.standing.settled_dseq = 0;
        self.standing.head_dseq = head_dseq;
        self.is_greeted = false;
        self.wants_pull = true;
    }

    /// The local database has done its work.
    fn stored(&mut self, moment: Moment) {
        let step = std::mem::replace(&mut self.step, Step::Idle);
        match step {
            Step::Storing(Stored::Greeting { log_epoch, settled_dseq, rewind }) => {
                self.standing.log_epoch = log_epoch;
                self.standing.settled_dseq = settled_dseq;
                if rewind {
                    self.standing.cursor = String::new();
                    self.wants_pull = true;
                }
                self.is_greeted = true;
                self.next_greeting = moment.at + GREETING;
            }
            Step::Storing(Stored::Verdicts { settled_dseq }) => {
                self.standing.settled_dseq = settled_dseq;
                self.wants_pull = true;
                self.came_through();
            }
            Step::Storing(Stored::Page { cursor, more }) => {
                self.standing.cursor = cursor;
                self.wants_pull = more;
                self.next_poll = moment.at + POLL;
                self.came_through();
            }
            // Nothing that was waited for.
            other => self.step = other,
        }
    }

    fn came_through(&mut self) {
        self.failures = 0;
        self.forks = 0;
        self.next_attempt = Duration::ZERO;
    }
}
