//! The system's browser.

use std::io;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Who shows an address to whoever sits at the desk.
pub trait Browser: Send + Sync {
    /// Opens `address`; may take a moment, and does not wait for the person.
    ///
    /// # Errors
    /// When there is no browser, or it does not start.
    fn open(&self, address: &str) -> io::Result<()>;
}

/// The browser that the system opens addresses with.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemBrowser;

/// How often, and how long each time, to look whether the opener failed at once.
const LOOKS: u32 = 10;
const LOOK: Duration = Duration::from_millis(50);

impl Browser for SystemBrowser {
    fn open(&self, address: &str) -> io::Result<()> {
        let mut command = opener(address);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        for _ in 0..LOOKS {
            match child.try_wait()? {
                Some(status) if status.success() => return Ok(()),
                Some(status) => return Err(io::Error::other(status.to_string())),
                None => std::thread::sleep(LOOK),
            }
        }
        // Some openers live as long as their browser; somebody has to take note of their end.
        std::thread::spawn(move || child.wait());
        Ok(())
    }
}

/// The address is an argument of its own everywhere: no shell reads it.
fn opener(address: &str) -> Command {
    let (program, words): (&str, &[&str]) = if cfg!(windows) {
        ("rundll32", &["url.dll,FileProtocolHandler"])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(words).arg(address);
    command
}
