//! The register loses no profile, and two profiles share nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use mojo_domain::{FixedClock, SeededEntropy};

use super::{Profiles, ProfilesError, WindowLock};
use crate::keys::KeySource;
use crate::marks::MarkPlace;
use crate::{Desk, OpenDesk, Refusal};

fn now() -> DateTime<Utc> {
    "2026-11-20T09:24:00Z".parse().unwrap()
}

/// A data folder that goes when it is dropped.
struct Laptop {
    folder: tempfile::TempDir,
    profiles: Profiles,
}

impl Laptop {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let profiles = Profiles::new(folder.path().join("mojo-desk"));
        Self { folder, profiles }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("mojo-desk")
    }

    fn file(&self) -> PathBuf {
        self.data().join("profiles.json")
    }

    /// A profile as it lies there once it was opened.
    fn put(&self, place: &str) -> PathBuf {
        let path = self.data().join(place);
        std::fs::create_dir_all(&path).unwrap();
        std::fs::write(path.join("desk.db"), "a database").unwrap();
        path
    }

    fn add(&self, seed: u64, tenant: &str) -> PathBuf {
        let path = self.profiles.add(&SeededEntropy::new(seed)).unwrap();
        std::fs::write(path.join("desk.db"), "a database").unwrap();
        self.profiles.label(&path, tenant, "Mira Tannhoff").unwrap();
        path
    }

    fn tenants(&self) -> Vec<String> {
        let rows = self.profiles.list(None).profiles;
        rows.into_iter().map(|row| row.tenant).collect()
    }

    async fn open(&self, profile: &Path, seed: u64) -> Desk {
        Desk::open(self.how(profile, seed)).await.unwrap()
    }

    fn how(&self, profile: &Path, seed: u64) -> OpenDesk {
        let passphrase = self.folder.path().join("passphrase");
        std::fs::write(&passphrase, "one for all").unwrap();
        OpenDesk {
            profile: profile.to_owned(),
            key: KeySource::PassphraseFile(passphrase),
            clock: Arc::new(FixedClock::new(now())),
            entropy: Arc::new(SeededEntropy::new(seed)),
            marks: MarkPlace::new(self.folder.path().join("marks"), None),
            profiles: Some(self.profiles.clone()),
        }
    }
}

fn same(a: &Path, b: &Path) -> bool {
    a.canonicalize().unwrap() == b.canonicalize().unwrap()
}

#[test]
fn a_laptop_of_before_knows_its_one_profile_and_asks_for_nothing() {
    let laptop = Laptop::new();
    assert_eq!(laptop.profiles.last_used(), laptop.data().join("default"));
    assert_eq!(laptop.profiles.for_commands().unwrap(), laptop.data().join("default"));
    assert!(!laptop.data().exists(), "asking makes nothing");
    laptop.put("default");
    let view = laptop.profiles.list(None);
    assert_eq!((view.profiles.len(), view.damaged), (1, None));
    assert_eq!(
        (view.profiles[0].name.as_str(), view.profiles[0].state.as_str()),
        ("default", "ready")
    );
}

#[test]
fn a_second_tenant_gets_a_folder_that_does_not_tell_who_it_is() {
    let laptop = Laptop::new();
    laptop.put("default");
    let added = laptop.profiles.add(&SeededEntropy::new(1)).unwrap();
    assert!(added.starts_with(laptop.data().join("profiles")), "{}", added.display());
    let again = laptop.profiles.add(&SeededEntropy::new(2)).unwrap();
    assert_eq!(added, again, "one that nobody signed in to is given out again");
    assert_eq!(laptop.profiles.list(None).profiles.len(), 2, "the default one stays listed");
    laptop.profiles.label(&added, "Studio Nord", "Lale Moorlicht").unwrap();
    let third = laptop.profiles.add(&SeededEntropy::new(3)).unwrap();
    assert_ne!(added, third);
    let text = std::fs::read_to_string(laptop.file()).unwrap();
    assert!(text.contains("Studio Nord") && !text.contains("passphrase"), "{text}");
}

