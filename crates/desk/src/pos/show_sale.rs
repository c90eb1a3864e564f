//! A receipt in short.

use mojo_domain::Money;
use mojo_protocol::facts::SaleKind;
use mojo_store::pos::sales::{self, SaleSummary};

use super::PosError;
use super::price_notes::price_notes;
use crate::Desk;
use crate::reception::Names;
use crate::views::SaleRow;

impl Desk {
    /// A sale or Storno by its number.
    ///
    /// # Errors
    /// [`PosError::UnknownReceipt`].
    pub async fn show_sale(&self, receipt_number: String) -> Result<SaleRow, PosError> {
        let mut reader = self.reader().await?;
        let sale = sales::find_by_number(&mut reader, receipt_number.trim()).await?;
        let summary = match sale {
            Some(sale) => sales::find_summary(&mut reader, sale.sale_id).await?,
            None => None,
        };
        let summary = summary.ok_or(PosError::UnknownReceipt(receipt_number))?;
        let names = Names::load(&mut reader, summary.contact_id).await?;
        let price_notes = price_notes(&mut reader, summary.sale_id).await?;
        Ok(SaleRow { price_notes, ..sale_row(&summary, &names) })
    }
}

/// A sale as the window lists it.
pub(super) fn sale_row(sale: &SaleSummary, names: &Names) -> SaleRow {
    let method = |method: &_| super::wire::method_of(*method).name().to_owned();
    SaleRow {
        sale_id: sale.sale_id.to_string(),
        receipt_number: sale.receipt_number.clone(),
        at: crate::views::instant(sale.at),
        contact_name: sale.contact_id.map(|id| names.of(id)).unwrap_or_default(),
        gross: Money::new(sale.gross_cents, sale.currency).into(),
        methods: sale.methods.iter().map(method).collect(),
        is_storno: sale.kind == SaleKind::Storno,
        cancelled: sale.is_cancelled,
        price_notes: Vec::new(),
    }
}
