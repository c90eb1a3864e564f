//! A deed of a route as it stands in the audit log: who, what, why, and what was before and is now.

use mojo_domain::{IdSource, to_micros};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::auth::Session;
use crate::http::ApiError;
use crate::routes::reasons::optional;
use crate::state::AppState;
use crate::storage::audit::AuditRecord;

/// Who does something, and why.
pub(in crate::routes) struct Doer<'a> {
    state: &'a AppState,
    session: &'a Session,
    /// Empty where nobody says why.
    reason: String,
}

impl<'a> Doer<'a> {
    /// Whoever has the session, with the reason as it comes in. `code` is what the route calls a reason
    /// that it does not take.
    ///
    /// # Errors
    /// Status 422 with `code` for a reason that is too long or cannot be shown.
    pub(in crate::routes) fn of(
        state: &'a AppState,
        session: &'a Session,
        (reason, code): (Option<&str>, &'static str),
    ) -> Result<Self, ApiError> {
        let reason = optional(reason.unwrap_or_default(), code)?;
        Ok(Self { state, session, reason })
    }

    /// The entry, to be written in the transaction of the deed. `details` is an object.
    pub(in crate::routes) fn entry(
        &self,
        action: &str,
        subject: &dyn std::fmt::Display,
        details: &Value,
    ) -> AuditRecord {
        AuditRecord {
            tenant_id: self.session.tenant.id(),
            audit_id: IdSource::new(self.state.clock(), self.state.entropy()).next(),
            at: to_micros(self.state.clock().now()),
            user_id: self.session.user_id,
            action: action.to_owned(),
            subject_id: subject.to_string(),
            reason: self.reason.clone(),
            details: details.to_string(),
        }
    }
}

/// What something is from now on, for an entry of what did not exist before.
///
/// # Errors
/// An internal one for what is no JSON object, which no answer of a route is.
pub(in crate::routes) fn entered(now: &impl Serialize) -> Result<Value, ApiError> {
    Ok(json!({ "to": object(now)? }))
}

/// What differs, before and after; `None` where nothing does.
///
/// # Errors
/// As [`entered`].
pub(in crate::routes) fn changes(
    before: &impl Serialize,
    after: &impl Serialize,
) -> Result<Option<Value>, ApiError> {
    let (mut from, mut to) = (object(before)?, object(after)?);
    let same: Vec<String> = from
        .iter()
        .filter(|(name, value)| to.get(*name) == Some(*value))
        .map(|(name, _)| name.clone())
        .collect();
    for name in &same {
        from.remove(name);
        to.remove(name);
    }
    let differs = !from.is_empty() || !to.is_empty();
    Ok(differs.then(|| json!({ "from": from, "to": to })))
}

fn object(of: &impl Serialize) -> Result<Map<String, Value>, ApiError> {
    match serde_json::to_value(of) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(other) => Err(ApiError::internal(&format!("not an object: {other}"))),
        Err(error) => Err(ApiError::internal(&error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stays_is_left_out_and_no_change_is_none() {
        let (one, two) = (json!({ "a": 1, "b": null }), json!({ "a": 1, "b": 2 }));
        let changed = changes(&one, &two).ok().flatten();
        assert_eq!(changed, Some(json!({ "from": { "b": null }, "to": { "b": 2 } })));
        assert_eq!(changes(&one, &one).ok(), Some(None));
        assert!(changes(&json!(1), &one).is_err());
    }
}
