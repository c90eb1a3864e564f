//! The till today: the open period, as kept up by every sale.

use mojo_domain::pos::CashBook;
use mojo_domain::{Money, berlin_day};
use mojo_store::pos::sales;
use mojo_store::pos::till::{self, OpenPeriod};

use super::PosError;
use super::preview_cart::group_view;
use super::seller::Seller;
use super::show_sale::sale_row;
use super::wire::method_of;
use crate::Desk;
use crate::reception::Names;
use crate::views::{MoneyView, PaymentTotalView, TillView};

/// The most receipts that the view lists.
const MOST_SALES: i64 = 200;

impl Desk {
    /// The till since its last closing: the X report (X-Bericht), which closes nothing.
    ///
    /// # Errors
    /// [`PosError`] of the store.
    pub async fn till(&self) -> Result<TillView, PosError> {
        let seller = Seller::load(self).await?;
        let mut reader = self.reader().await?;
        let period = till::find(&mut reader, seller.register_id).await?;
        let (register_id, z_number) = (seller.register_id, period.next_z);
        let sales = sales::list_period(&mut reader, register_id, z_number, MOST_SALES).await?;
        let contacts = sales.iter().filter_map(|sale| sale.contact_id);
        let names = Names::load(&mut reader, contacts).await?;
        let money = |cents| MoneyView::from(Money::new(cents, seller.currency));
        let payment = |payment: &mojo_protocol::facts::PaymentBody| PaymentTotalView {
            method: method_of(payment.method).name().to_owned(),
            amount: money(payment.amount_cents),
        };
        Ok(TillView {
            day: berlin_day(self.now()).to_string(),
            opening: money(period.opening_cents),
            cash_sales: money(period.cash_sales_cents),
            cash_movements: money(period.cash_movements_cents),
            expected: money(cash_book(&period).expected_cents()?),
            receipts: u32::try_from(period.receipts).unwrap_or(u32::MAX),
            payments: period.payments.iter().map(payment).collect(),
            vat: period.vat.iter().map(|group| group_view(group, &seller)).collect(),
            gross: money(period.vat.iter().map(|group| group.gross_cents).sum()),
            next_z: u32::try_from(period.next_z).unwrap_or(u32::MAX),
            last_closing: period.last_closing_at.map(crate::views::instant),
            sales: sales.iter().map(|sale| sale_row(sale, &names)).collect(),
            first_receipt: period.first_receipt,
            last_receipt: period.last_receipt,
            register_name: seller.register_name,
        })
    }
}

/// The cash of the open period as the rules know it.
pub(super) fn cash_book(period: &OpenPeriod) -> CashBook {
    CashBook {
        opening_cents: period.opening_cents,
        cash_sales_cents: period.cash_sales_cents,
        cash_movements_cents: period.cash_movements_cents,
    }
}
