//! `serve [--listen ADDRESS] [--database URL] [--demo] [--trial [--trial-clock INSTANT]]`.

use std::io::Write as _;
use std::path::PathBuf;

use mojo_domain::commissions::FirstPurchasePolicy;
use mojo_platform::Platform;
use serde_json::json;
use tokio::net::TcpListener;

use super::identity::IdentityArguments;
use super::mail::MailArguments;
use super::values::{host_and_port, web_address};
use super::{DatabaseArguments, SepaArguments, StripeArguments};

/// Which order uses up a customer's first purchase.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(super) enum FirstPurchase {
    /// The first one above zero.
    #[value(name = "first_paid_order")]
    FirstPaidOrder,
    /// The first one, a free one too.
    #[value(name = "first_order")]
    FirstOrder,
}

impl FirstPurchase {
    fn policy(self) -> FirstPurchasePolicy {
        match self {
            Self::FirstPaidOrder => FirstPurchasePolicy::FirstPaidOrder,
            Self::FirstOrder => FirstPurchasePolicy::FirstOrder,
        }
    }
}

#[derive(Debug, clap::Args)]
pub(super) struct ServeArguments {
    /// Where to listen.
    #[arg(
        long,
        value_name = "HOST:PORT",
        default_value = "127.0.0.1:8787",
        value_parser = host_and_port
    )]
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
    #[arg(long, value_name = "FILE", env = "MOJO_STRIPE_WEBHOOK_SECRET_FILE")]
    pub(super) stripe_webhook_secret_file: Option<PathBuf>,
    /// Stripe's publishable key (`pk_...`), by which customers pay on a page; without one nobody can
    /// buy there.
    #[arg(
        long,
        value_name = "KEY",
        env = "MOJO_STRIPE_PUBLISHABLE_KEY",
        requires = "stripe_key_file"
    )]
    pub(super) stripe_publishable_key: Option<String>,
    /// From which day of the month on the payout run is made, where there is a key of Stripe.
    #[arg(
        long,
        value_name = "DAY",
        env = "MOJO_PAYOUT_DAY",
        default_value_t = 5,
        value_parser = clap::value_parser!(u32).range(1..=28)
    )]
    pub(super) payout_day: u32,
    /// Which order uses up a customer's first purchase, kept for every process of the platform until
    /// another is named; at first `first_paid_order`.
    #[arg(long, value_name = "POLICY", env = "MOJO_FIRST_PURCHASE", value_enum)]
    pub(super) first_purchase: Option<FirstPurchase>,
    #[command(flatten)]
    pub(super) sepa: SepaArguments,
    /// The page that says who runs this platform (Impressum), linked from every public page.
    #[arg(long, value_name = "URL", env = "MOJO_IMPRINT_URL", value_parser = web_address)]
    pub(super) imprint_url: Option<String>,
    /// The page that says what becomes of people's data (Datenschutz), linked from every public page.
    #[arg(long, value_name = "URL", env = "MOJO_PRIVACY_URL", value_parser = web_address)]
    pub(super) privacy_url: Option<String>,
    /// Fills an empty database with the demo tenants, and prints who may sign in.
    #[arg(long)]
    pub(super) demo: bool,
}

pub(super) async fn run(arguments: &ServeArguments, platform: Platform) -> anyhow::Result<()> {
    if let Some(chosen) = arguments.first_purchase {
        platform.choose_first_purchase(chosen.policy()).await?;
    }
    let platform = platform.with_clock_guard();
    if arguments.demo {
        platform.seed_demo().await?;
    }
    if !platform.is_founded().await? {
        tracing::warn!(
            "nobody can sign in yet: `mojo-platform found` makes the first administrator"
        );
    }
    let listener = bind(&arguments.listen).await?;
    let address = listener.local_addr()?;
    if platform.trial_now().is_some() {
        anyhow::ensure!(
            address.ip().is_loopback(),
            "a platform for trying things is served to this machine alone, and {address} is reached \
             from others: leave --listen out, or name a port of 127.0.0.1"
        );
    }
    let url = format!("http://{address}");
    // The links of a demo lead to where it listens, whatever the port. Those of others keep the
    // address that is exchanged when a mail leaves, once somebody says where the platform is reached.
    let is_named = arguments.mail.public_url.is_some();
    let platform = if arguments.demo && !is_named && address.ip().is_loopback() {
        platform.with_public_url(&url)
    } else {
        platform
    };
    if arguments.demo {
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

async fn bind(listen: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(listen).await.map_err(|error| {
        let way = if error.kind() == std::io::ErrorKind::AddrInUse {
            "another program listens there: stop it, or choose another address with --listen"
        } else {
            "check --listen"
        };
        anyhow::anyhow!("nobody can be served at {listen}: {error}; {way}")
    })
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
