//! The network of a run: the platform's router, called in this process, behind wires that lose,
//! delay, repeat, reorder, cut and garble, each as it is told by a draw.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, RwLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use mojo_desk::sync::{Answer, HttpReply, HttpRequest, Method, Transport, TransportError};
use mojo_protocol::PullPage;
use tower::ServiceExt as _;

use crate::simulation::chance::Chance;
use crate::simulation::server::read;
use crate::simulation::trace::Trace;

/// Where the platform seems to be.
pub const PLATFORM: &str = "https://platform.example";

/// The platform's end of all wires.
#[derive(Default)]
pub struct Exchange {
    router: RwLock<Option<Router>>,
    disk: RwLock<Option<Arc<super::disk::Disk>>>,
    surprises: Mutex<Vec<String>>,
}

impl Exchange {
    /// The platform is up, on this disk.
    pub fn connect(&self, router: Router, disk: Arc<super::disk::Disk>) {
        *self.router.write().unwrap() = Some(router);
        *self.disk.write().unwrap() = Some(disk);
    }

    /// The platform is down.
    pub fn disconnect(&self) {
        *self.router.write().unwrap() = None;
        *self.disk.write().unwrap() = None;
    }

    /// Faults of the platform that nothing explains.
    pub fn surprises(&self) -> Vec<String> {
        std::mem::take(&mut self.surprises.lock().unwrap())
    }

    /// Asks the platform and gets its answer; no answer from a platform that is down.
    pub async fn ask(&self, request: HttpRequest) -> Result<HttpReply, TransportError> {
        let router = self.router.read().unwrap().clone().ok_or(TransportError::Offline)?;
        let path = request.url.clone();
        let response = router.oneshot(http(request)).await.expect("a router always answers");
        // A machine whose power went has not answered, whatever it was about to say.
        if self.disk.read().unwrap().as_ref().is_none_or(|disk| disk.is_dead()) {
            return Err(TransportError::Stalled);
        }
        let (head, body) = response.into_parts();
        let text = |name| {
            let value = head.headers.get(name).and_then(|value| value.to_str().ok());
            value.map(str::to_owned)
        };
        let (status, content_type) = (head.status.as_u16(), text(header::CONTENT_TYPE));
        let retry_after = text(header::RETRY_AFTER);
        let is_zstd = text(header::CONTENT_ENCODING).as_deref() == Some("zstd");
        let bytes = to_bytes(body, usize::MAX).await.unwrap().to_vec();
        let content_type = content_type.unwrap_or_default();
        let is_explained =
            self.disk.read().unwrap().as_ref().is_none_or(|disk| disk.injected() > 0);
        if status == 500 && !is_explained {
            let surprise = format!("{path}: {}", String::from_utf8_lossy(&bytes));
            self.surprises.lock().unwrap().push(surprise);
        }
        Ok(HttpReply { status, content_type, retry_after, is_zstd, bytes })
    }
}

fn http(request: HttpRequest) -> Request<Body> {
    let path = request.url.strip_prefix(PLATFORM).unwrap_or(&request.url);
    let method = match request.method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Patch => "PATCH",
        Method::Put => "PUT",
        Method::Delete => "DELETE",
    };
    let mut builder = Request::builder().method(method).uri(path);
    builder = builder.header(header::ACCEPT_ENCODING, "zstd");
    if let Some(token) = &request.token {
        builder = builder.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    if let Some(key) = &request.idempotency_key {
        builder = builder.header("idempotency-key", key);
    }
    let Some(body) = request.body else { return builder.body(Body::empty()).unwrap() };
    builder = builder.header(header::CONTENT_TYPE, "application/json");
    if body.is_zstd {
        builder = builder.header(header::CONTENT_ENCODING, "zstd");
    }
    builder.body(Body::from(body.bytes)).unwrap()
}

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Mishap {
    RequestLost,
    AnswerLost,
    Late,
    Twice,
    RequestCut,
    AnswerCut,
    Page(u16),
    Noise,
    OtherJson,
}

