//! `Idempotency-Key`, where a caller may name one: what a request is known by that is sent again, as
//! after an answer that was lost.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use uuid::Uuid;

use super::ApiError;
use crate::derived::derived_id;

/// The most characters of a key.
const MOST: usize = 200;

/// The caller's key, where it named one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RepeatKey(Option<String>);

impl RepeatKey {
    /// The id that follows from the key, for `what` of `owner`: two owners with one key have nothing in
    /// common, and nobody can choose the id of another's. `None` without a key.
    pub(crate) fn id(&self, what: &str, owner: impl std::fmt::Display) -> Option<Uuid> {
        self.0.as_deref().map(|key| derived_id(&[what, &owner.to_string(), key]))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for RepeatKey {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let Some(sent) = parts.headers.get("idempotency-key") else { return Ok(Self(None)) };
        let key = sent.to_str().map(str::trim).unwrap_or_default();
        if key.is_empty() || key.len() > MOST {
            let message =
                "Idempotency-Key: a text of your own for this request, at most 200 characters";
            return Err(ApiError::bad_request("idempotency_key_refused", message));
        }
        Ok(Self(Some(key.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_follows_from_the_key_what_it_is_for_and_whose_it_is() {
        let key = RepeatKey(Some("k".to_owned()));
        let id = key.id("product", "a");
        assert!(id.is_some());
        assert_eq!(id, key.clone().id("product", "a"));
        assert_ne!(id, key.id("product", "b"));
        assert_ne!(id, key.id("invitation", "a"));
        assert_eq!(RepeatKey(None).id("product", "a"), None);
    }
}
