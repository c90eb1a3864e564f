//! `mojo invoice`.

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use mojo_desk::Desk;
use mojo_desk::domain::parse_decimal_cents;
use mojo_desk::invoicing::InvoicingError;
use mojo_desk::views::{
    BreachView, CancelInvoiceRequest, CashDiscountInput, InvoiceInput, InvoiceLineInput,
    InvoicePaymentInput, InvoiceQuery, MoneyView,
};
use serde_json::{Value, json};

use crate::amounts::{cents_of, read_cents};
use crate::day::day;
use crate::output::{Failure, Output, amount, save};

/// Drafts, issues, cancels and lists invoices.
#[derive(Subcommand)]
pub(crate) enum InvoiceCommand {
    /// Keeps an invoice as a draft
    Draft(InvoiceArgs),
    /// Issues an invoice: from here on only a Storno takes it back
    Issue(InvoiceArgs),
    /// Writes the PDF of an issued invoice
    Pdf {
        /// As RE-2026-A-000042
        number: String,
        /// Where to
        #[arg(short, value_name = "FILE")]
        output: PathBuf,
    },
    /// Writes the XML of an issued electronic invoice
    Xml {
        /// As RE-2026-A-000042
        number: String,
        /// Where to
        #[arg(short, value_name = "FILE")]
        output: PathBuf,
    },
    /// Reads a received electronic invoice (PDF or XML) and says what is wrong; exit 1 if anything is
    Check {
        /// The file
        file: PathBuf,
    },
    /// Cancels an invoice by a Storno
    Cancel {
        /// As RE-2026-A-000042
        number: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Books money received for an invoice
    Pay {
        /// As RE-2026-A-000042
        number: String,
        /// With a point: 119.00
        amount: String,
        /// The day of the bank statement, YYYY-MM-DD
        #[arg(long, value_name = "DAY", value_parser = day)]
        on: NaiveDate,
        /// The rest was taken off for paying early
        #[arg(long)]
        cash_discount: bool,
    },
    /// Lists invoices, latest first
    List {
        /// Only what is owed
        #[arg(long)]
        open: bool,
        /// At most so many
        #[arg(long, default_value_t = 500)]
        limit: u32,
    },
}

/// What an invoice says.
#[derive(Args)]
pub(crate) struct InvoiceArgs {
    /// To whom
    #[arg(long, value_name = "ID")]
    contact: String,
    /// TEXT:QTY:NET[:VAT]; VAT is a rate (19, 7) or a class (heilbehandlung, reverse_charge, ...)
    #[arg(long = "line", value_name = "LINE", required = true)]
    lines: Vec<String>,
    /// Days to pay
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(..=3650))]
    due: Option<u32>,
    /// First day of the service [default: today]
    #[arg(long, value_name = "DAY", value_parser = day)]
    service_from: Option<NaiveDate>,
    /// Last day of the service [default: the first]
    #[arg(long, value_name = "DAY", value_parser = day)]
    service_to: Option<NaiveDate>,
    /// en16931 (the default), xrechnung or none (on the command line: --profile)
    #[arg(long, value_name = "PROFILE", hide = true)]
    invoice_profile: Option<String>,
    /// A Leitweg-ID or another reference that the recipient asked for
    #[arg(long, value_name = "TEXT")]
    buyer_reference: Option<String>,
    /// The number of the recipient's order
    #[arg(long, value_name = "TEXT")]
    order: Option<String>,
    /// The recipient's number here
    #[arg(long, value_name = "TEXT")]
    customer_number: Option<String>,
    /// Words above the lines
    #[arg(long, value_name = "TEXT")]
    intro: Option<String>,
    /// Words below the sums
    #[arg(long, value_name = "TEXT")]
    closing: Option<String>,
    /// Taken off for paying early, as 2:10 for 2 % within 10 days; up to three times
    #[arg(long = "cash-discount", value_name = "PERCENT:DAYS", value_parser = cash_discount)]
    cash_discounts: Vec<CashDiscountInput>,
}

