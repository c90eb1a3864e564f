//! The names of the tenants, fetched with each list: nothing is kept.

use std::collections::BTreeMap;

use super::wire::TenantList;
use super::{AdministrationError, every};
use crate::sync::Client;

/// What the platform's own tenant is called where it stands as nobody.
pub(crate) const PLATFORM: &str = "MOJO LLC";

/// The names by id.
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    /// Asks for them.
    pub(super) async fn fetch(client: &Client) -> Result<Self, AdministrationError> {
        let tenants = every::<TenantList>(client, "tenants", "after").await?;
        Ok(Self(tenants.into_iter().map(|tenant| (tenant.id, tenant.name)).collect()))
    }

    /// What this tenant is called; whoever is not listed goes by the id.
    pub(super) fn of(&self, id: &str) -> String {
        self.0.get(id).map_or(id, String::as_str).to_owned()
    }

    /// The same for a recipient: MOJO LLC is nobody there.
    pub(super) fn of_recipient(&self, id: Option<&str>) -> String {
        id.map_or_else(|| PLATFORM.to_owned(), |id| self.of(id))
    }
}
