//! The description of the routes (OpenAPI 3.1), made from the table that serves them.

use axum::Json;
use serde_json::{Map, Value, json};

use super::{Access, Route, table};

/// `GET /api/v1/openapi.json`.
pub(super) async fn show() -> Json<Value> {
    Json(document())
}

/// The document.
pub(crate) fn document() -> Value {
    let mut paths: Map<String, Value> = Map::new();
    for route in table() {
        let operations = paths.entry(route.path).or_insert_with(|| json!({}));
        operations[route.method.to_lowercase()] = operation(&route);
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
            "schemas": { "Error": {
                "type": "object",
                "required": ["error"],
                "properties": { "error": {
                    "type": "object",
                    "required": ["code", "message"],
                    "properties": {
                        "code": { "type": "string" },
                        "message": { "type": "string" },
                        "details": {},
                    },
                } },
            } },
        },
    })
}

fn operation(route: &Route) -> Value {
    let error = json!({
        "description": "Refused.",
        "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } },
    });
    let mut operation = json!({
        "operationId": operation_id(route),
        "description": access(&route.access),
        "responses": { "2XX": { "description": "Done." }, "4XX": error, "5XX": error },
    });
    let parameters = parameters(route.path);
    if !parameters.is_empty() {
        operation["parameters"] = Value::from(parameters);
    }
    if !matches!(route.access, Access::Public | Access::Provider) {
        operation["security"] = json!([{ "bearer": [] }]);
    }
    operation
}

/// The parameters in the path.
fn parameters(path: &str) -> Vec<Value> {
    path.split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| {
            let schema = json!({ "type": "string" });
            json!({ "name": name, "in": "path", "required": true, "schema": schema })
        })
        .collect()
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
        Access::Admin => "For administrators of MOJO LLC.".to_owned(),
    }
}
