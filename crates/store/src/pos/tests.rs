use mojo_domain::Currency;
use mojo_protocol::Entity;
use mojo_protocol::facts::{CashClosingBody, CashCountBody, CashMovementBody, SaleBody};
use uuid::Uuid;

use super::till::OpenPeriod;
use super::{closings, sales, till};
use crate::testing::{Bench, OTHER_REGISTER, REGISTER, change, now, sale, storno};
use crate::{numbers, sync_state};

async fn period(bench: &Bench) -> OpenPeriod {
    till::find(&mut bench.store.reader().await.unwrap(), REGISTER).await.unwrap()
}

async fn record_sale(bench: &Bench, sale: &SaleBody) {
    bench.record(Entity::Sale, sale.sale_id.0, sale).await;
}

fn movement(no: u128, amount_cents: i64) -> CashMovementBody {
    CashMovementBody {
        cash_movement_id: Uuid::from_u128(4_000_000 + no).into(),
        register_id: REGISTER,
        z_number: None,
        actor_id: Uuid::from_u128(4).into(),
        at: now(),
        recorded_on: "2026-11-20".parse().unwrap(),
        amount_cents,
        currency: Currency::EUR,
        gv_typ: "Privateinlage".to_owned(),
        reason: "Wechselgeld".to_owned(),
        is_training: false,
    }
}

/// A closing with a euro less than expected.
fn closing(z_number: i64, period: &OpenPeriod) -> CashClosingBody {
    let expected_cents =
        period.opening_cents + period.cash_sales_cents + period.cash_movements_cents;
    CashClosingBody {
        closing_id: Uuid::from_u128(5_000_000 + u128::try_from(z_number).unwrap()).into(),
        register_id: REGISTER,
        z_number,
        seller: sale(1, REGISTER, 1).seller,
        actor_id: Uuid::from_u128(4).into(),
        at: now(),
        recorded_on: "2026-11-20".parse().unwrap(),
        currency: Currency::EUR,
        opening_cents: period.opening_cents,
        cash_sales_cents: period.cash_sales_cents,
        cash_movements_cents: period.cash_movements_cents,
        expected_cents,
        counted_cents: expected_cents - 1_00,
        difference_cents: -1_00,
        reason: "Wechselfehler".to_owned(),
        counts: vec![CashCountBody { denomination_cents: 1_00, pieces: expected_cents / 100 - 1 }],
        vat: period.vat.clone(),
        payments: period.payments.clone(),
        receipts: period.receipts,
        first_receipt: period.first_receipt.clone(),
        last_receipt: period.last_receipt.clone(),
        is_training: false,
        is_uncounted: z_number == 2,
    }
}

#[tokio::test]
async fn a_sale_is_read_back_as_it_was_recorded() {
    let bench = Bench::new().await;
    let sold = SaleBody { z_number: Some(1), ..sale(1, REGISTER, 24_90) };
    record_sale(&bench, &sold).await;
    let reversed = SaleBody { z_number: Some(1), ..storno(2, &sold) };
    record_sale(&bench, &reversed).await;
    let mut reader = bench.store.reader().await.unwrap();
    for body in [&sold, &reversed] {
        let found = sales::find_by_number(&mut reader, &body.receipt_number).await.unwrap();
        assert_eq!(found.as_ref(), Some(body));
    }
    let row = sales::find_summary(&mut reader, sold.sale_id).await.unwrap().unwrap();
    assert!(row.is_cancelled);
    let number = sales::find_storno_number(&mut reader, sold.sale_id).await.unwrap();
    assert_eq!(number, Some(reversed.receipt_number));
}

#[tokio::test]
async fn d3_a_storno_brings_every_total_back_and_both_receipts_count() {
    let bench = Bench::new().await;
    record_sale(&bench, &sale(1, REGISTER, 11_90)).await;
    let before = period(&bench).await;
    let sold = sale(2, REGISTER, 24_90);
    record_sale(&bench, &sold).await;
    record_sale(&bench, &storno(3, &sold)).await;
    let after = period(&bench).await;
    assert_eq!((&after.vat, &after.payments), (&before.vat, &before.payments));
    assert_eq!(after.cash_sales_cents, before.cash_sales_cents);
    assert_eq!((after.receipts, after.last_receipt.as_str()), (3, "KB-2026-A-000003"));
    assert_eq!(after.first_receipt, "KB-2026-A-000001");
}

