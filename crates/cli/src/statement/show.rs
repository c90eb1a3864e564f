//! The statement of a month: its lines, the sums that add up, and what is to come.

use mojo_desk::views::{CommissionRow, ForecastRow, MoneyView, StatementView};
use serde_json::{Map, Value, json};

use crate::output::{Output, amount};

/// Prints the statement.
pub(super) fn answer(statement: &StatementView, out: Output) {
    let entries: Vec<Value> = statement.entries.iter().map(entry).collect();
    let payouts: Vec<Value> = statement
        .payouts
        .iter()
        .map(|row| json!({"on": row.on, "kind": row.kind, "amount": amount(&row.amount)}))
        .collect();
    let totals: Map<String, Value> = statement
        .totals
        .iter()
        .map(|total| (total.kind.clone(), json!(amount(&total.amount))))
        .collect();
    let sums: Map<String, Value> = sums(statement)
        .into_iter()
        .map(|(name, sum, _)| (name.to_owned(), json!(amount(sum))))
        .collect();
    let forecast = &statement.forecast;
    let runs: Vec<Value> = forecast.runs.iter().map(run).collect();
    let document = json!({
        "month": statement.month, "recipient": statement.recipient,
        "currency": statement.currency, "opening": amount(&statement.opening),
        "entries": entries, "payouts": payouts, "totals": totals,
        "total": amount(&statement.total), "sums": sums,
        "discounts": amount(&statement.discounts), "credited": amount(&statement.credited),
        "disputed": amount(&statement.disputed), "closing": amount(&statement.closing),
        "forecast": {"runs": runs, "frozen": amount(&forecast.frozen)},
        "due_on": statement.due_on,
    });
    out.answer(&document, lines(statement));
}

fn lines(statement: &StatementView) -> Vec<String> {
    let currency = &statement.currency;
    let mut lines = vec![format!("{} {}", statement.recipient, statement.month)];
    lines.extend(statement.entries.iter().map(|row| {
        format!(
            "{}  {}  {:<15}  {:<28}  {:>10}  {:>4} %  {:>10}  {}",
            row.on,
            row.customer,
            row.order_number,
            row.product,
            amount(&row.net),
            row.percent,
            amount(&row.amount),
            row.status
        )
    }));
    lines.push(format!("total {} {currency}", amount(&statement.total)));
    lines.extend(sums(statement).into_iter().map(|(name, sum, is_part)| {
        let name = if is_part { format!("  of it {name}") } else { name.to_owned() };
        format!("{name:<18}  {:>12} {currency}", amount(sum))
    }));
    if statement.discounts.cents != 0 {
        let discounts = amount(&statement.discounts);
        lines.push(format!("discounts {discounts} {currency}, granted with the order"));
    }
    lines.push(format!(
        "credited {} {currency}, disputed {} {currency}",
        amount(&statement.credited),
        amount(&statement.disputed)
    ));
    for row in &statement.forecast.runs {
        lines.extend(row.approvals.iter().map(|release| {
            format!("{}  becomes approved  {:>12} {currency}", release.on, amount(&release.amount))
        }));
        lines.push(run_line(row, currency));
    }
    let frozen = &statement.forecast.frozen;
    if frozen.cents != 0 {
        lines.push(format!("frozen, paid with no run: {} {currency}", amount(frozen)));
    }
    lines
}

