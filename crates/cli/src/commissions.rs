//! `mojo commissions`: commissions on paper. The tax profile, the contracts and the objection are
//! the platform's and need it; credit notes are listed as it said last, and a file that was saved
//! once lies at the desk.

mod profile;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use mojo_desk::Desk;
use mojo_desk::views::{CreditNoteRow, CreditNotesView};
use serde_json::{Value, json};

use crate::output::{Failure, Output, amount, save};

/// Credit notes for commissions, and who is named on them.
#[derive(Subcommand)]
pub(crate) enum CommissionsCommand {
    /// The tax profile: who is named on credit notes
    Profile,
    /// Changes the tax profile; what is not named stays as it is
    SetProfile(Box<profile::SetProfile>),
    /// The text of a contract
    Contract {
        /// affiliate or distributor
        kind: String,
        /// As 2026-11
        version: String,
        /// Both languages have the same content; the one that is accepted holds
        #[arg(long, value_name = "LANGUAGE", value_parser = ["de", "en"], default_value = "de")]
        language: String,
    },
    /// The credit notes and their corrections
    CreditNotes,
    /// Writes a credit note as PDF; it is kept at the desk and opens offline afterwards
    CreditNote {
        /// As GS-2027-000042
        number: String,
        /// Where to
        #[arg(short, value_name = "FILE")]
        output: PathBuf,
    },
    /// Objects to a credit note: it is no invoice any more, and you make out your own
    Object {
        /// As GS-2027-000042
        number: String,
        /// What is wrong; the law asks for no reason
        #[arg(long, value_name = "TEXT", default_value = "")]
        reason: String,
    },
}

pub(crate) async fn run(
    desk: &Desk,
    command: CommissionsCommand,
    out: Output,
) -> Result<ExitCode, Failure> {
    match command {
        CommissionsCommand::Profile => profile::answer(&desk.show_tax_profile().await?, out),
        CommissionsCommand::SetProfile(command) => profile::set(desk, *command, out).await?,
        CommissionsCommand::Contract { kind, version, language } => {
            let contract = desk.show_contract(kind, version, Some(language)).await?;
            let document = json!({
                "kind": contract.kind, "version": contract.version, "language": contract.language,
                "sha256": contract.sha256, "text": contract.text,
            });
            out.answer(&document, [contract.text]);
        }
        CommissionsCommand::CreditNotes => list(&desk.list_credit_notes().await?, out),
        CommissionsCommand::CreditNote { number, output } => {
            save(&desk.credit_note_pdf(number).await?, &output, out)?;
        }
        CommissionsCommand::Object { number, reason } => {
            list(&desk.object_to_credit_note(number, reason).await?, out);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn list(view: &CreditNotesView, out: Output) {
    if !view.is_current {
        out.note(&match &view.listed_at {
            Some(at) => format!("the platform cannot be reached; this is what it said at {at}"),
            None => "the platform was never asked; sign in and try again".to_owned(),
        });
    }
    if view.is_current && view.notes.is_empty() {
        out.note("there is no credit note yet");
    }
    let notes: Vec<Value> = view.notes.iter().map(document).collect();
    out.answer(
        &json!({"credit_notes": notes, "current": view.is_current, "listed_at": view.listed_at}),
        view.notes.iter().map(line),
    );
}

fn document(note: &CreditNoteRow) -> Value {
    json!({
        "number": note.number, "month": note.month, "corrects": note.corrects,
        "issued_at": note.issued_at, "status": note.status, "objected_at": note.objected_at,
        "service_from": note.service_from, "service_to": note.service_to,
        "vat_class": note.vat_class, "currency": note.gross.currency, "net": amount(&note.net),
        "vat": amount(&note.vat), "gross": amount(&note.gross), "kept": note.is_kept,
    })
}

fn line(note: &CreditNoteRow) -> String {
    let corrects = note.corrects.as_ref().map(|number| format!("  corrects {number}"));
    format!(
        "{}  {}  {:>12} {}  {}{}",
        note.number,
        note.month,
        amount(&note.gross),
        note.gross.currency,
        note.status,
        corrects.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use mojo_desk::views::MoneyView;

    use super::*;

    #[test]
    fn a_correction_says_what_it_corrects_and_keeps_its_sign() {
        let money = |cents| MoneyView { cents, currency: "EUR".to_owned() };
        let note = CreditNoteRow {
            number: "GS-2027-000003".to_owned(),
            month: "2027-01".to_owned(),
            corrects: Some("GS-2027-000001".to_owned()),
            issued_at: "2027-02-01T10:00:00.000Z".to_owned(),
            status: "issued".to_owned(),
            objected_at: None,
            service_from: "2027-01-10".to_owned(),
            service_to: "2027-01-10".to_owned(),
            vat_class: "not_taxable".to_owned(),
            net: money(-100_00),
            vat: money(0),
            gross: money(-100_00),
            is_kept: false,
        };
        let said = line(&note);
        assert!(said.contains("-100.00 EUR"), "{said}");
        assert!(said.ends_with("corrects GS-2027-000001"), "{said}");
        assert_eq!(document(&note)["gross"], "-100.00");
    }
}
