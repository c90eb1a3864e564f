//! The description while it is written: schemas of what is asked, and of what is answered.

use mojo_protocol::ErrorEnvelope;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::written::Header;

/// What is asked and answered in one route.
#[derive(Debug, Default)]
pub(super) struct Operation {
    pub(super) path: Option<Value>,
    pub(super) query: Option<Value>,
    pub(super) body: Option<Body>,
    pub(super) headers: Vec<Header>,
    /// By status.
    pub(super) answers: Vec<(u16, Answer)>,
}

/// A body.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) kind: &'static str,
    pub(super) schema: Value,
    pub(super) is_required: bool,
}

/// What comes with an answer: the kind of content, and its schema. Nothing where there is none.
pub(super) type Answer = Option<(&'static str, Value)>;

/// Writes down one route after the other.
pub(in crate::routes) struct Writer {
    /// As read: each stands where it is used.
    asking: SchemaGenerator,
    /// As written: what has a name stands once, under `components`.
    answering: SchemaGenerator,
    operation: Operation,
}

impl Writer {
    pub(super) fn new() -> Self {
        let settings = || {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = "/components/schemas".into();
                settings.meta_schema = None;
            })
        };
        let asking =
            settings().for_deserialize().with(|settings| settings.inline_subschemas = true);
        Self {
            asking: asking.into_generator(),
            answering: settings().for_serialize().into_generator(),
            operation: Operation::default(),
        }
    }

    /// What was written since it was taken last.
    pub(super) fn take(&mut self) -> Operation {
        std::mem::take(&mut self.operation)
    }

    /// The schemas that have a name.
    pub(super) fn named(mut self) -> Map<String, Value> {
        self.answering.take_definitions(true)
    }

    pub(super) fn ask_path<T: JsonSchema>(&mut self) {
        self.operation.path = Some(self.asking.subschema_for::<T>().to_value());
    }

    pub(super) fn ask_query<T: JsonSchema>(&mut self) {
        self.operation.query = Some(self.asking.subschema_for::<T>().to_value());
    }

    pub(super) fn ask_repeat_key(&mut self) {
        self.operation.headers.push(Header {
            name: "idempotency-key",
            description: "A text of the caller's for this request; sent again with the same one and the \
                          same words, it is done once.",
            is_required: false,
        });
    }

    pub(super) fn ask_body<T: JsonSchema>(&mut self, kind: &'static str, is_required: bool) {
        let schema = self.asking.subschema_for::<T>().to_value();
        self.operation.body = Some(Body { kind, schema, is_required });
    }

    /// JSON. Of a value that may be anything nothing is said here.
    pub(super) fn answer_json<T: JsonSchema>(&mut self, status: u16) {
        let schema = self.schema_of::<T>();
        if schema != json!(true) {
            self.operation.answers.push((status, Some(("application/json", schema))));
        }
    }

    pub(super) fn answer_nothing(&mut self) {
        self.operation.answers.push((204, None));
    }

    /// The schema of something answered.
    pub(super) fn schema_of<T: JsonSchema>(&mut self) -> Value {
        self.answering.subschema_for::<T>().to_value()
    }

    /// Every refusal.
    pub(super) fn refusal(&mut self) -> Value {
        self.schema_of::<ErrorEnvelope>()
    }
}
