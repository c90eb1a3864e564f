//! What the desk asks the platform, and what it makes of the answers: a platform's, or those of
//! whatever stands between (a proxy's page, a login page of a hotel, half a body).

use std::io::Read as _;
use std::sync::Arc;
use std::time::Duration;

use mojo_domain::DeviceId;
use mojo_protocol::{
    Accepted, DeviceEntry, DeviceList, DigestRequest, DigestResponse, EnrolRequest, EnrolResponse,
    ErrorEnvelope, ExchangeRequest, HelloRequest, HelloResponse, IdentityProviderInfo,
    LoginRequest, LoginResponse, MendRequest, MendResponse, PartingRequest, PartingResponse,
    PullPage, PushRequest, PushResponse, Quarantine, RenameDevice, RowsRequest, RowsResponse,
};
use mojo_sync::Failure;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::transport::{Body, HttpReply, HttpRequest, Method, Transport, TransportError};

/// No unpacked answer of a platform is larger.
const MAX_UNPACKED_BYTES: u64 = 64 * 1024 * 1024;

/// A request that came to nothing.
#[derive(Clone, Debug)]
pub(crate) struct Refused {
    /// Why.
    pub(crate) failure: Failure,
    /// The patience that was asked for.
    pub(crate) retry_after: Option<Duration>,
    /// The platform does not know the session (any more): it has run out, or was ended.
    pub(crate) is_session_over: bool,
    /// What the platform said about it, in its own words; empty where it said nothing.
    pub(crate) words: String,
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self { failure, retry_after: None, is_session_over: false, words: String::new() }
    }
}

/// A platform, as somebody who is signed in (or is about to) sees it.
#[derive(Clone)]
pub(crate) struct Client {
    transport: Arc<dyn Transport>,
    platform: String,
    token: Option<String>,
}

impl Client {
    pub(crate) fn new(
        transport: Arc<dyn Transport>,
        platform: &str,
        token: Option<String>,
    ) -> Self {
        let platform = platform.trim_end_matches('/').to_owned();
        Self { transport, platform, token }
    }

    /// Signs in with a password.
    pub(crate) async fn sign_in(&self, request: &LoginRequest) -> Result<LoginResponse, Refused> {
        self.post("sessions", request).await
    }

    /// Where people sign in with a browser.
    pub(crate) async fn identity_provider(&self) -> Result<IdentityProviderInfo, Refused> {
        read(&self.send(Method::Get, "identity-provider", None).await?)
    }

    /// Exchanges a token of the identity provider for a session, with the proof that it is meant for
    /// this platform.
    pub(crate) async fn exchange(
        &self,
        request: &ExchangeRequest,
    ) -> Result<LoginResponse, Refused> {
        self.post("sessions/identity", request).await
    }

    /// Ends the session.
    pub(crate) async fn sign_out(&self) -> Result<(), Refused> {
        wordless(&self.send(Method::Delete, "sessions", None).await?)
    }

    /// Makes the device known.
    pub(crate) async fn enrol(&self, request: &EnrolRequest) -> Result<EnrolResponse, Refused> {
        self.post("devices", request).await
    }

    /// Where do we stand?
    pub(crate) async fn hello(&self, request: &HelloRequest) -> Result<HelloResponse, Refused> {
        self.post("sync/hello", request).await.map_err(unknown_device)
    }

    /// Brings entries of the journal, packed.
    pub(crate) async fn push(&self, request: &PushRequest) -> Result<PushResponse, Refused> {
        self.post_packed("sync/push", request).await.map_err(unknown_device)
    }

    /// Fetches what comes after `cursor`.
    pub(crate) async fn pull(&self, cursor: &str) -> Result<PullPage, Refused> {
        // A cursor is opaque: whatever is in it must not become a part of the address.
        let cursor = in_address(cursor);
        let reply = self.send(Method::Get, &format!("sync/pull?cursor={cursor}"), None).await?;
        read(&reply)
    }

    /// Asks what is held in a range.
    pub(crate) async fn digest(&self, request: &DigestRequest) -> Result<DigestResponse, Refused> {
        self.post("sync/digest", request).await
    }

    /// Asks for rows again.
    pub(crate) async fn rows(&self, request: &RowsRequest) -> Result<RowsResponse, Refused> {
        self.post("sync/rows", request).await
    }

    /// Brings entries that the platform lost, packed.
    pub(crate) async fn mend(&self, request: &MendRequest) -> Result<MendResponse, Refused> {
        self.post_packed("sync/mend", request).await
    }

