//! `mojo membership`: the tenant's own membership, as in the settings of the window. What it opens is
//! known without a network; what is on offer, buying and ending are the platform's and need it. It is
//! paid in a browser, behind a link that the platform signs.

use std::io;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Subcommand;
use mojo_desk::Desk;
use mojo_desk::account::Browser;
use mojo_desk::views::{
    BuyMembershipInput, MembershipLevelRow, MembershipOffersView, MembershipPaymentView,
    MembershipPriceView, MembershipPurchaseView, MembershipSubscriptionRow, MembershipView,
    MoneyView,
};
use serde_json::{Value, json};

use crate::amounts::cents_of;
use crate::output::{Failure, Output, amount};

/// What the practice's own membership opens, and what an owner buys of it.
#[derive(Subcommand)]
pub(crate) enum MembershipCommand {
    /// What it opens and until when, as the platform told of it last; works offline
    Show,
    /// The levels with their prices for this practice, and its subscriptions
    Offers,
    /// Buys a level, or goes on with what was begun: prints the link where it is paid, for half an
    /// hour. What has ended is renewed in the same way
    Buy {
        /// The product's id, as `membership offers` lists it
        product: String,
        /// The gross that `membership offers` showed, of what was begun its own; at another price
        /// nothing is bought
        #[arg(long, value_name = "AMOUNT")]
        gross: String,
        /// Of a subscription: the gross of each later period
        #[arg(long, value_name = "AMOUNT")]
        later: Option<String>,
        /// Opens the link in the browser of this machine, too
        #[arg(long)]
        open: bool,
    },
    /// Ends a subscription with the period that is paid; what is paid for stays
    Cancel {
        /// The subscription's id, as `membership offers` lists it
        subscription: String,
    },
}

/// A command for scripts opens no window that nobody asked for.
struct NotOpened;

impl Browser for NotOpened {
    fn open(&self, _address: &str) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }
}

