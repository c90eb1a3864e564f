//! The recovery key: printed once and kept in a safe, it opens the profile when keychain or
//! passphrase are gone.

use std::path::Path;

use mojo_store::{StoreError, settings};

use super::{Mode, SessionError};
use crate::keys::{KeyError, KeySource, RecoveryKey};
use crate::views::SessionView;
use crate::{Desk, DeskError, Op, SystemEntropy};

/// The name of the setting; without it nobody was asked yet.
const SETTING: &str = "recovery_key";
/// Put off, or issued anew and not confirmed since.
const LATER: &str = "later";
/// Somebody said that they keep it.
const KEPT: &str = "kept";

impl Desk {
    /// Makes a recovery key for this profile; one that was issued before opens nothing any more,
    /// and whoever said that they keep one is asked again.
    ///
    /// # Errors
    /// [`KeyError`] when the wrapped copy cannot be kept; `not_allowed` when somebody keeps one and
    /// it is not the owner who asks for another.
    pub async fn issue_recovery_key(&self) -> Result<String, SessionError> {
        if self.recovery_setting().await?.as_deref() == Some(KEPT) {
            self.keep_recovery_setting(Op::ReplaceRecoveryKey, LATER).await?;
        }
        let inner = self.inner();
        let issue = || {
            let key = inner.key.load_or_create(&inner.profile, inner.entropy.as_ref())?;
            RecoveryKey::issue(&inner.profile, &key, inner.entropy.as_ref())
        };
        Ok(issue().map_err(DeskError::from)?.to_string())
    }

    /// Notes that the key that was shown is kept safe, and is asked for no more.
    ///
    /// # Errors
    /// [`KeyError::WrongRecoveryKey`] when another one was issued since.
    pub async fn confirm_recovery_key(
        &self,
        recovery_key: String,
    ) -> Result<SessionView, SessionError> {
        let shown = RecoveryKey::parse(&recovery_key).map_err(KeyError::from);
        shown.and_then(|key| key.restore(self.profile())).map_err(DeskError::from)?;
        self.keep_recovery_setting(Op::Settings, KEPT).await?;
        Ok(self.session().await?)
    }

    /// Notes that somebody will see to it later: a reminder stays.
    ///
    /// # Errors
    /// [`SessionError`] of the desk.
    pub async fn postpone_recovery_key(&self) -> Result<SessionView, SessionError> {
        if self.recovery_setting().await?.is_none() {
            self.keep_recovery_setting(Op::Settings, LATER).await?;
        }
        Ok(self.session().await?)
    }

    /// `none` (the demo holds nothing to lose), `due`, `later` or `kept`.
    pub(super) async fn recovery_state(&self, mode: Mode) -> Result<String, StoreError> {
        let held = self.recovery_setting().await?;
        Ok(match (mode, held) {
            (Mode::Demo, _) => "none".to_owned(),
            (Mode::Platform, None) => "due".to_owned(),
            (Mode::Platform, Some(held)) => held,
        })
    }

    async fn recovery_setting(&self) -> Result<Option<String>, StoreError> {
        settings::find(&mut self.reader().await?, SETTING).await
    }

    async fn keep_recovery_setting(&self, op: Op, value: &str) -> Result<(), SessionError> {
        let mut tx = self.transact(op).await?;
        settings::set(&mut tx, SETTING, value).await?;
        Ok(self.commit(tx, op).await?)
    }
}

/// Whether a recovery key was ever issued for this profile.
pub fn has_recovery_copy(profile: &Path) -> bool {
    RecoveryKey::was_issued(profile)
}

