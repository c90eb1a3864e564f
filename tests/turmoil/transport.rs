//! The desk's way to the platform over turmoil's TCP, as the real one is over the machine's: no
//! connection after ten seconds is none, not a byte for thirty is the end. And the platform's side.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, RETRY_AFTER};
use hyper::{Request, Response, body::Incoming};
use hyper_util::rt::TokioIo;
use mojo_desk::sync::{Answer, HttpReply, HttpRequest, Method, Transport, TransportError};
use mojo_platform::Platform;
use tokio::time::timeout;
use tower::ServiceExt as _;
use turmoil::net::{TcpListener, TcpStream};

const CONNECT: Duration = Duration::from_secs(10);
const STALL: Duration = Duration::from_secs(30);

/// How many desks and requests work with their databases right now. While one does, the simulated
/// time goes slowly, so that a disk does not look as slow as a network.
#[derive(Clone, Default)]
pub(crate) struct Busy(Arc<AtomicI64>);

impl Busy {
    pub(crate) fn is_busy(&self) -> bool {
        self.0.load(Ordering::SeqCst) > 0
    }

    /// Counts by so many until it is dropped.
    pub(crate) fn by(&self, many: i64) -> Share {
        self.0.fetch_add(many, Ordering::SeqCst);
        Share(self.0.clone(), many)
    }
}

/// A share of [`Busy`].
pub(crate) struct Share(Arc<AtomicI64>, i64);

impl Drop for Share {
    fn drop(&mut self) {
        self.0.fetch_sub(self.1, Ordering::SeqCst);
    }
}

/// The desk's way.
pub(crate) struct SimulatedHttp(pub(crate) Busy);

impl Transport for SimulatedHttp {
    fn send(&self, request: HttpRequest) -> Answer<'_> {
        // On the wire nobody works.
        let on_the_wire = self.0.by(-1);
        Box::pin(async move {
            let reply = ask(request).await;
            drop(on_the_wire);
            reply
        })
    }
}

async fn ask(request: HttpRequest) -> Result<HttpReply, TransportError> {
    let connected = timeout(CONNECT, TcpStream::connect(("platform", 80))).await;
    let Ok(Ok(stream)) = connected else { return Err(TransportError::Offline) };
    let shaken = timeout(CONNECT, hyper::client::conn::http1::handshake(TokioIo::new(stream)));
    let Ok(Ok((mut sender, connection))) = shaken.await else {
        return Err(TransportError::Offline);
    };
    let connection = tokio::spawn(connection);
    let reply = timeout(STALL, sender.send_request(wire(request))).await;
    let reply = match reply {
        Err(_) => Err(TransportError::Stalled),
        Ok(Err(_)) => Err(TransportError::Offline),
        Ok(Ok(response)) => read(response).await,
    };
    connection.abort();
    reply
}

fn wire(request: HttpRequest) -> Request<Full<Bytes>> {
    let method = match request.method {
        Method::Get => "GET",
        Method::Post => "POST",
        Method::Patch => "PATCH",
        Method::Put => "PUT",
        Method::Delete => "DELETE",
    };
    let path = request.url.splitn(4, '/').nth(3).unwrap_or_default().to_owned();
    let mut builder = Request::builder().method(method).uri(format!("/{path}"));
    builder = builder.header("host", "platform").header("accept-encoding", "zstd");
    if let Some(token) = request.token {
        builder = builder.header(AUTHORIZATION, format!("Bearer {token}"));
    }
    if let Some(key) = request.idempotency_key {
        builder = builder.header("idempotency-key", key);
    }
    let bytes = match request.body {
        None => Bytes::new(),
        Some(body) => {
            builder = builder.header(CONTENT_TYPE, "application/json");
            if body.is_zstd {
                builder = builder.header(CONTENT_ENCODING, "zstd");
            }
            body.bytes.into()
        }
    };
    builder.body(Full::new(bytes)).unwrap()
}

async fn read(response: Response<Incoming>) -> Result<HttpReply, TransportError> {
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let text =
        |name| headers.get(name).and_then(|value: &hyper::header::HeaderValue| value.to_str().ok());
    let mut body = response.into_body();
    let mut bytes = Vec::new();
    loop {
        match timeout(STALL, body.frame()).await {
            Err(_) => return Err(TransportError::Stalled),
            Ok(None) => break,
            Ok(Some(Err(_))) => return Err(TransportError::Broken),
            Ok(Some(Ok(frame))) => {
                bytes.extend_from_slice(&frame.into_data().unwrap_or_default());
            }
        }
    }
    Ok(HttpReply {
        status,
        content_type: text(CONTENT_TYPE).unwrap_or_default().to_owned(),
        retry_after: text(RETRY_AFTER).map(str::to_owned),
        is_zstd: text(CONTENT_ENCODING) == Some("zstd"),
        bytes,
    })
}

/// The platform's router behind turmoil's listener.
pub(crate) async fn serve(platform: Platform, busy: Busy) -> turmoil::Result {
    let listener = TcpListener::bind((IpAddr::from(Ipv4Addr::UNSPECIFIED), 80)).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        let (platform, busy) = (platform.clone(), busy.clone());
        tokio::spawn(async move {
            let answer = |request: Request<Incoming>| {
                let (router, busy) = (platform.router(), busy.clone());
                async move {
                    let _at_work = busy.by(1);
                    router.oneshot(request).await
                }
            };
            let service = hyper::service::service_fn(answer);
            let connection = hyper::server::conn::http1::Builder::new();
            // The peer may go at any time.
            drop(connection.serve_connection(TokioIo::new(stream), service).await);
        });
    }
}
