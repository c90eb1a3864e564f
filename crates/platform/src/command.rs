//! The command line of `mojo-platform`.

mod calculate;
mod identity;
mod jobs;
mod mail;
mod payouts;
mod people;
mod serve;
mod values;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use clap::{Parser, Subcommand, ValueEnum};
use mojo_platform::{Limits, Platform, SepaSettings, StripeSettings, TrialOpening};

use crate::system::{SystemClock, SystemEntropy};
use mail::MailArguments;
use people::{AdminCommand, FoundArguments};
use serve::ServeArguments;
use values::{database_address, day, instant, job_id, payout_id, reason, web_address};

/// The exit code of wrong usage; 1 is a refusal.
const WRONG_USAGE: u8 = 2;

/// The platform server: tenants, orders, commissions, sync.
#[derive(Debug, Parser)]
#[command(name = "mojo-platform", version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

impl Arguments {
    /// Whether it is a server that runs on, and not a command of somebody who waits for its answer.
    pub(crate) fn is_server(&self) -> bool {
        matches!(self.command, Command::Serve(_))
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Founds the platform: the operator and its first administrator, before it is served.
    Found(FoundArguments),
    /// Administrators, made beside the platform by whoever has its database.
    Admin {
        #[command(subcommand)]
        command: AdminCommand,
    },
    /// Serves the platform.
    Serve(Box<ServeArguments>),
    /// Plays a commission scenario (`-`: standard input) and prints the result.
    Calculate {
        /// The scenario, a JSON file.
        file: PathBuf,
    },
    /// Runs a job once; lists what is on the queue of the servers.
    Jobs {
        #[command(subcommand)]
        job: JobCommand,
    },
    /// What becomes of payouts outside of a run.
    Payouts {
        #[command(subcommand)]
        payouts: PayoutsCommand,
    },
    /// Applies the migrations that are missing.
    Migrate {
        #[command(flatten)]
        database: DatabaseArguments,
    },
    /// Tells a database that it was restored from a backup, before it is served again.
    Restored {
        #[command(flatten)]
        database: DatabaseArguments,
    },
    /// Prints the mails that have not arrived, with their text, for whoever hands them over.
    Mails {
        #[command(flatten)]
        database: DatabaseArguments,
    },
    /// Prints the description of the routes.
    Openapi,
}

#[derive(Debug, Subcommand)]
enum JobCommand {
    /// Runs a job.
    Run {
        /// Which.
        job: Job,
        /// As if it were this instant (RFC 3339), which is over; only a plan looks ahead. With --trial it
        /// is over once the clock was led there.
        #[arg(long, value_name = "INSTANT", value_parser = instant)]
        as_of: Option<DateTime<Utc>>,
        /// Shows what would be paid, what is carried and why; pays nothing.
        #[arg(long)]
        plan: bool,
        #[command(flatten)]
        database: DatabaseArguments,
        #[command(flatten)]
        stripe: StripeArguments,
        #[command(flatten)]
        mail: MailArguments,
    },
    /// Lists the jobs on the queue, those that failed before all.
    List {
        /// Only those in this state.
        #[arg(long)]
        state: Option<QueueState>,
        #[command(flatten)]
        database: DatabaseArguments,
    },
    /// Has a job tried again now that failed, or that waits after it went wrong.
    Retry {
        /// As `jobs list` names it.
        #[arg(value_parser = job_id)]
        id: uuid::Uuid,
        #[command(flatten)]
        database: DatabaseArguments,
    },
}

/// Where a job on the queue stands.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum QueueState {
    /// It waits for its time.
    Queued,
    /// A server is at it.
    Running,
    /// Nothing is left to do.
    Done,
    /// It went wrong too often.
    Failed,
}

