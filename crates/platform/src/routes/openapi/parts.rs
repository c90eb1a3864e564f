//! What each argument and each answer of a handler says to the description.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{Extensions, HeaderMap, Method, StatusCode};
use axum::response::Response;
use schemars::JsonSchema;

use super::writer::Writer;
use crate::auth::Session;
use crate::http::{ApiError, FormBody, JsonBody, MaybeJson, PathOf, QueryOf, RepeatKey, ZstdJson};

/// An argument of a handler.
pub(in crate::routes) trait Asked {
    /// Writes down what a client has to send for it: nothing, unless it says otherwise.
    fn ask(_: &mut Writer) {}
}

impl<S> Asked for State<S> {}
impl Asked for Session {}
impl Asked for HeaderMap {}
impl Asked for Method {}
impl Asked for Extensions {}
// A body that is read by hand stands in `written.rs`.
impl Asked for Result<Bytes, BytesRejection> {}

impl<A: Asked, B: Asked> Asked for (A, B) {
    fn ask(writer: &mut Writer) {
        A::ask(writer);
        B::ask(writer);
    }
}

impl<T: JsonSchema> Asked for PathOf<T> {
    fn ask(writer: &mut Writer) {
        writer.ask_path::<T>();
    }
}

impl Asked for RepeatKey {
    fn ask(writer: &mut Writer) {
        writer.ask_repeat_key();
    }
}

impl<T: JsonSchema> Asked for QueryOf<T> {
    fn ask(writer: &mut Writer) {
        writer.ask_query::<T>();
    }
}

/// The same, where what cannot be read is as if it were not there.
impl<T: JsonSchema> Asked for Result<QueryOf<T>, ApiError> {
    fn ask(writer: &mut Writer) {
        writer.ask_query::<T>();
    }
}

impl<T: JsonSchema> Asked for JsonBody<T> {
    fn ask(writer: &mut Writer) {
        writer.ask_body::<T>("application/json", true);
    }
}

impl<T: JsonSchema> Asked for ZstdJson<T> {
    fn ask(writer: &mut Writer) {
        writer.ask_body::<T>("application/json", true);
    }
}

impl<T: JsonSchema> Asked for MaybeJson<T> {
    fn ask(writer: &mut Writer) {
        writer.ask_body::<T>("application/json", false);
    }
}

impl<T: JsonSchema> Asked for FormBody<T> {
    fn ask(writer: &mut Writer) {
        writer.ask_body::<T>("application/x-www-form-urlencoded", true);
    }
}

/// An answer of a handler.
pub(in crate::routes) trait Answered {
    /// Writes down what a client gets.
    fn answer(writer: &mut Writer);
}

// Of a refusal every route says the same.
impl<A: Answered> Answered for Result<A, ApiError> {
    fn answer(writer: &mut Writer) {
        A::answer(writer);
    }
}

impl<T: JsonSchema> Answered for Json<T> {
    fn answer(writer: &mut Writer) {
        writer.answer_json::<T>(200);
    }
}

/// Something new; where it may have been there before, `written.rs` says so.
impl<T: JsonSchema> Answered for (StatusCode, Json<T>) {
    fn answer(writer: &mut Writer) {
        writer.answer_json::<T>(201);
    }
}

impl Answered for StatusCode {
    fn answer(writer: &mut Writer) {
        writer.answer_nothing();
    }
}

// Pages, files and what is packed stand in `written.rs`.
impl Answered for Response {
    fn answer(_: &mut Writer) {}
}
