//! The statement as a table for the tax adviser's spreadsheet: one row an entry, reversal, correction
//! or forfeiture, between the balances before and after the month.

use mojo_domain::Currency;

use super::CommissionsError;
use super::spreadsheet::{Language, Word, typed};
use crate::Desk;
use crate::views::{CommissionRow, DocumentView, MoneyView, StatementView};

const HEADINGS: [Word; 13] = [
    ("Tag", "Day"),
    ("Bestellung", "Order"),
    ("Position", "Line"),
    ("Kunde", "Customer"),
    ("Produkt", "Product"),
    ("Land", "Country"),
    ("Art", "Type"),
    ("Netto", "Net"),
    ("Satz in %", "Percent"),
    ("Betrag", "Amount"),
    ("Währung", "Currency"),
    ("Status", "Status"),
    ("Beanstandung", "Dispute"),
];

/// What stands in the column of the type.
pub(super) const KINDS: [(&str, Word); 19] = [
    ("regional_exclusive", ("Regional", "Regional")),
    ("affiliate_first", ("Affiliate, erster Kauf", "Affiliate, first purchase")),
    ("affiliate_recurring", ("Affiliate, Folgekauf", "Affiliate, later purchase")),
    ("platform_fee", ("Plattformgebühr", "Platform fee")),
    ("opening", ("Stand vorher", "Balance before")),
    ("payout", ("Auszahlung", "Payout")),
    ("total", ("Summe des Monats", "Total of the month")),
    ("earned", ("Provisionen", "Commissions")),
    ("reversed", ("Rückgaben", "Reversals")),
    ("corrected", ("Korrekturen", "Corrections")),
    ("forfeited", ("Verfallen", "Forfeited")),
    ("paid", ("Ausgezahlt", "Paid out")),
    ("vat_paid", ("Umsatzsteuer, dazu ausgezahlt", "VAT, paid out in addition")),
    ("discounts", ("Als Rabatt", "As a discount")),
    ("credited", ("Im Monat freigegeben", "Approved in the month")),
    ("disputed", ("Beanstandet", "Disputed")),
    ("closing", ("Übertrag", "Carried over")),
    ("held", ("davon wartet", "of it held")),
    ("payable", ("davon freigegeben", "of it approved")),
];

/// What stands in the columns of the status and of the dispute.
const STATES: [(&str, Word); 17] = [
    ("pending", ("wartet", "held")),
    ("approved", ("freigegeben", "approved")),
    ("frozen", ("eingefroren", "frozen")),
    ("paid", ("ausgezahlt", "paid out")),
    ("refunded", ("zurückgegeben", "refunded")),
    ("forfeited", ("verfallen", "forfeited")),
    ("settled", ("als Rabatt", "as a discount")),
    ("reversal", ("Rückgabe", "reversal")),
    ("correction", ("Korrektur", "correction")),
    ("forfeiture", ("Verfall", "forfeiture")),
    ("monthly", ("monatlich", "monthly")),
    ("final", ("Schlusszahlung", "final payment")),
    ("sales", ("Verkäufe", "sales")),
    ("returned", ("Rückläufer", "came back")),
    ("open", ("offen", "open")),
    ("upheld", ("stattgegeben", "upheld")),
    ("rejected", ("zurückgewiesen", "rejected")),
];

