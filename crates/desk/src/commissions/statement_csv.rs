//! The statement as a table for other programs: UTF-8, semicolons, one row an entry, reversal,
//! correction or forfeiture, between the balances before and after the month.

use mojo_domain::Currency;

use super::CommissionsError;
use crate::Desk;
use crate::views::{CommissionRow, DocumentView, MoneyView, StatementView};

const HEADINGS: [&str; 13] = [
    "day", "order", "line", "customer", "product", "country", "type", "net", "percent", "amount",
    "currency", "status", "dispute",
];

impl Desk {
    /// The statement of a month in one currency as CSV; amounts with a point and two decimals. In
    /// the column of the type stand `opening`, `payout`, `total` (what the month's entries,
    /// reversals, corrections and forfeitures come to), `earned`, `reversed`, `corrected`,
    /// `forfeited` and `paid` (what moved the balance, each with its sign), `discounts` (the part of the total that moves none),
    /// `credited` (what became payable in it: the amount of its
    /// credit notes), `disputed` (what is left out of that while its dispute is open), `closing`, and
    /// its parts `held` and `payable` too (Y3). The last column says of a disputed entry `open`, or
    /// how the dispute was settled (Y5).
    ///
    /// # Errors
    /// As [`Desk::show_statement`].
    pub async fn statement_csv(
        &self,
        month: String,
        currency: Option<String>,
    ) -> Result<DocumentView, CommissionsError> {
        let statement = self.show_statement(month, currency).await?;
        let bytes = table(&statement).map_err(CommissionsError::Table)?;
        let name = format!("Provisionen-{}.csv", file_stem(&statement.month, &statement.currency));
        Ok(DocumentView::new(name, "text/csv", &bytes))
    }
}

/// What names the statement in the name of its file: of two currencies neither takes the other's
/// place.
pub(super) fn file_stem(month: &str, currency: &str) -> String {
    if currency == Currency::EUR.code() { month.to_owned() } else { format!("{month}-{currency}") }
}

fn table(statement: &StatementView) -> Result<Vec<u8>, String> {
    let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    let mut rows = vec![HEADINGS.map(str::to_owned), plain("", "opening", &statement.opening, "")];
    rows.extend(statement.entries.iter().map(entry));
    for payout in &statement.payouts {
        let amount = MoneyView { cents: -payout.amount.cents, ..payout.amount.clone() };
        rows.push(plain(&payout.on, "payout", &amount, &payout.kind));
    }
    let sums = [
        ("total", &statement.total),
        ("earned", &statement.earned),
        ("reversed", &statement.reversed),
        ("corrected", &statement.corrected),
        ("forfeited", &statement.forfeited),
        ("paid", &statement.paid),
        ("discounts", &statement.discounts),
        ("credited", &statement.credited),
        ("disputed", &statement.disputed),
        ("closing", &statement.closing),
        ("held", &statement.held),
        ("payable", &statement.payable),
    ];
    rows.extend(sums.into_iter().map(|(kind, amount)| plain("", kind, amount, "")));
    for row in rows {
        writer.write_record(row).map_err(|error| error.to_string())?;
    }
    writer.into_inner().map_err(|error| error.to_string())
}

fn entry(row: &CommissionRow) -> [String; 13] {
    [
        row.on.clone(),
        row.order_number.clone(),
        row.line.clone(),
        row.customer.clone(),
        row.product.clone(),
        row.country.clone(),
        row.kind.clone(),
        decimal(&row.net),
        row.percent.clone(),
        decimal(&row.amount),
        row.amount.currency.clone(),
        row.status.clone(),
        row.dispute.clone().unwrap_or_default(),
    ]
}

/// A row that is of no order.
fn plain(on: &str, kind: &str, amount: &MoneyView, status: &str) -> [String; 13] {
    let mut cells = [const { String::new() }; 13];
    cells[0] = on.to_owned();
    cells[6] = kind.to_owned();
    cells[9] = decimal(amount);
    cells[10].clone_from(&amount.currency);
    cells[11] = status.to_owned();
    cells
}

fn decimal(money: &MoneyView) -> String {
    mojo_domain::Money::eur(money.cents).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::{ForecastView, PayoutRow};

    #[test]
    fn y3_the_files_of_two_currencies_bear_two_names() {
        assert_eq!(file_stem("2026-10", "EUR"), "2026-10");
        assert_eq!(file_stem("2026-10", "CHF"), "2026-10-CHF");
    }

    #[test]
    fn y3_balances_payouts_and_total_stand_around_the_entries() {
        let money = |cents| MoneyView { cents, currency: "EUR".to_owned() };
        let statement = StatementView {
            month: "2026-10".to_owned(),
            recipient: "Praxis am Auwald".to_owned(),
            currency: "EUR".to_owned(),
            opening: money(100_00),
            totals: Vec::new(),
            total: money(12_50),
            earned: money(12_50),
            reversed: money(0),
            corrected: money(0),
            forfeited: money(0),
            paid: money(-100_00),
            discounts: money(0),
            credited: money(100_00),
            disputed: money(12_50),
            closing: money(12_50),
            held: money(0),
            payable: money(12_50),
            entries: vec![CommissionRow {
                entry_id: String::new(),
                on: "2026-10-02".to_owned(),
                order_number: "B-1".to_owned(),
                line: "1".to_owned(),
                customer: "C-1".to_owned(),
                product: "Kurs; lang".to_owned(),
                country: "DE".to_owned(),
                net: money(125_00),
                percent: "10".to_owned(),
                amount: money(12_50),
                kind: "affiliate_first".to_owned(),
                status: "frozen".to_owned(),
                approved_on: None,
                dispute: Some("open".to_owned()),
                forfeited: None,
                corrected_because: None,
            }],
            payouts: vec![PayoutRow {
                on: "2026-10-15".to_owned(),
                kind: "monthly".to_owned(),
                amount: money(100_00),
            }],
            history: Vec::new(),
            forecast: ForecastView { runs: Vec::new(), frozen: money(12_50) },
            due_on: "2026-11-30".to_owned(),
        };
        let text = String::from_utf8(table(&statement).unwrap()).unwrap();
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(
            lines,
            [
                ";;;;;;opening;;;100.00;EUR;;",
                "2026-10-02;B-1;1;C-1;\"Kurs; lang\";DE;affiliate_first;125.00;10;12.50;EUR;frozen;open",
                "2026-10-15;;;;;;payout;;;-100.00;EUR;monthly;",
                ";;;;;;total;;;12.50;EUR;;",
                ";;;;;;earned;;;12.50;EUR;;",
                ";;;;;;reversed;;;0.00;EUR;;",
                ";;;;;;corrected;;;0.00;EUR;;",
                ";;;;;;forfeited;;;0.00;EUR;;",
                ";;;;;;paid;;;-100.00;EUR;;",
                ";;;;;;discounts;;;0.00;EUR;;",
                ";;;;;;credited;;;100.00;EUR;;",
                ";;;;;;disputed;;;12.50;EUR;;",
                ";;;;;;closing;;;12.50;EUR;;",
                ";;;;;;held;;;0.00;EUR;;",
                ";;;;;;payable;;;12.50;EUR;;",
            ]
        );
    }
}
