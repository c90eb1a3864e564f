//! `mojo checkin`: somebody comes.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use mojo_desk::Desk;
use mojo_desk::views::{
    CheckInRequest, CheckInResult, CheckInVerdict, CommandError, Severity, UndoRequest,
};
use serde_json::json;

use crate::output::{Failure, Output};

/// Checks somebody in, or takes a check-in back.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct CheckinCommand {
    /// A card's code or id, a contact's id, or a name that only one person bears
    #[arg(required = true)]
    target: Option<String>,
    #[command(subcommand)]
    undo: Option<UndoCommand>,
}

#[derive(Subcommand)]
pub(crate) enum UndoCommand {
    /// Takes a check-in back by a counter-entry
    Undo {
        /// The id that the check-in gave
        redemption: String,
        /// Why; needed after 30 seconds
        #[arg(long, default_value = "")]
        reason: String,
    },
}

pub(crate) async fn run(
    desk: &Desk,
    command: CheckinCommand,
    out: Output,
) -> Result<ExitCode, Failure> {
    match command.undo {
        Some(UndoCommand::Undo { redemption, reason }) => {
            let request = UndoRequest { redemption_id: redemption.clone(), reason };
            let card = desk.undo_check_in(request).await?;
            out.answer(
                &json!({
                    "redemption": redemption,
                    "card": card.card_id,
                    "left": card.left,
                    "contact": card.contact_id,
                }),
                [format!("{}: taken back, {} left", card.contact_name, card.left)],
            );
        }
        None => check_in(desk, command.target.unwrap_or_default(), out).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn check_in(desk: &Desk, target: String, out: Output) -> Result<(), Failure> {
    let asked = target.clone();
    let mut result = desk.check_in(CheckInRequest { target: target.clone() }).await?;
    if result.reason == "unknown_code" {
        let mut found = desk.find_candidates(target).await?;
        if found.len() > 1 {
            let message = format!(
                "{asked:?}: not checked in, several people are called so; name the card or the contact"
            );
            return Err(Failure::refused("several_people", message));
        }
        if let Some(only) = found.pop() {
            result = desk.check_in(CheckInRequest { target: only.contact_id }).await?;
        }
    }
    if result.verdict == CheckInVerdict::Red {
        return Err(refused(&result, &asked));
    }
    let card = result.card.as_ref();
    let left = card.map(|card| card.left);
    let said = match result.reason.as_str() {
        "ok" => String::new(),
        reason => format!(" ({reason})"),
    };
    out.answer(
        &json!({
            "redemption": result.redemption_id,
            "card": card.map(|card| &card.card_id),
            "code": card.map(|card| &card.code),
            "left": left,
            "contact": result.contact_id,
            "name": result.name,
            "verdict": result.verdict,
            "reason": result.reason,
        }),
        [format!("{}: checked in, {} left{said}", result.name, left.unwrap_or_default())],
    );
    Ok(())
}

/// A red answer: nothing was redeemed.
fn refused(result: &CheckInResult, asked: &str) -> Failure {
    let what = match result.reason.as_str() {
        "used_up" => "the card is used up; sell a new one",
        "expired" => "the card is expired; sell a new one",
        "no_card" => "there is no punch card; sell one",
        "several_cards" => "there are several cards; name one of them",
        _ => "no card and nobody is called so",
    };
    // Where nobody was found there is no name: then what was typed or scanned is said.
    let who = if result.name.is_empty() { format!("{asked:?}") } else { result.name.clone() };
    let codes: Vec<&str> = result.cards.iter().map(|card| card.code.as_str()).collect();
    let choice = if codes.is_empty() { String::new() } else { format!(": {}", codes.join(", ")) };
    Failure::Refused(CommandError {
        code: result.reason.clone(),
        severity: Severity::Notice,
        message: format!("{who}: not checked in, {what}{choice}"),
        values: std::collections::BTreeMap::new(),
    })
}