/// The way of the balance, and the parts of where it ends. Each amount bears its sign: the ones
/// before the closing balance add up to it, and so do its parts.
fn sums(statement: &StatementView) -> [(&'static str, &MoneyView, bool); 9] {
    [
        ("opening", &statement.opening, false),
        ("earned", &statement.earned, false),
        ("reversed", &statement.reversed, false),
        ("corrected", &statement.corrected, false),
        ("forfeited", &statement.forfeited, false),
        ("paid", &statement.paid, false),
        ("carried_over", &statement.closing, false),
        ("held", &statement.held, true),
        ("approved", &statement.payable, true),
    ]
}

fn entry(row: &CommissionRow) -> Value {
    let forfeited = row
        .forfeited
        .as_ref()
        .map(|it| json!({"on": it.on, "reason": it.reason, "amount": amount(&it.amount)}));
    json!({
        "id": row.entry_id, "on": row.on, "order": row.order_number, "line": row.line,
        "customer": row.customer, "product": row.product, "country": row.country,
        "net": amount(&row.net), "percent": row.percent, "amount": amount(&row.amount),
        "type": row.kind, "status": row.status, "dispute": row.dispute, "forfeited": forfeited,
        "corrected_because": row.corrected_because,
    })
}

fn run(row: &ForecastRow) -> Value {
    let approvals: Vec<Value> = row
        .approvals
        .iter()
        .map(|release| json!({"on": release.on, "amount": amount(&release.amount)}))
        .collect();
    json!({
        "run_on": row.run_on, "before": amount(&row.before), "approvals": approvals,
        "approved": amount(&row.approved), "due": amount(&row.due), "paid": amount(&row.paid),
        "carried": amount(&row.carried), "reason": row.reason,
    })
}

fn run_line(row: &ForecastRow, currency: &str) -> String {
    let [due, paid, carried] = [&row.due, &row.paid, &row.carried].map(amount);
    let why = row.reason.as_deref().map(|why| format!(" ({why})")).unwrap_or_default();
    format!(
        "{}  payout run: {due} {currency} due, {paid} paid, {carried} carried over{why}",
        row.run_on
    )
}

#[cfg(test)]
mod tests {
    use mojo_desk::views::{ForecastView, ReleaseRow};

    use super::*;

    fn money(cents: i64) -> MoneyView {
        MoneyView { cents, currency: "EUR".to_owned() }
    }

    fn statement() -> StatementView {
        let run = ForecastRow {
            run_on: "2026-12-05".to_owned(),
            before: money(-10_00),
            approvals: vec![ReleaseRow { on: "2026-11-25".to_owned(), amount: money(40_00) }],
            approved: money(40_00),
            due: money(30_00),
            paid: money(0),
            carried: money(30_00),
            reason: Some("below_minimum".to_owned()),
        };
        StatementView {
            month: "2026-10".to_owned(),
            recipient: "Praxis am Auwald".to_owned(),
            currency: "EUR".to_owned(),
            opening: money(100_00),
            totals: Vec::new(),
            total: money(30_00),
            earned: money(50_00),
            reversed: money(-17_00),
            corrected: money(2_00),
            forfeited: money(-5_00),
            paid: money(-100_00),
            discounts: money(0),
            credited: money(0),
            disputed: money(0),
            closing: money(30_00),
            held: money(40_00),
            payable: money(-10_00),
            entries: Vec::new(),
            payouts: Vec::new(),
            history: Vec::new(),
            forecast: ForecastView { runs: vec![run], frozen: money(0) },
            due_on: "2026-11-30".to_owned(),
        }
    }

    #[test]
    fn y3_the_printed_sums_add_up_to_what_is_carried_over_and_so_do_its_parts() {
        let statement = statement();
        let sums = sums(&statement);
        let way: i64 = sums[..6].iter().map(|(_, sum, _)| sum.cents).sum();
        let parts: i64 = sums[7..].iter().map(|(_, sum, _)| sum.cents).sum();
        assert_eq!((way, parts), (sums[6].1.cents, sums[6].1.cents));
        let lines = lines(&statement);
        assert!(lines.contains(&"carried_over               30.00 EUR".to_owned()), "{lines:?}");
        assert!(lines.contains(&"  of it held               40.00 EUR".to_owned()), "{lines:?}");
    }

    #[test]
    fn y3_discounts_stand_beside_the_balance_where_there_are_any() {
        assert!(!lines(&statement()).iter().any(|line| line.starts_with("discounts")));
        let granted = StatementView { discounts: money(7_00), ..statement() };
        assert!(lines(&granted).contains(&"discounts 7.00 EUR, granted with the order".to_owned()));
    }

    #[test]
    fn y1_a_run_says_what_it_pays_and_what_stays_and_why() {
        let told = lines(&statement());
        let last = told.last().unwrap();
        let expected = "2026-12-05  payout run: 30.00 EUR due, 0.00 paid, 30.00 carried over \
                        (below_minimum)";
        assert_eq!(last, expected);
        assert!(told.iter().any(|line| line.starts_with("2026-11-25  becomes approved")));
    }
}
