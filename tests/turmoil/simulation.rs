//! One seed: desks work and sync while the network does what it likes; then all is well, and they
//! sync until nothing waits.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use mojo_desk::views::ContactInput;
use mojo_domain::{Entropy as _, SeededEntropy};
use mojo_journeys::{Practice, TestDesk};
use mojo_testkit::chance;
use turmoil::{Builder, Sim};

use crate::transport::{Busy, SimulatedHttp, serve};

const NAMES: [&str; 5] = ["desk-0", "desk-1", "desk-2", "desk-3", "desk-4"];
/// Rounds of work and sync of each desk.
const ROUNDS: u64 = 3;

/// A desk and what it has confirmed in this seed.
pub(crate) struct Member {
    desk: TestDesk,
    client: String,
    card: String,
    receipts: Mutex<BTreeSet<String>>,
    visits: Mutex<u32>,
    /// Rounds of sync that came to nothing, in all seeds.
    failed_rounds: AtomicU64,
}

impl Member {
    pub(crate) fn new(desk: TestDesk, client: String, card: String) -> Self {
        let (receipts, visits) = (Mutex::default(), Mutex::default());
        Self { desk, client, card, receipts, visits, failed_rounds: AtomicU64::default() }
    }

    /// Rounds of sync that came to nothing.
    pub(crate) fn failed_rounds(&self) -> u64 {
        self.failed_rounds.load(Ordering::SeqCst)
    }

    /// Something happens at this desk.
    async fn work(&self, what: u64, seed: u64) {
        match what % 3 {
            0 => {
                let sale = self.desk.sell_one("Einzelstunde", "cash").await;
                self.receipts.lock().unwrap().insert(sale.receipt_number);
            }
            1 => {
                let visit = self.desk.use_card(&self.card).await;
                *self.visits.lock().unwrap() += u32::from(visit.redemption_id.is_some());
            }
            _ => {
                let seen = self.desk.show_contact(self.client.clone()).await.unwrap();
                let input = ContactInput {
                    organisation: format!("Verein {seed}-{what}"),
                    first_name: seen.first_name,
                    last_name: seen.last_name,
                    roles: seen.roles,
                    phones: seen.phones,
                    addresses: seen.addresses,
                    ..ContactInput::default()
                };
                self.desk.edit_contact(self.client.clone(), input).await.unwrap();
            }
        }
    }
}

/// One seed.
pub(crate) struct Simulation<'a> {
    seed: u64,
    practice: &'a Arc<Practice>,
    members: &'a [Arc<Member>],
    busy: Busy,
    dice: Arc<SeededEntropy>,
}

impl<'a> Simulation<'a> {
    pub(crate) fn new(seed: u64, practice: &'a Arc<Practice>, members: &'a [Arc<Member>]) -> Self {
        let busy = Busy::default();
        for member in members {
            member.desk.use_transport(Arc::new(SimulatedHttp(busy.clone())));
            member.receipts.lock().unwrap().clear();
            *member.visits.lock().unwrap() = 0;
        }
        let desks: Vec<&TestDesk> = members.iter().map(|member| &member.desk).collect();
        practice.advance(&desks, TimeDelta::seconds(90));
        let dice = chance(seed + 77_000);
        Self { seed, practice, members, busy, dice }
    }

    fn throw(&self, end: u64) -> u64 {
        let mut bytes = [0; 8];
        self.dice.fill(&mut bytes);
        u64::from_le_bytes(bytes) % end
    }

