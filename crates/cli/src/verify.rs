//! `mojo verify`.

use std::process::ExitCode;

use mojo_desk::{Desk, OpenDesk, verify};
use serde_json::{Value, json};

use crate::output::{Failure, Output};

pub(crate) async fn run(desk: &Desk, out: Output) -> Result<ExitCode, Failure> {
    let found = desk.verify_journal().await?;
    let places: Vec<Place> = found.breaks.iter().map(|b| (b.epoch, b.dseq, b.kind)).collect();
    Ok(answer(found.entries, &found.head, &places, out))
}

/// A profile that does not open any more: which pages of its file are damaged. When none is, `failure`
/// says why it does not open.
pub(crate) async fn pages(
    open: &OpenDesk,
    failure: Failure,
    out: Output,
) -> Result<ExitCode, Failure> {
    let is_there = open.profile.join("desk.db").exists();
    let found = if is_there { verify::verify_pages(open).await.ok() } else { None };
    let places: Vec<Place> = found.map_or_else(Vec::new, |found| {
        found.breaks.iter().map(|b| (b.epoch, b.dseq, b.kind)).collect()
    });
    if !places.is_empty() {
        answer(0, "", &places, out);
    }
    Err(failure)
}

/// Epoch, number and kind of a break.
type Place = (i64, i64, &'static str);

fn answer(entries: i64, head: &str, places: &[Place], out: Output) -> ExitCode {
    let breaks: Vec<Value> = places
        .iter()
        .map(|(epoch, dseq, kind)| json!({"epoch": epoch, "dseq": dseq, "kind": kind}))
        .collect();
    let mut lines = vec![format!("{entries} entries, head {head}")];
    lines.extend(places.iter().take(MOST_LINES).map(line));
    if places.len() > MOST_LINES {
        lines.push(format!("and {} more places", places.len() - MOST_LINES));
    }
    out.answer(&json!({"entries": entries, "head": head, "breaks": breaks}), lines);
    if places.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) }
}

/// A key of another profile makes every page a damaged one.
const MOST_LINES: usize = 20;

fn line(&(epoch, dseq, kind): &Place) -> String {
    let what = match kind {
        "page" => return format!("page {dseq} of desk.db is damaged"),
        "gap" => "an entry before it is missing",
        "hash" => "its hash is not that of its content",
        "commitment" => "its content is not what was recorded",
        "head" => "the journal does not end here",
        _ => "it cannot be read",
    };
    format!("broken at entry {epoch}/{dseq}: {what}")
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_break_is_a_sentence_with_its_place() {
        assert_eq!(line(&(0, 7, "page")), "page 7 of desk.db is damaged");
        assert_eq!(line(&(1, 3, "gap")), "broken at entry 1/3: an entry before it is missing");
    }
}
