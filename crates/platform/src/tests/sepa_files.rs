//! Files of SEPA transfers (Y2): whatever fails, whoever asks at once and whatever the bank does, a
//! payout is paid by one file at most, and a file is the same bytes for ever.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::TimeDelta;
use mojo_domain::commissions::{PayoutKind, Rail};
use mojo_domain::journal::Hash;
use mojo_domain::{Currency, TenantId};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;
use serde_json::{Value, json};
use uuid::Uuid;

use super::commerce::{DACH, micros, open_shop, order, platform_admin, record};
use super::payouts::crash_after;
use super::storage::run;
use super::support::{BIRKENHAIN, Server, on_both};
use crate::auth::Tenant;
use crate::commerce::run_payouts;
use crate::derived::derived_id;
use crate::payments::SepaSettings;
use crate::storage::payouts::{PayoutRecord, TransferRecord};

const FILES: &str = "/api/v1/payouts/sepa-files";
const DEBTOR: &str = "DE02120300000000202051";
const GERMAN: &str = "DE89 3704 0044 0532 0130 00";
const DUTCH: &str = "NL91ABNA0417164300";
/// Valid, and outside of SEPA.
const TURKISH: &str = "TR330006100519786457841326";

/// A platform that pays from an account, and an administrator.
struct Office {
    server: Server,
    admin: String,
}

impl Office {
    async fn open(server: &Server) -> Self {
        open_shop(server).await;
        let settings = SepaSettings {
            name: "MOJO LLC".to_owned(),
            iban: DEBTOR.to_owned(),
            bic: Some("BYLADEM1001".to_owned()),
        };
        let platform = server.platform.clone().with_sepa_debtor(settings).unwrap();
        let server = Server::around(platform, server.clock.clone());
        let admin = platform_admin(&server).await;
        Self { server, admin }
    }

    async fn call(&self, method: &str, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        self.server.call(method, path, Some(&self.admin), body.as_ref()).await
    }

    /// Names the account of a recipient, a second after the last one.
    async fn name(&self, tenant: TenantId, iban: &str, holder: &str) -> (StatusCode, Value) {
        self.server.clock.advance(TimeDelta::seconds(1));
        let wish = json!({
            "rail": "sepa_manual", "iban": iban, "account_holder": holder, "reason": "Vertrag",
        });
        self.call("PUT", &format!("/api/v1/payout-accounts/{tenant}"), Some(wish)).await
    }

    async fn name_both(&self) {
        for (tenant, iban, holder) in
            [(BIRKENHAIN, GERMAN, "Praxis Müller & Söhne"), (DACH, DUTCH, "Иван Петров")]
        {
            let (status, answer) = self.name(tenant, iban, holder).await;
            assert_eq!(status, StatusCode::OK, "{answer}");
        }
    }

    /// A payout that waits for a transfer.
    async fn reserve(&self, tenant: TenantId, month: u32, cents: i64, currency: Currency) -> Uuid {
        let parts = ["payout", &tenant.to_string(), currency.code(), &month.to_string()];
        let payout = PayoutRecord {
            payout_id: derived_id(&parts),
            paid_at: micros("2026-11-05T03:00:00Z"),
            amount_cents: cents,
            currency,
            kind: PayoutKind::Monthly,
            period: format!("2026-{month:02}"),
            clawback_cents: 0,
            vat_cents: 0,
        };
        let planned = TransferRecord::planned(Rail::SepaManual, String::new(), payout.paid_at);
        let database = self.server.platform.state.database();
        let mut tx = database.write(Tenant::named_by_platform(tenant)).await.unwrap();
        tx.lock_log().await.unwrap();
        tx.reserve_payout(&payout, &[], &planned).await.unwrap();
        tx.commit().await.unwrap();
        payout.payout_id
    }

