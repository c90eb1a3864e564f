//! edges.
