use super::*;
use crate::Percentage;
use crate::commissions::{StatementEntry, StatementFacts, StatementReversal, statement_of};
use crate::invoicing::Party;
use crate::vat::VatClass;

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

fn number(text: &str) -> CreditNoteNumber {
    text.parse().unwrap()
}

fn entry(key: &'static str, approves_at: &str, cents: i64) -> CreditableEntry<&'static str> {
    CreditableEntry {
        key,
        kind: CommissionType::RegionalExclusive,
        product_name: "BUSINESS BOOTCAMP".to_owned(),
        approves_at: at(approves_at),
        amount: Money::eur(cents),
        settled_as: SettledAs::Payout,
        is_frozen: false,
        is_forfeited: false,
        reversals: Vec::new(),
        credited: None,
    }
}

fn plan(entries: &[CreditableEntry<&'static str>], of: &str) -> Vec<CreditDraft<&'static str>> {
    plan_credit_notes(entries, month(of), Currency::EUR).unwrap()
}

/// Issues what is planned: from then on the entries are credited.
fn issue(
    entries: &mut [CreditableEntry<&'static str>],
    drafts: &[CreditDraft<&'static str>],
    as_number: &str,
) {
    for draft in drafts {
        for (key, amount) in &draft.parts {
            let entry = entries.iter_mut().find(|entry| entry.key == *key).unwrap();
            let before = entry.credited.map_or(0, |credited| credited.amount.cents);
            let number = draft.corrects.unwrap_or_else(|| number(as_number));
            let amount = Money::eur(before + amount.cents);
            entry.credited = Some(Credited { number, amount });
        }
    }
}

#[test]
fn y3_a_credit_note_covers_what_was_approved_in_a_month_in_berlin() {
    let discount = CreditableEntry {
        settled_as: SettledAs::Discount,
        ..entry("d", "2026-10-02T00:00:00Z", 9)
    };
    let lost = CreditableEntry { is_forfeited: true, ..entry("l", "2026-10-02T00:00:00Z", 9) };
    let affiliate = CreditableEntry {
        kind: CommissionType::AffiliateFirst,
        ..entry("c", "2026-10-05T00:00:00Z", 2000)
    };
    let entries = [
        entry("a", "2026-10-31T22:59:59Z", 30_000),
        entry("b", "2026-10-31T23:00:00Z", 5000),
        entry("e", "2026-10-01T00:00:00Z", 100),
        entry("f", "2026-09-30T21:59:59Z", 70),
        affiliate,
        discount,
        lost,
    ];
    let drafts = plan(&entries, "2026-10");
    let of: Vec<_> = drafts.iter().map(|draft| (draft.corrects, draft.month)).collect();
    assert_eq!(of, [(None, month("2026-09")), (None, month("2026-10"))]);
    assert_eq!(drafts[0].net, Money::eur(70));
    assert_eq!(drafts[1].net, Money::eur(32_100));
    let lines: Vec<_> =
        drafts[1].lines.iter().map(|line| (line.kind, line.count, line.net.cents)).collect();
    let expected =
        [(CommissionType::AffiliateFirst, 1, 2000), (CommissionType::RegionalExclusive, 2, 30_100)];
    assert_eq!(lines, expected);
    assert_eq!(plan(&entries, "2026-09").len(), 1, "October is not over");
    assert!(plan(&entries, "2026-08").is_empty(), "nothing is approved yet");
}

#[test]
fn y3_what_is_credited_is_credited_once_and_a_refund_corrects_the_note_on_which_it_stands() {
    let mut entries = [
        entry("a", "2026-10-10T00:00:00Z", 30_000),
        entry("b", "2026-10-11T00:00:00Z", 10_000),
        entry("c", "2026-11-11T00:00:00Z", 700),
    ];
    let october = plan(&entries, "2026-10");
    issue(&mut entries, &october, "GS-2026-000001");
    assert!(plan(&entries, "2026-10").is_empty(), "the second run has nothing to do");
    entries[0].reversals.push((at("2026-11-05T10:00:00Z"), Money::eur(15_000)));
    let november = plan(&entries, "2026-11");
    assert_eq!(november.len(), 2);
    assert_eq!((november[0].corrects, november[0].net), (None, Money::eur(700)));
    assert_eq!(november[1].corrects, Some(number("GS-2026-000001")));
    assert_eq!(november[1].net, Money::eur(-15_000));
    assert_eq!(november[1].parts, [("a", Money::eur(-15_000))]);
    issue(&mut entries, &november, "GS-2026-000002");
    assert!(plan(&entries, "2026-11").is_empty());
}

#[test]
fn y3_what_is_recorded_late_stands_on_a_credit_note_of_its_own_month() {
    let mut entries = [entry("a", "2026-10-10T00:00:00Z", 30_000)];
    let october = plan(&entries, "2026-10");
    issue(&mut entries, &october, "GS-2026-000001");
    let [first] = entries;
    let late = entry("b", "2026-10-12T00:00:00Z", 500);
    let mut entries = [first, late, entry("c", "2026-11-11T00:00:00Z", 700)];
    // A refund of October that was told in November, too.
    entries[0].reversals.push((at("2026-11-05T10:00:00Z"), Money::eur(1000)));
    entries[0].reversals.push((at("2026-10-30T10:00:00Z"), Money::eur(200)));
    let november = plan(&entries, "2026-11");
    let of: Vec<_> =
        november.iter().map(|draft| (draft.corrects, draft.month, draft.net.cents)).collect();
    let corrected = Some(number("GS-2026-000001"));
    let expected = [
        (None, month("2026-10"), 500),
        (None, month("2026-11"), 700),
        (corrected, month("2026-10"), -200),
        (corrected, month("2026-11"), -1000),
    ];
    assert_eq!(of, expected);
    issue(&mut entries, &november, "GS-2026-000002");
    assert!(plan(&entries, "2026-11").is_empty());
}

#[test]
fn y3_what_a_later_refund_took_before_it_was_credited_is_not_given_back() {
    let mut entries = [entry("a", "2026-10-10T00:00:00Z", 300)];
    entries[0].reversals.push((at("2026-12-05T10:00:00Z"), Money::eur(100)));
    let late = plan(&entries, "2026-12");
    assert_eq!((late[0].month, late[0].net), (month("2026-10"), Money::eur(200)));
    issue(&mut entries, &late, "GS-2027-000001");
    for again in ["2026-10", "2026-11", "2026-12"] {
        assert!(plan(&entries, again).is_empty(), "{again}");
    }
}

/// C12: the refund took, its failure gave again, and both are told once.
#[test]
fn y3_a_refund_that_failed_is_corrected_once_and_given_again_once() {
    let mut entries = [entry("a", "2026-10-10T00:00:00Z", 300)];
    let october = plan(&entries, "2026-10");
    issue(&mut entries, &october, "GS-2026-000001");
    let told = |entries: &[CreditableEntry<&'static str>], of: &str| -> Vec<(Month, i64)> {
        plan(entries, of).iter().map(|draft| (draft.month, draft.net.cents)).collect()
    };
    let mut happen = |at_text: &str, cents: i64, of: &str| {
        entries[0].reversals.push((at(at_text), Money::eur(cents)));
        let drafts = told(&entries, of);
        let planned = plan(&entries, of);
        issue(&mut entries, &planned, "GS-2026-000002");
        assert!(plan(&entries, of).is_empty(), "{of}: the second run has nothing to do");
        drafts
    };
    assert_eq!(happen("2026-11-05T10:00:00Z", 100, "2026-11"), [(month("2026-11"), -100)]);
    assert_eq!(happen("2026-12-05T10:00:00Z", -100, "2026-12"), [(month("2026-12"), 100)]);
    // The customer gets the money after all; and of another part of it the same within one month.
    assert_eq!(happen("2027-01-05T10:00:00Z", 100, "2027-01"), [(month("2027-01"), -100)]);
    assert!(happen("2027-02-05T10:00:00Z", 50, "2027-01").is_empty(), "February is not over");
    assert!(happen("2027-02-09T10:00:00Z", -50, "2027-02").is_empty(), "nothing is no correction");
    // One that was told late, before all of them.
    assert_eq!(happen("2026-11-02T10:00:00Z", 20, "2027-02"), [(month("2027-02"), -20)]);
    for of in ["2027-02", "2027-03", "2027-04"] {
        assert!(plan(&entries, of).is_empty(), "{of}");
    }
    let left = entries[0].credited.unwrap().amount;
    assert_eq!(left, Money::eur(180), "what was approved and not reversed");
}

#[test]
fn y5_a_disputed_entry_waits_and_comes_later_on_a_credit_note_of_its_month() {
    let frozen = CreditableEntry { is_frozen: true, ..entry("a", "2026-10-10T00:00:00Z", 300) };
    assert!(plan(std::slice::from_ref(&frozen), "2026-10").is_empty());
    let settled = CreditableEntry { is_frozen: false, ..frozen };
    let draft = plan(&[settled], "2026-11").remove(0);
    assert_eq!((draft.month, draft.net), (month("2026-10"), Money::eur(300)));
}

#[test]
fn y3_the_credit_notes_of_a_month_are_what_its_statement_says_is_credited() {
    let mut entries = [
        entry("a", "2026-02-01T10:00:00Z", 10_000),
        entry("b", "2026-02-19T10:00:00Z", 3000),
        entry("c", "2026-03-20T10:00:00Z", 4000),
    ];
    entries[0].reversals = vec![
        (at("2026-01-20T10:00:00Z"), Money::eur(1000)),
        (at("2026-03-05T10:00:00Z"), Money::eur(2500)),
    ];
    entries[1].reversals = vec![(at("2026-02-25T10:00:00Z"), Money::eur(3000))];
    let facts = facts_of(&entries);
    for (of, counter) in [("2026-01", 1), ("2026-02", 2), ("2026-03", 3), ("2026-04", 4)] {
        let drafts = plan(&entries, of);
        let net: i64 = drafts.iter().map(|draft| draft.net.cents).sum();
        let statement = statement_of(&facts, month(of), Currency::EUR).unwrap();
        assert_eq!(net, statement.credited.cents, "{of}");
        issue(&mut entries, &drafts, &format!("GS-2026-{counter:06}"));
    }
}

fn facts_of(entries: &[CreditableEntry<&'static str>]) -> StatementFacts<&'static str> {
    let of = |entry: &CreditableEntry<&'static str>| StatementEntry {
        key: entry.key,
        kind: entry.kind,
        booked_at: entry.approves_at - chrono::TimeDelta::days(30),
        approves_at: entry.approves_at,
        base: entry.amount,
        percent: Percentage::new(30),
        amount: entry.amount,
        settled_as: entry.settled_as,
        forfeited_at: None,
    };
    let reversals = entries.iter().flat_map(|entry| {
        entry.reversals.iter().map(|(at, amount)| StatementReversal {
            key: entry.key,
            at: *at,
            amount: *amount,
        })
    });
    StatementFacts {
        entries: entries.iter().map(of).collect(),
        reversals: reversals.collect(),
        corrections: Vec::new(),
        payouts: Vec::new(),
    }
}

#[test]
fn y3_the_vat_of_a_credit_note_and_its_corrections_is_that_of_what_is_left() {
    let first = credit_totals(10_003, 19_00, VatTotals::default()).unwrap();
    assert_eq!((first.vat_cents, first.gross_cents), (1901, 11_904));
    let mut sum = first;
    for net_cents in [-3334, -3334, -3335] {
        let next = credit_totals(net_cents, 19_00, sum).unwrap();
        sum.net_cents += next.net_cents;
        sum.vat_cents += next.vat_cents;
        sum.gross_cents += next.gross_cents;
    }
    assert_eq!(sum, VatTotals::default(), "a full reversal leaves nothing");
}

/// C10: half a cent is rounded away from zero, above it as below.
#[test]
fn y3_the_vat_of_half_a_cent_is_rounded_away_from_zero() {
    let sums = |net_cents| credit_totals(net_cents, 19_00, VatTotals::default()).unwrap();
    // 0.50 euros: 9.5 cents of VAT.
    assert_eq!((sums(50).vat_cents, sums(50).gross_cents), (10, 60));
    assert_eq!((sums(-50).vat_cents, sums(-50).gross_cents), (-10, -60));
    assert_eq!((sums(20_000).vat_cents, sums(20_000).gross_cents), (3_800, 23_800));
}

fn partner(country: &str, vat_id: &str) -> TaxProfile {
    TaxProfile {
        party: Party {
            name: "Praxis Birkenhain".to_owned(),
            street: "Birkenallee 7".to_owned(),
            postal_code: "99998".to_owned(),
            city: "Auenfeld".to_owned(),
            country: country.to_owned(),
            tax_number: "157/123/45678".to_owned(),
            vat_id: vat_id.to_owned(),
            ..Party::default()
        },
        is_business: true,
        is_small_business: false,
        has_agreed: true,
    }
}

fn issuer(country: &str, vat_id: &str) -> Party {
    Party { tax_number: String::new(), ..partner(country, vat_id).party }
}

fn vat(supplier: &TaxProfile, issuer: &Party) -> Result<CreditVat, CreditRefusal> {
    credit_vat(supplier, issuer, "2026-10-31".parse().unwrap())
}

#[test]
fn y3_the_suppliers_status_and_the_issuers_country_decide_the_vat() {
    let small = |profile: TaxProfile| TaxProfile { is_small_business: true, ..profile };
    for (supplier, issuer, class, rate_bp, words) in [
        (partner("DE", ""), issuer("US", ""), VatClass::NotTaxable, 0, "§ 3a Abs. 2 UStG"),
        (small(partner("DE", "")), issuer("US", ""), VatClass::NotTaxable, 0, "Nicht steuerbar"),
        (partner("DE", ""), issuer("DE", ""), VatClass::General, 1900, ""),
        (small(partner("DE", "")), issuer("DE", ""), VatClass::Kleinunternehmer, 0, "§ 19 UStG"),
        (
            partner("AT", "ATU12345675"),
            issuer("DE", "DE123456788"),
            VatClass::ReverseCharge,
            0,
            "Steuerschuldnerschaft des Leistungsempfängers",
        ),
        (
            partner("AT", "ATU12345675"),
            issuer("DE", "DE123456788"),
            VatClass::ReverseCharge,
            0,
            "§ 13b Abs. 1, Abs. 5 Satz 1 UStG",
        ),
        (
            partner("AT", "ATU12345675"),
            issuer("DE", "DE123456788"),
            VatClass::ReverseCharge,
            0,
            "Art. 196 of Directive 2006/112/EC",
        ),
        (
            partner("CH", ""),
            issuer("DE", "DE123456788"),
            VatClass::ReverseCharge,
            0,
            "Steuerschuldnerschaft des Leistungsempfängers (§ 13b Abs. 2 Nr. 1",
        ),
        (
            small(partner("US", "")),
            issuer("DE", ""),
            VatClass::ReverseCharge,
            0,
            "Keine deutsche Umsatzsteuer des Leistenden",
        ),
    ] {
        let found = vat(&supplier, &issuer).unwrap();
        let who = format!("{} to {}", supplier.party.country, issuer.country);
        assert_eq!((found.vat_class, found.vat_rate_bp), (class, rate_bp), "{who}");
        assert_eq!(found.note.is_empty(), class.is_taxed(), "{who}");
        assert!(found.note.contains(words), "{who}: {}", found.note);
    }
}

#[test]
fn y3_what_would_be_no_invoice_is_refused_with_the_reason() {
    let llc = issuer("US", "");
    let mut empty = partner("DE", "");
    empty.party.street = " ".to_owned();
    empty.party.tax_number = String::new();
    let missing = |recipient: &[&'static str], issuer: &[&'static str]| {
        Err(CreditRefusal::Incomplete { recipient: recipient.to_vec(), issuer: issuer.to_vec() })
    };
    let own = ["street", "tax_number or vat_id"];
    assert_eq!(vat(&empty, &llc), missing(&own, &[]));
    let nameless = Party { name: String::new(), city: String::new(), ..llc.clone() };
    assert_eq!(vat(&partner("DE", ""), &nameless), missing(&[], &["name", "city"]));
    let both = vat(&empty, &nameless);
    assert_eq!(both, missing(&own, &["name", "city"]), "all of it at once");
    assert_eq!(
        both.unwrap_err().to_string(),
        "the tax profiles are incomplete: the recipient lacks street, tax_number or vat_id; the \
         issuer lacks name, city"
    );
    let private = TaxProfile { is_business: false, ..partner("DE", "") };
    assert_eq!(vat(&private, &llc), Err(CreditRefusal::Private));
    let silent = TaxProfile { has_agreed: false, ..partner("DE", "") };
    assert_eq!(vat(&silent, &llc), Err(CreditRefusal::NoAgreement));
    let german = issuer("DE", "DE123456788");
    assert_eq!(vat(&partner("AT", ""), &german), missing(&["vat_id"], &[]));
    let without = issuer("DE", " ");
    assert_eq!(vat(&partner("AT", "ATU12345675"), &without), missing(&[], &["vat_id"]));
    assert_eq!(vat(&partner("AT", ""), &without), missing(&["vat_id"], &["vat_id"]));
    let us = vat(&partner("US", ""), &llc);
    assert_eq!(us, Err(CreditRefusal::NoRate("US".to_owned())));
}

#[test]
fn y3_numbers_are_written_and_read_back() {
    let first = CreditNoteNumber::after(0, 2026).unwrap();
    assert_eq!(first.to_string(), "GS-2026-000001");
    assert_eq!(first.to_string().parse(), Ok(first));
    assert_eq!(CreditNoteNumber::after(999_999, 2026), Err(CreditNoteRangeFull));
    for text in ["", "GS-2026-000000", "GS-26-000001", "RE-2026-000001", "GS-2026-+00001"] {
        assert_eq!(text.parse::<CreditNoteNumber>(), Err(ParseCreditNoteNumberError), "{text}");
    }
}