pub(crate) async fn run(
    desk: &Desk,
    command: MembershipCommand,
    out: Output,
) -> Result<ExitCode, Failure> {
    match command {
        MembershipCommand::Show => show(&desk.show_membership().await?, out),
        MembershipCommand::Offers => offers(&desk.list_membership_offers().await?, out),
        MembershipCommand::Buy { product, gross, later, open } => {
            let gross = cents_of("--gross", &gross)?;
            let later = later.map(|text| cents_of("--later", &text)).transpose()?;
            if !open {
                desk.use_browser(Arc::new(NotOpened));
            }
            let listed = desk.list_membership_offers().await?;
            let input = wish(&listed, product, gross, later)?;
            let way = desk.buy_membership(input.clone()).await?;
            answer(&input, &way, out);
        }
        MembershipCommand::Cancel { subscription } => {
            // Only what is listed: an answer about nothing would look like an end.
            let listed = desk.list_membership_offers().await?;
            if !listed.subscriptions.iter().any(|one| one.subscription_id == subscription) {
                return Err(unknown("unknown_subscription", "subscription", &subscription));
            }
            let left = desk.end_membership_subscription(subscription).await?;
            let rows: Vec<Value> = left.subscriptions.iter().map(subscribed).collect();
            out.answer(
                &json!({ "subscriptions": rows }),
                left.subscriptions.iter().map(subscription_line),
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn unknown(code: &str, what: &str, id: &str) -> Failure {
    let message = format!("no {what} has the id {id}; `mojo membership offers` lists them");
    Failure::refused(code, message)
}

/// What is bought, at the price that was named and in the currency of the offer.
fn wish(
    listed: &MembershipOffersView,
    product_id: String,
    gross: i64,
    later: Option<i64>,
) -> Result<BuyMembershipInput, Failure> {
    let level = listed.levels.iter().find(|level| level.product_id == product_id);
    let level = level.ok_or_else(|| unknown("unknown_product", "level on offer", &product_id))?;
    let name = &level.name;
    match (&level.later, later) {
        (Some(price), None) => {
            let each = amount(&price.gross);
            let text =
                format!("{name} is a subscription; name each later period, too: --later {each}");
            return Err(Failure::usage(text));
        }
        (None, Some(_)) => {
            return Err(Failure::usage(format!("{name} is paid once; leave --later out")));
        }
        (None, None) | (Some(_), Some(_)) => {}
    }
    let currency = &level.first.gross.currency;
    let money = |cents| MoneyView { cents, currency: currency.clone() };
    Ok(BuyMembershipInput { product_id, amount: money(gross), later_amount: later.map(money) })
}

fn show(view: &MembershipView, out: Output) {
    let tools: Vec<Value> =
        view.tools.iter().map(|row| json!({ "tool": row.tool, "state": row.state })).collect();
    out.answer(
        &json!({
            "local": view.is_local, "told": view.is_told, "told_at": view.told_at,
            "stage": view.stage, "membership": view.membership, "ends_on": view.ends_on,
            "ended": view.has_ended, "closes_on": view.closes_on, "tools": tools,
        }),
        state_lines(view),
    );
}

fn state_lines(view: &MembershipView) -> Vec<String> {
    let mut lines = vec![match (&view.membership, view.stage) {
        _ if view.is_local => "there is no platform here; every tool is open".to_owned(),
        _ if !view.is_told => {
            "the platform has said nothing of the membership yet; until then every tool is open"
                .to_owned()
        }
        (Some(name), Some(stage)) => format!("stage {stage}: {}", name.replace('_', " ")),
        (_, Some(stage)) => format!("stage {stage}"),
        (_, None) => "the practice has no membership".to_owned(),
    }];
    if let Some(day) = &view.ends_on {
        let word = if view.has_ended { "ended on" } else { "valid until" };
        lines.push(format!("{word} {day}"));
    }
    if let Some(day) = &view.closes_on {
        lines.push(format!("new work is possible until {day}; reading and exporting always are"));
    }
    lines.extend(view.tools.iter().map(|row| format!("{:<10}  {}", row.tool, row.state)));
    lines
}

fn offers(view: &MembershipOffersView, out: Output) {
    if !view.payable {
        out.note("this platform takes no payments: the prices are told, and nothing can be bought");
    }
    let levels: Vec<Value> = view.levels.iter().map(offered).collect();
    let subscriptions: Vec<Value> = view.subscriptions.iter().map(subscribed).collect();
    let lines = view.levels.iter().map(offer_line);
    out.answer(
        &json!({
            "payable": view.payable, "billing_country": view.billing_country, "levels": levels,
            "subscriptions": subscriptions,
        }),
        lines.chain(view.subscriptions.iter().map(subscription_line)),
    );
}

fn offered(level: &MembershipLevelRow) -> Value {
    let price = |price: &MembershipPriceView| {
        json!({
            "net": amount(&price.net), "discount": amount(&price.discount),
            "vat": amount(&price.vat), "gross": amount(&price.gross),
        })
    };
    let begun = |purchase: &MembershipPurchaseView| {
        json!({
            "state": purchase.state, "currency": purchase.amount.currency,
            "gross": amount(&purchase.amount),
            "later": purchase.later_amount.as_ref().map(amount), "opened_at": purchase.opened_at,
        })
    };
    json!({
        "product": level.product_id, "name": level.name, "level": level.level,
        "stage": level.stage, "currency": level.first.gross.currency,
        "vat_percent": level.vat_percent, "interval": level.interval,
        "first": price(&level.first), "later": level.later.as_ref().map(price),
        "obstacle": level.obstacle, "purchase": level.purchase.as_ref().map(begun),
    })
}

fn offer_line(level: &MembershipLevelRow) -> String {
    let gross =
        |price: &MembershipPriceView| format!("{} {}", amount(&price.gross), price.gross.currency);
    let mut line = format!("{}  {}  {}", level.product_id, level.name, gross(&level.first));
    if let (Some(later), Some(interval)) = (&level.later, &level.interval) {
        line.push_str(&format!(", each later {interval} {}", gross(later)));
    }
    if let Some(obstacle) = &level.obstacle {
        line.push_str(&format!("  [{obstacle}]"));
    }
    if let Some(purchase) = &level.purchase {
        // What was begun is gone on with at its own price.
        let (gross, currency) = (amount(&purchase.amount), &purchase.amount.currency);
        line.push_str(&format!("  begun at {gross} {currency}: {}", purchase.state));
    }
    line
}

fn subscribed(one: &MembershipSubscriptionRow) -> Value {
    json!({
        "id": one.subscription_id, "name": one.name, "interval": one.interval,
        "currency": one.amount.currency, "gross": amount(&one.amount),
        "paid_until": one.paid_until, "ends_with_period": one.ends_with_period,
        "failed": one.has_failed,
    })
}

fn subscription_line(one: &MembershipSubscriptionRow) -> String {
    let (gross, currency) = (amount(&one.amount), &one.amount.currency);
    let mut line =
        format!("{}  {}  {gross} {currency} each {}", one.subscription_id, one.name, one.interval);
    if let Some(day) = &one.paid_until {
        line.push_str(&format!(", paid until {day}"));
    }
    if one.ends_with_period {
        line.push_str(", not renewed");
    }
    if one.has_failed {
        line.push_str(", the last payment did not arrive");
    }
    line
}

/// The link is the answer, alone on its line, so that a script reads it as it is.
fn answer(bought: &BuyMembershipInput, way: &MembershipPaymentView, out: Output) {
    match &way.url {
        Some(_) if way.opened => out.note("the browser has it; the link is valid for half an hour"),
        Some(_) => out.note("pay at this address within half an hour; then `mojo sync`"),
        None => out.note("there is nothing to pay any more; `mojo membership offers` says why"),
    }
    out.answer(
        &json!({
            "product": bought.product_id, "currency": bought.amount.currency,
            "gross": amount(&bought.amount), "later": bought.later_amount.as_ref().map(amount),
            "url": way.url, "opened": way.opened,
        }),
        way.url.clone(),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(cents: i64) -> MoneyView {
        MoneyView { cents, currency: "CHF".to_owned() }
    }

    fn price(gross: i64) -> MembershipPriceView {
        let net = gross - 100;
        MembershipPriceView {
            net: money(net),
            discount: money(0),
            vat: money(100),
            gross: money(gross),
        }
    }

    fn level(product: &str, later: Option<i64>) -> MembershipLevelRow {
        MembershipLevelRow {
            product_id: product.to_owned(),
            name: "CAMPUS".to_owned(),
            description_de: String::new(),
            description_en: String::new(),
            level: Some(2),
            stage: Some(2),
            vat_percent: "8.1".to_owned(),
            vat_note: String::new(),
            interval: later.map(|_| "month".to_owned()),
            first: price(2_000),
            later: later.map(price),
            obstacle: None,
            purchase: None,
        }
    }

    fn listed() -> MembershipOffersView {
        MembershipOffersView {
            payable: true,
            billing_country: Some("CH".to_owned()),
            levels: vec![level("once", None), level("monthly", Some(2_500))],
            subscriptions: Vec::new(),
        }
    }

    #[test]
    fn c7_what_is_bought_has_the_price_that_was_named_in_the_currency_of_the_offer() {
        let bought = wish(&listed(), "monthly".to_owned(), 1_999, Some(2_500)).unwrap();
        assert_eq!((bought.amount, bought.later_amount), (money(1_999), Some(money(2_500))));
        assert_eq!(wish(&listed(), "once".to_owned(), 2_000, None).unwrap().later_amount, None);
    }

    #[test]
    fn a_subscription_has_two_prices_and_what_is_paid_once_has_one() {
        let failure = wish(&listed(), "monthly".to_owned(), 2_000, None).unwrap_err();
        assert_eq!(failure.exit_status(), 2);
        assert!(failure.to_string().contains("--later 25.00"), "{failure}");
        let failure = wish(&listed(), "once".to_owned(), 2_000, Some(1)).unwrap_err();
        assert_eq!(failure.exit_status(), 2);
        let failure = wish(&listed(), "none".to_owned(), 2_000, None).unwrap_err();
        assert_eq!(failure.exit_status(), 1);
        assert!(failure.to_string().contains("unknown_product"), "{failure}");
    }

    #[test]
    fn an_offer_tells_its_prices_and_what_is_in_the_way() {
        let one = MembershipLevelRow {
            obstacle: Some("already_subscribed".to_owned()),
            ..level("monthly", Some(2_500))
        };
        let line = offer_line(&one);
        assert!(line.contains("20.00 CHF, each later month 25.00 CHF"), "{line}");
        assert!(line.ends_with("[already_subscribed]"), "{line}");
        let document = offered(&one);
        assert_eq!(
            (&document["currency"], &document["later"]["gross"]),
            (&json!("CHF"), &json!("25.00"))
        );
        assert_eq!(document["purchase"], Value::Null);
    }

    #[test]
    fn p4_what_is_not_told_is_not_said_to_be_closed() {
        let mut view = MembershipView {
            is_local: false,
            is_told: false,
            told_at: None,
            stage: None,
            membership: None,
            ends_on: None,
            has_ended: false,
            closes_on: None,
            tools: Vec::new(),
        };
        assert!(state_lines(&view)[0].contains("every tool is open"));
        view.is_told = true;
        assert_eq!(state_lines(&view), ["the practice has no membership"]);
        view.stage = Some(3);
        view.membership = Some("BUSINESS_BOOTCAMP".to_owned());
        view.ends_on = Some("2026-11-20".to_owned());
        view.has_ended = true;
        assert_eq!(state_lines(&view), ["stage 3: BUSINESS BOOTCAMP", "ended on 2026-11-20"]);
    }
}
