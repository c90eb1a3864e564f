//! Handing the desk over to another member of staff; who has a PIN is asked for it.

use std::sync::atomic::Ordering;

use mojo_domain::ActorId;

use super::SessionError;
use crate::views::SessionView;
use crate::{Desk, DeskError, Op};

impl Desk {
    /// Hands the desk over; a locked window is unlocked by it.
    ///
    /// # Errors
    /// [`SessionError::UnknownStaff`] when nobody of that id works here;
    /// [`PinError`](super::PinError) when they have a PIN and it was not given.
    pub async fn switch_staff(
        &self,
        actor_id: String,
        pin: Option<String>,
    ) -> Result<SessionView, SessionError> {
        let row = self.list_staff().await?.into_iter().find(|row| row.actor_id == actor_id);
        let (Some(row), Ok(actor)) = (row, actor_id.parse::<ActorId>()) else {
            return Err(SessionError::UnknownStaff(actor_id));
        };
        let mut session = self.find_session().await?.ok_or(DeskError::SignedOut)?;
        self.check_pin(actor, pin.as_deref()).await?;
        session.actor_id = actor;
        session.user = row.name;
        session.role = row.role;
        let mut tx = self.transact(Op::Settings).await?;
        Self::keep_session(&mut tx, &session).await?;
        self.commit(tx, Op::Settings).await?;
        self.refresh_worker().await?;
        self.inner().locked.store(false, Ordering::SeqCst);
        self.announce_all();
        Ok(self.session().await?)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use crate::views::SetPinInput;
    use crate::{Refusal, testing};

    #[tokio::test]
    async fn who_has_no_pin_takes_over_and_who_has_one_is_asked() {
        let desk = testing::desk().await;
        let mira = desk.session().await.unwrap().actor_id;
        let jonte = testing::hand_over(&desk, "owner").await;
        assert_eq!(desk.session().await.unwrap().user, "Jonte Albers");
        let pin =
            SetPinInput { actor_id: jonte.clone(), current: None, pin: Some("4711".to_owned()) };
        desk.set_pin(pin).await.unwrap();
        desk.switch_staff(mira, None).await.unwrap();
        let refused = desk.switch_staff(jonte.clone(), None).await.unwrap_err();
        assert_eq!(refused.code(), "pin_needed");
        let view = desk.switch_staff(jonte, Some("4711".to_owned())).await.unwrap();
        assert_eq!((view.user.as_str(), view.role.as_str()), ("Jonte Albers", "owner"));
    }

    #[tokio::test]
    async fn after_five_wrong_pins_even_the_right_one_waits_and_time_alone_helps() {
        let mut desk = testing::desk().await;
        let mira = desk.session().await.unwrap().actor_id;
        let jonte = testing::hand_over(&desk, "owner").await;
        let pin =
            SetPinInput { actor_id: jonte.clone(), current: None, pin: Some("4711".to_owned()) };
        desk.set_pin(pin).await.unwrap();
        desk.switch_staff(mira, None).await.unwrap();
        for left in [4, 3, 2, 1] {
            let wrong = desk.switch_staff(jonte.clone(), Some("0815".to_owned())).await;
            let wrong = wrong.unwrap_err();
            assert_eq!(
                (wrong.code(), wrong.values()["left"].clone()),
                ("wrong_pin", left.to_string())
            );
        }
        let wrong = desk.switch_staff(jonte.clone(), Some("0815".to_owned())).await.unwrap_err();
        assert_eq!((wrong.code(), wrong.values()["seconds"].as_str()), ("pin_wait", "30"));
        // Closing the program and opening it again forgets nothing.
        desk.reopen().await;
        desk.clock.advance(TimeDelta::seconds(29));
        let early = desk.switch_staff(jonte.clone(), Some("4711".to_owned())).await.unwrap_err();
        assert_eq!(early.values()["seconds"], "1");
        desk.clock.advance(TimeDelta::seconds(1));
        let wrong = desk.switch_staff(jonte.clone(), Some("0815".to_owned())).await.unwrap_err();
        assert_eq!(wrong.values()["seconds"], "60", "the wait grows");
        desk.clock.advance(TimeDelta::seconds(60));
        desk.switch_staff(jonte, Some("4711".to_owned())).await.unwrap();
    }
}