/// In what state a wire is.
#[derive(Clone, Debug, Default)]
pub struct Weather {
    /// Requests in a hundred that meet a mishap.
    pub mishaps_percent: u64,
    /// No way through at all.
    pub is_cut: bool,
    /// So many requests get through, then none.
    pub allowed: Option<u64>,
    /// Bodies above this size are refused (413) by something on the way.
    pub largest_body: Option<usize>,
    /// The platform asks for a newer program.
    pub min_client: Option<String>,
    /// This desk speaks a protocol of the future.
    pub protocol: Option<u32>,
}

#[derive(Default)]
struct State {
    weather: Weather,
    late: Vec<HttpRequest>,
    requests: u64,
    pushes: u64,
    met: BTreeMap<Mishap, u64>,
    /// So many requests from now on, the owner asks the platform this: to revoke the device.
    between: Option<(u64, HttpRequest)>,
    is_between_done: bool,
    /// After so many commits from the next page on that holds something, the power goes.
    cut_in_page: Option<u64>,
    is_revoked: bool,
    /// Changes of the order that the desk was given after it was revoked.
    given_when_revoked: usize,
}

/// The wire of one desk.
pub struct Wire {
    exchange: Arc<Exchange>,
    chance: Chance,
    trace: Arc<Trace>,
    name: String,
    state: Mutex<State>,
    machine: RwLock<Option<Arc<super::disk::Disk>>>,
}

impl Wire {
    /// A good wire.
    pub fn new(exchange: Arc<Exchange>, chance: Chance, trace: Arc<Trace>, name: &str) -> Self {
        Self {
            exchange,
            chance,
            trace,
            name: name.to_owned(),
            state: Mutex::default(),
            machine: RwLock::default(),
        }
    }

    /// The machine at the desk's end: without power it sends nothing.
    pub fn plug_in(&self, machine: Arc<super::disk::Disk>) {
        *self.machine.write().unwrap() = Some(machine);
    }

    /// Changes the weather.
    pub fn set(&self, weather: Weather) {
        self.state.lock().unwrap().weather = weather;
    }

    /// The weather.
    pub fn weather(&self) -> Weather {
        self.state.lock().unwrap().weather.clone()
    }

    /// How many requests were sent.
    pub fn requests(&self) -> u64 {
        self.state.lock().unwrap().requests
    }

    /// How many of them carried entries.
    pub fn pushes(&self) -> u64 {
        self.state.lock().unwrap().pushes
    }

    /// Between two requests of this desk, after so many from now on, its owner asks the platform this:
    /// to revoke the device.
    pub fn plan_between(&self, after: u64, request: HttpRequest) {
        let mut state = self.state.lock().unwrap();
        state.between = Some((after, request));
        state.is_between_done = false;
    }

    /// What was planned so is not any more; gives back whether the platform did it meanwhile.
    pub fn end_between(&self) -> bool {
        let mut state = self.state.lock().unwrap();
        state.between = None;
        std::mem::take(&mut state.is_between_done)
    }

    /// The power goes after so many commits, counted from when the next page has come that holds
    /// something.
    pub fn cut_in_page(&self, commits: u64) {
        self.state.lock().unwrap().cut_in_page = Some(commits);
    }

    /// No power goes for a page any more; gives back whether one has come.
    pub fn end_cut_in_page(&self) -> bool {
        self.state.lock().unwrap().cut_in_page.take().is_none()
    }

    /// The owner has revoked the device at the desk's end: from now on it is given nothing.
    pub fn set_revoked(&self) {
        self.state.lock().unwrap().is_revoked = true;
    }

    /// How many changes of the order it was given since.
    pub fn given_when_revoked(&self) -> usize {
        self.state.lock().unwrap().given_when_revoked
    }

    /// What was met, by name.
    pub fn met(&self) -> BTreeMap<String, u64> {
        let state = self.state.lock().unwrap();
        state.met.iter().map(|(mishap, count)| (format!("network: {mishap:?}"), *count)).collect()
    }

