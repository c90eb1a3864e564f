//! A second copy of a desk: a restored backup, a cloned disk. It becomes a device of its own before
//! it prints a number, and what it still held reaches the platform.

use mojo_journeys::{TestDesk, journeys};

/// The reason of the notice that people are shown.
async fn notice(desk: &TestDesk) -> Option<String> {
    desk.sync_status().await.unwrap().new_device.map(|notice| notice.reason)
}

async fn code(desk: &TestDesk) -> String {
    desk.sync_status().await.unwrap().number_code
}

async fn assert_no_case_and_all_there(desk: &TestDesk, numbers: &[&String]) {
    for number in numbers {
        desk.show_sale((*number).clone()).await.unwrap();
    }
    assert!(desk.list_cases().await.unwrap().is_empty());
}

journeys! {
    /// D2: a desk restored from last night's backup numbers with a code of its own, even before it
    /// has a network again.
    async fn a_restored_backup_becomes_a_new_device_before_it_prints_a_number(practice) {
        let mut desk = practice.desk("Empfang 1").await;
        let first = desk.sell_one("Einzelstunde", "cash").await.receipt_number;
        desk.sync_until_quiet().await;
        let backup = desk.back_up().await;
        let second = desk.sell_one("Einzelstunde", "cash").await.receipt_number;
        desk.sync_until_quiet().await;
        let old_code = code(&desk).await;

        // The disk is replaced and the backup put back; there is no network yet.
        desk.network.unplug();
        desk.restore(&backup).await;
        assert_eq!(notice(&desk).await.as_deref(), Some("restored"));
        let unsent = desk.sell_one("Massage 60 Minuten", "card").await.receipt_number;
        assert_ne!(unsent, second);
        let drawn = code(&desk).await;
        assert!(unsent.contains(&format!("-{drawn}-")), "{unsent}");
        desk.network.plug_in();
        desk.sync_until_quiet().await;

        let status = desk.sync_status().await.unwrap();
        assert!(![&old_code, &drawn].contains(&&status.number_code), "the platform's own code");
        desk.assert_nothing_is_lost().await;
        let third = desk.sell_one("Einzelstunde", "cash").await.receipt_number;
        assert!(third.contains(&format!("-{}-", status.number_code)), "{third}");
        desk.sync_until_quiet().await;
        let rows = desk.list_devices().await.unwrap().devices;
        assert_eq!((rows[0].is_own, rows[0].former_code.as_deref()), (true, Some(&*old_code)));
        let other = practice.desk("Empfang 2").await;
        let numbers = [&first, &second, &unsent, &third];
        assert_no_case_and_all_there(&other, &numbers).await;
        assert_no_case_and_all_there(&desk, &numbers).await;

        // People are told until one of them has read it.
        assert_eq!(notice(&desk).await.as_deref(), Some("restored"));
        desk.confirm_new_device().await.unwrap();
        assert_eq!(notice(&desk).await, None);
    }

    /// D2: the laptop falls into the sea; its backup is opened on a new one.
    async fn a_backup_on_another_machine_is_another_device_from_the_start(practice) {
        let mut desk = practice.desk("Empfang 1").await;
        let first = desk.sell_one("Einzelstunde", "cash").await.receipt_number;
        desk.sync_until_quiet().await;
        let backup = desk.back_up().await;
        let unsent = desk.sell_one("Einzelstunde", "cash").await.receipt_number;
        let copy = desk.open_copy(backup).await;
        copy.network.unplug();
        assert_eq!(notice(&copy).await.as_deref(), Some("elsewhere"));
        let sold = copy.sell_one("Massage 60 Minuten", "card").await.receipt_number;
        assert_ne!(sold, unsent);
        copy.network.plug_in();
        copy.sync_until_quiet().await;
        copy.assert_nothing_is_lost().await;
        // The old one was not lost after all: both work on, each under its own code.
        desk.sync_until_quiet().await;
        assert_eq!(notice(&desk).await, None);
        desk.assert_nothing_is_lost().await;
        copy.sync_until_quiet().await;
        assert_no_case_and_all_there(&copy, &[&first, &unsent, &sold]).await;
    }

    /// A cloned disk, marks and all: both go on working, under two identities. They greet in turn,
    /// and the second one to come is noticed at its first greeting.
    async fn a_cloned_disk_makes_two_devices_at_the_first_greeting(practice) {
        let mut desk = practice.desk("Empfang 1").await;
        desk.sync_until_quiet().await;
        let backup = desk.back_up().await;
        let clone = desk.open_disk_clone(backup).await;
        assert_eq!(notice(&clone).await, None, "nothing here can tell them apart");
        let old_code = code(&desk).await;
        desk.sync_until_quiet().await;
        clone.sync_until_quiet().await;
        assert_eq!(notice(&clone).await.as_deref(), Some("platform"));
        desk.sync_until_quiet().await;
        assert_eq!((notice(&desk).await, code(&desk).await), (None, old_code));
        let a = desk.sell_one("Einzelstunde", "cash").await.receipt_number;
        desk.sync_until_quiet().await;
        let b = clone.sell_one("Einzelstunde", "cash").await.receipt_number;
        clone.sync_until_quiet().await;
        desk.sync_until_quiet().await;
        assert_ne!(a, b);
        for desk in [&desk, &clone] {
            desk.assert_nothing_is_lost().await;
            assert_no_case_and_all_there(desk, &[&a, &b]).await;
        }
    }
}
