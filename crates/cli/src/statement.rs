//! `mojo statement`.

mod breakdown;
mod disputes;
mod extract;
mod show;
mod what_if;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use mojo_desk::Desk;
use mojo_desk::views::{MonthRow, StatementView};
use serde_json::{Value, json};

use crate::output::{Failure, Output, amount, save};

/// Reads commission statements and computes them again, offline.
#[derive(Subcommand)]
pub(crate) enum StatementCommand {
    /// The months that have a statement
    List,
    /// The statement of a month with its sums, and what is paid when
    Show {
        #[command(flatten)]
        of: Of,
    },
    /// The month by product, region, partner and customer, as far as the role reads them
    Breakdown {
        #[command(flatten)]
        of: Of,
    },
    /// Writes the statement of a month as PDF
    Pdf {
        #[command(flatten)]
        of: Of,
        /// Where to
        #[arg(short, value_name = "FILE")]
        output: PathBuf,
    },
    /// Writes the statement of a month as CSV, as Excel opens it
    Csv {
        #[command(flatten)]
        of: Of,
        /// Of headings, words, numbers and days
        #[arg(long, value_name = "LANGUAGE", value_parser = ["de", "en"], default_value = "de")]
        language: String,
        /// Where to
        #[arg(short, value_name = "FILE")]
        output: PathBuf,
    },
    /// Disputes an entry: it is frozen until the platform has settled it; works offline
    Dispute {
        /// The entry's id: `statement show --json` names it
        entry: String,
        /// What is wrong with it
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Writes into the thread of a dispute
    Reply {
        /// The dispute's id
        dispute: String,
        /// The message
        #[arg(long, value_name = "TEXT")]
        text: String,
    },
    /// The disputes of an entry with their threads
    Thread {
        /// The entry's id
        entry: String,
    },
    /// The entries of a month with the names of the customers: the platform logs who asked and why
    Extract {
        /// YYYY-MM
        month: String,
        /// Why the names are needed
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Writes it as CSV
        #[arg(short, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Of the CSV
        #[arg(long, value_name = "LANGUAGE", value_parser = ["de", "en"], default_value = "de")]
        language: String,
    },
    /// Plays assumed orders through the rules: what is earned, held, approved and paid when
    WhatIf {
        /// A JSON file, or - for the standard input
        file: PathBuf,
    },
    /// Recomputes a month, or everything, with the same rules, and compares it with what the
    /// platform signed
    Verify {
        /// YYYY-MM
        month: Option<String>,
    },
}

/// Which statement is meant: there is one a month and currency.
#[derive(Clone, Debug, Args)]
pub(crate) struct Of {
    /// YYYY-MM
    month: String,
    /// The currency, where the month has statements in several
    #[arg(long, value_name = "CODE")]
    currency: Option<String>,
}

pub(crate) async fn run(
    desk: &Desk,
    command: StatementCommand,
    out: Output,
) -> Result<ExitCode, Failure> {
    match command {
        StatementCommand::List => list(desk, out).await?,
        StatementCommand::Show { of } => show::answer(&there_is(desk, &of).await?, out),
        StatementCommand::Breakdown { of } => {
            let currency = there_is(desk, &of).await?.currency;
            let view = desk.break_down_statement(of.month, of.currency).await?;
            breakdown::answer(&view, &currency, out);
        }
        StatementCommand::Pdf { of, output } => {
            there_is(desk, &of).await?;
            save(&desk.statement_pdf(of.month, of.currency).await?, &output, out)?;
        }
        StatementCommand::Csv { of, language, output } => {
            there_is(desk, &of).await?;
            let table = desk.statement_csv(of.month, of.currency, Some(language)).await?;
            save(&table, &output, out)?;
        }
        StatementCommand::Dispute { entry, reason } => {
            disputes::answer(&desk.dispute_commission(entry, reason).await?, out);
        }
        StatementCommand::Reply { dispute, text } => {
            disputes::answer(&desk.reply_to_dispute(dispute, text).await?, out);
        }
        StatementCommand::Thread { entry } => {
            disputes::answer(&desk.explain_commission(entry).await?, out);
        }
        StatementCommand::Extract { month, reason, output, language } => {
            extract::run(desk, (month, reason), (output.as_deref(), language), out).await?;
        }
        StatementCommand::WhatIf { file } => what_if::run(desk, &file, out).await?,
        StatementCommand::Verify { month } => return verify(desk, month, out).await,
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(desk: &Desk, out: Output) -> Result<(), Failure> {
    let months = desk.list_statement_months().await?;
    let row = |m: &MonthRow| {
        let currency = &m.total.currency;
        json!({
            "month": m.month, "currency": currency, "entries": m.entries, "total": amount(&m.total),
            "booked": m.is_booked,
        })
    };
    let rows: Vec<Value> = months.iter().map(row).collect();
    let lines = months
        .iter()
        .map(|m| format!("{}  {:>12} {}", m.month, amount(&m.total), m.total.currency));
    if months.is_empty() && !reads_statements(desk).await? {
        out.note(NOT_READ_HERE);
    }
    out.answer(&json!({"months": rows}), lines.collect::<Vec<_>>());
    Ok(())
}

/// Whether who is signed in reads statements; where nobody is, there is nobody to be told.
async fn reads_statements(desk: &Desk) -> Result<bool, Failure> {
    let session = desk.session().await?;
    Ok(!session.signed_in || session.screens.iter().any(|screen| screen == "commissions"))
}

/// Refuses a month in which nothing was booked and no balance stood, or that has not begun, and names
/// those that have one (Y3).
async fn there_is(desk: &Desk, of: &Of) -> Result<StatementView, Failure> {
    let statement = desk.show_statement(of.month.clone(), of.currency.clone()).await?;
    let months = desk.list_statement_months().await?;
    let is_meant =
        |row: &MonthRow| row.month == statement.month && row.total.currency == statement.currency;
    if months.iter().any(is_meant) {
        return Ok(statement);
    }
    Err(no_statement(of, &months, reads_statements(desk).await?))
}

/// What whoever gets none of them is told, and not that nothing was booked.
const NOT_READ_HERE: &str = "who is signed in here reads no statements: they are for owners, \
                             distributors, affiliates, bookkeepers and auditors";

fn no_statement(of: &Of, months: &[MonthRow], reads: bool) -> Failure {
    let wanted = match &of.currency {
        Some(currency) => format!("{} in {currency}", of.month),
        None => of.month.clone(),
    };
    if months.is_empty() && !reads {
        let message = format!("there is no statement for {wanted} here: {NOT_READ_HERE}");
        return Failure::refused("no_statement", message);
    }
    let named = |row: &MonthRow| format!("{} {}", row.month, row.total.currency);
    let others = match months {
        [] => "no month has one yet".to_owned(),
        months => {
            format!("these have one: {}", months.iter().map(named).collect::<Vec<_>>().join(", "))
        }
    };
    let message = format!("there is no statement for {wanted}: nothing was booked; {others}");
    Failure::refused("no_statement", message)
}

async fn verify(desk: &Desk, month: Option<String>, out: Output) -> Result<ExitCode, Failure> {
    let result = desk.recompute_statement(month.clone()).await?;
    if let Some(month) = month.filter(|_| result.entries == 0 && result.differences.is_empty()) {
        // A month that was mistyped is not one that agrees.
        let months = desk.list_statement_months().await?;
        if months.iter().all(|row| row.month != month) {
            let reads = reads_statements(desk).await?;
            return Err(no_statement(&Of { month, currency: None }, &months, reads));
        }
    }
    let differences: Vec<Value> = result
        .differences
        .iter()
        .map(|d| {
            json!({
                "month": d.month, "currency": d.currency, "entry": d.entry_id,
                "order": d.order_number, "field": d.field, "stored": d.stored,
                "recomputed": d.recomputed, "source": d.source,
            })
        })
        .collect();
    let mut lines = vec![
        format!("{} of {} equal", result.recomputed, result.entries),
        format!("{} signed months agree in signature", result.signed_months),
    ];
    lines.extend(result.differences.iter().map(|d| {
        let by = if d.source == "package" { "signed" } else { "recomputed" };
        // A month has a statement in each of several currencies.
        let (month, currency, order) = (&d.month, &d.currency, &d.order_number);
        format!(
            "{month} {currency} {order} {}: stored {}, {by} {}",
            d.field, d.stored, d.recomputed
        )
    }));
    out.answer(
        &json!({
            "entries": result.entries, "recomputed": result.recomputed,
            "signed_months": result.signed_months,
            "differences": differences,
        }),
        lines,
    );
    let is_equal = result.differences.is_empty();
    Ok(if is_equal { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

#[cfg(test)]
mod tests {
    use mojo_desk::views::MoneyView;

    use super::*;

    #[test]
    fn a_month_without_a_statement_names_those_that_have_one() {
        let row = |month: &str, currency: &str| MonthRow {
            month: month.to_owned(),
            total: MoneyView { cents: 1, currency: currency.to_owned() },
            entries: 1,
            is_booked: true,
        };
        let months = [row("2026-10", "CHF"), row("2026-10", "EUR")];
        let of = |currency: Option<&str>| Of {
            month: "2031-01".to_owned(),
            currency: currency.map(str::to_owned),
        };
        let failure = no_statement(&of(None), &months, true);
        assert_eq!(failure.exit_status(), 1);
        let said = failure.to_string();
        assert!(said.contains("2031-01") && said.contains("2026-10 CHF, 2026-10 EUR"), "{said}");
        assert!(no_statement(&of(None), &[], true).to_string().contains("no month"));
        let said = no_statement(&of(None), &[], false).to_string();
        assert!(said.contains("for owners") && !said.contains("booked"), "{said}");
        let said = no_statement(&of(Some("CHF")), &months, true).to_string();
        assert!(said.contains("2031-01 in CHF"), "{said}");
    }
}
