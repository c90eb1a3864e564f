//! The other end of the browser's way back: a port of this machine that takes one answer.
//!
//! Whoever else calls there (a page that guesses ports, a browser that opens connections in advance)
//! is turned away and changes nothing; only the answer with the right state ends the waiting.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use super::form;

/// No browser says more before its first empty line.
const MAX_HEAD_BYTES: usize = 16 * 1024;
/// A caller who has said nothing for so long is hung up on.
const PATIENCE: Duration = Duration::from_secs(10);
/// So many callers are listened to at once.
const MOST_CALLERS: usize = 16;
/// The path of the redirection.
const PATH: &str = "/callback";

/// What the browser brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Came {
    /// A code to redeem.
    Code(String),
    /// The provider, or the person there, said no; its code.
    Refused(String),
}

/// What is made of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Verdict {
    Came(Came),
    /// The right place, and not the answer to our question.
    Foreign,
    /// Nothing that we asked for.
    Elsewhere,
}

/// A port that waits.
pub(super) struct Loopback {
    listener: TcpListener,
    port: u16,
}

impl Loopback {
    /// Takes a free port, reachable from this machine alone.
    ///
    /// # Errors
    /// When there is none.
    pub(super) async fn bind() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        Ok(Self { listener, port })
    }

    /// Where the provider sends the browser back to.
    pub(super) fn redirect(&self) -> String {
        format!("http://127.0.0.1:{}{PATH}", self.port)
    }

    /// Waits for the one answer with this state, and shows its bearer a page.
    pub(super) async fn wait(self, state: &str, issuer: &str) -> Came {
        let mut callers = JoinSet::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept(), if callers.len() < MOST_CALLERS => {
                    match accepted {
                        Ok((stream, _)) => drop(callers.spawn(read_head(stream))),
                        // Too many open files, as a rule: it passes.
                        Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
                    }
                }
                Some(read) = callers.join_next(), if !callers.is_empty() => {
                    let Ok(Some((stream, head))) = read else { continue };
                    let verdict = judge(&head, self.port, state, issuer);
                    answer(stream, &verdict).await;
                    if let Verdict::Came(came) = verdict {
                        return came;
                    }
                }
            }
        }
    }
}

/// Everything up to the first empty line.
async fn read_head(mut stream: TcpStream) -> Option<(TcpStream, String)> {
    let mut head = Vec::new();
    let reading = async {
        let mut part = [0; 2048];
        while !head.windows(4).any(|end| end == b"\r\n\r\n") {
            let count = stream.read(&mut part).await.ok().filter(|count| *count > 0)?;
            head.extend_from_slice(&part[..count]);
            if head.len() > MAX_HEAD_BYTES {
                return None;
            }
        }
        Some(())
    };
    tokio::time::timeout(PATIENCE, reading).await.ok()??;
    Some((stream, String::from_utf8(head).ok()?))
}

fn judge(head: &str, port: u16, state: &str, issuer: &str) -> Verdict {
    let mut lines = head.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    // A name that somebody made point to this machine is not this machine.
    let own = format!("127.0.0.1:{port}");
    let host = lines.find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("host").then(|| value.trim().to_owned())
    });
    if method != "GET" || path != PATH || host != Some(own) {
        return Verdict::Elsewhere;
    }
    let Some(mut pairs) = form::read(query) else { return Verdict::Foreign };
    if pairs.get("state").map(String::as_str) != Some(state) {
        return Verdict::Foreign;
    }
    // RFC 9207: a provider that says who it is must be the one that was asked.
    if pairs.get("iss").is_some_and(|said| said != issuer) {
        return Verdict::Foreign;
    }
    match (pairs.remove("code"), pairs.remove("error")) {
        (Some(code), None) if !code.is_empty() => Verdict::Came(Came::Code(code)),
        (None, Some(error)) => Verdict::Came(Came::Refused(error)),
        _ => Verdict::Foreign,
    }
}

