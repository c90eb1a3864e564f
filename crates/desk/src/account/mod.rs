//! Who works at the desk, and for whom: the session, the practice, the staff, the demo.

mod demo;
mod open_demo;
mod practice;
mod recovery_key;
mod session;

pub use open_demo::OpenDemoError;
pub use practice::Practice;
pub use recovery_key::restore_key;
pub use session::{Mode, Session, SessionError};
