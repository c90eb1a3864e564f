//! What a command prints: one JSON document with `--json`, else lines for people.

use std::io::{self, IsTerminal as _, Write as _};

use mojo_desk::views::{CommandError, MoneyView, Severity};
use serde_json::Value;

/// Where a command's answer goes: stdout; progress and messages go to stderr.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    json: bool,
}

impl Output {
    /// JSON for scripts, or lines for people.
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// The answer of a command: the document, or the lines that say the same.
    pub(crate) fn answer(self, document: &Value, lines: impl IntoIterator<Item = String>) {
        let mut out = io::stdout().lock();
        // A reader that went away is no error of ours.
        if self.json {
            let _ = writeln!(out, "{document}");
        } else {
            for line in lines {
                let _ = writeln!(out, "{line}");
            }
        }
    }

    /// A message beside the answer.
    pub(crate) fn note(self, text: &str) {
        let _ = writeln!(io::stderr(), "{text}");
    }

    /// Whether a progress bar makes sense.
    pub(crate) fn shows_progress(self) -> bool {
        io::stderr().is_terminal()
    }
}

/// An amount with two decimals and a point: `-12.50`.
pub(crate) fn amount(money: &MoneyView) -> String {
    cents(money.cents)
}

/// Cents with two decimals and a point.
pub(crate) fn cents(cents: i64) -> String {
    mojo_desk::domain::Money::eur(cents).to_string()
}

/// How a command ended badly.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A rule said no: exit 1.
    Refused(CommandError),
    /// Wrong usage or unreadable input: exit 2.
    Usage(String),
}

/// The refusals that mean that an argument cannot be read at all; every other one is a rule's.
const UNREADABLE: [&str; 16] = [
    "invalid_input",
    "unreadable_field",
    "not_a_date",
    "not_a_day",
    "not_a_month",
    "not_a_currency",
    "not_a_role",
    "not_an_email",
    "not_a_vat_id",
    "not_a_platform_address",
    "passphrase_unreadable",
    "file_too_big",
    "not_an_e_invoice",
    "pdf_without_e_invoice",
    "broken_pdf",
    "broken_xml",
];

impl Failure {
    /// What a rule of the command line itself refuses.
    pub(crate) fn refused(code: &str, message: impl Into<String>) -> Self {
        Self::Refused(CommandError {
            code: code.to_owned(),
            severity: Severity::Notice,
            message: message.into(),
            values: std::collections::BTreeMap::new(),
        })
    }

    /// Wrong usage or unreadable input, with what to do.
    pub(crate) fn usage(text: impl Into<String>) -> Self {
        Self::Usage(text.into())
    }

    /// Names the folder where the database or the disk is at fault.
    pub(crate) fn in_profile(mut self, profile: &std::path::Path) -> Self {
        const ABOUT_FILES: [&str; 5] =
            ["database_damaged", "database_read_only", "disk_full", "wrong_key", "newer_database"];
        if let Self::Refused(error) = &mut self {
            let folder = profile.display().to_string();
            if ABOUT_FILES.contains(&error.code.as_str()) && !error.message.contains(&folder) {
                error.message.push_str(&format!(" [{folder}]"));
            }
        }
        self
    }

    /// The program's exit status.
    pub(crate) fn exit_status(&self) -> u8 {
        match self {
            Self::Refused(error) if UNREADABLE.contains(&error.code.as_str()) => 2,
            Self::Refused(_) => 1,
            Self::Usage(_) => 2,
        }
    }
}

impl<E: Into<CommandError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Refused(error.into())
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(error) => write!(f, "{} ({})", error.message, error.code),
            Self::Usage(text) => f.write_str(text),
        }
    }
}

/// Writes a document to a file, whole or not at all.
///
/// # Errors
/// [`Failure::Usage`] names the file.
pub(crate) fn write_file(path: &std::path::Path, bytes: &[u8]) -> Result<(), Failure> {
    let failure = |error: io::Error| Failure::usage(format!("{}: {error}", path.display()));
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let draft_name = format!(".{}.new", name.unwrap_or_default());
    let draft = folder.map_or_else(|| draft_name.clone().into(), |folder| folder.join(&draft_name));
    let written = std::fs::File::create(&draft).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&draft, path)
    });
    if written.is_err() {
        // What is half there helps nobody; that it cannot be removed either changes nothing.
        let _ = std::fs::remove_file(&draft);
    }
    written.map_err(failure)
}

/// Writes a document that a verb gave, and says where.
///
/// # Errors
/// [`Failure::Usage`] names the file.
pub(crate) fn save(
    document: &mojo_desk::views::DocumentView,
    path: &std::path::Path,
    out: Output,
) -> Result<(), Failure> {
    let bytes = mojo_desk::views::decode_base64(&document.base64)
        .ok_or_else(|| Failure::usage("the document is damaged"))?;
    write_file(path, &bytes)?;
    let file = path.display().to_string();
    out.answer(&serde_json::json!({"file": file, "bytes": bytes.len()}), [file.clone()]);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_written_leaves_no_draft() {
        let folder = std::env::temp_dir().join(format!("mojo-draft-{}", std::process::id()));
        let taken = folder.join("list.csv");
        std::fs::create_dir_all(&taken).unwrap();
        let refused = write_file(&taken, b"one").unwrap_err();
        let left = std::fs::read_dir(&folder).unwrap().count();
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(refused.to_string().contains("list.csv"), "{refused}");
        assert_eq!(left, 1, "only the folder that stood in the way");
    }

    #[test]
    fn a_fault_of_the_database_names_the_folder_and_a_rule_does_not() {
        let folder = std::path::Path::new("profiles/reception");
        let said = |code| Failure::refused(code, "no").in_profile(folder).to_string();
        assert_eq!(said("database_damaged"), "no [profiles/reception] (database_damaged)");
        assert_eq!(said("unknown_product"), "no (unknown_product)");
    }

    #[test]
    fn a_rule_says_no_with_1_and_what_cannot_be_read_ends_with_2() {
        assert_eq!(Failure::refused("unknown_product", "no product").exit_status(), 1);
        assert_eq!(Failure::refused("not_a_month", "not a month").exit_status(), 2);
        assert_eq!(Failure::refused("not_a_day", "ends before it begins").exit_status(), 2);
        assert_eq!(Failure::usage("no file").exit_status(), 2);
    }
}
