//! Customers whom the platform's own people enter, who bought elsewhere before or buy for a tenant,
//! and whom they look up.

mod create;
mod look_up;
mod show;

pub(super) use create::create;
pub(super) use look_up::look_up;
pub(super) use show::show;
