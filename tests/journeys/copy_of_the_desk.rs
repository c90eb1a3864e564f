//! A second copy of a desk: a restored backup, a cloned disk. It becomes a device of its own before
//! it can clash, and what it still held reaches the platform.

use mojo_journeys::journeys;

journeys! {
    /// D2: a desk restored from last night's backup gets a number range of its own.
    async fn a_restored_backup_becomes_a_new_device_and_loses_nothing(practice) {
        let mut desk = practice.desk("Empfang 1").await;
        let first = desk.sell_one("Einzelstunde", "cash").await.receipt_number;
        desk.sync_until_quiet().await;
        let backup = desk.back_up().await;
        let second = desk.sell_one("Einzelstunde", "cash").await.receipt_number;
        desk.sync_until_quiet().await;
        let old_code = desk.sync_status().await.unwrap().number_code;
        desk.close().await;

        // The laptop falls into the sea; the backup is opened on a new one and sells something
        // before it has a network again.
        let restored = desk.open_copy(backup).await;
        restored.network.unplug();
        let unsent = restored.sell_one("Massage 60 Minuten", "card").await;
        restored.network.plug_in();
        restored.sync_until_quiet().await;

        let status = restored.sync_status().await.unwrap();
        assert_ne!(status.number_code, old_code, "a number range of its own");
        restored.assert_nothing_is_lost().await;
        let third = restored.sell_one("Einzelstunde", "cash").await.receipt_number;
        assert!(third.contains(&format!("-{}-", status.number_code)), "{third}");
        restored.sync_until_quiet().await;

        // The number that was printed before the network was back exists twice: both receipts
        // stand, and people are told.
        assert_eq!(unsent.receipt_number, second);
        let other = practice.desk("Empfang 2").await;
        for number in [&first, &second, &third] {
            other.show_sale(number.clone()).await.unwrap();
        }
        let kinds: Vec<String> =
            other.list_cases().await.unwrap().into_iter().map(|case| case.kind).collect();
        assert_eq!(kinds, ["number_clash"]);
    }

    /// A cloned disk: both go on working, under two identities.
    async fn a_cloned_disk_makes_two_devices(practice) {
        let mut desk = practice.desk("Empfang 1").await;
        desk.sync_until_quiet().await;
        let clone = desk.back_up().await;
        let clone = desk.open_copy(clone).await;
        // Both come to the network before they sell: nobody prints a number that clashes.
        desk.sync_until_quiet().await;
        clone.sync_until_quiet().await;
        desk.sync_until_quiet().await;
        clone.sync_until_quiet().await;
        let a = desk.sell_one("Einzelstunde", "cash").await.receipt_number;
        desk.sync_until_quiet().await;
        clone.sync_until_quiet().await;
        let b = clone.sell_one("Einzelstunde", "cash").await.receipt_number;
        clone.sync_until_quiet().await;
        desk.sync_until_quiet().await;
        assert_ne!(a, b);
        for desk in [&desk, &clone] {
            desk.assert_nothing_is_lost().await;
            desk.show_sale(a.clone()).await.unwrap();
            desk.show_sale(b.clone()).await.unwrap();
            assert!(desk.list_cases().await.unwrap().is_empty());
        }
    }
}
