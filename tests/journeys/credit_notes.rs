//! Commissions on paper: a distributor states who it is and agrees, gets its credit notes, opens one
//! without a network and objects to another; an affiliate gets the names of its own customers alone.

use std::collections::BTreeSet;

use mojo_desk::Refusal;
use mojo_desk::sync::{Body, Http, HttpRequest, Method, Transport as _};
use mojo_desk::views::{CreditNotesView, TaxProfileInput, decode_base64};
use mojo_journeys::network::Mishap;
use mojo_journeys::{Practice, journeys};
use mojo_platform::Platform;
use mojo_protocol::{LoginRequest, LoginResponse};
use serde_json::{Value, json};

const OWNER: &str = "arne.heidkamp";
const AFFILIATE: &str = "lale.moorlicht";

/// Asks the platform beside any desk: status and JSON.
async fn ask(
    practice: &Practice,
    (method, path): (Method, &str),
    token: Option<&str>,
    body: &Value,
) -> (u16, Value) {
    let body = Body { bytes: body.to_string().into_bytes(), is_zstd: false };
    let request = HttpRequest {
        method,
        url: format!("{}/api/v1/{path}", practice.url),
        token: token.map(str::to_owned),
        body: Some(body),
        idempotency_key: None,
    };
    let reply = Http::new().send(request).await.unwrap();
    let bytes = match reply.is_zstd {
        true => zstd::decode_all(&reply.bytes[..]).unwrap(),
        false => reply.bytes,
    };
    (reply.status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

/// Signs somebody of the demo in beside any desk.
async fn sign_in(practice: &Practice, user: &str) -> LoginResponse {
    let users = Platform::demo_users();
    let password = users.into_iter().find(|held| held.name == user).unwrap().password;
    let login = LoginRequest { user: user.to_owned(), password: password.to_owned() };
    let body = serde_json::to_value(login).unwrap();
    let (status, answer) = ask(practice, (Method::Post, "sessions"), None, &body).await;
    assert_eq!(status, 201, "{answer}");
    serde_json::from_value(answer).unwrap()
}

/// MOJO LLC, which makes the credit notes out, says where it sits.
async fn state_issuer(practice: &Practice) {
    let admin = sign_in(practice, "admin").await;
    let profile = json!({
        "name": "MOJO LLC", "street": "1209 Orange Street", "postal_code": "19801",
        "city": "Wilmington, DE", "country": "US", "is_business": true,
        "is_small_business": false, "has_agreed": false,
    });
    let put = (Method::Put, "tax-profile");
    let (status, answer) = ask(practice, put, Some(&admin.token), &profile).await;
    assert_eq!(status, 200, "{answer}");
}

fn profile() -> TaxProfileInput {
    TaxProfileInput {
        name: "MOJO GmbH".to_owned(),
        street: "Lindenring 12".to_owned(),
        postal_code: "99998".to_owned(),
        city: "Auenfeld".to_owned(),
        country: "DE".to_owned(),
        vat_id: "DE 123456788".to_owned(),
        is_business: true,
        has_agreed: true,
        ..TaxProfileInput::default()
    }
}

fn numbers(view: &CreditNotesView) -> Vec<&str> {
    view.notes.iter().map(|note| note.number.as_str()).collect()
}

fn state_of<'a>(view: &'a CreditNotesView, number: &str) -> &'a str {
    &view.notes.iter().find(|note| note.number == number).unwrap().status
}

