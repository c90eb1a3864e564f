//! The owner revokes a device: it gets nothing more, hands over once what it still holds, and when
//! it was stolen its database is destroyed, but never before that.

use mojo_desk::Refusal as _;
use mojo_desk::views::{CashMovementInput, DeviceRow};
use mojo_journeys::network::Mishap::{AnswerLost, ErrorPage, None as Well, RequestLost};
use mojo_journeys::{Practice, TestDesk, journeys};

/// A desk at which the owner of the practice is signed in.
async fn owner(practice: &Practice) -> TestDesk {
    let desk = practice.empty_desk().await;
    desk.sign_in(&practice.url, "jonte.albers", "Büro").await.unwrap();
    desk
}

async fn listed(owner: &TestDesk, name: &str) -> DeviceRow {
    let view = owner.list_devices().await.unwrap();
    assert!(view.is_current && view.may_manage);
    view.devices.into_iter().find(|row| row.name == name).unwrap()
}

async fn revoke(owner: &TestDesk, name: &str, lost: bool) {
    let row = listed(owner, name).await;
    owner.revoke_device(row.device_id, lost).await.unwrap();
}

/// What two days without a network left on a laptop.
async fn two_days_offline(laptop: &TestDesk) -> [String; 2] {
    laptop.sync_until_quiet().await;
    laptop.network.unplug();
    let first = laptop.sell_one("Einzelstunde", "cash").await.receipt_number;
    laptop.enter_client("Insa", "Petersen").await;
    [first, laptop.sell_one("Massage 60 Minuten", "card").await.receipt_number]
}

/// It says in plain words that it was revoked, can be read, and records nothing.
async fn assert_readable_and_silent(desk: &TestDesk, receipts: &[String]) {
    assert_eq!(desk.sync_status().await.unwrap().state, "revoked");
    for receipt in receipts {
        desk.show_sale(receipt.clone()).await.unwrap();
        desk.receipt_pdf(receipt.clone()).await.unwrap();
    }
    let mut exported = Vec::new();
    assert!(desk.export_contacts(&mut exported).await.unwrap() > 0);
    let movement = CashMovementInput {
        amount_cents: 100,
        kind: "float".to_owned(),
        reason: "Wechselgeld".to_owned(),
    };
    let before = desk.sync_status().await.unwrap().recorded;
    assert_eq!(desk.move_cash(movement).await.unwrap_err().code(), "device_revoked");
    assert_eq!(desk.sync_status().await.unwrap().recorded, before);
    assert!(desk.verify_journal().await.unwrap().breaks.is_empty());
}

async fn assert_unknown(desk: &TestDesk, receipts: &[String]) {
    desk.sync_until_quiet().await;
    for receipt in receipts {
        assert!(desk.show_sale(receipt.clone()).await.is_err(), "{receipt} does not count yet");
    }
}

