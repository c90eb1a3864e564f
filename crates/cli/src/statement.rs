//! `mojo statement`.

mod breakdown;
mod disputes;
mod extract;
mod what_if;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use mojo_desk::Desk;
use mojo_desk::views::StatementView;
use serde_json::{Value, json};

use crate::output::{Failure, Output, amount, save};

/// Reads commission statements and computes them again, offline.
#[derive(Subcommand)]
pub(crate) enum StatementCommand {
    /// The months that have a statement
    List,
    /// The statement of a month
    Show {
        /// YYYY-MM
        month: String,
    },
    /// The month by region, partner and customer, as far as the role reads them
    Breakdown {
        /// YYYY-MM
        month: String,
    },
    /// Writes the statement of a month as PDF
    Pdf {
        /// YYYY-MM
        month: String,
        /// Where to
        #[arg(short, value_name = "FILE")]
        output: PathBuf,
    },
    /// Writes the statement of a month as CSV
    Csv {
        /// YYYY-MM
        month: String,
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

pub(crate) async fn run(
    desk: &Desk,
    command: StatementCommand,
    out: Output,
) -> Result<ExitCode, Failure> {
    match command {
        StatementCommand::List => list(desk, out).await?,
        StatementCommand::Show { month } => show(desk, month, out).await?,
        StatementCommand::Breakdown { month } => {
            there_is(desk, &month).await?;
            breakdown::answer(&desk.break_down_statement(month).await?, out);
        }
        StatementCommand::Pdf { month, output } => {
            there_is(desk, &month).await?;
            save(&desk.statement_pdf(month).await?, &output, out)?;
        }
        StatementCommand::Csv { month, output } => {
            there_is(desk, &month).await?;
            save(&desk.statement_csv(month).await?, &output, out)?;
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
        StatementCommand::Extract { month, reason, output } => {
            extract::run(desk, (month, reason), output.as_deref(), out).await?;
        }
        StatementCommand::WhatIf { file } => what_if::run(desk, &file, out).await?,
        StatementCommand::Verify { month } => return verify(desk, month, out).await,
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(desk: &Desk, out: Output) -> Result<(), Failure> {
    let months = desk.list_statement_months().await?;
    let rows: Vec<Value> = months
        .iter()
        .map(|m| json!({"month": m.month, "entries": m.entries, "total": amount(&m.total)}))
        .collect();
    let lines = months.iter().map(|m| format!("{}  {:>12}", m.month, amount(&m.total)));
    out.answer(&json!({"months": rows}), lines.collect::<Vec<_>>());
    Ok(())
}

/// Refuses a month in which nothing was booked and no balance stood, and names those that have one.
async fn there_is(desk: &Desk, month: &str) -> Result<StatementView, Failure> {
    let statement = desk.show_statement(month.to_owned()).await?;
    let is_empty = statement.entries.is_empty() && statement.payouts.is_empty();
    if is_empty && statement.opening.cents == 0 && statement.closing.cents == 0 {
        let months = desk.list_statement_months().await?;
        let months: Vec<String> = months.into_iter().map(|row| row.month).collect();
        return Err(no_statement(month, &months));
    }
    Ok(statement)
}

fn no_statement(month: &str, months: &[String]) -> Failure {
    let others = match months {
        [] => "no month has one yet".to_owned(),
        months => format!("these have one: {}", months.join(", ")),
    };
    let message = format!("there is no statement for {month}: nothing was booked; {others}");
    Failure::refused("no_statement", message)
}

async fn show(desk: &Desk, month: String, out: Output) -> Result<(), Failure> {
    let statement = there_is(desk, &month).await?;
    let entries: Vec<Value> = statement
        .entries
        .iter()
        .map(|row| {
            json!({
                "id": row.entry_id, "on": row.on, "order": row.order_number, "line": row.line,
                "customer": row.customer, "product": row.product, "country": row.country,
                "net": amount(&row.net), "percent": row.percent, "amount": amount(&row.amount),
                "type": row.kind, "status": row.status, "dispute": row.dispute,
            })
        })
        .collect();
    let payouts: Vec<Value> = statement
        .payouts
        .iter()
        .map(|row| json!({"on": row.on, "kind": row.kind, "amount": amount(&row.amount)}))
        .collect();
    let totals: serde_json::Map<String, Value> = statement
        .totals
        .iter()
        .map(|total| (total.kind.clone(), json!(amount(&total.amount))))
        .collect();
    let mut lines = vec![format!("{} {}", statement.recipient, statement.month)];
    lines.extend(statement.entries.iter().map(|row| {
        format!(
            "{}  {}  {:<15}  {:<28}  {:>10}  {:>4} %  {:>10}  {}",
            row.on,
            row.customer,
            row.order_number,
            row.product,
            amount(&row.net),
            row.percent,
            amount(&row.amount),
            row.status
        )
    }));
    let currency = &statement.currency;
    lines.push(format!("total {} {currency}", amount(&statement.total)));
    lines.push(format!(
        "credited {} {currency}, disputed {} {currency}",
        amount(&statement.credited),
        amount(&statement.disputed)
    ));
    out.answer(
        &json!({
            "month": statement.month, "recipient": statement.recipient,
            "currency": statement.currency, "opening": amount(&statement.opening),
            "entries": entries, "payouts": payouts, "totals": totals,
            "total": amount(&statement.total), "credited": amount(&statement.credited),
            "disputed": amount(&statement.disputed), "closing": amount(&statement.closing),
            "due_on": statement.due_on,
        }),
        lines,
    );
    Ok(())
}

async fn verify(desk: &Desk, month: Option<String>, out: Output) -> Result<ExitCode, Failure> {
    let result = desk.recompute_statement(month).await?;
    let differences: Vec<Value> = result
        .differences
        .iter()
        .map(|d| {
            json!({
                "month": d.month, "entry": d.entry_id, "order": d.order_number, "field": d.field,
                "stored": d.stored, "recomputed": d.recomputed, "source": d.source,
            })
        })
        .collect();
    let mut lines = vec![
        format!("{} of {} equal", result.recomputed, result.entries),
        format!("{} signed months agree in signature", result.signed_months),
    ];
    lines.extend(result.differences.iter().map(|d| {
        let by = if d.source == "package" { "signed" } else { "recomputed" };
        let (month, order) = (&d.month, &d.order_number);
        format!("{month} {order} {}: stored {}, {by} {}", d.field, d.stored, d.recomputed)
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
    use super::*;

    #[test]
    fn a_month_without_a_statement_names_those_that_have_one() {
        let months = ["2026-10".to_owned(), "2026-09".to_owned()];
        let failure = no_statement("2031-01", &months);
        assert_eq!(failure.exit_status(), 1);
        let said = failure.to_string();
        assert!(said.contains("2031-01") && said.contains("2026-10, 2026-09"), "{said}");
        assert!(no_statement("2031-01", &[]).to_string().contains("no month"));
    }
}
