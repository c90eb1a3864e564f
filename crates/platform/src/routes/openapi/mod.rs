//! The description of the routes (OpenAPI 3.1), made from the table that serves them and from the
//! types of its handlers. What the types do not say stands in `written.rs`.

mod forms;
mod handled;
mod parameters;
mod parts;
mod writer;
mod written;

use std::sync::OnceLock;

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Map, Value, json};

pub(super) use forms::{Amount, Country, Percent};
pub(super) use handled::{Handled, delete, get, patch, post, put};

use super::{Access, Route, table};
use parameters::{in_header, in_path, in_query};
use writer::{Answer, Body, Operation, Writer};
use written::{Written, written};

/// `GET /api/v1/openapi.json`.
pub(super) async fn show() -> Response {
    static TEXT: OnceLock<String> = OnceLock::new();
    let text = TEXT.get_or_init(|| document().to_string());
    ([(header::CONTENT_TYPE, "application/json")], text.as_str()).into_response()
}

/// The document.
pub(crate) fn document() -> Value {
    let mut writer = Writer::new();
    let mut paths: Map<String, Value> = Map::new();
    for route in table() {
        (route.handler.describe)(&mut writer);
        let known = writer.take();
        let more = written(route.method, route.path, &mut writer);
        let refusal = writer.refusal();
        let operations = paths.entry(route.path).or_insert_with(|| json!({}));
        operations[route.method.to_lowercase()] = operation(&route, known, more, &refusal);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "MOJO platform",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Amounts are strings with two decimals, instants RFC 3339 UTC, days \
                            YYYY-MM-DD. MOJO LLC is null.",
        },
        "paths": paths,
        "components": {
            "securitySchemes": { "bearer": { "type": "http", "scheme": "bearer" } },
            "schemas": writer.named(),
        },
    })
}

fn operation(route: &Route, known: Operation, more: Written, refusal: &Value) -> Value {
    let mut operation = json!({
        "operationId": operation_id(route),
        "description": access(&route.access),
        "responses": responses(known.answers.into_iter().chain(more.answers), more.is_page, refusal),
    });
    let mut parameters = in_path(route.path, known.path.as_ref());
    parameters.extend(known.query.iter().flat_map(in_query));
    parameters.extend(known.headers.iter().chain(&more.headers).map(in_header));
    if !parameters.is_empty() {
        operation["parameters"] = Value::from(parameters);
    }
    if let Some(Body { kind, schema, is_required }) = known.body.or(more.body) {
        let content = json!({ kind: { "schema": schema } });
        operation["requestBody"] = json!({ "required": is_required, "content": content });
    }
    if !matches!(route.access, Access::Public | Access::Provider) {
        operation["security"] = json!([{ "bearer": [] }]);
    }
    operation
}

/// The answers by status; refusals are JSON everywhere, and pages too where there are pages.
fn responses(
    answers: impl Iterator<Item = (u16, Answer)>,
    is_page: bool,
    refusal: &Value,
) -> Map<String, Value> {
    let mut refused = json!({ "application/json": { "schema": refusal } });
    if is_page {
        refused["text/html"] = json!({ "schema": { "type": "string" } });
    }
    let refused = json!({ "description": "Refused.", "content": refused });
    let mut responses: Map<String, Value> =
        ["4XX", "5XX"].into_iter().map(|status| (status.to_owned(), refused.clone())).collect();
    for (status, answer) in answers {
        let response = responses
            .entry(status.to_string())
            .or_insert_with(|| json!({ "description": description(status) }));
        if let Some((kind, schema)) = answer {
            response["content"][kind] = json!({ "schema": schema });
        }
    }
    responses
}

fn description(status: u16) -> &'static str {
    match status {
        201 => "Made.",
        204 => "Done; there is nothing to say.",
        303 => "Done; go on there.",
        _ => "Done.",
    }
}

fn operation_id(route: &Route) -> String {
    let words: Vec<&str> = route
        .path
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty() && *word != "api" && *word != "v1")
        .collect();
    format!("{}_{}", route.method.to_lowercase(), words.join("_"))
}

fn access(access: &Access) -> String {
    match access {
        Access::Public => "For anybody.".to_owned(),
        Access::Provider => "For the payment provider, which signs what it sends.".to_owned(),
        Access::Parting => "For whoever is signed in, on a revoked device too.".to_owned(),
        Access::Vouched => "For whom the identity provider vouches.".to_owned(),
        Access::SignedIn => "For whoever is signed in.".to_owned(),
        Access::Scopes(scopes) => {
            let names: Vec<&str> = scopes.iter().map(|scope| scope.name()).collect();
            format!("For roles with one of the scopes {}.", names.join(", "))
        }
        Access::Roles(roles) => {
            let names: Vec<String> = roles.iter().map(ToString::to_string).collect();
            format!("For the roles {}.", names.join(", "))
        }
        Access::Staff => "For administrators and support of MOJO LLC.".to_owned(),
        Access::StaffAnd(roles) => {
            let names: Vec<String> = roles.iter().map(ToString::to_string).collect();
            format!(
                "For administrators and support of MOJO LLC, and for the roles {}.",
                names.join(", ")
            )
        }
        Access::Admin => "For administrators of MOJO LLC.".to_owned(),
    }
}