    async fn make(&self, key: &str, body: Value) -> (StatusCode, Value) {
        let request = Request::builder()
            .method("POST")
            .uri(FILES)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.admin))
            .header(header::CONTENT_TYPE, "application/json")
            .header("Idempotency-Key", key)
            .body(Body::from(body.to_string()))
            .unwrap();
        let (status, bytes) = self.server.send(request).await;
        (status, serde_json::from_slice(&bytes).unwrap())
    }

    /// A file that must come about.
    async fn made(&self, key: &str) -> Value {
        let (status, answer) = self.make(key, json!({})).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        answer["file"].clone()
    }

    async fn bytes(&self, file: &Value) -> String {
        let request = Request::builder()
            .uri(format!("{FILES}/{}", file["id"].as_str().unwrap()))
            .header(header::AUTHORIZATION, format!("Bearer {}", self.admin))
            .body(Body::empty())
            .unwrap();
        let (status, bytes) = self.server.send(request).await;
        assert_eq!(status, StatusCode::OK);
        String::from_utf8(bytes).unwrap()
    }

    async fn list(&self) -> Vec<Value> {
        let (status, answer) = self.call("GET", FILES, None).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer["files"].as_array().unwrap().clone()
    }

    async fn confirm(&self, file: &Value, day: &str) -> (StatusCode, Value) {
        let path = format!("{FILES}/{}/confirm", file["id"].as_str().unwrap());
        self.call("POST", &path, Some(json!({ "booked_on": day }))).await
    }

    async fn reject(&self, file: &Value) -> (StatusCode, Value) {
        let path = format!("{FILES}/{}/reject", file["id"].as_str().unwrap());
        self.call("POST", &path, Some(json!({ "reason": "AC01" }))).await
    }

    async fn void(&self, file: &Value) -> (StatusCode, Value) {
        let path = format!("{FILES}/{}/void", file["id"].as_str().unwrap());
        let body = json!({ "never_uploaded": true, "reason": "falscher Tag" });
        self.call("POST", &path, Some(body)).await
    }

    async fn release(&self, payout: Uuid) -> (StatusCode, Value) {
        let path = format!("/api/v1/payouts/{payout}/release");
        self.call("POST", &path, Some(json!({ "reason": "AC04" }))).await
    }

    async fn confirm_by_hand(&self, payout: Uuid) -> (StatusCode, Value) {
        let path = format!("/api/v1/payouts/{payout}/confirm");
        self.call("POST", &path, Some(json!({ "reference": "A 1" }))).await
    }

    /// The file that the list names beside a payout; null where it stands in no open one.
    async fn open_file_of(&self, wanted: Uuid) -> Value {
        let (_, answer) = self.call("GET", "/api/v1/payouts", None).await;
        let payouts = answer["payouts"].as_array().unwrap();
        let found = payouts.iter().find(|payout| payout["id"] == wanted.to_string()).unwrap();
        found["open_file"].clone()
    }

    async fn status_of(&self, wanted: Uuid) -> String {
        let payouts = self.payouts().await;
        payouts.into_iter().find(|(id, ..)| *id == wanted).map(|(_, status, _)| status).unwrap()
    }

    /// The actions in the audit log.
    async fn actions(&self) -> Vec<String> {
        let (_, log) = self.call("GET", "/api/v1/audit-log", None).await;
        let entries = log["entries"].as_array().unwrap();
        entries.iter().map(|entry| entry["action"].as_str().unwrap().to_owned()).collect()
    }

    /// Status and end of every payout, by id.
    async fn payouts(&self) -> Vec<(Uuid, String, Value)> {
        let (_, list) = self.call("GET", "/api/v1/payouts?limit=200", None).await;
        let rows = list["payouts"].as_array().unwrap();
        rows.iter()
            .map(|row| {
                let id = row["id"].as_str().unwrap().parse().unwrap();
                (id, row["status"].as_str().unwrap().to_owned(), row["ended_at"].clone())
            })
            .collect()
    }

    fn set_clock(&self, at: &str) {
        self.server.clock.set(at.parse().unwrap());
    }
}

/// Every text of a file with the path of its element.
fn texts(xml: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(xml);
    let (mut path, mut text, mut found) = (Vec::new(), String::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                path.push(start.name().0.to_owned());
                text.clear();
            }
            Event::Text(part) => text.push_str(&part.xml10_content()),
            Event::GeneralRef(name) => {
                text.push_str(resolve_predefined_entity(&name.xml10_content()).unwrap());
            }
            Event::End(_) => {
                if !text.trim().is_empty() {
                    found.push((path.join("/"), text.trim().to_owned()));
                }
                text.clear();
                path.pop();
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

/// The texts of all elements whose path ends so.
fn of<'a>(texts: &'a [(String, String)], end: &str) -> Vec<&'a str> {
    let found = texts.iter().filter(|(path, _)| path.ends_with(end));
    found.map(|(_, text)| text.as_str()).collect()
}

