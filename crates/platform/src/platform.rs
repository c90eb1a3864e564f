//! The platform as a value: a database, a clock, chance, and the router over them.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use mojo_domain::{Clock, Entropy};

use crate::http::Limits;
use crate::state::AppState;
use crate::storage::{Database, StorageError};

/// A platform on its database.
#[derive(Clone)]
pub struct Platform {
    pub(crate) state: AppState,
}

impl Platform {
    /// Opens (and migrates) `sqlite:PATH` or `postgres://...`.
    ///
    /// # Errors
    /// [`StorageError`] when the database cannot be opened or is newer than this program.
    pub async fn open(
        url: &str,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, StorageError> {
        Self::open_with(url, None, Limits::default(), clock, entropy).await
    }

    /// Opens with a key for the embedded database and with other limits.
    ///
    /// # Errors
    /// [`StorageError`] when the database cannot be opened or is newer than this program.
    pub async fn open_with(
        url: &str,
        key: Option<&str>,
        limits: Limits,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Result<Self, StorageError> {
        let database = Database::open(url, key).await?;
        database.migrate().await?;
        Ok(Self { state: AppState::new(database, clock, entropy, limits) })
    }

    /// The router, for a listener or for a test.
    pub fn router(&self) -> Router {
        crate::routes::router(self.state.clone())
    }

    /// Serves `listener` until `stop` is done; requests under way are answered first.
    ///
    /// # Errors
    /// When the listener fails.
    pub async fn serve(
        &self,
        listener: tokio::net::TcpListener,
        stop: impl Future<Output = ()> + Send + 'static,
    ) -> std::io::Result<()> {
        let service = self.router().into_make_service_with_connect_info::<SocketAddr>();
        axum::serve(listener, service).with_graceful_shutdown(stop).await
    }

    /// Closes the database.
    pub async fn close(&self) {
        self.state.database().close().await;
    }
}