journeys! {
    /// A colleague leaves with an old laptop: it is revoked, and what it held waits for the owner.
    async fn a_revoked_device_hands_over_once_and_stays_readable(practice) {
        let office = owner(&practice).await;
        let mut laptop = practice.desk("Laptop").await;
        let receipts = two_days_offline(&laptop).await;
        revoke(&office, "Laptop", false).await;
        // It does not know yet, and goes on.
        laptop.sell_one("Einzelstunde", "cash").await;
        let held = laptop.sync_status().await.unwrap().pending;
        assert!(held >= 4);

        laptop.network.plug_in();
        // The answer to the parting is lost once: it is asked again, and nothing comes twice.
        laptop.network.expect([Well, AnswerLost]);
        laptop.sync_round().await.unwrap();
        let round = laptop.sync_round().await.unwrap();
        assert_eq!((round.error.as_deref(), round.pending), (Some("device_revoked"), 0));
        assert_readable_and_silent(&laptop, &receipts).await;
        laptop.reopen().await;
        laptop.sync_round().await.unwrap();
        assert_readable_and_silent(&laptop, &receipts).await;

        assert_unknown(&office, &receipts).await;
        let cases = office.list_cases().await.unwrap();
        assert_eq!(cases.len(), 1);
        assert_eq!((cases[0].kind.as_str(), cases[0].details.as_str()), ("quarantined", "device_revoked"));
        assert_eq!(cases[0].resolutions, ["leave"], "what it held counts in the list of devices alone");
        let row = listed(&office, "Laptop").await;
        assert_eq!((row.state.as_str(), row.quarantined), ("revoked", held));
        assert!(row.parted_at.is_some());
        let waiting = office.show_quarantine(row.device_id.clone()).await.unwrap();
        assert!(waiting.iter().any(|entry| entry.label == receipts[0]));

        let done = office.accept_quarantine(row.device_id).await.unwrap();
        assert_eq!((done.applied, done.refused), (held, 0));
        office.sync_until_quiet().await;
        for receipt in &receipts {
            office.show_sale(receipt.clone()).await.unwrap();
        }
        assert_eq!(listed(&office, "Laptop").await.quarantined, 0);
        // It gets nothing more: what happens elsewhere stays elsewhere.
        let later = office.sell_one("Einzelstunde", "cash").await.receipt_number;
        office.sync_until_quiet().await;
        laptop.sync_round().await.unwrap();
        assert!(laptop.show_sale(later).await.is_err());
    }

    /// What it had pushed counts already, though no verdict came, and it waits for nothing any more.
    async fn what_was_pushed_without_an_answer_waits_no_more_once_it_parts(practice) {
        let office = owner(&practice).await;
        let laptop = practice.desk("Laptop").await;
        let receipts = two_days_offline(&laptop).await;
        laptop.network.plug_in();
        laptop.network.expect([Well, AnswerLost]);
        laptop.sync_round().await.unwrap();
        // The greeting says that the platform holds it, and the verdicts are lost once more.
        laptop.network.expect([Well, RequestLost]);
        laptop.sync_round().await.unwrap();
        assert!(laptop.sync_status().await.unwrap().pending >= 3);
        let later = laptop.sell_one("Einzelstunde", "cash").await.receipt_number;
        revoke(&office, "Laptop", false).await;
        let round = laptop.sync_round().await.unwrap();
        assert_eq!((round.error.as_deref(), round.pending), (Some("device_revoked"), 0));
        office.sync_until_quiet().await;
        for receipt in &receipts {
            office.show_sale(receipt.clone()).await.unwrap();
        }
        assert_unknown(&office, std::slice::from_ref(&later)).await;
        let row = listed(&office, "Laptop").await;
        let waiting = office.show_quarantine(row.device_id).await.unwrap();
        assert!(waiting.iter().any(|entry| entry.label == later));
        assert!(waiting.iter().all(|entry| !receipts.contains(&entry.label)), "they count");
    }

    /// The platform is put back to before the laptop handed over, and is handed it once more.
    async fn a_platform_that_was_put_back_is_handed_it_again(mut practice) {
        let office = owner(&practice).await;
        let laptop = practice.desk("Laptop").await;
        let receipts = two_days_offline(&laptop).await;
        revoke(&office, "Laptop", false).await;
        let backup = practice.back_up().await;
        laptop.network.plug_in();
        laptop.sync_round().await.unwrap();
        let held = listed(&office, "Laptop").await.quarantined;
        assert!(held >= 3);
        practice.restore(&backup).await;
        office.sync_until_quiet().await;
        assert_eq!(listed(&office, "Laptop").await.quarantined, 0, "forgotten");
        laptop.sync_round().await.unwrap();
        let row = listed(&office, "Laptop").await;
        assert_eq!(row.quarantined, held);
        let done = office.accept_quarantine(row.device_id).await.unwrap();
        assert_eq!((done.applied, done.refused), (held, 0));
        office.sync_until_quiet().await;
        for receipt in &receipts {
            office.show_sale(receipt.clone()).await.unwrap();
        }
    }

    /// Its session is over as well: it hands over what it holds all the same.
    async fn a_revoked_device_whose_session_is_over_hands_over_all_the_same(practice) {
        let office = owner(&practice).await;
        let laptop = practice.desk("Laptop").await;
        let receipts = two_days_offline(&laptop).await;
        revoke(&office, "Laptop", false).await;
        laptop.network.plug_in();
        // It hears that it is revoked, and then nothing more.
        laptop.network.expect([Well, RequestLost]);
        laptop.sync_round().await.unwrap();
        practice.clock.advance(chrono::TimeDelta::days(200));
        let round = laptop.sync_round().await.unwrap();
        assert_eq!((round.error.as_deref(), round.pending), (Some("device_revoked"), 0));
        office.sign_in(&practice.url, "jonte.albers", "Büro").await.unwrap();
        assert_unknown(&office, &receipts).await;
        assert!(listed(&office, "Laptop").await.quarantined >= 3);
    }

    /// The laptop was stolen: it hands over what it holds, then its database is destroyed.
    async fn a_stolen_laptop_hands_over_and_is_erased(practice) {
        let office = owner(&practice).await;
        let laptop = practice.desk("Laptop").await;
        let receipts = two_days_offline(&laptop).await;
        revoke(&office, "Laptop", true).await;
        assert_eq!(listed(&office, "Laptop").await.state, "lost");

        laptop.network.plug_in();
        // Something is in the way of the parting: nothing is destroyed while something is pending.
        laptop.network.expect([Well, ErrorPage(502)]);
        laptop.sync_round().await.unwrap();
        assert!(laptop.profile().join("desk.db").exists());
        assert!(laptop.show_sale(receipts[0].clone()).await.is_ok());
        assert_eq!(laptop.sync_round().await.unwrap_err().code(), "device_erased");
        for file in ["desk.db", "desk.db-wal", "key.json", "recovery.json"] {
            assert!(!laptop.profile().join(file).exists(), "{file} is gone");
        }
        let refused = laptop.try_reopen().await.err().unwrap();
        assert_eq!(refused.code(), "device_erased");

        let row = listed(&office, "Laptop").await;
        assert_eq!(row.state, "erased");
        assert_unknown(&office, &receipts).await;
        office.accept_quarantine(row.device_id).await.unwrap();
        office.sync_until_quiet().await;
        for receipt in &receipts {
            office.show_sale(receipt.clone()).await.unwrap();
        }
    }

    /// Revoked first, called lost later: it asks at every contact what is to become of it.
    async fn a_revoked_device_may_be_called_lost_later(practice) {
        let office = owner(&practice).await;
        let laptop = practice.desk("Laptop").await;
        laptop.sync_until_quiet().await;
        revoke(&office, "Laptop", false).await;
        laptop.sync_round().await.unwrap();
        assert_readable_and_silent(&laptop, &[]).await;
        revoke(&office, "Laptop", true).await;
        let _ = laptop.sync_round().await;
        assert!(!laptop.profile().join("desk.db").exists());
        assert_eq!(listed(&office, "Laptop").await.state, "erased");
    }

    /// The list: names, codes, what waits; without a network as it was known last.
    async fn the_list_of_devices_is_known_offline_and_changed_online(practice) {
        let office = owner(&practice).await;
        let desk = practice.desk("Empfang 1").await;
        desk.sell_one("Einzelstunde", "cash").await;
        desk.sync_until_quiet().await;
        let row = listed(&office, "Empfang 1").await;
        let own = desk.sync_status().await.unwrap();
        assert_eq!((&row.number_code, row.acknowledged), (&own.number_code, own.recorded));
        assert_eq!((row.pending, row.is_own, row.state.as_str()), (0, false, "active"));
        assert_eq!(row.version, env!("CARGO_PKG_VERSION"));
        assert!(listed(&office, "Büro").await.is_own);

        // Reception renames nobody else's device, but its own.
        let seen = desk.list_devices().await.unwrap();
        assert!(seen.is_current && !seen.may_manage);
        let bureau = seen.devices.iter().find(|row| row.name == "Büro").unwrap().device_id.clone();
        let refused = desk.rename_device(bureau, "X".to_owned()).await.unwrap_err();
        assert_eq!(refused.code(), "owner_only");
        office.rename_device(row.device_id.clone(), "Tresen".to_owned()).await.unwrap();
        desk.sync_until_quiet().await;
        assert_eq!(desk.sync_status().await.unwrap().device, "Tresen", "it learns its name");

        office.network.unplug();
        let known = office.list_devices().await.unwrap();
        assert!(!known.is_current && !known.may_manage && known.listed_at.is_some());
        assert!(known.devices.iter().any(|row| row.name == "Tresen"));
        let refused = office.revoke_device(row.device_id, false).await.unwrap_err();
        assert_eq!(refused.code(), "needs_network");
        office.network.plug_in();
        assert_eq!(listed(&office, "Tresen").await.state, "active", "nothing was changed");
        let own = listed(&office, "Büro").await.device_id;
        assert_eq!(office.revoke_device(own, false).await.unwrap_err().code(), "own_device");
    }
}
