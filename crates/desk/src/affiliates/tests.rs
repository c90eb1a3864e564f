//! Affiliate codes at a desk whose platform is written here: what is kept of what it tells, what is
//! made without a network, and what is asked of it.

use std::sync::{Arc, Mutex};

use mojo_documents::{FlyerFacts, FlyerLanguage, render_flyer, render_qr_png};
use mojo_domain::commissions::AffiliateCode;
use mojo_protocol::{AffiliateCodeEntry, AffiliateCodes};
use serde_json::{Value, json};

use crate::sync::{Answer, HttpReply, HttpRequest, Transport, TransportError};
use crate::testing::{self, ADDRESS, TestDesk, json_reply};
use crate::views::{AffiliateCodeChange, AffiliateCodeInput, decode_base64};
use crate::{Desk, Refusal as _};

/// Answers every request with the same, and keeps what was asked.
struct Platform {
    reply: Mutex<Result<HttpReply, TransportError>>,
    asked: Mutex<Vec<(String, Value)>>,
    /// Of the last request.
    key: Mutex<Option<String>>,
}

impl Platform {
    fn says(&self, status: u16, body: &Value) {
        *self.reply.lock().unwrap() = Ok(json_reply(status, body));
    }

    fn fails(&self, error: TransportError) {
        *self.reply.lock().unwrap() = Err(error);
    }

    fn asked(&self) -> Vec<(String, Value)> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

impl Transport for Platform {
    fn send(&self, request: HttpRequest) -> Answer<'_> {
        *self.key.lock().unwrap() = request.idempotency_key;
        let body = request.body.map(|body| serde_json::from_slice(&body.bytes).unwrap());
        self.asked.lock().unwrap().push((request.url, body.unwrap_or(Value::Null)));
        let reply = self.reply.lock().unwrap().clone();
        Box::pin(async move { reply })
    }
}

/// A desk of the owner, signed in on that platform with an account of this role; without a network.
async fn signed_in(account: &str) -> (TestDesk, Arc<Platform>) {
    let desk = testing::desk().await;
    testing::hand_over(&desk, "owner").await;
    testing::sign_in(&desk, account).await;
    let reply = Mutex::new(Err(TransportError::Offline));
    let platform = Arc::new(Platform { reply, asked: Mutex::default(), key: Mutex::default() });
    desk.use_transport(platform.clone());
    (desk, platform)
}

fn made(stem: &str, retired: bool) -> AffiliateCodeEntry {
    let code = AffiliateCode::of_stem(stem).unwrap().to_string();
    AffiliateCodeEntry {
        link: format!("/r/{code}"),
        code,
        label: "Flyer".to_owned(),
        created_at: "2026-11-01T09:00:00Z".parse().unwrap(),
        retired_at: retired.then(|| "2026-11-10T09:00:00Z".parse().unwrap()),
        clicks: 7,
        recruited: 2,
    }
}

fn told(codes: Vec<AffiliateCodeEntry>, total: i64) -> AffiliateCodes {
    AffiliateCodes { codes, total }
}

async fn codes(desk: &Desk) -> Vec<String> {
    let view = desk.list_affiliate_codes().await.unwrap();
    view.codes.into_iter().map(|row| row.code).collect()
}

fn wish(stem: &str, label: &str) -> AffiliateCodeInput {
    AffiliateCodeInput { key: None, stem: stem.to_owned(), label: label.to_owned() }
}

#[tokio::test]
async fn what_a_greeting_told_is_there_after_a_restart_and_the_next_one_takes_its_place() {
    let (mut desk, _) = signed_in("owner").await;
    let nothing = desk.list_affiliate_codes().await.unwrap();
    assert!(!nothing.is_told && !nothing.is_local && nothing.codes.is_empty());
    let (newer, older) = (made("WINTER", false), made("HERBST", true));
    let both = told(vec![newer.clone(), older.clone()], 3);
    desk.learn_affiliate_codes(&both).await.unwrap();
    desk.learn_affiliate_codes(&both).await.unwrap();
    desk.reopen().await;
    let view = desk.list_affiliate_codes().await.unwrap();
    assert!(view.is_told);
    assert_eq!(view.untold, 1);
    assert_eq!(view.codes[0].link, format!("{ADDRESS}/r/{}", newer.code));
    assert_eq!((view.codes[0].clicks, view.codes[0].recruited), (7, 2));
    assert!(view.codes[0].retired_at.is_none() && view.codes[1].retired_at.is_some());
    desk.learn_affiliate_codes(&told(vec![older.clone()], 1)).await.unwrap();
    assert_eq!(codes(&desk).await, [older.code]);
    desk.learn_affiliate_codes(&told(Vec::new(), 0)).await.unwrap();
    let empty = desk.list_affiliate_codes().await.unwrap();
    assert!(empty.is_told && empty.codes.is_empty(), "told that there is none");
}

