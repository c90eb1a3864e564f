//! The world of a run: its time, its machines, what was promised.

mod connect;
mod ends;
mod said;
mod sold;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use mojo_domain::FixedClock;
use mojo_protocol::Scope;
use mojo_store::journal;

use super::chance::Chance;
use super::codes::Codes;
use super::disk::{Remains, scratch};
use super::machine::{Machine, Parts, Place, Post, WorldTicks};
use super::papers::Papers;
use super::promise::{self, Promise, Promises};
use super::server::Server;
use super::template::{TENANTS, Template, morning};
use super::trace::Trace;
use super::verbs::{self, Said, Scene, Trouble, Verb};
use super::wire::Wire;
use super::{Held, broken};

pub use ends::{End, VERB};
pub use said::Word;
pub use sold::{DisputedPayment, Order, Refund};

/// A copy of a desk's files.
pub struct DeskBackup {
    /// Of which machine.
    pub machine: usize,
    /// Where.
    pub folder: PathBuf,
    /// Where its marks are.
    pub marks: PathBuf,
    /// Where its journal stood.
    pub head: Place,
    /// What it holds of what was promised.
    pub kept: BTreeSet<usize>,
    /// Somebody else than who works there was signed in.
    pub is_lent: bool,
}

/// A copy of the platform's files.
pub struct PlatformBackup {
    /// Where.
    pub folder: PathBuf,
    /// Which machines were revoked then.
    pub revoked: Vec<usize>,
    /// What it held.
    pub held: promise::Held,
}

/// What a new machine begins with.
pub struct Origin {
    /// A profile.
    pub profile: PathBuf,
    /// Marks, when they came along.
    pub marks: Option<PathBuf>,
    /// What the system calls the machine.
    pub machine_id: String,
}

/// What a run is.
pub struct World {
    /// The seed.
    pub seed: u64,
    /// All draws but those of the machines themselves.
    pub chance: Arc<Chance>,
    /// The history.
    pub trace: Arc<Trace>,
    /// The world's time.
    pub at: DateTime<Utc>,
    ticks: Arc<WorldTicks>,
    /// The platform.
    pub server: Server,
    /// The desks.
    pub machines: Vec<Machine>,
    /// How far each desk's journal was read.
    read_to: Vec<Place>,
    /// What was recorded.
    pub promises: Promises,
    /// Faults and verbs, counted.
    pub tally: BTreeMap<String, u64>,
    /// Verbs that were tried, whatever came of them.
    tried: u64,
    /// Verbs done: neither refused, nor without anything to do, nor cut off.
    pub operations: u64,
    /// What was asked for about affiliate codes.
    pub codes: Codes,
    /// What was asked for on paper.
    pub papers: Papers,
    /// What was written into threads over the platform's API.
    pub words: Vec<Word>,
    /// Copies of desks.
    pub desk_backups: Vec<DeskBackup>,
    /// Copies of the platform.
    pub platform_backups: Vec<PlatformBackup>,
    /// Orders.
    pub orders: Vec<Order>,
    /// What was given back of them.
    pub refunds: Vec<Refund>,
    /// Payments that the customers' banks ask back.
    pub disputed_payments: Vec<DisputedPayment>,
    /// The payment provider, from the first payment on.
    pub stripe: Option<mojo_testkit::stripe::FakeStripe>,
    /// Desks were cloned or put back, so that a number may be given twice.
    pub has_copies: bool,
    /// Tokens of those who place orders.
    pub tokens: BTreeMap<&'static str, String>,
    /// The template.
    pub template: &'static Template,
    folder: tempfile::TempDir,
    step: u64,
}

