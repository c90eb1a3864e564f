//! Two desks of one practice, both without a network, both busy.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use mojo_desk::views::CheckInVerdict;
use mojo_journeys::{TestDesk, journeys};

journeys! {
    /// D1, D2: both redeem the last entry, both issue receipts and invoices. After the sync nothing
    /// is lost, no number exists twice, and exactly one case is there to settle, on both.
    async fn two_desks_offline_lose_nothing_and_open_one_case(practice) {
        let front = practice.desk("Empfang 1").await;
        let client = front.enter_client("Lotte", "Brinkhaus").await;
        let card = front.sell_punch_card("5er-Karte Yoga", &client).await;
        for _ in 0..4 {
            practice.advance(&[&front], TimeDelta::hours(1));
            front.use_card(&card).await;
        }
        front.sync_until_quiet().await;
        let back = practice.desk("Empfang 2").await;
        back.clock.set(mojo_domain::Clock::now(front.clock.as_ref()));
        assert_eq!(back.entries_left(&card).await, 1);

        // The router dies. Lotte comes twice: once to each counter, an hour apart.
        front.network.unplug();
        back.network.unplug();
        practice.advance(&[&front, &back], TimeDelta::hours(1));
        assert_ne!(front.use_card(&card).await.verdict, CheckInVerdict::Red);
        practice.advance(&[&front, &back], TimeDelta::hours(1));
        assert_ne!(back.use_card(&card).await.verdict, CheckInVerdict::Red);
        assert_eq!((front.entries_left(&card).await, back.entries_left(&card).await), (0, 0));

        // Both sell and write invoices meanwhile.
        let mut receipts = Vec::new();
        let mut invoices = Vec::new();
        for desk in [&front, &back] {
            for _ in 0..3 {
                receipts.push(desk.sell_one("Einzelstunde", "cash").await.receipt_number);
            }
            invoices.push(desk.invoice(&client, 5_000).await.number);
        }
        // And both write a note about Lotte: the later one stands, the other is kept.
        note(&front, &client.contact_id, "kommt mit Hund").await;
        practice.advance(&[&front, &back], TimeDelta::minutes(5));
        note(&back, &client.contact_id, "braucht einen Stuhl").await;

        // The router lives again: first one, then the other, then the first once more.
        for desk in [&front, &back, &front] {
            desk.network.plug_in();
            desk.sync_until_quiet().await;
        }

        let numbers: BTreeSet<&String> = receipts.iter().chain(&invoices).collect();
        assert_eq!(numbers.len(), 8, "no number twice");
        for desk in [&front, &back] {
            desk.assert_nothing_is_lost().await;
            for number in &receipts {
                desk.show_sale(number.clone()).await.unwrap();
            }
            for number in &invoices {
                desk.show_invoice(number.clone()).await.unwrap();
            }
            assert_eq!(desk.entries_left(&card).await, -1, "both visits stand");
            let cases = desk.list_cases().await.unwrap();
            assert_eq!(cases.len(), 1, "{cases:?}");
            assert_eq!(cases[0].kind, "card_overdraft");
            assert_eq!(cases[0].card_id.as_deref(), Some(card.as_str()));
            assert_eq!(desk.sync_status().await.unwrap().state, "cases");
            let seen = desk.show_contact(client.contact_id.clone()).await.unwrap();
            assert_eq!(seen.note, "braucht einen Stuhl");
        }

        // Syncing again changes nothing, and opens no second case.
        front.sync_until_quiet().await;
        back.sync_until_quiet().await;
        assert_eq!(back.list_cases().await.unwrap().len(), 1);
    }

    /// Two edits of different fields do not fight: both stand, on both desks.
    async fn edits_of_different_fields_both_stand(practice) {
        let front = practice.desk("Empfang 1").await;
        let back = practice.desk("Empfang 2").await;
        let client = front.enter_client("Jette", "Holm").await;
        front.sync_until_quiet().await;
        back.sync_until_quiet().await;
        front.network.unplug();
        back.network.unplug();
        note(&front, &client.contact_id, "Rückruf am Montag").await;
        let mut input = input_of(&back, &client.contact_id).await;
        input.birthday = Some("1984-03-02".to_owned());
        back.edit_contact(client.contact_id.clone(), input).await.unwrap();
        for desk in [&front, &back, &front] {
            desk.network.plug_in();
            desk.sync_until_quiet().await;
        }
        for desk in [&front, &back] {
            let seen = desk.show_contact(client.contact_id.clone()).await.unwrap();
            assert_eq!(seen.note, "Rückruf am Montag");
            assert_eq!(seen.birthday.as_deref(), Some("1984-03-02"));
        }
    }
}

async fn input_of(desk: &TestDesk, contact_id: &str) -> mojo_desk::views::ContactInput {
    let held = desk.show_contact(contact_id.to_owned()).await.unwrap();
    mojo_desk::views::ContactInput {
        title: held.title,
        first_name: held.first_name,
        last_name: held.last_name,
        organisation: held.organisation,
        vat_id: held.vat_id,
        birthday: held.birthday,
        note: held.note,
        roles: held.roles,
        tags: held.tags,
        phones: held.phones,
        emails: held.emails,
        addresses: held.addresses,
        consents: held.consents,
    }
}

async fn note(desk: &TestDesk, contact_id: &str, text: &str) {
    let mut input = input_of(desk, contact_id).await;
    input.note = text.to_owned();
    desk.edit_contact(contact_id.to_owned(), input).await.unwrap();
}
