//! Cases settled by people: the first in the tenant's order counts, and no new case is opened.

use serde_json::{Value, json};
use uuid::Uuid;

use super::push_facts::{card, cases, redemption};
use super::support::{Server, TestDesk, on_both};

fn settlement(id: u128, case: &Value, resolution: &str, to_card: Option<u128>) -> Value {
    json!({
        "settlement_id": Uuid::from_u128(id), "case_id": case, "resolution": resolution,
        "reason": "", "at": "2026-11-20T09:00:00Z", "actor_id": Uuid::from_u128(3),
        "redemption_id": Uuid::from_u128(62), "to_card": to_card.map(Uuid::from_u128),
    })
}

on_both! {
    async fn a_visit_that_was_carried_counts_on_the_other_card_and_only_the_first_time(server) {
        let mut one = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let mut two = TestDesk::enrol(&server, "reception@birkenhain", 2).await;
        let sold = one.record("punch_card", Uuid::from_u128(50), &card(50, 1));
        let next = one.record("punch_card", Uuid::from_u128(51), &card(51, 0));
        let first = one.record("redemption", Uuid::from_u128(61), &redemption(61, None));
        one.push(&server, vec![sold, next, first]).await;
        let second = two.record("redemption", Uuid::from_u128(62), &redemption(62, None));
        two.push(&server, vec![second]).await;
        let opened = cases(&server, &one.token).await;
        assert_eq!(opened[0].1["facts"][0]["id"], json!(Uuid::from_u128(61)), "both visits");
        let case = opened[0].1["case_id"].clone();

        // Given away here, carried there: the first counts.
        let given = settlement(500, &case, "goodwill", None);
        let given = one.record("case_settlement", Uuid::from_u128(500), &given);
        let carried = settlement(501, &case, "carry", Some(51));
        let carried = two.record("case_settlement", Uuid::from_u128(501), &carried);
        for (desk, settled) in [(&one, given), (&two, carried)] {
            let answer = desk.push(&server, vec![settled]).await;
            assert_eq!(answer["verdicts"][0]["verdict"], "applied", "both stand");
        }
        assert_eq!(cases(&server, &one.token).await.len(), 1, "carried nowhere: no case there");

        // The card is as it would be without the visit: one more use is one too many, again.
        let third = one.record("redemption", Uuid::from_u128(63), &redemption(63, None));
        one.push(&server, vec![third]).await;
        let opened = cases(&server, &one.token).await;
        assert_eq!(opened.len(), 2);
        assert_eq!(opened[1].1["facts"][1]["id"], json!(Uuid::from_u128(63)));
        let carried = json!({
            "settlement_id": Uuid::from_u128(502), "case_id": opened[1].1["case_id"],
            "resolution": "carry", "reason": "", "at": "2026-11-20T09:00:00Z",
            "actor_id": Uuid::from_u128(3), "redemption_id": Uuid::from_u128(63),
            "to_card": Uuid::from_u128(51),
        });
        let carried = one.record("case_settlement", Uuid::from_u128(502), &carried);
        one.push(&server, vec![carried]).await;
        let opened = cases(&server, &one.token).await;
        assert_eq!(opened.len(), 3, "the other card has no entry for it either");
        assert_eq!(opened[2].1["punch_card_id"], json!(Uuid::from_u128(51)));
    }

    async fn an_answer_that_is_none_is_kept_in_quarantine(server) {
        let mut one = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let wrong = settlement(500, &json!(Uuid::from_u128(8)), "shrug", None);
        let wrong = one.record("case_settlement", Uuid::from_u128(500), &wrong);
        let answer = one.push(&server, vec![wrong]).await;
        assert_eq!(answer["verdicts"][0]["verdict"], "quarantined");
    }

    async fn a_deletion_and_an_edit_that_knew_of_each_other_open_no_case(server) {
        let mut one = TestDesk::enrol(&server, "reception@birkenhain", 1).await;
        let mut two = TestDesk::enrol(&server, "reception@birkenhain", 2).await;
        let made = one.edit(7, "note", json!("kommt mit Hund"), 1 << 20);
        one.push(&server, vec![made]).await;
        let deleted = two.edit(7, "archived", json!(true), 2 << 20);
        two.push(&server, vec![deleted]).await;
        let opened = cases(&server, &one.token).await;
        assert_eq!(opened.len(), 1, "the deletion says of nothing that it had seen it");
        assert_eq!(opened[0].1["kind"], "deleted_edit");
        assert_eq!(opened[0].1["details"], "note");
        assert_eq!(opened[0].1["contact_id"], json!(Uuid::from_u128(7)));
        // Whoever deleted may go on editing: it knows of its own deletion.
        let mended = two.edit(7, "title", json!("Dr."), 3 << 20);
        two.push(&server, vec![mended]).await;
        assert_eq!(cases(&server, &one.token).await.len(), 1);
        // The first device has still not seen the deletion: the same case, not a second one.
        let again = one.edit(7, "note", json!("ohne Hund"), 4 << 20);
        one.push(&server, vec![again]).await;
        assert_eq!(cases(&server, &one.token).await.len(), 1);
    }
}
