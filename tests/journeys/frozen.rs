//! The databases of every released version, opened by the present programs: upgraded, whole, and
//! able to go on together. `cargo xtask freeze VERSION` freezes the next one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use mojo_desk::keys::KeySource;
use mojo_desk::marks::MarkPlace;
use mojo_desk::sync::{Answer, Http, HttpRequest, Transport};
use mojo_desk::views::ContactQuery;
use mojo_desk::{Desk, OpenDesk};
use mojo_domain::FixedClock;
use mojo_journeys::Practice;
use mojo_testkit::chance;
use serde_json::Value;

/// One frozen release.
struct Frozen {
    folder: PathBuf,
    manifest: Value,
}

impl Frozen {
    fn all() -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/frozen");
        let releases = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let open = |folder: PathBuf| {
            let text = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
            Self { folder, manifest: serde_json::from_str(&text).unwrap() }
        };
        let all: Vec<Self> = releases.map(open).collect();
        assert!(!all.is_empty(), "at least 0.1.0 is frozen");
        all
    }

    fn text(&self, key: &str) -> &str {
        self.manifest[key].as_str().unwrap()
    }

    fn texts(&self, key: &str) -> Vec<String> {
        let list = self.manifest[key].as_array().unwrap();
        list.iter().map(|one| one.as_str().unwrap().to_owned()).collect()
    }

    fn clock(&self) -> Arc<FixedClock> {
        let at: chrono::DateTime<chrono::Utc> = self.text("frozen_at").parse().unwrap();
        Arc::new(FixedClock::new(at + chrono::TimeDelta::days(30)))
    }

    /// Opens a copy of the desk's database.
    async fn desk(&self, folder: &Path) -> Desk {
        let profile = folder.join("profile");
        std::fs::create_dir_all(&profile).unwrap();
        for name in ["desk.db", "key.json"] {
            std::fs::copy(self.folder.join(name), profile.join(name)).unwrap();
        }
        std::fs::write(folder.join("passphrase"), self.text("passphrase")).unwrap();
        let open = OpenDesk {
            profile,
            key: KeySource::PassphraseFile(folder.join("passphrase")),
            clock: self.clock(),
            entropy: chance(9),
            marks: MarkPlace::new(folder.join("marks"), None),
            profiles: None,
        };
        Desk::open(open).await.unwrap()
    }

    /// Everything that the release had recorded is there.
    async fn assert_whole(&self, desk: &Desk) {
        let version = self.text("version");
        let walked = desk.verify_journal().await.unwrap();
        assert!(walked.breaks.is_empty(), "{version}: {:?}", walked.breaks);
        for receipt in self.texts("receipts") {
            desk.show_sale(receipt.clone()).await.unwrap();
            desk.receipt_pdf(receipt).await.unwrap();
        }
        for number in self.texts("invoices") {
            desk.show_invoice(number.clone()).await.unwrap();
            desk.invoice_pdf(number).await.unwrap();
        }
        let query = ContactQuery { text: String::new(), role: None, offset: 0, limit: 1 };
        let page = desk.list_contacts(query).await.unwrap();
        assert_eq!(i64::from(page.total), self.manifest["contacts"].as_i64().unwrap(), "{version}");
        desk.reception().await.unwrap();
        desk.till().await.unwrap();
        desk.list_products().await.unwrap();
        desk.list_cases().await.unwrap();
        for month in desk.list_statement_months().await.unwrap() {
            desk.show_statement(month.month, Some(month.total.currency)).await.unwrap();
        }
    }
}

/// Sends everything to the platform of this test, whatever address the desk remembers.
struct Redirect {
    to: String,
    http: Http,
}

impl Transport for Redirect {
    fn send(&self, mut request: HttpRequest) -> Answer<'_> {
        let path = request.url.find("/api/").map_or("", |at| &request.url[at..]).to_owned();
        request.url = format!("{}{path}", self.to);
        self.http.send(request)
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_released_desk_is_upgraded_and_keeps_its_code() {
    for frozen in Frozen::all() {
        let folder = tempfile::tempdir().unwrap();
        let desk = frozen.desk(folder.path()).await;
        frozen.assert_whole(&desk).await;
        let sync = desk.sync_status().await.unwrap();
        assert_eq!(sync.number_code, frozen.text("number_code"), "an upgrade is no copy");
        assert_eq!(sync.new_device, None);
        assert_eq!(sync.journal_head, frozen.text("head"));
        assert_eq!(sync.recorded, frozen.manifest["entries"].as_i64().unwrap());
        desk.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_released_desk_and_its_platform_go_on_together_after_the_upgrade() {
    for frozen in Frozen::all() {
        let packed = std::fs::read(frozen.folder.join("platform.db.zst")).unwrap();
        let database = zstd::decode_all(&packed[..]).unwrap();
        let practice = Practice::on_sqlite_database(&database, frozen.clock()).await;
        let folder = tempfile::tempdir().unwrap();
        let desk = frozen.desk(folder.path()).await;
        desk.use_transport(Arc::new(Redirect { to: practice.url.clone(), http: Http::new() }));
        let waiting = desk.sync_status().await.unwrap().pending;
        assert!(waiting >= frozen.manifest["unsent"].as_i64().unwrap());
        let round = desk.sync_round().await.unwrap();
        assert_eq!((round.error, round.pending), (None, 0));
        let sync = desk.sync_status().await.unwrap();
        assert_eq!((sync.hashes_equal, sync.new_device), (Some(true), None));
        assert_eq!(sync.number_code, frozen.text("number_code"));
        frozen.assert_whole(&desk).await;

        // Somebody who comes new to the upgraded platform gets everything of before.
        let other = practice.desk("Empfang 2").await;
        frozen.assert_whole(&other).await;
        let devices = other.list_devices().await.unwrap().devices;
        assert!(devices.iter().any(|row| row.number_code == frozen.text("number_code")));
        desk.close().await;
    }
}