    fn network(&self, slowest: u64) -> Sim<'static> {
        let mut sim = Builder::new()
            .rng_seed(self.seed)
            .min_message_latency(Duration::from_millis(1))
            .max_message_latency(Duration::from_millis(slowest))
            .tick_duration(Duration::from_millis(5))
            .simulation_duration(Duration::from_secs(3_600))
            .enable_random_order()
            .build();
        let (platform, busy) = (self.practice.platform.clone(), self.busy.clone());
        sim.host("platform", move || serve(platform.clone(), busy.clone()));
        sim
    }

    /// Desks work and sync; links break and heal, the platform goes and comes back.
    pub(crate) fn play_with_faults(&self) {
        let mut sim = self.network(400);
        for (name, member) in NAMES.iter().zip(self.members) {
            let (member, busy, seed) = (member.clone(), self.busy.clone(), self.seed);
            let throws: Vec<u64> = (0..ROUNDS).map(|_| self.throw(1_000)).collect();
            sim.client(*name, async move {
                for throw in throws {
                    let at_work = busy.by(1);
                    member.work(throw, seed).await;
                    // A broken network is no error of the desk.
                    let round = member.desk.sync_round().await.unwrap();
                    let failed = u64::from(round.error.is_some());
                    member.failed_rounds.fetch_add(failed, Ordering::SeqCst);
                    drop(at_work);
                    tokio::time::sleep(Duration::from_millis(throw)).await;
                }
                Ok(())
            });
        }
        let mut is_gone = false;
        self.run(&mut sim, |sim, step| {
            if step % 40 != 0 {
                return;
            }
            let desk = NAMES[usize::try_from(self.throw(self.members.len() as u64)).unwrap()];
            match self.throw(9) {
                0 => sim.partition(desk, "platform"),
                1 => sim.partition_oneway(desk, "platform"),
                2 => sim.partition_oneway("platform", desk),
                3 => sim.hold(desk, "platform"),
                4 if !is_gone => {
                    sim.crash("platform");
                    is_gone = true;
                }
                _ => {
                    sim.release(desk, "platform");
                    sim.repair(desk, "platform");
                    if is_gone {
                        sim.bounce("platform");
                        is_gone = false;
                    }
                }
            }
        });
    }

    /// All is well, and every desk syncs until nothing waits; twice, so that all have all.
    pub(crate) fn play_well(&self) {
        for _ in 0..2 {
            let mut sim = self.network(20);
            for (name, member) in NAMES.iter().zip(self.members) {
                let (member, busy) = (member.clone(), self.busy.clone());
                sim.client(*name, async move {
                    let _at_work = busy.by(1);
                    member.desk.sync_until_quiet().await;
                    Ok(())
                });
            }
            self.run(&mut sim, |_, _| {});
        }
    }

    /// Steps until all desks are done. Time is let go slowly while a database works.
    fn run(&self, sim: &mut Sim<'_>, mut trouble: impl FnMut(&mut Sim<'_>, u64)) {
        for step in 1.. {
            match sim.step() {
                Ok(true) => return,
                Ok(false) => {}
                Err(error) => panic!("seed {}: {error}", self.seed),
            }
            trouble(sim, step);
            if self.busy.is_busy() {
                std::thread::sleep(Duration::from_micros(200));
            }
        }
    }

    /// What was confirmed is on every desk, once; all desks show the same. Takes and gives back what
    /// is left on the card.
    pub(crate) async fn look(&self, left_before: i32) -> i32 {
        let seed = self.seed;
        let visits: u32 = self.members.iter().map(|member| *member.visits.lock().unwrap()).sum();
        let mut shown = Vec::new();
        for member in self.members {
            let sync = member.desk.sync_status().await.unwrap();
            assert_eq!((sync.pending, sync.hashes_equal), (0, Some(true)), "seed {seed}: {sync:?}");
            // The whole chain is walked now and then: it grows with every seed.
            if seed % 10 == 9 {
                member.desk.assert_nothing_is_lost().await;
            }
            for other in self.members {
                let receipts = other.receipts.lock().unwrap().clone();
                for receipt in receipts {
                    let sale = member.desk.show_sale(receipt.clone()).await;
                    assert!(sale.is_ok(), "seed {seed}: {receipt} is lost");
                }
            }
            let contact = member.desk.show_contact(member.client.clone()).await.unwrap();
            let left = member.desk.entries_left(&member.card).await;
            shown.push((contact.organisation, contact.note, left));
        }
        assert!(shown.windows(2).all(|pair| pair[0] == pair[1]), "seed {seed}: {shown:?}");
        let left = shown[0].2;
        assert_eq!(left_before - left, visits.cast_signed(), "seed {seed}: every visit once");
        left
    }
}
