//! The state machine itself: a round is enrol, hello, push until nothing waits, pull until nothing
//! comes, rest.

mod answers;

use std::time::Duration;

use mojo_domain::mutant;
use mojo_protocol::MAX_BATCH;

use crate::backoff::{self, EAGER, MOST_PATIENT, POLL};
use crate::{Action, Failure, Input, Moment, Report, Request};

/// Where the desk stands when the driver begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// There is a token.
    pub is_signed_in: bool,
    /// The platform has given this device its number code.
    pub is_enrolled: bool,
    /// The last entry of the journal.
    pub head_dseq: i64,
    /// The last entry whose verdict is kept here and which the platform was known to hold: the next
    /// push begins after it.
    pub settled_dseq: i64,
    /// The cursor of the last applied page.
    pub cursor: String,
    /// The platform's log epoch at the last hello, zero before the first.
    pub log_epoch: i64,
    /// The version of this program.
    pub client_version: String,
}

/// Who is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Session {
    SignedOut,
    SignedIn,
    Revoked,
}

/// What is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// Nothing.
    Idle,
    /// A request.
    Asked(Request),
    /// The local database works; what the answer will set is held here.
    Storing(Stored),
}

/// What is true once the local database has done its work.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stored {
    Greeting { log_epoch: i64, settled_dseq: i64, rewind: bool },
    Verdicts { settled_dseq: i64 },
    Page { cursor: String, more: bool },
    Epoch,
}

/// The sync of one desk.
#[derive(Clone, Debug)]
pub struct Engine {
    standing: Standing,
    session: Session,
    step: Step,
    ticket: u64,
    /// The platform has been greeted in this round.
    is_greeted: bool,
    /// There may be something to fetch.
    wants_pull: bool,
    /// A round is under way.
    is_working: bool,
    /// The platform wants a newer desk: it takes, and gives nothing.
    is_outdated: bool,
    batch: usize,
    failures: u32,
    /// How often this device became a new one without getting anything through.
    forks: u32,
    next_attempt: Duration,
    /// The platform asked for patience until then.
    patience: Duration,
    next_poll: Duration,
    next_greeting: Duration,
}

/// How long a greeting holds when all goes well.
const GREETING: Duration = Duration::from_secs(5 * 60);

impl Engine {
    /// An engine for a desk that stands at `standing`. The first [`Input`] starts it.
    pub fn new(standing: Standing) -> Self {
        let session = if standing.is_signed_in { Session::SignedIn } else { Session::SignedOut };
        Self {
            standing,
            session,
            step: Step::Idle,
            ticket: 0,
            is_greeted: false,
            wants_pull: true,
            is_working: false,
            is_outdated: false,
            batch: MAX_BATCH,
            failures: 0,
            forks: 0,
            next_attempt: Duration::ZERO,
            patience: Duration::ZERO,
            next_poll: Duration::ZERO,
            next_greeting: Duration::ZERO,
        }
    }

    /// How many entries wait for the platform, or for its verdict.
    pub fn pending(&self) -> i64 {
        (self.standing.head_dseq - self.standing.settled_dseq).max(0)
    }

    /// Nothing is under way: neither a request nor work of the local database.
    pub fn is_idle(&self) -> bool {
        self.step == Step::Idle
    }

    /// A round is under way, be it waiting for its next attempt.
    pub fn is_working(&self) -> bool {
        self.is_working
    }

    /// Takes what happened, and says what to do.
    pub fn handle(&mut self, moment: Moment, input: Input) -> Vec<Action> {
        let mut actions = Vec::new();
        match input {
            Input::Tick => {}
            Input::SignedIn => self.sign_in(),
            Input::SignedOut => self.sign_out(Session::SignedOut),
            Input::OutboxFilled { head_dseq } => {
                self.standing.head_dseq = self.standing.head_dseq.max(head_dseq);
                self.next_attempt = self.next_attempt.min(moment.at + EAGER);
            }
            Input::NetworkChanged => {
                self.failures = 0;
                self.next_attempt = moment.at;
            }
            Input::SyncNow => {
                self.failures = 0;
                self.next_attempt = moment.at;
                self.wants_pull = true;
                if self.step == Step::Idle {
                    self.is_greeted = false;
                }
            }
            answer => self.answer(moment, answer, &mut actions),
        }
        self.go_on(moment, &mut actions);
        actions
    }

