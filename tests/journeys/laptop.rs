//! One laptop, several tenants: each has a database, a key and marks of its own, and nothing goes
//! from one into the other.

use std::path::{Path, PathBuf};

use mojo_desk::keys::KeySource;
use mojo_desk::marks::MarkPlace;
use mojo_desk::profiles::Profiles;
use mojo_desk::views::{Cart, CartLine, PaymentInput, SaleResult, SignInInput};
use mojo_desk::{Desk, OpenDesk, Refusal};
use mojo_domain::FixedClock;
use mojo_journeys::{Practice, journeys};
use mojo_platform::Platform;
use mojo_testkit::chance;

/// A laptop with a register, whose keys one passphrase wraps.
struct Laptop {
    folder: tempfile::TempDir,
    profiles: Profiles,
    clock: std::sync::Arc<FixedClock>,
    url: String,
}

impl Laptop {
    fn new(practice: &Practice) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("passphrase"), "one for all").unwrap();
        let profiles = Profiles::new(folder.path().join("mojo-desk"));
        let now = mojo_domain::Clock::now(practice.clock.as_ref());
        let clock = std::sync::Arc::new(FixedClock::new(now));
        Self { folder, profiles, clock, url: practice.url.clone() }
    }

    fn how(&self, profile: &Path, seed: u64) -> OpenDesk {
        OpenDesk {
            profile: profile.to_owned(),
            key: KeySource::PassphraseFile(self.folder.path().join("passphrase")),
            clock: self.clock.clone(),
            entropy: chance(seed),
            marks: MarkPlace::new(self.folder.path().join("marks"), Some("laptop")),
            profiles: Some(self.profiles.clone()),
        }
    }

    async fn open(&self, profile: &Path, seed: u64) -> Desk {
        Desk::open(self.how(profile, seed)).await.unwrap()
    }

    /// Another tenant signs in, in a profile of its own.
    async fn sign_in(&self, user: &str, seed: u64) -> (PathBuf, Desk) {
        let profile = self.profiles.add(chance(seed).as_ref()).unwrap();
        let desk = self.open(&profile, seed + 1).await;
        sign_in(&desk, &self.url, user).await.unwrap();
        self.profiles.label_by(&desk).await.unwrap();
        desk.sync_now().await.unwrap();
        (profile, desk)
    }
}

async fn sign_in(
    desk: &Desk,
    url: &str,
    user: &str,
) -> Result<(), mojo_desk::account::SignInError> {
    let held = Platform::demo_users().into_iter().find(|held| held.name == user).unwrap();
    let input = SignInInput {
        platform: url.to_owned(),
        user: user.to_owned(),
        password: held.password.to_owned(),
        device_name: "Laptop".to_owned(),
    };
    desk.sign_in(input).await.map(drop)
}

async fn sell(desk: &Desk) -> SaleResult {
    let products = desk.list_products().await.unwrap();
    let product = products.into_iter().find(|row| row.name == "Einzelstunde").unwrap();
    let line = CartLine {
        product_id: product.product_id,
        quantity_milli: 1000,
        unit_gross_cents: None,
        discount_percent: None,
    };
    let paid = PaymentInput { method: "cash".to_owned(), tendered_cents: product.price.cents };
    let cart = Cart {
        lines: vec![line],
        contact_id: None,
        discount_percent: None,
        payments: vec![paid],
        started_at: None,
    };
    desk.sell(cart).await.unwrap()
}

/// How many files in `folder` contain `text`.
fn files_with(folder: &Path, text: &str) -> usize {
    let entries = std::fs::read_dir(folder).unwrap();
    let files = entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    files.filter(|path| std::fs::read_to_string(path).is_ok_and(|held| held.contains(text))).count()
}

