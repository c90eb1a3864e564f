//! The catalogue (Katalog): what is sold on the platform, by MOJO LLC and by the tenants (P1, P2).

mod billing;
mod kind;
mod terms;

pub use billing::BillingInterval;
pub use kind::ProductKind;
pub use terms::{ProductRefusal, ProductTerms};
