//! Who recruited whom, and support's change of it (A2 to A4).

use chrono::{DateTime, Utc};
use serde_json::json;

use super::names::Names;
use super::wire::{Attribution, AttributionList};
use super::{AdministrationError, given, in_address, with_query};
use crate::views::{AttributionChange, AttributionPage, AttributionRow, instant};
use crate::{Desk, Op};

const PATH: &str = "customer-attributions";
/// Rows of a page.
const PAGE: &str = "100";

impl Desk {
    /// A page of all attributions, the oldest first.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn list_attributions(
        &self,
        after: Option<String>,
    ) -> Result<AttributionPage, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        let names = Names::fetch(&client).await?;
        let path = with_query(PATH, &[("limit", Some(PAGE)), ("after", after.as_deref())]);
        let mut list: AttributionList = client.get(&path).await?;
        let next = list.next.take();
        Ok(AttributionPage { rows: rows(list.attributions, &names, self.now()), next })
    }

    /// The whole history of one customer, the oldest first.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way: `not_found` for whoever was never attributed.
    pub async fn customer_attributions(
        &self,
        customer_id: String,
    ) -> Result<Vec<AttributionRow>, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        let names = Names::fetch(&client).await?;
        let path = format!("{PATH}/{}", in_address(customer_id.trim()));
        let list: AttributionList = client.get(&path).await?;
        Ok(rows(list.attributions, &names, self.now()))
    }

    /// Gives a customer to another tenant from now on; the platform keeps who did it and why. Gives
    /// back the history.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn change_attribution(
        &self,
        change: AttributionChange,
    ) -> Result<Vec<AttributionRow>, AdministrationError> {
        let client = self.administration(Op::ChangeAttribution).await?;
        let path = format!("{PATH}/{}", in_address(change.customer_id.trim()));
        let request = json!({
            "tenant_id": change.tenant_id,
            "reason": change.reason,
            "code": given(change.code),
        });
        self.administered(client.tell(&path, &request).await)?;
        let names = Names::fetch(&client).await?;
        let list: AttributionList = client.get(&path).await?;
        Ok(rows(list.attributions, &names, self.now()))
    }
}

/// Attributions with the names of the tenants.
pub(super) fn rows(
    attributions: Vec<Attribution>,
    names: &Names,
    now: DateTime<Utc>,
) -> Vec<AttributionRow> {
    attributions.into_iter().map(|attribution| row(attribution, names, now)).collect()
}

fn row(attribution: Attribution, names: &Names, now: DateTime<Utc>) -> AttributionRow {
    let is_live = attribution.attributed_at <= now && now < attribution.attribution_expires_at;
    AttributionRow {
        attribution_id: attribution.id,
        customer_id: attribution.customer_user_id,
        tenant: names.of(&attribution.attributed_tenant_id),
        tenant_id: attribution.attributed_tenant_id,
        attributed_at: instant(attribution.attributed_at),
        first_purchase_at: attribution.first_purchase_at.map(instant),
        expires_at: instant(attribution.attribution_expires_at),
        source: attribution.source,
        source_ref: attribution.source_ref,
        is_live,
    }
}
