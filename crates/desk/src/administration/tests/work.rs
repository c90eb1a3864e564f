//! The platform's own work: payment problems.

use super::*;

fn problem(id: &str, amount: &str, currency: &str) -> Value {
    json!({
        "event_id": id, "kind": "refund.failed", "payment_id": "pi_1",
        "checkout_id": "c-1", "seller_tenant_id": "t-1", "amount": amount, "currency": currency,
        "reference": "re_1", "happened_at": "2026-11-20T09:00:00Z",
        "reason": "the refund did not go through", "settled": null,
    })
}

#[tokio::test]
async fn a_payment_problem_is_shown_with_what_it_is_about_and_settled_for_a_reason() {
    let (desk, fake) = desk_of("platform_admin").await;
    fake.names();
    let mut of_nobody = problem("evt_2", "1200", "JPY");
    of_nobody["checkout_id"] = Value::Null;
    of_nobody["seller_tenant_id"] = Value::Null;
    let mut of_platform = problem("evt_3", "0.05", "EUR");
    of_platform["seller_tenant_id"] = Value::Null;
    of_platform["settled"] = json!({ "reason": "Geklärt", "at": "2026-11-20T10:00:00Z" });
    let problems = [problem("evt_1", "12.34", "EUR"), of_nobody, of_platform];
    fake.say(200, json!({ "problems": problems, "next": "settled.7.evt_3" }));
    let page = desk.list_payment_problems(Some("open.9.evt_0".to_owned())).await.unwrap();
    let (_, path) = fake.paths().pop().unwrap();
    assert_eq!(path, "payment-problems?limit=50&before=open.9.evt_0");
    assert_eq!(page.next.as_deref(), Some("settled.7.evt_3"));
    let [first, yen, settled] = &page.rows[..] else { panic!("{page:?}") };
    assert_eq!(first.amount.as_ref().map(|amount| amount.cents), Some(1_234));
    assert_eq!((first.seller.as_str(), first.state.as_str()), ("Studio Moorlicht", "open"));
    assert_eq!((yen.amount.as_ref(), yen.units.as_str()), (None, "1200 JPY"), "it has no cents");
    assert_eq!(yen.seller, "", "nobody knows who sold");
    assert_eq!((settled.seller.as_str(), settled.state.as_str()), ("MOJO LLC", "settled"));
    assert_eq!(settled.settled_because, "Geklärt");

    fake.say(204, Value::Null);
    desk.settle_payment_problem("evt/1".to_owned(), "Erstattet".to_owned()).await.unwrap();
    assert_eq!(fake.last_body(), json!({ "reason": "Erstattet" }));
    let asked = fake.paths().pop().unwrap();
    assert_eq!(asked, (Method::Post, "payment-problems/evt%2F1/settle".to_owned()));
    fake.say(409, envelope("problem_settled", "This problem is settled already."));
    let again = desk.settle_payment_problem("evt_1".to_owned(), "Nochmal".to_owned()).await;
    assert_eq!(again.unwrap_err().values()["code"], "problem_settled");
}

#[tokio::test]
async fn support_reads_payment_problems_and_settles_none() {
    let (desk, fake) = desk_of("support").await;
    fake.names();
    fake.say(200, json!({ "problems": [], "next": null }));
    assert!(desk.list_payment_problems(None).await.unwrap().rows.is_empty());
    let before = fake.paths().len();
    let refused = desk.settle_payment_problem("evt_1".to_owned(), "x".to_owned()).await;
    let refused = refused.unwrap_err();
    assert_eq!(
        (refused.code(), refused.values()["who"].as_str()),
        ("not_allowed", "platform_admin")
    );
    assert_eq!(fake.paths().len(), before, "what is refused here is not asked there");
}