#[tokio::test]
async fn a_flyer_is_made_without_a_network_as_the_platform_makes_it() {
    let (desk, platform) = signed_in("owner").await;
    let code = made("BIRKENHAIN", false);
    desk.learn_affiliate_codes(&told(vec![code.clone()], 1)).await.unwrap();
    let typed = format!(" {}-{} ", &code.code[..6].to_lowercase(), &code.code[6..]);
    let link = format!("{ADDRESS}/r/{}", code.code);
    let image = desk.affiliate_flyer_png(typed.clone()).await.unwrap();
    assert_eq!(image.file_name, format!("flyer-{}.png", code.code));
    assert_eq!(decode_base64(&image.base64).unwrap(), render_qr_png(&link).unwrap());
    let tenant = desk.find_session().await.unwrap().unwrap().tenant;
    for (name, language) in [("de", FlyerLanguage::De), ("en", FlyerLanguage::En)] {
        let page = desk.affiliate_flyer_pdf(typed.clone(), name.to_owned()).await.unwrap();
        let made_of = (code.code.clone(), code.created_at);
        let facts = FlyerFacts::of_code(language, tenant.clone(), made_of, link.clone());
        assert_eq!(decode_base64(&page.base64).unwrap(), render_flyer(&facts).unwrap());
    }
    let refused = desk.affiliate_flyer_pdf(typed, "fr".to_owned()).await.unwrap_err();
    assert_eq!(refused.code(), "invalid_input");
    assert!(platform.asked().is_empty(), "nobody was asked");
}

#[tokio::test]
async fn a_flyer_is_made_of_no_code_that_is_mistyped_foreign_or_retired() {
    let (desk, _) = signed_in("owner").await;
    let retired = made("HERBST", true);
    let old = AffiliateCodeEntry {
        code: "ALT1".to_owned(),
        link: "/r/ALT1".to_owned(),
        ..made("WINTER", false)
    };
    desk.learn_affiliate_codes(&told(vec![retired.clone(), old], 2)).await.unwrap();
    let mut mistyped: Vec<char> = retired.code.chars().collect();
    mistyped.swap(1, 2);
    let foreign = AffiliateCode::of_stem("FOREIGN").unwrap().to_string();
    for (typed, expected) in [
        (retired.code, "affiliate_code_retired"),
        (mistyped.into_iter().collect(), "affiliate_code_mistyped"),
        (foreign, "unknown_affiliate_code"),
        ("💧".to_owned(), "unknown_affiliate_code"),
    ] {
        let refused = desk.affiliate_flyer_png(typed.clone()).await.unwrap_err();
        assert_eq!(refused.code(), expected, "{typed}");
    }
    assert!(desk.affiliate_flyer_png("alt1".to_owned()).await.is_ok(), "from before the check");
}

