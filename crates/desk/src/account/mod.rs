//! Who works at the desk, and for whom: the session, the practice, the staff, the demo.

mod browser;
mod demo;
mod entitlement;
mod lock;
mod open_demo;
mod pin;
mod practice;
mod recovery_key;
mod role;
mod save_practice;
mod session;
mod set_pin;
mod sign_in;
mod switch_staff;

pub use browser::{Browser, Identity, SystemBrowser};
pub(crate) use browser::{BrowserSlot, Renewal};
pub use entitlement::ToolClosed;
pub(crate) use entitlement::check_tool;
pub use open_demo::OpenDemoError;
pub use pin::PinError;
pub use practice::Practice;
pub use recovery_key::{has_recovery_copy, restore_key};
pub(crate) use role::Worker;
pub use role::{NotAllowed, Role, who_may};
pub use save_practice::SavePracticeError;
pub use session::{Mode, Session, SessionError};
pub use sign_in::SignInError;
