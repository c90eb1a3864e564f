//! The proof that both sides hold the same: what was planted is found, named, and made whole again
//! where that is possible; what is nobody's to choose stays red.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use mojo_desk::views::{ComparisonView, decode_base64};
use mojo_journeys::{Practice, TestDesk, journeys};

/// Questions of a full comparison in which nothing differs: the journal, the order, the cards.
const QUIET: i64 = 3;

async fn compare(desk: &TestDesk) -> ComparisonView {
    desk.verify_sync().await.unwrap()
}

#[track_caller]
fn assert_equal(found: &ComparisonView) {
    assert_eq!(found.state, "equal", "{:#?}", found.differences);
    assert!(found.differences.is_empty(), "{:#?}", found.differences);
    let differing: Vec<_> = found.days.iter().filter(|day| !day.is_equal).collect();
    assert!(differing.is_empty(), "{differing:#?}");
}

/// A morning: a client, a card, a visit, a sale, an invoice, an edit.
async fn work(desk: &TestDesk, last_name: &str) {
    let client = desk.enter_client("Lotte", last_name).await;
    let card = desk.sell_punch_card("5er-Karte Yoga", &client).await;
    desk.use_card(&card).await;
    desk.sell_one("Einzelstunde", "cash").await;
    desk.invoice(&client, 5_000).await;
    note(desk, &client.contact_id, "kommt mit Hund").await;
}

async fn note(desk: &TestDesk, contact_id: &str, text: &str) {
    let held = desk.show_contact(contact_id.to_owned()).await.unwrap();
    let input = mojo_desk::views::ContactInput {
        title: held.title,
        first_name: held.first_name,
        last_name: held.last_name,
        organisation: held.organisation,
        vat_id: held.vat_id,
        birthday: held.birthday,
        note: text.to_owned(),
        roles: held.roles,
        tags: held.tags,
        phones: held.phones,
        emails: held.emails,
        addresses: held.addresses,
        consents: held.consents,
    };
    desk.edit_contact(contact_id.to_owned(), input).await.unwrap();
}

/// Two desks that know of each other's morning.
async fn two_desks(practice: &Practice) -> (TestDesk, TestDesk) {
    let front = practice.desk("Empfang 1").await;
    let back = practice.desk("Empfang 2").await;
    work(&front, "Brinkhaus").await;
    work(&back, "Holm").await;
    for desk in [&front, &back, &front] {
        desk.sync_until_quiet().await;
    }
    (front, back)
}

