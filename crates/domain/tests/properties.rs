//! Properties of till, punch cards, VAT and invoices that hold for whatever is sold.

#![expect(clippy::unwrap_used, reason = "a test may fail")]

use chrono::NaiveDate;
use mojo_domain::checkin::{Ledger, LedgerEntry, PunchCard};
use mojo_domain::invoicing::{
    CalculatedInvoice, DeskCode, DocumentNumber, InvoiceDetails, InvoiceDraft, InvoiceLineDraft,
    IssueTerms, IssuedInvoice, NumberRange, Party, ServicePeriod, StornoTerms, Unit, due_on,
    plan_invoice_storno,
};
use mojo_domain::pos::{
    CalculatedSale, CountedCash, Discount, GvTyp, LineDraft, PaymentMethod, ReceiptTotals,
    SaleDraft, SettledSale, StornoCircumstances, Tender, plan_closing, plan_storno, settle,
};
use mojo_domain::vat::{VatClass, VatGroup, merge_groups, vat_inside, vat_on};
use mojo_domain::{Currency, Percentage, PunchCardId, RedemptionId};
use proptest::prelude::*;
use uuid::Uuid;

fn day() -> NaiveDate {
    "2026-11-20".parse().unwrap()
}

fn class() -> impl Strategy<Value = VatClass> {
    prop::sample::select(vec![
        VatClass::General,
        VatClass::Reduced,
        VatClass::Heilbehandlung,
        VatClass::Kleinunternehmer,
        VatClass::ReverseCharge,
        VatClass::NotTaxable,
    ])
}

fn discount() -> impl Strategy<Value = Option<Discount>> {
    prop::option::of(
        (0_i64..=10_000).prop_map(|basis_points| {
            Discount::Percent(Percentage::from_basis_points(basis_points))
        }),
    )
}

fn line() -> impl Strategy<Value = LineDraft> {
    (1_i64..50_000, 0_i64..1_000_000, class(), discount()).prop_map(
        |(quantity_milli, unit_gross_cents, vat_class, discount)| LineDraft {
            product_id: None,
            text: "Leistung".to_owned(),
            quantity_milli,
            unit_gross_cents,
            discount,
            vat_class,
            gv_typ: GvTyp::Umsatz,
            punch_card_id: None,
        },
    )
}

fn cart() -> impl Strategy<Value = SaleDraft> {
    (prop::collection::vec(line(), 1..12), discount()).prop_map(|(lines, discount)| SaleDraft {
        country: "DE".to_owned(),
        sold_on: day(),
        currency: Currency::EUR,
        lines,
        discount,
    })
}

fn paid(sale: CalculatedSale) -> SettledSale {
    let cash = Tender { method: PaymentMethod::Cash, cents: sale.gross_cents };
    let tenders: &[Tender] = if sale.gross_cents == 0 { &[] } else { &[cash] };
    let settlement = settle(sale.gross_cents, tenders).unwrap();
    SettledSale { sale, settlement }
}

fn is_nothing(groups: impl IntoIterator<Item = VatGroup>) -> bool {
    let merged = merge_groups(groups).unwrap();
    merged.iter().all(|g| g.net_cents == 0 && g.vat_cents == 0 && g.gross_cents == 0)
}