/// Cents of `1234.50`.
fn cents(text: &str) -> i64 {
    text.replace('.', "").parse().unwrap()
}

/// What a file says of itself is what stands in it: numbers, sums, ids without a double.
fn check(xml: &str, file: &Value) -> Vec<String> {
    let texts = texts(xml);
    let ids: Vec<String> = of(&texts, "PmtId/EndToEndId").into_iter().map(str::to_owned).collect();
    let amounts = of(&texts, "Amt/InstdAmt");
    let sum: i64 = amounts.iter().map(|text| cents(text)).sum();
    assert_eq!(of(&texts, "GrpHdr/MsgId"), [file["message_id"].as_str().unwrap()]);
    assert_eq!(of(&texts, "Dbtr/Nm"), ["MOJO LLC"]);
    assert_eq!(of(&texts, "DbtrAcct/Id/IBAN"), [DEBTOR]);
    for end in ["GrpHdr/NbOfTxs", "PmtInf/NbOfTxs"] {
        assert_eq!(of(&texts, end), [ids.len().to_string()], "{end}");
    }
    for end in ["GrpHdr/CtrlSum", "PmtInf/CtrlSum"] {
        assert_eq!(cents(of(&texts, end)[0]), sum, "{end}");
    }
    assert_eq!(file["payouts"], json!(ids.len()));
    assert_eq!(cents(file["control_sum"].as_str().unwrap()), sum);
    assert_eq!(file["sha256"], json!(Hash::of(xml.as_bytes()).to_hex()));
    let execution = file["execution_on"].as_str().unwrap();
    assert_eq!(of(&texts, "ReqdExctnDt/Dt"), [execution]);
    let once: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(once.len(), ids.len(), "an id twice");
    for (path, text) in &texts {
        let is_of_banks =
            |letter: char| letter.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(letter);
        assert!(text.chars().all(is_of_banks), "{path}: {text}");
    }
    ids
}

fn code(answer: &Value) -> &str {
    answer["error"]["code"].as_str().unwrap_or_default()
}

