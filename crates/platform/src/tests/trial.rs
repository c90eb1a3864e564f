//! A platform for trying things: on a database made for it and on no other, with a clock that goes
//! forward alone, and with no way to anybody's money or mail.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::body::Body;
use axum::http::{Request, StatusCode};
use chrono::{DateTime, TimeDelta, Utc};
use mojo_domain::{FixedClock, SeededEntropy, TenantId};
use serde_json::{Value, json};
use uuid::Uuid;

use super::storage::run;
use super::support::{Kept, NOW, PASSWORD, Server, new_postgres_database};
use crate::http::Limits;
use crate::jobs::clock_apart;
use crate::state::AppState;
use crate::storage::purpose::Purpose;
use crate::storage::tenants::NewTenant;
use crate::storage::{Database, StorageError, migrate_to};
use crate::{
    AdminWish, Founding, IdentitySettings, IdentitySettingsError, Platform, SepaSettings,
    SmtpSettings, SmtpSettingsError, StripeSettings, StripeSettingsError, TrialOpening,
};

/// Years after `NOW`.
const LATER: &str = "2031-02-01T10:00:00Z";
const CLOCK: &str = "/api/v1/trial-clock";
/// The last migration before a database says what it is for.
const BEFORE_PURPOSES: usize = 43;
/// A new one is made.
const NEW: TrialOpening = TrialOpening { may_make: true, at_least: None };
/// One is meant that is there.
const THERE: TrialOpening = TrialOpening { may_make: false, at_least: None };

/// An empty database that nobody has opened.
struct Place {
    url: String,
    _kept: Kept,
}

impl Place {
    fn on_sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite:{}", folder.path().join("trial.db").display());
        Self { url, _kept: folder.into() }
    }

    async fn on_postgres() -> Option<Self> {
        let database = new_postgres_database().await?;
        Some(Self { url: database.url().to_owned(), _kept: database.into() })
    }

    /// A process that opens it for trying things, with chance of its own and the machine's clock.
    async fn open(
        &self,
        machine: &Arc<FixedClock>,
        opening: TrialOpening,
    ) -> Result<Server, StorageError> {
        static OPENED: AtomicU64 = AtomicU64::new(54);
        let entropy = Arc::new(SeededEntropy::new(OPENED.fetch_add(1, Ordering::SeqCst)));
        let (place, limits) = ((self.url.as_str(), None), Limits::default());
        let platform =
            Platform::open_trial(place, limits, opening, machine.clone(), entropy).await?;
        Ok(Server::around(platform, machine.clone()))
    }

    /// A process that opens it for work.
    async fn open_for_work(&self) -> Result<Platform, StorageError> {
        Platform::open(&self.url, machine(), Arc::new(SeededEntropy::new(7))).await
    }
}

