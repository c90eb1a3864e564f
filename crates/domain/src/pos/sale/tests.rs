use super::*;

fn line(text: &str, quantity_milli: i64, unit_gross_cents: i64, vat_class: VatClass) -> LineDraft {
    LineDraft {
        product_id: None,
        text: text.to_owned(),
        quantity_milli,
        unit_gross_cents,
        discount: None,
        vat_class,
        gv_typ: GvTyp::Umsatz,
        punch_card_id: None,
    }
}

fn draft(lines: Vec<LineDraft>) -> SaleDraft {
    SaleDraft {
        country: "DE".to_owned(),
        sold_on: "2026-11-20".parse().unwrap(),
        currency: Currency::EUR,
        lines,
        discount: None,
    }
}

#[test]
fn d5_a_sale_has_one_group_per_class_and_its_parts_add_up() {
    let sale = draft(vec![
        line("Behandlung 60 min", 1000, 85_00, VatClass::Heilbehandlung),
        line("Faszienrolle", 2000, 24_90, VatClass::General),
        line("Fachbuch", 1000, 19_80, VatClass::Reduced),
    ])
    .calculate()
    .unwrap();
    assert_eq!(sale.gross_cents, 154_60);
    let vat: Vec<_> =
        sale.vat.iter().map(|g| (g.vat_rate_bp, g.gross_cents, g.vat_cents)).collect();
    assert_eq!(vat, [(1900, 49_80, 7_95), (700, 19_80, 1_30), (0, 85_00, 0)]);
    assert_eq!(sale.net_cents + sale.vat_cents, sale.gross_cents);
}

#[test]
fn c10_a_part_of_a_piece_is_rounded_to_the_cent_half_away_from_zero() {
    let sale = draft(vec![line("Stunde", 1500, 79_99, VatClass::General)]).calculate().unwrap();
    assert_eq!(sale.gross_cents, 119_99, "119.985");
}

#[test]
fn a_discount_of_the_sale_is_shared_by_the_lines_to_the_cent() {
    let mut cart = draft(vec![
        line("A", 1000, 10_00, VatClass::General),
        line("B", 1000, 10_00, VatClass::Reduced),
        line("C", 1000, 10_00, VatClass::Heilbehandlung),
    ]);
    cart.discount = Some(Discount::AmountCents(1_00));
    let sale = cart.calculate().unwrap();
    let off: Vec<_> = sale.lines.iter().map(|line| line.discount_cents).collect();
    assert_eq!(off, [34, 33, 33]);
    assert_eq!(sale.gross_cents, 29_00);
    cart.discount = Some(Discount::Percent(Percentage::new(10)));
    cart.lines[0].discount = Some(Discount::Percent(Percentage::new(50)));
    let sale = cart.calculate().unwrap();
    assert_eq!(sale.gross_cents, 22_50);
    assert_eq!(sale.lines[0].discount_cents, 5_50);
}

#[test]
fn a_whole_discount_makes_it_free_and_more_is_refused() {
    let mut cart = draft(vec![line("A", 1000, 10_00, VatClass::General)]);
    cart.discount = Some(Discount::Percent(Percentage::new(100)));
    assert_eq!(cart.calculate().unwrap().gross_cents, 0);
    cart.discount = Some(Discount::AmountCents(10_01));
    assert_eq!(cart.calculate(), Err(SaleRefused::SaleDiscount { sum_cents: 10_00 }));
    cart.discount = Some(Discount::AmountCents(-1));
    assert_eq!(cart.calculate(), Err(SaleRefused::SaleDiscount { sum_cents: 10_00 }));
    cart.discount = None;
    cart.lines[0].discount = Some(Discount::Percent(Percentage::new(101)));
    assert_eq!(cart.calculate(), Err(SaleRefused::LineDiscount { line: 1 }));
}

#[test]
fn what_cannot_be_sold_is_refused_with_its_line() {
    let refusal = |lines| draft(lines).calculate().unwrap_err();
    let good = line("A", 1000, 10_00, VatClass::General);
    assert_eq!(refusal(vec![]), SaleRefused::EmptyCart);
    let bad = |change: fn(&mut LineDraft)| {
        let mut second = good.clone();
        change(&mut second);
        refusal(vec![good.clone(), second])
    };
    assert_eq!(bad(|line| line.quantity_milli = 0), SaleRefused::Quantity { line: 2 });
    assert_eq!(bad(|line| line.quantity_milli = -1000), SaleRefused::Quantity { line: 2 });
    assert_eq!(bad(|line| line.unit_gross_cents = -1), SaleRefused::NegativePrice { line: 2 });
    assert_eq!(bad(|line| line.text = "  ".to_owned()), SaleRefused::NoText { line: 2 });
    assert!(matches!(
        bad(|line| line.vat_class = VatClass::Special),
        SaleRefused::NoRate { line: 2, vat_class: VatClass::Special, .. }
    ));
    assert_eq!(
        bad(|line| line.unit_gross_cents = i64::MAX),
        SaleRefused::Money(MoneyError::TooMuch)
    );
    let too_much = SaleRefused::Money(MoneyError::TooMuch);
    assert_eq!(bad(|line| line.unit_gross_cents = 10_000_000_00), too_much);
    assert_eq!(bad(|line| line.quantity_milli = 1_000_000_000), too_much);
    // Either line fits, and both together do not.
    assert_eq!(bad(|line| line.unit_gross_cents = 9_999_995_00), too_much);
    assert_eq!(bad(|line| line.quantity_milli = i64::MAX), too_much);
}
