//! Distributors and affiliates come to the platform (F1, F2).

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use mojo_domain::TenantId;
use mojo_domain::commissions::AffiliateCode;
use serde_json::{Value, json};

use super::browser::{Browser, Page};
use super::commerce::{open_shop, platform_admin};
use super::support::{BIRKENHAIN, NOW, Server, on_both};
use crate::contracts::{ContractKind, current};
use crate::onboarding::{FinishRefused, InvitedToken, OnboardingLink, PayoutAccounts, finish};
use crate::storage::Database;

const INVITATIONS: &str = "/api/v1/invitations";
pub(super) const PASSWORD: &str = "Lindenweg 12, Seiteneingang";

/// A payment provider that answers, or does not.
struct Provider {
    is_up: bool,
}

impl PayoutAccounts for Provider {
    fn onboarding_link(&self, tenant: TenantId) -> OnboardingLink<'_> {
        let link = format!("https://provider.example/{tenant}");
        Box::pin(std::future::ready(if self.is_up { Ok(Some(link)) } else { Err("down".into()) }))
    }
}

pub(super) async fn invite(server: &Server, admin: &str, body: Value) -> (StatusCode, Value) {
    server.call("POST", INVITATIONS, Some(admin), Some(&body)).await
}

fn nordic() -> Value {
    json!({
        "kind": "distributor", "label": "Nordland", "region_codes": ["SE", "DK"],
        "commission_percent": "27.5",
    })
}

/// The link of a new invitation.
async fn link(server: &Server, admin: &str, body: Value) -> String {
    let (status, made) = invite(server, admin, body).await;
    assert_eq!(status, StatusCode::CREATED, "{made}");
    made["link"].as_str().unwrap().to_owned()
}

/// Reads the contract and accepts it.
pub(super) async fn accept(
    browser: &mut Browser,
    server: &Server,
    link: &str,
    email: &str,
) -> Page {
    let page = browser.get(server, &format!("{link}?step=contract")).await;
    let hash = page.text.split("name=\"contract_sha256\" value=\"").nth(1);
    let hash = hash.and_then(|rest| rest.split('"').next()).unwrap_or_default().to_owned();
    let fields = [
        ("contract_sha256", hash.as_str()),
        ("organisation", "Haus Nordlicht"),
        ("country", "DE"),
        ("name", "Runa Falk"),
        ("email", email),
        ("password", PASSWORD),
        ("accepted", "yes"),
    ];
    browser.post(server, link, &fields).await
}

/// What a page says, whatever it looks like.
fn without_tags(page: &str) -> String {
    let mut is_tag = false;
    let is_text = |c: &char| {
        is_tag = *c == '<' || (is_tag && *c != '>');
        !is_tag && *c != '>'
    };
    page.chars().filter(is_text).collect()
}

async fn count(server: &Server, table: &str) -> i64 {
    let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {table}"));
    let found = match server.platform.state.database() {
        Database::Sqlite { writer, .. } => sqlx::query_scalar(sql).fetch_one(writer).await,
        Database::Postgres(pool) => sqlx::query_scalar(sql).fetch_one(pool).await,
    };
    found.unwrap()
}

pub(super) async fn first_invitation(server: &Server, admin: &str) -> Value {
    let (_, list) = server.call("GET", INVITATIONS, Some(admin), None).await;
    list["invitations"][0].clone()
}

/// The path of the link in a mail.
pub(super) fn link_in(mail: &Value) -> String {
    let text = mail["text"].as_str().unwrap();
    let rest = text.split("http://127.0.0.1:8787").nth(1).unwrap_or_else(|| panic!("{mail}"));
    rest.split(['?', '\n']).next().unwrap().to_owned()
}

pub(super) async fn sign_in(server: &Server, email: &str) -> (StatusCode, Value) {
    let body = json!({ "user": email, "password": PASSWORD });
    server.call("POST", "/api/v1/sessions", None, Some(&body)).await
}

