//! A copy is noticed before it prints a number.

use std::path::Path;
use std::sync::Arc;

use mojo_domain::{FixedClock, SeededEntropy};

use super::MarkPlace;
use crate::keys::KeySource;
use crate::views::CashMovementInput;
use crate::{Desk, DeskError, OpenDesk};

struct Machine {
    folder: tempfile::TempDir,
    id: &'static str,
    seed: std::cell::Cell<u64>,
}

impl Machine {
    fn new(id: &'static str) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), id, seed: std::cell::Cell::new(1) }
    }

    async fn try_open(&self, profile: &str) -> Result<Desk, DeskError> {
        let passphrase = self.folder.path().join("passphrase");
        std::fs::write(&passphrase, "demo").unwrap();
        self.seed.set(self.seed.get() + 1);
        Desk::open(OpenDesk {
            profile: self.folder.path().join(profile),
            key: KeySource::PassphraseFile(passphrase),
            clock: Arc::new(FixedClock::new("2026-11-20T09:24:00Z".parse().unwrap())),
            entropy: Arc::new(SeededEntropy::new(self.seed.get())),
            marks: MarkPlace::new(self.folder.path().join("marks"), Some(self.id)),
            profiles: None,
        })
        .await
    }

    async fn open(&self, profile: &str) -> Desk {
        self.try_open(profile).await.unwrap()
    }

    /// A demo desk that has recorded something, closed again; gives back its code.
    async fn used(&self, profile: &str) -> String {
        let desk = self.open(profile).await;
        desk.open_demo().await.unwrap();
        record(&desk).await;
        close(desk).await
    }

    fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }
}

async fn record(desk: &Desk) {
    let movement = CashMovementInput {
        amount_cents: 100,
        kind: "float".to_owned(),
        reason: "Wechselgeld".to_owned(),
    };
    desk.move_cash(movement).await.unwrap();
}

