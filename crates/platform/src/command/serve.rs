//! `serve [--listen ADDRESS] [--database URL] [--demo]`.

use std::io::Write as _;

use mojo_platform::Platform;
use serde_json::json;
use tokio::net::TcpListener;

pub(super) async fn run(listen: &str, platform: &Platform, demo: bool) -> anyhow::Result<()> {
    if demo {
        platform.seed_demo().await?;
    }
    let listener = TcpListener::bind(listen).await?;
    let url = format!("http://{}", listener.local_addr()?);
    if demo {
        let line = json!({ "url": url, "users": Platform::demo_users() });
        let mut stdout = std::io::stdout();
        writeln!(stdout, "{line}")?;
        stdout.flush()?;
    }
    tracing::info!("serving at {url}");
    platform.serve(listener, stop_signal()).await?;
    platform.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// Ctrl+C, or SIGTERM from whoever supervises the process.
async fn stop_signal() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut stream) => drop(stream.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
