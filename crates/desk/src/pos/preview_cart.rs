//! The cart computed, before anything is sold: the window shows these amounts and computes none.

use mojo_domain::pos::{CalculatedSale, PaymentMethod, Tender};
use mojo_domain::{Currency, Money, MoneyError, berlin_day};

use super::PosError;
use super::cart::{PlannedCart, load_products, plan_cart, tenders};
use super::seller::Seller;
use super::vat_label::vat_label;
use super::wire::group_body;
use crate::Desk;
use crate::views::{Cart, CartLineView, CartPreview, MoneyView, VatGroupView};
use mojo_protocol::facts::VatGroupBody;

/// The notes that change is offered for.
const NOTES_CENTS: [i64; 4] = [10_00, 20_00, 50_00, 100_00];

impl Desk {
    /// Computes a cart: lines, VAT, what is to be paid, what is to be given back.
    ///
    /// # Errors
    /// [`PosError`] when a line cannot be computed.
    pub async fn preview_cart(&self, cart: Cart) -> Result<CartPreview, PosError> {
        let seller = Seller::load(self).await?;
        let tenders = tenders(&cart.payments)?;
        let products = load_products(&mut self.reader().await?, &cart).await?;
        let plan = plan_cart(&cart, &products, &seller, berlin_day(self.now()))?;
        let sale = match plan.draft.lines.is_empty() {
            true => empty(seller.currency),
            false => plan.draft.calculate()?,
        };
        let money = |cents| MoneyView::from(Money::new(cents, seller.currency));
        let (paid, open, change) = paid(sale.gross_cents, &tenders)?;
        Ok(CartPreview {
            lines: lines(&cart, &plan, &sale, &seller),
            vat: sale.vat.iter().map(|group| group_view(&group_body(group), &seller)).collect(),
            net: money(sale.net_cents),
            vat_total: money(sale.vat_cents),
            gross: money(sale.gross_cents),
            paid: money(paid),
            open: money(open),
            change: money(change),
            quick_cash: quick_cash(open).into_iter().map(money).collect(),
        })
    }
}

fn empty(currency: Currency) -> CalculatedSale {
    CalculatedSale {
        currency,
        lines: Vec::new(),
        vat: Vec::new(),
        net_cents: 0,
        vat_cents: 0,
        gross_cents: 0,
    }
}

/// Line by line as in the cart: the cards of one line are shown together.
fn lines(
    cart: &Cart,
    plan: &PlannedCart,
    sale: &CalculatedSale,
    seller: &Seller,
) -> Vec<CartLineView> {
    let money = |cents| MoneyView::from(Money::new(cents, seller.currency));
    let mut views: Vec<CartLineView> = Vec::with_capacity(cart.lines.len());
    let mut shown = None;
    for (line, origin) in sale.lines.iter().zip(&plan.origins) {
        if shown == Some(origin.cart_line) {
            if let Some(view) = views.last_mut() {
                view.discount.cents += line.discount_cents;
                view.gross.cents += line.gross_cents;
            }
            continue;
        }
        shown = Some(origin.cart_line);
        views.push(CartLineView {
            product_id: origin.product.product_id.to_string(),
            text: line.text.clone(),
            quantity: quantity(cart.lines[origin.cart_line].quantity_milli),
            unit_gross: money(line.unit_gross_cents),
            discount: money(line.discount_cents),
            gross: money(line.gross_cents),
            vat_label: vat_label(&seller.country, line.vat_class, line.vat_rate_bp),
        });
    }
    views
}

/// `2`, `0,5`.
fn quantity(milli: i64) -> String {
    let text = format!("{},{:03}", milli / 1000, milli % 1000);
    text.trim_end_matches('0').trim_end_matches(',').to_owned()
}

pub(super) fn group_view(group: &VatGroupBody, seller: &Seller) -> VatGroupView {
    let money = |cents| MoneyView::from(Money::new(cents, seller.currency));
    VatGroupView {
        label: vat_label(&seller.country, group.vat_class, group.vat_rate_bp),
        vat_class: group.vat_class.name().to_owned(),
        vat_rate_bp: u32::try_from(group.vat_rate_bp).unwrap_or(0),
        net: money(group.net_cents),
        vat: money(group.vat_cents),
        gross: money(group.gross_cents),
    }
}

