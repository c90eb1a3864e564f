//! `mojo cases`: what people must settle, side by side, and what was decided.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use mojo_desk::Desk;
use mojo_desk::views::{CaseRow, CaseSide, SettleCaseRequest};
use mojo_domain::cases::HANDED_OVER;
use serde_json::{Value, json};

use crate::output::{Failure, Output, amount};

/// Lists, shows and settles cases.
#[derive(Subcommand)]
pub(crate) enum CasesCommand {
    /// Lists the cases to settle, the oldest first
    List {
        /// Those that are settled, the latest first
        #[arg(long)]
        settled: bool,
    },
    /// Shows a case with both its sides
    Show {
        /// The case's id
        id: String,
    },
    /// Settles a case; what happened stands
    Settle(SettleArgs),
}

#[derive(Args)]
pub(crate) struct SettleArgs {
    /// The case's id
    id: String,
    /// charge, carry, goodwill, keep_both, accept, storno, leave, restore or noted: `cases show`
    /// says which are possible
    resolution: String,
    /// Why; needed for goodwill, keep_both and storno
    #[arg(long, default_value = "")]
    reason: String,
    /// For carry: the card that the visit counts on [default: the one sold last]
    #[arg(long, value_name = "CARD-ID")]
    card: Option<String>,
    /// For storno: the document of the case that is reversed
    #[arg(long, value_name = "ID")]
    document: Option<String>,
    /// For charge: the receipt that charged the visit, when there is one already
    #[arg(long, value_name = "NUMBER")]
    receipt: Option<String>,
}

pub(crate) async fn run(
    desk: &Desk,
    command: CasesCommand,
    out: Output,
) -> Result<ExitCode, Failure> {
    match command {
        CasesCommand::List { settled } => {
            let rows = match settled {
                true => desk.list_settled_cases().await?,
                false => desk.list_cases().await?,
            };
            let cases: Vec<Value> = rows.iter().map(document).collect();
            out.answer(&json!({"cases": cases}), rows.iter().map(line));
        }
        CasesCommand::Show { id } => {
            let row = desk.show_case(id).await?;
            out.answer(&document(&row), lines(&row));
        }
        CasesCommand::Settle(args) => {
            let row = desk
                .settle_case(SettleCaseRequest {
                    case_id: args.id,
                    resolution: args.resolution,
                    reason: args.reason,
                    card_id: args.card,
                    document_id: args.document,
                    receipt_number: args.receipt,
                })
                .await?;
            out.answer(&document(&row), lines(&row));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn document(row: &CaseRow) -> Value {
    let sides = row.sides.iter().map(|side| {
        json!({
            "entity": side.entity,
            "id": side.id,
            "at": side.at,
            "device": side.device,
            "actor": side.actor,
            "label": side.label,
            "amount": side.amount.as_ref().map(amount),
            "offline": side.offline,
            "received_at": side.received_at,
        })
    });
    let carry_to = row.carry_to.iter().map(|card| {
        json!({"card": card.card_id, "code": card.code, "product": card.product, "left": card.left})
    });
    let settlements = row.settlements.iter().map(|one| {
        json!({
            "resolution": one.resolution,
            "reason": one.reason,
            "at": one.at,
            "actor": one.actor,
            "device": one.device,
            "counts": one.counts,
        })
    });
    json!({
        "id": row.case_id,
        "kind": row.kind,
        "open": row.is_open,
        "opened_at": row.opened_at,
        "contact": row.contact_id,
        "contact_name": row.contact_name,
        "card": row.card_id,
        "left": row.left,
        "details": row.details,
        "sides": sides.collect::<Vec<_>>(),
        "resolutions": row.resolutions,
        "carry_to": carry_to.collect::<Vec<_>>(),
        "settlements": settlements.collect::<Vec<_>>(),
    })
}

fn line(row: &CaseRow) -> String {
    let details = match row.details.as_str() {
        HANDED_OVER => "what a revoked device handed over; `mojo device quarantine` shows it",
        other => other,
    };
    let about = [row.contact_name.as_str(), row.product.as_str(), details];
    let about: Vec<&str> = about.into_iter().filter(|text| !text.is_empty()).collect();
    let answer = row.settlements.first().map(|one| one.resolution.as_str());
    let state = answer.map_or(String::new(), |answer| format!("  settled: {answer}"));
    format!("{}  {}  {}{state}", row.case_id, row.kind, about.join(", "))
}

fn lines(row: &CaseRow) -> Vec<String> {
    let mut lines = vec![line(row)];
    lines.extend(row.sides.iter().map(side_line));
    lines.extend(row.settlements.iter().map(|one| {
        let late = if one.counts { "" } else { " (came later, changes nothing)" };
        format!("  {} by {} at {}: {}{late}", one.resolution, one.actor, one.at, one.reason)
    }));
    if row.is_open {
        lines.push(format!("  settle by: {}", row.resolutions.join(", ")));
    }
    for card in &row.carry_to {
        lines.push(format!("  carry to: {} {} ({} left)", card.card_id, card.product, card.left));
    }
    lines
}

fn side_line(side: &CaseSide) -> String {
    let money = side.amount.as_ref().map(amount).unwrap_or_default();
    let place = if side.offline { "without a network" } else { "online" };
    let CaseSide { entity, id, at, device, actor, label, .. } = side;
    let line = format!("  {entity} {id} {label} {money} by {actor} at {device}, {at}, {place}");
    line.split(' ').filter(|word| !word.is_empty()).fold("  ".to_owned(), |line, word| {
        if line == "  " { line + word } else { line + " " + word }
    })
}
