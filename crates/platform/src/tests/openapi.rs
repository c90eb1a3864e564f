//! The description of the routes: whole in itself, and true. What is true of it every other test
//! looks at, too: each answer that a test gets is compared with what is described (`check_answer`).

use std::collections::BTreeSet;
use std::sync::OnceLock;

use axum::http::StatusCode;
use chrono::{DateTime, NaiveDate};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::routes::{document, table};

fn the_document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(document)
}

/// Method and path of every route.
fn routes() -> &'static [(&'static str, &'static str)] {
    static ROUTES: OnceLock<Vec<(&str, &str)>> = OnceLock::new();
    ROUTES.get_or_init(|| table().iter().map(|route| (route.method, route.path)).collect())
}

fn operation(method: &str, path: &str) -> &'static Value {
    &the_document()["paths"][path][method.to_lowercase()]
}

/// Whether the path is one of the pattern, as `/orders/{id}`.
fn fits(pattern: &str, path: &str) -> bool {
    let (mut pattern, mut path) = (pattern.split('/'), path.split('/'));
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return true,
            (Some(part), Some(_)) if part.starts_with('{') => {}
            (Some(part), Some(word)) if part == word => {}
            _ => return false,
        }
    }
}

/// Panics where an answer is none that is described. A page or a file says nothing here.
pub(super) fn check_answer(method: &str, path: &str, status: StatusCode, answer: &Value) {
    let path = path.split('?').next().unwrap_or_default();
    let own = || routes().iter().filter(|(of, _)| *of == method);
    // As the router: a fixed path before one with parameters.
    let pattern = own()
        .find(|(_, pattern)| *pattern == path)
        .or_else(|| own().find(|(_, pattern)| fits(pattern, path)));
    let Some((_, pattern)) = pattern else { return };
    let operation = operation(method, pattern);
    let known = &operation["responses"];
    let status = status.as_u16();
    let response = match status {
        400..=499 => &known["4XX"],
        500.. => &known["5XX"],
        _ => &known[status.to_string()],
    };
    let of = format!("{method} {pattern} answers {status}");
    assert!(response.is_object(), "{of}: not described\n{answer}");
    let schema = &response["content"]["application/json"]["schema"];
    // What is no JSON comes here as a text.
    if !answer.is_string() && !schema.is_null() {
        let faults = faults_of(schema, answer);
        assert!(faults.is_empty(), "{of}, other than described: {faults:?}\n{answer}");
    }
}

/// What a value has that its schema does not say, or the other way round.
fn faults_of(schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    compare(schema, value, "", &mut faults);
    if let (Some(members), true) = (value.as_object(), has_members(schema)) {
        let known = members_of(schema);
        let unknown = members.keys().filter(|name| !known.contains(name.as_str()));
        faults.extend(unknown.map(|name| format!("{name}: not described")));
    }
    faults
}

fn resolve(schema: &Value) -> &Value {
    match schema["$ref"].as_str() {
        Some(place) => the_document().pointer(place.trim_start_matches('#')).unwrap_or(schema),
        None => schema,
    }
}

/// The branches of a schema that speak of the same value.
fn branches(schema: &Value) -> impl Iterator<Item = &Value> {
    ["anyOf", "oneOf", "allOf"].into_iter().flat_map(move |kind| schema[kind].as_array()).flatten()
}

/// Whether it names members at all, and no others by a pattern.
fn has_members(schema: &Value) -> bool {
    let schema = resolve(schema);
    let is_map = |key: &str| schema[key].is_object() && schema["properties"].is_null();
    !is_map("additionalProperties")
        && !is_map("patternProperties")
        && (schema["properties"].is_object() || branches(schema).any(has_members))
}

fn members_of(schema: &Value) -> BTreeSet<String> {
    let schema = resolve(schema);
    let own = schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone());
    own.chain(branches(schema).flat_map(members_of)).collect()
}

