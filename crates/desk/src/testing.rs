//! What the tests of the verbs share: a demo desk with a clock that stands still.

use std::ops::Deref;
use std::sync::Arc;

use mojo_domain::{FixedClock, SeededEntropy};

use crate::keys::KeySource;
use crate::marks::MarkPlace;
use crate::{Desk, OpenDesk};

/// A demo desk in a folder that goes when it is dropped. `desk.clock` moves its time.
pub(crate) struct TestDesk {
    /// The desk.
    pub(crate) desk: Desk,
    /// Its clock.
    pub(crate) clock: Arc<FixedClock>,
    open: OpenDesk,
    seed: u64,
    _folder: tempfile::TempDir,
}

impl TestDesk {
    /// Closes the program and opens it again.
    pub(crate) async fn reopen(&mut self) {
        self.desk.close().await;
        self.seed += 1;
        self.open.entropy = Arc::new(SeededEntropy::new(self.seed));
        self.desk = Desk::open(self.open.clone()).await.unwrap();
    }
}

impl Deref for TestDesk {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.desk
    }
}

/// A demo desk on Friday, 20 November 2026, 10:24 in Berlin.
pub(crate) async fn desk() -> TestDesk {
    let desk = empty_desk().await;
    desk.open_demo().await.unwrap();
    desk
}

/// A desk where nobody is signed in.
pub(crate) async fn empty_desk() -> TestDesk {
    let folder = tempfile::tempdir().unwrap();
    let passphrase = folder.path().join("passphrase");
    std::fs::write(&passphrase, "demo").unwrap();
    let clock = Arc::new(FixedClock::new("2026-11-20T09:24:00Z".parse().unwrap()));
    let open = OpenDesk {
        profile: folder.path().join("profile"),
        key: KeySource::PassphraseFile(passphrase),
        clock: clock.clone(),
        entropy: Arc::new(SeededEntropy::new(1)),
        marks: MarkPlace::new(folder.path().join("marks"), None),
        profiles: None,
    };
    let desk = Desk::open(open.clone()).await.unwrap();
    TestDesk { desk, clock, open, seed: 1, _folder: folder }
}

/// Hands the desk over to the first member of staff with this role.
pub(crate) async fn hand_over(desk: &Desk, role: &str) -> String {
    let staff = desk.list_staff().await.unwrap();
    let id = staff.into_iter().find(|row| row.role == role).unwrap().actor_id;
    desk.switch_staff(id.clone(), None).await.unwrap();
    id
}
