//! A desk with its engine, a modelled platform, and the network between them.

mod platform;

use std::time::Duration;

use mojo_protocol::{AckState, PullPage};
use mojo_sync::backoff::EAGER;
use mojo_sync::{Action, Engine, Failure, Input, Moment, Report, Request, Standing};
pub(crate) use platform::entry_hash;
use platform::{Answer, Platform};

/// What becomes of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fate {
    Well,
    RequestLost,
    AnswerLost,
    /// The answer comes after the desk has given up on it.
    AnswerLate,
    AnswerTwice,
    Garbage,
    Fault,
    TooLarge,
    Busy(u64),
    /// A page without its last change.
    PageTorn,
    /// The answer comes, and the local database fails to keep it.
    StoreFails,
}

/// What survives a restart of the desk.
#[derive(Clone, Debug)]
pub(crate) struct Disk {
    device: u64,
    is_enrolled: bool,
    /// The journal of the present epoch, by the name of each fact.
    journal: Vec<u64>,
    acked: i64,
    /// The verdicts, from the first entry on.
    settled: Vec<i64>,
    cursor: String,
    log_epoch: i64,
    nonce: String,
    applied: Vec<u64>,
}

pub(crate) struct World {
    pub(crate) history: Vec<Action>,
    engine: Engine,
    disk: Disk,
    platform: Platform,
    fates: Vec<Fate>,
    now: Duration,
    wake_at: Option<Duration>,
    patience: Duration,
    last_attempt: Duration,
    waits_since: Duration,
    late: Vec<Input>,
    attempts: usize,
    devices: u64,
    facts: u64,
    is_signed_in: bool,
    chance: u64,
}

impl World {
    pub(crate) fn new(seed: u64, mut fates: Vec<Fate>) -> Self {
        fates.reverse();
        let disk = Disk {
            device: 1,
            is_enrolled: false,
            journal: Vec::new(),
            acked: 0,
            settled: Vec::new(),
            cursor: String::new(),
            log_epoch: 0,
            nonce: String::new(),
            applied: Vec::new(),
        };
        let mut world = Self {
            history: Vec::new(),
            engine: Engine::new(Standing::default()),
            disk,
            platform: Platform::default(),
            fates,
            now: Duration::ZERO,
            wake_at: None,
            patience: Duration::ZERO,
            last_attempt: Duration::ZERO,
            waits_since: Duration::ZERO,
            late: Vec::new(),
            attempts: 0,
            devices: 1,
            facts: 0,
            is_signed_in: true,
            chance: seed,
        };
        world.engine = Engine::new(world.standing());
        world
    }

    fn standing(&self) -> Standing {
        Standing {
            is_signed_in: self.is_signed_in,
            is_enrolled: self.disk.is_enrolled,
            head_dseq: self.head(),
            settled_dseq: self.settled(),
            cursor: self.disk.cursor.clone(),
            log_epoch: self.disk.log_epoch,
            client_version: "0.1.0".to_owned(),
        }
    }

    /// Up to here the verdicts are kept, and the platform was known to hold it.
    fn settled(&self) -> i64 {
        i64::try_from(self.disk.settled.len()).unwrap().min(self.disk.acked)
    }

    fn head(&self) -> i64 {
        i64::try_from(self.disk.journal.len()).unwrap()
    }

    pub(crate) fn pending(&self) -> i64 {
        self.engine.pending()
    }

    pub(crate) fn attempts(&self) -> usize {
        self.attempts
    }

    pub(crate) fn devices(&self) -> u64 {
        self.devices
    }

    pub(crate) fn is_asked_for_patience(&self) -> bool {
        self.now < self.patience
    }

    pub(crate) fn record(&mut self, n: u8) {
        if self.pending() == 0 {
            self.waits_since = self.now;
        }
        for _ in 0..n {
            self.facts += 1;
            self.disk.journal.push(self.facts);
        }
        self.tell(Input::OutboxFilled { head_dseq: self.head() });
    }

    pub(crate) fn others_record(&mut self, n: u8) {
        for _ in 0..n {
            self.facts += 1;
            self.platform.append(None, self.facts);
        }
    }

    pub(crate) fn press(&mut self) {
        self.tell(Input::SyncNow);
    }

    pub(crate) fn change_network(&mut self) {
        self.tell(Input::NetworkChanged);
    }

    pub(crate) fn sign_out(&mut self) {
        self.is_signed_in = false;
        self.tell(Input::SignedOut);
    }

    pub(crate) fn sign_in(&mut self) {
        self.is_signed_in = true;
        self.tell(Input::SignedIn);
    }

