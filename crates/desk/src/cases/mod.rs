//! Cases to settle (Klärungsfälle): facts that do not fit together, side by side, and what people
//! decided.

mod error;
mod list_cases;
mod places;
mod settle_case;
#[cfg(test)]
mod tests;

pub use error::CaseError;
pub(crate) use places::device_name;