macro_rules! on_each_place {
    ($($(#[$doc:meta])* async fn $name:ident($place:ident) $body:block)*) => {
        mod contract {
            use super::*;
            $($(#[$doc])* pub(super) async fn $name($place: Place) $body)*
        }
        mod sqlite {
            use super::*;
            $(#[tokio::test] async fn $name() { contract::$name(Place::on_sqlite()).await; })*
        }
        mod postgres {
            use super::*;
            $(#[tokio::test] async fn $name() {
                if let Some(place) = Place::on_postgres().await {
                    contract::$name(place).await;
                }
            })*
        }
    };
}

fn machine() -> Arc<FixedClock> {
    Arc::new(FixedClock::new(NOW.parse().unwrap()))
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

async fn found(server: &Server) {
    let admin = AdminWish::try_new("odette", "Odette Farnham", PASSWORD).unwrap();
    let founding = Founding::try_new("MOJO LLC", "US".parse().unwrap(), admin).unwrap();
    server.platform.found(founding).await.unwrap();
}

/// A request of the administrator's.
async fn ask(server: &Server, method: &str, path: &str, body: Value) -> (StatusCode, Value) {
    let token = server.token("odette").await;
    let body = (!body.is_null()).then_some(body);
    server.call(method, path, Some(&token), body.as_ref()).await
}

/// One that must go well.
async fn made(server: &Server, method: &str, path: &str, body: Value) -> Value {
    let (status, answer) = ask(server, method, path, body).await;
    assert!(status.is_success(), "{method} {path}: {status} {answer}");
    answer
}

async fn lead(server: &Server, at_least: &str) -> DateTime<Utc> {
    let answer = made(server, "POST", CLOCK, json!({ "at_least": at_least })).await;
    at(answer["now"].as_str().unwrap())
}

async fn purpose(database: &Database) -> Option<Purpose> {
    database.read_ledger().await.unwrap().purpose().await.unwrap()
}

on_each_place! {
    async fn a_new_database_becomes_one_for_trying_and_never_one_for_real(place) {
        let machine = machine();
        let missing = place.open(&machine, THERE).await;
        assert!(matches!(missing.err(), Some(StorageError::ForWork)), "a job makes none");
        let server = place.open(&machine, NEW).await.unwrap();
        assert_eq!(server.platform.trial_now(), Some(at(NOW)));
        found(&server).await;
        server.platform.close().await;
        let refused = place.open_for_work().await.err();
        assert!(matches!(refused, Some(StorageError::ForTrials)), "{refused:?}");
        let again = place.open(&machine, THERE).await.unwrap();
        let database = again.platform.state.database();
        for sql in [
            "UPDATE database_purpose SET purpose = 'work', ahead_micros = 0",
            "DELETE FROM database_purpose",
            "INSERT INTO database_purpose VALUES (2, 'work', 0)",
        ] {
            run(database, sql).await.expect_err(sql);
        }
        assert_eq!(purpose(database).await, Some(Purpose::Trial { ahead: 0 }));
    }

    async fn a_database_for_work_never_becomes_one_for_trying(place) {
        place.open_for_work().await.unwrap().close().await;
        for opening in [NEW, THERE, TrialOpening { at_least: Some(at(LATER)), ..NEW }] {
            let refused = place.open(&machine(), opening).await.err();
            assert!(matches!(refused, Some(StorageError::ForWork)), "{refused:?}");
        }
        let platform = place.open_for_work().await.unwrap();
        let database = platform.state.database();
        for sql in [
            "UPDATE database_purpose SET purpose = 'trial'",
            "UPDATE database_purpose SET ahead_micros = 1",
            "DELETE FROM database_purpose",
        ] {
            run(database, sql).await.expect_err(sql);
        }
        let mut tx = database.write_ledger().await.unwrap();
        assert!(!tx.lead_clock(1).await.unwrap(), "there is none to lead");
        tx.commit().await.unwrap();
        assert_eq!(purpose(database).await, Some(Purpose::Work));
        assert_eq!(platform.trial_now(), None);
    }

    /// One of a release that did not ask what a database is for: whoever has tenants works.
    async fn a_database_that_holds_a_tenant_is_refused_by_itself(place) {
        let database = Database::open(&place.url, None).await.unwrap();
        database.migrate().await.unwrap();
        let tenant = NewTenant {
            tenant_id: TenantId::MOJO_LLC,
            name: "MOJO LLC".to_owned(),
            kind: "platform",
            country: "US".to_owned(),
            granted_stage: None,
            created_at: 0,
        };
        let mut tx = database.write_ledger().await.unwrap();
        tx.insert_tenant(&tenant, 1).await.unwrap();
        tx.commit().await.unwrap();
        let planted = "INSERT INTO database_purpose VALUES (1, 'trial', 0)";
        let refused = run(&database, planted).await.unwrap_err().to_string();
        assert!(refused.contains("with tenants"), "{refused}");
        let mut tx = database.write_ledger().await.unwrap();
        tx.say_purpose(true).await.unwrap_err();
        drop(tx);
        database.close().await;
        let refused = place.open(&machine(), NEW).await.err();
        assert!(matches!(refused, Some(StorageError::ForWork)), "{refused:?}");
        let platform = place.open_for_work().await.unwrap();
        assert_eq!(purpose(platform.state.database()).await, Some(Purpose::Work));
    }

    /// Whoever names the wrong database with --trial is refused, and the programs of the older release
    /// that work on it still know it.
    async fn a_database_of_an_older_release_is_refused_as_it_is(place) {
        let database = Database::open(&place.url, None).await.unwrap();
        migrate_to(&database, BEFORE_PURPOSES).await.unwrap();
        database.close().await;
        for opening in [NEW, THERE] {
            let refused = place.open(&machine(), opening).await.err();
            assert!(matches!(refused, Some(StorageError::ForWork)), "{refused:?}");
        }
        let database = Database::open(&place.url, None).await.unwrap();
        assert!(database.migrate().await.unwrap() > 0, "nothing was migrated before");
        database.close().await;
        place.open_for_work().await.unwrap().close().await;
    }

    async fn the_clock_goes_forward_alone_and_in_every_process(place) {
        let machine = machine();
        let first = place.open(&machine, NEW).await.unwrap();
        found(&first).await;
        let second = place.open(&machine, THERE).await.unwrap();
        assert_eq!(lead(&first, LATER).await, at(LATER));
        assert_eq!(lead(&first, LATER).await, at(LATER), "sent again");
        assert_eq!(lead(&first, NOW).await, at(LATER), "what is over changes nothing");
        let token = second.token("odette").await;
        let shown = second.call("GET", CLOCK, Some(&token), None).await;
        assert_eq!(shown, (StatusCode::OK, json!({ "now": LATER })), "the other process");
        // It goes on as the machine's.
        machine.advance(TimeDelta::hours(1));
        assert_eq!(first.platform.trial_now(), Some(at("2031-02-01T11:00:00Z")));
        let (status, answer) =
            ask(&first, "POST", CLOCK, json!({ "at_least": "2200-01-01T00:00:00Z" })).await;
        let refused = (status, &answer["error"]["code"]);
        assert_eq!(refused, (StatusCode::UNPROCESSABLE_ENTITY, &json!("clock_refused")));
        for body in [json!({}), json!({ "at_least": "morgen" }), json!({ "at_least": null })] {
            let (status, answer) = ask(&first, "POST", CLOCK, body).await;
            assert!(status.is_client_error(), "{answer}");
        }
        let back = "UPDATE database_purpose SET ahead_micros = ahead_micros - 1";
        let refused = run(first.platform.state.database(), back).await.unwrap_err().to_string();
        assert!(refused.contains("never goes back"), "{refused}");
        first.platform.close().await;
        second.platform.close().await;
        // Started again it is where it was; it may be led as it is opened, and only forward.
        let earlier = TrialOpening { at_least: Some(at(NOW)), ..THERE };
        let again = place.open(&machine, earlier).await.unwrap();
        assert_eq!(again.platform.trial_now(), Some(at("2031-02-01T11:00:00Z")));
        again.platform.close().await;
        let later = TrialOpening { at_least: Some(at("2031-03-01T00:00:00Z")), ..THERE };
        let again = place.open(&machine, later).await.unwrap();
        assert_eq!(again.platform.trial_now(), Some(at("2031-03-01T00:00:00Z")));
        let beyond = TrialOpening { at_least: Some(at("2200-01-01T00:00:00Z")), ..THERE };
        let refused = place.open(&machine, beyond).await.err();
        assert!(matches!(refused, Some(StorageError::TooFar { .. })), "{refused:?}");
    }

    async fn of_those_who_lead_it_at_once_the_latest_counts(place) {
        let machine = machine();
        let first = place.open(&machine, NEW).await.unwrap();
        let second = place.open(&machine, THERE).await.unwrap();
        let (one, other) = (&first.platform.state, &second.platform.state);
        let led = async |state: &AppState, text: &str| {
            let clock = state.trial_clock().unwrap();
            let now = clock.lead(state.database(), at(text)).await.unwrap();
            assert!(now >= at(text), "{text}: {now}");
        };
        tokio::join!(
            led(one, "2028-01-01T00:00:00Z"),
            led(other, LATER),
            led(one, "2030-01-01T00:00:00Z"),
            led(other, "2029-01-01T00:00:00Z"),
        );
        for state in [one, other] {
            state.refresh_trial_clock().await.unwrap();
            assert_eq!(state.clock().now(), at(LATER));
        }
        // It is meant to be ahead of the database server's: jobs are done all the same.
        let guarded = first.platform.clone().with_clock_guard();
        assert_eq!(clock_apart(&guarded.state).await.unwrap(), None);
    }

    /// C1, C3, C11, Y1: what lies ahead is refused until the clock is there; then it is ordered, held,
    /// approved and paid to the cent, as of its own instants.
    async fn c11_y1_what_lies_ahead_is_played_as_it_comes_to_pass(place) {
        let server = place.open(&machine(), NEW).await.unwrap();
        found(&server).await;
        let (tenant, customer, order) =
            (Uuid::from_u128(0x72), Uuid::from_u128(0xC2), Uuid::from_u128(0x02));
        let why = "Probe";
        let entered = json!({ "id": tenant, "name": "t2", "reason": why });
        made(&server, "POST", "/api/v1/tenants", entered).await;
        let level = json!({ "name": "l3", "price_net": "100.00", "user_journey_level": 3 });
        let product = made(&server, "POST", "/api/v1/platform-products", level).await;
        let entered = json!({ "id": customer, "reason": why });
        made(&server, "POST", "/api/v1/customers", entered).await;
        let path = format!("/api/v1/customer-attributions/{customer}");
        let given = json!({ "tenant_id": tenant, "at": "2031-01-10T09:00:00Z", "reason": why });
        let bought = json!({
            "id": order, "customer_user_id": customer, "ordered_at": LATER,
            "lines": [{ "product_id": product["id"], "net": "1000.00" }],
        });
        let (status, _) = ask(&server, "POST", &path, given.clone()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "it lies ahead");
        let (status, answer) = ask(&server, "POST", "/api/v1/orders", bought.clone()).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "it lies ahead");
        let why = answer["error"]["message"].as_str().unwrap();
        assert!(why.contains("in the future") && why.contains(CLOCK), "{why}");
        let platform = &server.platform;
        let early = platform.run_payouts(Some(at("2031-03-03T10:00:00Z"))).await;
        assert!(matches!(early, Err(StorageError::NotYet { .. })), "{early:?}");

        lead(&server, LATER).await;
        made(&server, "POST", &path, given).await;
        made(&server, "POST", "/api/v1/orders", bought.clone()).await;
        made(&server, "POST", "/api/v1/orders", bought).await;
        let early = platform.run_approvals(Some(at("2031-03-03T10:00:00Z"))).await;
        assert!(matches!(early, Err(StorageError::NotYet { .. })), "{early:?}");
        lead(&server, "2031-03-03T10:00:00Z").await;
        // 30 days of 24 hours after the order, that instant included.
        let held = platform.run_approvals(Some(at("2031-03-03T09:59:59.999999Z"))).await.unwrap();
        assert_eq!((&held["in_hold"], &held["approved_unpaid"]), (&json!(1), &json!(0)), "{held}");
        let none = platform.run_payouts(Some(at("2031-03-03T09:59:59.999999Z"))).await.unwrap();
        assert_eq!(none["payouts"], json!([]));
        let paid = platform.run_payouts(Some(at("2031-03-03T10:00:00Z"))).await.unwrap();
        assert_eq!(paid["payouts"][0]["amount"], "200.00", "{paid}");
        let again = platform.run_payouts(Some(at("2031-03-03T10:00:00Z"))).await.unwrap();
        assert_eq!(again["payouts"], json!([]), "once");
        let listed = made(&server, "GET", "/api/v1/payouts", Value::Null).await;
        let rows = listed["payouts"].as_array().unwrap();
        assert_eq!(rows.len(), 1, "{listed}");
        assert_eq!(
            (&rows[0]["amount"], &rows[0]["planned_at"], &rows[0]["status"]),
            (&json!("200.00"), &json!("2031-03-03T10:00:00Z"), &json!("paid"))
        );
    }
}

#[tokio::test]
async fn what_is_tried_moves_no_money_and_writes_to_nobody() {
    let place = Place::on_sqlite();
    let platform = place.open(&machine(), NEW).await.unwrap().platform;
    let stripe =
        StripeSettings { url: StripeSettings::URL.to_owned(), key: "sk_test_7".to_owned() };
    let refused = platform.clone().with_stripe(stripe).err();
    assert_eq!(refused, Some(StripeSettingsError::Trial));
    let refused = platform.clone().with_stripe_webhook("whsec_7").err();
    assert_eq!(refused, Some(StripeSettingsError::Trial));
    let refused = platform.clone().with_stripe_page("pk_test_7").err();
    assert_eq!(refused, Some(StripeSettingsError::Trial));
    let mail = SmtpSettings {
        url: "smtps://mail.example".to_owned(),
        login: None,
        from: "no-reply@mojo.example".to_owned(),
    };
    assert_eq!(platform.clone().with_smtp(&mail).err(), Some(SmtpSettingsError::Trial));
    let bank = SepaSettings {
        name: "MOJO LLC".to_owned(),
        iban: "DE89370400440532013000".to_owned(),
        bic: None,
    };
    let refused = platform.clone().with_sepa_debtor(bank).err().unwrap().to_string();
    assert!(refused.contains("moves no money"), "{refused}");
    let identity = IdentitySettings {
        issuer: "https://id.example".to_owned(),
        client_id: "desk".to_owned(),
        audiences: Vec::new(),
        organisation: None,
        is_sole_audience: false,
    };
    assert_eq!(platform.with_identity(identity).err(), Some(IdentitySettingsError::Trial));
}

/// The answer's header, and its text.
async fn page(server: &Server, path: &str) -> (Option<String>, String) {
    use tower::ServiceExt as _;

    let request = Request::builder().uri(path).header("accept", "text/html");
    let request = request.body(Body::empty()).unwrap();
    let response = server.router.clone().oneshot(request).await.unwrap();
    let told = response.headers().get("mojo-trial-clock");
    let told = told.map(|value| value.to_str().unwrap().to_owned());
    let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
    (told, String::from_utf8_lossy(&bytes).into_owned())
}

#[tokio::test]
async fn every_answer_says_that_nothing_here_is_real() {
    let place = Place::on_sqlite();
    let opening = TrialOpening { at_least: Some(at(LATER)), ..NEW };
    let server = place.open(&machine(), opening).await.unwrap();
    for path in ["/healthz", "/nowhere", CLOCK] {
        assert_eq!(page(&server, path).await.0.as_deref(), Some(LATER), "{path}");
    }
    for (path, words) in [("/?lang=de", "Probebetrieb"), ("/?lang=en", "For trying things")] {
        let (told, text) = page(&server, path).await;
        assert_eq!(told.as_deref(), Some(LATER));
        assert!(text.contains(words), "{text}");
    }
}

/// On a platform for real there is no such clock, whoever asks; and nothing speaks of one.
#[tokio::test]
async fn a_platform_for_real_has_no_clock_that_is_led() {
    let server = Server::on_sqlite().await;
    super::commerce::open_shop(&server).await;
    let admin = super::commerce::platform_admin(&server).await;
    let body = json!({ "at_least": LATER });
    for (method, body) in [("GET", None), ("POST", Some(&body))] {
        let (status, answer) = server.call(method, CLOCK, Some(&admin), body).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{answer}");
    }
    assert_eq!(server.platform.state.clock().now(), at(NOW));
    let (told, text) = page(&server, "/?lang=de").await;
    assert_eq!(told, None);
    assert!(!text.contains("Probebetrieb"));
}
