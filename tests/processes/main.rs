//! The promise on real processes, from outside: `mojo` and `mojo-platform` die at any write to the
//! disk, or find the disk full or broken. `strace` does it, for every n until a command comes
//! through unharmed; so every place between two writes is met. Two servers on one database, of which
//! one dies in the middle of a payout run. What `mojo` says of the proof, of devices and of cases. And
//! the scenarios of the commissions, from outside to the cent, those that lie years ahead too.
#![expect(clippy::unwrap_used, reason = "what goes wrong ends the test")]

mod cases;
mod devices;
mod disk;
mod future;
mod kill;
mod kill_sync;
mod membership;
mod payout_run;
mod places;
mod platform;
mod player;
mod profiles;
mod proof;
mod said;
mod scenarios;
mod statement;
mod upgrade;
mod upgrade_platform;
mod verbs;