journeys! {
    /// A sale of one tenant is nowhere in the other, before and after either has synced.
    async fn a_sale_of_one_tenant_never_shows_in_the_other(practice) {
        let laptop = Laptop::new(&practice);
        let (_, clinic) = laptop.sign_in("mira.tannhoff", 10_000).await;
        let (_, region) = laptop.sign_in("arne.heidkamp", 20_000).await;
        let names: Vec<String> =
            laptop.profiles.list(None).profiles.into_iter().map(|row| row.user).collect();
        assert_eq!(names.len(), 2);
        assert!(names.contains(&"Mira Tannhoff".to_owned()), "{names:?}");

        let before = region.sync_status().await.unwrap();
        let sold = sell(&clinic).await;
        laptop.clock.advance(chrono::TimeDelta::minutes(5));
        clinic.sync_now().await.unwrap();
        let clinic_status = clinic.sync_status().await.unwrap();
        assert_eq!(clinic_status.pending, 0);
        // The sync of one moved nothing at the other: no entry, no acknowledgement, no time.
        let same = region.sync_status().await.unwrap();
        assert_eq!((&same.last_sync, same.recorded), (&before.last_sync, before.recorded));
        assert_eq!((same.acknowledged, same.pending), (before.acknowledged, before.pending));
        region.sync_now().await.unwrap();
        assert!(region.show_sale(sold.receipt_number.clone()).await.is_err());
        let after = region.sync_status().await.unwrap();
        assert_eq!((after.recorded, after.journal_head), (before.recorded, before.journal_head));
        let sessions = (clinic.session().await.unwrap(), region.session().await.unwrap());
        assert_ne!(sessions.0.tenant, sessions.1.tenant);

        // Without a network the one goes on, and the other's sync says nothing about it.
        let sold = sell(&clinic).await;
        region.sync_now().await.unwrap();
        assert!(clinic.sync_status().await.unwrap().pending > 0);
        assert!(clinic.show_sale(sold.receipt_number).await.is_ok());
        for desk in [&clinic, &region] {
            assert!(desk.verify_journal().await.unwrap().breaks.is_empty());
        }
    }

    /// The laptop is called lost by the owner of one tenant: nothing on it names that one any more,
    /// and the other goes on.
    async fn what_is_erased_is_not_named_on_the_laptop_any_more(practice) {
        let laptop = Laptop::new(&practice);
        let (lost, clinic) = laptop.sign_in("mira.tannhoff", 10_000).await;
        let (kept, region) = laptop.sign_in("arne.heidkamp", 20_000).await;
        sell(&clinic).await;
        let session = clinic.session().await.unwrap();
        let path = lost.canonicalize().unwrap().display().to_string();
        let marks = laptop.folder.path().join("marks");
        assert!(files_with(&marks, &path) > 0);
        assert!(files_with(&laptop.folder.path().join("mojo-desk"), &session.tenant) > 1);

        let office = practice.empty_desk().await;
        office.sign_in(&practice.url, "jonte.albers", "Büro").await.unwrap();
        let devices = office.list_devices().await.unwrap().devices;
        let row = devices.into_iter().find(|row| row.name == "Laptop").unwrap();
        office.revoke_device(row.device_id, true).await.unwrap();
        assert_eq!(clinic.sync_now().await.unwrap_err().code(), "device_erased");

        assert_eq!(files_with(&marks, &path), 0);
        for name in [&session.tenant, &session.user] {
            assert_eq!(files_with(&laptop.folder.path().join("mojo-desk"), name), 0, "{name}");
        }
        let listed = laptop.profiles.list(None).profiles;
        let row = listed.iter().find(|row| Path::new(&row.folder) == lost).unwrap();
        assert_eq!((row.tenant.as_str(), row.state.as_str()), ("", "erased"));
        let refused = Desk::open(laptop.how(&lost, 30_000)).await.err().unwrap();
        assert_eq!(refused.code(), "device_erased");
        region.sync_now().await.unwrap();
        let row = listed.iter().find(|row| Path::new(&row.folder) == kept).unwrap();
        assert_eq!((row.user.as_str(), row.state.as_str()), ("Arne Heidkamp", "ready"));
    }

    /// Each profile has a key of its own, though one passphrase wraps both; a file under the
    /// other's key does not open, and stays as it is.
    async fn the_key_of_one_tenant_opens_nothing_of_the_other(practice) {
        let laptop = Laptop::new(&practice);
        let (one, clinic) = laptop.sign_in("mira.tannhoff", 10_000).await;
        let (other, region) = laptop.sign_in("arne.heidkamp", 20_000).await;
        clinic.close().await;
        region.close().await;
        let wrapped = |profile: &Path| std::fs::read(profile.join("key.json")).unwrap();
        let own = wrapped(&other);
        assert_ne!(wrapped(&one), own);
        std::fs::copy(one.join("key.json"), other.join("key.json")).unwrap();
        let refused = Desk::open(laptop.how(&other, 30_000)).await.err().unwrap();
        assert_eq!(refused.code(), "wrong_key");
        std::fs::write(other.join("key.json"), own).unwrap();
        let region = laptop.open(&other, 30_001).await;
        assert_eq!(region.session().await.unwrap().user, "Arne Heidkamp");
        let marks = std::fs::read_dir(laptop.folder.path().join("marks")).unwrap();
        assert!(marks.count() <= 2, "a mark for each device, and no device for a copy");
        assert!(region.sync_status().await.unwrap().new_device.is_none());
    }

    /// A profile stays one tenant's for ever: nobody of another tenant signs in there.
    async fn nobody_of_another_tenant_signs_in_to_a_profile(practice) {
        let laptop = Laptop::new(&practice);
        let (_, clinic) = laptop.sign_in("mira.tannhoff", 10_000).await;
        let refused = sign_in(&clinic, &laptop.url, "arne.heidkamp").await.unwrap_err();
        assert_eq!(refused.code(), "other_tenant");
        assert_eq!(clinic.session().await.unwrap().user, "Mira Tannhoff");
    }

    /// The desk is closed well while the program goes on: its sync ends, also one whose platform
    /// does not answer, and what waits goes out when it is opened again.
    async fn a_desk_that_is_left_syncs_no_more_and_goes_on_when_it_is_opened_again(practice) {
        let laptop = Laptop::new(&practice);
        let (profile, clinic) = laptop.sign_in("mira.tannhoff", 10_000).await;
        clinic.start_sync();
        clinic.stop_sync().await;
        sell(&clinic).await;
        let left = clinic.sync_status().await.unwrap();
        assert!(left.pending > 0);
        clinic.close().await;
        let (_, region) = laptop.sign_in("arne.heidkamp", 20_000).await;
        region.sync_now().await.unwrap();

        let again = laptop.open(&profile, 10_500).await;
        let status = again.sync_status().await.unwrap();
        assert_eq!((status.recorded, status.pending), (left.recorded, left.pending));
        again.sync_now().await.unwrap();
        let status = again.sync_status().await.unwrap();
        assert_eq!((status.pending, status.acknowledged), (0, left.recorded));
    }
}
