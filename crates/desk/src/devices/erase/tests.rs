//! What was called lost goes, wherever it is interrupted, and nobody is told so before.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use mojo_domain::{FixedClock, SeededEntropy};
use mojo_store::{DatabaseKey, device};

use super::*;
use crate::Refusal;
use crate::marks::MarkPlace;
use crate::sync::{Answer, HttpRequest, Transport, TransportError};
use crate::views::CashMovementInput;

const TENANT: &str = "Praxis Tannhoff";
const USER: &str = "Mira Tannhoff";
const OTHER: &str = "Studio Moorlicht";

/// A laptop with a list of two profiles, the first of them as its owner left it.
struct Laptop {
    folder: tempfile::TempDir,
    profiles: Profiles,
}

impl Laptop {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let profiles = Profiles::new(folder.path().join("data"));
        let laptop = Self { folder, profiles };
        std::fs::create_dir_all(laptop.profile()).unwrap();
        std::fs::create_dir_all(laptop.marks()).unwrap();
        laptop
    }

    fn profile(&self) -> PathBuf {
        self.folder.path().join("data/default")
    }

    fn marks(&self) -> PathBuf {
        self.folder.path().join("marks")
    }

    fn open(&self, key: KeySource) -> OpenDesk {
        OpenDesk {
            profile: self.profile(),
            key,
            clock: Arc::new(FixedClock::new("2026-11-20T09:24:00Z".parse().unwrap())),
            entropy: Arc::new(SeededEntropy::new(1)),
            marks: MarkPlace::new(self.marks(), None),
            profiles: Some(self.profiles.clone()),
        }
    }

    fn by_passphrase(&self) -> OpenDesk {
        self.open(KeySource::PassphraseFile(self.folder.path().join("passphrase")))
    }

    fn name_both(&self) {
        self.profiles.label(&self.profile(), TENANT, USER).unwrap();
        let other = self.folder.path().join("data/profiles/1");
        std::fs::create_dir_all(&other).unwrap();
        std::fs::write(other.join("desk.db"), "x").unwrap();
        self.profiles.label(&other, OTHER, "Lale").unwrap();
    }

    /// The order was noted, and nothing is gone yet; what goes, in this order.
    fn is_to_be_erased(&self) -> Vec<PathBuf> {
        self.name_both();
        let mut files: Vec<PathBuf> = FILES.iter().map(|name| self.profile().join(name)).collect();
        files.push(self.profile().join("key.77.new"));
        for file in &files {
            std::fs::write(file, "x").unwrap();
        }
        let ours = self.profile().canonicalize().unwrap();
        for (name, profile) in [(mark_of(1), ours.as_path()), (mark_of(2), Path::new("/elsewhere"))]
        {
            std::fs::write(self.marks().join(name), mark(profile)).unwrap();
        }
        let draft = mark_of(1).replace("json", "77.new");
        std::fs::write(self.marks().join(&draft), r#"{"device_id":"0"#).unwrap();
        std::fs::write(self.marks().join("notes.json"), "of somebody else").unwrap();
        files.extend([mark_of(1), draft].map(|name| self.marks().join(name)));
        let data = self.folder.path().join("data");
        for name in ["profiles.damaged.json", "profiles.77.new"] {
            std::fs::write(data.join(name), format!("{{ \"{TENANT}\"")).unwrap();
        }
        files.extend(["profiles.damaged.json", "profiles.77.new"].map(|name| data.join(name)));
        let note = r#"{"erased_at":"2026-11-20T09:24:00Z"}"#;
        std::fs::write(self.profile().join(ERASED), note).unwrap();
        files
    }

    /// Nothing but the note, and the other profile.
    fn assert_nothing_is_left(&self) {
        assert_eq!(names(&self.profile()), [ERASED]);
        let others = [mark_of(2), "notes.json".to_owned()];
        assert_eq!(names(&self.marks()), others, "what is another's stays");
        let data = self.folder.path().join("data");
        for file in names(&data).iter().filter(|name| name.ends_with(".json")) {
            let text = std::fs::read_to_string(data.join(file)).unwrap();
            assert!(!text.contains(TENANT) && !text.contains(USER), "{file}: {text}");
        }
        let listed = self.profiles.list(None).profiles;
        let told: Vec<_> =
            listed.iter().map(|row| (row.tenant.as_str(), row.state.as_str())).collect();
        assert_eq!(told, [("", "erased"), (OTHER, "ready")]);
    }
}

fn mark_of(number: u128) -> String {
    format!("{}.json", uuid::Uuid::from_u128(number))
}