    fn sign_in(&mut self) {
        self.session = Session::SignedIn;
        self.failures = 0;
        self.next_attempt = Duration::ZERO;
        self.patience = Duration::ZERO;
        self.is_greeted = false;
        self.wants_pull = true;
        self.forget_request();
    }

    /// What is under way finds its ticket gone. Work of the local database is let come to its end.
    fn sign_out(&mut self, session: Session) {
        self.session = session;
        self.is_working = false;
        self.forget_request();
    }

    fn forget_request(&mut self) {
        self.ticket += 1;
        if matches!(self.step, Step::Asked(_)) {
            self.step = Step::Idle;
        }
    }

    /// Decides what comes next. Every way out of here has a request or a local work under way, or
    /// a time to wake up at; except when nobody is signed in.
    fn go_on(&mut self, moment: Moment, actions: &mut Vec<Action>) {
        if self.step != Step::Idle || self.session != Session::SignedIn {
            return;
        }
        if mutant::is("retry_never") && self.failures > 0 {
            return;
        }
        if moment.at >= self.next_poll {
            self.wants_pull = true;
        }
        let earliest = self.next_attempt.max(self.patience);
        let request = self.next_request(moment);
        match request {
            Some(_) if moment.at < earliest => actions.push(Action::WakeAt(earliest)),
            Some(request) => self.send(request, actions),
            None => self.rest(moment, actions),
        }
    }

    fn rest(&mut self, moment: Moment, actions: &mut Vec<Action>) {
        if self.is_working {
            self.is_working = false;
            self.failures = 0;
            self.batch = (self.batch * 2).min(MAX_BATCH);
            let report = if self.is_outdated {
                let code = Failure::UpdateRequired.code().to_owned();
                Report::Failed { code, is_offline: false }
            } else {
                Report::Finished
            };
            actions.push(Action::Report(report));
        }
        if self.next_poll <= moment.at {
            self.next_poll = moment.at + POLL;
        }
        actions.push(Action::WakeAt(self.next_poll));
    }

    fn next_request(&mut self, moment: Moment) -> Option<Request> {
        if !self.standing.is_enrolled {
            return Some(Request::Enrol);
        }
        let wants_push = self.pending() > 0;
        if self.is_greeted && !wants_push && !self.wants_pull {
            return None;
        }
        // A greeting holds for a while, but a round that rested begins with a new one in time:
        // it is where a second copy of this device is noticed.
        if !self.is_working && moment.at >= self.next_greeting {
            self.is_greeted = false;
        }
        if !self.is_greeted {
            return Some(Request::Hello);
        }
        if wants_push {
            return Some(Request::Push {
                after_dseq: self.standing.settled_dseq,
                limit: self.batch,
            });
        }
        if self.wants_pull && !self.is_outdated {
            return Some(Request::Pull { cursor: self.standing.cursor.clone() });
        }
        None
    }

    fn send(&mut self, request: Request, actions: &mut Vec<Action>) {
        self.ticket += 1;
        if !self.is_working {
            self.is_working = true;
            actions.push(Action::Report(Report::Working));
        }
        self.step = Step::Asked(request.clone());
        actions.push(Action::Send { ticket: self.ticket, request });
    }

    /// An attempt came to nothing: wait, longer each time.
    fn fail(&mut self, moment: Moment, failure: &Failure, actions: &mut Vec<Action>) {
        self.step = Step::Idle;
        self.failures = self.failures.saturating_add(1);
        self.is_greeted = false;
        let wait = backoff::wait(self.failures, self.pending() > 0, moment.chance);
        self.next_attempt = moment.at + wait;
        let (code, is_offline) = (failure.code().to_owned(), failure.is_offline());
        actions.push(Action::Report(Report::Failed { code, is_offline }));
    }

    fn be_patient(&mut self, moment: Moment, retry_after: Option<Duration>) {
        if let Some(patience) = retry_after {
            self.patience = moment.at + patience.min(MOST_PATIENT);
        }
    }
}