on_both! {
    async fn y2_what_a_run_reserved_is_paid_by_a_file_on_the_banks_day(server) {
        let office = Office::open(&server).await;
        office.name_both().await;
        record(&office.server, order(1, "2026-09-01T10:00:00Z")).await;
        let state = &office.server.platform.state;
        let report = run_payouts(state.payout_run(micros("2026-11-05T03:00:00Z"))).await.unwrap();
        assert_eq!((report.paid.len(), report.open.len()), (0, 2));
        let file = office.made("november").await;
        assert_eq!(file["execution_on"], "2026-11-23", "a Friday comes before a weekend");
        assert_eq!((&file["control_sum"], &file["status"]), (&json!("500.00"), &json!("open")));
        let xml = office.bytes(&file).await;
        let ids = check(&xml, &file);
        let known: Vec<String> =
            office.payouts().await.iter().map(|(id, ..)| id.simple().to_string()).collect();
        assert!(ids.iter().all(|id| known.contains(id)), "{ids:?} {known:?}");
        let texts = texts(&xml);
        let mut names = of(&texts, "Cdtr/Nm");
        names.sort_unstable();
        assert_eq!(names, ["Ivan Petrov", "Praxis Mueller + Soehne"]);
        let mut ibans = of(&texts, "CdtrAcct/Id/IBAN");
        ibans.sort_unstable();
        assert_eq!(ibans, ["DE89370400440532013000", DUTCH]);
        assert!(of(&texts, "Ustrd").iter().all(|text| text.starts_with("MOJO Provision 2026-11 ")));
        office.set_clock("2026-11-25T09:00:00Z");
        let (status, answer) = office.confirm(&file, "2026-11-23").await;
        assert_eq!((status, &answer["paid"]), (StatusCode::OK, &json!(2)), "{answer}");
        for (_, status, ended_at) in office.payouts().await {
            assert_eq!((status.as_str(), &ended_at), ("paid", &json!("2026-11-23T12:00:00Z")));
        }
        let token = office.server.token("owner@birkenhain").await;
        let feed = office.server.feed(&token).await;
        let told = feed.iter().filter(|change| change.entity == "commission_payout").count();
        assert_eq!(told, 1);
        let (status, answer) = office.confirm(&file, "2026-11-23").await;
        assert_eq!((status, code(&answer)), (StatusCode::CONFLICT, "file_ended"));
        assert_eq!(office.reject(&file).await.0, StatusCode::CONFLICT);
        assert_eq!(office.bytes(&file).await, xml, "the same bytes for ever");
        let (_, log) = office.call("GET", "/api/v1/audit-log", None).await;
        let actions: Vec<&str> = log["entries"]
            .as_array().unwrap().iter().map(|entry| entry["action"].as_str().unwrap()).collect();
        for action in ["make_sepa_file", "confirm_sepa_file"] {
            assert_eq!(actions.iter().filter(|kept| **kept == action).count(), 1, "{actions:?}");
        }
    }

    async fn whoever_asks_again_with_the_same_key_gets_the_same_file(server) {
        let office = Office::open(&server).await;
        office.name_both().await;
        office.reserve(BIRKENHAIN, 1, 20_000, Currency::EUR).await;
        let file = office.made("a").await;
        office.reserve(BIRKENHAIN, 2, 10_000, Currency::EUR).await;
        let (status, again) = office.make("a", json!({})).await;
        assert_eq!((status, &again["file"]), (StatusCode::OK, &file), "and nothing new in it");
        assert_eq!(again["is_new"], false, "the bank may have it already");
        let (status, answer) = office.make("a", json!({ "execution_on": "2026-11-24" })).await;
        assert_eq!((status, code(&answer)), (StatusCode::CONFLICT, "key_reused"));
        let (status, answer) = office.call("POST", FILES, Some(json!({}))).await;
        assert_eq!((status, code(&answer)), (StatusCode::BAD_REQUEST, "idempotency_key_missing"));
        for day in ["2026-11-22", "2026-11-19", "2026-12-25", "2028-01-04"] {
            let (status, answer) = office.make("b", json!({ "execution_on": day })).await;
            let wanted = (StatusCode::UNPROCESSABLE_ENTITY, "no_banking_day");
            assert_eq!((status, code(&answer)), wanted, "{day}");
        }
        let (status, answer) = office.make("b", json!({ "execution_on": "2026-11-24" })).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        assert_eq!(answer["file"]["execution_on"], "2026-11-24");
        check(&office.bytes(&answer["file"]).await, &answer["file"]);
        let (status, answer) = office.make("c", json!({})).await;
        assert_eq!((status, code(&answer)), (StatusCode::CONFLICT, "nothing_to_pay"));
        let numbers: Vec<Value> =
            office.list().await.iter().map(|file| file["number"].clone()).collect();
        assert_eq!(numbers, [json!(2), json!(1)], "without a gap");
    }

    /// What a file pays is what is confirmed: it is told payout by payout, and an account that is
    /// named later is not the one to which it goes.
    async fn y2_what_stands_in_a_file_is_told_as_it_was_made(server) {
        let office = Office::open(&server).await;
        office.name_both().await;
        let first = office.reserve(BIRKENHAIN, 1, 20_000, Currency::EUR).await;
        let second = office.reserve(DACH, 2, 30_050, Currency::EUR).await;
        let file = office.made("a").await;
        let later = office.reserve(BIRKENHAIN, 3, 10_000, Currency::EUR).await;
        let (status, answer) = office.name(BIRKENHAIN, "AT611904300234573201", "Jemand Anderes").await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let path = format!("{FILES}/{}/payouts", file["id"].as_str().unwrap());
        let (status, answer) = office.call("GET", &path, None).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let rows = answer["payouts"].as_array().unwrap();
        assert_eq!(rows.len(), 2, "{answer}");
        let of = |payout: Uuid| rows.iter().find(|row| row["payout_id"] == payout.to_string());
        assert!(of(later).is_none(), "it waits for the next file");
        let (first, second) = (of(first).unwrap(), of(second).unwrap());
        assert_eq!(first["iban"], "DE89370400440532013000", "and not the account of today");
        assert_eq!(first["recipient_tenant_id"], BIRKENHAIN.to_string());
        assert_eq!((&first["amount"], &first["period"]), (&json!("200.00"), &json!("2026-01")));
        assert_eq!((&second["amount"], &second["iban"]), (&json!("300.50"), &json!(DUTCH)));
        let bytes = office.bytes(&file).await;
        for row in rows {
            for field in ["iban", "end_to_end_id", "amount"] {
                assert!(bytes.contains(row[field].as_str().unwrap()), "{field} of {row}");
            }
        }
        // It says where each of them has an account: who saw that is kept, and who got the file.
        let actions = office.actions().await;
        for action in ["read_sepa_file", "download_sepa_file"] {
            let kept = actions.iter().filter(|kept| kept.as_str() == action).count();
            assert_eq!(kept, 1, "{action}: {actions:?}");
        }
        let long = format!("{path}?reason={}", "x".repeat(201));
        assert_eq!(office.call("GET", &long, None).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(office.actions().await, actions, "and is not told, where it cannot be kept");
        let nobody = format!("{FILES}/{}/payouts", Uuid::from_u128(1));
        assert_eq!(office.call("GET", &nobody, None).await.0, StatusCode::NOT_FOUND);
    }

    async fn files_that_are_made_at_once_never_share_a_payout(server) {
        let office = Office::open(&server).await;
        office.name_both().await;
        let mut wanted = Vec::new();
        for month in 1..=6 {
            for tenant in [BIRKENHAIN, DACH] {
                wanted.push(office.reserve(tenant, month, 1_000, Currency::EUR).await);
            }
            let keys = [0, 1, 2].map(|number| format!("{month}-{number}"));
            let ask = |key: usize| office.make(&keys[key], json!({}));
            let answers: [(StatusCode, Value); 3] = tokio::join!(ask(0), ask(1), ask(2)).into();
            let made = answers.iter().filter(|(status, _)| *status == StatusCode::CREATED);
            assert_eq!(made.count(), 1, "{answers:?}");
        }
        let mut paid = Vec::new();
        for file in office.list().await {
            paid.extend(check(&office.bytes(&file).await, &file));
        }
        let mut wanted: Vec<String> = wanted.iter().map(|id| id.simple().to_string()).collect();
        wanted.sort_unstable();
        paid.sort_unstable();
        assert_eq!(paid, wanted, "each once");
    }

    async fn however_early_the_process_dies_the_file_is_whole_or_not_there(server) {
        let office = Office::open(&server).await;
        office.name_both().await;
        office.reserve(BIRKENHAIN, 1, 20_000, Currency::EUR).await;
        office.reserve(DACH, 1, 30_000, Currency::EUR).await;
        let mut polls = 0;
        while office.list().await.is_empty() {
            assert!(polls < 400, "a file comes to its end");
            crash_after(polls, office.make("a", json!({}))).await;
            polls += 1;
        }
        assert!(polls > 3, "it died {polls} times only");
        // The answer may have been lost: whoever asks again gets what was kept.
        let (status, answer) = office.make("a", json!({})).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let files = office.list().await;
        assert_eq!((files.len(), &files[0]), (1, &answer["file"]));
        let xml = office.bytes(&files[0]).await;
        assert_eq!(check(&xml, &files[0]).len(), 2);
        assert_eq!(office.bytes(&files[0]).await, xml);
        let mut polls = 0;
        while office.list().await[0]["status"] == "open" {
            assert!(polls < 400, "a confirmation comes to its end");
            let open = office.payouts().await;
            assert!(open.iter().all(|(_, status, _)| status == "open"), "nothing half: {open:?}");
            crash_after(polls, office.confirm(&files[0], "2026-11-20")).await;
            polls += 1;
        }
        let paid = office.payouts().await;
        assert!(paid.iter().all(|(_, status, _)| status == "paid"), "{paid:?}");
    }

    async fn what_the_bank_refused_goes_into_the_next_file_and_into_no_third(server) {
        let office = Office::open(&server).await;
        office.name_both().await;
        let payout = office.reserve(BIRKENHAIN, 1, 20_000, Currency::EUR).await;
        let first = office.made("a").await;
        let database = office.server.platform.state.database();
        let second_row = |file: &str| {
            format!(
                "INSERT INTO sepa_file_payouts VALUES \
                 ('{BIRKENHAIN}', '{payout}', 9, '{file}', 'e', 'n', 'i', '', 1)"
            )
        };
        let error = run(database, &second_row("x")).await.unwrap_err().to_string();
        assert!(error.contains("one SEPA file"), "the database itself refuses: {error}");
        assert_eq!(office.reject(&first).await.0, StatusCode::OK);
        assert_eq!(code(&office.reject(&first).await.1), "file_ended");
        let (status, answer) = office.confirm(&first, "2026-11-20").await;
        assert_eq!((status, code(&answer)), (StatusCode::CONFLICT, "file_ended"));
        // The reason is set right first: another account.
        office.name(BIRKENHAIN, DUTCH, "Praxis Birkenhain").await;
        let second = office.made("b").await;
        let xml = office.bytes(&second).await;
        assert_eq!(check(&xml, &second), [payout.simple().to_string()]);
        assert_eq!(of(&texts(&xml), "CdtrAcct/Id/IBAN"), [DUTCH]);
        assert_ne!(second["message_id"], first["message_id"]);
        assert_eq!(code(&office.make("c", json!({})).await.1), "nothing_to_pay");
        assert!(run(database, &second_row("y")).await.is_err());
        let (_, answer) = office.confirm(&second, "2026-11-20").await;
        assert_eq!(answer["paid"], 1, "{answer}");
    }

    async fn y2_what_stands_in_a_file_that_the_bank_may_have_is_paid_no_other_way(server) {
        let office = Office::open(&server).await;
        office.name_both().await;
        let back = office.reserve(BIRKENHAIN, 1, 20_000, Currency::EUR).await;
        let by_hand = office.reserve(BIRKENHAIN, 2, 20_000, Currency::EUR).await;
        let other = office.reserve(DACH, 1, 30_000, Currency::EUR).await;
        let file = office.made("a").await;
        for (status, answer) in
            [office.release(back).await, office.confirm_by_hand(by_hand).await]
        {
            assert_eq!((status, code(&answer)), (StatusCode::CONFLICT, "in_open_file"));
            assert_eq!(answer["error"]["details"]["message_id"], file["message_id"]);
        }
        for payout in [back, by_hand, other] {
            assert_eq!(office.status_of(payout).await, "open");
            assert_eq!(office.open_file_of(payout).await, file["message_id"], "as the list says");
        }
        let actions = office.actions().await;
        let is_kept = |action: &str| actions.iter().any(|kept| kept == action);
        assert!(!is_kept("release_payout") && !is_kept("confirm_payout"), "{actions:?}");

        let path = format!("{FILES}/{}/void", file["id"].as_str().unwrap());
        for body in [
            json!({ "never_uploaded": false, "reason": "falscher Tag" }),
            json!({ "never_uploaded": true, "reason": " " }),
        ] {
            let (status, answer) = office.call("POST", &path, Some(body)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
        }
        assert_eq!(office.list().await[0]["status"], "open");
        let (status, answer) = office.void(&file).await;
        assert_eq!((status, &answer["status"]), (StatusCode::OK, &json!("void")), "{answer}");
        assert!(office.actions().await.iter().any(|kept| kept == "void_sepa_file"));
        for (status, answer) in [
            office.void(&file).await,
            office.confirm(&file, "2026-11-20").await,
            office.reject(&file).await,
            office.call("GET", &format!("{FILES}/{}", file["id"].as_str().unwrap()), None).await,
        ] {
            assert_eq!((status, code(&answer)), (StatusCode::CONFLICT, "file_ended"));
            assert_eq!(answer["error"]["details"]["status"], "void");
        }
        let again = office.server.platform.sepa_file(file["message_id"].as_str().unwrap()).await;
        assert!(again.is_err(), "the command line gives it out no more either");

        assert_eq!(office.release(back).await.0, StatusCode::OK);
        assert_eq!(office.confirm_by_hand(by_hand).await.0, StatusCode::OK);
        let second = office.made("b").await;
        let ids = check(&office.bytes(&second).await, &second);
        assert_eq!(ids, [other.simple().to_string()]);
        let (_, answer) = office.confirm(&second, "2026-11-20").await;
        assert_eq!((&answer["paid"], &answer["ended_before"]), (&json!(1), &json!(0)));
    }

    async fn y2_a_payout_that_is_released_while_a_file_is_made_is_in_none(server) {
        let office = Office::open(&server).await;
        office.name_both().await;
        for month in 1..=6 {
            let payout = office.reserve(BIRKENHAIN, month, 1_000, Currency::EUR).await;
            let key = month.to_string();
            let (made, released) =
                tokio::join!(office.make(&key, json!({})), office.release(payout));
            let (is_in_file, is_released) =
                (made.0 == StatusCode::CREATED, released.0 == StatusCode::OK);
            assert!(is_in_file != is_released, "{made:?} {released:?}");
        }
    }

    async fn y2_a_file_that_is_confirmed_and_declared_void_at_once_ends_one_way(server) {
        let office = Office::open(&server).await;
        office.name_both().await;
        let payout = office.reserve(BIRKENHAIN, 1, 20_000, Currency::EUR).await;
        let file = office.made("a").await;
        let (confirmed, void) =
            tokio::join!(office.confirm(&file, "2026-11-20"), office.void(&file));
        assert!((confirmed.0 == StatusCode::OK) != (void.0 == StatusCode::OK));
        let is_paid = office.status_of(payout).await == "paid";
        assert_eq!(is_paid, confirmed.0 == StatusCode::OK);
    }

    async fn a_file_is_confirmed_once_also_when_two_do_it_at_once(server) {
        let office = Office::open(&server).await;
        office.name_both().await;
        office.reserve(BIRKENHAIN, 1, 20_000, Currency::EUR).await;
        office.reserve(DACH, 1, 30_000, Currency::EUR).await;
        let file = office.made("a").await;
        for day in ["2026-11-19", "2026-11-21"] {
            let (status, answer) = office.confirm(&file, day).await;
            let wanted = (StatusCode::UNPROCESSABLE_ENTITY, "not_the_banks_day");
            assert_eq!((status, code(&answer)), wanted, "{day}");
        }
        let confirm = || office.confirm(&file, "2026-11-20");
        let (first, second, refused) =
            tokio::join!(confirm(), confirm(), office.reject(&file));
        let done = [first.0, second.0, refused.0];
        let good = done.iter().filter(|status| **status == StatusCode::OK).count();
        assert_eq!(good, 1, "{done:?}");
        let token = office.server.token("owner@birkenhain").await;
        let feed = office.server.feed(&token).await;
        let told = feed.iter().filter(|change| change.entity == "commission_payout").count();
        let is_paid = office.list().await[0]["status"] == "confirmed";
        assert_eq!(told, usize::from(is_paid));
    }

    async fn y2_what_no_file_can_pay_stays_and_is_told(server) {
        let office = Office::open(&server).await;
        let chf: Currency = "CHF".parse().unwrap();
        let nameless = office.reserve(BIRKENHAIN, 1, 20_000, Currency::EUR).await;
        let (status, answer) = office.make("a", json!({})).await;
        assert_eq!((status, code(&answer)), (StatusCode::CONFLICT, "nothing_to_pay"));
        let problem = &answer["error"]["details"]["problems"][0];
        assert_eq!(problem["code"], "no_iban");
        assert_eq!(problem["payout_id"], json!(nameless));
        office.name(BIRKENHAIN, GERMAN, "Praxis").await;
        office.name(DACH, TURKISH, "MOJO GmbH").await;
        let outside = office.reserve(DACH, 1, 30_000, Currency::EUR).await;
        let francs = office.reserve(BIRKENHAIN, 2, 10_000, chf).await;
        let (status, answer) = office.make("b", json!({})).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        let ids = check(&office.bytes(&answer["file"]).await, &answer["file"]);
        assert_eq!(ids, [nameless.simple().to_string()]);
        let problems = answer["problems"].as_array().unwrap();
        let why = |id: Uuid| {
            let problem = problems.iter().find(|problem| problem["payout_id"] == json!(id));
            problem.map(|problem| problem["code"].clone())
        };
        assert_eq!(why(outside), Some(json!("outside_sepa")));
        assert_eq!(why(francs), Some(json!("currency")));
        let open = office.payouts().await;
        assert!(open.iter().all(|(_, status, _)| status == "open"), "{open:?}");
    }

    async fn an_iban_with_wrong_check_digits_is_refused_with_the_field(server) {
        let office = Office::open(&server).await;
        let long = "a".repeat(141);
        for (iban, holder, field) in [
            ("DE88370400440532013000", "Praxis", "iban"),
            ("DE8937O400440532013000", "Praxis", "iban"),
            ("DE893704", "Praxis", "iban"),
            ("", "Praxis", "iban"),
            (GERMAN, "", "account_holder"),
            (GERMAN, "???", "account_holder"),
            (GERMAN, long.as_str(), "account_holder"),
        ] {
            let (status, answer) = office.name(BIRKENHAIN, iban, holder).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{iban} {holder}");
            assert_eq!(code(&answer), "account_refused");
            assert_eq!(answer["error"]["details"]["field"], field, "{answer}");
            let message = answer["error"]["message"].as_str().unwrap();
            assert!(message.starts_with(field), "{message}");
        }
        let path = format!("/api/v1/payout-accounts/{BIRKENHAIN}");
        let stripe = json!({
            "rail": "stripe_connect", "provider_account_id": "acct_1", "iban": GERMAN,
            "account_holder": "Praxis", "reason": "x",
        });
        let (status, _) = office.call("PUT", &path, Some(stripe)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let (_, kept) = office.name(BIRKENHAIN, " de89 3704 0044 0532 0130 00 ", "Praxis").await;
        assert_eq!(kept["iban"], "DE89370400440532013000");
    }

    async fn long_names_are_cut_and_the_file_stays_one(server) {
        let office = Office::open(&server).await;
        let long = format!("Gemeinschaftspraxis {} & <Partner>", "Größe ".repeat(12));
        office.name(BIRKENHAIN, GERMAN, &long).await;
        office.reserve(BIRKENHAIN, 1, 1, Currency::EUR).await;
        let file = office.made("a").await;
        let xml = office.bytes(&file).await;
        check(&xml, &file);
        let texts = texts(&xml);
        let name = of(&texts, "Cdtr/Nm")[0];
        assert!(name.chars().count() <= 70 && name.starts_with("Gemeinschaftspraxis Groesse"));
        assert_eq!(of(&texts, "Amt/InstdAmt"), ["0.01"]);
    }

    async fn without_an_account_to_pay_from_there_is_no_file(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let server = Server::around(server.platform.clone(), server.clock.clone());
        let office = Office { server, admin };
        office.name(BIRKENHAIN, GERMAN, "Praxis").await;
        office.reserve(BIRKENHAIN, 1, 20_000, Currency::EUR).await;
        let (status, answer) = office.make("a", json!({})).await;
        assert_eq!((status, code(&answer)), (StatusCode::CONFLICT, "no_debtor_account"));
        assert!(answer["error"]["message"].as_str().unwrap().contains("--sepa-iban"));
        assert!(office.list().await.is_empty());
        let error = office.server.platform.make_sepa_file(None).await.unwrap_err();
        assert!(error.to_string().contains("--sepa-iban"), "{error}");
    }

    async fn the_command_line_makes_the_same_file_and_writes_it_again(server) {
        let office = Office::open(&server).await;
        office.name_both().await;
        office.reserve(BIRKENHAIN, 1, 20_000, Currency::EUR).await;
        let made = office.server.platform.make_sepa_file(None).await.unwrap();
        let file = &made.report["file"];
        check(&made.content, file);
        assert_eq!(office.bytes(file).await, made.content);
        let id = file["message_id"].as_str().unwrap();
        let again = office.server.platform.sepa_file(id).await.unwrap();
        assert_eq!(again, Some(made.content));
        assert_eq!(office.server.platform.sepa_file("MOJO-SEPA-9").await.unwrap(), None);
        assert!(office.server.platform.make_sepa_file(None).await.is_err(), "nothing waits");
    }
}
