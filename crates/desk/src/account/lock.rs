//! The lock of the window: it shows nothing until the person who works here gives their PIN, or
//! somebody else takes over. Only the window locks; `mojo` has the key itself.

use std::sync::atomic::Ordering;

use mojo_store::{StoreError, settings};

use super::{SessionError, pin};
use crate::keys::RecoveryKey;
use crate::views::SessionView;
use crate::{Desk, DeskError, Op, Topic};

/// The name of the setting: whole minutes, `0` for never.
const SETTING: &str = "lock_after_minutes";
/// Without a choice.
const DEFAULT_MINUTES: u32 = 10;
/// Four hours: whoever wants more wants never.
const MOST_MINUTES: u32 = 240;

impl Desk {
    /// Whether the window shows nothing now.
    pub fn is_locked(&self) -> bool {
        self.inner().locked.load(Ordering::SeqCst)
    }

    /// A window that opens for somebody with a PIN opens locked: closing it is no way around.
    pub(crate) async fn lock_when_guarded(&self) -> Result<(), StoreError> {
        let Some(actor_id) = self.actor() else { return Ok(()) };
        let is_guarded = pin::is_set(&mut self.reader().await?, actor_id).await?;
        self.inner().locked.store(is_guarded, Ordering::SeqCst);
        Ok(())
    }

    /// Locks the window; where nobody is signed in there is nothing to lock.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn lock_desk(&self) -> Result<SessionView, StoreError> {
        self.inner().locked.store(self.actor().is_some(), Ordering::SeqCst);
        self.announce(Topic::Account);
        self.session().await
    }

    /// Unlocks the window for the person who works here.
    ///
    /// # Errors
    /// [`PinError`](super::PinError) when they have a PIN and it was not given.
    pub async fn unlock_desk(&self, pin: Option<String>) -> Result<SessionView, SessionError> {
        if let Some(actor_id) = self.actor() {
            self.check_pin(actor_id, pin.as_deref()).await?;
        }
        self.inner().locked.store(false, Ordering::SeqCst);
        self.announce_all();
        Ok(self.session().await?)
    }

    /// Unlocks the window by the recovery key, and forgets the PIN of the person who works here.
    ///
    /// # Errors
    /// [`KeyError`](crate::keys::KeyError) names the typing mistake.
    pub async fn forget_pin(&self, recovery_key: String) -> Result<SessionView, SessionError> {
        let actor_id = self.actor().ok_or(DeskError::SignedOut)?;
        let typed = RecoveryKey::parse(&recovery_key).map_err(crate::keys::KeyError::from);
        typed.and_then(|key| key.restore(self.profile())).map_err(DeskError::from)?;
        let mut tx = self.transact(Op::SetPin).await?;
        pin::set(&mut tx, actor_id, None, self.inner().entropy.as_ref()).await?;
        self.commit(tx, Op::SetPin).await?;
        self.unlock_desk(None).await
    }

    /// After how many minutes without a hand the window locks; `0` for never.
    ///
    /// # Errors
    /// [`SessionError::Minutes`] for more than four hours.
    pub async fn set_lock_after(&self, minutes: u32) -> Result<SessionView, SessionError> {
        if minutes > MOST_MINUTES {
            return Err(SessionError::Minutes(minutes));
        }
        let mut tx = self.transact(Op::Settings).await?;
        settings::set(&mut tx, SETTING, &minutes.to_string()).await?;
        self.commit(tx, Op::Settings).await?;
        Ok(self.session().await?)
    }

    pub(super) async fn lock_after(&self) -> Result<u32, StoreError> {
        let chosen = settings::find(&mut self.reader().await?, SETTING).await?;
        Ok(chosen.and_then(|text| text.parse().ok()).unwrap_or(DEFAULT_MINUTES))
    }
}

#[cfg(test)]
mod tests {
    use crate::views::SetPinInput;
    use crate::{Refusal, testing};

    async fn give_pin(desk: &crate::Desk, pin: &str) -> String {
        let actor_id = desk.session().await.unwrap().actor_id;
        let input =
            SetPinInput { actor_id: actor_id.clone(), current: None, pin: Some(pin.to_owned()) };
        desk.set_pin(input).await.unwrap();
        actor_id
    }

    #[tokio::test]
    async fn a_locked_window_is_opened_by_the_pin_and_stays_locked_when_it_is_reopened() {
        let mut desk = testing::desk().await;
        give_pin(&desk, "2580").await;
        assert!(!desk.session().await.unwrap().locked);
        assert!(desk.lock_desk().await.unwrap().locked);
        assert_eq!(desk.unlock_desk(None).await.unwrap_err().code(), "pin_needed");
        assert_eq!(desk.unlock_desk(Some("0000".into())).await.unwrap_err().code(), "wrong_pin");
        assert!(desk.is_locked());
        assert!(!desk.unlock_desk(Some("2580".into())).await.unwrap().locked);
        desk.reopen().await;
        assert!(desk.is_locked(), "closing the window is no way around the lock");
    }

    #[tokio::test]
    async fn without_a_pin_the_lock_only_covers_the_screen() {
        let mut desk = testing::desk().await;
        assert!(desk.lock_desk().await.unwrap().locked);
        assert!(!desk.unlock_desk(None).await.unwrap().locked);
        desk.lock_desk().await.unwrap();
        desk.reopen().await;
        assert!(!desk.is_locked());
        let nobody = testing::empty_desk().await;
        assert!(!nobody.lock_desk().await.unwrap().locked, "nothing to lock");
    }

    #[tokio::test]
    async fn somebody_else_takes_a_locked_window_over() {
        let desk = testing::desk().await;
        give_pin(&desk, "2580").await;
        desk.lock_desk().await.unwrap();
        testing::hand_over(&desk, "owner").await;
        let view = desk.session().await.unwrap();
        assert_eq!((view.locked, view.user.as_str()), (false, "Jonte Albers"));
    }

    #[tokio::test]
    async fn who_forgot_their_pin_opens_by_the_recovery_key() {
        let desk = testing::desk().await;
        let actor_id = give_pin(&desk, "2580").await;
        let recovery_key = desk.issue_recovery_key().await.unwrap();
        desk.lock_desk().await.unwrap();
        let mistyped = recovery_key.replacen('-', "", 1).replacen(&recovery_key[6..7], "", 1);
        assert_eq!(desk.forget_pin(mistyped).await.unwrap_err().code(), "recovery_mistyped");
        assert!(desk.is_locked());
        let view = desk.forget_pin(recovery_key).await.unwrap();
        assert!(!view.locked);
        assert!(view.staff.iter().all(|row| row.actor_id != actor_id || !row.has_pin));
    }

    #[tokio::test]
    async fn the_minutes_are_ten_until_somebody_chooses_and_may_be_none() {
        let mut desk = testing::desk().await;
        assert_eq!(desk.session().await.unwrap().lock_after_minutes, 10);
        assert_eq!(desk.set_lock_after(0).await.unwrap().lock_after_minutes, 0);
        desk.reopen().await;
        assert_eq!(desk.session().await.unwrap().lock_after_minutes, 0);
        assert_eq!(desk.set_lock_after(241).await.unwrap_err().code(), "invalid_input");
    }
}
