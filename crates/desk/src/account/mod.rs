//! Who works at the desk, and for whom: the session, the practice, the staff, the demo.

mod demo;
mod open_demo;
mod practice;
mod recovery_key;
mod save_practice;
mod session;
mod sign_in;

pub use open_demo::OpenDemoError;
pub use practice::Practice;
pub use recovery_key::restore_key;
pub use save_practice::SavePracticeError;
pub use session::{Mode, Session, SessionError};
pub use sign_in::SignInError;