fn compare(schema: &Value, value: &Value, at: &str, faults: &mut Vec<String>) {
    let schema = resolve(schema);
    if !has_type(&schema["type"], value) {
        faults.push(format!("{at}: {value} is not of type {}", schema["type"]));
        return;
    }
    let is_other = !schema["const"].is_null() && schema["const"] != *value;
    if is_other || schema["enum"].as_array().is_some_and(|values| !values.contains(value)) {
        faults.push(format!("{at}: {value} is none of {schema}"));
    }
    if value.as_str().is_some_and(|text| !has_format(&schema["format"], text)) {
        faults.push(format!("{at}: {value} is no {}", schema["format"]));
    }
    for kind in ["anyOf", "oneOf"] {
        let Some(choices) = schema[kind].as_array() else { continue };
        if !choices.iter().any(|choice| faults_within(choice, value).is_empty()) {
            faults.push(format!("{at}: {value} fits no choice of {schema}"));
        }
    }
    for part in schema["allOf"].as_array().into_iter().flatten() {
        compare(part, value, at, faults);
    }
    if let Some(members) = value.as_object() {
        compare_members(schema, members, at, faults);
    }
    let items = value.as_array().into_iter().flatten().zip(0..);
    for (item, place) in items.filter(|_| schema["items"].is_object()) {
        faults.extend(
            faults_of(&schema["items"], item).into_iter().map(|it| format!("{at}[{place}]{it}")),
        );
    }
}

fn faults_within(schema: &Value, value: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    compare(schema, value, "", &mut faults);
    faults
}

fn compare_members(
    schema: &Value,
    members: &serde_json::Map<String, Value>,
    at: &str,
    faults: &mut Vec<String>,
) {
    let required = schema["required"].as_array().into_iter().flatten();
    let missing = required.filter_map(Value::as_str).filter(|name| !members.contains_key(*name));
    faults.extend(missing.map(|name| format!("{at}.{name}: missing")));
    for (name, value) in members {
        let described = match &schema["properties"][name] {
            Value::Null => &schema["additionalProperties"],
            described => described,
        };
        if described.is_object() {
            let inner = faults_of(described, value);
            faults.extend(inner.into_iter().map(|it| format!("{at}.{name}{it}")));
        }
    }
}

fn has_type(kinds: &Value, value: &Value) -> bool {
    let is = |kind: &Value| match kind.as_str().unwrap_or_default() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "string" => value.is_string(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    };
    match kinds {
        Value::Null => true,
        Value::Array(kinds) => kinds.iter().any(is),
        kind => is(kind),
    }
}

fn has_format(format: &Value, text: &str) -> bool {
    match format.as_str().unwrap_or_default() {
        "uuid" => Uuid::parse_str(text).is_ok(),
        "date" => text.parse::<NaiveDate>().is_ok(),
        "date-time" => DateTime::parse_from_rfc3339(text).is_ok(),
        _ => true,
    }
}

/// Every operation: method, path, itself.
fn operations() -> impl Iterator<Item = (&'static str, &'static str, &'static Value)> {
    routes().iter().map(|(method, path)| (*method, *path, operation(method, path)))
}

#[test]
fn every_operation_has_a_name_of_its_own_and_answers_something() {
    let mut names = BTreeSet::new();
    for (method, path, operation) in operations() {
        let name = operation["operationId"].as_str().unwrap();
        assert!(names.insert(name), "{method} {path}: {name} is another one's name");
        let responses = operation["responses"].as_object().unwrap();
        let good = responses.keys().filter(|status| !status.ends_with("XX"));
        assert!(good.count() > 0, "{method} {path} has no answer: written.rs");
        for (status, response) in responses {
            let is_empty = matches!(status.as_str(), "204" | "303");
            let content = response["content"].as_object();
            assert_eq!(content.is_none_or(serde_json::Map::is_empty), is_empty, "{path} {status}");
        }
    }
}

#[test]
fn every_parameter_of_a_path_is_declared_once_and_no_other_one() {
    for (method, path, operation) in operations() {
        let declared: Vec<&str> = operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|parameter| parameter["in"] == "path")
            .map(|parameter| parameter["name"].as_str().unwrap())
            .collect();
        let named: Vec<&str> =
            path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        assert_eq!(declared, named, "{method} {path}");
    }
}

