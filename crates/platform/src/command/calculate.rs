//! `calculate FILE|-`: exit 0 with the result on stdout, or 2 with one line on stderr.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::ExitCode;

/// A file that cannot be read or breaks the format.
const UNREADABLE: u8 = 2;

pub(super) fn run(file: &Path) -> anyhow::Result<ExitCode> {
    match read(file).and_then(|text| {
        mojo_platform::scenario::calculate(&text).map_err(|error| error.to_string())
    }) {
        Ok(result) => {
            std::io::stdout().write_all(result.as_bytes())?;
            Ok(ExitCode::SUCCESS)
        }
        Err(line) => {
            writeln!(std::io::stderr(), "{line}")?;
            Ok(ExitCode::from(UNREADABLE))
        }
    }
}

fn read(file: &Path) -> Result<String, String> {
    let name = file.display();
    let mut bytes = Vec::new();
    let read = if file == Path::new("-") {
        std::io::stdin().read_to_end(&mut bytes).map(drop)
    } else {
        std::fs::read(file).map(|content| bytes = content)
    };
    read.map_err(|error| format!("{name}: {error}"))?;
    let text = String::from_utf8(bytes).map_err(|_| format!("{name}: not UTF-8"))?;
    // Editors on Windows begin a file with a byte order mark.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