    /// The process dies and comes back: only the disk is left, and time begins anew.
    pub(crate) fn restart(&mut self) {
        self.engine = Engine::new(self.standing());
        self.late.clear();
        self.wake_at = None;
        self.last_attempt = self.now;
        self.patience = Duration::ZERO;
        self.tell(Input::Tick);
    }

    pub(crate) fn restore_platform(&mut self) {
        self.platform.restore();
    }

    pub(crate) fn platform_calls_everybody_a_copy(&mut self, does: bool) {
        self.platform.calls_everybody_a_copy = does;
    }

    pub(crate) fn copy_of_the_desk(&self) -> Disk {
        self.disk.clone()
    }

    pub(crate) fn put_back(&mut self, disk: Disk) {
        self.disk = disk;
        self.restart();
    }

    /// Lets time pass, waking the engine when it asked for it.
    pub(crate) fn wait(&mut self, span: Duration) {
        let until = self.now + span;
        while let Some(wake_at) = self.wake_at.filter(|at| *at <= until) {
            self.now = self.now.max(wake_at);
            self.wake_at = None;
            self.tell(Input::Tick);
            self.run();
        }
        self.now = until;
        self.assert_eager();
    }

    fn assert_eager(&self) {
        if self.is_signed_in && self.pending() > 0 && self.now > self.patience {
            let since = self.last_attempt.max(self.patience).max(self.waits_since);
            assert!(self.now <= since + EAGER, "{:?} since the last attempt", self.now - since);
        }
    }

    /// Delivers what came late.
    pub(crate) fn run(&mut self) {
        for input in std::mem::take(&mut self.late) {
            self.tell(input);
        }
    }

    pub(crate) fn come_to_rest(&mut self) {
        self.fates.clear();
        self.is_signed_in = true;
        self.tell(Input::Tick);
        // Past the time that a greeting holds: a platform that lost something says so then.
        self.wait(Duration::from_secs(6 * 60));
        for _ in 0..400 {
            self.wait(Duration::from_secs(60));
            if self.pending() == 0 && self.disk.cursor == self.platform.head_cursor() {
                return;
            }
        }
        panic!("no rest: {} wait, {:?}", self.pending(), self.engine);
    }

    /// Nothing lost, nothing twice, on both sides.
    pub(crate) fn check(&self) {
        let mut held = self.platform.facts();
        held.sort_unstable();
        let all: Vec<u64> = (1..=self.facts).collect();
        assert_eq!(held, all, "the platform holds every fact once");
        let all_settled: Vec<i64> = (1..=self.head()).collect();
        assert_eq!(self.disk.settled, all_settled, "every entry has its verdict, in order");
        let mut here: Vec<u64> = self.disk.journal.clone();
        here.extend(&self.disk.applied);
        here.sort_unstable();
        here.dedup();
        assert_eq!(here, all, "the desk knows every fact");
        let mut applied = self.disk.applied.clone();
        applied.sort_unstable();
        applied.dedup();
        assert_eq!(applied.len(), self.disk.applied.len(), "no fact was applied twice");
    }

