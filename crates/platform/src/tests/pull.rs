//! Pull: pages, cursors, scopes.

use axum::http::StatusCode;
use mojo_domain::Hlc;
use mojo_protocol::{PullPage, canonical};
use serde_json::json;
use uuid::Uuid;

use super::support::{BIRKENHAIN, Server, TestDesk, on_both};

async fn page(server: &Server, token: &str, cursor: &str, limit: usize) -> PullPage {
    server.settle(token).await;
    let path = format!("/api/v1/sync/pull?cursor={cursor}&limit={limit}");
    let (status, page) = server.call("GET", &path, Some(token), None).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    serde_json::from_value(page).unwrap()
}

on_both! {
    async fn pages_follow_each_other_and_the_last_cursor_waits_for_more(server) {
        let mut desk = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let changes = (0..5).map(|n| desk.edit(n + 1, "note", json!("x"), 7)).collect();
        desk.push(&server, changes).await;
        let first = page(&server, &desk.token, "", 2).await;
        assert_eq!((first.from.as_str(), first.more), ("", true));
        assert_eq!(first.changes.iter().map(|c| c.seq).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(first.checksum, PullPage::checksum_of(&first.changes));
        let second = page(&server, &desk.token, &first.to, 2).await;
        assert_eq!(second.from, first.to);
        let third = page(&server, &desk.token, &second.to, 2).await;
        assert_eq!((third.changes.len(), third.more), (1, false));
        assert_eq!(page(&server, &desk.token, &second.to, 2).await, third, "asked again, the same");
        let nothing = page(&server, &desk.token, &third.to, 2).await;
        assert!(nothing.changes.is_empty() && !nothing.more);
        let one = desk.edit(9, "note", json!("neu"), 9);
        desk.push(&server, vec![one.clone()]).await;
        let news = page(&server, &desk.token, &nothing.to, 2).await;
        assert_eq!(news.changes.len(), 1);
        let change = &news.changes[0];
        assert_eq!((change.dseq, &change.hash, &change.body), (6, &one.hash, &one.body));
        assert_eq!(change.device_id, Some(desk.device_id));
    }

    async fn a_user_gets_only_what_the_role_may_see(server) {
        let mut desk = TestDesk::enrol(&server, "owner@birkenhain", 1).await;
        let contact = desk.edit(7, "note", json!("x"), 7);
        let invoice = desk.record("invoice_payment", Uuid::from_u128(8), &json!({
            "invoice_id": Uuid::from_u128(1), "amount_cents": 100, "currency": "EUR",
            "paid_on": "2026-11-20", "actor_id": Uuid::from_u128(3),
        }));
        desk.push(&server, vec![contact, invoice]).await;
        let therapist = server.token("therapist@birkenhain").await;
        let seen = server.feed(&therapist).await;
        assert_eq!(seen.iter().map(|c| c.entity.as_str()).collect::<Vec<_>>(), ["contact"]);
        let distributor = server.token("distributor@birkenhain").await;
        let only_own = page(&server, &distributor, "", 10).await;
        assert!(only_own.changes.is_empty() && !only_own.more);
    }

    async fn a_cursor_of_other_scopes_or_of_nobody_begins_anew(server) {
        let mut desk = TestDesk::enrol(&server, "owner@birkenhain", 1).await;
        let change = desk.edit(7, "note", json!("x"), 7);
        desk.push(&server, vec![change]).await;
        let therapist = server.token("therapist@birkenhain").await;
        let narrow = page(&server, &therapist, "", 10).await;
        let wide = page(&server, &desk.token, &narrow.to, 10).await;
        assert_eq!((wide.from, wide.changes.len()), (narrow.to, 1), "a granted scope is read whole");
        for cursor in ["invented", "00ff", "312e312e312e39393939"] {
            assert_eq!(page(&server, &desk.token, cursor, 10).await.changes.len(), 1, "{cursor}");
        }
    }

    async fn a_clock_a_year_ahead_is_shown_clamped_and_loses_to_later_edits(server) {
        let mut wrong = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let mut right = TestDesk::enrol(&server, "reception@birkenhain", 2).await;
        let now_ms = wrong.at.timestamp_millis();
        let ahead = wrong.edit(7, "note", json!("aus der Zukunft"), (now_ms + 31_536_000_000) << 16);
        wrong.push(&server, vec![ahead]).await;
        server.clock.set(wrong.at + chrono::TimeDelta::minutes(6));
        let later = right.edit(7, "note", json!("jetzt"), (now_ms + 6 * 60_000) << 16);
        right.push(&server, vec![later]).await;
        let feed = server.feed(&right.token).await;
        let body: mojo_protocol::CardBody = serde_json::from_str(&feed[0].body).unwrap();
        let bound = now_ms + mojo_domain::HlcClock::MAX_LEAD_MS;
        assert_eq!(body.fields["note"].hlc.millis(), bound, "everybody sees the bound");
        let mut tx = server
            .platform
            .state
            .database()
            .read(crate::auth::Tenant::named_by_platform(BIRKENHAIN))
            .await
            .unwrap();
        let cards = tx.list_cards(&[Uuid::from_u128(7)]).await.unwrap();
        let card = &cards[&("contact".to_owned(), Uuid::from_u128(7))];
        assert_eq!(card["note"].value.as_deref(), Some("\"jetzt\""));
    }

    async fn what_is_not_known_here_is_given_on_as_it_came_also_where_a_clock_ran_ahead(server) {
        let mut newer = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let edit = |hlc: Hlc| {
            json!({
                "fields": {
                    "note": { "value": "x", "hlc": hlc, "base": 0, "language": "de" },
                    "shoe_size": { "value": { "eu": 43 }, "hlc": hlc, "base": 0 },
                },
                "why": { "of": "tomorrow" },
            })
        };
        let ahead = Hlc(i64::MAX);
        let near = newer.record("contact", Uuid::from_u128(7), &edit(Hlc(7)));
        let far = newer.record("contact", Uuid::from_u128(8), &edit(ahead));
        newer.push(&server, vec![near.clone(), far]).await;
        let feed = server.feed(&newer.token).await;
        assert_eq!(feed[0].body, near.body);
        let counted = edit(ahead.clamped(newer.at.timestamp_millis(), 2));
        assert_eq!(feed[1].body, canonical(&counted).unwrap());
    }
}
