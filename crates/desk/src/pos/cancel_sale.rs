//! Storno: a sale is reversed by a second one with every amount negated (D3).

use mojo_domain::SaleId;
use mojo_domain::invoicing::NumberRange;
use mojo_domain::pos::{PaymentMethod, SettledSale, StornoCircumstances, plan_storno};
use mojo_protocol::Entity;
use mojo_protocol::facts::{SaleBody, SaleKind};
use mojo_store::checkin::cards;
use mojo_store::pos::{sales, till};
use mojo_store::{StoreError, Tx};

use super::PosError;
use super::sell::{Heading, result, sale_body};
use super::seller::Seller;
use super::till::cash_book;
use super::wire::settled_of;
use crate::numbering::next_number;
use crate::views::{SaleResult, StornoRequest};
use crate::{Desk, Op, Topic};

impl Desk {
    /// Reverses a sale, once. The punch cards that it sold are paid back; a card in use is not.
    ///
    /// # Errors
    /// [`PosError::UnknownReceipt`]; [`PosError::Storno`] says why not; [`PosError::Movement`] when
    /// the till holds less cash than is to be given back.
    pub async fn cancel_sale(&self, request: StornoRequest) -> Result<SaleResult, PosError> {
        let number = request.receipt_number.trim();
        let original = sales::find_by_number(&mut self.reader().await?, number)
            .await?
            .ok_or(PosError::UnknownReceipt(request.receipt_number))?;
        self.cancel_sale_of(original.sale_id, request.reason).await
    }

    /// The same by the sale itself: two sales may bear one number.
    pub(crate) async fn cancel_sale_of(
        &self,
        sale_id: SaleId,
        reason: String,
    ) -> Result<SaleResult, PosError> {
        let seller = Seller::load(self).await?;
        let mut tx = self.transact(Op::CancelSale).await?;
        let unknown = || PosError::UnknownReceipt(sale_id.to_string());
        let original = sales::find(&mut tx, sale_id).await?.ok_or_else(unknown)?;
        let circumstances = circumstances(&mut tx, &original, reason).await?;
        let settled = plan_storno(&settled_of(&original)?, &circumstances)?;
        if !original.is_training {
            check_cash(&mut tx, &seller, &settled).await?;
        }
        let number = next_number(&mut tx, NumberRange::Kassenbeleg).await?;
        let heading = Heading {
            sale_id: tx.next_id(),
            cancels: Some(original.sale_id),
            reason: circumstances.reason.trim().to_owned(),
            receipt_number: number.to_string(),
            z_number: till::find_period(&mut tx, seller.register_id).await?,
            actor_id: tx.actor_id(),
            contact_id: original.contact_id,
            started_at: tx.now(),
            at: tx.now(),
            is_training: original.is_training,
        };
        let body = sale_body(&settled, heading, &seller);
        tx.record(Entity::Sale, body.sale_id.0, &body).await?;
        self.commit(tx, Op::CancelSale).await?;
        let void: Vec<String> = original
            .lines
            .iter()
            .filter_map(|line| line.punch_card_id.map(|id| id.to_string()))
            .collect();
        if !void.is_empty() {
            self.announce(Topic::Checkin);
        }
        Ok(result(&body, void))
    }
}

/// A till below zero cannot be: what was paid in cash is given back out of what is there.
async fn check_cash(tx: &mut Tx, seller: &Seller, storno: &SettledSale) -> Result<(), PosError> {
    let period = till::find(tx, seller.register_id).await?;
    let payments = storno.settlement.payments.iter();
    let cash = payments.filter(|payment| payment.method == PaymentMethod::Cash);
    let cash_cents: i64 = cash.map(|payment| payment.amount_cents).sum();
    Ok(cash_book(&period).check_cash(cash_cents)?)
}

async fn circumstances(
    tx: &mut Tx,
    original: &SaleBody,
    reason: String,
) -> Result<StornoCircumstances, StoreError> {
    let sold = cards::list_of_sale(tx, original.sale_id).await?;
    Ok(StornoCircumstances {
        is_storno: original.kind == SaleKind::Storno,
        cancelled_by: sales::find_storno_number(tx, original.sale_id).await?,
        used_entries: sold.iter().map(|card| card.used).sum(),
        reason,
    })
}

#[cfg(test)]
mod tests {
    use crate::pos::testing::{anybody, cart, pay};
    use crate::testing;
    use crate::views::{CashMovementInput, CheckInRequest, StornoRequest, UndoRequest};
    use crate::{Desk, Refusal};

