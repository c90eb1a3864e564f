//! Mail over SMTP (RFC 5321), encrypted unless the server is this machine.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor};

use super::send::{MailSender, NotSent, OutgoingMail, Sending};
use super::{MailAddress, one_line};

/// No answer to one command after so long.
const COMMAND: Duration = Duration::from_secs(30);
/// No end after so long; the lease of an attempt is longer.
const WHOLE: Duration = Duration::from_secs(240);
/// The most of an answer that is kept, in letters.
const LONGEST_ANSWER: usize = 300;
/// Who writes.
const FROM_NAME: &str = "MOJO";

/// Where mail is handed over, and by whom it is sent.
#[derive(Clone)]
pub struct SmtpSettings {
    /// `smtps://HOST[:PORT]` (TLS from the first byte), or `smtp://HOST[:PORT]` (STARTTLS; plain
    /// only on this machine).
    pub url: String,
    /// Whom the server knows, and the password; `None` where it takes mail from anybody.
    pub login: Option<(String, String)>,
    /// The address of the sender.
    pub from: String,
}

/// The password is shown nowhere.
impl std::fmt::Debug for SmtpSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmtpSettings")
            .field("url", &self.url)
            .field("from", &self.from)
            .finish_non_exhaustive()
    }
}

/// Why there is no way for mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SmtpSettingsError {
    /// Not `smtps://HOST[:PORT]` or `smtp://HOST[:PORT]`.
    #[error("the mail server is smtps://HOST[:PORT] or smtp://HOST[:PORT]")]
    Url,
    /// TLS cannot be set up for this name.
    #[error("the mail server's name is none that a certificate could bear")]
    Tls,
    /// The sender's address is none.
    #[error("the sender of mail is an address such as no-reply@example.org")]
    From,
    /// Nothing that is tried is written to anybody.
    #[error("a platform for trying things sends no mail: leave the mail server out")]
    Trial,
}

/// How the connection is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cover {
    Tls,
    StartTls,
    Plain,
}

/// The server, and how it is talked to.
struct Place {
    cover: Cover,
    host: String,
    port: u16,
    hello: ClientId,
    login: Option<Credentials>,
}

/// The client.
#[derive(Clone)]
pub(crate) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    place: Arc<Place>,
    from: Mailbox,
    /// The right side of every Message-ID.
    domain: Arc<str>,
}

/// The password within is shown nowhere.
impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Smtp").field("domain", &self.domain).finish_non_exhaustive()
    }
}

impl Smtp {
    /// A client; nothing is connected yet.
    ///
    /// # Errors
    /// [`SmtpSettingsError`].
    pub(crate) fn try_new(settings: &SmtpSettings) -> Result<Self, SmtpSettingsError> {
        let from = MailAddress::try_new(&settings.from).map_err(|_| SmtpSettingsError::From)?;
        let (cover, host, port) = place_of(&settings.url).ok_or(SmtpSettingsError::Url)?;
        let no_tls = |_| SmtpSettingsError::Tls;
        let builder = match cover {
            Cover::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(host).map_err(no_tls)?,
            Cover::StartTls => {
                AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(host).map_err(no_tls)?
            }
            Cover::Plain => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host),
        };
        let domain: Arc<str> = from.domain().into();
        let hello = ClientId::Domain(domain.as_ref().to_owned());
        let mut builder = builder.port(port).timeout(Some(COMMAND)).hello_name(hello.clone());
        let login = settings.login.clone();
        let login = login.map(|(user, password)| Credentials::new(user, password));
        if let Some(login) = &login {
            builder = builder.credentials(login.clone());
        }
        let place = Arc::new(Place { cover, host: host.to_owned(), port, hello, login });
        let from = Mailbox::new(Some(FROM_NAME.to_owned()), from.into_inner());
        Ok(Self { transport: builder.build(), place, from, domain })
    }

    async fn hand_over(&self, mail: &OutgoingMail) -> Result<(), NotSent> {
        let message = self.message(mail)?;
        let Ok(sent) = tokio::time::timeout(WHOLE, self.transport.send(message)).await else {
            return Err(NotSent::NoWay("no answer in time".to_owned()));
        };
        let Err(error) = sent else { return Ok(()) };
        let answer = kept_answer(&error.to_string());
        if error.is_transient() {
            return Err(NotSent::Later(answer));
        }
        let Some(reader) = reader_of(mail).filter(|_| error.is_permanent()) else {
            return Err(NotSent::NoWay(answer));
        };
        match tokio::time::timeout(WHOLE, self.is_reader_refused(reader)).await {
            Ok(Ok(true)) => Err(NotSent::Refused(answer)),
            // It would be taken, but for what stands in it or what the server thinks of it today.
            Ok(Ok(false)) => Err(NotSent::Later(answer)),
            Ok(Err(_)) | Err(_) => {
                tracing::error!(%answer, "the mail server refuses the platform or its sender");
                Err(NotSent::NoWay(answer))
            }
        }
    }

    /// Whether the server refuses this reader for good. Which command of a mail was refused the library
    /// does not tell, so that they are tried one by one, and no mail is sent. Whoever refuses the
    /// greeting, the password or the sender refuses no reader.
    ///
    /// # Errors
    /// What the server said to a command before.
    async fn is_reader_refused(&self, reader: Address) -> Result<bool, Error> {
        let Place { cover, host, port, hello, login } = &*self.place;
        let tls = || TlsParameters::new(host.clone());
        let from_the_start = (*cover == Cover::Tls).then(tls).transpose()?;
        let server = (host.as_str(), *port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(COMMAND), hello, from_the_start, None)
                .await?;
        if *cover == Cover::StartTls {
            connection.starttls(tls()?, hello).await?;
        }
        if let Some(login) = login {
            connection.auth(DEFAULT_MECHANISMS, login).await?;
        }
        connection.command(Mail::new(Some(self.from.email.clone()), Vec::new())).await?;
        let answer = connection.command(Rcpt::new(reader, Vec::new())).await;
        // Nothing was handed over: how it ends is of no interest.
        connection.abort().await;
        Ok(answer.is_err_and(|error| error.is_permanent()))
    }

    /// The same mail is the same message, each time it is sent.
    fn message(&self, mail: &OutgoingMail) -> Result<Message, NotSent> {
        let address =
            reader_of(mail).ok_or_else(|| NotSent::Refused("not an address".to_owned()))?;
        let name = Some(one_line(&mail.to_name)).filter(|name| !name.is_empty());
        let queued = Duration::from_micros(u64::try_from(mail.queued_at).unwrap_or_default());
        Message::builder()
            .message_id(Some(format!("<{}@{}>", mail.mail_id, self.domain)))
            .date(SystemTime::UNIX_EPOCH + queued)
            .from(self.from.clone())
            .to(Mailbox::new(name, address))
            .subject(one_line(&mail.subject))
            .multipart(MultiPart::alternative_plain_html(mail.text.clone(), mail.html.clone()))
            .map_err(|error| NotSent::Refused(kept_answer(&error.to_string())))
    }
}

