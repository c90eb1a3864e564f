//! The house's own tools, one verb a file: `cargo xtask run`, `test`, `bench` and what they are made of.
//!
//! It compiles in seconds and without any system library, because it is what installs them.

mod bare_debian;
mod bench;
mod bindings;
mod corpus;
mod deps;
mod environment;
mod failure;
mod faults;
mod freeze;
mod fuzz;
mod gallery;
mod hammer;
mod help;
mod identity;
mod judges;
mod load;
mod postgres;
mod process;
mod report;
mod run;
mod simulate;
mod steps;
mod stripe;
mod test;
mod tidy;
mod ui;
mod workshop;

use std::process::ExitCode;

use failure::{Failure, Outcome};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nxtask: {}", failure.message);
            ExitCode::from(failure.code)
        }
    }
}

fn dispatch(arguments: &[String]) -> Outcome {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let Some((&verb, rest)) = words.split_first() else {
        eprint!("{}", help::OVERVIEW);
        return Err(Failure::usage("which one?"));
    };
    if ["help", "--help", "-h"].contains(&verb) {
        return help::show(rest.first().copied());
    }
    if rest.iter().any(|word| ["--help", "-h"].contains(word)) {
        return help::show(Some(verb));
    }
    match verb {
        "run" => run::run(rest),
        "test" => test::test(rest),
        "bench" => bench::bench(rest),
        "simulate" => simulate::simulate(rest),
        "deps" => deps::deps(rest),
        "ui" => ui::ui(rest),
        "bindings" => bindings::bindings(rest),
        "freeze" => freeze::freeze(rest),
        "postgres" => postgres::postgres(rest),
        "tidy" => tidy::tidy(rest),
        "gallery" => gallery::gallery(rest),
        "faults" => faults::faults(rest),
        "hammer" => hammer::hammer(rest),
        "corpus" => corpus::corpus(rest),
        "load" => load::load(rest),
        "matrix" => hammer::matrix(rest),
        "identity" => identity::identity(rest),
        "fuzz" => fuzz::fuzz(rest),
        "bare-debian" => bare_debian::bare_debian(rest),
        other => {
            eprint!("{}", help::OVERVIEW);
            Err(Failure::usage(&format!("there is no `{other}`")))
        }
    }
}
