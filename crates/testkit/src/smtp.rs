//! A mail server of our own: a service that speaks as much SMTP (RFC 5321) as a client needs to hand
//! mails over, keeps what it takes, and fails where it is told to.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// No mail is longer.
const MOST: usize = 1024 * 1024;

/// What goes wrong, each once and in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmtpFault {
    /// The greeting says that nothing is taken now (421).
    Busy,
    /// The greeting refuses the client for good (554).
    Closed,
    /// The sender is refused for good (553).
    Sender,
    /// The reader is refused for now (451).
    Later,
    /// The reader is refused for good (550), now and when it is asked for again.
    Refused,
    /// The mail is refused for good once it was read (554).
    Content,
    /// The mail is taken, and the connection breaks before the answer.
    LostAfter,
}

/// A mail that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenMail {
    /// As `MAIL FROM` said.
    pub from: String,
    /// As each `RCPT TO` said.
    pub to: Vec<String>,
    /// Headers and body, without the dots of the dialogue.
    pub data: String,
}

impl TakenMail {
    /// The first value of a header, unfolded; empty when there is none.
    pub fn header(&self, name: &str) -> String {
        let mut lines = self.headers().into_iter();
        let found = lines.find_map(|line| {
            let (found, value) = line.split_once(':')?;
            found.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
        });
        found.unwrap_or_default()
    }

    /// Every header, unfolded.
    pub fn headers(&self) -> Vec<String> {
        let mut headers: Vec<String> = Vec::new();
        for line in self.data.split("\r\n").take_while(|line| !line.is_empty()) {
            match headers.last_mut() {
                Some(last) if line.starts_with([' ', '\t']) => last.push_str(line),
                _ => headers.push(line.to_owned()),
            }
        }
        headers
    }
}

#[derive(Debug, Default)]
struct Kept {
    taken: Vec<TakenMail>,
    faults: VecDeque<SmtpFault>,
}

impl Kept {
    /// Takes the next fault, when it is one of these.
    fn next(&mut self, of: &[SmtpFault]) -> Option<SmtpFault> {
        let next = self.faults.front().copied().filter(|fault| of.contains(fault));
        if next.is_some() {
            self.faults.pop_front();
        }
        next
    }
}

/// The service; it ends with this value.
#[derive(Debug)]
pub struct SmtpSink {
    url: String,
    kept: Arc<Mutex<Kept>>,
    serving: JoinHandle<()>,
}

impl SmtpSink {
    /// Serves on a free port of this machine.
    ///
    /// # Panics
    /// When there is no free port.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("there is a free port");
        let address = listener.local_addr().expect("a listener has an address");
        let kept = Arc::new(Mutex::new(Kept::default()));
        let of_service = Arc::clone(&kept);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let kept = Arc::clone(&of_service);
                // A client that breaks off ends its own dialogue.
                tokio::spawn(async move { drop(talk(stream, &kept).await) });
            }
        });
        Self { url: format!("smtp://{address}"), kept, serving }
    }

    /// Where it answers.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What goes wrong next.
    pub fn fail_with(&self, faults: &[SmtpFault]) {
        lock(&self.kept).faults.extend(faults);
    }

    /// Every mail that was taken, the first one first.
    pub fn taken(&self) -> Vec<TakenMail> {
        lock(&self.kept).taken.clone()
    }
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