impl Desk {
    /// The statement of a month in one currency as CSV in the language `de` or `en`; `None` is
    /// German: semicolons, decimal comma, `TT.MM.JJJJ`. English has commas, decimal point and ISO
    /// days. Either is UTF-8 with a byte order mark and CRLF, so that Excel opens it as it is.
    ///
    /// In the column of the type stand, in words, the balance before, the payouts, the total (what
    /// the month's entries, reversals, corrections and forfeitures come to), what was earned,
    /// reversed, corrected, forfeited and paid (what moved the balance, each with its sign), the
    /// discounts (the part of the total that moves none), what was credited (what became payable in
    /// it: the amount of its credit notes), what is disputed (left out of that while its dispute is
    /// open), the balance after, and its parts held and payable too (Y3). The last column says of a
    /// disputed entry that it is open, or how the dispute was settled (Y5).
    ///
    /// # Errors
    /// As [`Desk::show_statement`], and [`CommissionsError::Assumption`] for another language.
    pub async fn statement_csv(
        &self,
        month: String,
        currency: Option<String>,
        language: Option<String>,
    ) -> Result<DocumentView, CommissionsError> {
        let language = Language::read(language.as_deref())?;
        let statement = self.show_statement(month, currency).await?;
        let bytes = table(&statement, language)?;
        let stem = file_stem(&statement.month, &statement.currency);
        let name = format!("{}-{stem}.csv", language.word(("Provisionen", "Commissions")));
        Ok(DocumentView::new(name, "text/csv", &bytes))
    }
}

/// What names the statement in the name of its file: of two currencies neither takes the other's
/// place.
pub(super) fn file_stem(month: &str, currency: &str) -> String {
    if currency == Currency::EUR.code() { month.to_owned() } else { format!("{month}-{currency}") }
}

fn table(statement: &StatementView, language: Language) -> Result<Vec<u8>, CommissionsError> {
    let headings = HEADINGS.map(|heading| language.word(heading).to_owned());
    let plain = |on: &str, kind: &str, amount: &MoneyView, status: &str| {
        plain(language, (on, kind), amount, status)
    };
    let mut rows = vec![headings, plain("", "opening", &statement.opening, "")];
    rows.extend(statement.entries.iter().map(|row| entry(language, row)));
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
    // It is in no balance: credit notes owe it beside the commissions.
    for payout in statement.payouts.iter().filter(|payout| payout.vat.cents != 0) {
        let vat = MoneyView { cents: -payout.vat.cents, ..payout.vat.clone() };
        rows.push(plain(&payout.on, "vat_paid", &vat, &payout.kind));
    }
    language.table(rows)
}

fn entry(language: Language, row: &CommissionRow) -> [String; 13] {
    [
        language.day(&row.on),
        typed(&row.order_number),
        typed(&row.line),
        typed(&row.customer),
        typed(&row.product),
        typed(&row.country),
        named(language, &KINDS, &row.kind),
        language.amount(&row.net),
        language.number(&row.percent),
        language.amount(&row.amount),
        row.amount.currency.clone(),
        named(language, &STATES, &row.status),
        named(language, &STATES, row.dispute.as_deref().unwrap_or_default()),
    ]
}

/// A row that is of no order.
fn plain(
    language: Language,
    (on, kind): (&str, &str),
    amount: &MoneyView,
    status: &str,
) -> [String; 13] {
    let mut cells = [const { String::new() }; 13];
    cells[0] = language.day(on);
    cells[6] = named(language, &KINDS, kind);
    cells[9] = language.amount(amount);
    cells[10].clone_from(&amount.currency);
    cells[11] = named(language, &STATES, status);
    cells
}

/// The word of a code. One that only a newer platform knows is shown as it came.
pub(super) fn named(language: Language, words: &[(&str, Word)], code: &str) -> String {
    let found = words.iter().find(|(known, _)| *known == code);
    found.map_or_else(|| typed(code), |(_, word)| language.word(*word).to_owned())
}

#[cfg(test)]
mod tests {
    use mojo_domain::commissions::{CommissionType, DisputeOutcome, PayoutKind, Status};

    use super::*;
    use crate::views::{ForecastView, PayoutRow};

    #[test]
    fn y3_the_files_of_two_currencies_bear_two_names() {
        assert_eq!(file_stem("2026-10", "EUR"), "2026-10");
        assert_eq!(file_stem("2026-10", "CHF"), "2026-10-CHF");
    }

