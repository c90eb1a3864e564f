//! `mojo contacts import`.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use mojo_desk::Desk;
use mojo_desk::contacts::{ImportError, ImportWatch, fault_sentence};
use mojo_desk::views::{CommandError, ImportProgress, ImportReport, ImportRequest, RejectedRecord};
use serde_json::{Value, json};

use crate::output::{Failure, Output, write_file};

/// An import.
#[derive(Args)]
pub(crate) struct ImportArgs {
    /// A CSV or vCard file
    file: PathBuf,
    /// Only says what would become of each record
    #[arg(long)]
    dry_run: bool,
    /// A field and the column it is in, as last_name=Name
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = field_and_column)]
    map: Vec<(String, String)>,
    /// Keeps the records that were not taken
    #[arg(long, value_name = "FILE.csv")]
    rejected: Option<PathBuf>,
}

fn field_and_column(text: &str) -> Result<(String, String), String> {
    let (field, column) = text.split_once('=').ok_or("expected FIELD=COLUMN")?;
    Ok((field.trim().to_owned(), column.to_owned()))
}

pub(super) async fn run(desk: &Desk, args: ImportArgs, out: Output) -> Result<(), Failure> {
    let file = args.file.display().to_string();
    let request = ImportRequest { path: file, dry_run: args.dry_run, map: args.map };
    let watch = Arc::new(Watch::new(out));
    let cancelling = tokio::spawn({
        let watch = watch.clone();
        async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                watch.is_cancelled.store(true, Ordering::Relaxed);
            }
        }
    });
    let report = desk.import_contacts(request, watch.as_ref()).await;
    cancelling.abort();
    watch.bar.finish_and_clear();
    let (report, ended) = match report {
        Ok(report) => (report, Ok(())),
        Err(ImportError::Stopped { report, source }) => {
            let after = format!("the import ended in the middle: {source}");
            (*report, Err(refused(*source, after)))
        }
        Err(error) => {
            let text = error.to_string();
            return Err(refused(error, text));
        }
    };
    tell(&report, args.dry_run, out);
    // On a full disk this may not be written either: what was done is said already.
    let kept = match args.rejected {
        Some(rejected) => write_file(&rejected, watch.kept().as_bytes()),
        None => Ok(()),
    };
    ended.and(kept)
}

fn refused(error: ImportError, text: String) -> Failure {
    match error {
        error if error.is_unreadable_input() => Failure::usage(text),
        error => {
            let mut refused: CommandError = error.into();
            refused.message = text;
            Failure::Refused(refused)
        }
    }
}

/// What became of every record, and what people should know beside it.
fn tell(report: &ImportReport, is_dry: bool, out: Output) {
    for column in &report.ignored_columns {
        out.note(&format!("column {column:?} is not taken over (--map FIELD={column})"));
    }
    if report.with_open_entries > 0 {
        out.note(&format!(
            "{} contacts have entries left on paper cards (tag \"Offene 10er\", search #offene): \
             take them over with `mojo cards import`.",
            report.with_open_entries
        ));
    }
    if report.cancelled {
        out.note("Stopped: what was imported until here stays.");
    }
    out.answer(&document(report), lines(report, is_dry));
}

fn document(report: &ImportReport) -> Value {
    let rejected = |record: &RejectedRecord| {
        let faults = record.faults.iter().map(|f| json!({"field": f.field, "why": f.why}));
        json!({"line": record.line, "faults": faults.collect::<Vec<_>>()})
    };
    json!({
        "read": report.read,
        "created": report.created,
        "updated": report.updated,
        "duplicates": report.duplicates,
        "ignored": report.ignored_columns,
        "rejected": report.rejected.iter().map(rejected).collect::<Vec<_>>(),
    })
}

fn lines(report: &ImportReport, is_dry: bool) -> Vec<String> {
    let start = if is_dry { "dry run, nothing changed: " } else { "" };
    let mut lines = vec![format!(
        "{start}{} read, {} new, {} completed, {} known already, {} rejected",
        report.read,
        report.created,
        report.updated,
        report.duplicates,
        report.rejected.len()
    )];
    for record in &report.rejected {
        let faults = record.faults.iter().map(|f| fault_sentence(&f.field, &f.value, &f.why));
        let faults: Vec<String> = faults.collect();
        lines.push(format!("  line {}  {}  {}", record.line, record.name, faults.join("; ")));
    }
    lines
}

struct Watch {
    bar: ProgressBar,
    is_cancelled: AtomicBool,
    rejected: Mutex<String>,
}

impl Watch {
    fn new(out: Output) -> Self {
        let bar = if out.shows_progress() { ProgressBar::new(0) } else { ProgressBar::hidden() };
        let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {msg} {eta} left");
        Self {
            bar: bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar())),
            is_cancelled: AtomicBool::new(false),
            rejected: Mutex::new(String::new()),
        }
    }

    fn keep(&self, line: &str) {
        let mut kept = self.rejected.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_str(line);
        kept.push('\n');
    }

    fn kept(&self) -> String {
        self.rejected.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl ImportWatch for Watch {
    fn progress(&self, progress: &ImportProgress) {
        self.bar.set_length(u64::from(progress.total));
        self.bar.set_position(u64::from(progress.read));
        self.bar.set_message(format!("{}/s", progress.per_second));
    }

    fn is_cancelled(&self) -> bool {
        self.is_cancelled.load(Ordering::Relaxed)
    }

    fn headings(&self, headings: &[String], delimiter: char) {
        let quoted = headings.iter().map(|heading| {
            let needs = heading.contains([delimiter, '"', '\n']);
            if needs { format!("\"{}\"", heading.replace('"', "\"\"")) } else { heading.clone() }
        });
        let quoted: Vec<String> = quoted.collect();
        self.keep(&quoted.join(&delimiter.to_string()));
    }

    fn rejected(&self, raw: &str) {
        self.keep(raw);
    }
}
