use mojo_protocol::Entity;
use mojo_store::checkin::cards as punch_cards;
use mojo_store::pos::sales;

use super::Seller;
use crate::pos::testing::{anybody, cart, pay};
use crate::views::{Cart, StornoRequest};
use crate::{Desk, Refusal, testing};

async fn sell_one(desk: &Desk) -> String {
    let one = cart(desk, &[("Einzelstunde", 1000)], None, &[pay("cash", 20_00)]).await;
    desk.sell(one).await.unwrap().receipt_number
}

#[tokio::test]
async fn d5_a_sale_is_recorded_with_its_vat_and_its_change() {
    let desk = testing::desk().await;
    let lines = [("Erstgespräch", 1000), ("Faszienrolle", 1000), ("Kräutertee Ruhe", 2000)];
    let sale = cart(&desk, &lines, None, &[pay("cash", 150_00)]).await;
    let sold = desk.sell(sale).await.unwrap();
    assert_eq!((sold.gross.cents, sold.change.cents), (123_70, 26_30));
    assert_eq!(sold.net.cents + sold.vat.cents, sold.gross.cents);
    let till = desk.till().await.unwrap();
    assert_eq!((till.gross.cents, till.cash_sales.cents), (123_70, 123_70));
    let vat: Vec<_> = till.vat.iter().map(|g| (g.vat_rate_bp, g.gross.cents)).collect();
    assert_eq!(vat, [(1900, 24_90), (700, 13_80), (0, 85_00)]);
    assert_eq!(till.sales[0].receipt_number, sold.receipt_number);
    assert_eq!(till.sales[0].methods, ["cash"]);
}

#[tokio::test]
async fn a_sum_may_be_split_and_only_cash_moves_the_till() {
    let desk = testing::desk().await;
    let payments = [pay("voucher", 10_00), pay("card", 30_00), pay("cash", 50_00)];
    let sale = cart(&desk, &[("Massage 60 Minuten", 1000)], None, &payments).await;
    let sold = desk.sell(sale).await.unwrap();
    assert_eq!(sold.change.cents, 21_00);
    let till = desk.till().await.unwrap();
    assert_eq!(till.cash_sales.cents, 29_00);
    let paid: Vec<_> = till.payments.iter().map(|p| (p.method.as_str(), p.amount.cents)).collect();
    assert_eq!(paid, [("cash", 29_00), ("card", 30_00), ("voucher", 10_00)]);
}

#[tokio::test]
async fn d2_numbers_go_on_without_a_gap_and_a_refused_sale_takes_none() {
    let desk = testing::desk().await;
    let number = |text: &str| text.rsplit('-').next().unwrap().parse::<u32>().unwrap();
    assert_eq!(number(&sell_one(&desk).await), 1);
    let lines = [("10er-Karte Yoga", 1000)];
    let without_money = cart(&desk, &lines, None, &[]).await;
    assert_eq!(desk.sell(without_money).await.unwrap_err().code(), "contact_required");
    let who = anybody(&desk).await;
    let too_little = cart(&desk, &lines, Some(&who), &[pay("card", 100_00)]).await;
    assert_eq!(desk.sell(too_little).await.unwrap_err().code(), "not_paid");
    assert_eq!(number(&sell_one(&desk).await), 2);
    let storno = StornoRequest {
        receipt_number: desk.till().await.unwrap().last_receipt,
        reason: "vertippt".to_owned(),
    };
    let storno = desk.cancel_sale(storno).await.unwrap();
    assert_eq!(number(&storno.receipt_number), 3, "a Storno is a receipt of the same range");
    let next_year = "2026-12-31T23:00:00Z".parse().unwrap();
    desk.clock.set(next_year);
    let first = sell_one(&desk).await;
    assert!(first.starts_with("KB-2027-"), "{first}");
    assert_eq!(number(&first), 1);
}

#[tokio::test]
async fn d2_a_number_given_in_a_change_that_fails_is_given_again() {
    let desk = testing::desk().await;
    let first = sell_one(&desk).await;
    let mut tx = desk.transact(crate::Op::Sell).await.unwrap();
    let lost = super::next_number(&mut tx, super::NumberRange::Kassenbeleg).await.unwrap();
    drop(tx);
    let second = sell_one(&desk).await;
    assert_eq!(second, lost.to_string());
    assert_ne!(first, second);
}

#[tokio::test]
async fn d1_each_piece_of_a_line_is_a_card_of_its_own_at_the_price_that_was_paid() {
    let desk = testing::desk().await;
    let who = anybody(&desk).await;
    let lines = [("10er-Karte Yoga", 2000), ("Faszienrolle", 1000)];
    let sale = cart(&desk, &lines, Some(&who), &[pay("card", 256_41)]).await;
    let sale = Cart { discount_percent: Some("10".to_owned()), ..sale };
    let sold = desk.sell(sale).await.unwrap();
    assert_eq!((sold.gross.cents, sold.cards.len()), (256_41, 2));
    let mut codes = Vec::new();
    for card in sold.cards {
        let shown = desk.show_card(card).await.unwrap();
        assert_eq!((shown.price.cents, shown.rest_value.cents), (117_00, 117_00));
        codes.push(shown.row.code);
    }
    assert_ne!(codes[0], codes[1]);
    let half = cart(&desk, &[("10er-Karte Yoga", 500)], Some(&who), &[pay("card", 65_00)]).await;
    assert_eq!(desk.sell(half).await.unwrap_err().code(), "whole_pieces");
}