    fn draw(&self, weather: &Weather) -> Option<Mishap> {
        if !self.chance.percent(weather.mishaps_percent) {
            return None;
        }
        let pages = [401, 403, 413, 429, 500, 502, 503];
        Some(match self.chance.below(12) {
            0 | 1 => Mishap::RequestLost,
            2..=4 => Mishap::AnswerLost,
            5 => Mishap::Late,
            6 | 7 => Mishap::Twice,
            8 => Mishap::RequestCut,
            9 => Mishap::AnswerCut,
            10 => Mishap::Page(*self.chance.one(&pages).unwrap_or(&500)),
            _ if self.chance.percent(50) => Mishap::Noise,
            _ => Mishap::OtherJson,
        })
    }

    async fn carry(&self, request: HttpRequest) -> Result<HttpReply, TransportError> {
        let weather = self.weather();
        if self.machine.read().unwrap().as_ref().is_some_and(|disk| disk.is_dead()) {
            return Err(TransportError::Offline);
        }
        {
            let mut state = self.state.lock().unwrap();
            state.requests += 1;
            state.pushes += u64::from(request.url.ends_with("sync/push"));
            state.weather.is_cut |= weather.allowed == Some(0);
            state.weather.allowed = weather.allowed.map(|left| left.saturating_sub(1));
        }
        self.ask_between().await;
        if weather.is_cut || weather.allowed == Some(0) {
            return Err(TransportError::Offline);
        }
        self.deliver_late(50).await;
        let request = from_the_future(request, &weather);
        let size = request.body.as_ref().map_or(0, |body| body.bytes.len());
        if weather.largest_body.is_some_and(|largest| size > largest) {
            return Ok(page(413, "text/html", b"too large", None));
        }
        let mishap = self.draw(&weather);
        if let Some(mishap) = mishap {
            *self.state.lock().unwrap().met.entry(mishap).or_default() += 1;
        }
        let asked = brief(&request);
        let is_pull = request.url.contains("sync/pull");
        let reply = self.meet(mishap, request).await;
        let met = mishap.map_or(String::new(), |mishap| format!(" ({mishap:?})"));
        let line = match &reply {
            Ok(reply) => format!("     {} {asked}{met}: {}", self.name, reply.status),
            Err(error) => format!("     {} {asked}{met}: {error}", self.name),
        };
        self.trace.add(&line);
        if let Ok(reply) = reply.as_ref()
            && is_pull
        {
            self.page_came(reply);
        }
        reply.map(|reply| asking_for_newer(reply, &weather))
    }

    /// The owner asks the platform, where that is planned before this request.
    async fn ask_between(&self) {
        let due = {
            let mut state = self.state.lock().unwrap();
            match state.between.take() {
                None => None,
                Some((0, request)) => Some(request),
                Some((left, request)) => {
                    state.between = Some((left - 1, request));
                    None
                }
            }
        };
        let Some(request) = due else { return };
        let asked = brief(&request);
        let status = self.exchange.ask(request).await.map(|reply| reply.status);
        self.trace.add(&format!("     {} meanwhile {asked}: {status:?}", self.name));
        let is_done = status == Ok(200);
        let mut state = self.state.lock().unwrap();
        state.is_between_done = is_done;
        // It is a revocation: nothing else is asked so.
        state.is_revoked |= is_done;
    }

    /// A page of the order has come to the desk.
    fn page_came(&self, reply: &HttpReply) {
        let is_watched = {
            let state = self.state.lock().unwrap();
            state.is_revoked || state.cut_in_page.is_some()
        };
        // Most pages are nobody's business, and to read them takes time.
        if !is_watched {
            return;
        }
        let changes = read::<PullPage>(reply).map_or(0, |page| page.changes.len());
        let cut = {
            let mut state = self.state.lock().unwrap();
            if state.is_revoked {
                state.given_when_revoked += changes;
            }
            if changes > 0 { state.cut_in_page.take() } else { None }
        };
        let machine = self.machine.read().unwrap();
        if let (Some(commits), Some(disk)) = (cut, machine.as_ref()) {
            disk.cut_after_syncs(commits);
        }
    }