#[test]
fn a_torn_list_is_said_kept_and_built_anew_without_losing_a_profile() {
    let laptop = Laptop::new();
    laptop.put("default");
    laptop.profiles.label(&laptop.data().join("default"), "Praxis Birkenhain", "Mira").unwrap();
    let added = laptop.add(1, "Studio Nord");
    let elsewhere = laptop.folder.path().join("stick");
    std::fs::create_dir_all(&elsewhere).unwrap();
    std::fs::write(elsewhere.join("desk.db"), "a database").unwrap();
    laptop.profiles.add_folder(&elsewhere).unwrap();
    laptop.profiles.note_use(&added, now()).unwrap();
    let whole = std::fs::read(laptop.file()).unwrap();
    let half = whole[..whole.len() / 2].to_vec();
    for torn in [half, Vec::new(), b"{}".to_vec(), b"\xff\xfe".to_vec(), b"[1]".to_vec()] {
        std::fs::write(laptop.file(), torn).unwrap();
        let view = laptop.profiles.list(None);
        let said = view.damaged.unwrap();
        assert!(said.contains("profiles.json") && said.contains("built anew"), "{said}");
        assert_eq!(view.profiles.len(), 3, "{:?}", view.profiles);
    }
    // The next change writes a whole list again, keeps what was torn, and goes on saying it.
    laptop.profiles.note_use(&added, now()).unwrap();
    assert_eq!(std::fs::read(laptop.data().join("profiles.damaged.json")).unwrap(), b"[1]");
    assert!(laptop.profiles.list(None).damaged.is_some(), "until somebody has acted on it");
    laptop.profiles.choose("Studio Nord", now()).unwrap();
    let view = laptop.profiles.list(None);
    assert_eq!((view.damaged, view.profiles.len()), (None, 3));
    assert_eq!(laptop.tenants(), ["", "Praxis Birkenhain", "Studio Nord"]);
}

#[test]
fn a_list_that_is_gone_with_the_one_before_is_built_from_the_folders() {
    let laptop = Laptop::new();
    laptop.put("default");
    laptop.add(1, "Studio Nord");
    std::fs::create_dir_all(laptop.data().join("profiles/holiday")).unwrap();
    for name in ["profiles.json", "profiles.previous.json"] {
        std::fs::remove_file(laptop.data().join(name)).unwrap();
    }
    let view = laptop.profiles.list(None);
    assert_eq!(view.profiles.len(), 2, "a folder without a database is none");
    assert!(view.profiles.iter().all(|row| row.state == "ready" && row.tenant.is_empty()));
}

/// Each writer holds a handle of its own to the lock, as another process does.
#[test]
fn writers_at_the_same_time_lose_nothing_of_each_other() {
    let laptop = Laptop::new();
    let folders: Vec<PathBuf> = (0..16).map(|n| laptop.put(&format!("profiles/p{n}"))).collect();
    std::thread::scope(|scope| {
        for (n, folder) in folders.iter().enumerate() {
            let profiles = Profiles::new(laptop.data());
            scope.spawn(move || {
                for _ in 0..4 {
                    profiles.label(folder, &format!("Tenant {n:02}"), "Mira").unwrap();
                    profiles.note_use(folder, now()).unwrap();
                    // Readers see one whole list or another, never half of one.
                    assert_eq!(profiles.list(None).damaged, None);
                }
            });
        }
    });
    let expected: Vec<String> = (0..16).map(|n| format!("Tenant {n:02}")).collect();
    assert_eq!(laptop.tenants(), expected);
    let left = std::fs::read_dir(laptop.data()).unwrap().flatten();
    let drafts = left.filter(|entry| entry.file_name().to_string_lossy().ends_with(".new"));
    assert_eq!(drafts.count(), 0);
}

#[test]
fn a_folder_elsewhere_is_listed_by_hand_only_and_once() {
    let laptop = Laptop::new();
    let elsewhere = laptop.folder.path().join("stick");
    let refused = laptop.profiles.add_folder(&elsewhere).unwrap_err();
    assert_eq!(refused.code(), "no_profile");
    std::fs::create_dir_all(&elsewhere).unwrap();
    std::fs::write(elsewhere.join("desk.db"), "a database").unwrap();
    laptop.profiles.label(&elsewhere, "Akademie", "Falk Rabenau").unwrap();
    assert!(laptop.tenants().is_empty(), "opening it with --profile lists nothing");
    laptop.profiles.note_use(&elsewhere, now()).unwrap();
    assert!(!laptop.data().exists(), "and leaves nothing here");
    assert_eq!(laptop.profiles.listed(&elsewhere).unwrap_err().code(), "unknown_profile");
    laptop.profiles.add_folder(&elsewhere).unwrap();
    laptop.profiles.add_folder(&elsewhere.join("..").join("stick")).unwrap();
    laptop.profiles.label(&elsewhere, "Akademie", "Falk Rabenau").unwrap();
    assert_eq!(laptop.tenants(), ["Akademie"]);
    // A window that works with one that is not listed shows it as the one that is open.
    let other = laptop.folder.path().join("other");
    let open = laptop.profiles.list(Some(&other)).profiles;
    assert_eq!(open.iter().filter(|row| row.is_current).count(), 1);
    assert_eq!(open.len(), 2);
}

