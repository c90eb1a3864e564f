//! `mojo pos`: the till.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use mojo_desk::Desk;
use mojo_desk::pos::PosError;
use mojo_desk::views::{
    Cart, CartLine, CashMovementInput, CloseDayInput, PaymentInput, ProductRow, SaleResult,
    StornoRequest, TillView,
};
use serde_json::{Value, json};

use crate::amounts::cents_of;
use crate::output::{Failure, Output, amount, cents, save};

/// Sells, refunds, counts and closes.
#[derive(Subcommand)]
pub(crate) enum PosCommand {
    /// Sells products
    Sell(SellArgs),
    /// Reverses a whole receipt by a Storno; sell again what the customer keeps
    Refund {
        /// As KB-2026-A-000042
        receipt: String,
        /// Why
        #[arg(long, default_value = "Rückgabe")]
        reason: String,
    },
    /// Puts cash into the till
    CashIn(CashArgs),
    /// Takes cash out of the till
    CashOut(CashArgs),
    /// Notes the cash that was counted, for the closing
    Count {
        /// With a point: 760.85
        amount: String,
    },
    /// Says where the till stands, and closes nothing
    XReport,
    /// Closes the day with the cash that was counted: the Z report
    Close {
        /// Why the cash differs, or why nobody counted
        #[arg(long)]
        reason: Option<String>,
        /// Nobody counted: takes over what should be there, and the closing says so
        #[arg(long, requires = "reason")]
        uncounted: bool,
    },
    /// Writes a receipt as a PDF
    Receipt {
        /// As KB-2026-A-000042
        number: String,
        /// Where to
        #[arg(short, value_name = "FILE")]
        output: PathBuf,
    },
}

/// What is sold, to whom, and how it is paid.
#[derive(Args)]
pub(crate) struct SellArgs {
    /// PRODUCT[:QTY[:PRICE]]; PRODUCT is an id, a code or the exact name
    #[arg(long = "line", value_name = "LINE", required = true)]
    lines: Vec<String>,
    /// To whom
    #[arg(long, value_name = "ID")]
    contact: Option<String>,
    /// Off everything
    #[arg(long, value_name = "PERCENT")]
    discount: Option<String>,
    /// METHOD:AMOUNT; METHOD is cash, card or voucher
    #[arg(long = "pay", value_name = "PAYMENT")]
    payments: Vec<String>,
}

/// An amount and why.
#[derive(Args)]
pub(crate) struct CashArgs {
    /// With a point: 28.40
    amount: String,
    /// Why
    #[arg(long)]
    reason: String,
    /// float, private, bank or expense
    #[arg(long, default_value = "expense")]
    kind: String,
}

