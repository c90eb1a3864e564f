//! What the window holds: the desk, once it is open, and the import under way.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use mojo_desk::views::CommandError;
use mojo_desk::{Desk, DeskError, OpenDesk};
use tokio::sync::OnceCell;

/// The shell's state.
pub(crate) struct Shell {
    open: Mutex<Option<OpenDesk>>,
    desk: OnceCell<Result<Desk, CommandError>>,
    import: Mutex<Arc<AtomicBool>>,
}

impl Shell {
    /// A shell around the desk that `open` describes; it is opened at the first question.
    pub(crate) fn new(open: OpenDesk) -> Self {
        Self {
            open: Mutex::new(Some(open)),
            desk: OnceCell::new(),
            import: Mutex::new(Arc::new(AtomicBool::new(false))),
        }
    }

    /// The desk; it is opened once, and a refusal stays until the program starts again.
    pub(crate) async fn desk(&self) -> Result<&Desk, CommandError> {
        let open = || self.open.lock().unwrap_or_else(PoisonError::into_inner).take();
        let desk = self.desk.get_or_init(|| async move {
            match open() {
                Some(open) => Ok(Desk::open(open).await?),
                None => Err(CommandError::from(DeskError::SignedOut)),
            }
        });
        desk.await.as_ref().map_err(Clone::clone)
    }

    /// The flag that ends the import which begins now.
    pub(crate) fn new_import(&self) -> Arc<AtomicBool> {
        let flag = Arc::new(AtomicBool::new(false));
        *self.import.lock().unwrap_or_else(PoisonError::into_inner) = flag.clone();
        flag
    }

    /// Ends the import under way.
    pub(crate) fn cancel_import(&self) {
        let flag = self.import.lock().unwrap_or_else(PoisonError::into_inner);
        flag.store(true, Ordering::SeqCst);
    }
}
