//! The reason that a deed is done for: read the same way on every route that asks for one.

use mojo_domain::commissions::is_readable;

use crate::http::ApiError;

/// The most letters of a reason.
const MOST: usize = 200;

/// The reason without the space around it. `code` is what the route calls a reason that it does not
/// take.
///
/// # Errors
/// Status 422 with `code` when nothing is left of it, too much, or what cannot be shown.
pub(super) fn reason(text: &str, code: &'static str) -> Result<String, ApiError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(ApiError::unprocessable(code, "reason: say why"));
    }
    optional(text, code)
}

/// The same where nobody need say why; empty when nobody does.
///
/// # Errors
/// As [`reason`], but for an empty one.
pub(super) fn optional(text: &str, code: &'static str) -> Result<String, ApiError> {
    let text = text.trim();
    if text.chars().count() > MOST {
        let message = format!("reason: at most {MOST} letters");
        return Err(ApiError::unprocessable(code, message));
    }
    if !is_readable(text) {
        let message = "reason: it has characters that cannot be shown";
        return Err(ApiError::unprocessable(code, message));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_readable_trimmed_and_bounded() {
        let read = |text: &str| reason(text, "x").ok();
        assert_eq!(read(" Praxis\ngeschlossen \n").as_deref(), Some("Praxis\ngeschlossen"));
        for refused in ["", " \t\n", "a\0b", "a\u{1b}[1mb", "\u{7f}", &"ü".repeat(MOST + 1)] {
            assert_eq!(read(refused), None, "{refused:?}");
        }
        assert!(read(&"ü".repeat(MOST)).is_some());
        assert_eq!(optional(" ", "x").ok().as_deref(), Some(""));
        assert!(optional("a\0b", "x").is_err());
    }
}
