//! How requests leave the machine: behind a trait, so that a journey can lose, delay, repeat or
//! garble answers without a network.

use std::future::Future;
use std::pin::Pin;

/// A request.
#[derive(Clone, Debug)]
pub struct HttpRequest {
    /// How.
    pub method: Method,
    /// The whole address.
    pub url: String,
    /// The bearer token.
    pub token: Option<String>,
    /// The body.
    pub body: Option<Body>,
    /// `Idempotency-Key`: what is sent again with the same one is done once.
    pub idempotency_key: Option<String>,
}

/// What is done with the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Asks.
    Get,
    /// Brings.
    Post,
    /// Changes.
    Patch,
    /// Puts in the place of what was there.
    Put,
    /// Ends.
    Delete,
}

/// JSON, plain or packed.
#[derive(Clone, Debug)]
pub struct Body {
    /// The bytes as they travel.
    pub bytes: Vec<u8>,
    /// They are packed with zstd.
    pub is_zstd: bool,
}

/// An answer, whoever gave it.
#[derive(Clone, Debug)]
pub struct HttpReply {
    /// The status.
    pub status: u16,
    /// `Content-Type`, empty when there is none.
    pub content_type: String,
    /// `Retry-After`.
    pub retry_after: Option<String>,
    /// The body is packed with zstd.
    pub is_zstd: bool,
    /// The body.
    pub bytes: Vec<u8>,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// No connection.
    #[error("no connection")]
    Offline,
    /// Connected, and then nothing for too long.
    #[error("not a byte for too long")]
    Stalled,
    /// The connection broke, or the answer is larger than anything a platform sends.
    #[error("half an answer")]
    Broken,
}

/// An answer in the making.
pub type Answer<'a> = Pin<Box<dyn Future<Output = Result<HttpReply, TransportError>> + Send + 'a>>;

/// A way to the platform.
pub trait Transport: Send + Sync {
    /// Sends `request` and waits for its answer, as long as bytes come.
    fn send(&self, request: HttpRequest) -> Answer<'_>;
}
