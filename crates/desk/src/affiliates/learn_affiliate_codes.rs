//! The platform tells of the tenant's codes with each greeting.

use mojo_protocol::AffiliateCodes;
use mojo_store::affiliates::{keep_affiliate_codes, list_affiliate_codes};
use mojo_store::{StoreError, settings};

use super::held::KIND;
use crate::{Desk, Op, Topic};

/// The setting that says how many codes there are of which the platform does not tell; it is there
/// once the platform has told of any.
const UNTOLD: &str = "affiliate_codes_untold";

impl Desk {
    /// Takes over what the platform tells. Every greeting tells it anew; only what differs is
    /// written.
    pub(crate) async fn learn_affiliate_codes(
        &self,
        told: &AffiliateCodes,
    ) -> Result<(), StoreError> {
        let mut new = Vec::with_capacity(told.codes.len());
        for entry in &told.codes {
            let body = serde_json::to_string(entry).map_err(StoreError::body(KIND))?;
            new.push((entry.code.clone(), body));
        }
        let listed = i64::try_from(told.codes.len()).unwrap_or(i64::MAX);
        let untold = told.total.saturating_sub(listed).max(0).to_string();
        let mut reader = self.reader().await?;
        let is_known = list_affiliate_codes(&mut reader).await? == new
            && settings::find(&mut reader, UNTOLD).await?.as_deref() == Some(untold.as_str());
        drop(reader);
        if is_known {
            return Ok(());
        }
        let mut tx = self.store().transact(Op::Sync.name(), self.sync_actor()).await?;
        keep_affiliate_codes(&mut tx, &new).await?;
        settings::set(&mut tx, UNTOLD, &untold).await?;
        tx.commit().await?;
        self.announce(Topic::Commissions);
        Ok(())
    }

    /// How many codes there are of which the platform does not tell; `None` as long as it has told
    /// of none at all.
    pub(super) async fn untold_codes(&self) -> Result<Option<u32>, StoreError> {
        let text = settings::find(&mut self.reader().await?, UNTOLD).await?;
        Ok(text.map(|text| text.parse().unwrap_or(0)))
    }
}
