//! A week without a network (D4): nothing asks, nothing waits, nothing is lost; then the cable is
//! plugged in.

use chrono::TimeDelta;
use mojo_journeys::journeys;

journeys! {
    /// D2, D4: five days offline, the program closed every evening; one sync, and everything stands.
    async fn a_week_without_a_network_is_caught_up_in_one_sync(practice) {
        let mut desk = practice.desk("Empfang 1").await;
        let client = desk.enter_client("Oda", "Fennrich").await;
        let card = desk.sell_punch_card("10er-Karte Rückenschule", &client).await;
        desk.sync_until_quiet().await;

        // Monday morning the excavator meets the cable.
        desk.network.unplug();
        let first_try = desk.sync_now().await.unwrap();
        assert_eq!(first_try.last_error.as_deref(), Some("offline"));
        assert!(first_try.offline_since.is_some());
        let (mut receipts, mut invoices) = (Vec::new(), Vec::new());
        for day in 1..=5 {
            practice.advance(&[&desk], TimeDelta::days(1));
            desk.use_card(&card).await;
            receipts.push(desk.sell_one("Massage 30 Minuten", "cash").await.receipt_number);
            receipts.push(desk.sell_one("Kräutertee Kraft", "card").await.receipt_number);
            invoices.push(desk.invoice(&client, 8_000 + day).await.number);
            let status = desk.sync_now().await.unwrap();
            assert_eq!(status.state, "offline", "said plainly, and nothing asked");
            assert!(status.pending > 0);
            desk.reopen().await;
        }
        assert_gapless(&receipts);
        assert_gapless(&invoices);
        assert_eq!(desk.list_pending(100).await.unwrap().len(), 20);

        // Saturday the cable is whole again.
        desk.network.plug_in();
        let status = desk.sync_now().await.unwrap();
        assert_eq!((status.state.as_str(), status.pending), ("acknowledged", 0), "{status:?}");
        assert_eq!(status.offline_since, None);
        desk.assert_nothing_is_lost().await;

        let other = practice.desk("Empfang 2").await;
        for number in &receipts {
            other.show_sale(number.clone()).await.unwrap();
        }
        for number in &invoices {
            other.show_invoice(number.clone()).await.unwrap();
        }
        assert_eq!(other.entries_left(&card).await, 5);
        assert!(other.list_cases().await.unwrap().is_empty(), "nothing for people to decide");
    }

    /// What was recorded before anybody was reachable goes out from the background loop, without a
    /// hand at the keyboard.
    async fn the_background_sends_what_is_recorded(practice) {
        let desk = practice.desk("Empfang 1").await;
        desk.sync_until_quiet().await;
        let mut changes = desk.subscribe();
        desk.start_sync();
        desk.sell_one("Einzelstunde", "cash").await;
        // Every step of the sync is announced; one of them finds all acknowledged.
        let quiet = async {
            loop {
                let _ = changes.recv().await;
                let status = desk.sync_status().await.unwrap();
                if status.pending == 0 && status.hashes_equal == Some(true) && !status.running {
                    return;
                }
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(30), quiet).await.unwrap();
        desk.assert_nothing_is_lost().await;
    }
}

/// The numbers of one range go up by one.
fn assert_gapless(numbers: &[String]) {
    let last = |number: &String| number.rsplit('-').next().unwrap().parse::<u32>().unwrap();
    for pair in numbers.windows(2) {
        assert_eq!(last(&pair[1]), last(&pair[0]) + 1, "{numbers:?}");
    }
}
