//! What lies on the disk: nothing that can be read without the key, and nothing that can be changed
//! without being noticed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use mojo_desk::keys::{KeyError, KeySource};
use mojo_desk::marks::MarkPlace;
use mojo_desk::views::{CashMovementInput, InvoiceInput};
use mojo_desk::{Desk, DeskError, OpenDesk, StoreError};
use mojo_domain::{FixedClock, SeededEntropy};

/// No word of the language, so that it is found only where it was planted.
const PLANTED: &str = "Quuxelhofer-Zwatschen";

struct Profile {
    folder: tempfile::TempDir,
}

impl Profile {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("passphrase"), "eine Passphrase").expect("a small file");
        Self { folder }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("profile")
    }

    fn passphrase(&self) -> PathBuf {
        self.folder.path().join("passphrase")
    }

    async fn open(&self) -> Result<Desk, DeskError> {
        Desk::open(self.how()).await
    }

    fn how(&self) -> OpenDesk {
        let at = "2026-11-20T09:24:00Z".parse().expect("an instant");
        OpenDesk {
            profile: self.path(),
            key: KeySource::PassphraseFile(self.passphrase()),
            clock: Arc::new(FixedClock::new(at)),
            entropy: Arc::new(SeededEntropy::new(7)),
            marks: MarkPlace::new(self.folder.path().join("marks"), None),
            profiles: None,
        }
    }

    /// A demo desk with the planted name in a draft and in a cash movement.
    async fn planted(&self) -> Desk {
        let desk = self.open().await.expect("a new profile opens");
        desk.open_demo().await.expect("an empty profile becomes the demo");
        let movement = CashMovementInput {
            amount_cents: 100,
            kind: "float".to_owned(),
            reason: format!("Geliehen von {PLANTED}"),
        };
        desk.move_cash(movement).await.expect("cash is moved");
        let draft = InvoiceInput {
            lines: vec![mojo_desk::views::InvoiceLineInput {
                text: PLANTED.to_owned(),
                quantity_milli: 1000,
                unit_net_cents: 100,
                vat_class: "general".to_owned(),
                ..mojo_desk::views::InvoiceLineInput::default()
            }],
            ..empty_input()
        };
        desk.save_invoice_draft(draft).await.expect("a draft is kept");
        desk
    }
}

fn empty_input() -> InvoiceInput {
    InvoiceInput {
        draft_id: None,
        contact_id: None,
        service_from: None,
        service_to: None,
        due_days: None,
        lines: Vec::new(),
        ..InvoiceInput::default()
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_file()).collect()
}

fn holds(path: &Path, text: &str) -> bool {
    let bytes = std::fs::read(path).expect("a file");
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[tokio::test]
async fn no_name_lies_readable_in_any_file_of_the_profile() {
    let profile = Profile::new();
    let desk = profile.planted().await;
    // Before closing: the write-ahead log is there and must be as unreadable.
    let files_open = files(&profile.path());
    assert!(files_open.iter().any(|path| path.to_string_lossy().ends_with("-wal")));
    for path in files_open {
        assert!(!holds(&path, PLANTED), "{} holds the name", path.display());
        assert!(!holds(&path, "Lindqvist"), "{} holds a contact", path.display());
    }
    desk.close().await;
    for path in files(&profile.path()) {
        assert!(!holds(&path, PLANTED), "{} holds the name", path.display());
    }
    let head = std::fs::read(profile.path().join("desk.db")).expect("the database");
    assert!(!head.starts_with(b"SQLite format 3"));
}

#[tokio::test]
async fn a_wrong_passphrase_is_a_clear_refusal_and_loses_nothing() {
    let profile = Profile::new();
    profile.planted().await.close().await;
    std::fs::write(profile.passphrase(), "eine andere").expect("a small file");
    let refused = profile.open().await.err().expect("it does not open");
    assert!(matches!(refused, DeskError::Key(KeyError::WrongPassphrase)), "{refused}");
    std::fs::write(profile.passphrase(), "eine Passphrase").expect("a small file");
    let desk = profile.open().await.expect("it opens again");
    assert!(desk.session().await.expect("a session").signed_in);
}

#[tokio::test]
async fn a_lost_passphrase_is_replaced_by_the_recovery_key() {
    let profile = Profile::new();
    let desk = profile.planted().await;
    let printed = desk.issue_recovery_key().await.expect("a recovery key");
    desk.close().await;
    std::fs::write(profile.passphrase(), "neu").expect("a small file");
    let source = KeySource::PassphraseFile(profile.passphrase());
    mojo_desk::account::restore_key(&profile.path(), &printed, &source).expect("restored");
    let desk = profile.open().await.expect("it opens by the new passphrase");
    assert!(desk.verify_journal().await.expect("a walk").breaks.is_empty());
}

#[tokio::test]
async fn a_flipped_byte_anywhere_in_the_database_is_noticed() {
    let profile = Profile::new();
    profile.planted().await.close().await;
    let path = profile.path().join("desk.db");
    let whole = std::fs::read(&path).expect("the database");
    // One byte in every page but the first: SQLCipher authenticates each page.
    let pages = whole.len() / 4096;
    for page in [1, pages / 3, pages / 2, pages - 1] {
        let mut flipped = whole.clone();
        flipped[page * 4096 + 1234] ^= 1;
        std::fs::write(&path, &flipped).expect("the database");
        assert!(is_noticed(&profile).await, "page {page} of {pages}");
    }
    std::fs::write(&path, &whole).expect("the database");
    assert!(!is_noticed(&profile).await, "the whole one is whole");
}

#[tokio::test]
async fn the_damaged_page_is_named_whether_the_profile_opens_or_not() {
    let profile = Profile::new();
    profile.planted().await.close().await;
    let path = profile.path().join("desk.db");
    let whole = std::fs::read(&path).expect("the database");
    let pages = whole.len() / 4096;
    for page in [0, 1, pages / 2, pages - 1] {
        let mut flipped = whole.clone();
        flipped[page * 4096 + 1234] ^= 1;
        std::fs::write(&path, &flipped).expect("the database");
        let found = mojo_desk::verify::verify_pages(&profile.how()).await.expect("a check");
        let named: Vec<i64> = found.breaks.iter().map(|one| one.dseq).collect();
        assert_eq!(named, [i64::try_from(page).expect("few pages") + 1]);
        assert!(found.breaks.iter().all(|one| one.kind == "page"));
        match profile.open().await {
            Ok(desk) => desk.close().await,
            Err(refused) => {
                let said = refused.to_string();
                assert!(said.contains("damaged") && said.contains("nothing was changed"), "{said}");
            }
        }
    }
}

/// Whether opening the profile, or walking everything in it, says that something is wrong.
async fn is_noticed(profile: &Profile) -> bool {
    let desk = match profile.open().await {
        Ok(desk) => desk,
        Err(DeskError::Store(StoreError::Driver(_) | StoreError::WrongKey)) => return true,
        Err(other) => panic!("{other}"),
    };
    let found = desk.verify_journal().await;
    desk.close().await;
    found.map_or(true, |found| !found.breaks.is_empty())
}
