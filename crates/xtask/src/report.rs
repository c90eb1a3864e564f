//! What a long run found, kept in `docs/reports` with its command, commit and machine.

use std::process::Command;

use crate::{failure::Outcome, process, steps::say, workshop};

/// Writes `docs/reports/<name>.md`: title, command, commit, day and machine, then `lines`.
pub(crate) fn write(name: &str, title: &str, command: &str, lines: &[String]) -> Outcome {
    let git = |words: &[&str]| {
        let mut git = Command::new("git");
        git.args(words).current_dir(workshop::root());
        process::output(&mut git).map(|text| text.trim().to_owned())
    };
    let commit = git(&["rev-parse", "--short", "HEAD"])?;
    let is_clean = git(&["status", "--porcelain", "--untracked-files=no"])?.is_empty();
    let changed = if is_clean { "" } else { " with changes" };
    let day = process::output(Command::new("date").arg("+%Y-%m-%d"))?;
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut text = format!(
        "# {title}\n\nWritten by `{command}` on {} for commit {commit}{changed}, on {cores} cores.\n\n",
        day.trim()
    );
    for line in lines {
        text.push_str(line);
        text.push('\n');
    }
    let folder = workshop::root().join("docs/reports");
    workshop::make_folder(&folder)?;
    workshop::write(&folder.join(format!("{name}.md")), &text)?;
    say(&format!("written: docs/reports/{name}.md"));
    Ok(())
}
