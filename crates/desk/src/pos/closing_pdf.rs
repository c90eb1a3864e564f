//! The Z report as a PDF: a function of the stored closing.

use mojo_documents::{ClosingFacts, render_closing};
use mojo_domain::ActorId;
use mojo_domain::pos::{CashBook, CashCount, Kassenabschluss};
use mojo_protocol::Entity;
use mojo_protocol::facts::CashClosingBody;
use mojo_store::pos::closings;
use mojo_store::{Reader, StoreError, cards};
use serde_json::Value;

use super::PosError;
use super::receipt_pdf::party;
use super::seller::Seller;
use super::wire::{group_of, payment_of};
use crate::Desk;
use crate::views::DocumentView;

impl Desk {
    /// The Z report of a closing of this till.
    ///
    /// # Errors
    /// [`PosError::UnknownClosing`]; [`PosError::Document`].
    pub async fn closing_pdf(&self, z_number: u32) -> Result<DocumentView, PosError> {
        let seller = Seller::load(self).await?;
        let mut reader = self.reader().await?;
        let body = closings::find(&mut reader, seller.register_id, z_number.into())
            .await?
            .ok_or(PosError::UnknownClosing(z_number))?;
        let facts = ClosingFacts {
            seller: party(&body.seller, &seller.practice),
            register_serial: seller.register_serial(),
            counted_by: staff_name(&mut reader, body.actor_id).await?,
            is_uncounted: body.is_uncounted,
            at: body.at,
            recorded_on: body.recorded_on,
            currency: body.currency,
            closing: closing_of(&body),
        };
        let bytes = render_closing(&facts)?;
        let name = format!("Z-{z_number:06}-{}.pdf", body.recorded_on);
        Ok(DocumentView::new(name, "application/pdf", &bytes))
    }
}

/// The name of a member of staff, empty when nobody knows it here.
pub(crate) async fn staff_name(reader: &mut Reader, id: ActorId) -> Result<String, StoreError> {
    let card = cards::find(reader, Entity::Staff, id.0).await?.unwrap_or_default();
    Ok(card.get("name").and_then(Value::as_str).unwrap_or_default().to_owned())
}

fn closing_of(body: &CashClosingBody) -> Kassenabschluss {
    Kassenabschluss {
        z_number: body.z_number,
        cash_book: CashBook {
            opening_cents: body.opening_cents,
            cash_sales_cents: body.cash_sales_cents,
            cash_movements_cents: body.cash_movements_cents,
        },
        expected_cents: body.expected_cents,
        counted_cents: body.counted_cents,
        difference_cents: body.difference_cents,
        reason: body.reason.clone(),
        counts: body
            .counts
            .iter()
            .map(|count| CashCount {
                denomination_cents: count.denomination_cents,
                pieces: count.pieces,
            })
            .collect(),
        vat: body.vat.iter().map(group_of).collect(),
        payments: body.payments.iter().map(payment_of).collect(),
        receipts: body.receipts,
        first_receipt: body.first_receipt.clone(),
        last_receipt: body.last_receipt.clone(),
    }
}

#[cfg(test)]
mod tests {
    use crate::views::CloseDayInput;
    use crate::{Refusal, testing};

    #[tokio::test]
    async fn a_closing_is_printed_the_same_however_often() {
        let desk = testing::desk().await;
        assert_eq!(desk.closing_pdf(1).await.unwrap_err().code(), "unknown_closing");
        let input = CloseDayInput {
            counted_cents: Some(151_00),
            counts: Vec::new(),
            reason: "Trinkgeld".to_owned(),
            uncounted: false,
        };
        desk.close_day(input).await.unwrap();
        let first = desk.closing_pdf(1).await.unwrap();
        assert_eq!(first.file_name, "Z-000001-2026-11-20.pdf");
        assert_eq!(desk.closing_pdf(1).await.unwrap(), first);
    }
}