    fn storno(number: &str, reason: &str) -> StornoRequest {
        StornoRequest { receipt_number: number.to_owned(), reason: reason.to_owned() }
    }

    async fn sell_goods(desk: &Desk) -> String {
        let sale = cart(desk, &[("Faszienrolle", 2000)], None, &[pay("cash", 50_00)]).await;
        desk.sell(sale).await.unwrap().receipt_number
    }

    #[tokio::test]
    async fn d3_a_storno_brings_the_till_back_to_where_it_was() {
        let desk = testing::desk().await;
        let before = desk.till().await.unwrap();
        let number = sell_goods(&desk).await;
        let storno = desk.cancel_sale(storno(&number, "vertippt")).await.unwrap();
        assert_eq!((storno.gross.cents, storno.vat.cents), (-49_80, -7_95));
        let after = desk.till().await.unwrap();
        assert_eq!((after.expected, after.gross), (before.expected, before.gross));
        assert!(after.vat.iter().all(|group| group.gross.cents == 0 && group.vat.cents == 0));
        assert!(after.payments.iter().all(|payment| payment.amount.cents == 0));
        assert_eq!(after.receipts, before.receipts + 2, "both receipts stand");
        let sold = desk.show_sale(number).await.unwrap();
        assert!(sold.cancelled && !sold.is_storno);
        assert!(desk.show_sale(storno.receipt_number).await.unwrap().is_storno);
    }

    #[tokio::test]
    async fn a_storno_gives_back_no_cash_that_is_not_in_the_till() {
        let desk = testing::desk().await;
        let number = sell_goods(&desk).await;
        let there = desk.till().await.unwrap().expected.cents;
        let take = |cents: i64| CashMovementInput {
            amount_cents: -cents,
            kind: "bank".to_owned(),
            reason: "zur Bank".to_owned(),
        };
        desk.move_cash(take(there - 10_00)).await.unwrap();
        let refused = desk.cancel_sale(storno(&number, "vertippt")).await.unwrap_err();
        assert_eq!(refused.code(), "not_enough_cash");
        assert_eq!(refused.values()["there"], "10.00");
        assert_eq!(desk.till().await.unwrap().expected.cents, 10_00, "nothing was booked");
        // What a card paid goes back to the card.
        let sale = cart(&desk, &[("Faszienrolle", 1000)], None, &[pay("card", 24_90)]).await;
        let number = desk.sell(sale).await.unwrap().receipt_number;
        desk.cancel_sale(storno(&number, "vertippt")).await.unwrap();
    }

    #[tokio::test]
    async fn d3_a_sale_is_reversed_once_with_a_reason_and_a_storno_never() {
        let desk = testing::desk().await;
        let number = sell_goods(&desk).await;
        let refused = async |request| desk.cancel_sale(request).await.unwrap_err().code();
        assert_eq!(refused(storno(&number, " ")).await, "reason_required");
        assert_eq!(refused(storno("KB-2026-A-999999", "x")).await, "unknown_receipt");
        let done = desk.cancel_sale(storno(&number, "falsch")).await.unwrap();
        assert_eq!(refused(storno(&number, "noch einmal")).await, "already_cancelled");
        assert_eq!(refused(storno(&done.receipt_number, "zurück")).await, "is_storno");
    }

    #[tokio::test]
    async fn d1_a_card_in_use_is_not_paid_back_and_an_unused_one_is_void_after_it() {
        let desk = testing::desk().await;
        let who = anybody(&desk).await;
        let lines = [("5er-Karte Yoga", 1000)];
        let sale = cart(&desk, &lines, Some(&who), &[pay("card", 70_00)]).await;
        let sold = desk.sell(sale).await.unwrap();
        let card = sold.cards[0].clone();
        let target = CheckInRequest { target: card.clone() };
        let visit = desk.check_in(target.clone()).await.unwrap().redemption_id.unwrap();
        let refused = desk.cancel_sale(storno(&sold.receipt_number, "Umzug")).await.unwrap_err();
        assert_eq!(refused.code(), "card_in_use");
        let undo = UndoRequest { redemption_id: visit, reason: String::new() };
        desk.undo_check_in(undo).await.unwrap();
        desk.cancel_sale(storno(&sold.receipt_number, "Umzug")).await.unwrap();
        let void = desk.show_card(card).await.unwrap();
        assert_eq!((void.row.left, void.rest_value.cents), (0, 0));
        assert_eq!(void.row.status, "refunded");
        assert_eq!(desk.check_in(target).await.unwrap().reason, "used_up");
    }
}
