//! The people of a tenant: the platform is founded once, accounts and roles are given and ended by those who
//! answer for a tenant, and nobody else ever knows a password (`docs/decisions/0042`).

use std::pin::Pin;
use std::sync::Arc;

use axum::http::StatusCode;
use chrono::TimeDelta;
use mojo_domain::{Clock as _, SeededEntropy, TenantId, UserId, to_micros};
use serde_json::{Value, json};
use uuid::Uuid;

use super::browser::Browser;
use super::commerce::{CUSTOMER, open_shop, platform_admin};
use super::support::{BIRKENHAIN, LINDENAU, PASSWORD, Server, on_both};
use crate::auth::{Role, Tenant, Token};
use crate::commerce::note_own_buyer;
use crate::http::{Bucket, Limits};
use crate::mail::{MailSender, MailState, Mailing, NotSent, OutgoingMail};
use crate::storage::audit::{AuditPage, AuditRecord};
use crate::storage::identities::{LinkedHow, NewIdentity};
use crate::{AdminWish, FoundError, Founding};

const USERS: &str = "/api/v1/users";
/// What somebody chooses on the page.
const CHOSEN: &str = "Tannenweg 4, Hinterhaus";

fn admin(login: &str) -> AdminWish {
    AdminWish::try_new(login, "Odette Farnham", PASSWORD).unwrap()
}

fn founding(login: &str) -> Founding {
    Founding::try_new("MOJO LLC", "US".parse().unwrap(), admin(login)).unwrap()
}

async fn sign_in(server: &Server, login: &str, password: &str) -> (StatusCode, Value) {
    let body = json!({ "user": login, "password": password });
    server.call("POST", "/api/v1/sessions", None, Some(&body)).await
}

async fn post(server: &Server, token: &str, path: &str, body: Value) -> (StatusCode, Value) {
    server.call("POST", path, Some(token), Some(&body)).await
}

async fn get(server: &Server, token: &str, path: &str) -> (StatusCode, Value) {
    server.call("GET", path, Some(token), None).await
}

/// Somebody gets an account; gives back who that is, and the path of the link.
async fn give(server: &Server, by: &str, login: &str, role: &str) -> (String, String) {
    let body = json!({ "login_name": login, "name": "Lene Moos", "role": role, "reason": "Neu" });
    let (status, given) = post(server, by, USERS, body).await;
    assert_eq!(status, StatusCode::CREATED, "{given}");
    (given["user"]["id"].as_str().unwrap().to_owned(), path_in(&given))
}

fn path_in(given: &Value) -> String {
    let link = given["link"].as_str().unwrap();
    let (_, path) = link.split_once("/password/").unwrap();
    format!("/password/{path}")
}

/// Chooses the password by a link; gives back how the page answered.
async fn choose(server: &Server, path: &str) -> StatusCode {
    let mut browser = Browser::default();
    browser.get(server, path).await;
    browser.post(server, path, &[("password", CHOSEN)]).await.status
}

/// The id of the account with this role at Praxis Birkenhain.
async fn id_of(server: &Server, by: &str, login: &str) -> String {
    let (status, list) = get(server, by, USERS).await;
    assert_eq!(status, StatusCode::OK, "{list}");
    let users = list["users"].as_array().unwrap();
    let user = users.iter().find(|user| user["login_name"] == login).unwrap();
    user["id"].as_str().unwrap().to_owned()
}

async fn end(server: &Server, by: &str, id: &str) -> (StatusCode, Value) {
    post(server, by, &format!("{USERS}/{id}/end"), json!({ "reason": "Geht" })).await
}

async fn set_role(server: &Server, by: &str, id: &str, role: &str) -> (StatusCode, Value) {
    let body = json!({ "role": role, "reason": "Wechsel" });
    post(server, by, &format!("{USERS}/{id}/role"), body).await
}

async fn audit(server: &Server, tenant: TenantId) -> Vec<AuditRecord> {
    let mut tx = server.platform.state.database().read_ledger().await.unwrap();
    let listed = tx.list_audit(tenant, &AuditPage::latest(50)).await.unwrap();
    listed.into_iter().map(|listed| listed.record).collect()
}

/// Staff link an identity with an account of Praxis Birkenhain.
async fn link(server: &Server, user: &str, subject: &str) {
    let mut tx = server.platform.state.database().write_ledger().await.unwrap();
    let identity = NewIdentity {
        tenant_id: BIRKENHAIN,
        identity_id: crate::derived::derived_id(&["identity", subject]),
        issuer: "https://id.example".to_owned(),
        subject: subject.to_owned(),
        user_id: user.parse::<UserId>().unwrap(),
        linked_how: LinkedHow::Staff,
        linked_by: None,
        linked_at: to_micros(server.clock.now()),
    };
    assert!(tx.insert_identity(&identity).await.unwrap());
    tx.commit().await.unwrap();
}

