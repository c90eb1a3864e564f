//! The order is read anew, after the platform was put back.

use super::*;

fn case(no: u128, details: &str) -> CaseBody {
    CaseBody {
        case_id: Uuid::from_u128(no).into(),
        kind: CaseKind::TotalMismatch,
        contact_id: None,
        punch_card_id: None,
        facts: Vec::new(),
        opened_at: crate::testing::now(),
        details: details.to_owned(),
    }
}

async fn shown_cases(bench: &Bench) -> Vec<String> {
    let mut reader = bench.store.reader().await.unwrap();
    let query = sqlx::query_as("SELECT details FROM cases ORDER BY case_id");
    let rows: Vec<(String,)> = query.fetch_all(reader.connection()).await.unwrap();
    rows.into_iter().map(|(details,)| details).collect()
}

/// A platform that was put back computes anew; whoever loses the network meanwhile still reads what
/// was.
#[tokio::test]
async fn what_the_platform_computes_is_taken_from_its_new_order_once_that_was_read() {
    let bench = Bench::new().await;
    bench.pull(1, Entity::Case, Uuid::from_u128(1), &case(1, "a")).await;
    bench.pull(2, Entity::Case, Uuid::from_u128(2), &case(2, "lost")).await;
    let mut tx = bench.begin().await;
    rewind(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(shown_cases(&bench).await, ["a", "lost"], "until the order was read");

    bench.pull(1, Entity::Case, Uuid::from_u128(1), &case(1, "anew")).await;
    let mut tx = bench.begin().await;
    assert_eq!(finish_rereading(&mut tx).await.unwrap(), 0);
    tx.commit().await.unwrap();
    assert_eq!(shown_cases(&bench).await, ["anew"]);
}

/// The platform that had received it was put back, and received it again: it counts by the later time,
/// and the list of prices names it once.
#[tokio::test]
async fn a_price_that_was_received_twice_is_listed_once() {
    let bench = Bench::new().await;
    let product = Uuid::from_u128(79);
    let price = |hlc: Hlc| {
        let field = CardField { value: json!(4275), hlc, ..CardField::default() };
        let fields = [("price_cents".to_owned(), field)].into();
        CardBody { fields, ..CardBody::default() }
    };
    let (first, second) = (hlc_minutes_before(90), hlc_minutes_before(60));
    bench.pull(1, Entity::Product, product, &price(first)).await;
    assert_eq!(prices(&bench, product).await, [first.millis()]);
    let mut tx = bench.begin().await;
    rewind(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(prices(&bench, product).await, [first.millis()], "until the order was read");
    bench.pull(1, Entity::Product, product, &price(second)).await;
    for _ in 0..2 {
        let mut tx = bench.begin().await;
        finish_rereading(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(prices(&bench, product).await, [second.millis()]);
        let mut tx = bench.begin().await;
        rewind(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        bench.pull(1, Entity::Product, product, &price(second)).await;
    }
}

/// The same at a copy of the desk that wrote the price.
#[tokio::test]
async fn a_price_that_a_former_identity_wrote_is_listed_once() {
    let bench = Bench::new().await;
    let product = Uuid::from_u128(79);
    let mut tx = bench.begin().await;
    let fields = [("price_cents".to_owned(), json!(4275))].into();
    tx.edit_card(Entity::Product, product, fields).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = bench.begin().await;
    let applied = RecordVerdict { dseq: 1, verdict: Verdict::Applied { seq: 1 } };
    outbox::settle(&mut tx, 1, &[applied]).await.unwrap();
    tx.commit().await.unwrap();
    bench.store.begin_epoch(copy()).await.unwrap();
    let mut reader = bench.store.reader().await.unwrap();
    let entry = journal::list(&mut reader, 1, 0, 1).await.unwrap().remove(0);
    drop(reader);
    let body: CardBody = serde_json::from_str(&entry.body).unwrap();
    for minutes in [90, 60] {
        let counted = body.clone().as_received(hlc_minutes_before(minutes).millis() * 1000, 1);
        let mut sent = change(1, Entity::Product, product, &counted);
        sent.device_id = Some(Uuid::from_u128(1).into());
        sent.hash = entry.hash.clone();
        let mut tx = bench.begin().await;
        rewind(&mut tx).await.unwrap();
        apply_page(&mut tx, &[sent], "c").await.unwrap();
        finish_rereading(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(prices(&bench, product).await.len(), 1, "{minutes}");
    }
}

async fn stands(bench: &Bench, dseq: i64) {
    let applied = RecordVerdict { dseq, verdict: Verdict::Applied { seq: dseq } };
    let mut tx = bench.begin().await;
    outbox::settle(&mut tx, 1, &[applied]).await.unwrap();
    tx.commit().await.unwrap();
}

async fn put_back(bench: &Bench) {
    let mut tx = bench.begin().await;
    rewind(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
}

/// The platform forgot edits that stood, got them again in the name of somebody who may not make them,
/// and rejects them: what they replaced is no more remembered by then.
#[tokio::test]
async fn edits_that_stood_and_are_rejected_give_way_to_what_the_new_order_says() {
    let bench = Bench::new().await;
    let of_another = phone("0", hlc_minutes_before(90));
    bench.pull(1, Entity::Practice, CARD, &of_another).await;
    for (dseq, number) in [(1, "1"), (2, "2")] {
        edit(&bench, "phone", number).await;
        stands(&bench, dseq).await;
    }
    put_back(&bench).await;
    reject(&bench, 1).await;
    reject(&bench, 2).await;
    bench.pull(1, Entity::Practice, CARD, &of_another).await;
    assert_eq!(value(&bench, "phone").await, Some(json!("0")));
}

/// Of the own edits the order brings none again.
#[tokio::test]
async fn an_edit_that_stood_and_is_rejected_gives_way_to_the_own_one_before() {
    let bench = Bench::new().await;
    let of_another = phone("0", hlc_minutes_before(90));
    bench.pull(1, Entity::Practice, CARD, &of_another).await;
    for (dseq, number) in [(1, "1"), (2, "2"), (3, "3")] {
        edit(&bench, "phone", number).await;
        stands(&bench, dseq).await;
    }
    put_back(&bench).await;
    reject(&bench, 2).await;
    assert_eq!(value(&bench, "phone").await, Some(json!("3")), "a later edit stands");
    reject(&bench, 3).await;
    bench.pull(1, Entity::Practice, CARD, &of_another).await;
    assert_eq!(value(&bench, "phone").await, Some(json!("1")), "not the one that was undone");
}

/// The card bears the reading that counted, the journal that of the clock.
#[tokio::test]
async fn an_edit_whose_clock_ran_ahead_stood_and_is_rejected() {
    let bench = Bench::new().await;
    let of_another = phone("0", hlc_minutes_before(90));
    bench.pull(1, Entity::Practice, CARD, &of_another).await;
    edit(&bench, "phone", "1").await;
    let received_at = to_micros(crate::testing::now()) - 3_600_000_000;
    let mut tx = bench.begin().await;
    let clamped = ClampedEdit { dseq: 1, received_at };
    outbox::settle_clamped(&mut tx, 1, &[clamped]).await.unwrap();
    tx.commit().await.unwrap();
    stands(&bench, 1).await;
    put_back(&bench).await;
    reject(&bench, 1).await;
    bench.pull(1, Entity::Practice, CARD, &of_another).await;
    assert_eq!(value(&bench, "phone").await, Some(json!("0")));
}

async fn prices(bench: &Bench, product: Uuid) -> Vec<i64> {
    let mut reader = bench.store.reader().await.unwrap();
    let points = crate::cards::list_prices(&mut reader, product.into()).await.unwrap();
    points.iter().map(|point| point.since.timestamp_millis()).collect()
}
