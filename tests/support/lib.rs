//! What the journeys share: a platform in this process on either database, desks in temporary
//! profiles, and a network that can be cut, garbled and slowed down. Times and chance are given;
//! nothing sleeps.
//!
//! A journey tells a day. It is written once in [`journeys!`] and runs on both databases.
#![expect(clippy::unwrap_used, reason = "what cannot be set up ends the journey")]

pub mod network;
pub mod options;
pub mod program;
pub mod proxy;
pub mod server;
#[path = "../simulation/mod.rs"]
pub mod simulation;
pub mod webdriver;
pub mod year;

mod contacts;
mod demo;
mod desk;
mod dump;
mod folder;
mod full_desk;
mod plant;
mod platform;
mod till;

pub use contacts::contact_file;
pub use demo::Demo;
pub use desk::TestDesk;
pub use dump::{Dump, dump_of};
pub use folder::{copy_database, copy_folder};
pub use full_desk::{FullDesk, euros, grouped};
pub use platform::{Backup, Practice};

/// Declares journeys that run on SQLite and on PostgreSQL.
#[macro_export]
macro_rules! journeys {
    ($($(#[$doc:meta])* async fn $name:ident($($practice:ident)+) $body:block)*) => {
        $($(#[$doc])* async fn $name($($practice)+: $crate::Practice) $body)*
        mod on_sqlite {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    super::$name($crate::Practice::on_sqlite().await).await;
                }
            )*
        }
        mod on_postgres {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    if let Some(practice) = $crate::Practice::on_postgres().await {
                        super::$name(practice).await;
                    }
                }
            )*
        }
    };
}