fn code(answer: &Value) -> &str {
    answer["error"]["code"].as_str().unwrap_or_default()
}

/// A way by which every mail leaves.
#[derive(Debug)]
struct Taken;

impl MailSender for Taken {
    fn send<'a>(
        &'a self,
        _: &'a OutgoingMail,
    ) -> Pin<Box<dyn Future<Output = Result<(), NotSent>> + Send + 'a>> {
        Box::pin(async { Ok(()) })
    }
}

/// A server that takes no mail for now.
#[derive(Debug)]
struct Busy;

impl MailSender for Busy {
    fn send<'a>(
        &'a self,
        _: &'a OutgoingMail,
    ) -> Pin<Box<dyn Future<Output = Result<(), NotSent>> + Send + 'a>> {
        Box::pin(async { Err(NotSent::Later("450".to_owned())) })
    }
}

on_both! {
    async fn the_platform_is_founded_once_and_says_who_did(server) {
        assert!(!server.platform.is_founded().await.unwrap());
        let early = server.platform.create_admin(admin("odette"), "Verloren").await;
        assert!(matches!(early, Err(FoundError::NotFounded)), "{early:?}");
        server.platform.found(founding("Odette")).await.unwrap();
        assert!(server.platform.is_founded().await.unwrap());
        let token = server.token("odette").await;
        let (_, list) = get(&server, &token, "/api/v1/tenants").await;
        let tenants = list["tenants"].as_array().unwrap();
        let llc = tenants.iter().find(|row| row["id"] == json!(TenantId::MOJO_LLC)).unwrap();
        assert_eq!((&llc["name"], &llc["country"]), (&json!("MOJO LLC"), &json!("US")));
        assert_eq!(llc["kind"], "platform");

        let again = server.platform.found(founding("zweite")).await.unwrap_err().to_string();
        assert!(again.contains("MOJO LLC, administered by Odette Farnham (odette)"), "{again}");
        assert_eq!(sign_in(&server, "zweite", PASSWORD).await.0, StatusCode::UNAUTHORIZED);
        let entries = audit(&server, TenantId::MOJO_LLC).await;
        assert_eq!(entries.len(), 1, "{entries:?}");
        assert_eq!(entries[0].action, "found_platform");
        assert!(!entries[0].details.contains(PASSWORD), "{entries:?}");
    }

    async fn two_who_found_at_once_found_one_platform(server) {
        let (first, second) = tokio::join!(
            server.platform.found(founding("erste")),
            server.platform.found(founding("zweite"))
        );
        let refused = match (&first, &second) {
            (Ok(_), Err(refused)) | (Err(refused), Ok(_)) => refused,
            other => panic!("{other:?}"),
        };
        assert!(matches!(refused, FoundError::Founded { .. }), "{refused:?}");
        let mut administrators = 0;
        for login in ["erste", "zweite"] {
            let (status, _) = sign_in(&server, login, PASSWORD).await;
            administrators += usize::from(status == StatusCode::CREATED);
        }
        assert_eq!(administrators, 1);
        assert_eq!(audit(&server, TenantId::MOJO_LLC).await.len(), 1);
    }

    async fn a_login_that_is_taken_founds_nothing_and_makes_nobody_an_administrator(server) {
        let refused = server.platform.found(founding("owner@birkenhain")).await.unwrap_err();
        assert!(matches!(refused, FoundError::LoginTaken(_)), "{refused:?}");
        assert!(!server.platform.is_founded().await.unwrap(), "nothing of it is kept");
        server.platform.found(founding("odette")).await.unwrap();
        let refused = server.platform.create_admin(admin("odette"), "Verloren").await.unwrap_err();
        assert!(matches!(refused, FoundError::LoginTaken(_)), "{refused:?}");
        server.platform.create_admin(admin("ersatz"), "Alle Zugänge verloren").await.unwrap();
        let token = server.token("ersatz").await;
        let (status, log) = get(&server, &token, "/api/v1/audit-log").await;
        assert_eq!(status, StatusCode::OK, "{log}");
        // Both stand at one instant.
        let mut entries = log["entries"].as_array().unwrap().iter();
        let entry = entries.find(|entry| entry["action"] == "create_administrator").unwrap();
        assert_eq!(entry["reason"], "Alle Zugänge verloren");
        assert_eq!(entry["details"]["login_name"], "ersatz");
    }

    async fn somebody_new_chooses_a_password_by_the_link_once(server) {
        let owner = server.token("owner@birkenhain").await;
        let (id, path) = give(&server, &owner, "Lene.Moos", "reception").await;
        assert_eq!(sign_in(&server, "lene.moos", "").await.0, StatusCode::UNAUTHORIZED);
        let mut browser = Browser::default();
        let page = browser.get(&server, &path).await;
        assert_eq!(page.status, StatusCode::OK, "{page:?}");
        let short = browser.post(&server, &path, &[("password", "kurz")]).await;
        assert_eq!(short.status, StatusCode::UNPROCESSABLE_ENTITY);
        let done = browser.post(&server, &path, &[("password", CHOSEN)]).await;
        assert_eq!(done.status, StatusCode::SEE_OTHER, "{done:?}");
        let word = browser.get(&server, done.place.as_deref().unwrap()).await;
        assert!(word.text.contains("Ihr Passwort gilt"), "{}", word.text);
        let (status, session) = sign_in(&server, "lene.moos", CHOSEN).await;
        assert_eq!(status, StatusCode::CREATED, "{session}");
        assert_eq!(session["user"]["role"], "reception");
        assert_eq!(browser.get(&server, &path).await.status, StatusCode::NOT_FOUND);
        let again = browser.post(&server, &path, &[("password", "Ein anderes Passwort")]).await;
        assert_eq!(again.status, StatusCode::NOT_FOUND);
        assert_eq!(sign_in(&server, "lene.moos", CHOSEN).await.0, StatusCode::CREATED);
        let entries = audit(&server, BIRKENHAIN).await;
        assert_eq!((entries[0].action.as_str(), &entries[0].subject_id), ("give_account", &id));
        assert!(!format!("{entries:?}").contains(path.split(['/', '?']).nth(2).unwrap()));
    }

    async fn a_link_runs_out_and_a_new_one_takes_its_place(server) {
        let owner = server.token("owner@birkenhain").await;
        let (id, first) = give(&server, &owner, "lene.moos", "reception").await;
        server.clock.advance(TimeDelta::days(4));
        assert_eq!(choose(&server, &first).await, StatusCode::NOT_FOUND, "after three days");
        let draw = format!("{USERS}/{id}/password-link");
        let (status, given) = post(&server, &owner, &draw, json!({ "reason": "Abgelaufen" })).await;
        assert_eq!(status, StatusCode::OK, "{given}");
        let second = path_in(&given);
        let (_, given) = post(&server, &owner, &draw, json!({ "reason": "Verloren" })).await;
        let third = path_in(&given);
        assert_eq!(choose(&server, &second).await, StatusCode::NOT_FOUND, "another took its place");
        assert_eq!(choose(&server, &third).await, StatusCode::SEE_OTHER);
        let (_, session) = sign_in(&server, "lene.moos", CHOSEN).await;
        let token = session["token"].as_str().unwrap().to_owned();
        // Forgotten: what there is counts until the link was used, and then no session of before.
        let (_, given) = post(&server, &owner, &draw, json!({ "reason": "Vergessen" })).await;
        assert_eq!(get(&server, &token, "/api/v1/devices").await.0, StatusCode::OK);
        assert_eq!(choose(&server, &path_in(&given)).await, StatusCode::SEE_OTHER);
        assert_eq!(get(&server, &token, "/api/v1/devices").await.0, StatusCode::UNAUTHORIZED);
    }

    async fn an_account_that_ends_is_out_at_once(server) {
        let owner = server.token("owner@birkenhain").await;
        let reception = server.token("reception@birkenhain").await;
        server.settle(&reception).await;
        let id = id_of(&server, &owner, "reception@birkenhain").await;
        let draw = format!("{USERS}/{id}/password-link");
        let (_, given) = post(&server, &owner, &draw, json!({ "reason": "Vergessen" })).await;
        let (status, ended) = end(&server, &owner, &id).await;
        assert_eq!(status, StatusCode::OK, "{ended}");
        assert!(ended["ended_at"].is_string() && ended["can_sign_in"] == false, "{ended}");
        let pull = get(&server, &reception, "/api/v1/sync/pull").await;
        assert_eq!(pull.0, StatusCode::UNAUTHORIZED, "on its device too: {}", pull.1);
        let wrong = sign_in(&server, "reception@birkenhain", PASSWORD).await;
        assert_eq!(wrong.0, StatusCode::UNAUTHORIZED);
        assert_eq!(choose(&server, &path_in(&given)).await, StatusCode::NOT_FOUND);
        server.clock.advance(TimeDelta::hours(1));
        assert_eq!(end(&server, &owner, &id).await, (StatusCode::OK, ended), "again is once");
        let (status, answer) = set_role(&server, &owner, &id, "auditor").await;
        assert_eq!((status, code(&answer)), (StatusCode::CONFLICT, "user_ended"), "{answer}");
        let (status, answer) = post(&server, &owner, &draw, json!({ "reason": "x" })).await;
        assert_eq!((status, code(&answer)), (StatusCode::CONFLICT, "user_ended"), "{answer}");
        let ends = audit(&server, BIRKENHAIN).await;
        assert_eq!(ends.iter().filter(|entry| entry.action == "end_account").count(), 1);
    }

    async fn the_last_owner_who_can_sign_in_stays(server) {
        let owner = server.token("owner@birkenhain").await;
        let own = id_of(&server, &owner, "owner@birkenhain").await;
        let (other, path) = give(&server, &owner, "lene.moos", "owner").await;
        for (status, answer) in [
            end(&server, &owner, &own).await,
            set_role(&server, &owner, &own, "auditor").await,
        ] {
            assert_eq!((status, code(&answer)), (StatusCode::CONFLICT, "last_of_role"), "{answer}");
        }
        assert_eq!(choose(&server, &path).await, StatusCode::SEE_OTHER);
        let (_, session) = sign_in(&server, "lene.moos", CHOSEN).await;
        let second = session["token"].as_str().unwrap().to_owned();
        // Each ends the other: one is left.
        let (first, last) =
            tokio::join!(end(&server, &owner, &other), end(&server, &second, &own));
        let done = [first.0, last.0].iter().filter(|status| **status == StatusCode::OK).count();
        assert_eq!(done, 1, "{first:?} {last:?}");
        let mut tx = server.platform.state.database().read_ledger().await.unwrap();
        let owners = tx.list_users_of_role(BIRKENHAIN, Role::Owner).await.unwrap();
        assert_eq!(owners.len(), 1, "{owners:?}");
    }

    /// Who was an owner may have drawn a link for another one and kept it.
    async fn who_gives_no_roles_any_more_comes_back_by_no_link(server) {
        let owner = server.token("owner@birkenhain").await;
        let own = id_of(&server, &owner, "owner@birkenhain").await;
        let (other, path) = give(&server, &owner, "lene.moos", "owner").await;
        assert_eq!(choose(&server, &path).await, StatusCode::SEE_OTHER);
        let draw = format!("{USERS}/{other}/password-link");
        let kept = async |by: &str| {
            let (status, given) = post(&server, by, &draw, json!({ "reason": "x" })).await;
            assert_eq!(status, StatusCode::OK, "{given}");
            path_in(&given)
        };
        let before = kept(&owner).await;
        let (_, session) = sign_in(&server, "lene.moos", CHOSEN).await;
        let second = session["token"].as_str().unwrap().to_owned();
        assert_eq!(set_role(&server, &second, &own, "auditor").await.0, StatusCode::OK);
        assert_eq!(choose(&server, &before).await, StatusCode::NOT_FOUND, "her role is another");
        assert_eq!(set_role(&server, &second, &own, "owner").await.0, StatusCode::OK);
        let before = kept(&server.token("owner@birkenhain").await).await;
        assert_eq!(end(&server, &second, &own).await.0, StatusCode::OK);
        assert_eq!(choose(&server, &before).await, StatusCode::NOT_FOUND, "her account has ended");
        assert_eq!(get(&server, &second, USERS).await.0, StatusCode::OK);
    }

    async fn the_last_administrator_stays(server) {
        server.platform.found(founding("odette")).await.unwrap();
        let token = server.token("odette").await;
        let own = id_of(&server, &token, "odette").await;
        for (status, answer) in [
            end(&server, &token, &own).await,
            set_role(&server, &token, &own, "support").await,
        ] {
            assert_eq!((status, code(&answer)), (StatusCode::CONFLICT, "last_of_role"), "{answer}");
        }
        server.platform.create_admin(admin("ersatz"), "Zweite").await.unwrap();
        let (status, answer) = set_role(&server, &token, &own, "support").await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        let still = get(&server, &token, "/api/v1/tenants").await.0;
        assert_eq!(still, StatusCode::UNAUTHORIZED, "the new role is signed in to anew");
        let support = server.token("odette").await;
        assert_eq!(get(&server, &support, USERS).await.0, StatusCode::FORBIDDEN);
    }

    async fn each_gives_the_roles_of_the_own_tenant_alone(server) {
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let owner = server.token("owner@birkenhain").await;
        let body = |login: &str, role: &str| {
            json!({ "login_name": login, "name": "N", "role": role })
        };
        for role in ["platform_admin", "support", "nobody", ""] {
            let (status, answer) = post(&server, &owner, USERS, body("neu.eins", role)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{role}: {answer}");
        }
        for role in ["owner", "reception", "therapist", "distributor"] {
            let (status, answer) = post(&server, &admin, USERS, body("neu.zwei", role)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{role}: {answer}");
        }
        // A role of the platform's counts at MOJO LLC alone.
        let stranger = server.token("platform_admin@lindenau").await;
        for (status, answer) in [
            get(&server, &stranger, USERS).await,
            post(&server, &stranger, USERS, body("neu.drei", "platform_admin")).await,
        ] {
            assert_eq!(status, StatusCode::FORBIDDEN, "{answer}");
        }
        let own = id_of(&server, &owner, "reception@birkenhain").await;
        let foreign = server.token("owner@lindenau").await;
        assert_eq!(end(&server, &foreign, &own).await.0, StatusCode::NOT_FOUND);
        assert_eq!(set_role(&server, &foreign, &own, "auditor").await.0, StatusCode::NOT_FOUND);
        let (_, path) = give(&server, &admin, "nele.wiek", "support").await;
        assert_eq!(choose(&server, &path).await, StatusCode::SEE_OTHER);
        let (_, session) = sign_in(&server, "nele.wiek", CHOSEN).await;
        assert_eq!(session["user"]["role"], "support");
    }

    async fn a_request_that_is_repeated_gives_one_account(server) {
        let owner = server.token("owner@birkenhain").await;
        let body = json!({
            "id": Uuid::from_u128(0x77), "login_name": "lene.moos", "name": "Lene Moos",
            "role": "reception",
        });
        let (status, first) = post(&server, &owner, USERS, body.clone()).await;
        assert_eq!(status, StatusCode::CREATED, "{first}");
        let (status, again) = post(&server, &owner, USERS, body.clone()).await;
        assert_eq!((status, &again["user"]), (StatusCode::CREATED, &first["user"]));
        assert!(again["link"].is_null(), "a link is shown once");
        let mut other = body;
        other["role"] = json!("auditor");
        let (status, answer) = post(&server, &owner, USERS, other).await;
        assert_eq!((status, code(&answer)), (StatusCode::CONFLICT, "user_id_held"), "{answer}");
        let stranger = server.token("owner@lindenau").await;
        let taken = json!({ "login_name": "LENE.moos ", "name": "Andere", "role": "reception" });
        let (status, answer) = post(&server, &stranger, USERS, taken).await;
        assert_eq!((status, code(&answer)), (StatusCode::CONFLICT, "login_taken"), "{answer}");
        assert!(audit(&server, LINDENAU).await.is_empty());
    }

    /// A client draws the id of an account; by a customer's, somebody would find and end what that customer
    /// subscribed to.
    async fn nobody_gets_the_id_of_a_customer_or_of_somebody_of_another_tenant(server) {
        open_shop(&server).await;
        let owner = server.token("owner@birkenhain").await;
        let foreign = server.token("owner@lindenau").await;
        let theirs = id_of(&server, &foreign, "reception@lindenau").await;
        for id in [CUSTOMER.to_string(), theirs] {
            let body = json!({
                "id": id, "login_name": "lene.moos", "name": "Lene Moos", "role": "reception",
            });
            let (status, answer) = post(&server, &owner, USERS, body).await;
            assert_eq!((status, code(&answer)), (StatusCode::CONFLICT, "user_id_held"), "{answer}");
        }
        let entries = audit(&server, BIRKENHAIN).await;
        assert!(entries.iter().all(|entry| entry.action != "give_account"), "{entries:?}");
        give(&server, &owner, "lene.moos", "reception").await;
    }

    /// Somebody signs in at the moment at which the password, or the role, is replaced: what was right a
    /// moment ago begins no session that stays.
    async fn a_session_begins_by_what_counts_when_it_begins(server) {
        let owner = server.token("owner@birkenhain").await;
        let id = id_of(&server, &owner, "reception@birkenhain").await;
        let user = (BIRKENHAIN, id.parse::<UserId>().unwrap());
        let database = server.platform.state.database();
        // The password is compared while the change waits to be made durable.
        let soon = || tokio::time::sleep(std::time::Duration::from_millis(500));
        let old = || sign_in(&server, "reception@birkenhain", PASSWORD);

        let mut tx = database.write_ledger().await.unwrap();
        tx.set_user_role(user, Role::Auditor).await.unwrap();
        tx.end_sessions_of(user.0, user.1, 1).await.unwrap();
        let changed = async {
            soon().await;
            tx.commit().await.unwrap();
        };
        let ((status, session), ()) = tokio::join!(old(), changed);
        assert_eq!(status, StatusCode::CREATED, "{session}");
        assert_eq!(session["user"]["role"], "auditor", "{session}");

        let mut tx = database.write_ledger().await.unwrap();
        tx.set_user_password(user, "another").await.unwrap();
        tx.end_sessions_of(user.0, user.1, 2).await.unwrap();
        let replaced = async {
            soon().await;
            tx.commit().await.unwrap();
        };
        let ((status, session), ()) = tokio::join!(old(), replaced);
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{session}");
    }

    /// A device that turns out to be a copy gets a session of its own, and none beside the end of them all.
    async fn a_copy_gets_no_session_beside_the_end_of_all_sessions(server) {
        let owner = server.token("owner@birkenhain").await;
        let id = id_of(&server, &owner, "reception@birkenhain").await;
        let user = (BIRKENHAIN, id.parse::<UserId>().unwrap());
        let reception = server.token("reception@birkenhain").await;
        let devices = "/api/v1/devices";
        let own = json!({ "device_id": Uuid::from_u128(1), "name": "Empfang", "epoch": 1 });
        assert_eq!(post(&server, &reception, devices, own).await.0, StatusCode::OK);
        let copy = json!({
            "device_id": Uuid::from_u128(2), "name": "Empfang", "epoch": 2,
            "former": [Uuid::from_u128(1)],
        });
        let mut tx = server.platform.state.database().write_ledger().await.unwrap();
        tx.set_user_password(user, "another").await.unwrap();
        tx.end_sessions_of(user.0, user.1, 1).await.unwrap();
        let replaced = async {
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
            tx.commit().await.unwrap();
        };
        let ((status, answer), ()) =
            tokio::join!(post(&server, &reception, devices, copy), replaced);
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{answer}");
    }

    /// Who speaks for a tenant is written to, and not an address that nobody has answered from.
    async fn mail_goes_to_an_owner_who_can_sign_in(server) {
        let owner = server.token("owner@birkenhain").await;
        let own = id_of(&server, &owner, "owner@birkenhain").await;
        give(&server, &owner, "vertippt@example.org", "owner").await;
        server.clock.advance(TimeDelta::minutes(1));
        let (_, path) = give(&server, &owner, "lene@example.org", "owner").await;
        let written_to = async || {
            let tenant = Tenant::named_by_platform(BIRKENHAIN);
            let mut tx = server.platform.state.database().read(tenant).await.unwrap();
            tx.mail_party().await.unwrap().map(|party| party.login_name)
        };
        assert_eq!(written_to().await.as_deref(), Some("owner@birkenhain"));
        assert_eq!(choose(&server, &path).await, StatusCode::SEE_OTHER);
        assert_eq!(end(&server, &owner, &own).await.0, StatusCode::OK);
        assert_eq!(written_to().await.as_deref(), Some("lene@example.org"));
    }

    /// C3, C8: another owner makes no second first purchase of the tenant.
    async fn a_tenant_buys_as_one_customer_whichever_owner_asks(server) {
        let owner = server.token("owner@birkenhain").await;
        let first: UserId = id_of(&server, &owner, "owner@birkenhain").await.parse().unwrap();
        let second: UserId = give(&server, &owner, "lene.moos", "owner").await.0.parse().unwrap();
        let (database, now) = (server.platform.state.database(), to_micros(server.clock.now()));
        let mut tx = database.write_ledger().await.unwrap();
        // A customer of whom staff said for whom it buys is none of the tenant's people.
        tx.insert_customers(&[(CUSTOMER, Some(BIRKENHAIN))], 0).await.unwrap();
        tx.commit().await.unwrap();
        let buy = |asks| note_own_buyer(database, asks, BIRKENHAIN, now);
        let (one, other) = tokio::join!(buy(first), buy(second));
        let (one, other) = (one.unwrap(), other.unwrap());
        assert_eq!(one, other);
        assert!(one == first || one == second, "{one:?}");
        assert_eq!(buy(second).await.unwrap(), one, "also later");
        let foreign = server.token("owner@lindenau").await;
        let third: UserId = id_of(&server, &foreign, "owner@lindenau").await.parse().unwrap();
        let theirs = note_own_buyer(database, third, LINDENAU, now).await.unwrap();
        assert_eq!(theirs, third);
    }

    async fn where_mail_leaves_the_link_goes_by_mail_and_only_there(server) {
        let mut server = server;
        server.platform.state =
            server.platform.state.clone().with_mailing(Mailing::Sender(Arc::new(Taken)));
        server.router = server.platform.router();
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let owner = server.token("owner@birkenhain").await;
        let body = json!({
            "login_name": "lene@example.org", "name": "Lene Moos", "role": "reception",
        });
        let (status, given) = post(&server, &owner, USERS, body).await;
        assert_eq!(status, StatusCode::CREATED, "{given}");
        assert!(given["link"].is_null(), "{given}");
        assert_eq!(given["sent_to"], "lene@example.org");
        let (_, list) = get(&server, &admin, "/api/v1/mails").await;
        let mail = &list["mails"][0];
        assert_eq!((&mail["kind"], &mail["to"]), (&json!("user_link"), &json!("lene@example.org")));
        assert_eq!(mail["text"], "", "what opens a practice is not the platform's to read");
        let first = format!("/api/v1/mails/{}", mail["id"].as_str().unwrap());
        let hand_over = format!("{first}/hand-over");
        let (status, answer) = server.call("POST", &hand_over, Some(&admin), None).await;
        assert_eq!(status, StatusCode::FORBIDDEN, "nobody here has it to hand over: {answer}");
        let mut tx = server.platform.state.database().read_ledger().await.unwrap();
        let held = tx.list_mails("", None, 9).await.unwrap();
        drop(tx);
        let text = held[0].text.clone();
        let line = text.lines().find(|line| line.contains("/password/")).unwrap();
        let path = path_in(&json!({ "link": line }));
        // The fourth of a day is handed over.
        let id = given["user"]["id"].as_str().unwrap();
        let draw = format!("{USERS}/{id}/password-link");
        for _ in 0..2 {
            let (_, given) = post(&server, &owner, &draw, json!({ "reason": "Noch einmal" })).await;
            assert_eq!(given["sent_to"], "lene@example.org", "{given}");
        }
        let (_, given) = post(&server, &owner, &draw, json!({ "reason": "Noch einmal" })).await;
        assert!(given["sent_to"].is_null(), "{given}");
        assert_eq!(choose(&server, &path).await, StatusCode::NOT_FOUND);
        let (_, list) = get(&server, &admin, "/api/v1/mails?state=waiting").await;
        assert_eq!(list["mails"], json!([]), "no mail goes whose link opens nothing");
        let retry = format!("{first}/retry");
        let (status, answer) = server.call("POST", &retry, Some(&admin), None).await;
        assert_eq!((status, code(&answer)), (StatusCode::CONFLICT, "link_closed"), "{answer}");
        assert_eq!(choose(&server, &path_in(&given)).await, StatusCode::SEE_OTHER);
        assert_eq!(sign_in(&server, "lene@example.org", CHOSEN).await.0, StatusCode::CREATED);
    }

    /// The mail server takes nothing for days, and mails are tried for longer than the link lives.
    async fn no_mail_goes_whose_link_ran_out(server) {
        let mut server = server;
        server.platform.state =
            server.platform.state.clone().with_mailing(Mailing::Sender(Arc::new(Busy)));
        server.router = server.platform.router();
        open_shop(&server).await;
        let admin = platform_admin(&server).await;
        let owner = server.token("owner@birkenhain").await;
        let body = json!({
            "login_name": "lene@example.org", "name": "Lene Moos", "role": "reception",
        });
        let (status, given) = post(&server, &owner, USERS, body).await;
        assert_eq!((status, &given["sent_to"]), (StatusCode::CREATED, &json!("lene@example.org")));
        let held = async || {
            assert_eq!(server.platform.state.send_mails().await.unwrap(), 0);
            let mut tx = server.platform.state.database().read_ledger().await.unwrap();
            tx.list_mails("", None, 9).await.unwrap().remove(0)
        };
        assert_eq!(held().await.attempts, 1);
        server.clock.advance(TimeDelta::days(3) - TimeDelta::seconds(1));
        let mail = held().await;
        assert_eq!((mail.state, mail.attempts), (MailState::Waiting, 2), "the link is open");
        server.clock.advance(TimeDelta::hours(7));
        let mail = held().await;
        assert_eq!((mail.state, mail.attempts, mail.text.as_str()), (MailState::GivenUp, 2, ""));
        let retry = format!("/api/v1/mails/{}/retry", mail.mail_id);
        let (status, answer) = server.call("POST", &retry, Some(&admin), None).await;
        assert_eq!((status, code(&answer)), (StatusCode::CONFLICT, "link_closed"), "{answer}");
    }

    async fn whom_a_provider_vouches_for_gets_no_password(server) {
        let owner = server.token("owner@birkenhain").await;
        let (id, path) = give(&server, &owner, "lene.moos", "reception").await;
        link(&server, &id, "user_1").await;
        assert_eq!(choose(&server, &path).await, StatusCode::NOT_FOUND);
        let draw = format!("{USERS}/{id}/password-link");
        let (status, answer) = post(&server, &owner, &draw, json!({ "reason": "x" })).await;
        assert_eq!((status, code(&answer)), (StatusCode::CONFLICT, "signs_in_by_identity"));
        // Whoever is sent away at the provider comes back by no link of before.
        let database = server.platform.state.database();
        let unlink = "UPDATE identities SET ended_at = 9, ended_by = 'x'";
        crate::tests::storage::run(database, unlink).await.unwrap();
        assert_eq!(choose(&server, &path).await, StatusCode::NOT_FOUND);
        let (status, given) = post(&server, &owner, &draw, json!({ "reason": "Zurück" })).await;
        assert_eq!(status, StatusCode::OK, "{given}");

        // Nor by one that was drawn before the end of the identity, by whoever did not see it yet.
        let (id, _) = give(&server, &owner, "ida.moos", "reception").await;
        link(&server, &id, "user_3").await;
        let (user, now) = (id.parse::<UserId>().unwrap(), to_micros(server.clock.now()));
        let token = Token::draw(BIRKENHAIN, &SeededEntropy::new(5));
        let mut tx = database.write_ledger().await.unwrap();
        let life = (now + 1, now + 1_000_000_000);
        tx.insert_user_link((BIRKENHAIN, user), &token.hash(), life).await.unwrap();
        tx.commit().await.unwrap();
        let unlink = format!(
            "UPDATE identities SET ended_at = {}, ended_by = 'x' WHERE subject = 'user_3'",
            now + 2
        );
        crate::tests::storage::run(database, &unlink).await.unwrap();
        let path = format!("/password/{}", token.to_text());
        assert_eq!(choose(&server, &path).await, StatusCode::NOT_FOUND);

        let (id, _) = give(&server, &owner, "nele.wiek", "reception").await;
        link(&server, &id, "user_2").await;
        assert_eq!(end(&server, &owner, &id).await.0, StatusCode::OK);
        let mut tx = server.platform.state.database().read_ledger().await.unwrap();
        let found = tx.find_linked_account("https://id.example", "user_2").await.unwrap();
        assert!(found.is_none(), "a provider's word opens no account that has ended");
    }

    async fn what_is_no_account_is_refused_and_says_why(server) {
        let owner = server.token("owner@birkenhain").await;
        for (part, wrong) in [
            ("login_name", "a b"), ("login_name", ""), ("name", " "), ("name", "zwei\nZeilen"),
            ("role", "Owner"), ("language", "fr"), ("reason", "\u{7}"),
        ] {
            let mut body =
                json!({ "login_name": "lene.moos", "name": "Lene Moos", "role": "reception" });
            body[part] = json!(wrong);
            let (status, answer) = post(&server, &owner, USERS, body).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{part}: {answer}");
            let message = answer["error"]["message"].as_str().unwrap();
            assert!(message.starts_with(part), "{part}: {message}");
        }
        let id = id_of(&server, &owner, "reception@birkenhain").await;
        let path = format!("{USERS}/{id}/end");
        let (status, _) = post(&server, &owner, &path, json!({ "reason": " " })).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

/// Whoever gives accounts writes to people and takes login names: not without end.
#[tokio::test]
async fn nobody_gives_accounts_and_links_without_end() {
    let logins = Bucket { burst: 2, per_minute: 1 };
    let server = Server::with_limits(Limits { logins, ..Limits::default() }).await;
    let owner = server.token("owner@birkenhain").await;
    let (id, _) = give(&server, &owner, "neu.null", "reception").await;
    for number in 1..5 {
        give(&server, &owner, &format!("neu.{number}"), "reception").await;
    }
    let draw = format!("{USERS}/{id}/password-link");
    let (status, given) = post(&server, &owner, &draw, json!({ "reason": "Verloren" })).await;
    assert_eq!(status, StatusCode::OK, "{given}");
    let (status, answer) = post(&server, &owner, &draw, json!({ "reason": "Verloren" })).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "{answer}");
    let body = json!({ "login_name": "neu.acht", "name": "Acht", "role": "reception" });
    let (status, answer) = post(&server, &owner, USERS, body).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS, "{answer}");
    let foreign = server.token("owner@lindenau").await;
    give(&server, &foreign, "neu.neun", "reception").await;
}

#[test]
fn an_administrator_has_a_name_and_a_long_password() {
    for (login, name, password) in [
        ("", "Odette", PASSWORD),
        ("zwei worte", "Odette", PASSWORD),
        ("odette", "", PASSWORD),
        ("odette", "Odette", "kurz"),
        ("odette", "Odette", "zwei Zeilen\nmit Passwort"),
    ] {
        let refused = AdminWish::try_new(login, name, password);
        assert!(matches!(refused, Err(FoundError::Refused(_))), "{login:?} {name:?} {password:?}");
    }
    assert!(!format!("{:?}", admin("odette")).contains(PASSWORD));
    assert!(Founding::try_new(" ", "US".parse().unwrap(), admin("odette")).is_err());
}
