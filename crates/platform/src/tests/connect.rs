//! Accounts for payouts at a Stripe of our own (F1, F2, Y2): one a tenant, whatever fails; links that
//! run out are renewed; what Stripe tells decides how the account stands, in any order.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::{DateTime, Utc};
use mojo_domain::{Clock as _, TenantId};
use mojo_testkit::stripe::{FakeStripe, Fault, signature};
use serde_json::{Value, json};

use super::browser::Browser;
use super::commerce::{open_shop, platform_admin};
use super::onboarding::{PASSWORD, accept, first_invitation, invite};
use super::payouts::crash_after;
use super::support::{BIRKENHAIN, LINDENAU, NOW, Server, on_both};
use crate::payments::StripeSettings;

const SECRETS: [&str; 2] = ["whsec_of_the_platform", "whsec_of_accounts"];
const OWN: &str = "/api/v1/payout-account";

/// The same platform with a shop, Stripe, and both secrets for its events.
async fn connect(mut server: Server) -> (Server, FakeStripe) {
    open_shop(&server).await;
    let stripe = FakeStripe::start().await;
    let settings = StripeSettings { url: stripe.url().to_owned(), key: FakeStripe::KEY.to_owned() };
    let platform = server.platform.clone().with_stripe(settings).unwrap();
    server.platform = platform.with_stripe_webhook(&SECRETS.join("\n")).unwrap();
    server.router = server.platform.router();
    (server, stripe)
}

/// The link for a tenant, as a page asks for it.
async fn link(server: &Server, tenant: TenantId) -> Result<Option<String>, String> {
    let accounts = server.platform.state.payout_accounts();
    accounts.onboarding_link(tenant).await.map_err(|error| error.to_string())
}

/// Tells what Stripe says of an account, at an instant.
async fn tell(server: &Server, id: &str, at: &str, account: &Value) -> StatusCode {
    let created = at.parse::<DateTime<Utc>>().unwrap().timestamp();
    let event = json!({ "id": id, "object": "event", "type": "account.updated",
        "created": created, "account": account["id"], "data": { "object": account } });
    let text = event.to_string();
    let header = signature(&text, SECRETS[1], server.clock.now().timestamp());
    let request = Request::post("/api/v1/webhooks/stripe").header("Stripe-Signature", header);
    server.send(request.body(Body::from(text)).unwrap()).await.0
}

async fn own(server: &Server, token: &str) -> Value {
    server.call("GET", OWN, Some(token), None).await.1
}