/// What whoever called sees.
async fn answer(mut stream: TcpStream, verdict: &Verdict) {
    let (status, title, text) = match verdict {
        Verdict::Came(Came::Code(_)) => (
            "200 OK",
            "Anmeldung angekommen",
            "Sie können dieses Fenster schließen. Weiter geht es in MOJO Desk.",
        ),
        Verdict::Came(Came::Refused(_)) => (
            "200 OK",
            "Nicht angemeldet",
            "Sie können dieses Fenster schließen. In MOJO Desk hat sich nichts geändert.",
        ),
        Verdict::Foreign => (
            "400 Bad Request",
            "Diese Anmeldung gehört nicht hierher",
            "Sie können dieses Fenster schließen. Beginnen Sie die Anmeldung in MOJO Desk neu.",
        ),
        Verdict::Elsewhere => ("404 Not Found", "Hier ist nichts", "MOJO Desk"),
    };
    let page = format!(
        "<!doctype html><html lang=\"de\"><meta charset=\"utf-8\"><title>{title}</title>\
         <style>body{{font:18px/1.5 system-ui,sans-serif;margin:20vh auto;max-width:32em;\
         padding:0 1em;color-scheme:light dark}}</style><h1>{title}</h1><p>{text}</p></html>"
    );
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n\
         Connection: close\r\n\r\n",
        page.len()
    );
    // A browser that is gone needs no page.
    let _ = stream.write_all(format!("{head}{page}").as_bytes()).await;
    let _ = stream.shutdown().await;
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISSUER: &str = "https://id.example.org";

    fn judged(line: &str, host: &str) -> Verdict {
        let head = format!("{line} HTTP/1.1\r\nAccept: */*\r\nHost: {host}\r\n\r\n");
        judge(&head, 4711, "right", ISSUER)
    }

    #[test]
    fn only_the_answer_to_our_question_counts() {
        let here = |line: &str| judged(line, "127.0.0.1:4711");
        let code = Verdict::Came(Came::Code("c1".to_owned()));
        assert_eq!(here("GET /callback?code=c1&state=right"), code);
        let named = "GET /callback?code=c1&state=right&iss=https%3A%2F%2Fid.example.org";
        assert_eq!(here(named), code);
        let no = Verdict::Came(Came::Refused("access_denied".to_owned()));
        assert_eq!(here("GET /callback?error=access_denied&state=right"), no);
        for foreign in [
            "GET /callback",
            "GET /callback?code=c1",
            "GET /callback?code=c1&state=wrong",
            "GET /callback?code=c1&state=right&state=right",
            "GET /callback?code=c1&code=c2&state=right",
            "GET /callback?code=&state=right",
            "GET /callback?code=c1&error=x&state=right",
            "GET /callback?code=c1&state=right&iss=https%3A%2F%2Fevil.example.org",
            "GET /callback?code=%ff&state=right",
        ] {
            assert_eq!(here(foreign), Verdict::Foreign, "{foreign}");
        }
        let answer = "/callback?code=c1&state=right";
        for elsewhere in ["GET /favicon.ico".to_owned(), format!("POST {answer}"), String::new()] {
            assert_eq!(here(&elsewhere), Verdict::Elsewhere, "{elsewhere}");
        }
        for host in ["evil.example.org:4711", "localhost:4711", "127.0.0.1:80", ""] {
            assert_eq!(judged(&format!("GET {answer}"), host), Verdict::Elsewhere, "{host}");
        }
    }

    async fn call(port: u16, bytes: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        stream.write_all(bytes.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn callers_who_are_not_meant_change_nothing_and_the_port_closes_behind_the_answer() {
        let loopback = Loopback::bind().await.unwrap();
        let port = loopback.port;
        let waiting = tokio::spawn(loopback.wait("right", ISSUER));
        // A connection in advance that says nothing.
        let silent = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let request = |query: &str| {
            format!("GET /callback?{query} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n")
        };
        assert!(call(port, &request("code=x&state=wrong")).await.starts_with("HTTP/1.1 400"));
        assert!(call(port, "GET / HTTP/1.1\r\n\r\n").await.starts_with("HTTP/1.1 404"));
        let huge = format!("GET / HTTP/1.1\r\nx: {}\r\n", "x".repeat(MAX_HEAD_BYTES));
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let _ = stream.write_all(huge.as_bytes()).await;
        let page = call(port, &request("code=c1&state=right")).await;
        assert!(page.starts_with("HTTP/1.1 200"), "{page}");
        assert!(page.contains("Sie können dieses Fenster schließen"), "{page}");
        assert_eq!(waiting.await.unwrap(), Came::Code("c1".to_owned()));
        assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err(), "one answer only");
        drop(silent);
    }
}
