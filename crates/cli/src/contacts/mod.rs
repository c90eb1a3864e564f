//! `mojo contacts`.

mod document;
mod import;
mod input;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use mojo_desk::Desk;
use mojo_desk::views::{ContactQuery, ContactRow};
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
            let view = desk.show_contact(id).await?;
            out.answer(&document::contact(&view), document::lines(&view));
        }
        ContactsCommand::Create(fields) => {
            let view = desk.create_contact(input::new(fields)).await?;
            out.answer(&document::contact(&view), document::lines(&view));
        }
        ContactsCommand::Edit { id, remove, fields } => {
            let view = desk.show_contact(id.clone()).await?;
            let input = input::edited(&view, fields, &remove)?;
            let view = desk.edit_contact(id, input).await?;
            out.answer(&document::contact(&view), document::lines(&view));
        }
        ContactsCommand::Timeline { id } => {
            let entries = desk.contact_timeline(id).await?;
            out.answer(&document::timeline(&entries), entries.iter().map(document::entry_line));
        }
        ContactsCommand::Export { file } => {
            let mut bytes = Vec::new();
            let contacts = desk.export_contacts(&mut bytes).await?;
            write_file(&file, &bytes)?;
            let name = file.display().to_string();
            let line = format!("{contacts} Kontakte in {name}");
            out.answer(&json!({"file": name, "contacts": contacts}), [line]);
        }
    }
    Ok(ExitCode::SUCCESS)
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