fn lock(kept: &Mutex<Kept>) -> MutexGuard<'_, Kept> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The dialogue with one client.
async fn talk(stream: TcpStream, kept: &Mutex<Kept>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let fault = lock(kept).next(&[SmtpFault::Busy, SmtpFault::Closed]);
    match fault {
        Some(SmtpFault::Busy) => return say(&mut stream, "421 too busy").await,
        Some(_) => return say(&mut stream, "554 no service for you").await,
        None => say(&mut stream, "220 sink.example ESMTP").await?,
    }
    let (mut from, mut to) = (String::new(), Vec::new());
    while let Some(line) = hear(&mut stream).await? {
        let command = line.to_ascii_uppercase();
        match command.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => say(&mut stream, "250-sink.example\r\n250 8BITMIME").await?,
            "HELO" | "NOOP" => say(&mut stream, "250 fine").await?,
            "MAIL" => {
                from = path_of(&line);
                let fault = lock(kept).next(&[SmtpFault::Sender]);
                let answer = if fault.is_some() { "553 not as this sender" } else { "250 fine" };
                say(&mut stream, answer).await?;
            }
            "RCPT" => {
                let fault = lock(kept).next(&[SmtpFault::Later, SmtpFault::Refused]);
                let answer = match fault {
                    Some(SmtpFault::Later) => "451 try again later",
                    Some(_) => "550 no such reader here",
                    None => {
                        to.push(path_of(&line));
                        "250 fine"
                    }
                };
                say(&mut stream, answer).await?;
            }
            "DATA" => {
                say(&mut stream, "354 go on").await?;
                let Some(data) = hear_data(&mut stream).await? else { return Ok(()) };
                if lock(kept).next(&[SmtpFault::Content]).is_some() {
                    say(&mut stream, "554 looks like spam").await?;
                    continue;
                }
                let taken = TakenMail {
                    from: std::mem::take(&mut from),
                    to: std::mem::take(&mut to),
                    data,
                };
                lock(kept).taken.push(taken);
                let fault = lock(kept).next(&[SmtpFault::LostAfter]);
                if fault.is_some() {
                    return Ok(());
                }
                say(&mut stream, "250 taken").await?;
            }
            "RSET" => {
                (from, to) = (String::new(), Vec::new());
                say(&mut stream, "250 fine").await?;
            }
            "QUIT" => return say(&mut stream, "221 bye").await,
            _ => say(&mut stream, "500 what").await?,
        }
    }
    Ok(())
}

async fn say(stream: &mut BufReader<TcpStream>, line: &str) -> std::io::Result<()> {
    stream.write_all(format!("{line}\r\n").as_bytes()).await?;
    stream.flush().await
}

/// A line without its end; `None` when the client has gone.
async fn hear(stream: &mut BufReader<TcpStream>) -> std::io::Result<Option<String>> {
    let mut line = Vec::new();
    let read = stream.read_until(b'\n', &mut line).await?;
    let text = String::from_utf8_lossy(&line);
    Ok((read > 0).then(|| text.trim_end_matches(['\r', '\n']).to_owned()))
}

/// The mail up to the line with the single dot; `None` when the client has gone before.
async fn hear_data(stream: &mut BufReader<TcpStream>) -> std::io::Result<Option<String>> {
    let mut data = String::new();
    while let Some(line) = hear(stream).await? {
        if line == "." {
            return Ok(Some(data));
        }
        if data.len() > MOST {
            return Ok(None);
        }
        data.push_str(line.strip_prefix('.').unwrap_or(&line));
        data.push_str("\r\n");
    }
    Ok(None)
}

/// What stands between the angle brackets.
fn path_of(line: &str) -> String {
    let path = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    path.map_or_else(String::new, |(path, _)| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_unfolded() {
        let mail = TakenMail {
            from: String::new(),
            to: Vec::new(),
            data: "Subject: one\r\n two\r\nTo: a@b.de\r\n\r\nTo: body\r\n".to_owned(),
        };
        assert_eq!(mail.headers(), ["Subject: one two", "To: a@b.de"]);
        assert_eq!(
            (mail.header("subject"), mail.header("cc")),
            ("one two".to_owned(), String::new())
        );
        assert_eq!(path_of("RCPT TO:<anna@example.org> NOTIFY=NEVER"), "anna@example.org");
    }

    #[tokio::test]
    async fn a_mail_is_taken_without_the_dots_of_the_dialogue() {
        let sink = SmtpSink::start().await;
        let address = sink.url().strip_prefix("smtp://").unwrap().to_owned();
        let mut stream = BufReader::new(TcpStream::connect(address).await.unwrap());
        for line in ["EHLO x", "MAIL FROM:<a@b.de>", "RCPT TO:<c@d.de>", "DATA", "..x\r\n.", "QUIT"]
        {
            say(&mut stream, line).await.unwrap();
        }
        while hear(&mut stream).await.unwrap().is_some() {}
        let taken = sink.taken();
        assert_eq!(
            (taken[0].from.as_str(), taken[0].to.as_slice()),
            ("a@b.de", &["c@d.de".to_owned()][..])
        );
        assert_eq!(taken[0].data, ".x\r\n");
    }
}