/// Closes it and gives back its code.
async fn close(desk: Desk) -> String {
    let code = desk.sync_status().await.unwrap().number_code;
    assert!(desk.verify_journal().await.unwrap().breaks.is_empty());
    desk.close().await;
    code
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

/// The reason of the notice that waits.
async fn reason(desk: &Desk) -> Option<String> {
    desk.sync_status().await.unwrap().new_device.map(|notice| notice.reason)
}

#[tokio::test]
async fn d2_a_restored_backup_is_noticed_at_opening_and_told_until_it_is_read() {
    let machine = Machine::new("a");
    let code = machine.used("p").await;
    copy(&machine.path("p"), &machine.path("backup"));
    let desk = machine.open("p").await;
    record(&desk).await;
    let before = desk.sync_status().await.unwrap().recorded;
    close(desk).await;
    std::fs::remove_dir_all(machine.path("p")).unwrap();
    copy(&machine.path("backup"), &machine.path("p"));

    let desk = machine.open("p").await;
    let sync = desk.sync_status().await.unwrap();
    let notice = sync.new_device.unwrap();
    assert_eq!((notice.reason.as_str(), notice.former_code.as_str()), ("restored", code.as_str()));
    assert_ne!(sync.number_code, code, "a code of its own before anything is recorded");
    assert_eq!(sync.recorded, before - 1, "what had no verdict goes over");
    close(desk).await;

    let desk = machine.open("p").await;
    assert_eq!(desk.sync_status().await.unwrap().number_code, sync.number_code, "once");
    assert_eq!(reason(&desk).await.as_deref(), Some("restored"), "until somebody has read it");
    desk.confirm_new_device().await.unwrap();
    assert_eq!(reason(&desk).await, None);
    close(desk).await;
}

#[tokio::test]
async fn d2_a_database_on_another_machine_is_a_device_of_its_own() {
    let (here, there) = (Machine::new("a"), Machine::new("b"));
    let code = here.used("p").await;
    copy(&here.path("p"), &there.path("p"));
    let desk = there.open("p").await;
    assert_eq!(reason(&desk).await.as_deref(), Some("elsewhere"));
    assert_ne!(close(desk).await, code);
    // The marks were carried along, as with a whole home folder.
    let third = Machine::new("c");
    copy(&here.path("p"), &third.path("p"));
    copy(&here.path("marks"), &third.path("marks"));
    let desk = third.open("p").await;
    assert_eq!(reason(&desk).await.as_deref(), Some("elsewhere"));
    assert_ne!(close(desk).await, code);
    // The first one stays who it is.
    assert_eq!(close(here.open("p").await).await, code);
}

#[tokio::test]
async fn d2_a_cloned_folder_is_a_device_of_its_own_and_a_moved_one_is_not() {
    let machine = Machine::new("a");
    let code = machine.used("p").await;
    std::fs::rename(machine.path("p"), machine.path("moved")).unwrap();
    let desk = machine.open("moved").await;
    assert_eq!(reason(&desk).await, None);
    assert_eq!(close(desk).await, code);

    copy(&machine.path("moved"), &machine.path("clone"));
    let desk = machine.open("clone").await;
    assert_eq!(reason(&desk).await.as_deref(), Some("cloned"));
    assert_ne!(close(desk).await, code);
    assert_eq!(close(machine.open("moved").await).await, code);
    assert_ne!(close(machine.open("clone").await).await, code);

    // Another practice's profile at the old place changes nothing.
    std::fs::write(machine.path("passphrase"), "demo").unwrap();
    machine.used("p").await;
    assert_eq!(close(machine.open("moved").await).await, code);
}

#[tokio::test]
async fn a_mark_that_lags_is_no_copy_and_lost_or_broken_marks_are_harmless() {
    let machine = Machine::new("a");
    let code = machine.used("p").await;
    let marks = machine.path("marks");
    let kept = machine.path("kept");
    copy(&marks, &kept);
    let desk = machine.open("p").await;
    record(&desk).await;
    close(desk).await;
    // As if the power had gone between the commit and the mark.
    copy(&kept, &marks);
    assert_eq!(close(machine.open("p").await).await, code);

    for file in std::fs::read_dir(&marks).unwrap() {
        std::fs::write(file.unwrap().path(), "{").unwrap();
    }
    let second = close(machine.open("p").await).await;
    assert_ne!(second, code);
    std::fs::remove_dir_all(&marks).unwrap();
    let third = close(machine.open("p").await).await;
    assert!(third != second && third != code);
    let desk = machine.open("p").await;
    record(&desk).await;
    assert_eq!(close(desk).await, third);
}

#[tokio::test]
async fn the_set_up_leaves_a_mark_and_opening_again_changes_nothing() {
    let machine = Machine::new("a");
    let desk = machine.open("p").await;
    desk.open_demo().await.unwrap();
    let own = mojo_store::device::find(&mut desk.reader().await.unwrap()).await.unwrap().unwrap();
    assert!(own.is_marked, "the set-up leaves a mark");
    let code = close(desk).await;
    assert_eq!(close(machine.open("p").await).await, code);
}

#[tokio::test]
async fn marks_that_cannot_be_kept_are_a_clear_refusal() {
    let machine = Machine::new("a");
    std::fs::write(machine.path("marks"), "a file").unwrap();
    let refused = machine.try_open("p").await.err().unwrap();
    assert_eq!(crate::Refusal::code(&refused), "marks_unusable");
    assert!(refused.to_string().contains("--state"), "{refused}");
}

#[tokio::test]
async fn a_mark_says_nothing_about_people() {
    let machine = Machine::new("a");
    machine.used("p").await;
    for file in std::fs::read_dir(machine.path("marks")).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let mark: serde_json::Map<String, serde_json::Value> = serde_json::from_str(&text).unwrap();
        let keys: Vec<&str> = mark.keys().map(String::as_str).collect();
        assert_eq!(keys, ["device_id", "dseq", "epoch", "machine", "profile"]);
        assert_ne!(mark["machine"], "a", "hashed");
    }
}