impl QueueState {
    fn code(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

#[derive(Debug, Subcommand)]
enum PayoutsCommand {
    /// Collects the payouts that wait for a SEPA transfer into a file for the bank.
    SepaFile {
        /// The day on which the bank is to carry it out; the next day of banks by default.
        #[arg(long, value_name = "DAY", value_parser = day, conflicts_with = "again")]
        date: Option<NaiveDate>,
        /// Where to write the file (pain.001.001.09).
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Writes the file with this message id again, as it was made; collects nothing.
        #[arg(long, value_name = "MESSAGE-ID")]
        again: Option<String>,
        #[command(flatten)]
        database: DatabaseArguments,
        #[command(flatten)]
        sepa: SepaArguments,
    },
    /// Says that the money of a payout came back; its amount is due again with the next run.
    Returned {
        /// As `GET /api/v1/payouts` lists it.
        #[arg(value_parser = payout_id)]
        id: uuid::Uuid,
        /// The day on which it came back, as the bank's statement says.
        #[arg(long, value_name = "DAY", value_parser = day)]
        on: NaiveDate,
        /// The bank's reason, as AC04.
        #[arg(long, value_name = "TEXT", value_parser = reason)]
        reason: String,
        #[command(flatten)]
        database: DatabaseArguments,
        #[command(flatten)]
        stripe: StripeArguments,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Job {
    /// Settles open orders and tells what left its hold period.
    Approve,
    /// Pays out what is due.
    Payout,
    /// Compares the payouts with the transfers of the payment provider.
    Reconcile,
    /// Signs the months of the statements that are over.
    Statements,
    /// Makes out the credit notes of the months that are over.
    CreditNotes,
    /// Hands over the mail that is due.
    Mails,
}

#[derive(Debug, clap::Args)]
struct StripeArguments {
    /// Where Stripe answers.
    #[arg(
        long,
        value_name = "URL",
        env = "MOJO_STRIPE_URL",
        default_value = StripeSettings::URL,
        value_parser = web_address
    )]
    stripe_url: String,
    /// A file with Stripe's secret key; without one payouts are booked, and paid elsewhere.
    #[arg(long, value_name = "FILE", env = "MOJO_STRIPE_KEY_FILE")]
    stripe_key_file: Option<PathBuf>,
}

/// From where recipients are paid by SEPA transfer.
#[derive(Clone, Debug, clap::Args)]
struct SepaArguments {
    /// Who owns the account from which recipients are paid by SEPA transfer.
    #[arg(long, value_name = "NAME", env = "MOJO_SEPA_NAME", requires = "sepa_iban")]
    sepa_name: Option<String>,
    /// The IBAN of the account; without one no SEPA files are made.
    #[arg(long, value_name = "IBAN", env = "MOJO_SEPA_IBAN", requires = "sepa_name")]
    sepa_iban: Option<String>,
    /// The BIC of its bank, where the bank wants it in the file.
    #[arg(long, value_name = "BIC", env = "MOJO_SEPA_BIC", requires = "sepa_iban")]
    sepa_bic: Option<String>,
}

#[derive(Debug, clap::Args)]
struct DatabaseArguments {
    /// `sqlite:PATH` or `postgres://...`; a file in the data directory by default.
    #[arg(
        long,
        value_name = "URL",
        env = "MOJO_PLATFORM_DATABASE",
        value_parser = database_address
    )]
    database: Option<String>,
    /// A file with the key of an encrypted SQLite database.
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// The database is one for trying things, whose clock can be led forward; a command that makes one
    /// makes it so, for good. It is served to this machine alone, moves no money and sends no mail.
    #[arg(long)]
    trial: bool,
    /// Leads the clock of a database for trying things forward to this instant (RFC 3339); it never goes
    /// back.
    #[arg(long, value_name = "INSTANT", requires = "trial", value_parser = instant)]
    trial_clock: Option<DateTime<Utc>>,
}

/// Does what was asked.
pub(crate) fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    match arguments.command {
        Command::Calculate { file } => calculate::run(&file),
        Command::Openapi => {
            let text = serde_json::to_string_pretty(&mojo_platform::openapi())?;
            writeln!(std::io::stdout(), "{text}")?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Found(arguments) => block_on(people::found(arguments)),
        Command::Admin { command } => block_on(people::administer(command)),
        Command::Serve(arguments) => {
            block_on(async { serve::run(&arguments, platform_of(&arguments).await?).await })
        }
        Command::Payouts {
            payouts: PayoutsCommand::SepaFile { date, out, again, database, sepa },
        } => block_on(async {
            let platform = with_sepa(open(&database, false).await?, sepa)?;
            match again {
                Some(id) => payouts::again(&platform, &id, &out).await,
                None => payouts::make(&platform, date, &out).await,
            }
        }),
        Command::Payouts {
            payouts: PayoutsCommand::Returned { id, on, reason, database, stripe },
        } => block_on(async {
            let platform = with_stripe(open(&database, false).await?, &stripe)?;
            payouts::returned(&platform, id, (on, &reason)).await
        }),
        Command::Mails { database } => block_on(async {
            let platform = open(&database, false).await?;
            let mails = platform.list_open_mails().await?;
            platform.close().await;
            writeln!(std::io::stdout(), "{mails}")?;
            Ok(())
        }),
        Command::Migrate { database } => block_on(async {
            open(&database, true).await?.close().await;
            writeln!(std::io::stderr(), "The database is up to date.")?;
            Ok(())
        }),
        Command::Restored { database } => block_on(async {
            let platform = open(&database, false).await?;
            let tenants = platform.declare_restored().await?;
            platform.close().await;
            writeln!(std::io::stdout(), "{}", serde_json::json!({ "tenants": tenants }))?;
            Ok(())
        }),
        Command::Jobs { job: JobCommand::Run { job, plan: true, .. } }
            if !matches!(job, Job::Payout) =>
        {
            let text = "only `jobs run payout` has a plan to show; leave --plan out";
            writeln!(std::io::stderr(), "mojo-platform: {text}")?;
            Ok(ExitCode::from(WRONG_USAGE))
        }
        Command::Jobs { job } => block_on(run_job(job)),
    }
}

