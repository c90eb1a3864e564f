//! `found [--name NAME] [--country CC] --admin-login NAME --admin-name NAME [--admin-password-file FILE]`,
//! `admin create --login NAME --name NAME --reason TEXT [--password-file FILE]`. A password is never an
//! argument: everybody on the machine can read those.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use mojo_domain::commissions::CountryCode;
use mojo_platform::{AdminWish, Founding};

use super::values::{country, reason};
use super::{DatabaseArguments, open, read_secret};

#[derive(Debug, clap::Args)]
pub(super) struct FoundArguments {
    /// The operator's name.
    #[arg(long, value_name = "NAME", default_value = "MOJO LLC")]
    name: String,
    /// Where the operator is at home, ISO 3166-1.
    #[arg(long, value_name = "CC", default_value = "US", value_parser = country)]
    country: CountryCode,
    /// What the first administrator types to sign in.
    #[arg(long, value_name = "NAME")]
    admin_login: String,
    /// What the first administrator is called.
    #[arg(long, value_name = "NAME")]
    admin_name: String,
    /// A file with the first administrator's password; standard input where there is none.
    #[arg(long, value_name = "FILE")]
    admin_password_file: Option<PathBuf>,
    #[command(flatten)]
    database: DatabaseArguments,
}

#[derive(Debug, clap::Subcommand)]
pub(super) enum AdminCommand {
    /// Makes a further administrator, where all of them have lost access.
    Create {
        /// What the administrator types to sign in.
        #[arg(long, value_name = "NAME")]
        login: String,
        /// What the administrator is called.
        #[arg(long, value_name = "NAME")]
        name: String,
        /// Why, for the audit log.
        #[arg(long, value_name = "TEXT", value_parser = reason)]
        reason: String,
        /// A file with the password; standard input where there is none.
        #[arg(long, value_name = "FILE")]
        password_file: Option<PathBuf>,
        #[command(flatten)]
        database: DatabaseArguments,
    },
}

pub(super) async fn found(arguments: FoundArguments) -> anyhow::Result<()> {
    let password = read_password(arguments.admin_password_file.as_deref())?;
    let admin = AdminWish::try_new(&arguments.admin_login, &arguments.admin_name, &password)?;
    let founding = Founding::try_new(&arguments.name, arguments.country, admin)?;
    let platform = open(&arguments.database, true).await?;
    let founded = platform.found(founding).await;
    platform.close().await;
    writeln!(std::io::stdout(), "{}", founded?)?;
    Ok(())
}

pub(super) async fn administer(command: AdminCommand) -> anyhow::Result<()> {
    let AdminCommand::Create { login, name, reason, password_file, database } = command;
    let password = read_password(password_file.as_deref())?;
    let admin = AdminWish::try_new(&login, &name, &password)?;
    let platform = open(&database, false).await?;
    let made = platform.create_admin(admin, &reason).await;
    platform.close().await;
    writeln!(std::io::stdout(), "{}", made?)?;
    Ok(())
}

/// The password, without the end of its line.
fn read_password(file: Option<&Path>) -> anyhow::Result<String> {
    let text = match file {
        Some(file) => read_secret(file)?,
        None => {
            let input = std::io::stdin();
            anyhow::ensure!(
                !input.is_terminal(),
                "a terminal would show the password: give a file that holds it, or send it to \
                 standard input"
            );
            std::io::read_to_string(input)?
        }
    };
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}
