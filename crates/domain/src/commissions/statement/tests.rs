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
        corrections: Vec::new(),
        payouts: vec![StatementPayout {
            at: at("2026-03-01T03:00:00Z"),
            amount: Money::eur(8000),
            vat: Money::eur(0),
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

/// The same with a correction of what was paid, one of what is held, and one of what is lost later.
fn corrected(month: &str) -> Statement<&'static str> {
    let correction = |key, text: &str, cents| StatementCorrection {
        key,
        at: at(text),
        amount: Money::eur(cents),
    };
    let mut facts = facts();
    facts.corrections = vec![
        correction("a", "2026-03-05T10:00:00Z", 1234),
        correction("b", "2026-01-25T10:00:00Z", -500),
        correction("c", "2026-03-13T10:00:00Z", -1000),
    ];
    statement_of(&facts, month.parse().unwrap(), Currency::EUR).unwrap()
}

#[test]
fn y5_a_correction_moves_the_balance_in_its_month_and_is_held_and_lost_with_its_entry() {
    let numbers = |month| {
        let it = corrected(month);
        let sums = [it.opening, it.earned, it.reversed, it.corrected, it.forfeited, it.paid];
        let sums = sums.into_iter().chain([it.closing, it.held, it.credited]);
        sums.map(|amount| amount.to_string()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(numbers("2026-01"), "0.00 130.00 0.00 -5.00 0.00 0.00 125.00 125.00 0.00");
    assert_eq!(numbers("2026-02"), "125.00 0.00 50.00 0.00 0.00 0.00 75.00 0.00 75.00");
    // Of the lost one 40.00 less 10.00 less 10.00 were left.
    assert_eq!(numbers("2026-03"), "75.00 40.00 10.00 2.34 20.00 80.00 7.34 0.00 12.34");
    let march = corrected("2026-03");
    let keys: Vec<_> = march.corrections.iter().map(|it| it.key).collect();
    assert_eq!(keys, ["a", "c"], "by time");
    assert_eq!(corrected("2026-04").opening, march.closing);
}

#[test]
fn y5_a_month_with_nothing_but_a_correction_is_due_and_a_discount_is_moved_by_none() {
    let mut facts = facts();
    let amount = Money::eur(100);
    let correction = |key| StatementCorrection { key, at: at("2026-05-05T10:00:00Z"), amount };
    facts.corrections = vec![correction("a"), correction("d")];
    let may = statement_of(&facts, "2026-05".parse().unwrap(), Currency::EUR).unwrap();
    assert!(may.is_due());
    assert_eq!((may.corrected, may.closing), (amount, amount));
}
