//! A check-in taken back: a counter-entry, never a deletion (D1, D3).

use chrono::TimeDelta;
use mojo_domain::berlin_day;
use mojo_domain::checkin::TakeBack;
use mojo_protocol::Entity;
use mojo_protocol::facts::{RedemptionBody, RedemptionKind};
use mojo_store::Tx;
use mojo_store::checkin::{cards, redemptions};

use super::CheckinError;
use super::check_in::{UNDO_SECONDS, load_ledger, rules_of};
use crate::views::{CardRow, UndoRequest};
use crate::{Desk, Op};

impl Desk {
    /// Takes a check-in back, once. For half a minute nobody asks why.
    ///
    /// # Errors
    /// [`CheckinError::ReasonRequired`] after 30 seconds; [`CheckinError::TakeBack`].
    pub async fn undo_check_in(&self, request: UndoRequest) -> Result<CardRow, CheckinError> {
        let unknown = || CheckinError::UnknownRedemption(request.redemption_id.clone());
        let use_id = request.redemption_id.parse().map_err(|_| unknown())?;
        let mut tx = self.transact(Op::UndoCheckIn).await?;
        let used = redemptions::find(&mut tx, use_id).await?.ok_or_else(unknown)?.redemption;
        let card_id = used.punch_card_id;
        let held = cards::find(&mut tx, card_id).await?.ok_or_else(unknown)?;
        let ledger = load_ledger(&mut tx, &held).await?;
        let back = rules_of(&held).take_back(&ledger, tx.next_id(), use_id)?;
        let reason = request.reason.trim().to_owned();
        if reason.is_empty() && tx.now() - used.at > TimeDelta::seconds(UNDO_SECONDS) {
            return Err(CheckinError::ReasonRequired);
        }
        let body = body(&back, &used, reason, &tx);
        tx.record(Entity::Redemption, back.id.0, &body).await?;
        let after = cards::find(&mut tx, card_id).await?.unwrap_or(held);
        self.commit(tx, Op::UndoCheckIn).await?;
        Ok(self.card_row_of(&mut self.reader().await?, &after).await?)
    }
}

fn body(back: &TakeBack, used: &RedemptionBody, reason: String, tx: &Tx) -> RedemptionBody {
    RedemptionBody {
        redemption_id: back.id,
        kind: RedemptionKind::TakenBack,
        takes_back: Some(back.takes_back),
        reason,
        at: tx.now(),
        recorded_on: berlin_day(tx.now()),
        actor_id: tx.actor_id(),
        register_id: tx.register_id(),
        value_cents: back.value_cents,
        ..used.clone()
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use crate::views::{CardQuery, CheckInRequest, UndoRequest};
    use crate::{Desk, Refusal, testing};

    async fn visit(desk: &Desk) -> (String, String, i32) {
        let query = CardQuery {
            text: "lindqvist".to_owned(),
            filter: "all".to_owned(),
            contact_id: None,
            offset: 0,
            limit: 1,
        };
        let card = desk.list_cards(query).await.unwrap().rows.remove(0);
        let request = CheckInRequest { target: card.code };
        let done = desk.check_in(request).await.unwrap();
        (done.redemption_id.unwrap(), card.card_id, card.left)
    }

    fn undo(redemption_id: &str, reason: &str) -> UndoRequest {
        UndoRequest { redemption_id: redemption_id.to_owned(), reason: reason.to_owned() }
    }

    #[tokio::test]
    async fn d1_within_half_a_minute_a_check_in_is_taken_back_without_a_word() {
        let desk = testing::desk().await;
        let (redemption, card, left) = visit(&desk).await;
        desk.clock.advance(TimeDelta::seconds(30));
        assert_eq!(desk.undo_check_in(undo(&redemption, "")).await.unwrap().left, left);
        let twice = desk.undo_check_in(undo(&redemption, "x")).await.unwrap_err();
        assert_eq!(twice.code(), "already_taken_back");
        let shown = desk.show_card(card).await.unwrap();
        assert!(shown.redemptions[0].taken_back, "the use stays in the ledger");
        assert!(desk.reception().await.unwrap().checked_in.is_empty());
    }

    #[tokio::test]
    async fn d1_later_somebody_must_say_why() {
        let desk = testing::desk().await;
        let (redemption, card, left) = visit(&desk).await;
        desk.clock.advance(TimeDelta::seconds(31));
        let refused = desk.undo_check_in(undo(&redemption, "  ")).await.unwrap_err();
        assert_eq!(refused.code(), "reason_required");
        desk.undo_check_in(undo(&redemption, "falsche Karte")).await.unwrap();
        let shown = desk.show_card(card).await.unwrap();
        assert_eq!((shown.row.left, shown.redemptions[0].reason.as_str()), (left, "falsche Karte"));
        let unknown = desk.undo_check_in(undo("x", "y")).await.unwrap_err();
        assert_eq!(unknown.code(), "unknown_redemption");
    }
}