fn mark(profile: &Path) -> String {
    let device = uuid::Uuid::from_u128(7);
    serde_json::json!({ "device_id": device, "epoch": 1, "dseq": 9, "profile": profile })
        .to_string()
}

fn names(folder: &Path) -> Vec<String> {
    let files = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn an_erasure_that_was_interrupted_anywhere_is_finished_at_the_next_start_and_said() {
    let steps = Laptop::new().is_to_be_erased().len();
    for done in 0..=steps {
        let laptop = Laptop::new();
        assert!(refuse_erased(&laptop.by_passphrase()).is_ok());
        for file in laptop.is_to_be_erased().iter().take(done) {
            std::fs::remove_file(file).unwrap();
        }
        for _ in 0..2 {
            let refused = refuse_erased(&laptop.by_passphrase()).unwrap_err();
            assert_eq!(refused.code(), "device_erased", "{done}: {refused}");
            assert!(refused.to_string().contains("2026-11-20"), "{refused}");
            laptop.assert_nothing_is_left();
        }
        // Nobody who still knew the names brings them back.
        laptop.profiles.label(&laptop.profile(), TENANT, USER).unwrap();
        laptop.assert_nothing_is_left();
    }
}

/// The window opens another profile from then on: its start goes on too.
#[test]
fn an_erasure_is_finished_at_the_start_of_another_profile() {
    let laptop = Laptop::new();
    laptop.is_to_be_erased();
    let profile = laptop.folder.path().join("data/profiles/1");
    let other = OpenDesk { profile, ..laptop.by_passphrase() };
    refuse_erased(&other).unwrap();
    laptop.assert_nothing_is_left();
    let note = std::fs::read_to_string(laptop.profile().join(ERASED)).unwrap();
    assert!(note.contains(r#""is_done":true"#), "{note}");
}

/// A profile that nobody listed leaves no list behind.
#[test]
fn no_list_is_made_for_a_profile_that_is_in_none() {
    let laptop = Laptop::new();
    let note = r#"{"erased_at":"2026-11-20T09:24:00Z"}"#;
    std::fs::write(laptop.profile().join(ERASED), note).unwrap();
    refuse_erased(&laptop.by_passphrase()).unwrap_err();
    assert_eq!(names(&laptop.folder.path().join("data")), ["default"]);
}

/// Counts what is sent, and answers nothing.
#[derive(Default)]
struct Silent(AtomicUsize);

impl Transport for Silent {
    fn send(&self, _: HttpRequest) -> Answer<'_> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Box::pin(async { Err(TransportError::Offline) })
    }
}

/// A keychain that is locked keeps the key: everything else goes, nobody is told that it is over,
/// and every start tries again.
#[tokio::test]
async fn a_key_that_stays_is_not_called_erased() {
    for is_locked in [true, false] {
        let laptop = Laptop::new();
        laptop.name_both();
        let lock = laptop.folder.path().join("locked");
        if is_locked {
            std::fs::write(&lock, "").unwrap();
        }
        let key = || KeySource::Stubborn(DatabaseKey::new([7; 32]), lock.clone());
        let desk = Desk::open(laptop.open(key())).await.unwrap();
        desk.open_demo().await.unwrap();
        let movement = CashMovementInput {
            amount_cents: 100,
            kind: "float".to_owned(),
            reason: "Wechselgeld".to_owned(),
        };
        desk.move_cash(movement).await.unwrap();
        assert_eq!(names(&laptop.marks()).len(), 1, "it has a mark");
        let own = device::find(&mut desk.reader().await.unwrap()).await.unwrap().unwrap();
        let silent = Arc::new(Silent::default());
        let client = Client::new(silent.clone(), "http://localhost", Some("token".to_owned()));
        assert!(desk.erase(&client, &own).await);
        assert_eq!(
            silent.0.load(Ordering::SeqCst),
            usize::from(!is_locked),
            "told when it is gone"
        );
        assert_eq!(names(&laptop.profile()), [ERASED], "the database is gone all the same");
        assert!(names(&laptop.marks()).is_empty());
        let listed = laptop.profiles.list(None).profiles;
        assert!(listed.iter().all(|row| row.tenant != TENANT && row.user != USER), "{listed:?}");
        drop(desk);
        if is_locked {
            let refused = refuse_erased(&laptop.open(key())).unwrap_err();
            assert_eq!(refused.code(), "profile_unusable");
            assert!(refused.to_string().contains("the key"), "{refused}");
            std::fs::remove_file(&lock).unwrap();
        }
        let refused = refuse_erased(&laptop.open(key())).unwrap_err();
        assert_eq!(refused.code(), "device_erased", "{refused}");
    }
}
