//! The codes of the tenant, without a network.

use mojo_domain::from_micros;
use mojo_store::sync_state;

use super::AffiliatesError;
use super::held::{read_codes, row};
use crate::Desk;
use crate::account::Mode;
use crate::views::{AffiliateCodesView, instant};

impl Desk {
    /// Every code of which the platform told at the last sync, the latest first, with clicks and
    /// customers as they were then.
    ///
    /// # Errors
    /// [`AffiliatesError::Store`] of the database.
    pub async fn list_affiliate_codes(&self) -> Result<AffiliateCodesView, AffiliatesError> {
        let session = self.find_session().await?;
        let is_local = session.as_ref().is_none_or(|session| session.mode == Mode::Demo);
        let platform = session.and_then(|session| session.platform).unwrap_or_default();
        let untold = self.untold_codes().await?;
        let mut reader = self.reader().await?;
        let held = read_codes(&mut reader).await?;
        let as_of = sync_state::find(&mut reader).await?.last_sync_at;
        Ok(AffiliateCodesView {
            codes: held.into_iter().map(|entry| row(entry, &platform)).collect(),
            untold: untold.unwrap_or(0),
            is_told: untold.is_some(),
            is_local,
            as_of: as_of.map(|at| instant(from_micros(at))),
        })
    }
}
