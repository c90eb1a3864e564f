//! Giving a member of staff a PIN, or taking it away: the own one with the one before, somebody
//! else's only by the owner.

use mojo_domain::ActorId;

use super::{SessionError, pin};
use crate::views::{SessionView, SetPinInput};
use crate::{Desk, Op};

impl Desk {
    /// Sets or removes a PIN at this installation.
    ///
    /// # Errors
    /// [`PinError`](super::PinError) for no PIN, or a wrong one before; `not_allowed` for somebody
    /// else's.
    pub async fn set_pin(&self, input: SetPinInput) -> Result<SessionView, SessionError> {
        let unknown = || SessionError::UnknownStaff(input.actor_id.clone());
        let id: ActorId = input.actor_id.parse().map_err(|_| unknown())?;
        let is_own = self.actor() == Some(id);
        if !is_own && !self.list_staff().await?.iter().any(|row| row.actor_id == input.actor_id) {
            return Err(unknown());
        }
        let op = if is_own { Op::SetPin } else { Op::ResetPin };
        if is_own {
            self.check_pin(id, input.current.as_deref()).await?;
        }
        let mut tx = self.transact(op).await?;
        pin::set(&mut tx, id, input.pin.as_deref(), self.inner().entropy.as_ref()).await?;
        self.commit(tx, op).await?;
        Ok(self.session().await?)
    }
}

#[cfg(test)]
mod tests {
    use crate::views::SetPinInput;
    use crate::{Refusal, testing};

    fn input(actor_id: &str, current: Option<&str>, pin: Option<&str>) -> SetPinInput {
        let text = |text: Option<&str>| text.map(str::to_owned);
        SetPinInput { actor_id: actor_id.to_owned(), current: text(current), pin: text(pin) }
    }

    #[tokio::test]
    async fn the_own_pin_is_changed_with_the_one_before() {
        let desk = testing::desk().await;
        let mira = desk.session().await.unwrap().actor_id;
        let view = desk.set_pin(input(&mira, None, Some("2580"))).await.unwrap();
        assert!(view.staff.iter().any(|row| row.actor_id == mira && row.has_pin));
        for current in [None, Some("0000")] {
            let refused = desk.set_pin(input(&mira, current, Some("1111"))).await.unwrap_err();
            let code = if current.is_none() { "pin_needed" } else { "wrong_pin" };
            assert_eq!(refused.code(), code);
        }
        let refused = desk.set_pin(input(&mira, Some("2580"), Some("12"))).await.unwrap_err();
        assert_eq!(refused.code(), "pin_format");
        let view = desk.set_pin(input(&mira, Some("2580"), None)).await.unwrap();
        assert!(view.staff.iter().all(|row| !row.has_pin));
    }

    #[tokio::test]
    async fn somebody_elses_pin_is_set_by_the_owner_alone() {
        let desk = testing::desk().await;
        let mira = desk.session().await.unwrap().actor_id;
        let jonte = testing::hand_over(&desk, "owner").await;
        desk.set_pin(input(&mira, None, Some("2580"))).await.unwrap();
        desk.switch_staff(mira, Some("2580".to_owned())).await.unwrap();
        let refused = desk.set_pin(input(&jonte, None, Some("1111"))).await.unwrap_err();
        assert_eq!((refused.code(), refused.values()["op"].as_str()), ("not_allowed", "reset_pin"));
        let nobody = "0190a0b0-0000-7000-8000-000000000000";
        let refused = desk.set_pin(input(nobody, None, Some("1111"))).await.unwrap_err();
        assert_eq!(refused.code(), "unknown_staff");
    }

    #[tokio::test]
    async fn a_pin_is_never_journaled_and_never_at_rest_as_typed() {
        let desk = testing::desk().await;
        let before = desk.verify_journal().await.unwrap().entries;
        let mira = desk.session().await.unwrap().actor_id;
        desk.set_pin(input(&mira, None, Some("73519028"))).await.unwrap();
        assert_eq!(desk.verify_journal().await.unwrap().entries, before);
        let mut reader = desk.reader().await.unwrap();
        let held = mojo_store::settings::find(&mut reader, &format!("pin/{mira}")).await.unwrap();
        assert!(!held.unwrap().contains("73519028"));
    }
}