impl World {
    /// The world before the first step.
    pub async fn new(
        seed: u64,
        template: &'static Template,
        desks: Option<usize>,
        trace: Arc<Trace>,
    ) -> Self {
        let chance = Arc::new(Chance::new(seed, 1));
        let folder = scratch();
        let at = morning() + TimeDelta::minutes(chance.between(0, 600));
        let clock = Arc::new(FixedClock::new(at));
        let server = Server::start(folder.path(), Some(&template.platform), clock, (seed, 2)).await;
        let mut world = Self {
            seed,
            chance,
            trace,
            at,
            ticks: Arc::new(WorldTicks::default()),
            server,
            machines: Vec::new(),
            read_to: Vec::new(),
            promises: Promises::default(),
            tally: BTreeMap::new(),
            tried: 0,
            operations: 0,
            codes: Codes::default(),
            papers: Papers::default(),
            words: Vec::new(),
            desk_backups: Vec::new(),
            platform_backups: Vec::new(),
            orders: Vec::new(),
            refunds: Vec::new(),
            disputed_payments: Vec::new(),
            stripe: None,
            has_copies: false,
            tokens: BTreeMap::new(),
            template,
            folder,
            step: 0,
        };
        // Mostly a few; now and then a whole house, the third tenant with it.
        let count = desks.unwrap_or_else(|| match world.chance.below(10) {
            0 => 7 + world.chance.index(2),
            _ => 1 + world.chance.index(4) + world.chance.index(3),
        });
        for number in 0..count.clamp(1, template.profiles.len()) {
            let profile = &template.profiles[number];
            let origin = Origin {
                profile: profile.folder.clone(),
                marks: Some(profile.marks.clone()),
                machine_id: profile.machine_id.clone(),
            };
            world.add_machine(profile.post.clone(), origin).await;
        }
        world
    }

    /// A machine more; gives back its number.
    pub async fn add_machine(&mut self, post: Post, origin: Origin) -> usize {
        let number = self.machines.len();
        let name = format!("desk{number}");
        let stream = 1000 + 10 * number as u64;
        let exchange = self.server.exchange.clone();
        let wire = Wire::new(exchange, Chance::new(self.seed, stream), self.trace.clone(), &name);
        let machine = Machine::start(Parts {
            name,
            post,
            root: self.folder.path().to_owned(),
            template: Some(origin.profile),
            marks: origin.marks,
            machine_id: origin.machine_id,
            at: self.at,
            skew: TimeDelta::zero(),
            wire: Arc::new(wire),
            ticks: self.ticks.clone(),
            seed: (self.seed, stream + 1),
        })
        .await;
        let head = machine.head().await.map_or((1, 0), |(head, _)| head);
        self.machines.push(machine);
        self.read_to.push(head);
        number
    }

    /// Counts something.
    pub fn count(&mut self, what: &str) {
        self.count_many(what, 1);
    }

    /// Counts several at once.
    pub fn count_many(&mut self, what: &str, times: usize) {
        *self.tally.entry(what.to_owned()).or_default() += u64::try_from(times).unwrap_or(0);
    }

    /// Something happened.
    pub fn tell(&self, line: &str) {
        self.trace.add(&format!("{:>4} {line}", self.step));
    }

    /// The next step begins.
    pub fn begin_step(&mut self) -> u64 {
        self.step += 1;
        self.step
    }

    /// Time passes everywhere.
    pub fn advance(&mut self, by: TimeDelta) {
        self.at += by;
        self.ticks.advance(by.to_std().unwrap_or(Duration::ZERO));
        self.server.clock.set(self.at);
        for machine in &self.machines {
            machine.set_time(self.at);
        }
    }

    /// A machine that is drawn; `None` when none fits.
    pub fn draw_machine(&self, fits: impl Fn(&Machine) -> bool) -> Option<usize> {
        let fitting: Vec<usize> =
            (0..self.machines.len()).filter(|number| fits(&self.machines[*number])).collect();
        self.chance.one(&fitting).copied()
    }

    /// A machine that lost its power is started again, and still has everything.
    pub async fn revive(&mut self, number: usize) -> Held {
        if !self.machines[number].disk.is_dead() {
            return Ok(());
        }
        let remains = *self.chance.one(&[Remains::All, Remains::Nothing, Remains::Part]).unwrap();
        self.count(&format!("power cut: {remains:?} of the unsynced left"));
        let name = self.machines[number].name.clone();
        self.tell(&format!("{name} starts again, {remains:?} left"));
        let started = self.machines[number].restart(remains).await;
        started.map_err(|error| {
            broken("a profile opens after a power cut", format!("{name}: {error}"))
        })
    }

