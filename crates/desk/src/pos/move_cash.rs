//! Money put into the till (Bareinlage) or taken out of it (Barentnahme) without a sale.

use mojo_domain::pos::GvTyp;
use mojo_domain::{CashMovementId, berlin_day};
use mojo_protocol::Entity;
use mojo_protocol::facts::CashMovementBody;
use mojo_store::pos::till;

use super::PosError;
use super::cart::unreadable;
use super::seller::Seller;
use super::till::cash_book;
use crate::views::{CashMovementInput, TillView};
use crate::{Desk, Op};

impl Desk {
    /// Records cash put in or taken out, and gives the till after it.
    ///
    /// # Errors
    /// [`PosError::Movement`] says why not.
    pub async fn move_cash(&self, input: CashMovementInput) -> Result<TillView, PosError> {
        let seller = Seller::load(self).await?;
        let gv_typ = gv_typ(&input.kind, input.amount_cents)
            .ok_or_else(|| unreadable("kind", &input.kind))?;
        let mut tx = self.transact(Op::MoveCash).await?;
        let period = till::find(&mut tx, seller.register_id).await?;
        cash_book(&period).plan_movement(input.amount_cents, gv_typ, &input.reason)?;
        let body = CashMovementBody {
            cash_movement_id: tx.next_id::<CashMovementId>(),
            register_id: seller.register_id,
            z_number: Some(period.next_z),
            actor_id: tx.actor_id(),
            at: tx.now(),
            recorded_on: berlin_day(tx.now()),
            amount_cents: input.amount_cents,
            currency: seller.currency,
            gv_typ: gv_typ.name().to_owned(),
            reason: input.reason.trim().to_owned(),
            is_training: seller.is_training,
        };
        tx.record(Entity::CashMovement, body.cash_movement_id.0, &body).await?;
        self.commit(tx, Op::MoveCash).await?;
        self.till().await
    }
}

/// What a movement is to DSFinV-K.
fn gv_typ(kind: &str, cents: i64) -> Option<GvTyp> {
    Some(match (kind, cents > 0) {
        ("float", true) => GvTyp::Anfangsbestand,
        ("float" | "bank", _) => GvTyp::Geldtransit,
        ("private", true) => GvTyp::Privateinlage,
        ("private", false) => GvTyp::Privatentnahme,
        ("expense", true) => GvTyp::Einzahlung,
        ("expense", false) => GvTyp::Auszahlung,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::views::CashMovementInput;
    use crate::{Refusal, testing};

    fn movement(amount_cents: i64, kind: &str, reason: &str) -> CashMovementInput {
        CashMovementInput { amount_cents, kind: kind.to_owned(), reason: reason.to_owned() }
    }

    #[tokio::test]
    async fn cash_put_in_and_taken_out_is_expected_at_the_count() {
        let desk = testing::desk().await;
        let before = desk.till().await.unwrap();
        assert_eq!(before.expected.cents, 150_00, "the float of the demo");
        desk.move_cash(movement(20_00, "private", "Kleingeld")).await.unwrap();
        let after = desk.move_cash(movement(-28_40, "expense", "Blumen")).await.unwrap();
        assert_eq!(after.expected.cents, 141_60);
        assert_eq!(after.cash_movements.cents, 141_60);
    }

    #[tokio::test]
    async fn more_than_is_there_or_without_a_reason_is_refused() {
        let desk = testing::desk().await;
        let refused = async |input| desk.move_cash(input).await.unwrap_err().code();
        assert_eq!(refused(movement(-150_01, "bank", "zur Bank")).await, "not_enough_cash");
        assert_eq!(refused(movement(-1, "bank", "")).await, "reason_required");
        assert_eq!(refused(movement(0, "bank", "x")).await, "movement_refused");
        assert_eq!(refused(movement(1, "gift", "x")).await, "invalid_input");
        assert_eq!(desk.till().await.unwrap().expected.cents, 150_00);
    }
}
