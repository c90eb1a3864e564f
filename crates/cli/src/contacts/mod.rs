//! `mojo contacts`.

mod document;
mod import;
mod input;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use mojo_desk::Desk;
use mojo_desk::views::{ContactQuery, ContactRow, ContactView};
use serde_json::json;

use crate::output::{Failure, Output, write_file};

/// Finds, makes, edits, imports and exports contacts.
#[derive(Subcommand)]
pub(crate) enum ContactsCommand {
    /// Imports a CSV or vCard file; every record has one outcome
    Import(import::ImportArgs),
    /// Finds by name, phone digits, e-mail, birthday or #tag
    Search {
        /// As one would type it into the window
        text: String,
        /// At most so many
        #[arg(long, default_value_t = 20, value_name = "N")]
        limit: u32,
    },
    /// Lists in the order of a telephone book
    List {
        /// customer, patient, lead or partner
        #[arg(long)]
        role: Option<String>,
        /// Skip so many
        #[arg(long, default_value_t = 0, value_name = "N")]
        offset: u32,
        /// At most so many
        #[arg(long, default_value_t = 100, value_name = "N")]
        limit: u32,
    },
    /// Shows a contact whole
    Show {
        /// The contact's id
        id: String,
    },
    /// Makes a contact
    Create(input::ContactArgs),
    /// Edits a contact: what is not named stays as it is
    Edit {
        /// The contact's id
        id: String,
        /// A phone number, e-mail address, role or tag to take out
        #[arg(long, value_name = "TEXT")]
        remove: Vec<String>,
        #[command(flatten)]
        fields: input::ContactArgs,
    },
    /// Tells what happened with a contact, the newest first
    Timeline {
        /// The contact's id
        id: String,
    },
    /// Tells who may be the same person
    Duplicates {
        /// The contact's id
        id: String,
    },
    /// Shows two contacts as one; sales, cards and invoices of both stand
    Merge {
        /// Who is shown
        winner: String,
        /// Who is shown under the winner
        loser: String,
    },
    /// Parts a contact from the one that it was merged into
    Unmerge {
        /// The contact that was merged into another
        id: String,
    },
    /// Deletes a contact on all desks; it can come back
    Delete {
        /// The contact's id
        id: String,
    },
    /// Brings a deleted contact back
    Restore {
        /// The contact's id
        id: String,
    },
    /// Brings a text back that was overwritten on another desk
    RestoreText {
        /// The text's id, as `contacts show` gives it
        id: String,
    },
    /// Writes all contacts as a CSV that can be imported again
    Export {
        /// The file to write
        file: PathBuf,
    },
}

pub(crate) async fn run(
    desk: &Desk,
    command: ContactsCommand,
    out: Output,
) -> Result<ExitCode, Failure> {
    match command {
        ContactsCommand::Import(args) => import::run(desk, args, out).await?,
        ContactsCommand::Search { text, limit } => {
            list(desk, ContactQuery { text, role: None, offset: 0, limit }, out).await?;
        }
        ContactsCommand::List { role, offset, limit } => {
            list(desk, ContactQuery { text: String::new(), role, offset, limit }, out).await?;
        }
        ContactsCommand::Show { id } => {
            show(&desk.show_contact(id).await?, out);
        }
        ContactsCommand::Create(fields) => {
            show(&desk.create_contact(input::new(fields)?).await?, out);
        }
        ContactsCommand::Edit { id, remove, fields } => {
            let view = desk.show_contact(id.clone()).await?;
            let (seen, input) = input::edited(&view, fields, &remove)?;
            show(&desk.edit_contact_from(id, seen, input).await?, out);
        }
        ContactsCommand::Timeline { id } => {
            let entries = desk.contact_timeline(id).await?;
            out.answer(&document::timeline(&entries), entries.iter().map(document::entry_line));
        }
        ContactsCommand::Duplicates { id } => {
            let hints = desk.contact_duplicates(id).await?;
            out.answer(&document::duplicates(&hints), hints.iter().map(document::duplicate_line));
        }
        ContactsCommand::Merge { winner, loser } => {
            show(&desk.merge_contacts(winner, loser).await?, out);
        }
        ContactsCommand::Unmerge { id } => show(&desk.part_contact(id).await?, out),
        ContactsCommand::Delete { id } => show(&desk.delete_contact(id).await?, out),
        ContactsCommand::Restore { id } => show(&desk.restore_contact(id).await?, out),
        ContactsCommand::RestoreText { id } => show(&desk.restore_text(id).await?, out),
        ContactsCommand::Export { file } => {
            let mut bytes = Vec::new();
            let contacts = desk.export_contacts(&mut bytes).await?;
            write_file(&file, &bytes)?;
            let name = file.display().to_string();
            let line = format!("{contacts} contacts in {name}");
            out.answer(&json!({"file": name, "contacts": contacts}), [line]);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn show(view: &ContactView, out: Output) {
    out.answer(&document::contact(view), document::lines(view));
}

async fn list(desk: &Desk, query: ContactQuery, out: Output) -> Result<(), Failure> {
    let (mut query, wanted) = (query.clone(), query.limit);
    let mut rows: Vec<ContactRow> = Vec::new();
    loop {
        query.limit = (wanted - rows.len() as u32).min(500);
        let page = desk.list_contacts(query.clone()).await?;
        let is_end = page.rows.len() < query.limit as usize;
        query.offset += query.limit;
        rows.extend(page.rows);
        if is_end || rows.len() >= wanted as usize {
            break;
        }
    }
    let contacts: Vec<_> = rows.iter().map(document::row).collect();
    out.answer(&json!({"contacts": contacts}), rows.iter().map(document::row_line));
    Ok(())
}