proptest! {
    #[test]
    fn c10_the_vat_of_a_group_is_exact_to_half_a_cent(cents in -1_000_000_000_i64..1_000_000_000, rate in 0_i64..10_000) {
        let whole = 10_000 + rate;
        let inside = vat_inside(cents, rate).unwrap();
        prop_assert!(2 * (inside * whole - cents * rate).abs() <= whole);
        let on_top = vat_on(cents, rate).unwrap();
        prop_assert!(2 * (on_top * 10_000 - cents * rate).abs() <= 10_000);
        prop_assert_eq!(vat_inside(-cents, rate).unwrap(), -inside);
        prop_assert_eq!(vat_on(-cents, rate).unwrap(), -on_top);
    }

    #[test]
    fn d5_lines_groups_and_totals_of_a_sale_add_up(cart in cart()) {
        let sale = cart.calculate().unwrap();
        prop_assert_eq!(sale.gross_cents, sale.lines.iter().map(|line| line.gross_cents).sum::<i64>());
        prop_assert_eq!(sale.gross_cents, sale.vat.iter().map(|g| g.gross_cents).sum::<i64>());
        prop_assert_eq!(sale.gross_cents, sale.net_cents + sale.vat_cents);
        prop_assert!(sale.vat.iter().all(|g| g.net_cents + g.vat_cents == g.gross_cents));
        prop_assert!(sale.vat.iter().all(|g| g.vat_class.is_taxed() || g.vat_cents == 0));
        prop_assert!(sale.lines.iter().all(|line| line.gross_cents >= 0 && line.discount_cents >= 0));
        let before = SaleDraft { discount: None, ..cart.clone() }.calculate().unwrap();
        if let Some(Discount::Percent(percent)) = cart.discount {
            let off = percent.of(mojo_domain::Money::eur(before.gross_cents)).unwrap().cents;
            prop_assert_eq!(sale.gross_cents, before.gross_cents - off);
        }
    }

    #[test]
    fn d3_a_sale_and_its_storno_are_nothing(cart in cart()) {
        let original = paid(cart.calculate().unwrap());
        let because = StornoCircumstances { reason: "vertippt".to_owned(), ..Default::default() };
        let storno = plan_storno(&original, &because).unwrap();
        prop_assert!(is_nothing(original.sale.vat.iter().chain(&storno.sale.vat).copied()));
        prop_assert_eq!(original.sale.gross_cents + storno.sale.gross_cents, 0);
        let amounts = original.settlement.payments.iter().chain(&storno.settlement.payments);
        prop_assert_eq!(amounts.map(|payment| payment.amount_cents).sum::<i64>(), 0);
        // Computed anew from its own lines, the Storno has the same groups.
        let recomputed = mojo_domain::vat::breakdown_of_gross(storno.sale.lines.iter().map(|line| {
            mojo_domain::vat::Taxed { vat_class: line.vat_class, vat_rate_bp: line.vat_rate_bp, cents: line.gross_cents }
        })).unwrap();
        prop_assert_eq!(recomputed, storno.sale.vat);
    }

    #[test]
    fn payments_make_the_sum_exactly_or_are_refused(
        due in 0_i64..100_000,
        tenders in prop::collection::vec((0_usize..3, 1_i64..60_000), 0..5),
    ) {
        let tenders: Vec<Tender> = tenders.into_iter()
            .map(|(method, cents)| Tender { method: PaymentMethod::ALL[method], cents }).collect();
        let given: i64 = tenders.iter().map(|tender| tender.cents).sum();
        let cash: i64 = tenders.iter().filter(|t| t.method == PaymentMethod::Cash).map(|t| t.cents).sum();
        match settle(due, &tenders) {
            Ok(done) => {
                prop_assert_eq!(done.payments.iter().map(|p| p.amount_cents).sum::<i64>(), due);
                prop_assert_eq!(done.payments.iter().map(|p| p.tendered_cents).sum::<i64>(), given);
                prop_assert_eq!(done.change_cents, given - due);
                prop_assert!(done.payments.iter().all(|p| p.amount_cents > 0));
                prop_assert!(done.change_cents <= cash);
            }
            Err(_) => {
                let cashless = given - cash;
                prop_assert!(given < due || cashless > due || (cash > 0 && cashless == due));
            }
        }
    }

    #[test]
    fn d1_used_and_left_are_all_entries_whatever_two_desks_do(
        entries in 1_u32..15,
        price_cents in 0_i64..100_000,
        deeds in prop::collection::vec((0_usize..2, any::<bool>(), 0_usize..40), 0..40),
        shared in 0_usize..10,
    ) {
        let card = PunchCard {
            id: PunchCardId(Uuid::from_u128(1)),
            entries,
            price_cents,
            currency: Currency::EUR,
            expires_on: None,
        };
        let mut desks = [Vec::<LedgerEntry>::new(), Vec::new()];
        for (number, (desk, is_use, target)) in deeds.into_iter().enumerate() {
            // The first deeds were done together, before the cable was pulled.
            let desk = if number < shared { 0 } else { desk };
            let id = RedemptionId(Uuid::from_u128(100 + number as u128));
            let ledger = Ledger::of(desks[desk].iter().copied());
            let uses: Vec<_> = desks[desk].iter().filter(|line| line.takes_back.is_none()).collect();
            let done = match uses.get(target) {
                Some(line) if !is_use => card.take_back(&ledger, id, line.id).ok().map(|back| LedgerEntry::from(&back)),
                _ => card.redeem(&ledger, id, day()).ok().map(|used| LedgerEntry::from(&used)),
            };
            desks[desk].extend(done);
            if number < shared {
                desks[1] = desks[0].clone();
            }
            let ledger = Ledger::of(desks[desk].iter().copied());
            let balance = ledger.balance(entries);
            prop_assert!(balance.left >= 0, "one desk alone never overdraws");
            if balance.left == 0 {
                prop_assert_eq!(ledger.used_cents(), price_cents);
            }
        }
        let merged = Ledger::of(desks.iter().flatten().copied());
        prop_assert_eq!(&merged, &Ledger::of(desks.iter().rev().flatten().rev().copied()));
        let balance = merged.balance(entries);
        prop_assert_eq!(balance.used + balance.left + balance.refunded + balance.expired, i64::from(entries));
    }

    #[test]
    fn d2_desks_that_number_offline_never_collide_and_leave_no_gap(
        turns in prop::collection::vec((0_u32..5, 0_usize..2, 2026_i32..2028), 0..200),
        random in any::<[u8; 5]>(),
    ) {
        let mut last: std::collections::BTreeMap<(DeskCode, NumberRange, i32), u32> = Default::default();
        let mut seen = std::collections::BTreeSet::new();
        for (desk, range, year) in turns {
            let code = if desk == 4 { DeskCode::drawn(random) } else { DeskCode::given(desk * 13).unwrap() };
            let range = NumberRange::ALL[range];
            let counter = last.entry((code.clone(), range, year)).or_default();
            let number = DocumentNumber::after(*counter, range, year, &code).unwrap();
            prop_assert_eq!(number.counter, *counter + 1);
            *counter = number.counter;
            prop_assert_eq!(number.to_string().parse::<DocumentNumber>(), Ok(number.clone()));
            prop_assert!(seen.insert(number.to_string()), "{} twice", number);
        }
    }

    #[test]
    fn d5_an_invoice_adds_up_and_its_storno_makes_it_nothing(
        lines in prop::collection::vec((1_i64..100_000, 0_i64..1_000_000, class()), 1..12),
    ) {
        let calculated = calculated(&lines);
        prop_assert_eq!(calculated.net_cents, calculated.lines.iter().map(|l| l.net_cents).sum::<i64>());
        prop_assert_eq!(calculated.gross_cents, calculated.net_cents + calculated.vat_cents);
        prop_assert!(calculated.vat.iter().all(|g| g.net_cents + g.vat_cents == g.gross_cents));
        let mixed = lines.iter().any(|(_, _, class)| *class == VatClass::Kleinunternehmer)
            && lines.iter().any(|(_, _, class)| class.is_taxed());
        match issued(calculated) {
            Ok(invoice) => {
                prop_assert!(!mixed);
                let terms = StornoTerms { number: number(2), issued_on: day(), reason: "x".to_owned(), cancelled_by: None };
                let storno = plan_invoice_storno(&invoice, &terms).unwrap();
                prop_assert!(is_nothing(invoice.amounts.vat.iter().chain(&storno.amounts.vat).copied()));
                prop_assert_eq!(invoice.amounts.gross_cents + storno.amounts.gross_cents, 0);
            }
            Err(_) => prop_assert!(mixed),
        }
    }

    #[test]
    fn a_closing_is_the_sum_of_its_receipts(carts in prop::collection::vec((cart(), any::<bool>()), 0..8), opening in 0_i64..50_000) {
        let mut receipts = Vec::new();
        let mut gross = 0;
        for (number, (cart, is_training)) in carts.into_iter().enumerate() {
            let sold = paid(cart.calculate().unwrap());
            gross += if is_training { 0 } else { sold.sale.gross_cents };
            receipts.push(ReceiptTotals {
                receipt_number: number.to_string(),
                is_training,
                vat: sold.sale.vat,
                payments: sold.settlement.payments,
            });
        }
        let counted = CountedCash { counted_cents: opening + gross, ..CountedCash::default() };
        let closing = plan_closing(0, opening, &receipts, &[], &counted).unwrap();
        prop_assert_eq!(closing.difference_cents, 0);
        prop_assert_eq!(closing.vat.iter().map(|g| g.gross_cents).sum::<i64>(), gross);
        prop_assert_eq!(closing.payments.iter().map(|p| p.amount_cents).sum::<i64>(), gross);
        prop_assert!(closing.vat.iter().all(|g| g.net_cents + g.vat_cents == g.gross_cents));
    }
}

