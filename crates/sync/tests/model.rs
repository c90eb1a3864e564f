//! The engine against a modelled platform over a network that loses, delays, repeats and garbles:
//! whatever happens, everything recorded is acknowledged exactly once, everything of the tenant's
//! order is applied exactly once, and it comes to rest.
#![expect(clippy::unwrap_used, reason = "a model that does not hold ends the test")]

mod world;

use std::time::Duration;

use mojo_sync::Action;
use mojo_sync::backoff::EAGER;
use proptest::prelude::*;
use world::{Fate, World};

/// What the world does to the desk between two requests.
#[derive(Clone, Copy, Debug)]
enum Event {
    Record(u8),
    Elsewhere(u8),
    Wait(u16),
    Press,
    Network,
    Restart,
    PlatformRestored,
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => (1u8..60).prop_map(Event::Record),
        3 => (1u8..60).prop_map(Event::Elsewhere),
        4 => any::<u16>().prop_map(Event::Wait),
        1 => Just(Event::Press),
        1 => Just(Event::Network),
        1 => Just(Event::Restart),
        1 => Just(Event::PlatformRestored),
    ]
}

fn fate() -> impl Strategy<Value = Fate> {
    prop_oneof![
        6 => Just(Fate::Well),
        2 => Just(Fate::RequestLost),
        2 => Just(Fate::AnswerLost),
        1 => Just(Fate::AnswerLate),
        1 => Just(Fate::AnswerTwice),
        1 => Just(Fate::Garbage),
        1 => Just(Fate::Fault),
        1 => Just(Fate::TooLarge),
        1 => (1u64..100).prop_map(Fate::Busy),
        1 => Just(Fate::PageTorn),
        1 => Just(Fate::StoreFails),
    ]
}

fn play(events: &[Event], fates: &[Fate], seed: u64) -> World {
    let mut world = World::new(seed, fates.to_vec());
    for event in events {
        match *event {
            Event::Record(n) => world.record(n),
            Event::Elsewhere(n) => world.others_record(n),
            Event::Wait(millis) => world.wait(Duration::from_millis(u64::from(millis))),
            Event::Press => world.press(),
            Event::Network => world.change_network(),
            Event::Restart => world.restart(),
            Event::PlatformRestored => world.restore_platform(),
        }
        world.run();
    }
    world
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, max_shrink_iters: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn d4_everything_is_acknowledged_exactly_once_and_it_ends(
        events in prop::collection::vec(event(), 1..40),
        fates in prop::collection::vec(fate(), 0..120),
        seed in any::<u64>(),
    ) {
        let mut world = play(&events, &fates, seed);
        world.come_to_rest();
        world.check();
    }

    /// The scheduler's rule. `World::wait` also asserts it at every instant that it passes.
    #[test]
    fn something_waits_then_an_attempt_is_never_further_than_30_seconds(
        events in prop::collection::vec(event(), 1..40),
        fates in prop::collection::vec(fate(), 0..120),
        seed in any::<u64>(),
    ) {
        let mut world = play(&events, &fates, seed);
        for _ in 0..20 {
            if world.pending() > 0 && !world.is_asked_for_patience() {
                let before = world.attempts();
                world.wait(EAGER);
                prop_assert!(world.attempts() > before || world.pending() == 0);
            }
            world.wait(Duration::from_millis(700));
        }
    }

    #[test]
    fn the_same_history_gives_the_same_actions(
        events in prop::collection::vec(event(), 1..20),
        fates in prop::collection::vec(fate(), 0..40),
        seed in any::<u64>(),
    ) {
        let actions = |world: World| -> Vec<Action> { world.history };
        prop_assert_eq!(actions(play(&events, &fates, seed)), actions(play(&events, &fates, seed)));
    }
}

#[test]
fn a_copy_of_the_device_becomes_a_device_of_its_own_and_loses_nothing() {
    let mut world = World::new(1, Vec::new());
    world.record(5);
    world.run();
    let backup = world.copy_of_the_desk();
    world.record(3);
    world.run();
    world.come_to_rest();
    world.put_back(backup);
    world.record(4);
    world.run();
    world.come_to_rest();
    world.check();
    assert_eq!(world.devices(), 2, "the copy took a new id");
}

#[test]
fn a_platform_that_calls_everybody_a_copy_does_not_make_ever_new_devices() {
    let mut world = World::new(1, Vec::new());
    world.record(5);
    world.platform_calls_everybody_a_copy(true);
    world.run();
    world.wait(Duration::from_secs(3600));
    assert_eq!(world.devices(), 2);
    world.platform_calls_everybody_a_copy(false);
    world.come_to_rest();
    world.check();
}

#[test]
fn nobody_signed_in_means_no_request() {
    let mut world = World::new(1, Vec::new());
    world.sign_out();
    world.record(5);
    world.wait(Duration::from_secs(3600));
    assert_eq!(world.attempts(), 0);
    world.sign_in();
    world.come_to_rest();
    world.check();
}

#[test]
fn the_patience_that_the_platform_asks_for_is_kept_and_bounded() {
    let mut world = World::new(1, vec![Fate::Busy(120), Fate::Busy(u64::MAX)]);
    world.record(1);
    world.run();
    world.wait(Duration::from_secs(119));
    assert_eq!(world.attempts(), 1, "two minutes are two minutes");
    world.wait(Duration::from_secs(2));
    assert_eq!(world.attempts(), 2);
    world.wait(Duration::from_secs(3601));
    assert!(world.attempts() > 2, "an hour is enough patience for anybody");
    world.come_to_rest();
    world.check();
}