async fn run_job(command: JobCommand) -> anyhow::Result<()> {
    match command {
        JobCommand::Run { job, as_of, plan, database, stripe, mail } => {
            let platform = with_stripe(open(&database, false).await?, &stripe)?;
            let platform = mail::with_mail(platform, &mail)?;
            jobs::run(&platform, job, as_of, plan).await
        }
        JobCommand::List { state, database } => {
            let platform = open(&database, false).await?;
            jobs::list(&platform, state.map(QueueState::code)).await
        }
        JobCommand::Retry { id, database } => {
            let platform = open(&database, false).await?;
            jobs::retry(&platform, id).await
        }
    }
}

fn block_on(work: impl Future<Output = anyhow::Result<()>>) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(work)?;
    Ok(ExitCode::SUCCESS)
}

/// Recipients are paid through Stripe when there is a key.
fn with_stripe(platform: Platform, arguments: &StripeArguments) -> anyhow::Result<Platform> {
    let Some(file) = &arguments.stripe_key_file else { return Ok(platform) };
    let key = read_secret(file)?;
    let url = arguments.stripe_url.clone();
    Ok(platform.with_stripe(StripeSettings { url, key: key.trim().to_owned() })?)
}

/// Stripe's events are taken when there is a secret.
fn with_webhook(platform: Platform, file: Option<&Path>) -> anyhow::Result<Platform> {
    let Some(file) = file else { return Ok(platform) };
    Ok(platform.with_stripe_webhook(read_secret(file)?.trim())?)
}

/// SEPA files are made when there is an account to pay from.
fn with_sepa(platform: Platform, arguments: SepaArguments) -> anyhow::Result<Platform> {
    let SepaArguments { sepa_name, sepa_iban, sepa_bic } = arguments;
    let (Some(name), Some(iban)) = (sepa_name, sepa_iban) else { return Ok(platform) };
    Ok(platform.with_sepa_debtor(SepaSettings { name, iban, bic: sepa_bic })?)
}

/// The platform that is served, with all that its arguments name.
async fn platform_of(arguments: &ServeArguments) -> anyhow::Result<Platform> {
    let platform = with_stripe(open(&arguments.database, true).await?, &arguments.stripe)?;
    let platform = with_webhook(platform, arguments.stripe_webhook_secret_file.as_deref())?;
    let platform = match &arguments.stripe_publishable_key {
        Some(key) => platform.with_stripe_page(key.trim())?,
        None => platform,
    };
    let platform = platform.with_payout_day(arguments.payout_day);
    let (imprint, privacy) = (arguments.imprint_url.clone(), arguments.privacy_url.clone());
    let platform = platform.with_legal_pages(imprint, privacy);
    let platform = with_sepa(platform, arguments.sepa.clone())?;
    let platform = mail::with_mail(platform, &arguments.mail)?;
    identity::with_identity(platform, arguments.identity.clone())
}

fn read_secret(file: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(file).map_err(|error| anyhow::anyhow!("{}: {error}", file.display()))
}

/// Opens the database; one that is not there is made only when that is meant.
async fn open(arguments: &DatabaseArguments, may_make: bool) -> anyhow::Result<Platform> {
    let url = match &arguments.database {
        Some(url) => url.clone(),
        None => default_database(may_make)?,
    };
    let file = url.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path));
    if let Some(file) = file.filter(|file| !may_make && !Path::new(file).exists()) {
        anyhow::bail!(
            "there is no database {file}, and a job makes none: check --database, or make one with \
             `mojo-platform migrate`"
        );
    }
    let key = arguments.key_file.as_ref().map(std::fs::read_to_string).transpose()?;
    let key = key.as_deref().map(str::trim);
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
    let limits = Limits::default();
    if !arguments.trial {
        return Ok(Platform::open_with(&url, key, limits, clock, entropy).await?);
    }
    let opening = TrialOpening { may_make, at_least: arguments.trial_clock };
    let platform =
        Platform::open_trial((url.as_str(), key), limits, opening, clock, entropy).await?;
    if let Some(now) = platform.trial_now() {
        tracing::warn!(%now, "a platform for trying things: its clock is led, nothing here is real");
    }
    Ok(platform)
}

/// A file in the data directory of the user.
fn default_database(may_make: bool) -> anyhow::Result<String> {
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share"));
    let local = || std::env::var_os("LOCALAPPDATA").map(PathBuf::from);
    let data = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from);
    let folder = data
        .or_else(local)
        .or_else(home)
        .ok_or_else(|| anyhow::anyhow!("no data directory; name one with --database"))?
        .join("mojo-platform");
    if may_make {
        std::fs::create_dir_all(&folder)?;
    }
    Ok(format!("sqlite:{}", folder.join("platform.db").display()))
}