journeys! {
    /// Y3: from the agreement to the objection.
    async fn y3_a_distributor_agrees_and_opens_its_credit_note_without_a_network(practice) {
        state_issuer(&practice).await;
        let mut desk = practice.empty_desk().await;
        desk.sign_in(&practice.url, OWNER, "Büro").await.unwrap();
        let none = desk.list_credit_notes().await.unwrap();
        assert!(none.is_current && none.notes.is_empty());

        // Who agrees says to which text, and has read it.
        let shown = desk.show_tax_profile().await.unwrap();
        assert!(!shown.is_stated && shown.may_edit, "{shown:?}");
        let offer = shown.offers.iter().find(|offer| offer.kind == "distributor").unwrap();
        let refused = desk.save_tax_profile(profile()).await.unwrap_err();
        assert_eq!(refused.values()["why"], "no_contract");
        let (kind, version) = (offer.kind.clone(), offer.version.clone());
        let contract = desk.show_contract(kind.clone(), version.clone(), None).await.unwrap();
        assert!(contract.text.contains("Gutschrift") && contract.sha256 == offer.sha256);
        let input =
            TaxProfileInput { contract_kind: kind, contract_version: version, ..profile() };
        let kept = desk.save_tax_profile(input).await.unwrap();
        let agreement = kept.agreement.unwrap();
        assert!(agreement.has_agreed && agreement.sha256 == contract.sha256);
        assert_eq!(desk.show_tax_profile().await.unwrap().vat_id, "DE123456788");

        practice.platform.issue_credit_notes(None).await.unwrap();
        let listed = desk.list_credit_notes().await.unwrap();
        let [latest, .., first] = &listed.notes[..] else { panic!("{:?}", numbers(&listed)) };
        let (latest, first) = (latest.number.clone(), first.number.clone());
        assert!(listed.notes.iter().all(|note| note.number.starts_with("GS-2026-")));
        let saved = desk.credit_note_pdf(latest.clone()).await.unwrap();
        assert!(decode_base64(&saved.base64).unwrap().starts_with(b"%PDF"));

        // The router dies and the program is opened anew: what was saved lies here, the rest not.
        desk.network.unplug();
        desk.reopen().await;
        let offline = desk.list_credit_notes().await.unwrap();
        assert_eq!((numbers(&offline), offline.is_current), (numbers(&listed), false));
        assert_eq!(desk.credit_note_pdf(latest.clone()).await.unwrap(), saved);
        let refused = desk.credit_note_pdf(first.clone()).await.unwrap_err();
        assert_eq!(refused.code(), "needs_network");
        let refused = desk.object_to_credit_note(latest.clone(), String::new()).await.unwrap_err();
        assert_eq!(refused.code(), "needs_network");

        // Half a file is none.
        desk.network.plug_in();
        desk.network.expect([Mishap::None, Mishap::Cut]);
        assert!(desk.credit_note_pdf(first.clone()).await.is_err());
        let kept = |view: &CreditNotesView| view.notes.iter().filter(|note| note.is_kept).count();
        assert_eq!(kept(&desk.list_credit_notes().await.unwrap()), 1);

        // The answer to the objection is lost: nobody claims that nothing was done.
        desk.network.expect([Mishap::AnswerLost]);
        let words = "Der Satz ist falsch".to_owned();
        let refused = desk.object_to_credit_note(latest.clone(), words.clone()).await.unwrap_err();
        assert_eq!(refused.code(), "unanswered");
        let listed = desk.list_credit_notes().await.unwrap();
        assert_eq!(state_of(&listed, &latest), "objected");
        assert_eq!(state_of(&listed, &first), "issued");
        let again = desk.object_to_credit_note(latest.clone(), words).await.unwrap_err();
        assert_eq!(again.code(), "already_objected");
        let listed = desk.object_to_credit_note(first.clone(), String::new()).await.unwrap();
        assert_eq!(state_of(&listed, &first), "objected");
        assert_eq!(desk.credit_note_pdf(latest).await.unwrap(), saved, "the file stays");
    }

    /// Y5: what is disputed stands beside what is credited, and goes back when it is settled.
    async fn y5_a_statement_tells_what_is_disputed_apart(practice) {
        let desk = practice.empty_desk().await;
        desk.sign_in(&practice.url, OWNER, "Büro").await.unwrap();
        let months = desk.list_statement_months().await.unwrap();
        let month = months[0].month.clone();
        let before = desk.show_statement(month.clone(), None).await.unwrap();
        assert_eq!(before.disputed.cents, 0);
        // Ordered the month before, approved in this one.
        let earlier = desk.show_statement(months[1].month.clone(), None).await.unwrap();
        let released = |on: &Option<String>| on.as_ref().is_some_and(|on| on.starts_with(&month));
        let entry = earlier
            .entries
            .iter()
            .find(|row| row.status == "approved" && released(&row.approved_on))
            .unwrap();
        desk.dispute_commission(entry.entry_id.clone(), "Satz falsch".to_owned()).await.unwrap();
        let after = desk.show_statement(month.clone(), None).await.unwrap();
        assert!(after.disputed.cents > 0, "{after:?}");
        assert_eq!(after.credited.cents + after.disputed.cents, before.credited.cents);
        assert_eq!(after.closing, before.closing, "the balance is the same");

        // The platform says the same as soon as it has heard of it.
        desk.sync_until_quiet().await;
        let owner = sign_in(&practice, OWNER).await;
        let path = format!("statements/{month}");
        let told = ask(&practice, (Method::Get, path.as_str()), Some(&owner.token), &json!({})).await.1;
        let statement = &told["statements"][0];
        let text = |cents| mojo_domain::Money::eur(cents).to_string();
        assert_eq!(statement["disputed"], text(after.disputed.cents), "{told}");
        assert_eq!(statement["credited"], text(after.credited.cents));
    }

    /// Y5: a dispute that was opened beside any desk freezes the entry at the desk, is the one dispute of
    /// it there too, and is answered there.
    async fn y5_a_dispute_that_no_desk_opened_is_read_and_answered_at_one(practice) {
        let desk = practice.empty_desk().await;
        desk.sign_in(&practice.url, OWNER, "Büro").await.unwrap();
        let month = desk.list_statement_months().await.unwrap()[0].month.clone();
        let shown = desk.show_statement(month.clone(), None).await.unwrap();
        let waits = shown.entries.iter().find(|row| row.status == "pending").unwrap();
        let entry = waits.entry_id.clone();
        let owner = sign_in(&practice, OWNER).await;
        let id = "018f0000-0000-7000-8000-000000000d15";
        let wish = json!({ "id": id, "commission_id": entry, "reason": "Satz falsch" });
        for _ in 0..2 {
            let post = (Method::Post, "disputes");
            let (status, answer) = ask(&practice, post, Some(&owner.token), &wish).await;
            assert_eq!((status, &answer["id"]), (201, &json!(id)), "{answer}");
        }
        desk.sync_until_quiet().await;
        let disputes = desk.explain_commission(entry.clone()).await.unwrap().disputes;
        assert_eq!(disputes.len(), 1, "{disputes:?}");
        let one = &disputes[0];
        assert_eq!((one.dispute_id.as_str(), one.reason.as_str()), (id, "Satz falsch"));
        assert_eq!(one.outcome, None);
        let shown = desk.show_statement(month, None).await.unwrap();
        let frozen = shown.entries.iter().find(|row| row.entry_id == entry).unwrap();
        assert_eq!(frozen.status, "frozen");
        let again = desk.dispute_commission(entry.clone(), "Nochmals".to_owned()).await;
        assert_eq!(again.unwrap_err().code(), "already_disputed");

        desk.reply_to_dispute(id.to_owned(), "Vertrag anbei".to_owned()).await.unwrap();
        desk.sync_until_quiet().await;
        let get = (Method::Get, "disputes");
        let listed = ask(&practice, get, Some(&owner.token), &json!({})).await.1;
        let thread = &listed["disputes"][0]["messages"];
        assert_eq!(thread[0]["text"], "Vertrag anbei", "{listed}");
        assert_eq!(thread[0]["from"], "recipient");

        let path = format!("disputes/{id}/messages");
        let words = json!({ "id": "ffff0000-0000-7000-8000-000000000e15", "text": "Seite 3" });
        for _ in 0..2 {
            let post = (Method::Post, path.as_str());
            let (status, answer) = ask(&practice, post, Some(&owner.token), &words).await;
            assert_eq!(status, 204, "{answer}");
        }
        desk.sync_until_quiet().await;
        let disputes = desk.explain_commission(entry).await.unwrap().disputes;
        let said = disputes[0].messages.iter().map(|one| (one.text.as_str(), one.from_platform));
        let said: Vec<_> = said.collect();
        assert_eq!(said, [("Vertrag anbei", false), ("Seite 3", false)], "nobody else's words");
        desk.assert_nothing_is_lost().await;
    }

    /// C16: an affiliate has the names of its own account for a reason, and of no other.
    async fn c16_an_affiliate_gets_no_names_of_foreign_customers(practice) {
        let desk = practice.empty_desk().await;
        desk.sign_in(&practice.url, AFFILIATE, "Studio").await.unwrap();
        let month = desk.list_statement_months().await.unwrap()[0].month.clone();
        let statement = desk.show_statement(month.clone(), None).await.unwrap();
        let shown: BTreeSet<String> = statement
            .entries
            .iter()
            .filter(|row| row.status != "reversal")
            .map(|row| row.entry_id.clone())
            .collect();
        let refused = desk.extract_names(month.clone(), " ".to_owned(), None).await.unwrap_err();
        assert_eq!(refused.code(), "no_reason");
        let reason = || "Rückfrage einer Kundin".to_owned();
        let extract = desk.extract_names(month.clone(), reason(), None).await.unwrap();
        let named: BTreeSet<String> =
            extract.entries.iter().map(|row| row.entry_id.clone()).collect();
        assert_eq!(named, shown, "the own entries, no more and no fewer");

        // Past the desk, too: the account of another is refused.
        let other = sign_in(&practice, OWNER).await.tenant.tenant_id;
        let own = sign_in(&practice, AFFILIATE).await;
        let path = format!("statements/{month}/named-extract");
        let body = json!({ "reason": reason(), "tenant_id": other });
        let (status, answer) =
            ask(&practice, (Method::Post, path.as_str()), Some(&own.token), &body).await;
        assert_eq!(status, 403, "{answer}");

        // The profile is the owner's, and without a network there are no names.
        let refused = desk.save_tax_profile(profile()).await.unwrap_err();
        assert_eq!(refused.code(), "not_allowed");
        desk.network.unplug();
        let refused = desk.extract_names(month, reason(), None).await.unwrap_err();
        assert_eq!(refused.code(), "needs_network");
    }
}
