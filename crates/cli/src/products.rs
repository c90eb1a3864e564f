//! `mojo products`.

use std::process::ExitCode;

use clap::{Args, Subcommand};
use mojo_desk::Desk;
use mojo_desk::views::{ProductInput, ProductRow};
use serde_json::{Value, json};

use crate::amounts::cents_of;
use crate::output::{Failure, Output, amount};

/// Lists and makes products.
#[derive(Subcommand)]
pub(crate) enum ProductsCommand {
    /// Lists the catalogue
    List {
        /// What is no longer sold, too
        #[arg(long)]
        all: bool,
    },
    /// Makes a product
    Create(ProductArgs),
}

/// A product.
#[derive(Args)]
pub(crate) struct ProductArgs {
    /// As on the receipt
    name: String,
    /// With VAT: 24.90
    price: String,
    /// punch_card, service, treatment, goods, course or voucher
    #[arg(long, default_value = "goods")]
    kind: String,
    /// general, reduced, heilbehandlung, ...
    #[arg(long, default_value = "general")]
    vat: String,
    /// Barcode or short code
    #[arg(long, default_value = "")]
    code: String,
    /// Visits of a punch card [default: 10]
    #[arg(long, value_name = "N")]
    entries: Option<u32>,
    /// How long a punch card is good
    #[arg(long, value_name = "N")]
    valid_months: Option<u32>,
    /// einzweck, anzahlung or mehrzweck; of a punch card
    #[arg(long)]
    tax_nature: Option<String>,
}

pub(crate) async fn run(
    desk: &Desk,
    command: ProductsCommand,
    out: Output,
) -> Result<ExitCode, Failure> {
    match command {
        ProductsCommand::List { all } => {
            let rows = desk.list_products().await?;
            let rows: Vec<ProductRow> =
                rows.into_iter().filter(|row| all || !row.archived).collect();
            let document = json!({"products": rows.iter().map(document).collect::<Vec<_>>()});
            out.answer(&document, rows.iter().map(line));
        }
        ProductsCommand::Create(args) => {
            let input = ProductInput {
                price_cents: cents_of("PRICE", &args.price)?,
                name: args.name,
                code: args.code,
                kind: args.kind,
                vat_class: args.vat,
                entries: args.entries,
                valid_months: args.valid_months,
                tax_nature: args.tax_nature,
                position: None,
                archived: false,
            };
            let row = desk.create_product(input).await?;
            out.answer(&document(&row), [line(&row)]);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn document(row: &ProductRow) -> Value {
    json!({
        "id": row.product_id,
        "name": row.name,
        "code": row.code,
        "kind": row.kind,
        "price": amount(&row.price),
        "currency": row.price.currency,
        "vat_class": row.vat_class,
        "entries": row.entries,
        "archived": row.archived,
    })
}

fn line(row: &ProductRow) -> String {
    let price = format!("{} {}", amount(&row.price), row.price.currency);
    format!("{}  {:<32} {price:>14}  {}  {}", row.product_id, row.name, row.vat_label, row.code)
}