#[test]
fn a_data_folder_that_moves_takes_its_profiles_along() {
    let laptop = Laptop::new();
    laptop.put("default");
    let added = laptop.add(1, "Studio Nord");
    laptop.profiles.note_use(&added, now()).unwrap();
    let moved = laptop.folder.path().join("moved");
    std::fs::rename(laptop.data(), &moved).unwrap();
    let profiles = Profiles::new(&moved);
    assert!(profiles.list(None).profiles.iter().all(|row| row.state == "ready"));
    assert!(profiles.last_used().starts_with(&moved));
}

#[test]
fn a_folder_that_is_not_there_is_shown_never_made_anew_and_never_opened_at_the_start() {
    let laptop = Laptop::new();
    laptop.put("default");
    let added = laptop.add(1, "Studio Nord");
    laptop.profiles.choose("studio nord", now()).unwrap();
    assert!(same(&laptop.profiles.for_commands().unwrap(), &added));
    let away = laptop.folder.path().join("away");
    std::fs::rename(&added, &away).unwrap();
    let row =
        laptop.profiles.list(None).profiles.into_iter().find(|row| row.tenant == "Studio Nord");
    assert_eq!(row.unwrap().state, "missing");
    assert!(same(&laptop.profiles.last_used(), &laptop.data().join("default")));
    for refused in [
        laptop.profiles.for_commands().unwrap_err(),
        laptop.profiles.listed(&added).unwrap_err(),
        laptop.profiles.choose("Studio Nord", now()).unwrap_err(),
    ] {
        assert_eq!(refused.code(), "profile_missing", "{refused}");
    }
    assert!(!added.exists());
    // It comes back, or is taken up where it lies now, and the old entry is forgotten.
    laptop.profiles.add_folder(&away).unwrap();
    laptop.profiles.forget(&added).unwrap();
    assert_eq!(laptop.profiles.for_commands().unwrap(), laptop.data().join("default"));
    assert_eq!(laptop.profiles.list(None).profiles.len(), 2);
}

#[test]
fn forgetting_empties_the_entry_and_leaves_the_data() {
    let laptop = Laptop::new();
    laptop.put("default");
    let added = laptop.add(1, "Studio Nord");
    laptop.profiles.forget(&added).unwrap();
    assert_eq!(laptop.profiles.forget(&added).unwrap_err().code(), "unknown_profile");
    assert_eq!(std::fs::read_to_string(added.join("desk.db")).unwrap(), "a database");
    assert_eq!(laptop.tenants(), [""], "the default one is left");
    laptop.profiles.label(&added, "Studio Nord", "Lale").unwrap();
    assert_eq!(laptop.tenants().len(), 2, "opening it lists it again");
}

#[test]
fn a_name_means_one_profile_or_none_is_taken() {
    let laptop = Laptop::new();
    let first = laptop.add(1, "Studio Nord");
    let second = laptop.add(2, "Studio Süd");
    let found = |name: &str| laptop.profiles.find(name);
    assert!(same(&found("studio süd").unwrap().unwrap(), &second));
    let short = first.file_name().unwrap().to_str().unwrap();
    assert!(same(&found(short).unwrap().unwrap(), &first));
    assert_eq!(found("Studio").unwrap(), None, "no part of a name");
    assert_eq!(found("").unwrap(), None);
    let named = |name: &str| laptop.profiles.folder_or_name(PathBuf::from(name)).unwrap();
    assert!(same(&named("Studio Süd"), &second));
    assert_eq!(named("Studio Ost"), Path::new("Studio Ost"), "a folder that is yet to be made");
    let folder = laptop.folder.path().join("Studio Süd");
    std::fs::create_dir_all(&folder).unwrap();
    assert_eq!(named(folder.to_str().unwrap()), folder, "a folder wins");
    laptop.profiles.label(&second, "Studio Nord", "Jonte Albers").unwrap();
    let refused = found("Studio Nord").unwrap_err();
    assert_eq!(refused.code(), "several_profiles");
    assert!(refused.to_string().contains(short), "{refused}");
    assert!(same(&found("Studio Nord/jonte albers").unwrap().unwrap(), &second));
    assert!(matches!(laptop.profiles.choose("Studio", now()), Err(ProfilesError::Unknown(_))));
}

#[test]
fn the_window_opens_what_was_used_last_and_no_empty_one() {
    let laptop = Laptop::new();
    laptop.put("default");
    let added = laptop.add(1, "Studio Nord");
    laptop.profiles.note_use(&added, now()).unwrap();
    assert!(same(&laptop.profiles.last_used(), &added));
    let empty = laptop.profiles.add(&SeededEntropy::new(2)).unwrap();
    laptop.profiles.note_use(&empty, now() + TimeDelta::hours(1)).unwrap();
    assert!(same(&laptop.profiles.last_used(), &added), "nobody signed in to the other");
    // What the window uses decides nothing about scripts.
    assert_eq!(laptop.profiles.for_commands().unwrap(), laptop.data().join("default"));
}