pub(crate) async fn run(
    desk: &Desk,
    command: InvoiceCommand,
    out: Output,
) -> Result<ExitCode, Failure> {
    match command {
        InvoiceCommand::Draft(args) => draft(desk, &args, out).await,
        InvoiceCommand::Issue(args) => issue(desk, &args, out).await,
        InvoiceCommand::Pdf { number, output } => {
            save(&desk.invoice_pdf(number).await?, &output, out)?;
            Ok(ExitCode::SUCCESS)
        }
        InvoiceCommand::Xml { number, output } => {
            save(&desk.invoice_xml(number).await?, &output, out)?;
            Ok(ExitCode::SUCCESS)
        }
        InvoiceCommand::Check { file } => crate::received_invoice::check(&file, out),
        InvoiceCommand::Cancel { number, reason } => {
            let storno = desk.cancel_invoice(CancelInvoiceRequest { number, reason }).await?;
            let totals = Totals { net: &storno.net, vat: &storno.vat, gross: &storno.gross };
            answer(Some(&storno.number), &totals, &[], out);
            Ok(ExitCode::SUCCESS)
        }
        InvoiceCommand::Pay { number, amount: text, on, cash_discount } => {
            let amount_cents = cents_of("AMOUNT", &text)?;
            let on = on.to_string();
            let row = desk
                .pay_invoice(InvoicePaymentInput {
                    number,
                    amount_cents,
                    on,
                    cash_discount: Some(cash_discount),
                })
                .await?;
            let open = amount(&row.open);
            out.answer(
                &json!({"number": row.number, "open": open, "status": row.status}),
                [format!("{}: {open} open", row.number.clone().unwrap_or_default())],
            );
            Ok(ExitCode::SUCCESS)
        }
        InvoiceCommand::List { open, limit } => list(desk, open, limit, out).await,
    }
}

async fn draft(desk: &Desk, args: &InvoiceArgs, out: Output) -> Result<ExitCode, Failure> {
    let input = input(desk, args).await?;
    let preview = desk.preview_invoice(input.clone()).await?;
    let row = desk.save_invoice_draft(input).await?;
    let mut document = document(None, &totals_of(&preview), &preview.breaches);
    document["draft"] = json!(row.id);
    out.answer(&document, [format!("draft {}: {}", row.id, amount(&preview.gross))]);
    Ok(ExitCode::SUCCESS)
}

async fn issue(desk: &Desk, args: &InvoiceArgs, out: Output) -> Result<ExitCode, Failure> {
    let input = input(desk, args).await?;
    match desk.issue_invoice(input.clone()).await {
        Ok(issued) => {
            let totals = Totals { net: &issued.net, vat: &issued.vat, gross: &issued.gross };
            answer(Some(&issued.number), &totals, &[], out);
            Ok(ExitCode::SUCCESS)
        }
        Err(
            error @ (InvoicingError::Issue(_)
            | InvoicingError::EInvoice(_)
            | InvoicingError::Unprintable(_)),
        ) => {
            let preview = desk.preview_invoice(input).await?;
            answer(None, &totals_of(&preview), &preview.breaches, out);
            Err(error.into())
        }
        Err(error) => Err(error.into()),
    }
}

async fn list(desk: &Desk, open: bool, limit: u32, out: Output) -> Result<ExitCode, Failure> {
    let filter = if open { "open" } else { "all" };
    let query = InvoiceQuery { text: String::new(), filter: filter.to_owned(), offset: 0, limit };
    let page = desk.list_invoices(query).await?;
    let rows: Vec<Value> = page
        .rows
        .iter()
        .filter(|row| row.number.is_some())
        .map(|row| {
            json!({
                "number": row.number, "contact": row.contact_name, "on": row.on,
                "gross": amount(&row.gross), "open": amount(&row.open), "status": row.status,
            })
        })
        .collect();
    let lines = page.rows.iter().filter_map(|row| {
        let number = row.number.as_ref()?;
        let (gross, open) = (amount(&row.gross), amount(&row.open));
        Some(format!("{number}  {}  {:<30}  {gross:>12}  {open:>12}", row.on, row.contact_name))
    });
    out.answer(&json!({"invoices": rows}), lines.collect::<Vec<_>>());
    Ok(ExitCode::SUCCESS)
}

struct Totals<'a> {
    net: &'a MoneyView,
    vat: &'a MoneyView,
    gross: &'a MoneyView,
}

fn totals_of(preview: &mojo_desk::views::InvoicePreview) -> Totals<'_> {
    Totals { net: &preview.net, vat: &preview.vat_total, gross: &preview.gross }
}

fn document(number: Option<&str>, totals: &Totals<'_>, breaches: &[BreachView]) -> Value {
    let breaches: Vec<Value> = breaches
        .iter()
        .map(|b| json!({"rule": b.code, "field": b.field, "text": b.message}))
        .collect();
    json!({
        "number": number, "net": amount(totals.net), "vat": amount(totals.vat),
        "gross": amount(totals.gross), "breaches": breaches,
    })
}

fn answer(number: Option<&str>, totals: &Totals<'_>, breaches: &[BreachView], out: Output) {
    let gross = amount(totals.gross);
    let mut lines = vec![format!("{}: {gross}", number.unwrap_or("not issued"))];
    lines.extend(breaches.iter().map(|b| format!("{} ({}): {}", b.field, b.code, b.message)));
    out.answer(&document(number, totals, breaches), lines);
}