pub(crate) async fn run(
    desk: &Desk,
    command: PosCommand,
    out: Output,
) -> Result<ExitCode, Failure> {
    match command {
        PosCommand::Sell(args) => sell(desk, args, out).await?,
        PosCommand::Refund { receipt, reason } => {
            let storno = StornoRequest { receipt_number: receipt, reason };
            let result = desk.cancel_sale(storno).await?;
            answer_sale(&result, out);
        }
        PosCommand::CashIn(args) => move_cash(desk, args, 1, out).await?,
        PosCommand::CashOut(args) => move_cash(desk, args, -1, out).await?,
        PosCommand::Count { amount } => count(desk, &amount, out).await?,
        PosCommand::XReport => {
            let till = desk.till().await?;
            out.answer(&report(&till), report_lines(&till));
        }
        PosCommand::Close { reason, uncounted } => close(desk, reason, uncounted, out).await?,
        PosCommand::Receipt { number, output } => {
            save(&desk.receipt_pdf(number).await?, &output, out)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn sell(desk: &Desk, args: SellArgs, out: Output) -> Result<(), Failure> {
    let mut lines = Vec::with_capacity(args.lines.len());
    for text in &args.lines {
        lines.push(line(desk, text).await?);
    }
    let cart = Cart {
        lines,
        contact_id: args.contact,
        discount_percent: args.discount,
        started_at: None,
        payments: payments(&args.payments)?,
    };
    answer_sale(&desk.sell(cart).await?, out);
    Ok(())
}

/// `PRODUCT[:QTY[:PRICE]]`; a name may hold a colon itself.
async fn line(desk: &Desk, text: &str) -> Result<CartLine, Failure> {
    if let Some(product) = desk.find_product(text).await? {
        return Ok(cart_line(&product, 1000, None));
    }
    if let Some((name, quantity)) = text.rsplit_once(':') {
        if let Some(product) = desk.find_product(name).await? {
            return Ok(cart_line(&product, milli_of(quantity)?, None));
        }
        if let Some((name, quantity_before)) = name.rsplit_once(':')
            && let Some(product) = desk.find_product(name).await?
        {
            let price = cents_of("PRICE", quantity)?;
            return Ok(cart_line(&product, milli_of(quantity_before)?, Some(price)));
        }
    }
    Err(unknown_product(text))
}

/// Nothing in the catalogue is called so.
pub(crate) fn unknown_product(text: &str) -> Failure {
    let message =
        format!("{text:?}: no product with this id, code or name; see `mojo products list`");
    Failure::refused("unknown_product", message)
}

fn cart_line(product: &ProductRow, quantity_milli: i64, price: Option<i64>) -> CartLine {
    CartLine {
        product_id: product.product_id.clone(),
        quantity_milli,
        unit_gross_cents: price,
        discount_percent: None,
    }
}

/// `cash:50.00` and the like.
pub(crate) fn payments(texts: &[String]) -> Result<Vec<PaymentInput>, Failure> {
    let payment = |text: &String| {
        let Some((method, sum)) = text.split_once(':') else {
            return Err(Failure::usage(format!("--pay {text:?}: write METHOD:AMOUNT")));
        };
        Ok(PaymentInput { method: method.to_owned(), tendered_cents: cents_of("--pay", sum)? })
    };
    texts.iter().map(payment).collect()
}

/// A quantity with up to three decimals as thousandths.
fn milli_of(text: &str) -> Result<i64, Failure> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let wrong = || Failure::usage(format!("QTY {text:?}: not a number with up to three decimals"));
    if !is_number(whole) || !is_number(part) || part.len() > 3 {
        return Err(wrong());
    }
    format!("{whole}{part:0<3}").parse().map_err(|_| wrong())
}

/// The answer to everything that sells.
pub(crate) fn sale_document(result: &SaleResult) -> Value {
    json!({
        "receipt": result.receipt_number,
        "sale": result.sale_id,
        "net": amount(&result.net),
        "vat": amount(&result.vat),
        "gross": amount(&result.gross),
        "change": amount(&result.change),
        "cards": result.cards,
    })
}

pub(crate) fn answer_sale(result: &SaleResult, out: Output) {
    let text = format!(
        "{}: {} {} (net {}, VAT {}), change {}",
        result.receipt_number,
        amount(&result.gross),
        result.gross.currency,
        amount(&result.net),
        amount(&result.vat),
        amount(&result.change),
    );
    out.answer(&sale_document(result), [text]);
}

async fn move_cash(desk: &Desk, args: CashArgs, sign: i64, out: Output) -> Result<(), Failure> {
    let sum = cents_of("AMOUNT", &args.amount)?;
    if sum < 0 {
        return Err(Failure::usage("AMOUNT: write it without a sign"));
    }
    let movement =
        CashMovementInput { amount_cents: sign * sum, kind: args.kind, reason: args.reason };
    let till = desk.move_cash(movement).await?;
    let expected = amount(&till.expected);
    out.answer(
        &json!({"amount": cents(sign * sum), "expected": expected}),
        [format!("{expected} should be in the till")],
    );
    Ok(())
}

async fn count(desk: &Desk, text: &str, out: Output) -> Result<(), Failure> {
    let preview = desk.note_count(cents_of("AMOUNT", text)?).await?;
    let (counted, expected) = (amount(&preview.counted), amount(&preview.expected));
    let difference = amount(&preview.difference);
    out.answer(
        &json!({"counted": counted, "expected": expected, "difference": difference}),
        [format!("counted {counted}, expected {expected}, difference {difference}")],
    );
    Ok(())
}

/// Closes with the cash that was noted by `pos count`. A difference wants its reason.
async fn close(
    desk: &Desk,
    reason: Option<String>,
    uncounted: bool,
    out: Output,
) -> Result<(), Failure> {
    let noted = desk.noted_count().await?;
    if noted.is_none() && !uncounted {
        return Err(Failure::refused(
            "not_counted",
            "nobody counted the till: count it with `mojo pos count AMOUNT`, or close without a \
             count with `mojo pos close --uncounted --reason TEXT`",
        ));
    }
    if noted.is_some() && uncounted {
        return Err(Failure::refused(
            "already_counted",
            "the till was counted with `mojo pos count`: leave out --uncounted",
        ));
    }
    let input = CloseDayInput {
        counted_cents: noted,
        counts: Vec::new(),
        reason: reason.unwrap_or_default(),
        uncounted,
    };
    let closed = desk.close_day(input).await.map_err(unexplained)?;
    let (counted, expected) = (amount(&closed.counted), amount(&closed.expected));
    let difference = amount(&closed.difference);
    out.answer(
        &json!({
            "z": closed.z_number,
            "expected": expected,
            "counted": counted,
            "difference": difference,
            "uncounted": closed.uncounted,
        }),
        [match closed.uncounted {
            true => format!("Z {}: not counted, {expected} taken over", closed.z_number),
            false => format!("Z {}: counted {counted}, difference {difference}", closed.z_number),
        }],
    );
    Ok(())
}

/// A difference without a reason is told with the word that gives one.
fn unexplained(error: PosError) -> Failure {
    match error {
        PosError::DifferenceUnexplained { difference } => Failure::refused(
            "reason_required",
            format!(
                "the cash differs by {difference}: count again with `mojo pos count AMOUNT`, or \
                 say why with --reason TEXT; nothing was closed"
            ),
        ),
        error => error.into(),
    }
}

fn report(till: &TillView) -> Value {
    let vat = |group: &mojo_desk::views::VatGroupView| {
        json!({
            "class": group.vat_class,
            "rate": cents(i64::from(group.vat_rate_bp)),
            "net": amount(&group.net),
            "vat": amount(&group.vat),
            "gross": amount(&group.gross),
        })
    };
    let payment = |payment: &mojo_desk::views::PaymentTotalView| json!({"method": payment.method, "amount": amount(&payment.amount)});
    json!({
        "register": till.register_name,
        "day": till.day,
        "opening": amount(&till.opening),
        "cash_sales": amount(&till.cash_sales),
        "cash_movements": amount(&till.cash_movements),
        "expected": amount(&till.expected),
        "receipts": till.receipts,
        "first_receipt": till.first_receipt,
        "last_receipt": till.last_receipt,
        "gross": amount(&till.gross),
        "vat": till.vat.iter().map(vat).collect::<Vec<_>>(),
        "payments": till.payments.iter().map(payment).collect::<Vec<_>>(),
        "next_z": till.next_z,
    })
}

fn report_lines(till: &TillView) -> Vec<String> {
    vec![
        format!("{}, {}", till.register_name, till.day),
        format!("{} receipts, turnover {}", till.receipts, amount(&till.gross)),
        format!("{} should be in the till", amount(&till.expected)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_is_read_exactly_or_refused() {
        for (text, milli) in [("2", 2000), ("0.5", 500), ("1.125", 1125)] {
            assert_eq!(milli_of(text).unwrap(), milli);
        }
        for text in ["", "1,5", "-1", "1.2345", "1.", "x", "99999999999999999999"] {
            assert!(milli_of(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_difference_without_a_reason_says_how_to_give_one() {
        let failure = unexplained(PosError::DifferenceUnexplained { difference: "-1.00".into() });
        let said = failure.to_string();
        assert!(said.contains("-1.00") && said.contains("--reason TEXT"), "{said}");
        assert_eq!(failure.exit_status(), 1);
        assert_eq!(unexplained(PosError::NotCounted).exit_status(), 1);
    }

    #[test]
    fn a_payment_is_a_method_and_an_amount() {
        let paid = payments(&["cash:50.00".to_owned(), "card:7".to_owned()]).unwrap();
        assert_eq!((paid[0].method.as_str(), paid[0].tendered_cents), ("cash", 5000));
        assert_eq!(paid[1].tendered_cents, 700);
        assert!(payments(&["50.00".to_owned()]).is_err());
        assert!(payments(&["cash:50,00".to_owned()]).is_err());
    }
}
