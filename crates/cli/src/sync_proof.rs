//! `mojo sync --verify`: here and there, per device and day; `mojo sync report`: the same on paper.

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::Args;
use mojo_desk::Desk;
use mojo_desk::views::{ComparedDay, ComparisonView, DayFigures, DifferenceRow};
use serde_json::{Value, json};

use crate::day::day;
use crate::output::{Failure, Output, amount, save};

/// Writes the last comparison to a file.
#[derive(Args)]
pub(crate) struct ReportCommand {
    /// Where to; a name that ends with .csv gets the table with the full hashes
    #[arg(short, value_name = "FILE")]
    output: PathBuf,
    /// The first day
    #[arg(long, value_name = "DAY", value_parser = day)]
    from: Option<NaiveDate>,
    /// The last day
    #[arg(long, value_name = "DAY", value_parser = day)]
    to: Option<NaiveDate>,
}

pub(crate) async fn report(
    desk: &Desk,
    command: ReportCommand,
    out: Output,
) -> Result<ExitCode, Failure> {
    let ReportCommand { output, from, to } = command;
    let (from, to) = (from.map(|day| day.to_string()), to.map(|day| day.to_string()));
    let is_table = output.extension().is_some_and(|end| end.eq_ignore_ascii_case("csv"));
    let document = match is_table {
        true => desk.sync_report_csv(from, to).await?,
        false => desk.sync_report_pdf(from, to).await?,
    };
    save(&document, &output, out)?;
    Ok(ExitCode::SUCCESS)
}

pub(crate) async fn verify(desk: &Desk, out: Output) -> Result<ExitCode, Failure> {
    let found = desk.verify_sync().await?;
    out.answer(&document(&found), lines(&found));
    let is_equal = found.state != "differs";
    if !is_equal {
        out.note("mojo: here and there differ; nothing was overwritten, call the support");
    }
    Ok(if is_equal { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

fn document(found: &ComparisonView) -> Value {
    let side = |side: &DayFigures| {
        let sums: serde_json::Map<String, Value> =
            side.sums.iter().map(|sum| (sum.currency.clone(), json!(amount(sum)))).collect();
        json!({"count": side.count, "sums": sums, "hash": side.hash})
    };
    let days: Vec<Value> = found
        .days
        .iter()
        .map(|day| {
            json!({
                "day": day.day, "device": day.device, "device_id": day.device_id,
                "own": day.is_own, "here": side(&day.here), "there": side(&day.there),
                "equal": day.is_equal,
            })
        })
        .collect();
    let differences: Vec<Value> = found
        .differences
        .iter()
        .map(|one| {
            json!({
                "part": one.part, "place": one.place, "entity": one.entity, "id": one.entity_id,
                "kind": one.kind, "repaired": one.repaired, "code": one.code,
            })
        })
        .collect();
    json!({
        "state": found.state, "compared_at": found.compared_at, "program": found.program,
        "entries": found.entries, "changes": found.changes, "cards": found.cards,
        "requests": found.requests, "days": days, "differences": differences,
    })
}

fn lines(found: &ComparisonView) -> Vec<String> {
    let mut lines = vec![format!(
        "{:<10}  {:<24}  {:>7}  {:>7}  {:>16}  {:>16}  {:<12}  state",
        "day", "device", "here", "there", "sum here", "sum there", "hash"
    )];
    lines.extend(found.days.iter().map(day_line));
    lines.extend(found.differences.iter().map(difference_line));
    let state = match found.state.as_str() {
        "equal" => "equal: everything here is there, and the other way round",
        "repaired" => "equal: what differed was asked again and is equal now",
        _ => "differs: differences remain",
    };
    lines.push(format!(
        "{} entries, {} changes, {} cards compared in {} requests; {state}",
        found.entries, found.changes, found.cards, found.requests
    ));
    lines
}

fn day_line(day: &ComparedDay) -> String {
    let device = if day.device.is_empty() { "(platform)" } else { &day.device };
    let state = if day.is_equal { "equal" } else { "differs" };
    let hash: String = day.here.hash.chars().take(12).collect();
    format!(
        "{}  {device:<24}  {:>7}  {:>7}  {:>16}  {:>16}  {hash:<12}  {state}",
        day.day,
        day.here.count,
        day.there.count,
        sums(&day.here),
        sums(&day.there)
    )
}

fn sums(side: &DayFigures) -> String {
    let sum = |sum: &mojo_desk::views::MoneyView| format!("{} {}", amount(sum), sum.currency);
    side.sums.iter().map(sum).collect::<Vec<_>>().join(" ")
}

fn difference_line(one: &DifferenceRow) -> String {
    let DifferenceRow { part, place, entity, entity_id, kind, repaired, code } = one;
    let end = if *repaired { "repaired".to_owned() } else { format!("remains ({code})") };
    format!("{part} {place}: {entity} {entity_id}: {kind}, {end}")
}
