//! The platform dies, or its disk fails, while it takes a push: the desk's batch is there once.

use mojo_journeys::program::{Fault, Harm};

use crate::kill_sync::{Bought, Practice};
use crate::places::Sweep;

/// The platform meets `harm` at every call of `syscall` while it takes a push.
fn harm_everywhere(practice: &mut Practice, harm: Harm, syscall: &'static str) {
    let sweep = Sweep::new("a batch that the platform takes", harm, syscall);
    let log = practice.folder.path().join("platform.log");
    let mut all: Vec<Bought> = Vec::new();
    let mut waits = false;
    for nth in sweep.places() {
        let what = sweep.at(nth);
        practice.server = None;
        if !waits {
            all.push(practice.a_client_buys());
        }
        practice.server = practice.host.start_under(sweep.fault(nth), &log);
        let sync = practice.reception.run(&["sync"]);
        let was_harmed = match &mut practice.server {
            None => true,
            Some(server) => {
                let called = std::fs::read_to_string(&log).unwrap_or_default();
                called.contains("(INJECTED)") || !server.is_alive()
            }
        };
        waits = sync.code != Some(0);
        if waits {
            assert!(was_harmed, "{what}: {sync:?}");
            assert_eq!(sync.code, Some(1), "{what}: {sync:?}");
            assert!(sync.stderr.contains("nothing is lost"), "{what}: {sync:?}");
        }
        if !was_harmed {
            settle(practice, &all, &what);
            sweep.ended(nth);
            break;
        }
        // Every now and then, and not only at the end, all is looked at.
        if nth % 20 == 0 {
            waits = false;
            settle(practice, &all, &what);
        }
    }
}

/// With a platform that is well again, everything finds its place, once.
fn settle(practice: &mut Practice, all: &[Bought], what: &str) {
    practice.server = None;
    practice.server = practice.host.start();
    assert!(practice.server.is_some(), "{what}: the platform does not start any more");
    for desk in [&practice.reception, &practice.office] {
        desk.done(&["sync"]);
        desk.assert_all_acknowledged();
    }
    for bought in all.iter().rev().take(12) {
        assert_eq!(bought.seen_by(&practice.office), (1, 1), "{what}");
    }
}

#[test]
fn d4_a_batch_is_there_once_wherever_the_platform_dies() {
    let Some(mut practice) = Practice::open() else { return };
    for syscall in ["pwrite64", "fsync"] {
        harm_everywhere(&mut practice, Harm::Death, syscall);
    }
}

#[test]
fn d4_a_platform_without_room_loses_nothing_and_goes_on_when_there_is() {
    let Some(mut practice) = Practice::open() else { return };
    harm_everywhere(&mut practice, Harm::FullDisk, "pwrite64");
    harm_everywhere(&mut practice, Harm::BrokenDisk, "fsync");
}

/// Every connection of the platform meets a full disk at its n-th write and is whole otherwise: a
/// request that fails is repeated, and the same process takes it.
#[test]
fn d4_a_platform_that_had_no_room_for_a_while_needs_no_restart() {
    let Some(mut practice) = Practice::open() else { return };
    let log = practice.folder.path().join("platform.log");
    let mut all: Vec<Bought> = Vec::new();
    practice.server = None;
    // Counted in each thread, and a connection that takes another's place is a new one: far enough
    // that no single request, the copying of the log included, reaches it alone.
    let fault = Fault { harm: Harm::FullFor(2), syscall: "pwrite64", nth: 600 };
    practice.server = practice.host.start_under(fault, &log);
    for round in 0..25 {
        all.push(practice.a_client_buys());
        let mut said = Vec::new();
        let came_through = (0..8).any(|_| {
            let ended = practice.reception.run(&["sync"]);
            said.push(ended.stderr);
            ended.code == Some(0)
        });
        assert!(came_through, "{round}: the platform has room again and takes nothing: {said:?}");
    }
    let called = std::fs::read_to_string(&log).unwrap_or_default();
    assert!(called.contains("(INJECTED)"), "nothing was tried");
    assert!(practice.server.as_mut().is_some_and(|server| server.is_alive()));
    settle(&mut practice, &all, "without a restart");
}
