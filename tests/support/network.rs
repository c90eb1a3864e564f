//! A network that can be cut, and that does to requests what it was told: the n-th request meets
//! the n-th mishap, all further ones go well.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use mojo_desk::sync::{Answer, HttpReply, HttpRequest, Transport, TransportError};

/// What happens to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    /// Nothing: it goes well.
    None,
    /// It never arrives.
    RequestLost,
    /// The platform did it; its answer is lost.
    AnswerLost,
    /// It arrives only after the desk has given it up, just before the next one.
    Late,
    /// It arrives twice; the second answer is the one that comes back.
    Twice,
    /// Half of the answer comes back.
    Cut,
    /// A proxy answers with a page.
    ErrorPage(u16),
    /// The answer is noise, under the name of JSON.
    Noise,
    /// The answer is JSON of another kind.
    OtherJson,
}

#[derive(Debug, Default)]
struct State {
    is_unplugged: bool,
    mishaps: VecDeque<Mishap>,
    late: Vec<HttpRequest>,
    requests: usize,
}

/// A way to the platform.
pub struct Network {
    inner: Arc<dyn Transport>,
    state: Mutex<State>,
}

impl Network {
    /// A good network over `inner`.
    pub fn new(inner: Arc<dyn Transport>) -> Self {
        Self { inner, state: Mutex::new(State::default()) }
    }

    /// Pulls the cable.
    pub fn unplug(&self) {
        self.state.lock().unwrap().is_unplugged = true;
    }

    /// Plugs it in again.
    pub fn plug_in(&self) {
        self.state.lock().unwrap().is_unplugged = false;
    }

    /// What happens to the next requests, in order.
    pub fn expect(&self, mishaps: impl IntoIterator<Item = Mishap>) {
        self.state.lock().unwrap().mishaps.extend(mishaps);
    }

    /// The rest goes well.
    pub fn heal(&self) {
        self.state.lock().unwrap().mishaps.clear();
    }

    /// How many requests were sent.
    pub fn requests(&self) -> usize {
        self.state.lock().unwrap().requests
    }

    fn next(&self) -> Result<(Mishap, Vec<HttpRequest>), TransportError> {
        let mut state = self.state.lock().unwrap();
        state.requests += 1;
        if state.is_unplugged {
            return Err(TransportError::Offline);
        }
        let mishap = state.mishaps.pop_front().unwrap_or(Mishap::None);
        Ok((mishap, std::mem::take(&mut state.late)))
    }

    async fn carry(&self, request: HttpRequest) -> Result<HttpReply, TransportError> {
        let (mishap, late) = self.next()?;
        for request in late {
            // Nobody waits for these answers any more.
            let _ = self.inner.send(request).await;
        }
        match mishap {
            Mishap::None => self.inner.send(request).await,
            Mishap::RequestLost => Err(TransportError::Stalled),
            Mishap::AnswerLost => {
                let _ = self.inner.send(request).await;
                Err(TransportError::Stalled)
            }
            Mishap::Late => {
                self.state.lock().unwrap().late.push(request);
                Err(TransportError::Stalled)
            }
            Mishap::Twice => {
                let _ = self.inner.send(request.clone()).await;
                self.inner.send(request).await
            }
            Mishap::Cut => {
                let mut reply = self.inner.send(request).await?;
                reply.bytes.truncate(reply.bytes.len() / 2);
                Ok(reply)
            }
            Mishap::ErrorPage(status) => Ok(page(status, "text/html", b"<h1>Ooops</h1>")),
            Mishap::Noise => Ok(page(200, "application/json", b"\xff\x00{]noise")),
            Mishap::OtherJson => Ok(page(200, "application/json", br#"{"hello":"world"}"#)),
        }
    }
}

fn page(status: u16, content_type: &str, bytes: &[u8]) -> HttpReply {
    HttpReply {
        status,
        content_type: content_type.to_owned(),
        retry_after: None,
        is_zstd: false,
        bytes: bytes.to_vec(),
    }
}

impl Transport for Network {
    fn send(&self, request: HttpRequest) -> Answer<'_> {
        Box::pin(self.carry(request))
    }
}
