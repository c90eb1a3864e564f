//! Our Stripe as a program, for clients that others wrote: `cargo xtask test` lets Stripe's own Python
//! package judge it (`tests/stripe/judge.py`), and `cargo xtask fuzz` lets the platform be paid by it.
//!
//! `fake-stripe [SECONDS]`. Its first line is `{"url", "key"}`. Then it takes one wish a line, as JSON,
//! and answers each with one line: what a customer, a bank or the time would do. It ends when its input
//! does, or after the seconds.
#![expect(clippy::print_stdout, reason = "the answers are its output")]

use std::io::BufRead as _;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use mojo_testkit::stripe::{FakeStripe, Fault, PeriodOutcome, signature};
use serde_json::{Value, json};

/// How long it serves when nothing else is said.
const SECONDS: u64 = 120;
/// How long a slow answer takes.
const SLOW: Duration = Duration::from_secs(3);

fn main() {
    let seconds = std::env::args().nth(1).map_or(SECONDS, |word| word.parse().expect("SECONDS"));
    let patience = Duration::from_secs(seconds);
    let runtime = tokio::runtime::Runtime::new().expect("threads");
    let stripe = runtime.block_on(FakeStripe::start());
    println!("{}", json!({ "url": stripe.url(), "key": FakeStripe::KEY }));
    let (wishes, since) = (wishes(), Instant::now());
    while let Ok(wish) = wishes.recv_timeout(patience.saturating_sub(since.elapsed())) {
        println!("{}", answer(&stripe, &wish));
    }
}

/// The lines of the input, until it ends.
fn wishes() -> mpsc::Receiver<String> {
    let (send, lines) = mpsc::channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                return;
            }
        }
    });
    lines
}

/// Does what is wished; gives back what came of it, or `{"error"}` for what nobody knows.
fn answer(stripe: &FakeStripe, line: &str) -> Value {
    let Ok(wish) = serde_json::from_str::<Value>(line) else { return unknown(line) };
    let text = |name: &str| wish[name].as_str().unwrap_or_default();
    let number = |name: &str| wish[name].as_i64().unwrap_or_default();
    let texts = |name: &str| -> Vec<&str> {
        wish[name].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
    };
    match text("do") {
        "pay" => stripe.pay(text("id")),
        "fail_refund" => stripe.fail_refund(text("id")),
        "settle_account" => stripe.settle_account(text("id"), &texts("wants")),
        "pass_period" => {
            let is_paid = text("outcome") == "paid";
            let outcome = if is_paid { PeriodOutcome::Paid } else { PeriodOutcome::Failed };
            json!(stripe.let_period_pass(text("id"), outcome))
        }
        "set_balance" => {
            stripe.set_balance(text("currency"), number("cents"));
            Value::Null
        }
        "open_account" => {
            stripe.open_account(text("id"));
            Value::Null
        }
        "open_merchant" => {
            stripe.open_merchant(text("id"));
            Value::Null
        }
        "forget_keys" => {
            stripe.forget_keys();
            Value::Null
        }
        "fail_with" => {
            let names = texts("faults");
            let Some(faults) = names.iter().map(|name| fault(name)).collect::<Option<Vec<_>>>()
            else {
                return unknown(line);
            };
            stripe.fail_with(&faults);
            Value::Null
        }
        "events" => {
            let events = stripe.events();
            let signed = |event: &Value| {
                let payload = event.to_string();
                let signature = signature(&payload, text("secret"), number("at"));
                json!({ "payload": payload, "signature": signature })
            };
            Value::Array(events.iter().map(signed).collect())
        }
        _ => unknown(line),
    }
}

fn fault(name: &str) -> Option<Fault> {
    Some(match name {
        "fail_before" => Fault::FailBefore,
        "fail_after" => Fault::FailAfter,
        "lost_after" => Fault::LostAfter,
        "too_many" => Fault::TooMany,
        "slow" => Fault::Slow(SLOW),
        _ => return None,
    })
}

fn unknown(line: &str) -> Value {
    json!({ "error": format!("nobody knows how to do this: {line}") })
}