#[tokio::test]
async fn what_is_no_sale_is_refused_with_its_reason() {
    let desk = testing::desk().await;
    let refused = async |cart| desk.sell(cart).await.unwrap_err().code();
    let goods = cart(&desk, &[("Yogamatte", 1000)], None, &[pay("card", 59_00)]).await;
    assert_eq!(refused(Cart { lines: Vec::new(), ..goods.clone() }).await, "empty_cart");
    let strange = Cart { discount_percent: Some("a lot".to_owned()), ..goods.clone() };
    assert_eq!(refused(strange).await, "invalid_input");
    assert_eq!(
        refused(Cart { payments: vec![pay("gold", 1)], ..goods.clone() }).await,
        "invalid_input"
    );
    assert_eq!(
        refused(Cart { payments: vec![pay("card", 60_00)], ..goods.clone() }).await,
        "payment_refused"
    );
    let mut unknown = goods.clone();
    unknown.lines[0].product_id = uuid::Uuid::nil().to_string();
    assert_eq!(refused(unknown).await, "unknown_product");
    assert_eq!(
        refused(Cart { contact_id: Some("x".to_owned()), ..goods }).await,
        "unknown_contact"
    );
    assert_eq!(desk.till().await.unwrap().receipts, 0);
}

/// Edits a card of the desk, as a settings screen would.
async fn set(desk: &Desk, entity: Entity, id: uuid::Uuid, field: &str, value: serde_json::Value) {
    let mut tx = desk.transact(crate::Op::Settings).await.unwrap();
    let fields = [(field.to_owned(), value)].into();
    tx.edit_card(entity, id, fields).await.unwrap();
    desk.commit(tx, crate::Op::Settings).await.unwrap();
}

#[tokio::test]
async fn d5_a_small_business_charges_no_vat_and_what_is_exempt_otherwise_stays_so() {
    let desk = testing::desk().await;
    let tenant = desk.find_session().await.unwrap().unwrap().tenant_id;
    set(&desk, Entity::Practice, tenant.0, "small_business", true.into()).await;
    let lines = [("Faszienrolle", 1000), ("Erstgespräch", 1000)];
    let sale = cart(&desk, &lines, None, &[pay("card", 109_90)]).await;
    let sold = desk.sell(sale).await.unwrap();
    assert_eq!((sold.vat.cents, sold.net.cents), (0, 109_90));
    let till = desk.till().await.unwrap();
    let classes: Vec<_> = till.vat.iter().map(|group| group.vat_class.as_str()).collect();
    assert_eq!(classes, ["heilbehandlung", "kleinunternehmer"]);
    let products = desk.list_products().await.unwrap();
    let role = products.iter().find(|product| product.name == "Faszienrolle").unwrap();
    assert_eq!(role.vat_class, "general", "the product keeps its class");
    assert_eq!(role.vat_label, "ohne USt (Kleinunternehmer)");
}

#[tokio::test]
async fn a_sale_in_training_mode_never_counts() {
    let desk = testing::desk().await;
    let register = Seller::load(&desk).await.unwrap().register_id;
    set(&desk, Entity::Register, register.0, "training", true.into()).await;
    let before = desk.till().await.unwrap();
    let receipt = sell_one(&desk).await;
    let after = desk.till().await.unwrap();
    assert_eq!((after.receipts, after.expected), (before.receipts, before.expected));
    assert!(desk.receipt_pdf(receipt).await.is_ok(), "it is printed, marked as training");
}

#[tokio::test]
async fn a_till_in_austria_sells_in_training_and_demo_only() {
    let desk = testing::desk().await;
    let seller = Seller::load(&desk).await.unwrap();
    let practice = crate::account::Practice { country: "AT".to_owned(), ..seller.practice.clone() };
    let austrian = Seller { practice, ..seller };
    assert!(austrian.check_may_sell().is_ok(), "the demo may");
    let real = Seller { is_demo: false, ..austrian };
    let refused = real.check_may_sell().unwrap_err();
    assert_eq!(refused.code(), "register_refused");
    assert!(refused.to_string().contains("RKSV"), "{refused}");
    let training = Seller { is_training: true, ..real };
    assert!(training.check_may_sell().is_ok());
}

