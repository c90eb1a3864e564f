//! pos.
