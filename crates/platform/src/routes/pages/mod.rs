//! Public pages, rendered on the server: plain, fast, without a script, in German and English.

mod front;
mod language;
mod layout;
mod level;
mod price;
mod words;

pub(super) use front::front;
pub(super) use layout::style;
pub(super) use level::level;