    /// The same for the platform.
    pub async fn revive_platform(&mut self) {
        if self.server.disk.is_dead() {
            let remains =
                *self.chance.one(&[Remains::All, Remains::Nothing, Remains::Part]).unwrap();
            self.count(&format!("platform killed: {remains:?} of the unsynced left"));
            self.tell(&format!("the platform starts again, {remains:?} left"));
            self.server.restart(remains).await;
        }
    }

    /// Somebody does something at a desk.
    pub async fn work(&mut self, number: usize, verb: &'static Verb) -> Held {
        let before = self.read_to[number];
        let faults = self.machines[number].disk.injected();
        let result = (verb.act)(&self.scene(number)).await;
        self.look_at(number, verb.name, (before, faults), result).await
    }

    /// Somebody writes a note on this contact.
    pub async fn write_note_on(&mut self, number: usize, contact: &str) -> Held {
        let before = self.read_to[number];
        let faults = self.machines[number].disk.injected();
        let scene = self.scene(number);
        let result = verbs::contacts::write_note_on(&scene, contact.to_owned()).await;
        self.look_at(number, "write_note", (before, faults), result).await
    }

    /// Somebody of a desk's list.
    pub async fn any_contact(&self, number: usize) -> Result<String, Trouble> {
        Ok(verbs::contacts::any_contact(&self.scene(number)).await?.contact_id)
    }

    /// How often the platform has been put back.
    pub fn era(&self) -> u64 {
        self.tally.get("platform put back from a backup").copied().unwrap_or_default()
    }

