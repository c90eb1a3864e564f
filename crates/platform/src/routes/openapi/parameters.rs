//! The parameters of a route: in its path, after the question mark, in headers.

use serde_json::{Map, Value, json};

use super::written::Header;

/// The parameters in the path. A single one looks as its type says, of several each as its place in
/// the tuple; a text has the form that its name promises.
pub(super) fn in_path(path: &str, schema: Option<&Value>) -> Vec<Value> {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    names
        .enumerate()
        .map(|(place, name)| {
            let of_type = schema.map(|schema| match schema["prefixItems"].get(place) {
                Some(item) => item.clone(),
                None => schema.clone(),
            });
            let mut schema = of_type.unwrap_or_else(|| json!({ "type": "string" }));
            if let Some(pattern) = form_of(name) {
                schema["pattern"] = json!(pattern);
            }
            json!({ "name": name, "in": "path", "required": true, "schema": schema })
        })
        .collect()
}

/// The form of a text that its handler reads itself.
fn form_of(name: &str) -> Option<&'static str> {
    match name {
        "month" => Some("^[0-9]{4}-(0[1-9]|1[0-2])$"),
        "number" => Some("^GS-[0-9]{4}-[0-9]{6}$"),
        "level" => Some("^[1-6]$"),
        "code" => Some("^[0-9A-Z]{3,21}$"),
        "token" => Some("^[0-9a-f]{64}$"),
        "link" => Some("^[0-9a-f]{2,896}-[0-9a-f]{128}$"),
        _ => None,
    }
}

/// The parameters after the question mark: the members of the query's schema.
pub(super) fn in_query(schema: &Value) -> Vec<Value> {
    let nothing = Map::new();
    let required = schema["required"].as_array();
    let is_required =
        |name: &str| required.is_some_and(|names| names.iter().any(|required| required == name));
    schema["properties"]
        .as_object()
        .unwrap_or(&nothing)
        .iter()
        .map(|(name, schema)| {
            let mut schema = never_null(schema.clone());
            let mut parameter =
                json!({ "name": name, "in": "query", "required": is_required(name) });
            if let Some(description) =
                schema.as_object_mut().and_then(|it| it.remove("description"))
            {
                parameter["description"] = description;
            }
            parameter["schema"] = schema;
            parameter
        })
        .collect()
}

/// What a query leaves out it does not name; there is no null in a URL.
fn never_null(mut schema: Value) -> Value {
    if let Some(branches) = schema["anyOf"].as_array() {
        let left: Vec<&Value> = branches.iter().filter(|branch| branch["type"] != "null").collect();
        if let [only] = left[..] {
            let mut only = only.clone();
            if schema["description"].is_string() {
                only["description"] = schema["description"].clone();
            }
            return never_null(only);
        }
    }
    let only = schema.get_mut("type").and_then(Value::as_array_mut).and_then(|kinds| {
        kinds.retain(|kind| *kind != "null");
        (kinds.len() == 1).then(|| kinds[0].clone())
    });
    if let Some(only) = only {
        schema["type"] = only;
    }
    if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        values.retain(|value| !value.is_null());
    }
    schema
}

/// A header that a handler reads by hand.
pub(super) fn in_header(header: &Header) -> Value {
    json!({
        "name": header.name,
        "in": "header",
        "required": header.is_required,
        "description": header.description,
        "schema": { "type": "string", "minLength": 1, "maxLength": 200 },
    })
}