    async fn post_packed<Q: Serialize, A: DeserializeOwned>(
        &self,
        path: &str,
        request: &Q,
    ) -> Result<A, Refused> {
        let json = encode(request)?;
        // Level 1 costs least and packs this JSON as well as level 3 does.
        let bytes = zstd::encode_all(&json[..], 1).map_err(|_| unwritable())?;
        let body = Body { bytes, is_zstd: true };
        read(&self.send(Method::Post, path, Some(body)).await?)
    }

    /// Hands over what a revoked device still holds, packed.
    pub(crate) async fn part(&self, request: &PartingRequest) -> Result<PartingResponse, Refused> {
        self.post_packed("sync/parting", request).await
    }

    /// Every device of the practice.
    pub(crate) async fn devices(&self) -> Result<DeviceList, Refused> {
        read(&self.send(Method::Get, "devices", None).await?)
    }

    /// Gives a device another name.
    pub(crate) async fn rename_device(
        &self,
        id: DeviceId,
        name: &str,
    ) -> Result<DeviceEntry, Refused> {
        let request = RenameDevice { name: name.to_owned() };
        self.post(&format!("devices/{id}/rename"), &request).await
    }

    /// Revokes a device; `lost` orders that its database be destroyed.
    pub(crate) async fn revoke_device(
        &self,
        id: DeviceId,
        lost: bool,
    ) -> Result<DeviceEntry, Refused> {
        let path = format!("devices/{id}/revoke?lost={lost}");
        read(&self.send(Method::Post, &path, None).await?)
    }

    /// What a revoked device handed over.
    pub(crate) async fn quarantine(&self, id: DeviceId) -> Result<Quarantine, Refused> {
        read(&self.send(Method::Get, &format!("devices/{id}/quarantine"), None).await?)
    }

    /// Lets it count.
    pub(crate) async fn accept_quarantine(&self, id: DeviceId) -> Result<Accepted, Refused> {
        let path = format!("devices/{id}/quarantine/accept");
        read(&self.send(Method::Post, &path, None).await?)
    }

    /// Asks for something below `/api/v1`; what stands in `path` is encoded already.
    pub(crate) async fn get<A: DeserializeOwned>(&self, path: &str) -> Result<A, Refused> {
        read(&self.send(Method::Get, path, None).await?)
    }

    /// Brings something below `/api/v1` and has an answer.
    pub(crate) async fn post<Q: Serialize, A: DeserializeOwned>(
        &self,
        path: &str,
        request: &Q,
    ) -> Result<A, Refused> {
        let body = Body { bytes: encode(request)?, is_zstd: false };
        read(&self.send(Method::Post, path, Some(body)).await?)
    }

    /// Brings something that is answered without words.
    pub(crate) async fn tell<Q: Serialize>(&self, path: &str, request: &Q) -> Result<(), Refused> {
        let body = Body { bytes: encode(request)?, is_zstd: false };
        wordless(&self.send(Method::Post, path, Some(body)).await?)
    }

    /// Brings something about what `id` names, which the answer names too: of any other, nothing is
    /// known to be done.
    pub(crate) async fn tell_about<Q: Serialize>(
        &self,
        path: &str,
        request: &Q,
        id: &str,
    ) -> Result<(), Refused> {
        let answer: About = self.post(path, request).await?;
        if answer.id == id { Ok(()) } else { Err(Failure::Garbage.into()) }
    }

    /// Brings something once: sent again with the same `key` it has the same answer. Without one it is
    /// brought as [`Self::post`] does.
    pub(crate) async fn post_once<Q: Serialize, A: DeserializeOwned>(
        &self,
        path: &str,
        key: Option<&str>,
        request: &Q,
    ) -> Result<A, Refused> {
        let body = Body { bytes: encode(request)?, is_zstd: false };
        read(&self.send_keyed(Method::Post, path, Some(body), key).await?)
    }

    /// Asks for a file below `/api/v1`, of this media type.
    pub(crate) async fn get_file(&self, path: &str, media_type: &str) -> Result<Vec<u8>, Refused> {
        check_media(&self.send(Method::Get, path, None).await?, media_type)
    }

    /// Changes something.
    pub(crate) async fn patch<Q: Serialize, A: DeserializeOwned>(
        &self,
        path: &str,
        request: &Q,
    ) -> Result<A, Refused> {
        let body = Body { bytes: encode(request)?, is_zstd: false };
        read(&self.send(Method::Patch, path, Some(body)).await?)
    }

    /// Puts something in the place of what was there; the answer is what stands there now.
    pub(crate) async fn put<Q: Serialize, A: DeserializeOwned>(
        &self,
        path: &str,
        request: &Q,
    ) -> Result<A, Refused> {
        let body = Body { bytes: encode(request)?, is_zstd: false };
        read(&self.send(Method::Put, path, Some(body)).await?)
    }

