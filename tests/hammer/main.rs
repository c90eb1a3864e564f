//! The promise under hammering, from outside: `kills` cuts real desks and the real platform, `matrix`
//! plays many short runs of several clients under one kind of fault each, `client` is one of them.
//! Rows and words: `cargo xtask hammer --help`, `cargo xtask matrix --help`.
#![expect(clippy::unwrap_used, reason = "what cannot be set up ends the run")]
#![expect(clippy::print_stdout, reason = "a tool for the terminal")]

mod books;
mod client;
mod dice;
mod heal;
mod history;
mod kills;
mod matrix;
mod practice;
mod shop;
mod small_disk;
mod trouble;

use std::process::ExitCode;

use mojo_journeys::options::Options;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some((verb, rest)) = words.split_first() else {
        eprintln!("hammer kills|matrix|client");
        return ExitCode::from(2);
    };
    let options = match Options::read(rest) {
        Ok(options) => options,
        Err(why) => {
            eprintln!("hammer: {why}");
            return ExitCode::from(2);
        }
    };
    let faults = match verb.as_str() {
        "kills" => kills::run(&options),
        "matrix" => matrix::run(&options),
        "client" => client::run(&options),
        other => {
            eprintln!("hammer: there is no `{other}`");
            return ExitCode::from(2);
        }
    };
    if faults == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) }
}