async fn input(desk: &Desk, args: &InvoiceArgs) -> Result<InvoiceInput, Failure> {
    let country = desk.practice().await?.country;
    let today = mojo_desk::domain::berlin_day(desk.now());
    let line = |text: &String| parse_line(text, &country, today);
    Ok(InvoiceInput {
        draft_id: None,
        contact_id: Some(args.contact.clone()),
        service_from: Some(args.service_from.unwrap_or(today).to_string()),
        service_to: args.service_to.map(|day| day.to_string()),
        due_days: args.due,
        lines: args.lines.iter().map(line).collect::<Result<_, _>>()?,
        profile: args.invoice_profile.clone(),
        buyer_reference: args.buyer_reference.clone(),
        order_reference: args.order.clone(),
        customer_number: args.customer_number.clone(),
        intro: args.intro.clone(),
        closing: args.closing.clone(),
        cash_discounts: Some(args.cash_discounts.clone()),
    })
}

/// `TEXT:QTY:NET[:VAT]`; the text may hold colons of its own.
fn parse_line(text: &str, country: &str, today: NaiveDate) -> Result<InvoiceLineInput, Failure> {
    let usage = |why: &str| Failure::usage(format!("--line {text:?}: {why} (TEXT:QTY:NET[:VAT])"));
    let parts: Vec<&str> = text.split(':').collect();
    let is_number = |part: &&str| parse_decimal_cents(part).is_ok() || milli(part).is_some();
    let numbers = parts.iter().rev().take_while(|part| is_number(part)).count();
    // With more parts than the form has, the text holds colons: the numbers at the end decide.
    let tail = match (parts.len(), numbers) {
        (0..3, _) => return Err(usage("quantity or price is missing")),
        (3, _) => 2,
        (4, _) | (_, 0 | 3..) => 3,
        _ => 2,
    };
    if parts.len() <= tail {
        return Err(usage("the text is missing"));
    }
    let (words, values) = parts.split_at(parts.len() - tail);
    let quantity_milli = milli(values[0]).ok_or_else(|| usage("the quantity is no number"))?;
    let unit_net_cents = read_cents(values[1]).map_err(|why| usage(&format!("price: {why}")))?;
    let vat = values.get(2).copied().unwrap_or("general");
    let vat_class = vat_class(vat, country, today)
        .ok_or_else(|| usage(&format!("no VAT rate or class {vat:?} in {country}")))?;
    Ok(InvoiceLineInput {
        text: words.join(":"),
        quantity_milli,
        unit_net_cents,
        vat_class,
        ..InvoiceLineInput::default()
    })
}

/// `2:10` and `2.5:14`.
fn cash_discount(text: &str) -> Result<CashDiscountInput, String> {
    let wrong = || format!("{text:?} is no PERCENT:DAYS, as 2:10");
    let (percent, days) = text.split_once(':').ok_or_else(wrong)?;
    let percent_bp = parse_decimal_cents(percent).map_err(|_| wrong())?;
    let percent_bp = u32::try_from(percent_bp).map_err(|_| wrong())?;
    Ok(CashDiscountInput { percent_bp, days: days.parse().map_err(|_| wrong())? })
}

/// Thousandths from `2`, `0.5`, `1.125`.
pub(crate) fn milli(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || fraction.len() > 3 {
        return None;
    }
    format!("{whole}{fraction:0<3}").parse().ok()
}

/// A class by its name, or the taxed class that has this rate today.
fn vat_class(text: &str, country: &str, today: NaiveDate) -> Option<String> {
    use mojo_desk::domain::vat::{VatClass, rate_on};

    if let Ok(class) = text.parse::<VatClass>() {
        return Some(class.name().to_owned());
    }
    let rate_bp = parse_decimal_cents(text.trim_end_matches('%')).ok()?;
    VatClass::ALL
        .into_iter()
        .filter(|class| class.is_taxed())
        .find(|class| rate_on(country, *class, today) == Some(rate_bp))
        .map(|class| class.name().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Result<(String, i64, i64, String), String> {
        let today = "2026-11-20".parse().unwrap();
        parse_line(text, "DE", today)
            .map(|l| (l.text, l.quantity_milli, l.unit_net_cents, l.vat_class))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_line_is_read_from_its_end_so_that_the_text_may_hold_colons() {
        let general = |text: &str| Ok((text.to_owned(), 2000, 5000, "general".to_owned()));
        assert_eq!(line("Kurs:2:50"), general("Kurs"));
        assert_eq!(line("Kurs: Rücken:2:50.00:19"), general("Kurs: Rücken"));
        let healing = ("Behandlung".to_owned(), 500, 9000, "heilbehandlung".to_owned());
        assert_eq!(line("Behandlung:0.5:90:heilbehandlung"), Ok(healing));
        assert!(line("Kurs").unwrap_err().contains("missing"));
        assert!(line("Kurs:2:50:16").unwrap_err().contains("no VAT rate"));
        assert!(line("Kurs:x:50:19").unwrap_err().contains("quantity"));
    }
}