#[tokio::test]
async fn what_is_applied_twice_counts_once() {
    let bench = Bench::new().await;
    let sold = sale(1, REGISTER, 24_90);
    let moved = movement(1, 50_00);
    record_sale(&bench, &sold).await;
    bench.record(Entity::CashMovement, moved.cash_movement_id.0, &moved).await;
    let before = period(&bench).await;
    let page = [
        change(1, Entity::Sale, sold.sale_id.0, &sold),
        change(2, Entity::Sale, sold.sale_id.0, &sold),
        change(3, Entity::CashMovement, moved.cash_movement_id.0, &moved),
    ];
    let mut tx = bench.begin().await;
    sync_state::apply_page(&mut tx, &page, "c").await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(period(&bench).await, before);
    let closed = closing(1, &before);
    bench.record(Entity::CashClosing, closed.closing_id.0, &closed).await;
    record_sale(&bench, &sale(2, REGISTER, 1_19)).await;
    let open = period(&bench).await;
    bench.pull(4, Entity::CashClosing, closed.closing_id.0, &closed).await;
    assert_eq!(period(&bench).await, open, "a period is not ended twice");
}

#[tokio::test]
async fn training_and_other_tills_never_count_here() {
    let bench = Bench::new().await;
    record_sale(&bench, &sale(1, REGISTER, 11_90)).await;
    let before = period(&bench).await;
    let training = SaleBody { is_training: true, ..sale(2, REGISTER, 99_00) };
    record_sale(&bench, &training).await;
    let put_in = CashMovementBody { is_training: true, ..movement(9, 20_00) };
    bench.record(Entity::CashMovement, put_in.cash_movement_id.0, &put_in).await;
    let elsewhere = sale(3, OTHER_REGISTER, 50_00);
    bench.pull(1, Entity::Sale, elsewhere.sale_id.0, &elsewhere).await;
    assert_eq!(period(&bench).await, before);
    let mut reader = bench.store.reader().await.unwrap();
    assert_eq!(sales::count(&mut reader).await.unwrap(), 3, "all of them are kept");
    let other = till::find(&mut reader, OTHER_REGISTER).await.unwrap();
    assert_eq!((other.receipts, other.cash_sales_cents), (1, 50_00));
}

#[tokio::test]
async fn a_closing_is_read_back_and_the_next_period_begins_with_what_was_counted() {
    let bench = Bench::new().await;
    for no in 1..=3 {
        record_sale(&bench, &sale(no, REGISTER, 10_00)).await;
    }
    let closed = closing(1, &period(&bench).await);
    bench.record(Entity::CashClosing, closed.closing_id.0, &closed).await;
    let mut reader = bench.store.reader().await.unwrap();
    let found = closings::find(&mut reader, REGISTER, 1).await.unwrap();
    assert_eq!(found, Some(closed));
    assert_eq!(sales::list_period(&mut reader, REGISTER, 2, 10).await.unwrap(), []);
    assert_eq!(sales::list_period(&mut reader, REGISTER, 1, 10).await.unwrap().len(), 3);
    let open = period(&bench).await;
    assert_eq!((open.next_z, open.opening_cents, open.receipts), (2, 29_00, 0));
    assert!(open.vat.is_empty() && open.payments.is_empty());
}

#[tokio::test]
async fn d2_a_number_is_neither_lost_nor_given_twice_when_a_change_fails() {
    let bench = Bench::new().await;
    let mut given = Vec::new();
    for attempt in 0..20 {
        let mut tx = bench.begin().await;
        let number = numbers::allocate(&mut tx, "KB", 2026).await.unwrap();
        if attempt % 3 == 0 {
            drop(tx);
        } else {
            given.push(number);
            tx.commit().await.unwrap();
        }
    }
    let expected: Vec<i64> = (1..).take(given.len()).collect();
    assert_eq!(given, expected);
}