#[test]
fn a_second_window_is_refused_while_the_first_is_open() {
    let laptop = Laptop::new();
    let profile = laptop.put("default");
    let held = WindowLock::take(&profile).unwrap();
    let refused = WindowLock::take(&profile).unwrap_err();
    assert_eq!(refused.code(), "profile_in_use");
    let other = laptop.put("profiles/p1");
    WindowLock::take(&other).unwrap();
    drop(held);
    WindowLock::take(&profile).unwrap();
}

#[test]
fn the_passphrase_of_one_profile_is_not_asked_for_another_in_the_keychain() {
    let laptop = Laptop::new();
    let keychain = laptop.put("profiles/keychain");
    let wrapped = laptop.put("profiles/wrapped");
    let noted = r#"{"profiles":[{"folder":"profiles/keychain","in_keychain":true},
        {"folder":"profiles/wrapped","colour":"green"}],"later":1}"#;
    std::fs::write(laptop.file(), noted).unwrap();
    let given = KeySource::PassphraseFile("passphrase".into());
    let source = |profile: &Path| laptop.profiles.key_for(&given, profile);
    assert!(matches!(source(&keychain), KeySource::Keychain));
    assert!(matches!(source(&wrapped), KeySource::PassphraseFile(_)));
    assert!(matches!(source(&laptop.data().join("new")), KeySource::PassphraseFile(_)));
    // What a newer program wrote stays.
    laptop.profiles.label(&wrapped, "Studio Nord", "Lale").unwrap();
    let text = std::fs::read_to_string(laptop.file()).unwrap();
    assert!(text.contains("green") && text.contains("later"), "{text}");
}

#[tokio::test]
async fn two_tenants_share_no_database_no_key_and_no_mark() {
    let laptop = Laptop::new();
    let first = laptop.data().join("default");
    let second = laptop.profiles.add(&SeededEntropy::new(9)).unwrap();
    let one = laptop.open(&first, 1).await;
    let two = laptop.open(&second, 2).await;
    one.open_demo().await.unwrap();
    two.open_demo().await.unwrap();
    laptop.profiles.label_by(&one).await.unwrap();
    laptop.profiles.label_by(&two).await.unwrap();
    assert_eq!(laptop.tenants().len(), 2);
    let before = two.sync_status().await.unwrap();
    one.create_product(crate::views::ProductInput {
        name: "Nur hier".to_owned(),
        code: String::new(),
        kind: "service".to_owned(),
        price_cents: 100,
        vat_class: "general".to_owned(),
        entries: None,
        valid_months: None,
        tax_nature: None,
        position: None,
        archived: false,
    })
    .await
    .unwrap();
    let after = two.sync_status().await.unwrap();
    assert_eq!((before.recorded, before.journal_head), (after.recorded, after.journal_head));
    let names: Vec<String> =
        two.list_products().await.unwrap().into_iter().map(|row| row.name).collect();
    assert!(!names.contains(&"Nur hier".to_owned()), "{names:?}");
    assert_ne!(
        one.sync_status().await.unwrap().number_code,
        two.sync_status().await.unwrap().number_code
    );
    assert_eq!(std::fs::read_dir(laptop.folder.path().join("marks")).unwrap().count(), 2);
    one.close().await;
    two.close().await;

    // The same passphrase wraps two keys: neither opens the other's database.
    let key = |profile: &Path| std::fs::read(profile.join("key.json")).unwrap();
    assert_ne!(key(&first), key(&second));
    std::fs::copy(first.join("key.json"), second.join("key.json")).unwrap();
    let refused = Desk::open(laptop.how(&second, 3)).await.err().unwrap();
    assert_eq!(refused.code(), "wrong_key");
}

#[tokio::test]
async fn a_desk_whose_sync_was_stopped_closes_and_opens_again() {
    let laptop = Laptop::new();
    let profile = laptop.data().join("default");
    let desk = laptop.open(&profile, 1).await;
    desk.open_demo().await.unwrap();
    desk.start_sync();
    desk.start_sync();
    tokio::time::timeout(std::time::Duration::from_secs(30), desk.stop_sync()).await.unwrap();
    desk.stop_sync().await;
    desk.close().await;
    assert!(desk.session().await.is_err(), "a desk that is closed answers nothing");
    let again = laptop.open(&profile, 2).await;
    assert_eq!(again.session().await.unwrap().user, "Mira Tannhoff");
}
