//! Stripe's own Python package judges our Stripe. From PyPI, pinned by hash; never part of the product.

use crate::{
    environment,
    failure::{Failure, Outcome},
    process,
    steps::say,
    workshop,
};

/// Lets the package walk our Stripe, which was built; its last line says how many checks that were.
pub(crate) fn judge() -> Outcome<String> {
    let pin = workshop::root().join("crates/xtask/stripe/requirements.txt");
    let python = environment::python("stripe", &pin, "import stripe")?;
    let mut judge = process::bound_to_us(&python);
    // Nothing is written beside the script, each line comes at once, and no other packages are taken.
    judge.args(["-B", "-u"]).env_remove("PYTHONHOME").env_remove("PYTHONPATH");
    judge.arg(workshop::root().join("tests/stripe/judge.py"));
    judge.arg(workshop::binary("debug", "fake-stripe"));
    let (mut wrong, mut last) = (None, String::new());
    let status = process::lines(judge, |line| {
        say(line);
        if line.starts_with("WRONG") {
            wrong = Some(line.to_owned());
        }
        line.clone_into(&mut last);
    })?;
    if status.success() {
        return Ok(last);
    }
    Err(Failure::new(wrong.unwrap_or(last)))
}
