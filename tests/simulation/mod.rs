//! The seeded simulation: the real desks, the real platform, one process, one seed, one history.
//!
//! A run ([`run`]) starts a platform and one to eight desks of one to three tenants from a template
//! and draws what happens: working days over every verb of the desk, bad networks, kills between any
//! two writes, full and broken disks, wrong clocks, clones, restored backups. Every step is awaited
//! to its end before the next is drawn; time is the world's alone. Then everything is healed, all
//! desks sync until nothing moves, and the audits look whether anything is lost, doubled, mixed or
//! unequal.
//!
//! How to add a verb: [`verbs`]. A fault: [`faults`]. An invariant: [`audit`].

pub mod audit;
pub mod chance;
pub mod codes;
pub mod disk;
pub mod faults;
pub mod machine;
pub mod papers;
pub mod promise;
pub mod run;
pub mod server;
pub mod template;
pub mod trace;
pub mod verbs;
pub mod wire;
pub mod world;

/// A promise of the house that did not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Which one.
    pub invariant: &'static str,
    /// What was seen.
    pub seen: String,
}

/// That `invariant` did not hold.
pub fn broken(invariant: &'static str, seen: impl Into<String>) -> Violation {
    Violation { invariant, seen: seen.into() }
}

/// What most steps give back.
pub type Held<T = ()> = Result<T, Violation>;