    /// Ends something.
    pub(crate) async fn delete<A: DeserializeOwned>(&self, path: &str) -> Result<A, Refused> {
        read(&self.send(Method::Delete, path, None).await?)
    }

    pub(super) async fn send(
        &self,
        method: Method,
        path: &str,
        body: Option<Body>,
    ) -> Result<HttpReply, Refused> {
        self.send_keyed(method, path, body, None).await
    }

    async fn send_keyed(
        &self,
        method: Method,
        path: &str,
        body: Option<Body>,
        key: Option<&str>,
    ) -> Result<HttpReply, Refused> {
        let request = HttpRequest {
            method,
            url: format!("{}/api/v1/{path}", self.platform),
            token: self.token.clone(),
            body,
            idempotency_key: key.map(str::to_owned),
        };
        self.transport.send(request).await.map_err(|error| {
            Refused::from(match error {
                TransportError::Offline => Failure::Offline,
                TransportError::Stalled => Failure::Stalled,
                TransportError::Broken => Failure::Garbage,
            })
        })
    }
}

/// What an answer is about.
#[derive(Deserialize)]
struct About {
    id: String,
}

/// A value in an address: nothing in it becomes a part of the address.
pub(crate) fn in_address(text: &str) -> String {
    text.bytes().map(percent).collect()
}

/// The address with the parameters that are given.
pub(crate) fn with_query(path: &str, parameters: &[(&str, Option<&str>)]) -> String {
    let given = parameters.iter().filter_map(|(name, value)| {
        let value = value.map(str::trim).filter(|value| !value.is_empty())?;
        Some(format!("{name}={}", in_address(value)))
    });
    let given: Vec<String> = given.collect();
    if given.is_empty() { path.to_owned() } else { format!("{path}?{}", given.join("&")) }
}

