//! How mail leaves, and where the links in it lead, as the command line says.

use std::path::PathBuf;

use mojo_platform::{Platform, SmtpSettings};

use super::read_secret;
use super::values::web_address;

#[derive(Debug, clap::Args)]
pub(super) struct MailArguments {
    /// Where people reach this platform: the beginning of links in mails.
    #[arg(long, value_name = "URL", env = "MOJO_PUBLIC_URL", value_parser = web_address)]
    pub(super) public_url: Option<String>,
    /// The mail server: `smtps://HOST[:PORT]`, or `smtp://HOST[:PORT]` with STARTTLS; without one
    /// mails wait, and staff hand their text over.
    #[arg(
        long,
        value_name = "URL",
        env = "MOJO_SMTP_URL",
        requires_all = ["mail_from", "public_url"]
    )]
    smtp_url: Option<String>,
    /// The name by which the mail server knows this platform.
    #[arg(long, value_name = "NAME", env = "MOJO_SMTP_USER", requires = "smtp_password_file")]
    smtp_user: Option<String>,
    /// A file with the password for the mail server.
    #[arg(long, value_name = "FILE", env = "MOJO_SMTP_PASSWORD_FILE", requires = "smtp_user")]
    smtp_password_file: Option<PathBuf>,
    /// The address from which mail is sent.
    #[arg(long, value_name = "ADDRESS", env = "MOJO_MAIL_FROM")]
    mail_from: Option<String>,
}

/// Mail leaves through a server when there is one.
pub(super) fn with_mail(platform: Platform, arguments: &MailArguments) -> anyhow::Result<Platform> {
    let platform = match &arguments.public_url {
        Some(url) => platform.with_public_url(url),
        None => platform,
    };
    let (Some(url), Some(from)) = (&arguments.smtp_url, &arguments.mail_from) else {
        return Ok(platform);
    };
    let password = arguments.smtp_password_file.as_deref().map(read_secret).transpose()?;
    let password = password.map(|text| text.trim_end_matches(['\r', '\n']).to_owned());
    let login = arguments.smtp_user.clone().zip(password);
    Ok(platform.with_smtp(&SmtpSettings { url: url.clone(), login, from: from.clone() })?)
}
