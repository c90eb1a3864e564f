//! Edits whose clock ran ahead: they count by when the platform received them.

use super::*;

#[tokio::test]
async fn an_edit_whose_reading_was_clamped_lets_later_ones_win_here_too() {
    let bench = Bench::new().await;
    edit(&bench, "phone", "1").await;
    // The platform received it an hour before what our clock says, and clamped it.
    pull_own(&bench, 1, 1, &phone("1", hlc_minutes_before(60))).await;
    assert_eq!(value(&bench, "phone").await, Some(json!("1")));
    bench.pull(2, Entity::Practice, CARD, &phone("9", hlc_minutes_before(30))).await;
    assert_eq!(value(&bench, "phone").await, Some(json!("9")), "as at every other desk");
}

#[tokio::test]
async fn what_arrived_while_a_clock_ran_ahead_wins_when_that_is_said() {
    let bench = Bench::new().await;
    bench.pull(1, Entity::Practice, CARD, &phone("0", hlc_minutes_before(90))).await;
    edit(&bench, "phone", "1").await;
    edit(&bench, "phone", "2").await;
    bench.pull(2, Entity::Practice, CARD, &phone("9", hlc_minutes_before(30))).await;
    assert_eq!(value(&bench, "phone").await, Some(json!("2")));
    let received_at = hlc_minutes_before(60).millis() * 1000;
    let clamped = [1, 2].map(|dseq| ClampedEdit { dseq, received_at });
    let applied = |dseq| RecordVerdict { dseq, verdict: Verdict::Applied { seq: dseq } };
    let mut tx = bench.begin().await;
    outbox::settle_clamped(&mut tx, 1, &clamped).await.unwrap();
    outbox::settle(&mut tx, 1, &[applied(1), applied(2)]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(value(&bench, "phone").await, Some(json!("9")), "as at every other desk");
}

/// The reading of a clock that runs ahead.
fn far_ahead() -> Hlc {
    Hlc(i64::MAX)
}

#[tokio::test]
async fn of_a_card_made_and_edited_while_a_clock_ran_ahead_the_later_edit_stands() {
    let bench = Bench::new().await;
    edit(&bench, "phone", "1").await;
    edit(&bench, "phone", "2").await;
    let received_at = hlc_minutes_before(60).millis() * 1000;
    let clamped = [1, 2].map(|dseq| ClampedEdit { dseq, received_at });
    let mut tx = bench.begin().await;
    outbox::settle_clamped(&mut tx, 1, &clamped).await.unwrap();
    let cards = crate::cards::load(tx.connection(), Entity::Practice, &[CARD]).await.unwrap();
    assert_eq!(cards[&CARD]["phone"].stamp.hlc, far_ahead().clamped(received_at / 1000, 2));
    tx.commit().await.unwrap();
    assert_eq!(value(&bench, "phone").await, Some(json!("2")));
}

/// The verdict was lost: when the platform received the edit follows from the reading that came back.
#[tokio::test]
async fn an_edit_that_came_back_clamped_tells_when_it_was_received() {
    let bench = Bench::new().await;
    edit(&bench, "phone", "1").await;
    let received_ms = hlc_minutes_before(60).millis();
    pull_own(&bench, 1, 1, &phone("1", far_ahead().clamped(received_ms, 1))).await;
    let mut tx = bench.begin().await;
    let kept: Vec<(i64, i64)> = sqlx::query_as("SELECT dseq, received_at FROM clamped_edits")
        .fetch_all(tx.connection())
        .await
        .unwrap();
    assert_eq!(kept, [(1, received_ms * 1000)]);
}

/// A copy of this desk sent it first, and the platform that counted it so was put back.
#[tokio::test]
async fn an_edit_that_was_received_anew_counts_as_the_new_order_says() {
    let bench = Bench::new().await;
    edit(&bench, "phone", "1").await;
    let reading = async || {
        let mut tx = bench.begin().await;
        let cards = crate::cards::load(tx.connection(), Entity::Practice, &[CARD]).await.unwrap();
        let kept: Vec<(i64, i64)> = sqlx::query_as("SELECT dseq, received_at FROM clamped_edits")
            .fetch_all(tx.connection())
            .await
            .unwrap();
        (cards[&CARD]["phone"].stamp.hlc, kept)
    };
    let (own, _) = reading().await;
    let [first, later] = [60, 30].map(|minutes| hlc_minutes_before(minutes).millis());
    let mut tx = bench.begin().await;
    let clamped = ClampedEdit { dseq: 1, received_at: first * 1000 };
    outbox::settle_clamped(&mut tx, 1, &[clamped]).await.unwrap();
    tx.commit().await.unwrap();
    let counts = |at: i64| (far_ahead().clamped(at, 1), vec![(1, at * 1000)]);
    assert_eq!(reading().await, counts(first));
    pull_own(&bench, 1, 1, &phone("1", counts(later).0)).await;
    assert_eq!(reading().await, counts(later), "by the order that the platform has now");
    let mut tx = bench.begin().await;
    outbox::settle_clamped(&mut tx, 1, &[clamped]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(reading().await, counts(first), "by its last word");
    pull_own(&bench, 2, 1, &phone("1", own)).await;
    assert_eq!(reading().await, (own, Vec::new()), "its time had come");
}

/// A copy that took along an edit which was sent, but had not come back.
#[tokio::test]
async fn an_edit_of_a_former_identity_takes_the_reading_that_counts_too() {
    let bench = Bench::new().await;
    edit(&bench, "phone", "1").await;
    let mut tx = bench.begin().await;
    let applied = RecordVerdict { dseq: 1, verdict: Verdict::Applied { seq: 1 } };
    outbox::settle(&mut tx, 1, &[applied]).await.unwrap();
    tx.commit().await.unwrap();
    bench.store.begin_epoch(copy()).await.unwrap();
    let mut reader = bench.store.reader().await.unwrap();
    let hash = journal::find_hash(&mut reader, 1, 1).await.unwrap().unwrap();
    drop(reader);
    let mut sent = change(1, Entity::Practice, CARD, &phone("1", hlc_minutes_before(60)));
    sent.device_id = Some(Uuid::from_u128(1).into());
    sent.hash = hash;
    let mut tx = bench.begin().await;
    apply_page(&mut tx, &[sent], "c").await.unwrap();
    tx.commit().await.unwrap();
    bench.pull(2, Entity::Practice, CARD, &phone("9", hlc_minutes_before(30))).await;
    assert_eq!(value(&bench, "phone").await, Some(json!("9")), "as at every other desk");
}

/// Its clock ran ahead, and the platform that clamped it was lost: it counts in the new chain as it
/// did in the old one, not by its new place, and goes over once.
#[tokio::test]
async fn a_clamped_edit_goes_over_with_the_reading_that_counted() {
    let bench = Bench::new().await;
    edit(&bench, "name", "Praxis").await;
    edit(&bench, "phone", "1").await;
    let received_at = hlc_minutes_before(60).millis() * 1000;
    let mut tx = bench.begin().await;
    let clamped = ClampedEdit { dseq: 2, received_at };
    outbox::settle_clamped(&mut tx, 1, &[clamped]).await.unwrap();
    tx.commit().await.unwrap();
    bench.store.begin_epoch(copy()).await.unwrap();
    for times in 1..=2 {
        let mut reader = bench.store.reader().await.unwrap();
        let entries = journal::list(&mut reader, 2, 0, 10).await.unwrap();
        let edits = entries.iter().filter(|entry| entry.body.contains("phone"));
        let bodies: Vec<CardBody> =
            edits.map(|entry| serde_json::from_str(&entry.body).unwrap()).collect();
        assert_eq!(bodies.len(), 1, "{times}");
        let counted = far_ahead().clamped(received_at / 1000, 2);
        assert_eq!(bodies[0].fields["phone"].hlc, counted);
        assert!(journal::verify(&mut reader).await.unwrap().breaks.is_empty());
        drop(reader);
        let mut tx = bench.begin().await;
        device::offer_former(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// A newer program had recorded it at this desk.
#[tokio::test]
async fn a_clamped_edit_goes_over_with_what_is_not_known_here() {
    let bench = Bench::new().await;
    let edit = |hlc: Hlc| {
        json!({
            "fields": { "phone": { "value": "1", "hlc": hlc, "base": 0, "verified": true } },
            "why": ["moved"],
        })
    };
    bench.record(Entity::Practice, CARD, &edit(far_ahead())).await;
    let received_at = hlc_minutes_before(60).millis() * 1000;
    let mut tx = bench.begin().await;
    let clamped = ClampedEdit { dseq: 1, received_at };
    outbox::settle_clamped(&mut tx, 1, &[clamped]).await.unwrap();
    tx.commit().await.unwrap();
    bench.store.begin_epoch(copy()).await.unwrap();
    let mut reader = bench.store.reader().await.unwrap();
    let entries = journal::list(&mut reader, 2, 0, 10).await.unwrap();
    let counted = edit(far_ahead().clamped(received_at / 1000, 1));
    assert_eq!(entries[0].body, mojo_protocol::canonical(&counted).unwrap());
    assert!(journal::verify(&mut reader).await.unwrap().breaks.is_empty());
}