    fn tell(&mut self, input: Input) {
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            self.chance = self.chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let moment = Moment { at: self.now, chance: self.chance >> 33 };
            for action in self.engine.handle(moment, input) {
                self.history.push(action.clone());
                self.act(action, &mut inputs);
            }
        }
        self.assert_never_stuck();
    }

    /// There is no state that waits for the next write: a request, a local work, or a wake-up.
    fn assert_never_stuck(&self) {
        let has_plan = self.wake_at.is_some() || !self.engine.is_idle();
        assert!(has_plan || !self.is_signed_in, "nothing planned: {:?}", self.engine);
    }

    fn act(&mut self, action: Action, inputs: &mut Vec<Input>) {
        match action {
            Action::Send { ticket, request } => self.send(ticket, request, inputs),
            Action::Greet { log_epoch, nonce, acknowledged, rewind } => {
                self.disk.log_epoch = log_epoch;
                self.disk.nonce = nonce;
                self.disk.acked = acknowledged.dseq;
                if rewind {
                    self.disk.cursor = String::new();
                }
                inputs.push(Input::Greeted);
            }
            Action::Settle { verdicts, acknowledged, .. } => {
                self.disk.acked = acknowledged.dseq;
                for verdict in verdicts {
                    if !self.disk.settled.contains(&verdict.dseq) {
                        self.disk.settled.push(verdict.dseq);
                    }
                }
                inputs.push(Input::VerdictsSettled);
            }
            Action::Apply { page } => {
                self.apply(page);
                inputs.push(Input::PageApplied);
            }
            Action::NewEpoch => inputs.push(self.begin_epoch()),
            Action::WakeAt(at) => {
                self.wake_at = Some(self.wake_at.map_or(at, |old| old.min(at)));
            }
            Action::Report(Report::SignedOut | Report::Revoked) => self.is_signed_in = false,
            Action::Report(_) => {}
        }
    }

    fn apply(&mut self, page: PullPage) {
        assert_eq!(page.from, self.disk.cursor, "a page that does not continue is never applied");
        for change in page.changes {
            let fact = u64::try_from(change.entity_id.as_u128()).unwrap();
            let is_own = self.disk.journal.contains(&fact);
            if !is_own && !self.disk.applied.contains(&fact) {
                self.disk.applied.push(fact);
            }
        }
        self.disk.cursor = page.to;
    }

    fn begin_epoch(&mut self) -> Input {
        self.devices += 1;
        let rest = self.disk.journal.split_off(self.disk.settled.len());
        // What was acknowledged is part of the own past, as if it had been pulled.
        let past = std::mem::replace(&mut self.disk.journal, rest);
        for fact in past {
            if !self.disk.applied.contains(&fact) {
                self.disk.applied.push(fact);
            }
        }
        self.disk.device = self.devices;
        self.disk.is_enrolled = false;
        self.disk.acked = 0;
        self.disk.settled.clear();
        self.disk.nonce = String::new();
        Input::EpochBegun { head_dseq: self.head() }
    }

    fn send(&mut self, ticket: u64, request: Request, inputs: &mut Vec<Input>) {
        self.attempts += 1;
        self.last_attempt = self.now;
        let failed = |failure, seconds: Option<u64>| Input::Failed {
            ticket,
            failure,
            retry_after: seconds.map(Duration::from_secs),
        };
        let fate = self.fates.pop().unwrap_or(Fate::Well);
        match fate {
            Fate::RequestLost => return inputs.push(failed(Failure::Offline, None)),
            Fate::Garbage => return inputs.push(failed(Failure::Garbage, None)),
            Fate::Fault => return inputs.push(failed(Failure::Server { status: 500 }, None)),
            Fate::TooLarge => return inputs.push(failed(Failure::TooLarge, None)),
            Fate::Busy(seconds) => {
                let asked = Duration::from_secs(seconds.min(3600));
                self.patience = self.patience.max(self.now + asked);
                return inputs.push(failed(Failure::Busy, Some(seconds)));
            }
            _ => {}
        }
        let answer = self.ask(ticket, request);
        match fate {
            Fate::AnswerLost => inputs.push(failed(Failure::Stalled, None)),
            Fate::AnswerLate => {
                self.late.push(answer);
                inputs.push(failed(Failure::Stalled, None));
            }
            Fate::AnswerTwice => inputs.extend([answer.clone(), answer]),
            Fate::PageTorn => inputs.push(torn(answer)),
            Fate::StoreFails => {
                inputs.push(Input::LocalFailed { code: "disk_full".to_owned() });
            }
            _ => inputs.push(answer),
        }
    }

    fn own_hash(&self, held: &AckState) -> Option<String> {
        let at = usize::try_from(held.dseq).ok().filter(|n| *n > 0)? - 1;
        let fact = *self.disk.journal.get(at)?;
        Some(entry_hash(self.disk.device, held.dseq, fact))
    }

    fn ask(&mut self, ticket: u64, request: Request) -> Input {
        let disk = &self.disk;
        let answer = match request {
            Request::Enrol => {
                self.disk.is_enrolled = true;
                self.platform.enrol(self.disk.device);
                return Input::Enrolled { ticket };
            }
            Request::Hello => self.platform.hello(disk.device, self.head(), &disk.nonce),
            Request::Push { after_dseq, limit } => {
                let after = usize::try_from(after_dseq).unwrap();
                let batch: Vec<u64> =
                    disk.journal.iter().skip(after).take(limit).copied().collect();
                assert!(!batch.is_empty(), "an empty push");
                self.platform.push(disk.device, after_dseq, &batch)
            }
            Request::Pull { cursor } => Ok(Answer::Page(self.platform.pull(&cursor))),
        };
        match answer {
            Ok(Answer::Hello(answer)) => {
                let own_hash = self.own_hash(&answer.acknowledged);
                Input::HelloAnswered { ticket, answer, own_hash }
            }
            Ok(Answer::Push(answer)) => {
                let own_hash = self.own_hash(&answer.acknowledged);
                Input::PushAnswered { ticket, answer, own_hash }
            }
            Ok(Answer::Page(page)) => Input::PullAnswered { ticket, page },
            Err(failure) => Input::Failed { ticket, failure, retry_after: None },
        }
    }
}

fn torn(answer: Input) -> Input {
    match answer {
        Input::PullAnswered { ticket, mut page } => {
            page.changes.pop();
            Input::PullAnswered { ticket, page }
        }
        other => other,
    }
}
