use super::*;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn entry(key: &'static str, booked_at: &str, cents: i64) -> StatementEntry<&'static str> {
    let booked_at = at(booked_at);
    StatementEntry {
        key,
        kind: CommissionType::AffiliateRecurring,
        booked_at,
        approves_at: booked_at + chrono::TimeDelta::days(30),
        base: Money::eur(cents * 10),
        percent: Percentage::new(10),
        amount: Money::eur(cents),
        settled_as: SettledAs::Payout,
        forfeited_at: None,
    }
}

/// January: two commissions; February: one of them halved, one paid; then one more, forfeited.
fn facts() -> StatementFacts<&'static str> {
    let lost = StatementEntry {
        forfeited_at: Some(at("2026-03-20T00:00:00Z")),
        ..entry("c", "2026-03-10T10:00:00Z", 4000)
    };
    let discount = StatementEntry {
        settled_as: SettledAs::Discount,
        kind: CommissionType::RegionalExclusive,
        ..entry("d", "2026-01-20T10:00:00Z", 1500)
    };
    let reversal =
        |key, text: &str, cents| StatementReversal { key, at: at(text), amount: Money::eur(cents) };
    StatementFacts {
        entries: vec![
            entry("b", "2026-01-20T10:00:00Z", 3000),
            entry("a", "2026-01-02T10:00:00Z", 10_000),
            lost,
            discount,
        ],
        reversals: vec![
            reversal("a", "2026-02-10T10:00:00Z", 5000),
            reversal("d", "2026-02-11T10:00:00Z", 500),
            reversal("c", "2026-03-12T10:00:00Z", 1000),
        ],
        payouts: vec![StatementPayout {
            at: at("2026-03-01T03:00:00Z"),
            amount: Money::eur(8000),
            kind: PayoutKind::Monthly,
        }],
    }
}

fn statement(month: &str) -> Statement<&'static str> {
    statement_of(&facts(), month.parse().unwrap(), Currency::EUR).unwrap()
}

/// Opening, earned, reversed, forfeited, paid, closing, held, credited, discounts; in euros.
fn numbers(month: &str) -> [String; 9] {
    let it = statement(month);
    [
        it.opening,
        it.earned,
        it.reversed,
        it.forfeited,
        it.paid,
        it.closing,
        it.held,
        it.credited,
        it.discounts,
    ]
    .map(|amount| amount.to_string())
}

#[test]
fn y3_the_balance_moves_by_what_is_booked_in_the_month() {
    let numbers = |month| numbers(month).join(" ");
    assert_eq!(numbers("2025-12"), "0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00 0.00");
    assert_eq!(numbers("2026-01"), "0.00 130.00 0.00 0.00 0.00 130.00 130.00 0.00 15.00");
    assert_eq!(numbers("2026-02"), "130.00 0.00 50.00 0.00 0.00 80.00 0.00 80.00 -5.00");
    assert_eq!(numbers("2026-03"), "80.00 40.00 10.00 30.00 80.00 0.00 0.00 0.00 0.00");
}

#[test]
fn y3_rows_are_sorted_by_time_and_the_discount_is_listed() {
    let january = statement("2026-01");
    let keys: Vec<_> = january.entries.iter().map(|entry| entry.key).collect();
    assert_eq!(keys, ["a", "b", "d"]);
    let march = statement("2026-03");
    assert_eq!(march.forfeitures[0].amount, Money::eur(3000));
    assert_eq!(march.payouts.len(), 1);
}

#[test]
fn y3_totals_are_given_per_type() {
    let totals = statement("2026-01").totals;
    assert_eq!(totals[&CommissionType::AffiliateRecurring], Money::eur(13_000));
    assert_eq!(totals[&CommissionType::RegionalExclusive], Money::eur(1500));
    assert_eq!(totals.len(), 2);
}

#[test]
fn y3_there_is_a_statement_where_there_is_an_entry_or_a_balance() {
    assert!(!statement("2025-12").is_due());
    assert!(statement("2026-01").is_due());
    assert!(statement("2026-02").is_due());
    assert!(!statement("2026-04").is_due());
}

#[test]
fn y3_the_month_is_berlins() {
    let mut facts = facts();
    facts.entries = vec![entry("a", "2026-01-31T23:30:00Z", 1000)];
    facts.reversals.clear();
    facts.payouts.clear();
    let in_month = |month: &str| {
        let statement = statement_of(&facts, month.parse().unwrap(), Currency::EUR);
        statement.unwrap().entries.len()
    };
    assert_eq!((in_month("2026-01"), in_month("2026-02")), (0, 1));
}

#[test]
fn y3_a_statement_follows_from_the_one_before_without_the_history() {
    let mut carried = statement("2025-12").carried();
    for month in ["2026-01", "2026-02", "2026-03", "2026-04"] {
        let month: Month = month.parse().unwrap();
        let mut facts = facts();
        let named: Vec<_> =
            facts.reversals.iter().filter(|it| berlin_month(it.at) == month).collect();
        let named: Vec<_> = named.into_iter().map(|it| it.key).collect();
        let is_needed = |it: &StatementEntry<&str>| {
            berlin_month(it.approves_at) >= month || named.contains(&it.key)
        };
        facts.entries.retain(is_needed);
        let keys: Vec<_> = facts.entries.iter().map(|it| it.key).collect();
        facts.reversals.retain(|it| keys.contains(&it.key));
        facts.payouts.retain(|it| berlin_month(it.at) == month);
        let after = statement_after(carried, &facts, month, Currency::EUR).unwrap();
        assert_eq!(after, statement(&month.to_string()));
        carried = after.carried();
    }
}

#[test]
fn facts_of_another_currency_are_refused() {
    let result = statement_of(&facts(), "2026-01".parse().unwrap(), Currency::CHF);
    assert!(matches!(result, Err(MoneyError::Currency(..))));
}
