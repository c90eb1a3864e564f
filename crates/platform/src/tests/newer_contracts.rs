//! F1, F2: a newer version of a contract reaches who accepted an older one.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use mojo_domain::journal::Hash;
use mojo_domain::{TenantId, UserId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::commerce::{DACH, open_shop, platform_admin};
use super::storage::run;
use super::support::{BIRKENHAIN, LINDENAU, Server, on_both};
use crate::contracts::{Contract, ContractKind, current};
use crate::storage::Database;
use crate::storage::contracts::AcceptanceRecord;

const NOTICE: &str = "/api/v1/contract-notice";
const ACCEPT: &str = "/api/v1/contract-notice/acceptance";
const NEEDED: &str = "/api/v1/contracts/affiliate/2026-11/needed-from";

/// What affiliates accepted before there was the version that is offered now.
pub(super) static OLDER: Contract = Contract {
    kind: ContractKind::Affiliate,
    version: "2025-01",
    language: "de",
    text: "Vertrag von früher",
};

/// One more of before, by a clock that ran years ahead.
const LATER: &str = "INSERT INTO contract_acceptances (tenant_id, acceptance_id, kind, version, \
    language, sha256, user_id, name, accepted_at, address, terms) SELECT tenant_id, \
    '00000000-0000-0000-0000-000000000abc', kind, '2025-06', language, sha256, user_id, name, \
    1900000000000000, address, terms FROM contract_acceptances WHERE version = '2025-01'";

/// The practice accepted the older version.
async fn bound(server: &Server) {
    open_shop(server).await;
    bind(server, BIRKENHAIN, &OLDER).await;
}

/// A tenant accepted this long ago.
pub(super) async fn bind(server: &Server, tenant_id: TenantId, contract: &'static Contract) {
    let id = if contract.kind == ContractKind::Affiliate { 0xACC } else { 0xACD };
    let mut tx = server.platform.state.database().write_ledger().await.unwrap();
    tx.insert_acceptance(&AcceptanceRecord {
        tenant_id,
        acceptance_id: Uuid::from_u128(id),
        contract,
        user_id: UserId(Uuid::from_u128(1)),
        name: "Früher Name".to_owned(),
        accepted_at: 1,
        address: "unknown".to_owned(),
        terms: "{}".to_owned(),
    })
    .await
    .unwrap();
    tx.commit().await.unwrap();
}

/// What is offered now, accepted as it is shown in a language.
pub(super) fn newer_in(language: &str) -> Value {
    let offered = current(ContractKind::Affiliate, language).unwrap();
    json!({
        "kind": "affiliate", "version": offered.version, "sha256": offered.sha256(),
        "name": " Runa Falk ",
    })
}

fn newer() -> Value {
    newer_in("de")
}

async fn notices(server: &Server, token: &str) -> Vec<Value> {
    let (status, answer) = server.call("GET", NOTICE, Some(token), None).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer["notices"].as_array().unwrap().clone()
}

pub(super) async fn accept(server: &Server, token: &str, wish: &Value) -> (StatusCode, Value) {
    server.call("POST", ACCEPT, Some(token), Some(wish)).await
}

/// Who accepted what, as staff read it.
async fn list(server: &Server, admin: &str, query: &str) -> Value {
    let path = format!("/api/v1/contract-acceptances{query}");
    let (status, answer) = server.call("GET", &path, Some(admin), None).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

on_both! {
    async fn f2_who_accepted_an_older_version_is_shown_the_newer_one_and_accepts_it_once(server) {
        bound(&server).await;
        let owner = server.token("owner@birkenhain").await;
        let waiting = notices(&server, &owner).await;
        assert_eq!(waiting.len(), 1, "{waiting:?}");
        let offered = current(ContractKind::Affiliate, "de").unwrap();
        assert_eq!((&waiting[0]["version"], &waiting[0]["accepted"]["version"]),
            (&json!(offered.version), &json!("2025-01")));
        assert_eq!(waiting[0]["texts"][0]["sha256"], json!(offered.sha256()));
        assert_eq!((&waiting[0]["needed_from"], &waiting[0]["is_due"]), (&Value::Null, &json!(false)));
        let (status, first) = accept(&server, &owner, &newer()).await;
        assert_eq!(status, StatusCode::CREATED, "{first}");
        assert_eq!((&first["name"], &first["language"], &first["sha256"]),
            (&json!("Runa Falk"), &json!("de"), &json!(offered.sha256())));
        // The answer was lost, and it is sent once more, in another language even.
        let mut english = newer();
        let text = current(ContractKind::Affiliate, "en").unwrap();
        (english["sha256"], english["name"]) = (json!(text.sha256()), json!("Jemand anders"));
        for wish in [newer(), english] {
            assert_eq!(accept(&server, &owner, &wish).await, (StatusCode::CREATED, first.clone()));
        }
        assert!(notices(&server, &owner).await.is_empty());
        let admin = platform_admin(&server).await;
        let all = list(&server, &admin, "").await;
        assert_eq!(all["offered"].as_array().unwrap().len(), 2, "one a kind: {all}");
        assert_eq!(all["acceptances"].as_array().unwrap().len(), 2, "the older one stays: {all}");
        assert_eq!(all["acceptances"][0]["address"], "unknown", "in process there is no network");
        assert_eq!((&all["acceptances"][0]["is_current"], &all["acceptances"][1]["is_latest"]),
            (&json!(true), &json!(false)));
    }

    /// The hash of the text that was shown says in which language it was, and that text is kept.
    async fn f2_what_is_accepted_in_english_is_kept_as_the_english_text(server) {
        bound(&server).await;
        let owner = server.token("owner@birkenhain").await;
        let admin = platform_admin(&server).await;
        let waiting = notices(&server, &owner).await;
        for text in waiting[0]["texts"].as_array().unwrap() {
            let link = text["link"].as_str().unwrap();
            let asked = Request::get(link).body(Body::empty()).unwrap();
            let (_, shown) = server.send(asked).await;
            assert_eq!(json!(Hash::of(&shown).to_hex()), text["sha256"], "{link}");
        }
        let text = current(ContractKind::Affiliate, "en").unwrap();
        let (status, kept) = accept(&server, &owner, &newer_in("en")).await;
        assert_eq!(status, StatusCode::CREATED, "{kept}");
        let all = list(&server, &admin, "").await;
        for one in [&kept, &all["acceptances"][0]] {
            assert_eq!((&one["language"], &one["sha256"]), (&json!("en"), &json!(text.sha256())));
        }
        let database = server.platform.state.database();
        let sql = "SELECT body FROM contracts WHERE language = 'en'";
        let body: String = match database {
            Database::Sqlite { writer, .. } => sqlx::query_scalar(sql).fetch_one(writer).await.unwrap(),
            Database::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await.unwrap(),
        };
        assert_eq!(body, text.text);
    }

    async fn f2_of_two_windows_at_one_instant_one_acceptance_stands(server) {
        bound(&server).await;
        let owner = server.token("owner@birkenhain").await;
        let wish = newer();
        let (one, two) = tokio::join!(accept(&server, &owner, &wish), accept(&server, &owner, &wish));
        assert_eq!((one.0, two.0), (StatusCode::CREATED, StatusCode::CREATED));
        assert_eq!(one.1["id"], two.1["id"]);
    }

    /// The clock was wrong when the older one was accepted: it is not asked for again.
    async fn f2_a_clock_that_ran_ahead_makes_nobody_late(server) {
        bound(&server).await;
        let owner = server.token("owner@birkenhain").await;
        let admin = platform_admin(&server).await;
        run(server.platform.state.database(), LATER).await.unwrap();
        accept(&server, &owner, &newer()).await;
        assert!(notices(&server, &owner).await.is_empty());
        assert_eq!(list(&server, &admin, "?outdated=true").await["acceptances"], json!([]));
        let all = list(&server, &admin, "").await;
        let latest = all["acceptances"].as_array().unwrap().iter().filter(|one| one["is_latest"] == true);
        let versions: Vec<_> = latest.map(|one| one["version"].clone()).collect();
        assert_eq!(versions, [json!("2026-11")], "{all}");
    }

    async fn f2_only_what_was_shown_is_accepted_and_only_by_whom_it_binds(server) {
        bound(&server).await;
        let owner = server.token("owner@birkenhain").await;
        let mut wrong = newer();
        wrong["sha256"] = json!(OLDER.sha256());
        let mut nameless = newer();
        nameless["name"] = json!(" ");
        let mut other = newer();
        other["kind"] = json!("distributor");
        for wish in [wrong, nameless, other] {
            let (status, answer) = accept(&server, &owner, &wish).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{answer}");
        }
        let stranger = server.token("owner@lindenau").await;
        assert!(notices(&server, &stranger).await.is_empty());
        assert_eq!(accept(&server, &stranger, &newer()).await.0, StatusCode::NOT_FOUND);
        for who in ["reception@birkenhain", "affiliate@lindenau"] {
            let token = server.token(who).await;
            assert_eq!(accept(&server, &token, &newer()).await.0, StatusCode::FORBIDDEN, "{who}");
        }
        assert_eq!(notices(&server, &owner).await.len(), 1, "it still waits");
    }

    async fn f2_staff_declare_the_day_and_see_who_has_not_accepted(server) {
        bound(&server).await;
        let admin = platform_admin(&server).await;
        let owner = server.token("owner@birkenhain").await;
        let day = json!({ "needed_from": "2026-12-31", "reason": "Neue Provisionen" });
        let (status, kept) = server.call("PUT", NEEDED, Some(&admin), Some(&day)).await;
        assert_eq!((status, &kept["needed_from"]), (StatusCode::OK, &json!("2026-12-31")), "{kept}");
        assert_eq!(notices(&server, &owner).await[0]["needed_from"], "2026-12-31");
        let past = json!({ "needed_from": "2026-01-01", "reason": "x" });
        let (status, _) = server.call("PUT", NEEDED, Some(&admin), Some(&past)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let older = "/api/v1/contracts/affiliate/2025-01/needed-from";
        let (status, _) = server.call("PUT", older, Some(&admin), Some(&day)).await;
        assert_eq!(status, StatusCode::CONFLICT);
        server.clock.set("2026-11-29T10:00:00Z".parse().unwrap());
        let later = json!({ "needed_from": "2027-01-31", "reason": "Mehr Zeit" });
        for _ in 0..2 {
            let (status, answer) = server.call("PUT", NEEDED, Some(&admin), Some(&later)).await;
            assert_eq!(status, StatusCode::OK, "{answer}");
        }
        let open = list(&server, &admin, "?outdated=true").await;
        assert_eq!(open["acceptances"].as_array().unwrap().len(), 1, "{open}");
        assert_eq!((&open["acceptances"][0]["tenant_id"], &open["demands"][0]["needed_from"]),
            (&json!(BIRKENHAIN), &json!("2027-01-31")));
        let path = "/api/v1/audit-log?action=demand_contract";
        let (_, log) = server.call("GET", path, Some(&admin), None).await;
        let entries = log["entries"].as_array().unwrap();
        assert_eq!(entries.len(), 2, "the same again is no other word: {entries:?}");
        assert_eq!(entries[0]["details"]["from"]["needed_from"], "2026-12-31");
        accept(&server, &owner, &newer()).await;
        assert_eq!(list(&server, &admin, "?outdated=true").await["acceptances"], json!([]));
    }

    /// Whose contract was signed on paper is in no list of acceptances: staff see that nobody accepted.
    async fn f1_staff_see_who_accepted_no_version_at_all(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let other = server.token("owner@lindenau").await;
        let missing = async |query: &str| -> Vec<(Value, Value)> {
            let all = list(&server, &admin, query).await;
            assert_eq!(all["has_more_unaccepted"], false, "{all}");
            let rows = all["unaccepted"].as_array().unwrap().iter();
            rows.map(|row| (row["tenant_id"].clone(), row["kind"].clone())).collect()
        };
        let distributor = (json!(DACH), json!("distributor"));
        assert_eq!(missing("").await, std::slice::from_ref(&distributor), "no practice without a code");
        let code = server.call("POST", "/api/v1/affiliate-codes", Some(&other), Some(&json!({}))).await;
        assert_eq!(code.0, StatusCode::CREATED, "{}", code.1);
        let found = missing("?outdated=true").await;
        assert_eq!(found.len(), 2, "{found:?}");
        for one in [distributor.clone(), (json!(LINDENAU), json!("affiliate"))] {
            assert!(found.contains(&one), "{found:?}");
        }
        bind(&server, LINDENAU, &OLDER).await;
        assert_eq!(missing("").await, [distributor], "it accepted one, though an older one");
        let next = format!("?limit=1&before=9.{}", Uuid::nil());
        let later = list(&server, &admin, &next).await;
        assert_eq!(later["unaccepted"], json!([]), "with the first page alone");
        server.platform.deactivate_tenant(DACH).await.unwrap();
        assert!(missing("").await.is_empty(), "C13: who has left needs none");
    }

    /// The day has come: it is told, and everything goes on.
    async fn f2_nothing_is_locked_when_the_day_has_come(server) {
        bound(&server).await;
        let admin = platform_admin(&server).await;
        let day = json!({ "needed_from": "2026-11-30", "reason": "x" });
        let (status, answer) = server.call("PUT", NEEDED, Some(&admin), Some(&day)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        server.clock.set("2026-11-29T22:59:59Z".parse().unwrap());
        let owner = server.token("owner@birkenhain").await;
        assert_eq!(notices(&server, &owner).await[0]["is_due"], false);
        server.clock.set("2026-11-29T23:00:00Z".parse().unwrap());
        assert_eq!(notices(&server, &owner).await[0]["is_due"], true, "midnight in Berlin");
        for path in ["/api/v1/statements", "/api/v1/commissions", "/api/v1/affiliate-codes"] {
            assert_eq!(server.call("GET", path, Some(&owner), None).await.0, StatusCode::OK, "{path}");
        }
        let code = server.call("POST", "/api/v1/affiliate-codes", Some(&owner), Some(&json!({}))).await;
        assert_eq!(code.0, StatusCode::CREATED, "{}", code.1);
    }

    async fn c13_who_has_left_is_asked_nothing(server) {
        bound(&server).await;
        let admin = platform_admin(&server).await;
        let owner = server.token("owner@birkenhain").await;
        let leave = format!("/api/v1/tenants/{BIRKENHAIN}/deactivate");
        let (status, answer) = server.call("POST", &leave, Some(&admin), Some(&json!({ "reason": "x" }))).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert!(notices(&server, &owner).await.is_empty());
        assert_eq!(accept(&server, &owner, &newer()).await.0, StatusCode::NOT_FOUND);
        assert_eq!(list(&server, &admin, "?outdated=true").await["acceptances"], json!([]));
    }
}