/// Covered, still to pay, to give back: as far as payments are chosen, nothing is refused yet.
fn paid(gross_cents: i64, tenders: &[Tender]) -> Result<(i64, i64, i64), MoneyError> {
    let sum = |cash: bool| {
        tenders
            .iter()
            .filter(|tender| (tender.method == PaymentMethod::Cash) == cash)
            .try_fold(0_i64, |sum, tender| sum.checked_add(tender.cents.max(0)))
            .ok_or(MoneyError::Overflow)
    };
    let (cash, cashless) = (sum(true)?, sum(false)?);
    let given = cash.checked_add(cashless).ok_or(MoneyError::Overflow)?;
    let over = (given - gross_cents).max(0);
    // Only cash gives change.
    Ok((given.min(gross_cents), (gross_cents - given).max(0), over.min(cash)))
}

/// The exact amount and the next two amounts that people hand over.
fn quick_cash(open_cents: i64) -> Vec<i64> {
    if open_cents <= 0 {
        return Vec::new();
    }
    let next = |note: i64| open_cents.checked_add(note - 1).map(|up| up / note * note);
    let mut amounts: Vec<i64> = NOTES_CENTS.into_iter().filter_map(next).collect();
    amounts.push(open_cents);
    amounts.sort_unstable();
    amounts.dedup();
    amounts.truncate(3);
    amounts
}

#[cfg(test)]
mod tests {
    use crate::pos::testing::{cart, pay};
    use crate::testing;

    #[tokio::test]
    async fn d5_a_cart_shows_its_vat_per_rate_and_what_is_to_be_paid() {
        let desk = testing::desk().await;
        let lines =
            [("10er-Karte Rückenschule", 1000), ("Faszienrolle", 1000), ("Kräutertee Ruhe", 2000)];
        let preview = desk.preview_cart(cart(&desk, &lines, None, &[]).await).await.unwrap();
        assert_eq!(preview.gross.cents, 183_70);
        let vat: Vec<_> = preview.vat.iter().map(|g| (g.label.as_str(), g.vat.cents)).collect();
        assert_eq!(vat, [("19 % USt", 27_13), ("7 % USt", 90)]);
        let quick: Vec<_> = preview.quick_cash.iter().map(|money| money.cents).collect();
        assert_eq!(quick, [183_70, 190_00, 200_00]);
        assert_eq!(preview.lines[2].quantity, "2");
        assert_eq!(preview.lines[2].gross.cents, 13_80);
    }

    #[tokio::test]
    async fn an_empty_cart_costs_nothing_and_a_part_payment_leaves_the_rest_open() {
        let desk = testing::desk().await;
        let nothing = desk.preview_cart(cart(&desk, &[], None, &[]).await).await.unwrap();
        assert_eq!((nothing.gross.cents, nothing.quick_cash.len()), (0, 0));
        let lines = [("Massage 60 Minuten", 1500)];
        let part = cart(&desk, &lines, None, &[pay("card", 50_00), pay("cash", 60_00)]).await;
        let preview = desk.preview_cart(part).await.unwrap();
        assert_eq!(preview.lines[0].quantity, "1,5");
        assert_eq!(
            (preview.paid.cents, preview.open.cents, preview.change.cents),
            (103_50, 0, 6_50)
        );
    }

    #[tokio::test]
    async fn two_cards_in_one_line_are_shown_as_one_line_with_the_sum_that_is_sold() {
        let desk = testing::desk().await;
        let mut two = cart(&desk, &[("5er-Karte Yoga", 2000)], None, &[]).await;
        two.lines[0].discount_percent = Some("33.33".to_owned());
        let preview = desk.preview_cart(two).await.unwrap();
        assert_eq!(preview.lines.len(), 1);
        assert_eq!(preview.lines[0].gross, preview.gross);
        assert_eq!(preview.gross.cents, 2 * (70_00 - 23_33));
    }
}