/// Opens a profile by its recovery key and keeps the database's key anew where `source` says.
///
/// # Errors
/// [`KeyError::Mistyped`] names the place; [`KeyError::WrongRecoveryKey`] when the words do not
/// belong to this profile.
pub fn restore_key(profile: &Path, typed: &str, source: &KeySource) -> Result<(), KeyError> {
    let key = RecoveryKey::parse(typed)?.restore(profile)?;
    source.keep(profile, &key, &SystemEntropy)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::account::Session;
    use crate::{OpenDesk, Refusal, testing};

    /// A desk that works for a real practice, as after the first sign-in.
    async fn practice_desk() -> testing::TestDesk {
        let desk = testing::desk().await;
        let session = desk.find_session().await.unwrap().unwrap();
        let session = Session { mode: Mode::Platform, ..session };
        let mut tx = desk.transact(Op::Settings).await.unwrap();
        Desk::keep_session(&mut tx, &session).await.unwrap();
        desk.commit(tx, Op::Settings).await.unwrap();
        desk
    }

    #[tokio::test]
    async fn a_real_practice_is_asked_until_somebody_says_that_they_keep_the_key() {
        let mut desk = practice_desk().await;
        assert_eq!(desk.session().await.unwrap().recovery, "due");
        assert_eq!(desk.postpone_recovery_key().await.unwrap().recovery, "later");
        desk.reopen().await;
        assert_eq!(desk.session().await.unwrap().recovery, "later", "the reminder stays");
        let first = desk.issue_recovery_key().await.unwrap();
        assert_eq!(desk.session().await.unwrap().recovery, "later");
        assert_eq!(desk.confirm_recovery_key(first.clone()).await.unwrap().recovery, "kept");
        desk.reopen().await;
        assert_eq!(desk.session().await.unwrap().recovery, "kept", "nobody asks again");
        // A new one makes the kept one worthless, and is the owner's to ask for.
        assert_eq!(desk.issue_recovery_key().await.unwrap_err().code(), "not_allowed");
        testing::hand_over(&desk, "owner").await;
        let second = desk.issue_recovery_key().await.unwrap();
        assert_eq!(desk.session().await.unwrap().recovery, "later");
        let refused = desk.confirm_recovery_key(first).await.unwrap_err();
        assert_eq!(refused.code(), "wrong_recovery_key");
        assert_eq!(desk.confirm_recovery_key(second).await.unwrap().recovery, "kept");
        assert_eq!(desk.postpone_recovery_key().await.unwrap().recovery, "kept");
    }

    #[tokio::test]
    async fn the_demo_asks_nobody_for_a_recovery_key() {
        let desk = testing::desk().await;
        assert_eq!(desk.session().await.unwrap().recovery, "none");
    }

    #[tokio::test]
    async fn a_lost_key_is_restored_from_paper_and_the_desk_opens_with_everything() {
        let folder = tempfile::tempdir().unwrap();
        let passphrase = folder.path().join("passphrase");
        std::fs::write(&passphrase, "demo").unwrap();
        let source = KeySource::PassphraseFile(passphrase.clone());
        let profile = folder.path().join("profile");
        let open = || Desk::open(OpenDesk::new(&profile, source.clone()));
        let desk = open().await.unwrap();
        desk.open_demo().await.unwrap();
        assert!(!has_recovery_copy(&profile));
        let printed = desk.issue_recovery_key().await.unwrap();
        assert!(has_recovery_copy(&profile));
        desk.close().await;

        std::fs::remove_file(profile.join("key.json")).unwrap();
        assert_eq!(open().await.err().unwrap().code(), "key_lost");
        let wrong =
            printed.replacen(&printed[..1], if printed.starts_with('7') { "8" } else { "7" }, 1);
        let refused = restore_key(&profile, &wrong, &source).unwrap_err();
        assert_eq!(
            (refused.code(), refused.values()["group"].as_str()),
            ("recovery_mistyped", "1")
        );
        assert_eq!(open().await.err().unwrap().code(), "key_lost", "nothing was written");
        restore_key(&profile, &printed, &source).unwrap();
        let desk = open().await.unwrap();
        assert_eq!(desk.session().await.unwrap().user, "Mira Tannhoff");
        desk.close().await;

        // Another passphrase: the key opens the profile, and the new passphrase counts.
        std::fs::write(&passphrase, "vergessen").unwrap();
        assert_eq!(open().await.err().unwrap().code(), "wrong_passphrase");
        restore_key(&profile, &printed.to_lowercase(), &source).unwrap();
        assert!(open().await.is_ok());
    }
}
