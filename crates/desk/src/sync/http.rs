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
            Method::Patch => self.0.patch(&request.url),
            Method::Put => self.0.put(&request.url),
            Method::Delete => self.0.delete(&request.url),
        };
        builder = builder.header(ACCEPT_ENCODING, "zstd");
        if let Some(token) = &request.token {
            builder = builder.bearer_auth(token);
        }
        if let Some(key) = request.idempotency_key {
            builder = builder.header("idempotency-key", key);
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
    // Offline is what proves that nothing was asked; a connection that ends without a word proves
    // nothing: the platform may have done what it was told.
    if error.is_connect() || error.is_builder() {
        TransportError::Offline
    } else if error.is_timeout() {
        TransportError::Stalled
    } else {
        TransportError::Broken
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;

    use super::*;

    /// A server that answers one request with `bytes` and hangs up.
    async fn ask(bytes: &'static [u8]) -> Result<HttpReply, TransportError> {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/api/v1/sync/pull", listener.local_addr().unwrap());
        let server = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await.unwrap();
            stream.write_all(bytes).await.unwrap();
        });
        let request = HttpRequest {
            method: Method::Get,
            url,
            token: None,
            body: None,
            idempotency_key: None,
        };
        let reply = Http::new().send(request).await;
        server.await.unwrap();
        reply
    }

    #[tokio::test]
    async fn half_an_answer_is_none() {
        let half = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"from\":";
        assert_eq!(ask(half).await.unwrap_err(), TransportError::Broken);
    }

    #[tokio::test]
    async fn noise_and_silence_are_no_answers() {
        let noise = ask(b"\x00\xff noise that is no HTTP\r\n\r\n").await;
        assert_eq!(noise.unwrap_err(), TransportError::Broken);
        let silence = ask(b"").await.unwrap_err();
        assert_eq!(silence, TransportError::Broken, "it was asked, and may have done it");
    }

    #[tokio::test]
    async fn a_redirection_is_an_answer_of_its_own_and_is_not_followed() {
        let portal =
            b"HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/\r\ncontent-length: 0\r\n\r\n";
        assert_eq!(ask(portal).await.unwrap().status, 302);
    }

    #[tokio::test]
    async fn nobody_there_is_offline() {
        let url = "http://127.0.0.1:1/".to_owned();
        let request = HttpRequest {
            method: Method::Get,
            url,
            token: None,
            body: None,
            idempotency_key: None,
        };
        assert_eq!(Http::new().send(request).await.unwrap_err(), TransportError::Offline);
    }
}