#[tokio::test]
async fn a_code_is_made_by_the_platform_and_is_here_at_once() {
    let (desk, platform) = signed_in("affiliate").await;
    let before = made("HERBST", false);
    desk.learn_affiliate_codes(&told(vec![before.clone()], 1)).await.unwrap();
    for (error, expected) in
        [(TransportError::Offline, "needs_network"), (TransportError::Stalled, "unanswered")]
    {
        platform.fails(error);
        let refused = desk.create_affiliate_code(wish("Winter", "Messe")).await.unwrap_err();
        assert_eq!(refused.code(), expected);
    }
    platform.says(409, &json!({ "error": { "code": "code_taken", "message": "" } }));
    let refused = desk.create_affiliate_code(wish("Winter", "Messe")).await.unwrap_err();
    assert_eq!(refused.code(), "affiliate_code_taken");
    assert_eq!(codes(&desk).await, std::slice::from_ref(&before.code));

    platform.asked();
    let new = AffiliateCodeEntry { clicks: 0, recruited: 0, ..made("WINTER", false) };
    platform.says(201, &serde_json::to_value(&new).unwrap());
    let row = desk.create_affiliate_code(wish(" Winter ", " Messe ")).await.unwrap();
    assert_eq!((row.code.as_str(), row.clicks), (new.code.as_str(), 0));
    let asked = platform.asked();
    assert!(asked[0].0.ends_with("/api/v1/affiliate-codes"), "{asked:?}");
    assert_eq!(asked[0].1, json!({ "stem": "Winter", "label": "Messe" }));
    assert_eq!(codes(&desk).await, [new.code, before.code]);
    desk.create_affiliate_code(wish(" ", "")).await.unwrap();
    assert_eq!(platform.asked()[0].1, json!({ "label": "" }), "one that is drawn");
    assert_eq!(*platform.key.lock().unwrap(), None);
    let keyed = AffiliateCodeInput { key: Some("k-1".to_owned()), ..wish("", "") };
    desk.create_affiliate_code(keyed).await.unwrap();
    assert_eq!(platform.key.lock().unwrap().as_deref(), Some("k-1"), "it may be asked for again");
}

#[tokio::test]
async fn what_can_be_no_code_is_refused_without_asking() {
    let (desk, platform) = signed_in("owner").await;
    for (stem, label, why) in [
        ("Ä-Praxis", String::new(), "characters"),
        ("AB", String::new(), "length"),
        ("WINTER", "x".repeat(81), "label"),
    ] {
        let refused = desk.create_affiliate_code(wish(stem, &label)).await.unwrap_err();
        assert_eq!(
            (refused.code(), refused.values()["why"].as_str()),
            ("affiliate_code_refused", why)
        );
    }
    assert!(platform.asked().is_empty());
}

#[tokio::test]
async fn a_change_says_only_what_changes_and_keeps_whom_the_code_brought() {
    let (desk, platform) = signed_in("distributor").await;
    let code = made("WINTER", false);
    desk.learn_affiliate_codes(&told(vec![code.clone()], 1)).await.unwrap();
    let change = |label: Option<&str>, retired| AffiliateCodeChange {
        code: code.code.to_lowercase(),
        label: label.map(str::to_owned),
        retired,
    };
    let refused = desk.edit_affiliate_code(change(None, None)).await.unwrap_err();
    assert_eq!(refused.code(), "invalid_input");
    // As the platform answers: without the customers.
    let mut answer = serde_json::to_value(made("WINTER", true)).unwrap();
    answer.as_object_mut().unwrap().remove("recruited");
    platform.says(200, &answer);
    let row = desk.edit_affiliate_code(change(None, Some(true))).await.unwrap();
    assert_eq!((row.retired_at.is_some(), row.recruited), (true, 2));
    let asked = platform.asked();
    assert!(asked[0].0.ends_with(&format!("/affiliate-codes/{}", code.code)), "{asked:?}");
    assert_eq!(asked[0].1, json!({ "retired": true }));
    let refused = desk.affiliate_flyer_png(code.code.clone()).await.unwrap_err();
    assert_eq!(refused.code(), "affiliate_code_retired", "known at once");
    platform.says(404, &json!({ "error": { "code": "not_found", "message": "" } }));
    let refused = desk.edit_affiliate_code(change(Some("Messe"), None)).await.unwrap_err();
    assert_eq!(refused.code(), "unknown_affiliate_code");
}

#[tokio::test]
async fn an_account_that_may_not_is_not_even_asked_for() {
    let (desk, platform) = signed_in("reception").await;
    platform.says(201, &json!({}));
    let refused = desk.create_affiliate_code(wish("WINTER", "")).await.unwrap_err();
    assert_eq!((refused.code(), refused.values()["by"].as_str()), ("not_allowed", "account"));
    assert!(platform.asked().is_empty());
    let demo = testing::desk().await;
    testing::hand_over(&demo, "owner").await;
    let refused = demo.create_affiliate_code(wish("WINTER", "")).await.unwrap_err();
    assert_eq!(refused.code(), "signed_out");
    assert!(demo.list_affiliate_codes().await.unwrap().is_local);
}
