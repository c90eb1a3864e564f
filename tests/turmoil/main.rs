//! A simulated network (turmoil) around the platform's real router and real desks: messages late and
//! out of step, links cut one way or both, held back and let go, the platform gone in the middle of
//! a request. Afterwards all is well again, and nothing is lost, doubled or different.
//!
//! The network and its time are simulated; the databases are real and work in threads of their own.
//! So a seed gives the same faults and not the same history: the invariants must hold in any.
#![expect(clippy::unwrap_used, reason = "what goes wrong ends the test")]

mod simulation;
mod transport;

use std::sync::Arc;

use mojo_desk::checkin::PaperCard;
use mojo_journeys::{Practice, TestDesk};
use simulation::{Member, Simulation};

/// Seeds of the test command; `MOJO_TURMOIL_SEEDS` plays more.
const SEEDS: u64 = 40;
/// Visits on the card that all use: the most that a card can hold.
const ENTRIES: i32 = 1_000;

#[test]
fn whatever_the_network_does_nothing_is_lost_doubled_or_different() {
    let seeds = std::env::var("MOJO_TURMOIL_SEEDS").ok().and_then(|text| text.parse().ok());
    let seeds = seeds.unwrap_or(SEEDS);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (practice, desks) = runtime.block_on(open());
    let mut left = ENTRIES;
    for seed in 0..seeds {
        let members = 2 + usize::try_from(seed % 4).unwrap();
        let simulation = Simulation::new(seed, &practice, &desks[..members]);
        simulation.play_with_faults();
        simulation.play_well();
        left = runtime.block_on(simulation.look(left));
    }
    let failed: u64 = desks.iter().map(|desk| desk.failed_rounds()).sum();
    assert!(failed > seeds, "only {failed} rounds failed, so hardly anything was tried");
}

/// A platform and five desks, signed in.
async fn open() -> (Arc<Practice>, Vec<Arc<Member>>) {
    let practice = Practice::on_sqlite().await;
    let mut desks: Vec<TestDesk> = Vec::new();
    for name in ["Empfang", "Büro", "Raum 1", "Raum 2", "Zuhause"] {
        desks.push(practice.desk(name).await);
    }
    let client = desks[0].enter_client("Tilda", "Turmoil").await;
    let paper = PaperCard {
        contact_id: client.contact_id.clone(),
        left: ENTRIES.cast_unsigned(),
        product_id: None,
        code: None,
        expires_on: None,
    };
    let card = desks[0].import_card(paper).await.unwrap().card_id;
    for desk in &desks {
        desk.sync_until_quiet().await;
    }
    let member = |desk| Arc::new(Member::new(desk, client.contact_id.clone(), card.clone()));
    (Arc::new(practice), desks.into_iter().map(member).collect())
}
