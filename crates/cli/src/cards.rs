//! `mojo cards`: punch cards.

use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use mojo_desk::Desk;
use mojo_desk::checkin::PaperCard;
use mojo_desk::views::{CardQuery, CardRow, SellCardRequest};
use serde_json::{Value, json};

use crate::day::day;
use crate::output::{Failure, Output};
use crate::pos::{payments, sale_document, unknown_product};

/// Lists, sells and takes over punch cards.
#[derive(Subcommand)]
pub(crate) enum CardsCommand {
    /// Lists cards, the one used last first
    List {
        /// Only of this contact
        #[arg(long, value_name = "ID")]
        contact: Option<String>,
        /// all, expiring, offer or overdrawn
        #[arg(long, default_value = "all")]
        filter: String,
        /// A name or the beginning of a code
        #[arg(long, default_value = "")]
        text: String,
    },
    /// Sells a card
    Sell {
        /// An id, a code or the exact name
        product: String,
        /// To whom
        #[arg(long, value_name = "ID")]
        contact: String,
        /// METHOD:AMOUNT; METHOD is cash, card or voucher
        #[arg(long = "pay", value_name = "PAYMENT")]
        payments: Vec<String>,
    },
    /// Takes over a card from paper
    Import(ImportArgs),
}

/// A card from paper.
#[derive(Args)]
pub(crate) struct ImportArgs {
    /// The owner
    #[arg(long, value_name = "ID")]
    contact: String,
    /// The visits left on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(..=1000))]
    left: u32,
    /// What it was: an id, a code or the exact name
    #[arg(long)]
    product: Option<String>,
    /// The number printed on it
    #[arg(long)]
    code: Option<String>,
    /// The last day on which it is good, YYYY-MM-DD
    #[arg(long, value_name = "DAY", value_parser = day)]
    expires: Option<NaiveDate>,
}

/// Rows asked for at once.
const PAGE: u32 = 500;

pub(crate) async fn run(
    desk: &Desk,
    command: CardsCommand,
    out: Output,
) -> Result<ExitCode, Failure> {
    match command {
        CardsCommand::List { contact, filter, text } => {
            list(desk, contact, filter, text, out).await?;
        }
        CardsCommand::Sell { product, contact, payments: texts } => {
            let request = SellCardRequest {
                product_id: product_id(desk, &product).await?,
                contact_id: contact,
                payments: payments(&texts)?,
            };
            let sold = desk.sell_card(request).await?;
            let mut document = sale_document(&sold);
            let mut lines = vec![sold.receipt_number.clone()];
            if let Some(id) = sold.cards.first() {
                let card = desk.show_card(id.clone()).await?.row;
                document["card"] = json!(card.card_id);
                document["code"] = json!(card.code);
                lines.push(line(&card));
            }
            out.answer(&document, lines);
        }
        CardsCommand::Import(args) => import(desk, args, out).await?,
    }
    Ok(ExitCode::SUCCESS)
}

async fn list(
    desk: &Desk,
    contact_id: Option<String>,
    filter: String,
    text: String,
    out: Output,
) -> Result<(), Failure> {
    let mut rows: Vec<CardRow> = Vec::new();
    loop {
        let page = desk
            .list_cards(CardQuery {
                text: text.clone(),
                filter: filter.clone(),
                contact_id: contact_id.clone(),
                offset: u32::try_from(rows.len()).unwrap_or(u32::MAX),
                limit: PAGE,
            })
            .await?;
        let is_last = page.rows.is_empty();
        rows.extend(page.rows);
        if is_last || rows.len() >= page.total as usize {
            break;
        }
    }
    let document = json!({"cards": rows.iter().map(document).collect::<Vec<_>>()});
    out.answer(&document, rows.iter().map(line));
    Ok(())
}

async fn import(desk: &Desk, args: ImportArgs, out: Output) -> Result<(), Failure> {
    let product_id = match &args.product {
        Some(text) => Some(product_id(desk, text).await?),
        None => None,
    };
    let paper = PaperCard {
        contact_id: args.contact,
        left: args.left,
        product_id,
        code: args.code,
        expires_on: args.expires,
    };
    let row = desk.import_card(paper).await?;
    out.answer(&document(&row), [line(&row)]);
    Ok(())
}

async fn product_id(desk: &Desk, text: &str) -> Result<String, Failure> {
    let product = desk.find_product(text).await?;
    Ok(product.ok_or_else(|| unknown_product(text))?.product_id)
}

/// A card as scripts get it.
pub(crate) fn document(row: &CardRow) -> Value {
    json!({
        "id": row.card_id,
        "code": row.code,
        "contact": row.contact_id,
        "name": row.contact_name,
        "product": row.product,
        "entries": row.entries,
        "used": row.used,
        "left": row.left,
        "expires_on": row.expires_on,
        "last_used": row.last_used,
        "status": row.status,
    })
}

fn line(row: &CardRow) -> String {
    let ends = row.expires_on.as_deref().unwrap_or("-");
    let left = format!("{}/{}", row.left, row.entries);
    format!("{}  {left:>6} left  {ends:>10}  {}: {}", row.code, row.contact_name, row.product)
}