/// A byte of a value in an address.
fn percent(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

fn unwritable() -> Refused {
    Failure::Local { code: "unwritable_request".to_owned() }.into()
}

pub(super) fn encode<T: Serialize>(request: &T) -> Result<Vec<u8>, Refused> {
    serde_json::to_vec(request).map_err(|_| unwritable())
}

pub(super) fn read<T: DeserializeOwned>(reply: &HttpReply) -> Result<T, Refused> {
    let bytes = check(reply)?;
    serde_json::from_slice(&bytes).map_err(|_| Failure::Garbage.into())
}

/// An answer without words: that it is one is all it says, so that a page with words, whoever sends
/// it, is none.
pub(super) fn wordless(reply: &HttpReply) -> Result<(), Refused> {
    check(reply)?;
    if reply.status == 204 { Ok(()) } else { Err(Failure::Garbage.into()) }
}

/// The body of an answer that went well.
fn check(reply: &HttpReply) -> Result<Vec<u8>, Refused> {
    check_media(reply, "application/json")
}

/// The body of an answer that went well and is of the media type.
pub(super) fn check_media(reply: &HttpReply, media_type: &str) -> Result<Vec<u8>, Refused> {
    let bytes = unpack(reply)?;
    if reply.status == 204 {
        return Ok(bytes);
    }
    if reply.content_type.starts_with(media_type) && (200..300).contains(&reply.status) {
        return Ok(bytes);
    }
    let is_json = reply.content_type.starts_with("application/json");
    let envelope =
        if is_json { serde_json::from_slice::<ErrorEnvelope>(&bytes).ok() } else { None };
    let code = envelope.as_ref().map(|envelope| envelope.error.code.as_str());
    let is_session_over = reply.status == 401 && code == Some("unauthorized");
    let words = envelope.as_ref().map(|envelope| envelope.error.message.clone());
    let failure = failure(reply.status, envelope);
    let (retry_after, words) = (patience(reply), words.unwrap_or_default());
    Err(Refused { failure, retry_after, is_session_over, words })
}

fn unpack(reply: &HttpReply) -> Result<Vec<u8>, Refused> {
    if !reply.is_zstd {
        return Ok(reply.bytes.clone());
    }
    let garbage = |_| Refused::from(Failure::Garbage);
    let mut unpacked = Vec::new();
    zstd::Decoder::new(&reply.bytes[..])
        .map_err(garbage)?
        .take(MAX_UNPACKED_BYTES)
        .read_to_end(&mut unpacked)
        .map_err(garbage)?;
    Ok(unpacked)
}

/// Only what speaks the platform's own form is believed to be the platform: a proxy's 401 must not
/// sign the desk out, and its 403 must not look like a revoked device.
fn failure(status: u16, envelope: Option<ErrorEnvelope>) -> Failure {
    let error = envelope.map(|envelope| envelope.error);
    let code = error.as_ref().map(|error| error.code.clone());
    let expected = error.as_ref().and_then(|error| error.details.get("expected")?.as_i64());
    match (status, code.as_deref()) {
        // The second: what is said here is not believed any more under this session.
        (401, Some("unauthorized")) | (403, Some("other_device")) => Failure::Unauthorized,
        (403, Some("device_revoked")) => Failure::DeviceRevoked,
        (404, Some("not_found")) => Failure::Refused { code: "not_found".to_owned() },
        (409, Some("forked")) => Failure::Forked,
        (409, Some("not_enrolled")) => Failure::NotEnrolled,
        (409, Some("gap")) => match expected {
            Some(expected_dseq) => Failure::Gap { expected_dseq },
            None => Failure::Garbage,
        },
        (413, _) => Failure::TooLarge,
        (426, Some(_)) => Failure::UpdateRequired,
        (503, Some("storage_full")) => Failure::Full,
        (429 | 503, _) => Failure::Busy,
        (500..600, _) => Failure::Server { status },
        (_, Some(code)) => Failure::Refused { code: code.to_owned() },
        (_, None) => Failure::Garbage,
    }
}

/// The platform answers "not found" for a device that it does not know, as for any other thing.
fn unknown_device(refused: Refused) -> Refused {
    match &refused.failure {
        Failure::Refused { code } if code == "not_found" => Failure::NotEnrolled.into(),
        _ => refused,
    }
}

/// `Retry-After` in seconds; its other form, a date, asks for nothing that we could trust.
fn patience(reply: &HttpReply) -> Option<Duration> {
    let seconds = reply.retry_after.as_deref()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reply(status: u16, content_type: &str, body: &str) -> HttpReply {
        HttpReply {
            status,
            content_type: content_type.to_owned(),
            retry_after: Some("7".to_owned()),
            is_zstd: false,
            bytes: body.as_bytes().to_vec(),
        }
    }

    fn failure_of(status: u16, content_type: &str, body: &str) -> Failure {
        check(&reply(status, content_type, body)).unwrap_err().failure
    }

    #[test]
    fn only_the_platform_itself_signs_a_desk_out() {
        let page = "<html>Sign in to the hotel's network</html>";
        assert_eq!(failure_of(401, "text/html", page), Failure::Garbage);
        assert_eq!(failure_of(200, "text/html", page), Failure::Garbage);
        assert_eq!(failure_of(403, "text/html", page), Failure::Garbage);
        let envelope = r#"{"error":{"code":"unauthorized","message":"Sign in first."}}"#;
        assert_eq!(failure_of(401, "application/json", envelope), Failure::Unauthorized);
        let elsewhere = r#"{"error":{"code":"other_device","message":""}}"#;
        assert_eq!(failure_of(403, "application/json", elsewhere), Failure::Unauthorized);
        assert_eq!(failure_of(401, "application/json", r#"{"error":"#), Failure::Garbage);
    }

    #[test]
    fn words_are_no_answer_where_none_belong() {
        assert_eq!(wordless(&reply(204, "", "")).map_err(|refused| refused.failure), Ok(()));
        let page = reply(200, "application/json", r#"{"hello":"world"}"#);
        assert_eq!(wordless(&page).unwrap_err().failure, Failure::Garbage);
        let busy = reply(503, "text/html", "busy");
        assert_eq!(wordless(&busy).unwrap_err().failure, Failure::Busy);
    }

    #[test]
    fn a_gap_names_the_entry_that_is_expected() {
        let gap = r#"{"error":{"code":"gap","message":"","details":{"expected":7}}}"#;
        assert_eq!(failure_of(409, "application/json", gap), Failure::Gap { expected_dseq: 7 });
    }

    #[test]
    fn a_proxy_may_ask_for_patience_too() {
        let refused = check(&reply(503, "text/html", "busy")).unwrap_err();
        assert_eq!(refused.failure, Failure::Busy);
        assert_eq!(refused.retry_after, Some(Duration::from_secs(7)));
    }

    #[test]
    fn a_full_disk_of_the_platform_is_told_from_a_busy_one_and_asks_for_patience() {
        let envelope = r#"{"error":{"code":"storage_full","message":""}}"#;
        let refused = check(&reply(503, "application/json", envelope)).unwrap_err();
        assert_eq!(
            (refused.failure.code(), refused.failure.is_offline()),
            ("platform_full", false)
        );
        assert_eq!(refused.retry_after, Some(Duration::from_secs(7)));
        assert_eq!(failure_of(503, "text/html", envelope), Failure::Busy, "of a proxy");
    }

    #[test]
    fn a_cursor_never_leaves_its_parameter() {
        assert_eq!(in_address("a&b=c/ü"), "a%26b%3Dc%2F%C3%BC");
    }
}
