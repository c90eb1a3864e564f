//! `simulate`: runs seeds and says what came of them; with the feature `mutants` it also says which
//! deliberate faults are noticed. `cargo xtask simulate` builds and starts it.

mod arguments;
mod core;
#[cfg(feature = "mutants")]
mod mutants;
mod report;
mod seeds;
mod shares;
mod sums;

use std::process::ExitCode;

use arguments::Arguments;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let arguments = match Arguments::parse(&words) {
        Ok(arguments) => arguments,
        Err(error) => {
            eprintln!("simulate: {error}");
            return ExitCode::from(2);
        }
    };
    let is_good =
        if arguments.is_of_mutants { all_mutants(&arguments) } else { seeds::run_all(&arguments) };
    if is_good { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(feature = "mutants")]
fn all_mutants(arguments: &Arguments) -> bool {
    mutants::run_all(arguments)
}

#[cfg(not(feature = "mutants"))]
fn all_mutants(_: &Arguments) -> bool {
    eprintln!("simulate: built without the feature `mutants`");
    false
}
