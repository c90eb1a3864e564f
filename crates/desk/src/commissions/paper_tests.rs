//! Commissions on paper at a desk whose platform is written here: what is believed of it, what is
//! kept, and who may ask.

use std::sync::{Arc, Mutex};

use mojo_domain::CommissionEntryId;
use mojo_domain::journal::Hash;
use mojo_protocol::Entity;
use mojo_protocol::facts::CommissionEntryBody;
use serde_json::{Value, json};
use uuid::Uuid;

use super::CommissionsError;
use super::tax_profile::tests::input;
use super::tests::{by_platform, entry, pull};
use crate::sync::{Answer, HttpReply, HttpRequest, Transport, TransportError};
use crate::testing::{self, TestDesk, json_reply};
use crate::views::{ContractAcceptanceInput, decode_base64};
use crate::{Desk, Refusal as _};

const NUMBER: &str = "GS-2027-000001";
const PDF: &[u8] = b"%PDF-1.7 what was issued";

/// What the platform answers by the end of the path; `None` is no network.
#[derive(Default)]
struct Platform(Mutex<Vec<(&'static str, Option<HttpReply>)>>);

impl Platform {
    fn say(&self, path: &'static str, reply: Option<HttpReply>) {
        let mut held = self.0.lock().unwrap();
        held.retain(|(known, _)| *known != path);
        held.push((path, reply));
    }

    fn lists(&self, notes: &[Value]) {
        self.say("/credit-notes", Some(json_reply(200, &json!({ "credit_notes": notes }))));
    }

    fn is_gone(&self) {
        self.0.lock().unwrap().clear();
    }
}

impl Transport for Platform {
    fn send(&self, request: HttpRequest) -> Answer<'_> {
        let held = self.0.lock().unwrap();
        let found = held.iter().find(|(path, _)| request.url.ends_with(path));
        let reply = found.and_then(|(_, reply)| reply.clone());
        Box::pin(async move { reply.ok_or(TransportError::Offline) })
    }
}

fn reply(status: u16, content_type: &str, bytes: &[u8]) -> HttpReply {
    HttpReply {
        status,
        content_type: content_type.to_owned(),
        retry_after: None,
        is_zstd: false,
        bytes: bytes.to_vec(),
    }
}

fn refusal(status: u16, code: &str) -> HttpReply {
    json_reply(status, &json!({ "error": { "code": code, "message": "" } }))
}

fn note(status: &str, pdf: &[u8]) -> Value {
    json!({
        "number": NUMBER, "month": "2026-12", "currency": "EUR", "corrects": null,
        "issued_at": "2027-01-01T10:00:00Z", "status": status, "objected_at": null,
        "service_from": "2026-12-01", "service_to": "2026-12-31", "vat_class": "not_taxable",
        "net": "200.00", "vat": "0.00", "gross": "200.00", "pdf_hash": Hash::of(pdf).to_hex(),
    })
}

/// A desk of the owner, signed in on that platform with an account of this role.
async fn signed_in(account: &str) -> (TestDesk, Arc<Platform>) {
    let desk = testing::desk().await;
    testing::hand_over(&desk, "owner").await;
    testing::sign_in(&desk, account).await;
    let platform = Arc::new(Platform::default());
    desk.use_transport(platform.clone());
    (desk, platform)
}

async fn open(desk: &Desk) -> Result<Vec<u8>, CommissionsError> {
    let document = desk.credit_note_pdf(NUMBER.to_owned()).await?;
    Ok(decode_base64(&document.base64).unwrap())
}

#[tokio::test]
async fn y3_other_bytes_than_were_listed_are_not_kept_and_what_is_kept_opens_offline() {
    let (desk, platform) = signed_in("owner").await;
    assert_eq!(open(&desk).await.unwrap_err().code(), "needs_network");
    platform.lists(&[note("issued", PDF)]);
    let pdf = "/credit-notes/GS-2027-000001/pdf";
    platform.say(pdf, Some(reply(200, "application/pdf", b"%PDF-1.7 something else")));
    assert_eq!(open(&desk).await.unwrap_err().code(), "wrong_file");
    assert!(!desk.list_credit_notes().await.unwrap().notes[0].is_kept);
    let page = reply(200, "text/html", b"<html>Sign in to the hotel's network</html>");
    platform.say(pdf, Some(page));
    assert_eq!(open(&desk).await.unwrap_err().code(), "needs_network");
    platform.say(pdf, Some(reply(200, "application/pdf", PDF)));
    assert_eq!(open(&desk).await.unwrap(), PDF);
    platform.is_gone();
    assert_eq!(open(&desk).await.unwrap(), PDF);
    let list = desk.list_credit_notes().await.unwrap();
    assert!(!list.is_current && list.notes[0].is_kept);
}

#[tokio::test]
async fn y3_a_number_that_was_given_again_is_opened_as_it_is_listed_now() {
    let (desk, platform) = signed_in("owner").await;
    let pdf = "/credit-notes/GS-2027-000001/pdf";
    platform.lists(&[note("issued", PDF)]);
    platform.say(pdf, Some(reply(200, "application/pdf", PDF)));
    open(&desk).await.unwrap();
    let again: &[u8] = b"%PDF-1.7 after a backup";
    platform.lists(&[note("issued", again)]);
    platform.say(pdf, Some(reply(200, "application/pdf", again)));
    assert!(!desk.list_credit_notes().await.unwrap().notes[0].is_kept);
    assert_eq!(open(&desk).await.unwrap(), again);
}

#[tokio::test]
async fn y3_what_the_platform_says_later_holds_and_what_it_lists_no_more_is_told() {
    let (desk, platform) = signed_in("owner").await;
    platform.lists(&[note("issued", PDF)]);
    let state = |view: crate::views::CreditNotesView| {
        (view.notes[0].status.clone(), view.is_current, view.notes.len())
    };
    let listed = desk.list_credit_notes().await.unwrap();
    assert_eq!(state(listed), ("issued".to_owned(), true, 1));
    platform.lists(&[note("objected", PDF)]);
    let listed = desk.list_credit_notes().await.unwrap();
    assert_eq!(state(listed), ("objected".to_owned(), true, 1));
    platform.lists(&[]);
    let listed = desk.list_credit_notes().await.unwrap();
    assert_eq!(state(listed), ("unlisted".to_owned(), true, 1));
    // Half a list is none: nothing of it is kept.
    platform.lists(&[note("issued", PDF), json!({ "number": 7 })]);
    let listed = desk.list_credit_notes().await.unwrap();
    assert_eq!(state(listed), ("unlisted".to_owned(), false, 1));
    platform.say("/credit-notes", Some(refusal(403, "forbidden")));
    assert_eq!(desk.list_credit_notes().await.unwrap_err().code(), "forbidden");
}

#[tokio::test]
async fn y3_an_objection_is_told_from_one_whose_answer_was_lost() {
    let (desk, platform) = signed_in("owner").await;
    platform.lists(&[note("issued", PDF)]);
    let object = || desk.object_to_credit_note(NUMBER.to_owned(), String::new());
    assert_eq!(object().await.unwrap_err().code(), "needs_network");
    let path = "/objection";
    platform.say(path, Some(reply(502, "text/html", b"<h1>Bad gateway</h1>")));
    assert_eq!(object().await.unwrap_err().code(), "unanswered");
    platform.say(path, Some(json_reply(200, &json!({ "hello": "world" }))));
    assert_eq!(
        object().await.unwrap_err().code(),
        "unanswered",
        "a page of the network in between"
    );
    platform.say(path, Some(refusal(409, "objected")));
    assert_eq!(object().await.unwrap_err().code(), "already_objected");
    platform.say(path, Some(refusal(404, "not_found")));
    assert_eq!(object().await.unwrap_err().code(), "unknown_credit_note");
    platform.say(path, Some(reply(204, "", b"")));
    assert!(object().await.is_ok());
    let wrong = desk.object_to_credit_note("../tax-profile".to_owned(), String::new()).await;
    assert_eq!(wrong.unwrap_err().code(), "unknown_credit_note");
}

#[tokio::test]
async fn the_text_that_is_agreed_to_is_the_one_that_was_listed() {
    let (desk, platform) = signed_in("owner").await;
    let text = "5.4 Gutschrift".as_bytes();
    let contract = |language: &str| {
        json!({
            "kind": "distributor", "version": "2026-11", "language": language,
            "sha256": Hash::of(text).to_hex(), "current": true, "link": "/x",
        })
    };
    let list = json!({ "contracts": [contract("de"), contract("en")] });
    platform.say("/contracts", Some(json_reply(200, &list)));
    let path = "/contracts/distributor/2026-11?language=de";
    platform.say(path, Some(reply(200, "text/markdown; charset=utf-8", text)));
    let show =
        |version: &str| desk.show_contract("distributor".to_owned(), version.to_owned(), None);
    let shown = show("2026-11").await.unwrap();
    assert_eq!((shown.text.as_bytes(), shown.language.as_str()), (text, "de"));
    platform.say(path, Some(reply(200, "text/markdown; charset=utf-8", b"5.4 anders")));
    assert_eq!(show("2026-11").await.unwrap_err().code(), "wrong_file");
    assert_eq!(show("2031-01").await.unwrap_err().code(), "tax_profile_refused");

    platform.say("/tax-profile", Some(refusal(404, "not_found")));
    let shown = desk.show_tax_profile().await.unwrap();
    assert!(!shown.is_stated && shown.may_edit);
    assert_eq!(shown.offers.len(), 1, "one a version");
    platform.say("/tax-profile", Some(refusal(422, "agreement_refused")));
    let refused = desk.save_tax_profile(input()).await.unwrap_err();
    assert_eq!(refused.values()["why"], "no_contract");
    platform.say("/tax-profile", Some(refusal(409, "profile_changed")));
    let refused = desk.save_tax_profile(input()).await.unwrap_err();
    assert_eq!(refused.code(), "tax_profile_changed");
}

/// F2: the hash that is accepted is that of the language that is shown.
#[tokio::test]
async fn f2_a_contract_is_read_in_either_language_with_the_hash_of_its_own_bytes() {
    let (desk, platform) = signed_in("owner").await;
    let texts = [("de", "Vertrag über Empfehlungen"), ("en", "Agreement on referrals")];
    let listed = texts.map(|(language, text)| {
        json!({
            "kind": "affiliate", "version": "2026-11", "language": language,
            "sha256": Hash::of(text.as_bytes()).to_hex(), "current": true, "link": "/x",
        })
    });
    platform.say("/contracts", Some(json_reply(200, &json!({ "contracts": listed }))));
    let markdown = |text: &str| Some(reply(200, "text/markdown; charset=utf-8", text.as_bytes()));
    let german = "/contracts/affiliate/2026-11?language=de";
    let english = "/contracts/affiliate/2026-11?language=en";
    platform.say(german, markdown(texts[0].1));
    platform.say(english, markdown(texts[1].1));
    let show = |language: Option<&str>| {
        let language = language.map(str::to_owned);
        desk.show_contract("affiliate".to_owned(), "2026-11".to_owned(), language)
    };
    for (asked, (language, text)) in
        [(None, texts[0]), (Some("de"), texts[0]), (Some("en"), texts[1])]
    {
        let shown = show(asked).await.unwrap();
        assert_eq!((shown.language.as_str(), shown.text.as_str()), (language, text));
        assert_eq!(shown.sha256, Hash::of(text.as_bytes()).to_hex());
    }
    // One language given out as the other one is not what was listed.
    platform.say(english, markdown(texts[0].1));
    assert_eq!(show(Some("en")).await.unwrap_err().code(), "wrong_file");
    for unknown in ["fr", "de&x=1", ""] {
        assert_eq!(show(Some(unknown)).await.unwrap_err().code(), "tax_profile_refused");
    }
}

#[tokio::test]
async fn c16_names_are_asked_for_with_a_reason_by_who_may_and_need_the_platform() {
    let (desk, platform) = signed_in("affiliate").await;
    let month = || "2026-11".to_owned();
    let ask = |reason: &str| desk.extract_names(month(), reason.to_owned(), None);
    assert_eq!(ask(" ").await.unwrap_err().code(), "no_reason");
    assert_eq!(ask("Rückfrage").await.unwrap_err().code(), "needs_network");
    let entry = json!({
        "commission_id": uuid::Uuid::from_u128(1), "order_number": "B-1", "line": 1,
        "ordered_at": "2026-11-02T10:00:00Z", "customer": "K-7F3A", "customer_name": null,
        "product_name": "CAMPUS", "billing_country": "DE", "commission_type": "affiliate_first",
        "base": "1000.00", "percent": "20", "amount": "200.00", "currency": "EUR",
    });
    let body = json!({ "month": "2026-11", "entries": [entry] });
    platform.say("/named-extract", Some(json_reply(200, &body)));
    let extract = ask("Rückfrage").await.unwrap();
    assert_eq!((extract.entries.len(), extract.entries[0].amount.cents), (1, 200_00));
    assert_eq!(extract.document.file_name, "Buchauszug-2026-11.csv");
    platform.is_gone();
    assert_eq!(ask("Rückfrage").await.unwrap_err().code(), "needs_network", "nothing is kept");

    // The account is an affiliate's: the profile and objections are its owner's.
    let refused = desk.save_tax_profile(input()).await.unwrap_err();
    assert_eq!((refused.code(), refused.values()["by"].as_str()), ("not_allowed", "account"));
    let refused = desk.object_to_credit_note(NUMBER.to_owned(), String::new()).await.unwrap_err();
    assert_eq!(refused.code(), "not_allowed");
    testing::hand_over(&desk, "reception").await;
    assert_eq!(ask("Rückfrage").await.unwrap_err().code(), "not_allowed");
}

#[tokio::test]
async fn the_offline_demo_has_no_platform_to_ask() {
    let desk = testing::desk().await;
    testing::hand_over(&desk, "owner").await;
    let list = desk.list_credit_notes().await.unwrap();
    assert!(list.is_local && !list.is_current && list.notes.is_empty());
    assert_eq!(desk.show_tax_profile().await.unwrap_err().code(), "signed_out");
}

/// Y5: what stands on a credit note is history, also where it is disputed afterwards and offline; of what
/// stands on none the dispute takes its part.
#[tokio::test]
async fn y5_what_stands_on_a_listed_note_stays_credited_when_it_is_disputed() {
    let (desk, platform) = signed_in("owner").await;
    let on_a_note = entry();
    let on_none = CommissionEntryBody {
        commission_entry_id: CommissionEntryId(Uuid::from_u128(0xE2)),
        order_number: "B-2".to_owned(),
        amount_cents: 50_00,
        base_cents: 250_00,
        ..entry()
    };
    let ids = [&on_a_note, &on_none].map(|body| body.commission_entry_id);
    let changes: Vec<_> = (1..)
        .zip([&on_a_note, &on_none])
        .map(|(seq, body)| {
            by_platform(seq, Entity::CommissionEntry, body.commission_entry_id.0, body)
        })
        .collect();
    pull(&desk, &changes).await;
    let list = json!({ "credit_notes": [note("issued", PDF)], "unpaid_entries": [ids[0]] });
    platform.say("/credit-notes", Some(json_reply(200, &list)));
    assert!(desk.list_credit_notes().await.unwrap().is_current);
    platform.is_gone();
    // Ordered on 14 October, both are approved in November.
    let sums = async || {
        let of = desk.show_statement("2026-11".to_owned(), None).await.unwrap();
        (of.credited.cents, of.disputed.cents)
    };
    assert_eq!(sums().await, (250_00, 0));
    for (id, expected) in [(ids[0], (250_00, 0)), (ids[1], (200_00, 50_00))] {
        desk.dispute_commission(id.to_string(), "Satz falsch".to_owned()).await.unwrap();
        assert_eq!(sums().await, expected);
    }
}

#[tokio::test]
async fn y3_a_list_of_several_pages_is_kept_whole_or_not_at_all() {
    let (desk, platform) = signed_in("owner").await;
    let second = "GS-2027-000002";
    let mut other = note("issued", PDF);
    other["number"] = json!(second);
    let page = |notes: &[Value], next: Option<&str>| {
        Some(json_reply(200, &json!({ "credit_notes": notes, "next": next })))
    };
    platform.say("/credit-notes", page(&[note("issued", PDF)], Some(NUMBER)));
    let after = "/credit-notes?after=GS-2027-000001";
    platform.say(after, page(&[other.clone()], Some(NUMBER)));
    let listed = desk.list_credit_notes().await.unwrap();
    assert!(listed.notes.is_empty() && !listed.is_current, "it never ends: {listed:?}");
    platform.say(after, page(&[other], None));
    let listed = desk.list_credit_notes().await.unwrap();
    let mut numbers: Vec<String> = listed.notes.into_iter().map(|note| note.number).collect();
    numbers.sort();
    assert_eq!(numbers, [NUMBER, second]);
}

fn notice() -> Value {
    json!({
        "kind": "affiliate", "version": "2026-11", "texts": [],
        "accepted": {
            "id": uuid::Uuid::from_u128(1), "kind": "affiliate", "version": "2025-01",
            "language": "de", "sha256": "x", "user_id": uuid::Uuid::from_u128(2),
            "name": "Runa Falk", "accepted_at": "2025-01-12T10:00:00Z",
        },
        "needed_from": "2026-12-31", "is_due": false,
    })
}

fn acceptance() -> ContractAcceptanceInput {
    ContractAcceptanceInput {
        kind: "affiliate".to_owned(),
        version: "2026-11".to_owned(),
        sha256: "x".to_owned(),
        name: " Runa Falk ".to_owned(),
    }
}

#[tokio::test]
async fn f2_a_newer_contract_is_told_to_whom_it_concerns_and_accepted_by_the_owner() {
    let (desk, platform) = signed_in("owner").await;
    platform.say("/contract-notice", Some(json_reply(200, &json!({ "notices": [notice()] }))));
    let told = desk.show_contract_notice().await.unwrap();
    assert!(told.may_accept);
    let [row] = &told.notices[..] else { panic!("{told:?}") };
    assert_eq!((row.version.as_str(), row.accepted_version.as_str()), ("2026-11", "2025-01"));
    assert_eq!(row.needed_from.as_deref(), Some("2026-12-31"));

    // The answer is lost: it may be sent again. It did not get there: it was not done.
    assert_eq!(desk.accept_contract(acceptance()).await.unwrap_err().code(), "needs_network");
    let path = "/contract-notice/acceptance";
    platform.say(path, Some(refusal(500, "internal")));
    assert_eq!(desk.accept_contract(acceptance()).await.unwrap_err().code(), "unanswered");
    platform.say(path, Some(refusal(409, "contract_changed")));
    assert_eq!(desk.accept_contract(acceptance()).await.unwrap_err().code(), "contract_changed");
    platform.say(path, Some(json_reply(201, &notice()["accepted"])));
    platform.say("/contract-notice", Some(json_reply(200, &json!({ "notices": [] }))));
    assert!(desk.accept_contract(acceptance()).await.unwrap().notices.is_empty());

    testing::hand_over(&desk, "reception").await;
    assert_eq!(desk.accept_contract(acceptance()).await.unwrap_err().code(), "not_allowed");
    platform.is_gone();
    let told = desk.show_contract_notice().await.unwrap();
    assert!(told.notices.is_empty(), "whom it does not concern asks nothing");
}

#[tokio::test]
async fn f2_a_platform_of_before_and_the_offline_demo_have_no_notice() {
    let (desk, platform) = signed_in("affiliate").await;
    platform.say("/contract-notice", Some(refusal(404, "not_found")));
    assert!(desk.show_contract_notice().await.unwrap().notices.is_empty());
    platform.is_gone();
    assert_eq!(desk.show_contract_notice().await.unwrap_err().code(), "needs_network");
    let demo = testing::desk().await;
    testing::hand_over(&demo, "owner").await;
    assert!(demo.show_contract_notice().await.unwrap().notices.is_empty());
}
