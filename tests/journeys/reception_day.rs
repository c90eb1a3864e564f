//! An ordinary day with a network: everything done at the desk is acknowledged a moment later, and
//! the desk in the next room knows it.

use chrono::TimeDelta;
use mojo_desk::Refusal as _;
use mojo_desk::views::{CheckInVerdict, ContactQuery};
use mojo_journeys::journeys;

journeys! {
    /// D4: what the reception did is acknowledged in the evening, hashes equal, and is known in the
    /// next room.
    async fn a_day_at_the_reception_is_known_in_the_next_room(practice) {
        // Mira opens the new desk at the counter. The practice comes to her: its name for the
        // documents, its people, its products.
        let mut counter = practice.desk("Empfang 1").await;
        let session = counter.session().await.unwrap();
        assert_eq!((session.tenant.as_str(), session.user.as_str()), ("Praxis Birkenhain", "Mira Tannhoff"));
        assert!(!counter.practice().await.unwrap().iban.is_empty());
        assert!(counter.list_products().await.unwrap().len() > 5);
        let status = counter.sync_status().await.unwrap();
        assert_eq!((status.device.as_str(), status.number_code.len()), ("Empfang 1", 1));

        // A new client buys a card and comes for her first hour.
        let client = counter.enter_client("Wiebke", "Sandgruber").await;
        let card = counter.sell_punch_card("10er-Karte Yoga", &client).await;
        assert_ne!(counter.use_card(&card).await.verdict, CheckInVerdict::Red);
        practice.advance(&[&counter], TimeDelta::minutes(40));
        let tea = counter.sell_one("Kräutertee Ruhe", "cash").await;
        let invoice = counter.invoice(&client, 9_500).await;
        assert!(counter.sync_status().await.unwrap().pending > 0);

        // The pill turns green.
        let status = counter.sync_now().await.unwrap();
        assert_eq!((status.state.as_str(), status.pending), ("acknowledged", 0), "{status:?}");
        counter.assert_nothing_is_lost().await;

        // In the next room Selma's desk knows it all.
        let room = practice.empty_desk().await;
        room.sign_in(&practice.url, "mira.tannhoff", "Behandlung 1").await.unwrap();
        assert_eq!(room.entries_left(&card).await, 9);
        assert_eq!(room.show_sale(tea.receipt_number.clone()).await.unwrap().gross, tea.gross);
        let row = room.show_invoice(invoice.number.clone()).await.unwrap().row;
        assert_eq!((row.contact_name.as_str(), &row.gross), ("Wiebke Sandgruber", &invoice.gross));
        let found = room.list_contacts(ContactQuery {
            text: "sandgruber".to_owned(), role: None, offset: 0, limit: 10,
        }).await.unwrap();
        assert_eq!(found.total, 1);
        let code = room.sync_status().await.unwrap().number_code;
        assert_ne!(code, status.number_code, "each desk has a number range of its own (D2)");

        // In the evening Mira closes the program; in the morning she is still signed in.
        counter.reopen().await;
        assert_eq!(counter.session().await.unwrap().user, "Mira Tannhoff");
        assert_eq!(counter.sync_status().await.unwrap().acknowledged, status.acknowledged);
    }

    /// A profile belongs to one practice; a wrong password says so and leaves no trace.
    async fn a_profile_belongs_to_one_practice(practice) {
        let desk = practice.desk("Empfang 1").await;
        let refused = desk.sign_in(&practice.url, "falk.rabenau", "Empfang 1").await.unwrap_err();
        assert_eq!(refused.code(), "other_tenant");
        assert_eq!(desk.session().await.unwrap().user, "Mira Tannhoff", "nothing changed");

        // The owner takes the desk over: same practice, same numbers.
        let before = desk.sync_status().await.unwrap();
        desk.sign_in(&practice.url, "jonte.albers", "Empfang 1").await.unwrap();
        let after = desk.sync_status().await.unwrap();
        assert_eq!(before.number_code, after.number_code);
        assert_eq!(desk.session().await.unwrap().role, "owner");

        let empty = practice.empty_desk().await;
        let wrong = mojo_desk::views::SignInInput {
            platform: practice.url.clone(),
            user: "mira.tannhoff".to_owned(),
            password: "guessed".to_owned(),
            device_name: "Empfang 9".to_owned(),
        };
        let refused = mojo_desk::Desk::sign_in(&empty, wrong).await.unwrap_err();
        assert_eq!(refused.code(), "wrong_password");
        assert!(!empty.session().await.unwrap().signed_in);
    }
}