on_both! {
    async fn y2_a_recipient_has_one_account_and_each_link_is_a_new_one(server) {
        let (server, stripe) = connect(server).await;
        let first = link(&server, BIRKENHAIN).await.unwrap().unwrap();
        let second = link(&server, BIRKENHAIN).await.unwrap().unwrap();
        assert!(first.starts_with("https://connect.stripe.example/"), "{first}");
        assert_ne!(first, second, "a link that has run out is not given again");
        let accounts = stripe.accounts();
        assert_eq!(accounts.len(), 1);
        assert_eq!(accounts[0]["metadata"]["tenant_id"], json!(BIRKENHAIN));
        assert_eq!(accounts[0]["capabilities"], json!({ "transfers": "inactive" }), "it takes no cards");
        // Both are at home in one country.
        assert_eq!(accounts[0]["tos_acceptance"]["service_agreement"], "full");
        assert_eq!(link(&server, TenantId::MOJO_LLC).await.unwrap(), None);
    }

    async fn y2_whoever_is_at_home_elsewhere_signs_as_a_recipient(server) {
        let (server, stripe) = connect(server).await;
        let sql = format!("UPDATE tenants SET country = 'AT' WHERE tenant_id = '{LINDENAU}'");
        crate::tests::storage::run(server.platform.state.database(), &sql).await.unwrap();
        link(&server, LINDENAU).await.unwrap().unwrap();
        let account = &stripe.accounts()[0];
        assert_eq!(account["tos_acceptance"]["service_agreement"], "recipient");
        assert_eq!(account["country"], "AT");
    }

    async fn y2_whatever_fails_on_the_wire_there_is_one_account(server) {
        let (server, stripe) = connect(server).await;
        stripe.fail_with(&[Fault::FailBefore, Fault::LostAfter]);
        for _ in 0..2 {
            assert!(link(&server, BIRKENHAIN).await.is_err());
        }
        link(&server, BIRKENHAIN).await.unwrap().unwrap();
        assert_eq!(stripe.accounts().len(), 1, "what was lost is found by what it is made for");
        let (one, two) = tokio::join!(link(&server, LINDENAU), link(&server, LINDENAU));
        assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
        assert_eq!(stripe.accounts().len(), 2);
    }

    async fn y2_a_process_that_dies_at_any_step_leaves_one_account(server) {
        let (server, stripe) = connect(server).await;
        let mut polls: usize = 0;
        while !crash_after(polls, async { drop(link(&server, BIRKENHAIN).await) }).await {
            polls += 1;
            assert!(polls < 400, "a link comes in the end");
            assert!(stripe.accounts().len() <= 1, "after {polls} steps");
        }
        link(&server, BIRKENHAIN).await.unwrap().unwrap();
        assert_eq!(stripe.accounts().len(), 1);
        assert!(polls > 3, "it was stopped at {polls} steps only");
    }

    /// The process died between asking and recording: Stripe's own word records the account.
    async fn y2_an_event_records_the_account_that_was_asked_for(server) {
        let (server, stripe) = connect(server).await;
        stripe.fail_with(&[Fault::LostAfter]);
        assert!(link(&server, BIRKENHAIN).await.is_err());
        let account = stripe.accounts()[0].clone();
        assert_eq!(tell(&server, "evt_1", NOW, &account).await, StatusCode::OK);
        let owner = server.token("owner@birkenhain").await;
        let held = own(&server, &owner).await;
        assert_eq!((&held["provider_account_id"], &held["step"]), (&account["id"], &json!("pending")));
    }

    async fn y2_what_was_told_last_counts_in_whatever_order_it_comes(server) {
        let (server, stripe) = connect(server).await;
        link(&server, BIRKENHAIN).await.unwrap();
        let id = stripe.accounts()[0]["id"].as_str().unwrap().to_owned();
        let owner = server.token("owner@birkenhain").await;
        let wanted = stripe.settle_account(&id, &["individual.verification.document"]);
        let done = stripe.settle_account(&id, &[]);
        // Stripe's clock is not ahead of this one.
        let (early, late) = ("2026-11-20T09:50:00Z", "2026-11-20T09:55:00Z");
        assert_eq!(tell(&server, "evt_2", late, &done).await, StatusCode::OK);
        let held = own(&server, &owner).await;
        assert_eq!((&held["step"], &held["payouts_enabled"]), (&json!("active"), &json!(true)));
        assert_eq!(tell(&server, "evt_1", early, &wanted).await, StatusCode::OK);
        assert_eq!(own(&server, &owner).await["step"], "active", "an older word changes nothing");
        let again = stripe.settle_account(&id, &["external_account"]);
        for _ in 0..2 {
            assert_eq!(tell(&server, "evt_3", NOW, &again).await, StatusCode::OK);
        }
        let held = own(&server, &owner).await;
        assert_eq!((&held["step"], &held["requirements"]), (&json!("restricted"), &json!(["external_account"])));
        assert_eq!(held["disabled_reason"], "requirements.past_due");
    }

    /// A clock that was ahead when the account was asked for holds nothing up once it is right.
    async fn y2_a_word_from_a_clock_that_was_ahead_does_not_count_for_ever(server) {
        let (server, stripe) = connect(server).await;
        link(&server, BIRKENHAIN).await.unwrap();
        let id = stripe.accounts()[0]["id"].as_str().unwrap().to_owned();
        let owner = server.token("owner@birkenhain").await;
        stripe.settle_account(&id, &["external_account"]);
        server.clock.advance(chrono::TimeDelta::days(30));
        server.platform.state.payout_accounts().look(BIRKENHAIN).await.unwrap();
        assert_eq!(own(&server, &owner).await["step"], "restricted");
        server.clock.set(NOW.parse::<DateTime<Utc>>().unwrap());
        let done = stripe.settle_account(&id, &[]);
        assert_eq!(tell(&server, "evt_1", NOW, &done).await, StatusCode::OK);
        assert_eq!(own(&server, &owner).await["step"], "active");
    }

    async fn y2_an_event_of_an_account_that_is_nobodys_changes_nothing(server) {
        let (server, stripe) = connect(server).await;
        link(&server, BIRKENHAIN).await.unwrap();
        let held = stripe.accounts()[0].clone();
        let mut foreign = held.clone();
        foreign["id"] = json!("acct_foreign");
        // It names a tenant that has an account already.
        assert_eq!(tell(&server, "evt_1", NOW, &foreign).await, StatusCode::OK);
        foreign["metadata"] = json!({ "tenant_id": LINDENAU });
        assert_eq!(tell(&server, "evt_2", NOW, &foreign).await, StatusCode::OK);
        let owner = server.token("owner@birkenhain").await;
        assert_eq!(own(&server, &owner).await["provider_account_id"], held["id"]);
        let other = server.token("owner@lindenau").await;
        assert_eq!(server.call("GET", OWN, Some(&other), None).await.0, StatusCode::NOT_FOUND);
    }

    async fn y2_whom_staff_pay_by_hand_is_not_sent_to_the_provider(server) {
        let (server, stripe) = connect(server).await;
        let admin = platform_admin(&server).await;
        let path = format!("/api/v1/payout-accounts/{BIRKENHAIN}");
        let wish = json!({ "rail": "sepa_manual", "reason": "Vertrag" });
        assert_eq!(server.call("PUT", &path, Some(&admin), Some(&wish)).await.0, StatusCode::OK);
        assert_eq!(link(&server, BIRKENHAIN).await.unwrap(), None);
        assert!(stripe.accounts().is_empty());
        let (_, seen) = server.call("GET", &path, Some(&admin), None).await;
        assert_eq!((&seen["rail"], &seen["step"]), (&json!("sepa_manual"), &json!("active")));
        let owner = server.token("owner@birkenhain").await;
        let begin = format!("{OWN}/onboarding");
        let (status, answer) = server.call("POST", &begin, Some(&owner), None).await;
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::CONFLICT, &json!("no_onboarding")));
    }

    /// The whole way of a person: to Stripe, back without being done, on again, done.
    async fn f1_the_way_to_the_provider_and_back_can_be_left_and_taken_up_again(server) {
        let (server, stripe) = connect(server).await;
        let admin = platform_admin(&server).await;
        let wish = json!({ "kind": "distributor", "region_codes": ["SE"], "commission_percent": "20",
            "email": "runa@example.org" });
        let (_, made) = invite(&server, &admin, wish).await;
        let invitation = made["link"].as_str().unwrap();
        let mut browser = Browser::default();
        accept(&mut browser, &server, invitation, "runa@example.org").await;
        let begin = format!("{invitation}/payout-account");
        stripe.fail_with(&[Fault::FailBefore]);
        let failed = browser.post(&server, &begin, &[]).await;
        assert_eq!(failed.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(first_invitation(&server, &admin).await["state"], "accepted");
        let page = browser.post(&server, &begin, &[]).await;
        assert!(page.text.contains("https://connect.stripe.example/setup/e/"), "{}", page.text);
        let id = stripe.accounts()[0]["id"].as_str().unwrap().to_owned();
        // Stripe leads back by addresses that say nothing of the invitation.
        let renewed = browser.get(&server, "/payout-account/refresh").await;
        assert_eq!(renewed.status, StatusCode::OK);
        assert_ne!(renewed.text, page.text, "a new link");
        assert_eq!(stripe.accounts().len(), 1);
        stripe.settle_account(&id, &["external_account"]);
        let back = browser.get(&server, "/payout-account/return").await;
        assert_eq!(back.place.as_deref(), Some(format!("{invitation}?lang=de").as_str()));
        let stands = browser.get(&server, invitation).await;
        for part in ["Eingeschränkt", "Fehlende Angaben: 1", "Beim Zahlungsdienst weitermachen"] {
            assert!(stands.text.contains(part), "{part}: {}", stands.text);
        }
        server.clock.advance(chrono::TimeDelta::minutes(5));
        stripe.settle_account(&id, &[]);
        browser.get(&server, "/payout-account/return").await;
        let done = browser.get(&server, invitation).await;
        assert!(done.text.contains("Aktiv: Auszahlungen"), "{}", done.text);
        assert!(!done.text.contains("weitermachen</button>"), "{}", done.text);
        // The link alone leads to no account, and says nothing of it.
        let mut stranger = Browser::default();
        let shown = stranger.get(&server, invitation).await;
        assert!(!shown.text.contains("Aktiv: Auszahlungen"), "{}", shown.text);
        let refused = stranger.post(&server, &begin, &[]).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
        assert!(!refused.text.contains("connect.stripe.example"), "{}", refused.text);
        stranger.cookies.insert(
            "mojo_invitation".to_owned(),
            invitation.rsplit('/').next().unwrap().to_owned(),
        );
        let refused = stranger.get(&server, "/payout-account/refresh").await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "nor does the way back");
        // Nor does the owner of another tenant get there.
        let other = json!({ "kind": "distributor", "region_codes": ["DK"],
            "commission_percent": "20", "email": "inga@example.org" });
        let (_, made) = invite(&server, &admin, other).await;
        let theirs = made["link"].as_str().unwrap();
        accept(&mut Browser::default(), &server, theirs, "inga@example.org").await;
        let elsewhere = [("email", "inga@example.org"), ("password", PASSWORD)];
        let refused = stranger.post(&server, &begin, &elsewhere).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        // Another browser knows nothing, and tells nothing.
        let other = Browser::default().get(&server, "/payout-account/refresh").await;
        assert!(other.text.contains("Link Ihrer Einladung"), "{}", other.text);
        let english = Browser::default().get(&server, "/payout-account/return?lang=en").await;
        assert!(english.text.contains("Back from the payment provider"), "{}", english.text);
    }

    async fn an_owner_sets_the_account_up_without_an_invitation(server) {
        let (server, stripe) = connect(server).await;
        let owner = server.token("owner@birkenhain").await;
        let begin = format!("{OWN}/onboarding");
        let (status, answer) = server.call("POST", &begin, Some(&owner), None).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert!(answer["url"].as_str().unwrap().starts_with("https://"), "{answer}");
        assert_eq!(own(&server, &owner).await["step"], "pending");
        assert_eq!(stripe.accounts().len(), 1);
        let reception = server.token("reception@birkenhain").await;
        assert_eq!(server.call("POST", &begin, Some(&reception), None).await.0, StatusCode::FORBIDDEN);
    }
}
