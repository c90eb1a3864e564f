//! The receipt (Kassenbeleg) as a PDF: a function of the stored sale.

use mojo_documents::{CancelledReceipt, ReceiptFacts, TseNote, render_receipt};
use mojo_domain::invoicing::Party;
use mojo_protocol::facts::{PartyBody, SaleBody};
use mojo_store::Reader;
use mojo_store::pos::sales;

use super::PosError;
use super::seller::Seller;
use super::wire::settled_of;
use crate::Desk;
use crate::account::Practice;
use crate::invoicing::party_of;
use crate::views::DocumentView;

impl Desk {
    /// The receipt of a sale or Storno.
    ///
    /// # Errors
    /// [`PosError::UnknownReceipt`]; [`PosError::Document`] for totals that contradict their parts.
    pub async fn receipt_pdf(&self, receipt_number: String) -> Result<DocumentView, PosError> {
        let seller = Seller::load(self).await?;
        let mut reader = self.reader().await?;
        let sale = sales::find_by_number(&mut reader, receipt_number.trim())
            .await?
            .ok_or(PosError::UnknownReceipt(receipt_number))?;
        let cancels = cancelled(&mut reader, &sale).await?;
        drop(reader);
        let facts = facts(&sale, cancels, &seller)?;
        let bytes = render_receipt(&facts)?;
        let name = format!("{}.pdf", sale.receipt_number);
        Ok(DocumentView::new(name, "application/pdf", &bytes))
    }
}

async fn cancelled(
    reader: &mut Reader,
    sale: &SaleBody,
) -> Result<Option<CancelledReceipt>, PosError> {
    let Some(id) = sale.cancels else {
        return Ok(None);
    };
    let receipt_number = sales::find_number(reader, id).await?.unwrap_or_default();
    Ok(Some(CancelledReceipt { receipt_number, reason: sale.reason.clone() }))
}

fn facts(
    sale: &SaleBody,
    cancels: Option<CancelledReceipt>,
    seller: &Seller,
) -> Result<ReceiptFacts, PosError> {
    let settled = settled_of(sale)?;
    Ok(ReceiptFacts {
        seller: party(&sale.seller, &seller.practice),
        receipt_number: sale.receipt_number.clone(),
        cancels,
        register_serial: sale.register_id.to_string(),
        started_at: sale.started_at,
        finished_at: sale.finished_at,
        is_training: sale.is_training,
        currency: sale.currency,
        lines: settled.sale.lines,
        vat: settled.sale.vat,
        payments: settled.settlement.payments,
        change_cents: sale.change_cents,
        gross_cents: sale.gross_cents,
        tse: TseNote::NotSetUp,
    })
}

/// The practice as printed: as frozen in the fact, that of today for a fact without one.
pub(super) fn party(frozen: &PartyBody, practice: &Practice) -> Party {
    if *frozen == PartyBody::default() { party_of(&practice.party()) } else { party_of(frozen) }
}

#[cfg(test)]
mod tests {
    use crate::pos::testing::{cart, pay};
    use crate::testing;
    use crate::views::{StornoRequest, decode_base64};

    #[tokio::test]
    async fn the_same_sale_gives_the_same_bytes_and_its_storno_refers_to_it() {
        let desk = testing::desk().await;
        let lines = [("Erstgespräch", 1000), ("Faszienrolle", 1000)];
        let sale = cart(&desk, &lines, None, &[pay("card", 109_90)]).await;
        let number = desk.sell(sale).await.unwrap().receipt_number;
        let first = desk.receipt_pdf(number.clone()).await.unwrap();
        assert_eq!(first.file_name, format!("{number}.pdf"));
        assert!(decode_base64(&first.base64).unwrap().starts_with(b"%PDF-"));
        desk.clock.advance(chrono::TimeDelta::days(40));
        assert_eq!(desk.receipt_pdf(number.clone()).await.unwrap(), first);
        let storno = StornoRequest { receipt_number: number, reason: "vertippt".to_owned() };
        let storno = desk.cancel_sale(storno).await.unwrap().receipt_number;
        assert_ne!(desk.receipt_pdf(storno).await.unwrap().base64, first.base64);
    }

    #[tokio::test]
    async fn a_practice_that_moves_leaves_its_old_receipts_and_closings_as_they_were() {
        let desk = testing::desk().await;
        let sell = async || {
            let one = cart(&desk, &[("Faszienrolle", 1000)], None, &[pay("cash", 50_00)]).await;
            desk.sell(one).await.unwrap().receipt_number
        };
        let number = sell().await;
        let count = crate::views::CloseDayInput {
            counted_cents: Some(174_90),
            counts: Vec::new(),
            reason: String::new(),
            uncounted: false,
        };
        desk.close_day(count).await.unwrap();
        let printed = async |number: &str| desk.receipt_pdf(number.to_owned()).await.unwrap();
        let receipt = printed(&number).await;
        let closing = desk.closing_pdf(1).await.unwrap();
        testing::hand_over(&desk, "owner").await;
        let mut practice = desk.practice().await.unwrap();
        practice.name = "Praxis am neuen Ort".to_owned();
        practice.street = "Neue Gasse 1".to_owned();
        desk.save_practice(practice).await.unwrap();
        assert_eq!(printed(&number).await, receipt);
        assert_eq!(desk.closing_pdf(1).await.unwrap(), closing);
        let mut reader = desk.reader().await.unwrap();
        let later = sell().await;
        let find = mojo_store::pos::sales::find_by_number(&mut reader, &later).await;
        assert_eq!(find.unwrap().unwrap().seller.name, "Praxis am neuen Ort");
    }
}
