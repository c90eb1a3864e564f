//! reception.