    /// Delivers requests that nobody waits for any more, each with this chance.
    pub async fn deliver_late(&self, percent: u64) {
        let late = std::mem::take(&mut self.state.lock().unwrap().late);
        for request in late {
            if self.chance.percent(percent) {
                let answer = self.exchange.ask(request).await;
                self.trace.add(&format!("{} late: {:?}", self.name, answer.map(|a| a.status)));
            } else {
                self.state.lock().unwrap().late.push(request);
            }
        }
    }

    async fn meet(
        &self,
        mishap: Option<Mishap>,
        mut request: HttpRequest,
    ) -> Result<HttpReply, TransportError> {
        match mishap {
            None => self.exchange.ask(request).await,
            Some(Mishap::RequestLost) => Err(TransportError::Stalled),
            Some(Mishap::AnswerLost) => {
                let _ = self.exchange.ask(request).await;
                Err(TransportError::Stalled)
            }
            Some(Mishap::Late) => {
                self.state.lock().unwrap().late.push(request);
                Err(TransportError::Stalled)
            }
            Some(Mishap::Twice) => {
                let _ = self.exchange.ask(request.clone()).await;
                self.exchange.ask(request).await
            }
            Some(Mishap::RequestCut) => {
                if let Some(body) = &mut request.body {
                    let kept = self.chance.index(body.bytes.len());
                    body.bytes.truncate(kept);
                }
                self.exchange.ask(request).await
            }
            Some(Mishap::AnswerCut) => {
                let mut reply = self.exchange.ask(request).await?;
                let kept = self.chance.index(reply.bytes.len());
                reply.bytes.truncate(kept);
                Ok(reply)
            }
            Some(Mishap::Page(status)) => {
                let seconds = self.chance.below(2000);
                let patience = [429, 503].contains(&status).then_some(seconds);
                Ok(page(status, "text/html", b"<h1>Ooops</h1>", patience))
            }
            Some(Mishap::Noise) => Ok(page(200, "application/json", b"\xff\x00{]noise", None)),
            Some(Mishap::OtherJson) => {
                Ok(page(200, "application/json", br#"{"hello":"world"}"#, None))
            }
        }
    }
}

fn page(status: u16, content_type: &str, bytes: &[u8], patience: Option<u64>) -> HttpReply {
    HttpReply {
        status,
        content_type: content_type.to_owned(),
        retry_after: patience.map(|seconds| seconds.to_string()),
        is_zstd: false,
        bytes: bytes.to_vec(),
    }
}

/// A newer desk before this platform: it says a higher protocol.
fn from_the_future(mut request: HttpRequest, weather: &Weather) -> HttpRequest {
    let Some(protocol) = weather.protocol else { return request };
    let Some(body) = request.body.as_mut().filter(|body| body.is_zstd) else { return request };
    let plain = zstd::decode_all(&body.bytes[..]).unwrap();
    let mut push: serde_json::Value = serde_json::from_slice(&plain).unwrap();
    push["protocol"] = protocol.into();
    body.bytes = zstd::encode_all(&serde_json::to_vec(&push).unwrap()[..], 1).unwrap();
    request
}

/// A newer platform before this desk: it gives only to newer ones.
fn asking_for_newer(mut reply: HttpReply, weather: &Weather) -> HttpReply {
    let Some(min_client) = &weather.min_client else { return reply };
    if let Ok(mut hello) = serde_json::from_slice::<serde_json::Value>(&reply.bytes)
        && hello.get("min_client").is_some()
    {
        hello["min_client"] = min_client.as_str().into();
        reply.bytes = serde_json::to_vec(&hello).unwrap();
    }
    reply
}

impl Transport for Wire {
    fn send(&self, request: HttpRequest) -> Answer<'_> {
        Box::pin(self.carry(request))
    }
}

/// A request in a word, for the trace.
fn brief(request: &HttpRequest) -> String {
    let path = request.url.rsplit("/v1/").next().unwrap_or_default();
    let path = path.split('?').next().unwrap_or_default();
    format!("{:?} {path}", request.method)
}

#[cfg(test)]
mod tests;
