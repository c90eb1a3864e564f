//! A platform on a database of its own, two practices, and a desk that keeps a true journal.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::{DateTime, Utc};
use mojo_domain::journal::{Hash, Link, chain, commitment, genesis, hex};
use mojo_domain::{
    ActorId, DeviceId, Entropy as _, FixedClock, SeededEntropy, TenantId, UserId, to_micros,
};
use mojo_protocol::{
    CardBody, CardField, PROTOCOL_VERSION, PullPage, PushRequest, PushedChange, canonical,
};
use mojo_testkit::postgres::{self, OwnDatabase};
use serde::Serialize;
use serde_json::{Value, json};
use tokio::sync::OnceCell;
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::Platform;
use crate::auth::{Role, hash_password};
use crate::http::Limits;
use crate::storage::Database;
use crate::storage::accounts::NewUser;

use crate::storage::tenants::NewTenant;

pub(super) const NOW: &str = "2026-11-20T10:00:00Z";
pub(super) const PASSWORD: &str = "Birkenallee 7";
pub(super) const BIRKENHAIN: TenantId = TenantId(Uuid::from_u128(0xB1));
pub(super) const LINDENAU: TenantId = TenantId(Uuid::from_u128(0x11));

/// A platform under test.
pub(super) struct Server {
    pub(super) platform: Platform,
    pub(super) router: Router,
    pub(super) clock: Arc<FixedClock>,
    _kept: Kept,
}

/// Where its database is: gone with the test.
#[derive(Default)]
pub(super) struct Kept {
    _folder: Option<tempfile::TempDir>,
    _postgres: Option<OwnDatabase>,
}

impl From<tempfile::TempDir> for Kept {
    fn from(folder: tempfile::TempDir) -> Self {
        Self { _folder: Some(folder), ..Self::default() }
    }
}

impl From<OwnDatabase> for Kept {
    fn from(database: OwnDatabase) -> Self {
        Self { _postgres: Some(database), ..Self::default() }
    }
}

