//! What was sold for its old price while the change was on its way: derived, never in the receipt.

use mojo_domain::pos::price_in_force;
use mojo_domain::{Money, SaleId};
use mojo_protocol::facts::SaleKind;
use mojo_store::pos::sales;
use mojo_store::{Source, StoreError, cards};

use crate::views::{PriceNoteView, instant};

/// The products of a sale for which another price held already.
pub(crate) async fn price_notes(
    source: &mut impl Source,
    sale_id: SaleId,
) -> Result<Vec<PriceNoteView>, StoreError> {
    let Some(sale) = sales::find(source, sale_id).await? else { return Ok(Vec::new()) };
    let mut notes = Vec::new();
    if sale.kind == SaleKind::Storno {
        return Ok(notes);
    }
    for line in &sale.lines {
        let Some(product_id) = line.product_id else { continue };
        let history = cards::list_prices(source, product_id).await?;
        let sold_for = line.unit_gross_cents;
        if let Some(point) = price_in_force(&history, sale.finished_at, sold_for) {
            let note = PriceNoteView {
                text: line.text.clone(),
                sold_for: Money::new(sold_for, sale.currency).into(),
                in_force: Money::new(point.cents, sale.currency).into(),
                since: instant(point.since),
            };
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
    }
    Ok(notes)
}
