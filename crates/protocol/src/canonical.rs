//! The canonical form of a body: JSON with sorted keys and no white space, the text that is hashed.

use std::fmt::Write as _;

use serde::Serialize;
use serde_json::Value;

/// The value cannot be written as JSON.
#[derive(Debug, thiserror::Error)]
pub enum CanonicalError {
    /// The value has no JSON form.
    #[error("not representable as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// Writes `value` with sorted keys and no white space.
///
/// # Errors
/// [`CanonicalError`] when the value has no JSON form.
pub fn canonical<T: Serialize>(value: &T) -> Result<String, CanonicalError> {
    let mut text = String::new();
    write(&serde_json::to_value(value)?, &mut text);
    Ok(text)
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            out.push('{');
            for (index, key) in keys.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                let _ = write!(out, "{}:", Value::from(key.as_str()));
                write(&map[key], out);
            }
            out.push('}');
        }
        plain => {
            let _ = write!(out, "{plain}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_at_every_depth() {
        let value = serde_json::json!({"b": {"z": 1, "a": [true, null]}, "a": "ü\n"});
        assert_eq!(canonical(&value).unwrap(), r#"{"a":"ü\n","b":{"a":[true,null],"z":1}}"#);
    }
}