/// Declares tests that run on each database.
macro_rules! on_both {
    ($($(#[$doc:meta])* async fn $name:ident($server:ident) $body:block)*) => {
        mod contract {
            use super::*;
            $($(#[$doc])* pub(super) async fn $name($server: Server) $body)*
        }
        mod sqlite {
            use super::*;
            $(#[tokio::test] async fn $name() { contract::$name(Server::on_sqlite().await).await; })*
        }
        mod postgres {
            use super::*;
            $(#[tokio::test] async fn $name() {
                if let Some(server) = Server::on_postgres().await {
                    contract::$name(server).await;
                }
            })*
        }
    };
}
pub(super) use on_both;

impl Server {
    pub(super) async fn on_sqlite() -> Self {
        static MIGRATED: OnceCell<Vec<u8>> = OnceCell::const_new();
        let migrated = MIGRATED.get_or_init(async || {
            let (url, folder) = new_sqlite_database();
            migrate(&url).await;
            std::fs::read(folder.path().join(FILE)).unwrap()
        });
        let (url, folder) = new_sqlite_database();
        std::fs::write(folder.path().join(FILE), migrated.await).unwrap();
        Self::start(&url, folder.into(), Limits::default()).await
    }

    /// `None` only in a fast run without PostgreSQL.
    pub(super) async fn on_postgres() -> Option<Self> {
        static MIGRATED: OnceCell<Option<OwnDatabase>> = OnceCell::const_new();
        let migrated = MIGRATED.get_or_init(async || {
            let database = new_postgres_database().await?;
            migrate(database.url()).await;
            Some(database)
        });
        let database = migrated.await.as_ref()?.copy(&new_name()).await;
        let url = database.url().to_owned();
        Some(Self::start(&url, database.into(), Limits::default()).await)
    }

    pub(super) async fn with_limits(limits: Limits) -> Self {
        let (url, folder) = new_sqlite_database();
        Self::start(&url, folder.into(), limits).await
    }

    pub(super) async fn empty_on_sqlite() -> Self {
        let (url, folder) = new_sqlite_database();
        Self::open(&url, folder.into(), Limits::default()).await
    }

    pub(super) async fn empty_on_postgres() -> Option<Self> {
        let database = new_postgres_database().await?;
        let url = database.url().to_owned();
        Some(Self::open(&url, database.into(), Limits::default()).await)
    }

    /// On a database that is there already, as one of an older release.
    pub(super) async fn start(url: &str, kept: Kept, limits: Limits) -> Self {
        let server = Self::open(url, kept, limits).await;
        server.found(BIRKENHAIN, "Praxis Birkenhain", "birkenhain").await;
        server.found(LINDENAU, "Haus Lindenau", "lindenau").await;
        server
    }

    async fn open(url: &str, kept: Kept, limits: Limits) -> Self {
        let clock = Arc::new(FixedClock::new(NOW.parse().unwrap()));
        let entropy = Arc::new(SeededEntropy::new(20));
        let platform =
            Platform::open_with(url, None, limits, clock.clone(), entropy).await.unwrap();
        Self { router: platform.router(), platform, clock, _kept: kept }
    }

    /// Around a platform that is open already.
    pub(super) fn around(platform: Platform, clock: Arc<FixedClock>) -> Self {
        Self { router: platform.router(), platform, clock, _kept: Kept::default() }
    }

    /// A tenant with one user of each role: `owner@birkenhain`, `reception@birkenhain`, ...
    async fn found(&self, tenant_id: TenantId, name: &str, domain: &str) {
        let mut tx = self.platform.state.database().write_ledger().await.unwrap();
        let tenant = NewTenant {
            tenant_id,
            name: name.to_owned(),
            kind: "practice",
            country: "DE".to_owned(),
            granted_stage: Some(mojo_domain::memberships::Stage::REGENERATIONSMEDIZIN_OS),
            created_at: 0,
        };
        tx.insert_tenant(&tenant, 1).await.unwrap();
        for (place, (role, role_name)) in Role::ALL.into_iter().enumerate() {
            let user = NewUser {
                tenant_id,
                user_id: UserId(Uuid::from_u128(tenant_id.0.as_u128() * 100 + place as u128)),
                login_name: format!("{role_name}@{domain}"),
                name: format!("{role_name} of {name}"),
                role,
                password_hash: password_hash(),
                created_at: 0,
            };
            tx.insert_user(&user).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// Signs in and gives back the token.
    pub(super) async fn token(&self, login: &str) -> String {
        let body = json!({ "user": login, "password": PASSWORD });
        let (status, answer) = self.call("POST", "/api/v1/sessions", None, Some(&body)).await;
        assert_eq!(status, StatusCode::CREATED, "{answer}");
        answer["token"].as_str().unwrap().to_owned()
    }

    /// One request with a JSON body and answer.
    pub(super) async fn call(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<&Value>,
    ) -> (StatusCode, Value) {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        let body = match body {
            Some(body) => {
                request = request.header(header::CONTENT_TYPE, "application/json");
                Body::from(body.to_string())
            }
            None => Body::empty(),
        };
        let (status, bytes) = self.send(request.body(body).unwrap()).await;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let answer = serde_json::from_slice(&bytes).unwrap_or(Value::String(text));
        super::openapi::check_answer(method, path, status, &answer);
        (status, answer)
    }

    pub(super) async fn send(&self, request: Request<Body>) -> (StatusCode, Vec<u8>) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        (status, bytes.to_vec())
    }

    /// Enrols a device for a session that has none: a feed is a device's.
    pub(super) async fn settle(&self, token: &str) {
        let drawn = Hash::of(token.as_bytes()).to_hex();
        let device_id = DeviceId(Uuid::parse_str(&drawn[..32]).unwrap());
        let body = json!({ "device_id": device_id, "name": "Ansicht", "epoch": 1 });
        let (status, answer) = self.call("POST", "/api/v1/devices", Some(token), Some(&body)).await;
        assert!(status == StatusCode::OK || answer["error"]["code"] == "other_device", "{answer}");
    }

    /// All pages of a user's feed.
    pub(super) async fn feed(&self, token: &str) -> Vec<mojo_protocol::Change> {
        self.settle(token).await;
        let (mut cursor, mut changes) = (String::new(), Vec::new());
        loop {
            let path = format!("/api/v1/sync/pull?cursor={cursor}");
            let (status, page) = self.call("GET", &path, Some(token), None).await;
            assert_eq!(status, StatusCode::OK, "{page}");
            let page: PullPage = serde_json::from_value(page).unwrap();
            assert_eq!(page.checksum, PullPage::checksum_of(&page.changes));
            changes.extend(page.changes);
            cursor = page.to;
            if !page.more {
                return changes;
            }
        }
    }
}

/// Argon2 is slow on purpose: once per run is enough.
pub(super) fn password_hash() -> String {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| hash_password(PASSWORD, &SeededEntropy::new(1))).clone()
}
const FILE: &str = "platform.db";

fn new_sqlite_database() -> (String, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (format!("sqlite:{}", folder.path().join(FILE).display()), folder)
}

/// Makes the tables once: each test begins with a copy.
async fn migrate(url: &str) {
    let database = Database::open(url, None).await.unwrap();
    database.migrate().await.unwrap();
    database.close().await;
}

/// A database of its own on PostgreSQL; `None` only in a fast run without it.
pub(super) async fn new_postgres_database() -> Option<OwnDatabase> {
    Some(OwnDatabase::create(&postgres::server()?, &new_name(), "template0").await)
}

fn new_name() -> String {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    format!("mojo_platform_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst))
}

/// A desk's journal, kept as the real one keeps it.
pub(super) struct TestDesk {
    pub(super) device_id: DeviceId,
    pub(super) epoch: i64,
    pub(super) token: String,
    pub(super) actor_id: ActorId,
    head: Hash,
    dseq: i64,
    entropy: SeededEntropy,
    pub(super) at: DateTime<Utc>,
}

impl TestDesk {
    /// Signs in and enrols.
    pub(super) async fn enrol(server: &Server, login: &str, number: u128) -> Self {
        let token = server.token(login).await;
        let device_id = DeviceId(Uuid::from_u128(number));
        let desk = Self::unenrolled(token, device_id, 1);
        let body = json!({ "device_id": device_id, "name": "Empfang", "epoch": 1 });
        let (status, answer) =
            server.call("POST", "/api/v1/devices", Some(&desk.token), Some(&body)).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        desk
    }

    pub(super) fn unenrolled(token: String, device_id: DeviceId, epoch: i64) -> Self {
        let seed = u64::try_from(device_id.0.as_u128() & 0xffff).unwrap();
        Self {
            device_id,
            epoch,
            token,
            actor_id: ActorId(Uuid::from_u128(3)),
            head: genesis(device_id, epoch),
            dseq: 0,
            entropy: SeededEntropy::new(seed),
            at: NOW.parse().unwrap(),
        }
    }

    /// Records a change in the journal.
    pub(super) fn record(&mut self, entity: &str, id: Uuid, body: &impl Serialize) -> PushedChange {
        self.record_text(entity, id, canonical(body).unwrap())
    }

    pub(super) fn record_text(&mut self, entity: &str, id: Uuid, body: String) -> PushedChange {
        let mut salt = [0; 16];
        self.entropy.fill(&mut salt);
        self.dseq += 1;
        let bound = commitment(&salt, body.as_bytes());
        let link = Link {
            dseq: self.dseq,
            op: "record",
            entity,
            entity_id: id,
            at: self.at,
            actor_id: self.actor_id,
            commitment: bound,
        };
        self.head = chain(self.head, &link);
        PushedChange {
            dseq: self.dseq,
            op: "record".to_owned(),
            entity: entity.to_owned(),
            entity_id: id,
            at: to_micros(self.at),
            actor_id: self.actor_id,
            salt: hex(&salt),
            body,
            commitment: bound.to_hex(),
            hash: self.head.to_hex(),
            received_at: None,
        }
    }

    /// Edits one field of a contact.
    pub(super) fn edit(
        &mut self,
        contact: u128,
        field: &str,
        value: Value,
        hlc: i64,
    ) -> PushedChange {
        let field_body = CardField { value, hlc: mojo_domain::Hlc(hlc), ..CardField::default() };
        let fields = [(field.to_owned(), field_body)].into();
        let body = CardBody { fields, ..CardBody::default() };
        self.record("contact", Uuid::from_u128(contact), &body)
    }

    pub(super) fn request(&self, changes: Vec<PushedChange>) -> Value {
        let request = PushRequest {
            device_id: self.device_id,
            epoch: self.epoch,
            protocol: PROTOCOL_VERSION,
            changes,
        };
        serde_json::to_value(request).unwrap()
    }

    /// Pushes and expects to be taken.
    pub(super) async fn push(&self, server: &Server, changes: Vec<PushedChange>) -> Value {
        let (status, answer) = self.try_push(server, changes).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        answer
    }

    pub(super) async fn try_push(
        &self,
        server: &Server,
        changes: Vec<PushedChange>,
    ) -> (StatusCode, Value) {
        let body = self.request(changes);
        server.call("POST", "/api/v1/sync/push", Some(&self.token), Some(&body)).await
    }

    pub(super) fn parting(&self, changes: Vec<PushedChange>) -> Value {
        json!({
            "device_id": self.device_id,
            "epoch": self.epoch,
            "protocol": PROTOCOL_VERSION,
            "head_dseq": self.dseq,
            "head_hash": self.head.to_hex(),
            "changes": changes,
        })
    }

    pub(super) fn hello(&self, nonce: &str) -> Value {
        json!({
            "device_id": self.device_id,
            "epoch": self.epoch,
            "protocol": PROTOCOL_VERSION,
            "head_dseq": self.dseq,
            "head_hash": self.head.to_hex(),
            "nonce": nonce,
        })
    }
}