on_both! {
    async fn f1_a_distributor_is_invited_accepts_and_has_a_region(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let link = link(&server, &admin, nordic()).await;
        let mut browser = Browser::default();
        let model = browser.get(&server, &link).await;
        for part in ["Regionaler Vertrieb", "Dänemark, Schweden", "27,5\u{a0}%", "step=contract"] {
            assert!(model.text.contains(part), "{part}: {}", model.text);
        }
        let shown = browser.get(&server, &format!("{link}?step=contract")).await;
        let english = format!("{link}?step=contract&amp;lang=en");
        assert!(shown.text.contains(&english), "the same step in the other language: {}", shown.text);
        let contract = current(ContractKind::Distributor, "de").unwrap();
        assert!(without_tags(&shown.text).contains(contract.text), "the exact bytes are shown");
        let page = accept(&mut browser, &server, &link, "runa@example.org").await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        let invitation = first_invitation(&server, &admin).await;
        assert_eq!(invitation["state"], "accepted");
        let (_, list) = server.call("GET", "/api/v1/regional-agreements", Some(&admin), None).await;
        let agreement = list["agreements"].as_array().unwrap().iter().find(|a| a["commission_percent"] == "27.5").unwrap();
        assert_eq!(agreement["region_codes"], json!(["DK", "SE"]));
        assert_eq!(agreement["tenant_id"], invitation["tenant_id"]);
        assert_eq!((&agreement["valid_from"], &agreement["contract_document_url"]),
            (&json!("2026-11-20"), &json!("/api/v1/contracts/distributor/2026-11?language=de")));
        let (status, owner) = sign_in(&server, "Runa@example.org").await;
        assert_eq!((status, &owner["user"]["role"]), (StatusCode::CREATED, &json!("owner")), "{owner}");
        assert_eq!(owner["tenant"]["name"], "Haus Nordlicht");
    }

    /// Who, when, which version, in which language, which bytes, from where.
    async fn f1_the_acceptance_keeps_what_was_accepted(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let link = link(&server, &admin, nordic()).await;
        accept(&mut Browser::default(), &server, &link, "runa@example.org").await;
        let sql = "SELECT a.name, a.version, a.language, a.sha256, a.address, a.terms, c.body \
            FROM contract_acceptances a JOIN contracts c ON c.kind = a.kind AND c.version = a.version \
            AND c.language = a.language AND c.sha256 = a.sha256";
        type Kept = (String, String, String, String, String, String, String);
        let kept: Vec<Kept> = match server.platform.state.database() {
            Database::Sqlite { writer, .. } => sqlx::query_as(sql).fetch_all(writer).await.unwrap(),
            Database::Postgres(pool) => sqlx::query_as(sql).fetch_all(pool).await.unwrap(),
        };
        let contract = current(ContractKind::Distributor, "de").unwrap();
        let [(name, version, language, sha256, address, terms, body)] = &kept[..] else { panic!("{kept:?}") };
        assert_eq!((name.as_str(), version.as_str(), language.as_str()), ("Runa Falk", "2026-11", "de"));
        assert_eq!((sha256, body.as_str()), (&contract.sha256(), contract.text));
        assert_eq!(address, "unknown", "in process there is no network");
        let terms: Value = serde_json::from_str(terms).unwrap();
        assert_eq!((&terms["commission_percent"], &terms["region_codes"]), (&json!("27.5"), &json!(["DK", "SE"])));
        let path = "/api/v1/contracts/distributor/2026-11?language=de";
        assert_eq!(server.call("GET", path, None, None).await.1, json!(contract.text));
    }

    async fn f1_each_step_is_taken_up_again_and_sent_twice(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let link = link(&server, &admin, nordic()).await;
        let mut browser = Browser::default();
        accept(&mut browser, &server, &link, "runa@example.org").await;
        let tenants = count(&server, "tenants").await;
        // Sent again, with another address even: nothing is founded a second time.
        let again = accept(&mut browser, &server, &link, "other@example.org").await;
        assert_eq!(again.status, StatusCode::SEE_OTHER);
        assert_eq!(count(&server, "tenants").await, tenants);
        assert_eq!(count(&server, "contract_acceptances").await, 1);
        assert_eq!(sign_in(&server, "other@example.org").await.0, StatusCode::UNAUTHORIZED);
        // Another browser, long after the invitation would have run out.
        server.clock.set(NOW.parse::<DateTime<Utc>>().unwrap() + TimeDelta::days(90));
        let mut other = Browser::default();
        let payout = other.get(&server, &link).await;
        assert!(payout.text.contains("Konto für Auszahlungen"), "{}", payout.text);
        // The link alone is no key any more: whoever accepted signs in, and goes on.
        let step = format!("{link}/payout-account");
        for (email, password, status) in [
            ("", "", StatusCode::FORBIDDEN),
            ("runa@example.org", "geraten und falsch", StatusCode::UNPROCESSABLE_ENTITY),
            ("nobody@example.org", PASSWORD, StatusCode::UNPROCESSABLE_ENTITY),
        ] {
            let page = other.post(&server, &step, &[("email", email), ("password", password)]).await;
            assert_eq!(page.status, status, "{email}: {}", page.text);
            assert_eq!(first_invitation(&server, &admin).await["state"], "accepted");
        }
        let known = [("email", "Runa@example.org"), ("password", PASSWORD)];
        let page = other.post(&server, &step, &known).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        for _ in 0..2 {
            let page = other.post(&server, &step, &[]).await;
            assert_eq!(page.status, StatusCode::SEE_OTHER);
            assert_eq!(first_invitation(&server, &admin).await["state"], "active");
        }
        let first = first_invitation(&server, &admin).await;
        assert_eq!(first["accepted_at"], "2026-11-20T10:00:00Z");
        assert!(other.get(&server, &link).await.text.contains("Sie sind dabei"));
    }

    async fn f1_a_region_that_is_taken_meanwhile_founds_nothing(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let taken = json!({ "kind": "distributor", "region_codes": ["SE", "DE"], "commission_percent": "30" });
        let link = link(&server, &admin, taken).await;
        let tenants = count(&server, "tenants").await;
        let page = accept(&mut Browser::default(), &server, &link, "runa@example.org").await;
        assert_eq!(page.status, StatusCode::CONFLICT);
        assert!(page.text.contains("Das Gebiet ist vergeben"), "{}", page.text);
        assert_eq!(count(&server, "tenants").await, tenants);
        assert_eq!(count(&server, "contract_acceptances").await, 0);
        assert_eq!(count(&server, "regional_agreement_countries").await, 3);
        assert_eq!(first_invitation(&server, &admin).await["state"], "open");
        assert_eq!(sign_in(&server, "runa@example.org").await.0, StatusCode::UNAUTHORIZED);
    }

    async fn f1_two_who_accept_at_once_found_one_tenant(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let link = link(&server, &admin, nordic()).await;
        let tenants = count(&server, "tenants").await;
        let (mut one, mut two) = (Browser::default(), Browser::default());
        let (first, second) = tokio::join!(
            accept(&mut one, &server, &link, "runa@example.org"),
            accept(&mut two, &server, &link, "inga@example.org"),
        );
        assert_eq!((first.status, second.status), (StatusCode::SEE_OTHER, StatusCode::SEE_OTHER));
        assert_eq!(count(&server, "tenants").await, tenants + 1);
        assert_eq!(count(&server, "contract_acceptances").await, 1);
    }

    /// The provider is asked as often as the step is taken; one that fails leaves the step open.
    async fn f1_the_payment_provider_gives_the_last_link(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let link = link(&server, &admin, nordic()).await;
        let token = InvitedToken::parse(link.rsplit('/').next().unwrap()).unwrap();
        let (database, clock) = (server.platform.state.database(), server.platform.state.clock());
        let early = finish(database, clock, &Provider { is_up: true }, &token).await;
        assert!(matches!(early, Err(FinishRefused::NotAccepted)), "{early:?}");
        accept(&mut Browser::default(), &server, &link, "runa@example.org").await;
        let down = finish(database, clock, &Provider { is_up: false }, &token).await;
        assert!(matches!(down, Err(FinishRefused::Provider(_))), "{down:?}");
        let invitation = first_invitation(&server, &admin).await;
        assert_eq!(invitation["state"], "accepted");
        let tenant = invitation["tenant_id"].as_str().unwrap();
        for _ in 0..2 {
            let given = finish(database, clock, &Provider { is_up: true }, &token).await.unwrap();
            assert_eq!(given, Some(format!("https://provider.example/{tenant}")));
            assert_eq!(first_invitation(&server, &admin).await["state"], "active");
        }
    }

    async fn f2_a_practice_comes_by_itself_and_has_a_code(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let mut browser = Browser::default();
        let page = browser.get(&server, "/signup").await;
        assert!(page.text.contains("/signup/partner?lang=de"), "{}", page.text);
        browser.get(&server, "/signup/partner").await;
        let email = [("email", "praxis@example.org")];
        let begun = browser.post(&server, "/signup/partner", &email).await;
        assert_eq!(begun.place.as_deref(), Some("/signup/partner?lang=de&step=sent"));
        let (_, mails) = server.call("GET", "/api/v1/mails", Some(&admin), None).await;
        let link = link_in(&mails["mails"][0]);
        let link = link.as_str();
        // Another address than the one that the link went to is not taken.
        let page = accept(&mut browser, &server, link, "andere@example.org").await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
        let page = browser.get(&server, link).await;
        // Without a provider nobody is sent to set up an account.
        assert!(page.text.contains("Abschließen") && !page.text.contains("Konto einrichten"), "{}", page.text);
        browser.post(&server, &format!("{link}/payout-account"), &[]).await;
        let page = browser.get(&server, link).await;
        assert!(page.text.contains(">http://127.0.0.1:8787/r/"), "the whole link, to pass on: {}", page.text);
        let code = page.text.split("href=\"/r/").nth(1).unwrap().split('"').next().unwrap();
        assert!(code.parse::<AffiliateCode>().is_ok(), "{code}");
        assert!(browser.get(&server, &format!("/r/{code}")).await.place.unwrap() == "/");
        let invitation = first_invitation(&server, &admin).await;
        assert_eq!((&invitation["kind"], &invitation["state"]), (&json!("affiliate"), &json!("active")));
        assert_eq!(invitation["invited_by"], Value::Null);
        assert_eq!(sign_in(&server, "praxis@example.org").await.0, StatusCode::CREATED);
    }

    async fn f2_what_is_missing_is_said_and_nothing_is_founded(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let link = link(&server, &admin, json!({ "kind": "affiliate" })).await;
        let mut browser = Browser::default();
        browser.get(&server, &format!("{link}?step=contract")).await;
        let hash = current(ContractKind::Affiliate, "en").unwrap().sha256();
        let other = current(ContractKind::Distributor, "de").unwrap().sha256();
        let fields = [
            ("contract_sha256", hash.as_str()), ("organisation", "Haus Nordlicht"), ("country", "DE"),
            ("name", "Runa Falk"), ("email", "runa@example.org"), ("password", PASSWORD), ("accepted", "yes"),
        ];
        let tenants = count(&server, "tenants").await;
        for (field, value, what) in [
            ("accepted", "", "Bestätigen Sie"),
            ("organisation", " ", "Namen Ihrer Praxis"),
            ("country", "Mond", "Wählen Sie ein Land"),
            ("contract_sha256", other.as_str(), "hat sich geändert"),
            ("password", "kurz", "mindestens zehn"),
            ("email", "owner@lindenau", "E-Mail-Adresse an"),
        ] {
            let mut entered = fields;
            entered.iter_mut().filter(|(name, _)| *name == field).for_each(|entry| entry.1 = value);
            let page = browser.post(&server, &link, &entered).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            assert!(page.text.contains(what) && page.text.contains("role=\"alert\""), "{field}: {}", page.text);
            assert!(page.text.contains("<title>Fehler: Der Vertrag"), "{field}: {}", page.text);
        }
        assert_eq!(count(&server, "tenants").await, tenants);
        let mut strange = Browser::default();
        assert_eq!(strange.post(&server, &link, &fields).await.status, StatusCode::FORBIDDEN);
    }

    async fn an_invitation_is_revoked_and_runs_out(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let (_, made) = invite(&server, &admin, json!({ "kind": "affiliate", "valid_days": 2 })).await;
        let id = made["id"].as_str().unwrap();
        let path = format!("{INVITATIONS}/{id}");
        let link = made["link"].as_str().unwrap().to_owned();
        for _ in 0..2 {
            let (status, revoked) = server.call("DELETE", &path, Some(&admin), None).await;
            assert_eq!((status, &revoked["state"]), (StatusCode::OK, &json!("revoked")));
        }
        let mut browser = Browser::default();
        let page = browser.get(&server, &link).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
        assert!(page.text.contains("gilt nicht mehr"), "{}", page.text);
        assert_eq!(accept(&mut browser, &server, &link, "a@example.org").await.status, StatusCode::NOT_FOUND);
        let late = self::link(&server, &admin, json!({ "kind": "affiliate", "valid_days": 2 })).await;
        server.clock.set(NOW.parse::<DateTime<Utc>>().unwrap() + TimeDelta::days(2));
        assert_eq!(browser.get(&server, &late).await.status, StatusCode::NOT_FOUND);
        let (_, log) = server.call("GET", "/api/v1/audit-log", Some(&admin), None).await;
        let actions: Vec<&str> = log["entries"].as_array().unwrap().iter().map(|e| e["action"].as_str().unwrap()).collect();
        assert_eq!(actions.iter().filter(|action| **action == "revoke_invitation").count(), 1);
        assert_eq!(actions.iter().filter(|action| **action == "invite").count(), 2);
        for wrong in [
            json!({ "kind": "king" }),
            json!({ "kind": "distributor" }),
            json!({ "kind": "distributor", "region_codes": ["SE"], "commission_percent": "30.01" }),
            json!({ "kind": "affiliate", "region_codes": ["SE"] }),
            json!({ "kind": "affiliate", "valid_days": 0 }),
        ] {
            assert_eq!(invite(&server, &admin, wrong.clone()).await.0, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        }
    }

    async fn c13_a_tenant_is_deactivated_once_with_a_reason(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let path = format!("/api/v1/tenants/{BIRKENHAIN}/deactivate");
        let leave = async |path: &str, reason: &str| {
            server.call("POST", path, Some(&admin), Some(&json!({ "reason": reason }))).await
        };
        assert_eq!(leave(&path, " ").await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let (status, left) = leave(&path, "Praxis geschlossen").await;
        assert_eq!((status, &left["deactivated_at"]), (StatusCode::OK, &json!("2026-11-20T10:00:00Z")), "{left}");
        server.clock.set(NOW.parse::<DateTime<Utc>>().unwrap() + TimeDelta::days(40));
        let (_, again) = leave(&path, "noch einmal").await;
        assert_eq!(again["deactivated_at"], left["deactivated_at"], "once and for all");
        let (_, log) = server.call("GET", "/api/v1/audit-log", Some(&admin), None).await;
        let entries = log["entries"].as_array().unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!((&entries[0]["action"], &entries[0]["reason"]), (&json!("deactivate_tenant"), &json!("Praxis geschlossen")));
        let llc = format!("/api/v1/tenants/{}/deactivate", TenantId::MOJO_LLC);
        assert_eq!(leave(&llc, "x").await.0, StatusCode::UNPROCESSABLE_ENTITY);
        let nobody = format!("/api/v1/tenants/{}/deactivate", uuid::Uuid::from_u128(9));
        assert_eq!(leave(&nobody, "x").await.0, StatusCode::NOT_FOUND);
    }
}