    fn scene(&self, number: usize) -> Scene<'_> {
        Scene {
            desk: self.machines[number].desk(),
            chance: &self.chance,
            mark: format!("m{}x{}y{}", number, self.step, self.tried),
            folder: self.folder.path(),
            owner: self.machines[number].post.owner,
            codes: &self.codes,
            papers: &self.papers,
            era: self.era(),
        }
    }

    /// What a verb did: is it what it said, and is it durable?
    async fn look_at(
        &mut self,
        number: usize,
        verb: &'static str,
        (before, faults): (Place, u64),
        result: Result<Said, Trouble>,
    ) -> Held {
        let name = self.machines[number].name.clone();
        let is_faulty = {
            let disk = &self.machines[number].disk;
            disk.is_dead() || disk.injected() > faults
        };
        let has_power = !self.machines[number].disk.is_dead();
        self.count_verb(verb, End::of(&result, has_power));
        match &result {
            // What a program says while its power goes is nobody's story.
            Ok(_) | Err(Trouble::NothingToDo | Trouble::Refused(_) | Trouble::Store(_))
                if !has_power =>
            {
                self.tell(&format!("{name} {verb}: the power goes"));
            }
            Ok(said) => self.tell(&format!("{name} {}: {}", verb, said.line)),
            Err(Trouble::NothingToDo) => self.tell(&format!("{name} {verb}: nothing to do")),
            Err(Trouble::Refused(code)) => {
                self.tell(&format!("{name} {}: no, {code}", verb));
            }
            Err(Trouble::Store(text)) => {
                self.tell(&format!("{name} {}: store: {text}", verb));
                if !is_faulty {
                    let seen = format!("{name} {}: {text}", verb);
                    return Err(broken("the store fails only where the disk does", seen));
                }
            }
            Err(Trouble::Broken(text)) => {
                let seen = format!("{name} {}: {text}", verb);
                return Err(broken("a desk shows what it was told", seen));
            }
        }
        self.revive(number).await?;
        self.read_journal(number).await?;
        if let Ok(said) = result {
            self.expect_recorded(number, before, &said)?;
        }
        Ok(())
    }

    /// A verb came to an end.
    fn count_verb(&mut self, verb: &str, end: End) {
        self.tried += 1;
        self.operations += u64::from(end == End::Done);
        self.count(&format!("{VERB}{verb}: {}", end.name()));
    }

    /// Draws a verb for a desk, and does it.
    pub async fn work_something(&mut self, number: usize) -> Held {
        let Some(scopes) = self.scopes(number).await? else { return Ok(()) };
        match verbs::draw(&self.chance, &scopes) {
            Some(verb) => self.work(number, verb).await,
            None => Ok(()),
        }
    }

    /// What may be seen at a desk; `None` when its disk does not even say that.
    pub async fn scopes(&self, number: usize) -> Held<Option<Vec<Scope>>> {
        match self.machines[number].desk().find_session().await {
            Ok(session) => Ok(session.map(|session| session.scopes)),
            Err(_) if self.machines[number].disk.is_dead() => Ok(None),
            Err(error) => {
                Err(broken("the store fails only where the disk does", error.to_string()))
            }
        }
    }

    /// What the answer named is in the journal.
    fn expect_recorded(&self, number: usize, before: Place, said: &Said) -> Held {
        for (entity, id) in &said.recorded {
            let is_there = self.promises.0.iter().rev().any(|promise| {
                promise.machine == number
                    && promise.place > before
                    && promise.entity == entity.name()
                    && (promise.id == *id || id.is_nil())
            });
            // An edit that changed nothing records nothing.
            let may_be_old = entity.sort() == mojo_protocol::Sort::Card;
            if !is_there && !may_be_old {
                let name = &self.machines[number].name;
                let seen = format!("{name}: {entity} {id} was answered and is not in the journal");
                return Err(broken("what a verb returned is durable", seen));
            }
        }
        Ok(())
    }

    /// Reads on in a desk's journal: what is there now must never be missing again.
    pub async fn read_journal(&mut self, number: usize) -> Held {
        let fault = |error: String| broken("a journal can be read", error);
        let machine = &self.machines[number];
        let (head, _) = machine.head().await.map_err(fault)?;
        let (epoch, dseq) = self.read_to[number];
        let after = if head.0 == epoch { dseq } else { 0 };
        if head < self.read_to[number] {
            let seen = format!("{}: {:?}, then {head:?}", machine.name, self.read_to[number]);
            return Err(broken("what a verb returned is durable", seen));
        }
        let mut reader = machine.desk().reader().await.map_err(|e| fault(e.to_string()))?;
        let entries = journal::list(&mut reader, head.0, after, usize::MAX >> 1).await;
        let entries = entries.map_err(|error| fault(error.to_string()))?;
        drop(reader);
        for entry in entries {
            let carried = self.promises.0.iter_mut().find(|promise| {
                promise.machine == number
                    && promise.id == entry.entity_id
                    && promise.body == entry.body
                    && promise.place.0 < head.0
            });
            if let Some(carried) = carried {
                // The same change in a new chain.
                carried.place = (head.0, entry.dseq);
                carried.hash = entry.hash;
                continue;
            }
            // What a clone took along and sends under its own name was promised where it was made.
            let is_known =
                |promise: &Promise| promise.id == entry.entity_id && promise.body == entry.body;
            if head.0 > 1 && self.promises.0.iter().any(is_known) {
                continue;
            }
            self.promises.0.push(Promise {
                machine: number,
                place: (head.0, entry.dseq),
                recorded_in: head.0,
                entity: entry.entity,
                id: entry.entity_id,
                body: entry.body,
                hash: entry.hash,
                is_open: self.machines[number].is_revoked,
                is_gone_here: false,
                is_gone_there: false,
                may_be_rejected: false,
            });
        }
        self.read_to[number] = head;
        Ok(())
    }

    /// A desk's files went back: its journal is read from there.
    pub fn reread_from(&mut self, number: usize, head: Place) {
        self.read_to[number] = head;
    }

    /// Everything that was started ends.
    pub async fn end(&mut self) {
        for machine in &mut self.machines {
            machine.end().await;
        }
        self.server.end().await;
    }

    /// A folder of its own for a copy.
    pub fn copy_name(&self, what: &str) -> String {
        format!("{what}-{}", self.step)
    }

    /// Where the run's files are.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

impl World {
    /// What the platform holds of all tenants; `None` when it does not say.
    pub async fn held_by_platform(&mut self) -> Option<promise::Held> {
        let mut held = promise::Held::new();
        for owner in TENANTS {
            let log = self.server.log_of(owner).await;
            self.revive_platform().await;
            let changes = log.ok()?.changes;
            held.extend(changes.into_iter().map(|change| (change.entity_id, change.body)));
        }
        Some(held)
    }
}
