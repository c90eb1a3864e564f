//! The benchmarks: every program of `tests` whose name begins with `bench`, one table.
//!
//! Such a program prints one JSON object a line on stdout: `{"what", "unit", "ours", "limit",
//! "limit_is"}` and the bounds of the house that hold for it, `"max_ratio"` (ours to limit) or
//! `"max"` (ours alone). `limit` is what the machine could do at best, measured in the same run.

use std::process::{Command, Stdio};

use serde_json::Value;

use crate::{
    deps::{self, Group},
    failure::{Failure, Outcome, only},
    judges, process, report,
    steps::say,
    ui, workshop,
};

/// The program that needs the window.
const WINDOW: &str = "bench-window";

/// The verb.
pub(crate) fn bench(words: &[&str]) -> Outcome {
    only(words, &["--no-window", "--report"])?;
    let with_window = !words.contains(&"--no-window");
    let with_report = words.contains(&"--report");
    let mut words = vec!["--workspace", "--bins"];
    if with_window {
        deps::install(&[Group::Build, Group::Window, Group::Tests])?;
        judges::all_present(true)?;
        ui::install()?;
        ui::build()?;
        words.extend(["--example", "empty-window"]);
    } else {
        deps::install(&[Group::Build])?;
        words.extend(["--exclude", "mojo-shell"]);
    }
    // In one go: another choice of packages is another choice of features, compiled anew.
    cargo_build(&words)?;
    let programs = programs()?;
    let mut rows = Vec::new();
    for program in programs.iter().filter(|name| with_window || *name != WINDOW) {
        rows.extend(measure(program)?);
    }
    let table = table(&rows);
    table.iter().for_each(|line| say(line));
    if with_report {
        report::write("bench", "Benchmarks", "cargo xtask bench --report", &table)?;
    }
    if !with_window {
        say("LEFT OUT: the window (--no-window)");
    }
    match rows.iter().filter(|row| row.breaks_its_bound()).count() {
        0 if rows.is_empty() => Err(Failure::new("nothing was measured")),
        0 => Ok(()),
        n => Err(Failure::new(format!("{n} measurements break a bound of the house"))),
    }
}

fn cargo_build(words: &[&str]) -> Outcome {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--release", "--locked"]).args(words);
    process::run(cargo.current_dir(workshop::root()))
}

/// The names of the benchmark programs, as cargo knows them.
fn programs() -> Outcome<Vec<String>> {
    let mut cargo = Command::new("cargo");
    cargo.args(["metadata", "--format-version", "1", "--no-deps", "--offline"]);
    let text = process::output(cargo.current_dir(workshop::root()))?;
    let metadata: Value = serde_json::from_str(&text)
        .map_err(|error| Failure::new(format!("cargo metadata: {error}")))?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let targets = packages
        .filter(|package| package["name"] == "mojo-journeys")
        .flat_map(|package| package["targets"].as_array().into_iter().flatten())
        .filter(|target| target["kind"][0] == "bin");
    let names = targets.filter_map(|target| target["name"].as_str());
    Ok(names.filter(|name| name.starts_with("bench")).map(str::to_owned).collect())
}

fn measure(program: &str) -> Outcome<Vec<Row>> {
    eprintln!("\n== {program}");
    let mut command = process::bound_to_us(&workshop::binary("release", program));
    command.env("MOJO_DESK_BIN", workshop::binary("release", "mojo-desk"));
    command.env("MOJO_BIN", workshop::binary("release", "mojo"));
    command.env("MOJO_EMPTY_WINDOW_BIN", workshop::binary("release/examples", "empty-window"));
    command.stdin(Stdio::null());
    let text = process::output(&mut command)?;
    text.lines().filter(|line| line.starts_with('{')).map(Row::read).collect()
}

/// One measurement.
#[derive(Debug)]
struct Row {
    what: String,
    unit: String,
    ours: f64,
    limit: Option<f64>,
    limit_is: String,
    max_ratio: Option<f64>,
    max: Option<f64>,
}

impl Row {
    fn read(line: &str) -> Outcome<Self> {
        let wrong = |why: &str| Failure::new(format!("a benchmark printed `{line}`: {why}"));
        let value: Value = serde_json::from_str(line).map_err(|_| wrong("no JSON"))?;
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        Ok(Self {
            what: value["what"].as_str().ok_or_else(|| wrong("no `what`"))?.to_owned(),
            unit: text("unit"),
            ours: value["ours"].as_f64().ok_or_else(|| wrong("no `ours`"))?,
            limit: value["limit"].as_f64(),
            limit_is: text("limit_is"),
            max_ratio: value["max_ratio"].as_f64(),
            max: value["max"].as_f64(),
        })
    }

    fn ratio(&self) -> Option<f64> {
        self.limit.filter(|limit| *limit > 0.0).map(|limit| self.ours / limit)
    }

    fn breaks_its_bound(&self) -> bool {
        let is_over = |value: Option<f64>, bound: Option<f64>| match bound {
            // A bound on a ratio that cannot be computed is broken, not kept.
            Some(bound) => value.is_none_or(|value| value > bound),
            None => false,
        };
        is_over(self.ratio(), self.max_ratio) || is_over(Some(self.ours), self.max)
    }

    fn cells(&self) -> [String; 6] {
        let number = |value: f64| {
            if value < 10.0 { format!("{value:.3}") } else { format!("{value:.1}") }
        };
        let bound = match (self.max_ratio, self.max) {
            (Some(ratio), _) => format!("ratio <= {ratio}"),
            (None, Some(max)) => format!("<= {max} {}", self.unit),
            (None, None) => String::new(),
        };
        [
            self.what.clone(),
            format!("{} {}", number(self.ours), self.unit),
            self.limit.map_or_else(String::new, |limit| format!("{} {}", number(limit), self.unit)),
            self.ratio().map_or_else(String::new, |ratio| format!("{ratio:.2}")),
            if self.breaks_its_bound() { format!("BROKEN: {bound}") } else { bound },
            self.limit_is.clone(),
        ]
    }
}

/// The table, a line each: head, rule, rows.
fn table(rows: &[Row]) -> Vec<String> {
    let head = ["what", "ours", "limit", "ratio", "bound", "the limit is"].map(str::to_owned);
    let cells: Vec<_> = std::iter::once(head).chain(rows.iter().map(Row::cells)).collect();
    let width = |column: usize| {
        cells.iter().map(|row| row[column].chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..6).map(width).collect();
    let line = |row: &[String; 6]| {
        let padded: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        format!("| {} |", padded.join(" | "))
    };
    let rule = widths.iter().map(|width| "-".repeat(width + 2)).collect::<Vec<_>>().join("|");
    let mut lines: Vec<String> = cells.iter().map(line).collect();
    lines.insert(1, format!("|{rule}|"));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_bound_is_seen() {
        let row = |bound: &str| {
            Row::read(&format!(r#"{{"what":"a","unit":"ms","ours":13.0,"limit":10.0,{bound}}}"#))
                .expect("a row")
        };
        assert!(row(r#""max_ratio":1.2"#).breaks_its_bound());
        assert!(!row(r#""max_ratio":1.3"#).breaks_its_bound());
        assert!(row(r#""max":12.9"#).breaks_its_bound());
        assert!(!row(r#""limit_is":"-""#).breaks_its_bound());
    }

    #[test]
    fn a_row_without_a_number_is_refused() {
        assert!(Row::read(r#"{"what":"a","ours":"fast"}"#).is_err());
    }
}