journeys! {
    async fn after_a_working_day_everything_is_equal_on_every_desk(practice) {
        let (front, back) = two_desks(&practice).await;
        for desk in [&front, &back] {
            let found = compare(desk).await;
            assert_equal(&found);
            assert_eq!(found.requests, QUIET);
            assert_eq!(found.entries, desk.sync_status().await.unwrap().recorded);
            let today = mojo_domain::berlin_day(desk.now()).to_string();
            let own = found.days.iter().find(|day| day.is_own && day.day == today).unwrap();
            assert_eq!(own.here.count, found.entries);
            assert!(own.here.sums[0].cents > 0, "{own:?}");
            let devices: BTreeSet<&str> = found.days.iter().map(|day| day.device.as_str()).collect();
            assert!(devices.is_superset(&["Empfang 1", "Empfang 2"].into()), "{devices:?}");
            let status = desk.sync_status().await.unwrap();
            assert_eq!(status.compared_state.as_deref(), Some("equal"));
        }
        // What waits is no difference: it is sent first.
        work(&front, "Osterwind").await;
        assert_equal(&compare(&front).await);
    }

    /// Somebody of every role signs in on a desk of its own, and on one that others have used.
    async fn whoever_sees_less_compares_less_and_finds_it_equal(practice) {
        let (front, _back) = two_desks(&practice).await;
        let mut places = BTreeSet::new();
        for (user, password) in practice.people() {
            let desk = practice.empty_desk().await;
            desk.sign_in_with(&practice.url, &user, &password, &format!("Gerät {user}")).await;
            desk.sync_until_quiet().await;
            let found = compare(&desk).await;
            assert_equal(&found);
            places.insert(found.changes);
        }
        assert!(places.len() > 1, "scopes differ: {places:?}");
        for (user, password) in practice.people() {
            front.sign_in_with(&practice.url, &user, &password, "Empfang 1").await;
            front.sync_until_quiet().await;
            assert_equal(&compare(&front).await);
        }
    }

    async fn a_row_that_is_gone_here_is_found_and_asked_again(practice) {
        let (front, back) = two_desks(&practice).await;
        assert_equal(&compare(&front).await);
        // Of the order one change of the other desk, of the cards one contact.
        front.plant("DELETE FROM pulled WHERE seq = (SELECT max(seq) FROM pulled WHERE entity = 'redemption' AND body IS NOT NULL)").await;
        front.plant("DELETE FROM cards WHERE card_id = (SELECT max(card_id) FROM cards WHERE entity = 'contact')").await;
        let before = front.network.requests();
        let found = compare(&front).await;
        let asked = front.network.requests() - before;
        assert_eq!(found.state, "repaired", "{:#?}", found.differences);
        let kinds: BTreeSet<(&str, &str)> =
            found.differences.iter().map(|one| (one.entity.as_str(), one.kind.as_str())).collect();
        let expected = [("contact", "missing_here"), ("redemption", "missing_here")];
        assert_eq!(kinds, expected.into(), "{:#?}", found.differences);
        assert!(found.differences.iter().all(|one| one.repaired));
        // Two comparisons, two descents of at most two levels, two requests for rows; three rounds
        // of the sync.
        assert!(found.requests <= 2 * QUIET + 6, "{}", found.requests);
        assert!(asked <= 2 * 3 + 6 + 3 * 3, "{asked}");
        assert_equal(&compare(&front).await);
        assert_equal(&compare(&back).await);
    }

    async fn what_the_platform_lost_is_brought_again(practice) {
        let (front, back) = two_desks(&practice).await;
        practice.unguard().await;
        let sale = "(SELECT max(seq) FROM change_log WHERE entity = 'sale')";
        practice.plant(&format!("DELETE FROM change_bodies WHERE seq = {sale}")).await;
        practice.plant(&format!("DELETE FROM change_log WHERE seq = {sale}")).await;
        practice.plant("DELETE FROM device_entries WHERE seq = (SELECT max(seq) FROM change_log WHERE entity = 'invoice')").await;
        // The sale is the later desk's: the other one sees the loss and cannot mend it.
        let seen = compare(&front).await;
        assert_eq!(seen.state, "differs", "{:#?}", seen.differences);
        assert!(seen.differences.iter().all(|one| one.kind == "missing_there"));
        assert_eq!(front.sync_status().await.unwrap().state, "differs");
        let found = compare(&back).await;
        assert_eq!(found.state, "repaired", "{:#?}", found.differences);
        let parts: BTreeSet<&str> = found.differences.iter().map(|one| one.part.as_str()).collect();
        assert_eq!(parts, ["journal", "log"].into());
        assert_equal(&compare(&front).await);
        assert_ne!(front.sync_status().await.unwrap().state, "differs");
        back.assert_nothing_is_lost().await;
    }

    async fn a_body_that_differs_is_told_and_stays_red(practice) {
        let (front, back) = two_desks(&practice).await;
        practice.unguard().await;
        practice.plant("UPDATE change_bodies SET body = replace(body, 'gross_cents\":', 'gross_cents\":1') WHERE seq = (SELECT max(seq) FROM change_log WHERE entity = 'sale')").await;
        for desk in [&front, &back] {
            for _ in 0..2 {
                let found = compare(desk).await;
                assert_eq!(found.state, "differs", "{:#?}", found.differences);
                let log = found.differences.iter().find(|one| one.part == "log").unwrap();
                assert_eq!((log.entity.as_str(), log.kind.as_str()), ("sale", "differs"));
                assert_eq!((log.repaired, log.code.as_str()), (false, "other_body"));
                let red: Vec<_> = found.days.iter().filter(|day| !day.is_equal).collect();
                assert_eq!(red.len(), 1, "{red:#?}");
                assert!(red[0].here.sums[0].cents < red[0].there.sums[0].cents, "{red:?}");
            }
            assert_eq!(desk.sync_status().await.unwrap().state, "differs");
        }
        let here = compare(&back).await;
        let own = here.differences.iter().find(|one| one.part == "journal").unwrap();
        assert_eq!((own.entity.as_str(), own.kind.as_str()), ("sale", "differs"));
        let paper = back.sync_report_csv(None, None).await.unwrap();
        let paper = String::from_utf8(decode_base64(&paper.base64).unwrap()).unwrap();
        assert_eq!(paper.lines().filter(|line| line.ends_with(";differs")).count(), 1);
    }

    /// An hour of a wrong clock: the platform sets the reading right, the desk takes it over with the
    /// answer, and nothing differs.
    async fn a_clock_that_ran_ahead_is_set_right(practice) {
        let front = practice.desk("Empfang 1").await;
        let back = practice.desk("Empfang 2").await;
        let client = front.enter_client("Jette", "Holm").await;
        for desk in [&front, &back] {
            desk.sync_until_quiet().await;
        }
        front.clock.advance(TimeDelta::hours(1));
        note(&front, &client.contact_id, "vom Gerät, dessen Uhr vorgeht").await;
        front.sync_until_quiet().await;
        practice.advance(&[&back], TimeDelta::minutes(10));
        back.sync_until_quiet().await;
        note(&back, &client.contact_id, "später geschrieben").await;
        back.sync_until_quiet().await;
        front.sync_until_quiet().await;
        assert_equal(&compare(&front).await);
        let seen = front.show_contact(client.contact_id.clone()).await.unwrap();
        assert_eq!(seen.note, "später geschrieben");
        assert_equal(&compare(&back).await);
    }

    /// Nobody asks for it: after an hour the sync itself looks at what came since.
    async fn what_came_since_is_compared_once_an_hour(practice) {
        let (front, back) = two_desks(&practice).await;
        assert_equal(&compare(&front).await);
        let compared = front.sync_status().await.unwrap().compared_at;
        let quiet = front.network.requests();
        front.sync_round().await.unwrap();
        let round = front.network.requests() - quiet;
        assert_eq!(front.sync_status().await.unwrap().compared_at, compared, "not within the hour");
        practice.advance(&[&front, &back], TimeDelta::minutes(61));
        back.sell_one("Einzelstunde", "card").await;
        back.sync_until_quiet().await;
        let quiet = front.network.requests();
        front.sync_round().await.unwrap();
        assert!(front.network.requests() - quiet <= round + 3, "the roots only");
        let status = front.sync_status().await.unwrap();
        assert_ne!(status.compared_at, compared);
        assert_eq!(status.compared_state.as_deref(), Some("equal"));

        back.sell_one("Einzelstunde", "card").await;
        back.sync_until_quiet().await;
        practice.unguard().await;
        practice.plant("UPDATE change_bodies SET body = replace(body, 'Einzel', 'Doppel') WHERE seq = (SELECT max(seq) FROM change_log WHERE entity = 'sale')").await;
        practice.advance(&[&front, &back], TimeDelta::minutes(61));
        back.sync_round().await.unwrap();
        assert_eq!(back.sync_status().await.unwrap().state, "differs");
        // It stays so until somebody looks.
        practice.advance(&[&front, &back], TimeDelta::minutes(61));
        back.sync_round().await.unwrap();
        assert_eq!(back.sync_status().await.unwrap().state, "differs");
    }

    async fn the_proof_can_be_printed(practice) {
        let (front, _back) = two_desks(&practice).await;
        let refused = front.sync_report_pdf(None, None).await.unwrap_err();
        assert!(refused.to_string().contains("compare first"), "{refused}");
        let found = compare(&front).await;
        let paper = front.sync_report_pdf(None, None).await.unwrap();
        assert!(decode_base64(&paper.base64).unwrap().starts_with(b"%PDF-"));
        let table = front.sync_report_csv(None, None).await.unwrap();
        let table = String::from_utf8(decode_base64(&table.base64).unwrap()).unwrap();
        assert_eq!(table.lines().count(), found.days.len() + 1);
        assert!(table.contains(&found.days[0].here.hash), "{table}");
        let today = Some(mojo_domain::berlin_day(front.now()).to_string());
        let table = front.sync_report_csv(today.clone(), today).await.unwrap();
        let table = String::from_utf8(decode_base64(&table.base64).unwrap()).unwrap();
        assert!((2..=4).contains(&table.lines().count()), "{table}");
        for (from, to) in [("2026-13-01", "2026-12-01"), ("2026-12-02", "2026-12-01")] {
            let refused = front.sync_report_pdf(Some(from.to_owned()), Some(to.to_owned())).await;
            assert!(refused.is_err(), "{from} to {to}");
        }
    }

    /// Without a network nothing is compared, and nothing is changed.
    async fn without_a_network_it_says_so(practice) {
        let front = practice.desk("Empfang 1").await;
        work(&front, "Brinkhaus").await;
        front.network.unplug();
        let refused = front.verify_sync().await.unwrap_err();
        assert!(refused.to_string().contains("offline"), "{refused}");
        front.network.plug_in();
        assert_equal(&compare(&front).await);
    }
}