/// The desk as if it were signed in on a platform: its sales are real.
async fn make_real(desk: &Desk) {
    let mut session = desk.find_session().await.unwrap().unwrap();
    session.mode = crate::account::Mode::Platform;
    let mut tx = desk.transact(crate::Op::Settings).await.unwrap();
    Desk::keep_session(&mut tx, &session).await.unwrap();
    desk.commit(tx, crate::Op::Settings).await.unwrap();
}

#[tokio::test]
async fn a_practice_in_austria_sells_nothing_for_real_before_the_till_has_heard_of_it() {
    let desk = testing::desk().await;
    make_real(&desk).await;
    sell_one(&desk).await;
    testing::hand_over(&desk, "owner").await;
    let practice = desk.practice().await.unwrap();
    let austrian = crate::views::PracticeView { country: "AT".to_owned(), ..practice };
    desk.save_practice(austrian).await.unwrap();
    let one = cart(&desk, &[("Einzelstunde", 1000)], None, &[pay("cash", 20_00)]).await;
    let refused = desk.sell(one.clone()).await.unwrap_err();
    assert_eq!(refused.code(), "register_refused");
    // The device follows; that the card then says something else changes nothing.
    assert!(desk.settle_in().await.is_ok());
    let tenant = desk.find_session().await.unwrap().unwrap().tenant_id;
    for country in ["DE", ""] {
        set(&desk, Entity::Practice, tenant.0, "country", country.into()).await;
        assert_eq!(desk.sell(one.clone()).await.unwrap_err().code(), "register_refused");
    }
    assert_eq!(desk.till().await.unwrap().receipts, 1);
}

#[tokio::test]
async fn d1_no_punch_card_is_sold_in_training_mode() {
    let desk = testing::desk().await;
    let register = Seller::load(&desk).await.unwrap().register_id;
    set(&desk, Entity::Register, register.0, "training", true.into()).await;
    let who = anybody(&desk).await;
    let lines = [("Faszienrolle", 1000), ("10er-Karte Yoga", 1000)];
    let sale = cart(&desk, &lines, Some(&who), &[pay("card", 154_90)]).await;
    let refused = desk.sell(sale).await.unwrap_err();
    assert_eq!(refused.code(), "training_card");
    assert_eq!(refused.values()["product"], "10er-Karte Yoga");
}

#[tokio::test]
async fn a_sale_began_when_the_window_says_within_reason() {
    let desk = testing::desk().await;
    let now = "2026-11-20T09:24:00Z";
    for (said, began) in [
        (Some("2026-11-20T10:20:30+01:00"), "2026-11-20T09:20:30Z"),
        (Some("2026-11-20T09:24:01Z"), now),
        (Some("2026-11-19T21:23:59Z"), now),
        (Some("2026-11-19T21:24:00Z"), "2026-11-19T21:24:00Z"),
        (None, now),
    ] {
        let one = cart(&desk, &[("Einzelstunde", 1000)], None, &[pay("cash", 20_00)]).await;
        let one = Cart { started_at: said.map(str::to_owned), ..one };
        let number = desk.sell(one).await.unwrap().receipt_number;
        let mut reader = desk.reader().await.unwrap();
        let body = sales::find_by_number(&mut reader, &number).await.unwrap().unwrap();
        let instant = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
        assert_eq!((body.started_at, body.finished_at), (instant(began), instant(now)));
    }
    let one = cart(&desk, &[("Einzelstunde", 1000)], None, &[pay("cash", 20_00)]).await;
    let vague = Cart { started_at: Some("gestern".to_owned()), ..one };
    assert_eq!(desk.sell(vague).await.unwrap_err().code(), "invalid_input");
}

#[tokio::test]
async fn d5_a_multi_purpose_voucher_is_taxed_when_used_and_not_when_sold() {
    let desk = testing::desk().await;
    let product = crate::views::ProductInput {
        name: "Wertkarte".to_owned(),
        code: String::new(),
        kind: "punch_card".to_owned(),
        price_cents: 100_00,
        vat_class: "general".to_owned(),
        entries: Some(10),
        valid_months: None,
        tax_nature: Some("mehrzweck".to_owned()),
        position: None,
        archived: false,
    };
    desk.create_product(product).await.unwrap();
    let who = anybody(&desk).await;
    let lines = [("Wertkarte", 1000)];
    let sold = desk.sell(cart(&desk, &lines, Some(&who), &[pay("card", 100_00)]).await).await;
    let sold = sold.unwrap();
    assert_eq!((sold.vat.cents, sold.gross.cents), (0, 100_00));
    let mut reader = desk.reader().await.unwrap();
    let body = sales::find_by_number(&mut reader, &sold.receipt_number).await.unwrap().unwrap();
    assert_eq!(body.lines[0].gv_typ, "MehrzweckgutscheinKauf");
    let id = sold.cards[0].parse().unwrap();
    let held = punch_cards::find(&mut reader, id).await.unwrap().unwrap();
    assert_eq!(held.card.vat_class.name(), "general", "the visits are taxed");
    assert_eq!(held.card.expires_on, None);
}