    fn statement() -> StatementView {
        let money = |cents| MoneyView { cents, currency: "EUR".to_owned() };
        StatementView {
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
                product: "=Kurs; lang".to_owned(),
                country: "DE".to_owned(),
                net: money(1_250_00),
                percent: "1.5".to_owned(),
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
                vat: money(19_00),
            }],
            history: Vec::new(),
            forecast: ForecastView { runs: Vec::new(), frozen: money(12_50) },
            due_on: "2026-11-30".to_owned(),
        }
    }

    fn lines(language: Language) -> Vec<String> {
        let text = String::from_utf8(table(&statement(), language).unwrap()).unwrap();
        let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
        let text = text.strip_suffix("\r\n").expect("a last row that ends");
        text.split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn y3_balances_payouts_and_total_stand_around_the_entries() {
        assert_eq!(
            lines(Language::De),
            [
                "Tag;Bestellung;Position;Kunde;Produkt;Land;Art;Netto;Satz in %;Betrag;Währung;Status;Beanstandung",
                ";;;;;;Stand vorher;;;100,00;EUR;;",
                "02.10.2026;B-1;1;C-1;\"'=Kurs; lang\";DE;Affiliate, erster Kauf;1250,00;1,5;12,50;EUR;eingefroren;offen",
                "15.10.2026;;;;;;Auszahlung;;;-100,00;EUR;monatlich;",
                ";;;;;;Summe des Monats;;;12,50;EUR;;",
                ";;;;;;Provisionen;;;12,50;EUR;;",
                ";;;;;;Rückgaben;;;0,00;EUR;;",
                ";;;;;;Korrekturen;;;0,00;EUR;;",
                ";;;;;;Verfallen;;;0,00;EUR;;",
                ";;;;;;Ausgezahlt;;;-100,00;EUR;;",
                ";;;;;;Als Rabatt;;;0,00;EUR;;",
                ";;;;;;Im Monat freigegeben;;;100,00;EUR;;",
                ";;;;;;Beanstandet;;;12,50;EUR;;",
                ";;;;;;Übertrag;;;12,50;EUR;;",
                ";;;;;;davon wartet;;;0,00;EUR;;",
                ";;;;;;davon freigegeben;;;12,50;EUR;;",
                "15.10.2026;;;;;;Umsatzsteuer, dazu ausgezahlt;;;-19,00;EUR;monatlich;",
            ]
        );
    }

    #[test]
    fn y3_in_english_there_are_commas_points_and_iso_days() {
        let lines = lines(Language::En);
        assert_eq!(
            lines[..4],
            [
                "Day,Order,Line,Customer,Product,Country,Type,Net,Percent,Amount,Currency,Status,Dispute",
                ",,,,,,Balance before,,,100.00,EUR,,",
                "2026-10-02,B-1,1,C-1,'=Kurs; lang,DE,\"Affiliate, first purchase\",1250.00,1.5,12.50,EUR,frozen,open",
                "2026-10-15,,,,,,Payout,,,-100.00,EUR,monthly,",
            ]
        );
        let (paid, sums) = lines.split_last().unwrap();
        assert_eq!(sums.last().unwrap(), ",,,,,,of it approved,,,12.50,EUR,,");
        let expected = "2026-10-15,,,,,,\"VAT, paid out in addition\",,,-19.00,EUR,monthly,";
        assert_eq!(paid, expected);
    }

    #[test]
    fn every_code_has_words_and_an_unknown_one_stays() {
        let word = |words: &[(&str, Word)], code: &str| {
            assert!(words.iter().any(|(known, _)| *known == code), "{code}");
        };
        CommissionType::ALL.iter().for_each(|kind| word(&KINDS, kind.code()));
        Status::ALL.iter().for_each(|status| word(&STATES, status.code()));
        PayoutKind::ALL.iter().for_each(|kind| word(&STATES, kind.code()));
        DisputeOutcome::ALL.iter().for_each(|outcome| word(&STATES, outcome.code()));
        assert_eq!(named(Language::De, &STATES, "postponed"), "postponed");
        assert_eq!(named(Language::De, &STATES, ""), "");
    }
}
