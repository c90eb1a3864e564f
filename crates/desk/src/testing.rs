//! What the tests of the verbs share: a demo desk with a clock that stands still, and a platform that
//! says what it is told to say.

use std::ops::Deref;
use std::sync::{Arc, Mutex};

use mojo_domain::{FixedClock, SeededEntropy};
use serde_json::Value;

use crate::account::Mode;
use crate::keys::KeySource;
use crate::marks::MarkPlace;
use crate::sync::{Answer, HttpReply, HttpRequest, Transport, TransportError};
use crate::{Desk, Op, OpenDesk};

/// Where the platform of the tests lies.
pub(crate) const ADDRESS: &str = "https://mojo.example";

/// A demo desk in a folder that goes when it is dropped. `desk.clock` moves its time.
pub(crate) struct TestDesk {
    /// The desk.
    pub(crate) desk: Desk,
    /// Its clock.
    pub(crate) clock: Arc<FixedClock>,
    open: OpenDesk,
    seed: u64,
    _folder: tempfile::TempDir,
}

impl TestDesk {
    /// Closes the program and opens it again.
    pub(crate) async fn reopen(&mut self) {
        self.desk.close().await;
        self.seed += 1;
        self.open.entropy = Arc::new(SeededEntropy::new(self.seed));
        self.desk = Desk::open(self.open.clone()).await.unwrap();
    }
}

impl Deref for TestDesk {
    type Target = Desk;

    fn deref(&self) -> &Desk {
        &self.desk
    }
}

/// A demo desk on Friday, 20 November 2026, 10:24 in Berlin.
pub(crate) async fn desk() -> TestDesk {
    let desk = empty_desk().await;
    desk.open_demo().await.unwrap();
    desk
}

/// A desk where nobody is signed in.
pub(crate) async fn empty_desk() -> TestDesk {
    let folder = tempfile::tempdir().unwrap();
    let passphrase = folder.path().join("passphrase");
    std::fs::write(&passphrase, "demo").unwrap();
    let clock = Arc::new(FixedClock::new("2026-11-20T09:24:00Z".parse().unwrap()));
    let open = OpenDesk {
        profile: folder.path().join("profile"),
        key: KeySource::PassphraseFile(passphrase),
        clock: clock.clone(),
        entropy: Arc::new(SeededEntropy::new(1)),
        marks: MarkPlace::new(folder.path().join("marks"), None),
        profiles: None,
    };
    let desk = Desk::open(open.clone()).await.unwrap();
    TestDesk { desk, clock, open, seed: 1, _folder: folder }
}

/// Hands the desk over to the first member of staff with this role.
pub(crate) async fn hand_over(desk: &Desk, role: &str) -> String {
    let staff = desk.list_staff().await.unwrap();
    let id = staff.into_iter().find(|row| row.role == role).unwrap().actor_id;
    desk.switch_staff(id.clone(), None).await.unwrap();
    id
}

/// Signs whoever works at the desk in on a platform, with an account of this role.
pub(crate) async fn sign_in(desk: &Desk, account: &str) {
    let mut session = desk.find_session().await.unwrap().unwrap();
    session.mode = Mode::Platform;
    session.platform = Some(format!("{ADDRESS}/"));
    session.token = Some("token".to_owned());
    session.account_role = Some(account.to_owned());
    let mut tx = desk.transact(Op::Settings).await.unwrap();
    Desk::keep_session(&mut tx, &session).await.unwrap();
    tx.commit().await.unwrap();
    desk.refresh_worker().await.unwrap();
}

/// What the platform answers by the path and its query; where nothing was said there is no network.
/// Keeps what was asked.
#[derive(Default)]
pub(crate) struct Platform {
    says: Mutex<Vec<(&'static str, u16, Value)>>,
    asked: Mutex<Vec<String>>,
}

impl Platform {
    /// From now on it answers that to `path`, below `/api/v1/`.
    pub(crate) fn say(&self, path: &'static str, status: u16, body: Value) {
        self.says.lock().unwrap().push((path, status, body));
    }

    /// The paths that were asked since the last call.
    pub(crate) fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

impl Transport for Platform {
    fn send(&self, request: HttpRequest) -> Answer<'_> {
        let path = request.url.split("/api/v1/").nth(1).unwrap().to_owned();
        let says = self.says.lock().unwrap();
        let found = says.iter().find(|(known, ..)| *known == path).cloned();
        self.asked.lock().unwrap().push(path);
        let reply = found.map(|(_, status, body)| json_reply(status, &body));
        Box::pin(async move { reply.ok_or(TransportError::Offline) })
    }
}

/// An answer as the platform gives it.
pub(crate) fn json_reply(status: u16, body: &Value) -> HttpReply {
    HttpReply {
        status,
        content_type: "application/json".to_owned(),
        retry_after: None,
        is_zstd: false,
        bytes: body.to_string().into_bytes(),
    }
}

/// A desk of this person, signed in with an account of this role on that platform.
pub(crate) async fn signed_in(role: &str, account: &str) -> (TestDesk, Arc<Platform>) {
    let desk = desk().await;
    hand_over(&desk, role).await;
    sign_in(&desk, account).await;
    let platform = Arc::new(Platform::default());
    desk.use_transport(platform.clone());
    (desk, platform)
}