impl MailSender for Smtp {
    fn send<'a>(&'a self, mail: &'a OutgoingMail) -> Sending<'a> {
        Box::pin(self.hand_over(mail))
    }
}

/// To whom a mail goes; `None` for what is no address.
fn reader_of(mail: &OutgoingMail) -> Option<Address> {
    mail.to_address.parse().ok()
}

/// How, where and at which port; `None` for an address of another form.
fn place_of(url: &str) -> Option<(Cover, &str, u16)> {
    let (scheme, rest) = url.trim_end_matches('/').split_once("://")?;
    let (host, port) = match rest.rsplit_once(':') {
        // The colons within `[::1]` are no port's.
        Some((host, port)) if !port.contains(']') => (host, Some(port.parse::<u16>().ok()?)),
        _ => (rest, None),
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
    if host.is_empty() || !host.chars().all(is_name) {
        return None;
    }
    let is_here = ["127.0.0.1", "localhost", "[::1]"].contains(&host);
    let host = host.trim_start_matches('[').trim_end_matches(']');
    match scheme {
        "smtps" => Some((Cover::Tls, host, port.unwrap_or(465))),
        "smtp" if is_here => Some((Cover::Plain, host, port.unwrap_or(25))),
        "smtp" => Some((Cover::StartTls, host, port.unwrap_or(587))),
        _ => None,
    }
}

fn kept_answer(text: &str) -> String {
    one_line(text).chars().take(LONGEST_ANSWER).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_elsewhere_is_always_asked_for_encryption() {
        let read = |url| place_of(url);
        assert_eq!(read("smtps://mail.example.org"), Some((Cover::Tls, "mail.example.org", 465)));
        let submission = Some((Cover::StartTls, "mail.example.org", 587));
        assert_eq!(read("smtp://mail.example.org/"), submission);
        assert_eq!(read("smtp://127.0.0.1:2525"), Some((Cover::Plain, "127.0.0.1", 2525)));
        assert_eq!(read("smtp://[::1]:2525"), Some((Cover::Plain, "::1", 2525)));
        assert_eq!(read("smtp://[::1]"), Some((Cover::Plain, "::1", 25)));
        // A name that only begins like this machine's.
        let other = Some((Cover::StartTls, "localhost.example.org", 587));
        assert_eq!(read("smtp://localhost.example.org"), other);
        for wrong in ["", "mail.example.org", "http://x", "smtp://", "smtps://x:many", "smtp://a b"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_password_is_shown_nowhere_and_the_sender_is_an_address() {
        let settings = |from: &str| SmtpSettings {
            url: "smtp://127.0.0.1:2525".to_owned(),
            login: Some(("mojo".to_owned(), "geheim".to_owned())),
            from: from.to_owned(),
        };
        let known = settings("no-reply@example.org");
        let client = Smtp::try_new(&known).unwrap();
        assert!(!format!("{known:?} {client:?}").contains("geheim"));
        assert_eq!(client.domain.as_ref(), "example.org");
        let refused = Smtp::try_new(&settings("nobody")).unwrap_err();
        assert_eq!(refused, SmtpSettingsError::From);
    }
}
