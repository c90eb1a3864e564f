//! `serve [--listen ADDRESS] [--database URL] [--demo]`.

use std::io::Write as _;
use std::path::PathBuf;

use mojo_platform::Platform;
use serde_json::json;
use tokio::net::TcpListener;

use super::identity::IdentityArguments;
use super::mail::MailArguments;
use super::{DatabaseArguments, SepaArguments, StripeArguments, host_and_port};

#[derive(Debug, clap::Args)]
pub(super) struct ServeArguments {
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8787", value_parser = host_and_port)]
    pub(super) listen: String,
    #[command(flatten)]
    pub(super) database: DatabaseArguments,
    #[command(flatten)]
    pub(super) stripe: StripeArguments,
    #[command(flatten)]
    pub(super) mail: MailArguments,
    #[command(flatten)]
    pub(super) identity: IdentityArguments,
    /// A file with the secret by which Stripe signs its events, one a line where there are several;
    /// without one none are taken.
    #[arg(long, env = "MOJO_STRIPE_WEBHOOK_SECRET_FILE")]
    pub(super) stripe_webhook_secret_file: Option<PathBuf>,
    /// From which day of the month on the payout run is made, where there is a key of Stripe.
    #[arg(
        long,
        env = "MOJO_PAYOUT_DAY",
        default_value_t = 5,
        value_parser = clap::value_parser!(u32).range(1..=28)
    )]
    pub(super) payout_day: u32,
    #[command(flatten)]
    pub(super) sepa: SepaArguments,
    /// Fills an empty database with the demo tenants, and prints who may sign in.
    #[arg(long)]
    pub(super) demo: bool,
}

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