/// Whoever writes something and sends no body; every other route that writes has one.
const WITHOUT_BODY: &[(&str, &str)] = &[
    ("POST", "/api/v1/devices/{id}/revoke"),
    ("POST", "/api/v1/devices/{id}/quarantine/accept"),
    ("POST", "/api/v1/payout-account/onboarding"),
    ("POST", "/api/v1/mails/{id}/hand-over"),
    ("POST", "/api/v1/mails/{id}/retry"),
];

#[test]
fn whoever_writes_describes_its_body() {
    for (method, path, operation) in operations() {
        let writes = matches!(method, "POST" | "PUT" | "PATCH");
        let has_none = WITHOUT_BODY.contains(&(method, path));
        let content = operation["requestBody"]["content"].as_object();
        assert_eq!(content.is_some(), writes && !has_none, "{method} {path}");
        let is_form = !path.starts_with("/api/");
        for (kind, media) in content.into_iter().flatten() {
            let expected =
                if is_form { "application/x-www-form-urlencoded" } else { "application/json" };
            assert_eq!(kind, expected, "{method} {path}");
            assert!(media["schema"]["type"] == "object", "{method} {path}: {media}");
        }
    }
}

#[test]
fn queries_and_forms_of_texts_are_described_as_they_are_read() {
    let find = |method: &str, path: &str, name: &str| {
        let operation = &the_document()["paths"][path][method];
        let parameters = operation["parameters"].as_array().unwrap().iter();
        parameters.clone().find(|parameter| parameter["name"] == name).cloned().unwrap()
    };
    let month = find("get", "/api/v1/commissions", "month");
    assert_eq!((&month["in"], &month["required"]), (&json!("query"), &json!(false)));
    assert!(month["schema"]["pattern"].is_string(), "{month}");
    assert_eq!(find("get", "/", "lang")["schema"]["enum"], json!(["de", "en"]));
    assert_eq!(find("get", "/api/v1/orders", "limit")["schema"]["type"], "integer");
    assert_eq!(find("get", "/api/v1/jobs/{id}", "id")["schema"]["format"], "uuid");
    let order = &the_document()["paths"]["/api/v1/orders"]["post"]["requestBody"]["content"];
    let order = &order["application/json"]["schema"];
    assert_eq!(order["required"], json!(["customer_user_id", "lines"]));
    let line = &order["properties"]["lines"]["items"]["properties"];
    assert!(line["net"]["pattern"].is_string() && line["product_id"]["format"] == "uuid", "{line}");
}

#[test]
fn every_reference_leads_somewhere() {
    fn walk(value: &Value, count: &mut usize) {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(place)) = members.get("$ref") {
                    let found = the_document().pointer(place.trim_start_matches('#'));
                    assert!(found.is_some_and(Value::is_object), "{place}");
                    *count += 1;
                }
                members.values().for_each(|member| walk(member, count));
            }
            Value::Array(items) => items.iter().for_each(|item| walk(item, count)),
            _ => {}
        }
    }
    let mut count = 0;
    walk(the_document(), &mut count);
    assert!(count > routes().len(), "{count} references");
}

#[test]
fn an_answer_that_is_not_described_is_noticed() {
    let schema = json!({
        "type": "object",
        "required": ["id"],
        "properties": {
            "id": { "type": "string", "format": "uuid" },
            "names": { "type": "array", "items": { "type": ["string", "null"] } },
            "state": { "anyOf": [{ "enum": ["a"] }, { "type": "null" }] },
        },
    });
    let id = Uuid::from_u128(1);
    let good = json!({ "id": id, "names": ["x", null], "state": null });
    assert_eq!(faults_of(&schema, &good), Vec::<String>::new());
    for bad in [
        json!({}),
        json!({ "id": 1 }),
        json!({ "id": "x" }),
        json!({ "id": id, "more": 1 }),
        json!({ "id": id, "names": [1] }),
        json!({ "id": id, "state": "b" }),
        json!([]),
    ] {
        assert!(!faults_of(&schema, &bad).is_empty(), "{bad}");
    }
}
