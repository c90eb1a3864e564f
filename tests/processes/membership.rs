//! `mojo membership`: what the practice's own membership opens without a network, what an owner may buy
//! of it, and the link behind which it is paid.

use mojo_journeys::program::Mojo;
use mojo_testkit::stripe::FakeStripe;
use serde_json::{Value, json};

use crate::kill_sync::Practice;
use crate::said::{assert_members, assert_refused, list};

const OFFERS: [&str; 2] = ["membership", "offers"];
/// Paid once, and more than every stage: it is sold to a practice that has the highest one.
const SOLD: &str = "MOJO Inkubator";

fn offered(mojo: &Mojo) -> Value {
    let offers = mojo.done(&OFFERS);
    let level = list(&offers["levels"]).iter().find(|level| level["name"] == SOLD);
    level.unwrap_or_else(|| panic!("{offers}")).clone()
}

/// The words that buy it at its gross, as a script says them.
fn buy(mojo: &Mojo, gross: &str) -> Vec<String> {
    let product = offered(mojo)["product"].as_str().unwrap().to_owned();
    ["membership", "buy", &product, "--gross", gross].map(str::to_owned).into()
}

fn words(text: &[String]) -> Vec<&str> {
    text.iter().map(String::as_str).collect()
}

#[test]
fn the_membership_is_shown_offline_and_its_prices_need_the_platform_and_the_owner() {
    let Some(mut practice) = Practice::open() else { return };
    let owner = practice.owners_desk();
    let offers = owner.done(&OFFERS);
    assert_members(&offers, &["payable", "billing_country", "levels", "subscriptions"]);
    assert_eq!((&offers["payable"], &offers["subscriptions"]), (&json!(false), &json!([])));
    let members = ["product", "name", "level", "stage", "currency", "vat_percent", "interval"];
    let more = ["first", "later", "obstacle", "purchase"];
    for level in list(&offers["levels"]) {
        assert_members(level, &[&members[..], &more[..]].concat());
        assert_members(&level["first"], &["net", "discount", "vat", "gross"]);
        assert_eq!(level["later"].is_null(), level["interval"].is_null(), "{level}");
    }
    let gross = offered(&owner)["first"]["gross"].as_str().unwrap().to_owned();
    let buying = buy(&owner, &gross);
    assert_refused(&owner.run(&words(&buying)), "membership_no_payments");
    assert_refused(&practice.reception.run(&OFFERS), "not_allowed");
    assert_refused(&owner.run(&["membership", "cancel", "none"]), "unknown_subscription");
    let unknown = owner.run(&["membership", "buy", "none", "--gross", "1.00"]);
    assert_refused(&unknown, "unknown_product");
    let wrong = owner.run(&["membership", "buy", "none", "--gross", "1,00"]);
    assert_eq!(wrong.code, Some(2), "{wrong:?}");
    let twice = [&words(&buying)[..], &["--later", "1.00"]].concat();
    assert_eq!(owner.run(&twice).code, Some(2), "it is paid once");

    practice.server = None;
    for desk in [&owner, &practice.reception] {
        let shown = desk.done(&["membership", "show"]);
        let members = ["local", "told", "told_at", "stage", "membership", "ends_on", "ended"];
        assert_members(&shown, &[&members[..], &["closes_on", "tools"]].concat());
        assert_eq!((&shown["told"], &shown["local"]), (&json!(true), &json!(false)), "{shown}");
        assert_eq!(list(&shown["tools"]).len(), 8, "{shown}");
        let printed = desk.printed(&["membership", "show"]);
        assert!(printed.stdout.starts_with("stage "), "{printed:?}");
    }
    assert_refused(&owner.run(&OFFERS), "needs_network");
    assert_refused(&owner.run(&words(&buying)), "needs_network");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c7_what_was_shown_is_bought_once_behind_a_link_and_at_no_other_price() {
    let Some(mut practice) = Practice::open() else { return };
    let owner = practice.owners_desk();
    let stripe = FakeStripe::start().await;
    let key = practice.folder.path().join("key");
    std::fs::write(&key, FakeStripe::KEY).unwrap();
    let key = key.display().to_string();
    let with_stripe = ["--stripe-key-file", &key, "--stripe-url", stripe.url()];
    let page = ["--stripe-publishable-key", "pk_test_of_our_own"];
    practice.server = None;
    let host = practice.host.with_words(&[&with_stripe[..], &page[..]].concat());
    practice.server = host.start();
    assert!(practice.server.is_some(), "it serves again");

    let gross = offered(&owner)["first"]["gross"].as_str().unwrap().to_owned();
    let cheaper = buy(&owner, "1.00");
    assert_refused(&owner.run(&words(&cheaper)), "membership_price_changed");
    assert!(stripe.payment_intents().is_empty(), "nothing was bought");
    let buying = buy(&owner, &gross);
    let bought = owner.done(&words(&buying));
    assert_members(&bought, &["product", "currency", "gross", "later", "url", "opened"]);
    assert_eq!((&bought["gross"], &bought["later"]), (&json!(gross), &Value::Null));
    assert_eq!(bought["opened"], false, "a script opens no window");
    let page = format!("{}/membership/pay/", practice.server.as_ref().unwrap().url);
    assert!(bought["url"].as_str().unwrap().starts_with(&page), "{bought}");
    let printed = owner.printed(&words(&buying));
    assert!(
        printed.stdout.starts_with(&page) && printed.stdout.lines().count() == 1,
        "{printed:?}"
    );
    assert_eq!(stripe.payment_intents().len(), 1, "asked again it is the same purchase");
    let level = offered(&owner);
    assert_eq!(
        (&level["purchase"]["state"], &level["purchase"]["gross"]),
        (&json!("pending"), &json!(gross))
    );
}