#[tokio::test]
async fn d3_no_fact_of_the_till_is_ever_changed_or_deleted() {
    let bench = Bench::new().await;
    record_sale(&bench, &sale(1, REGISTER, 10_00)).await;
    let moved = movement(1, 50_00);
    bench.record(Entity::CashMovement, moved.cash_movement_id.0, &moved).await;
    let closed = closing(1, &period(&bench).await);
    bench.record(Entity::CashClosing, closed.closing_id.0, &closed).await;
    for (table, column) in [
        ("sales", "gross_cents"),
        ("sale_lines", "gross_cents"),
        ("sale_vat", "gross_cents"),
        ("sale_payments", "amount_cents"),
        ("cash_movements", "amount_cents"),
        ("cash_closings", "counted_cents"),
        ("cash_closing_counts", "pieces"),
        ("cash_closing_vat", "gross_cents"),
        ("cash_closing_payments", "amount_cents"),
    ] {
        for sql in [format!("UPDATE {table} SET {column} = 0"), format!("DELETE FROM {table}")] {
            let refused = bench.sql(&sql).await.unwrap_err().to_string();
            assert!(refused.contains("never"), "{sql}: {refused}");
        }
    }
}

#[tokio::test]
async fn a_sale_costs_the_same_after_thousands_of_sales() {
    let bench = Bench::new().await;
    record_sale(&bench, &sale(1, REGISTER, 10_00)).await;
    bench.steps().await;
    record_sale(&bench, &sale(2, REGISTER, 10_00)).await;
    let early = bench.steps().await;
    let history: Vec<_> = (3..3003)
        .map(|no| {
            let sold = sale(no, REGISTER, 10_00);
            change(i64::try_from(no).unwrap(), Entity::Sale, sold.sale_id.0, &sold)
        })
        .collect();
    let mut tx = bench.begin().await;
    sync_state::apply_page(&mut tx, &history, "c").await.unwrap();
    tx.commit().await.unwrap();
    bench.steps().await;
    record_sale(&bench, &sale(4000, REGISTER, 10_00)).await;
    let late = bench.steps().await;
    assert!(early > 100, "the steps are really counted: {early}");
    assert!(late <= early + 20, "{early} steps with 1 sale before, {late} with 3002");
}

/// A platform that was put back gets facts again in another order than they were recorded in.
#[tokio::test]
async fn a_till_holds_the_same_in_whatever_order_its_facts_arrive() {
    let of_period = |z_number, sale| SaleBody { z_number: Some(z_number), ..sale };
    let first = of_period(1, sale(1, REGISTER, 11_90));
    let second = of_period(2, sale(2, REGISTER, 23_80));
    let moved = CashMovementBody { z_number: Some(2), ..movement(1, 5_00) };
    let counted = Bench::new().await;
    record_sale(&counted, &first).await;
    let closed = closing(1, &period(&counted).await);
    let mut left = None;
    for order in [[0, 1, 2, 3], [1, 0, 2, 3], [2, 3, 1, 0], [3, 0, 2, 1], [1, 2, 3, 0]] {
        let bench = Bench::new().await;
        for (seq, which) in (1..).zip(order) {
            match which {
                0 => bench.pull(seq, Entity::Sale, first.sale_id.0, &first).await,
                1 => bench.pull(seq, Entity::CashClosing, closed.closing_id.0, &closed).await,
                2 => bench.pull(seq, Entity::Sale, second.sale_id.0, &second).await,
                _ => bench.pull(seq, Entity::CashMovement, moved.cash_movement_id.0, &moved).await,
            };
        }
        let open = period(&bench).await;
        assert_eq!((open.next_z, open.receipts, open.cash_sales_cents), (2, 1, 23_80));
        assert_eq!((open.opening_cents, open.cash_movements_cents), (10_90, 5_00));
        assert_eq!(*left.get_or_insert(open.clone()), open, "{order:?}");
        let mut reader = bench.store.reader().await.unwrap();
        let listed = sales::list_period(&mut reader, REGISTER, 1, 10).await.unwrap();
        assert_eq!(listed.iter().map(|one| one.sale_id).collect::<Vec<_>>(), [first.sale_id]);
    }
}
