//! `mojo`: the desk without a window, for scripts, support and accountants. Same core, same files.
//!
//! Words, exit codes and JSON are an interface: they change only with a note in the changelog.

mod affiliate;
mod amounts;
mod cards;
mod cases;
mod checkin;
mod commissions;
mod contacts;
mod day;
mod device;
mod init;
mod invoice;
mod key;
mod login;
mod membership;
mod output;
mod pos;
mod products;
mod profile;
mod profiles;
mod received_invoice;
mod statement;
mod status;
mod sync;
mod sync_proof;
mod verify;
mod words;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use mojo_desk::Desk;

use output::{Failure, Output};

/// What every verb takes stands below what is its own.
const EVERYWHERE: &str = "With every command";

/// The back office of a practice, without a window.
#[derive(Parser)]
#[command(name = "mojo", version)]
struct Arguments {
    /// The folder of the local database, or the name of a listed profile [default: as chosen by
    /// `mojo profiles use`, else the platform's data directory]
    #[arg(long, global = true, value_name = "DIR", help_heading = EVERYWHERE)]
    profile: Option<PathBuf>,
    /// A file with the passphrase that opens the key, instead of the OS keychain
    #[arg(long, global = true, value_name = "FILE", help_heading = EVERYWHERE)]
    passphrase_file: Option<PathBuf>,
    /// The folder where it is kept how far each device has counted [default: the system's]
    #[arg(long, global = true, hide = true, value_name = "DIR")]
    state: Option<PathBuf>,
    /// One JSON document on stdout
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes an empty profile the offline demo practice
    Init(init::InitCommand),
    /// Signs in on a platform and enrols this profile for the practice
    Login(login::LoginCommand),
    /// Says how it stands: recorded here, acknowledged there
    Status,
    /// Sends what waits and fetches what others did
    Sync(sync::SyncCommand),
    /// Contacts
    #[command(subcommand)]
    Contacts(contacts::ContactsCommand),
    /// The catalogue
    #[command(subcommand)]
    Products(products::ProductsCommand),
    /// The till
    #[command(subcommand)]
    Pos(pos::PosCommand),
    /// Punch cards
    #[command(subcommand)]
    Cards(cards::CardsCommand),
    /// Cases to settle
    #[command(subcommand)]
    Cases(cases::CasesCommand),
    /// Checks somebody in
    Checkin(checkin::CheckinCommand),
    /// Invoices
    #[command(subcommand)]
    Invoice(invoice::InvoiceCommand),
    /// Commission statements
    #[command(subcommand)]
    Statement(statement::StatementCommand),
    /// Credit notes for commissions, and the tax profile
    #[command(subcommand)]
    Commissions(commissions::CommissionsCommand),
    /// Affiliate codes, their links and flyers
    #[command(subcommand)]
    Affiliate(affiliate::AffiliateCommand),
    /// The practice's own membership
    #[command(subcommand)]
    Membership(membership::MembershipCommand),
    /// The recovery key of this profile
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// The tenants of this laptop
    #[command(subcommand)]
    Profiles(profiles::ProfilesCommand),
    /// This device and the others of the practice
    #[command(subcommand)]
    Device(device::DeviceCommand),
    /// Walks the journal's hash chain
    Verify,
}

#[tokio::main]
async fn main() -> ExitCode {
    let words = words::translate(std::env::args_os());
    if words::name_two_profiles(&words) {
        Output::new(false).note("mojo: --profile stands twice; say once which folder is meant");
        return ExitCode::from(2);
    }
    let arguments = match Arguments::try_parse_from(words) {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let out = Output::new(arguments.json);
    match run(arguments, out).await {
        Ok(code) => code,
        Err(failure) => {
            out.note(&format!("mojo: {failure}"));
            ExitCode::from(failure.exit_status())
        }
    }
}

async fn run(arguments: Arguments, out: Output) -> Result<ExitCode, Failure> {
    if let Command::Profiles(command) = &arguments.command {
        return profiles::run(command, out);
    }
    if let Command::Invoice(invoice::InvoiceCommand::Check { file }) = &arguments.command {
        return received_invoice::check(file, out);
    }
    let profile = profile::choose(arguments.profile)?;
    if let Command::Key(key::KeyCommand::Restore { recovery_file }) = &arguments.command {
        return key::restore(&profile, arguments.passphrase_file, recovery_file, out);
    }
    let may_make = matches!(arguments.command, Command::Init(_) | Command::Login(_));
    let is_verify = matches!(arguments.command, Command::Verify);
    let was_there = profile::is_there(&profile);
    if !was_there && !may_make {
        return Err(profile::missing(&profile));
    }
    let how = profile::describe(profile.clone(), arguments.passphrase_file, arguments.state);
    let desk = match profile::open(how.clone()).await {
        Err(failure) if is_verify => {
            return verify::pages(&how, failure.in_profile(&profile), out).await;
        }
        opened => opened.map_err(|failure| failure.in_profile(&profile))?,
    };
    let ended = match status::tell_new_device(&desk, out).await {
        Err(failure) if !is_verify => Err(failure),
        _ => perform(&desk, arguments.command, out).await,
    };
    if may_make && ended.is_ok() {
        profiles::label(&desk, out).await;
    }
    let is_for_nothing = ended.is_err() && !was_there && !is_set_up(&desk).await;
    // After a refusal too: a connection that still closes while the program ends would crash it.
    desk.close().await;
    if is_for_nothing {
        profile::remove_new(&profile);
    }
    ended.map_err(|failure| failure.in_profile(&profile))
}

/// Whether somebody was signed in, or the demo was opened; when that cannot be read, it may well be.
async fn is_set_up(desk: &Desk) -> bool {
    desk.sync_status().await.map_or(true, |sync| !sync.device.is_empty())
}

async fn perform(desk: &Desk, command: Command, out: Output) -> Result<ExitCode, Failure> {
    match command {
        Command::Init(command) => init::run(desk, &command, out).await,
        Command::Login(command) => login::run(desk, &command, out).await,
        Command::Status => status::run(desk, out).await,
        Command::Sync(command) => sync::run(desk, command, out).await,
        Command::Contacts(command) => contacts::run(desk, command, out).await,
        Command::Products(command) => products::run(desk, command, out).await,
        Command::Pos(command) => pos::run(desk, command, out).await,
        Command::Cards(command) => cards::run(desk, command, out).await,
        Command::Cases(command) => cases::run(desk, command, out).await,
        Command::Checkin(command) => checkin::run(desk, command, out).await,
        Command::Invoice(command) => invoice::run(desk, command, out).await,
        Command::Statement(command) => statement::run(desk, command, out).await,
        Command::Commissions(command) => commissions::run(desk, command, out).await,
        Command::Affiliate(command) => affiliate::run(desk, command, out).await,
        Command::Membership(command) => membership::run(desk, command, out).await,
        Command::Key(_) => key::issue(desk, out).await,
        Command::Profiles(command) => profiles::run(&command, out),
        Command::Device(command) => device::run(desk, command, out).await,
        Command::Verify => verify::run(desk, out).await,
    }
}
