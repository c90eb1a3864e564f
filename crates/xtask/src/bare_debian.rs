//! The proof that a stranger's machine is enough: a bare Debian root with Rust, gcc, Python, Node.

use std::{process::Command, time::Instant};

use crate::{
    failure::{Failure, Outcome},
    judges, process, workshop,
};

/// The verb: the work itself is a script that can be read and run without us.
pub(crate) fn bare_debian(words: &[&str]) -> Outcome {
    if !process::is_root() {
        return Err(Failure::new("debootstrap and chroot need root"));
    }
    if judges::find_program("debootstrap").is_none() {
        return Err(Failure::new("debootstrap is missing: apt-get install -y debootstrap"));
    }
    let since = Instant::now();
    let script = workshop::root().join("crates/xtask/scripts/bare_debian.py");
    process::run(Command::new("python3").arg(script).args(words).current_dir(workshop::root()))?;
    eprintln!("bare Debian: {} minutes", since.elapsed().as_secs() / 60);
    Ok(())
}
