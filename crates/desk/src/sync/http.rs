//! The transport over HTTPS: rustls with ring, HTTP/1.1 or 2. No total timeout: a slow line may
//! take its time; 30 seconds without a byte are the end.

use std::sync::Once;
use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use reqwest::redirect::Policy;

use super::transport::{Answer, HttpReply, HttpRequest, Method, Transport, TransportError};

/// Without a byte for so long, a request is given up.
const STALL: Duration = Duration::from_secs(30);
/// No connection after so long: there is none.
const CONNECT: Duration = Duration::from_secs(10);
/// No answer of a platform is larger.
const MAX_ANSWER_BYTES: usize = 32 * 1024 * 1024;

/// The real way to the platform.
#[derive(Clone, Debug)]
pub struct Http(reqwest::Client);

impl Http {
    /// A client with a pool of connections.
    pub fn new() -> Self {
        static PROVIDER: Once = Once::new();
        PROVIDER.call_once(|| {
            // An error says that one is installed already.
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        let client = reqwest::Client::builder()
            .connect_timeout(CONNECT)
            .read_timeout(STALL)
            .redirect(Policy::none())
            .user_agent(concat!("mojo-desk/", env!("CARGO_PKG_VERSION")))
            .build()
            .expect("rustls finds its provider, which was installed above");
        Self(client)
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpReply, TransportError> {
        let mut builder = match request.method {
            Method::Get => self.0.get(&request.url),
            Method::Post => self.0.post(&request.url),
            Method::Delete => self.0.delete(&request.url),
        };
        builder = builder.header(ACCEPT_ENCODING, "zstd");
        if let Some(token) = &request.token {
            builder = builder.bearer_auth(token);
        }
        if let Some(body) = request.body {
            builder = builder.header(CONTENT_TYPE, "application/json");
            if body.is_zstd {
                builder = builder.header(CONTENT_ENCODING, "zstd");
            }
            builder = builder.body(body.bytes);
        }
        let mut response = builder.send().await.map_err(|error| failure(&error))?;
        let status = response.status().as_u16();
        let text = |headers: &HeaderMap, name| {
            headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
        };
        let headers = response.headers().clone();
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| failure(&error))? {
            if bytes.len() + chunk.len() > MAX_ANSWER_BYTES {
                return Err(TransportError::Broken);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(HttpReply {
            status,
            content_type: text(&headers, CONTENT_TYPE).unwrap_or_default(),
            retry_after: text(&headers, RETRY_AFTER),
            is_zstd: text(&headers, CONTENT_ENCODING).as_deref() == Some("zstd"),
            bytes,
        })
    }
}

impl Default for Http {
    fn default() -> Self {
        Self::new()
    }
}

impl Transport for Http {
    fn send(&self, request: HttpRequest) -> Answer<'_> {
        Box::pin(self.ask(request))
    }
}

fn failure(error: &reqwest::Error) -> TransportError {
    // The address may hold a name; only the kind of failure is written down.
    tracing::debug!(
        connect = error.is_connect(),
        timeout = error.is_timeout(),
        "request came to nothing"
    );
    if error.is_connect() {
        TransportError::Offline
    } else if error.is_timeout() {
        TransportError::Stalled
    } else if error.is_body() || error.is_decode() {
        TransportError::Broken
    } else {
        TransportError::Offline
    }
}
