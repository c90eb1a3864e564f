//! The payment provider behind the platform that is fuzzed: the project's own Stripe, as a program that
//! ends with this value.

use std::{
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    failure::{Failure, Outcome},
    process, workshop,
};

/// By what it signs its events.
const SECRET: &str = "whsec_fuzz";
/// By what a customer's browser would speak to it.
const PUBLISHABLE_KEY: &str = "pk_test_fuzz";
/// So many seconds it serves at most: longer than any run.
const LASTS: &str = "86400";
/// What lies ready for transfers, in cents.
const BALANCE: i64 = 1_000_000_000_000;

/// The provider.
pub(super) struct Provider {
    child: Child,
    /// One wish a line, as JSON; it ends when this does.
    wishes: ChildStdin,
    answers: BufReader<ChildStdout>,
    url: String,
    key: String,
    key_file: PathBuf,
    secret_file: PathBuf,
}

impl Provider {
    /// Starts it, with accounts that can be paid to and that sell; its secrets lie in the folder.
    pub(super) fn start(folder: &Path) -> Outcome<Self> {
        let mut command = process::bound_to_us(&workshop::binary("debug", "fake-stripe"));
        command.arg(LASTS).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(failed)?;
        let (Some(wishes), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(failed("it has no input or no output"));
        };
        let mut provider = Self {
            child,
            wishes,
            answers: BufReader::new(stdout),
            url: String::new(),
            key: String::new(),
            key_file: folder.join("stripe-key"),
            secret_file: folder.join("webhook-secret"),
        };
        let told = provider.answer()?;
        let text = |name: &str| told[name].as_str().unwrap_or_default().to_owned();
        (provider.url, provider.key) = (text("url"), text("key"));
        workshop::write_secret(&provider.key_file, &format!("{}\n", provider.key))?;
        workshop::write_secret(&provider.secret_file, &format!("{SECRET}\n"))?;
        provider.wish(&json!({ "do": "set_balance", "currency": "eur", "cents": BALANCE }))?;
        // `fuzz/prepare.py` names them.
        provider.wish(&json!({ "do": "open_account", "id": "acct_fuzz" }))?;
        provider.wish(&json!({ "do": "open_merchant", "id": "acct_fuzz_shop" }))?;
        Ok(provider)
    }

    /// Has it do something that a customer, a bank or the time would do.
    fn wish(&mut self, wish: &Value) -> Outcome {
        writeln!(self.wishes, "{wish}").and_then(|()| self.wishes.flush()).map_err(failed)?;
        let answer = self.answer()?;
        if answer["error"].is_string() { Err(failed(&answer["error"])) } else { Ok(()) }
    }

    fn answer(&mut self) -> Outcome<Value> {
        let mut line = String::new();
        self.answers.read_line(&mut line).map_err(failed)?;
        serde_json::from_str(&line).map_err(|error| failed(format!("`{line}`: {error}")))
    }

    /// The words by which a server knows it, its events and its page.
    pub(super) fn serve_by(&self, command: &mut Command) {
        self.pay_by(command);
        command.arg("--stripe-webhook-secret-file").arg(&self.secret_file);
        command.args(["--stripe-publishable-key", PUBLISHABLE_KEY]);
    }

    /// The words by which a job knows it.
    pub(super) fn pay_by(&self, command: &mut Command) {
        command.args(["--stripe-url", &self.url]).arg("--stripe-key-file").arg(&self.key_file);
    }

    /// What `fuzz/prepare.py` needs to play the customers and the provider's events.
    pub(super) fn tell(&self, command: &mut Command) {
        command.env("MOJO_FUZZ_STRIPE", &self.url).env("MOJO_FUZZ_STRIPE_KEY", &self.key);
        command.env("MOJO_FUZZ_WEBHOOK_SECRET", SECRET);
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        process::stop(&mut self.child, "TERM", Duration::from_secs(5));
    }
}

fn failed(why: impl std::fmt::Display) -> Failure {
    Failure::new(format!("the payment provider: {why}"))
}