fn number(counter: u32) -> DocumentNumber {
    let code = DeskCode::given(0).unwrap();
    DocumentNumber::after(counter, NumberRange::Rechnung, 2026, &code).unwrap()
}

fn calculated(lines: &[(i64, i64, VatClass)]) -> CalculatedInvoice {
    let line = |&(quantity_milli, unit_net_cents, vat_class): &(i64, i64, VatClass)| {
        InvoiceLineDraft {
            text: "Leistung".to_owned(),
            quantity_milli,
            unit: Unit::default(),
            unit_net_cents,
            // Some of everything between nothing and all.
            discount_bp: quantity_milli.rem_euclid(10_000),
            vat_class,
        }
    };
    InvoiceDraft {
        country: "DE".to_owned(),
        currency: Currency::EUR,
        service: Some(ServicePeriod { from: day(), to: day() }),
        lines: lines.iter().map(line).collect(),
    }
    .calculate(day())
    .unwrap()
}

fn issued(
    calculated: CalculatedInvoice,
) -> Result<IssuedInvoice, mojo_domain::invoicing::IssueRefused> {
    let party = Party {
        name: "Praxis Birkenhain".to_owned(),
        street: "Birkenallee 7".to_owned(),
        postal_code: "99998".to_owned(),
        city: "Auenfeld".to_owned(),
        country: "DE".to_owned(),
        tax_number: "157/123/45678".to_owned(),
        ..Party::default()
    };
    let terms = IssueTerms {
        // A business: reverse charge is asked for too.
        recipient: Party { vat_id: "DE123456788".to_owned(), ..party.clone() },
        seller: party,
        issued_on: day(),
        due_on: due_on(day(), 14),
        details: InvoiceDetails::default(),
    };
    calculated.issue(number(1), terms)
}
