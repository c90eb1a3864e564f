//! An identity provider of our own (OpenID Connect): description, keys, the page that signs somebody
//! in at once, and tokens. It forgets everything with its value, and misbehaves where it is told to.

mod keys;
mod routes;
mod world;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use mojo_domain::{Clock, FixedClock};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use world::World;
pub use world::{Misdeed, Person};

/// The provider; it ends with this value.
#[derive(Debug)]
pub struct FakeProvider {
    url: String,
    clock: Arc<FixedClock>,
    world: Arc<Mutex<World>>,
    serving: JoinHandle<()>,
}

impl FakeProvider {
    /// The public client that it knows.
    pub const CLIENT: &'static str = "mojo-desk";
    /// A web application that shows its tokens to the platform.
    pub const WEB: &'static str = "mojo-web";

    /// Serves on a free port of this machine; the time is the clock's.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start(clock: Arc<FixedClock>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
        let address = listener.local_addr().expect("a listener has an address");
        let url = format!("http://{address}");
        let world = Arc::new(Mutex::new(World::new(url.clone())));
        let router = routes::router(Arc::clone(&world), Arc::clone(&clock));
        let serving = tokio::spawn(async move {
            // It ends with the value; nobody waits for a reason.
            let _ = axum::serve(listener, router).await;
        });
        Self { url, clock, world, serving }
    }

    /// Its name in tokens, and where it answers.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Who sits before the browser from now on.
    pub fn seat(&self, person: Person) {
        lock(&self.world).person = person;
    }

    /// What it does wrong from now on.
    pub fn misbehave(&self, misdeed: Option<Misdeed>) {
        lock(&self.world).misdeed = misdeed;
    }

    /// Signs with a new key from now on (ES256); `keeps` the former ones published beside it.
    pub fn rotate(&self, keeps: bool) {
        lock(&self.world).rotate(keeps);
    }

    /// Takes every refresh token back: whoever was let go here renews nothing.
    pub fn forget_everybody(&self) {
        lock(&self.world).forget_everybody();
    }

    /// How often its keys were asked for.
    pub fn key_requests(&self) -> usize {
        lock(&self.world).key_requests
    }

    /// How often somebody was sent to its page.
    pub fn visits(&self) -> usize {
        lock(&self.world).visits
    }

    /// The keys as it publishes them.
    pub fn published(&self) -> Value {
        lock(&self.world).published()
    }

    /// The claims of a good token for the web application, valid for five minutes; `changes` replace
    /// claims, `null` takes one away.
    pub fn claims(&self, subject: &str, changes: &Value) -> Value {
        let now = self.clock.now().timestamp();
        let mut claims = json!({
            "iss": self.url, "sub": subject, "aud": Self::WEB, "iat": now, "exp": now + 300,
        });
        for (name, value) in changes.as_object().into_iter().flatten() {
            claims[name] = value.clone();
        }
        claims
    }

    /// A token with these claims, signed with the key of now.
    pub fn sign(&self, claims: &Value) -> String {
        lock(&self.world).sign(claims)
    }

    /// A good token of `subject`, with `changes`.
    pub fn token(&self, subject: &str, changes: &Value) -> String {
        self.sign(&self.claims(subject, changes))
    }
}

impl Drop for FakeProvider {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// A handler that broke off leaves the world as it was.
fn lock(world: &Mutex<World>) -> MutexGuard<'_, World> {
    world.lock().unwrap_or_else(PoisonError::into_inner)
}
