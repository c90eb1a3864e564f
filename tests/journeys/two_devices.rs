//! Two desks of one practice, both without a network, both busy.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use mojo_desk::views::{
    CancelInvoiceRequest, CheckInVerdict, PaymentInput, SellCardRequest, SettleCaseRequest,
    StornoRequest,
};
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

    /// D1: the front pays a fresh card back, the back checks its owner in. Both stand, and one case
    /// is there to settle.
    async fn a_card_paid_back_here_and_used_there_opens_one_case(practice) {
        let front = practice.desk("Empfang 1").await;
        let back = practice.desk("Empfang 2").await;
        let client = front.enter_client("Lotte", "Brinkhaus").await;
        let products = front.list_products().await.unwrap();
        let product = products.iter().find(|one| one.name == "5er-Karte Yoga").unwrap();
        let sold = front
            .sell_card(SellCardRequest {
                product_id: product.product_id.clone(),
                contact_id: client.contact_id.clone(),
                payments: vec![PaymentInput {
                    method: "card".to_owned(),
                    tendered_cents: product.price.cents,
                }],
            })
            .await
            .unwrap();
        // A therapist sees visits, and no Storno.
        let room = practice.empty_desk().await;
        room.sign_in(&practice.url, "selma.brandis", "Raum 1").await.unwrap();
        let own = front.show_contact(client.contact_id.clone()).await.unwrap();
        let card = own.cards[0].card_id.clone();
        for desk in [&front, &back] {
            desk.sync_until_quiet().await;
            desk.network.unplug();
        }
        front.cancel_sale(storno(&sold.receipt_number)).await.unwrap();
        practice.advance(&[&front, &back], TimeDelta::minutes(5));
        assert_ne!(back.use_card(&card).await.verdict, CheckInVerdict::Red);
        for desk in [&front, &back, &front] {
            desk.network.plug_in();
            desk.sync_until_quiet().await;
        }
        for desk in [&front, &back] {
            desk.assert_nothing_is_lost().await;
            assert_eq!(desk.entries_left(&card).await, -1, "Storno and visit both stand");
            let cases = desk.list_cases().await.unwrap();
            assert_eq!(cases.len(), 1, "{cases:?}");
            assert_eq!(cases[0].kind, "card_overdraft");
            let sides: Vec<&str> = cases[0].sides.iter().map(|one| one.entity.as_str()).collect();
            assert_eq!(sides, ["sale", "redemption"]);
        }
        room.sync_until_quiet().await;
        assert_eq!(room.entries_left(&card).await, 4, "of five, as far as it is seen here");
        assert_eq!(room.list_cases().await.unwrap().len(), 1, "open everywhere");
        let case = back.list_cases().await.unwrap().remove(0);
        settle(&back, &case.case_id, "goodwill", "unser Versehen").await;
        back.sync_until_quiet().await;
        front.sync_until_quiet().await;
        room.sync_until_quiet().await;
        assert!(room.list_cases().await.unwrap().is_empty(), "settled everywhere");
        for desk in [&front, &back] {
            assert!(desk.list_cases().await.unwrap().is_empty());
            assert_eq!(desk.entries_left(&card).await, 0);
        }
    }

    /// D3: both desks reverse one receipt and one invoice. All four Stornos stand, and a case for
    /// each document says that it was reversed twice.
    async fn documents_reversed_at_both_desks_open_a_case_each(practice) {
        let front = practice.desk("Empfang 1").await;
        let back = practice.desk("Empfang 2").await;
        let client = front.enter_client("Jette", "Holm").await;
        let receipt = front.sell_one("Einzelstunde", "cash").await.receipt_number;
        // The other till needs cash to give back.
        back.sell_one("Einzelstunde", "cash").await;
        let invoice = front.invoice(&client, 5_000).await.number;
        for desk in [&front, &back, &front] {
            desk.sync_until_quiet().await;
        }
        for desk in [&front, &back] {
            desk.network.unplug();
            desk.cancel_sale(storno(&receipt)).await.unwrap();
            let reason = "doppelt erfasst".to_owned();
            let request = CancelInvoiceRequest { number: invoice.clone(), reason };
            desk.cancel_invoice(request).await.unwrap();
            practice.advance(&[&front, &back], TimeDelta::minutes(5));
        }
        for desk in [&front, &back, &front] {
            desk.network.plug_in();
            desk.sync_until_quiet().await;
        }
        for desk in [&front, &back] {
            desk.assert_nothing_is_lost().await;
            let cases = desk.list_cases().await.unwrap();
            assert!(cases.iter().all(|case| case.kind == "double_storno"), "{cases:?}");
            assert!(cases.iter().all(|case| case.resolutions == ["keep_both", "noted"]));
            let about: BTreeSet<(&str, &str)> = cases
                .iter()
                .map(|case| (case.details.as_str(), case.sides[1].entity.as_str()))
                .collect();
            let documents = [(receipt.as_str(), "sale"), (invoice.as_str(), "invoice")];
            assert_eq!(about, BTreeSet::from(documents));
            for case in &cases {
                assert_eq!(case.sides.len(), 2);
                assert_ne!(case.sides[0].label, case.sides[1].label, "two documents");
            }
        }
        let cases = front.list_cases().await.unwrap();
        settle(&front, &cases[0].case_id, "noted", "").await;
        settle(&front, &cases[1].case_id, "keep_both", "Geld liegt wieder in der Kasse").await;
        front.sync_until_quiet().await;
        back.sync_until_quiet().await;
        assert!(back.list_cases().await.unwrap().is_empty());
        assert_eq!(back.list_settled_cases().await.unwrap().len(), 2);
    }
}

fn storno(receipt_number: &str) -> StornoRequest {
    StornoRequest { receipt_number: receipt_number.to_owned(), reason: "Umzug".to_owned() }
}

async fn settle(desk: &TestDesk, case_id: &str, resolution: &str, reason: &str) {
    desk.settle_case(SettleCaseRequest {
        case_id: case_id.to_owned(),
        resolution: resolution.to_owned(),
        reason: reason.to_owned(),
        card_id: None,
        document_id: None,
        receipt_number: None,
    })
    .await
    .unwrap();
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
