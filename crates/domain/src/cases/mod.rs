//! Cases to settle (Klärungsfälle): facts that do not fit together. Both stand; people say what
//! holds, and that is a fact again.

mod order;
mod resolution;

pub use order::{Placed, counting};
pub use resolution::{HANDED_OVER, Resolution, resolutions_of};
