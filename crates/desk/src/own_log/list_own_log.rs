//! A page of the log of the tenant.

use std::collections::BTreeMap;

use mojo_protocol::DeviceEntry;
use mojo_store::device;
use mojo_store::pos::products;
use serde_json::Value;

use super::OwnLogError;
use super::wire::{LogEntry, LogList};
use crate::administration::{PLATFORM, audit_path};
use crate::views::{AuditPage, AuditQuery, AuditRow, instant};
use crate::{Desk, DeskError, Op};

impl Desk {
    /// A page of the log of the tenant, the latest first: by whom, what and when. Whom or what an entry
    /// is about goes by the name that is known here.
    ///
    /// # Errors
    /// [`OwnLogError::Offline`] without a network: the log does not lie here.
    pub async fn list_own_log(&self, query: AuditQuery) -> Result<AuditPage, OwnLogError> {
        let worker = self.worker().ok_or(DeskError::SignedOut)?;
        worker.check(Op::ReadOwnLog).map_err(DeskError::from)?;
        let client = self.platform_client().await?.ok_or(DeskError::SignedOut)?;
        let list: LogList = client.get(&audit_path(&query)).await?;
        let names = self.known_names().await?;
        let rows = list.entries.into_iter().map(|entry| row(entry, &names));
        Ok(AuditPage { rows: rows.collect(), next: list.next })
    }

    /// The tenant, its people, its devices and its products by their ids.
    async fn known_names(&self) -> Result<BTreeMap<String, String>, OwnLogError> {
        let mut names = BTreeMap::new();
        if let Some(session) = self.find_session().await? {
            names.insert(session.tenant_id.to_string(), session.tenant);
        }
        names.extend(self.list_staff().await?.into_iter().map(|one| (one.actor_id, one.name)));
        let mut reader = self.reader().await?;
        let (listed, _) = device::listed(&mut reader).await?;
        let devices = listed.iter().filter_map(|text| serde_json::from_str(text).ok());
        names.extend(devices.map(|one: DeviceEntry| (one.device_id.to_string(), one.name)));
        let products = products::list(&mut reader).await?;
        names.extend(products.into_iter().map(|one| (one.product_id.to_string(), one.name)));
        Ok(names)
    }
}

fn row(entry: LogEntry, names: &BTreeMap<String, String>) -> AuditRow {
    let named = |id: &str| names.get(id).map_or(id, String::as_str).to_owned();
    let user_id = entry.user_id.unwrap_or_default();
    // The platform's people go by its name.
    let user = if user_id.is_empty() {
        PLATFORM.to_owned()
    } else if entry.user.is_empty() {
        // An account that is none any more, or that never was one: who worked at the desk is known.
        named(entry.details["worker"].as_str().unwrap_or(&user_id))
    } else {
        entry.user
    };
    AuditRow {
        audit_id: entry.id,
        at: instant(entry.at),
        user_id,
        user,
        action: entry.action,
        subject: named(&entry.subject_id),
        reason: entry.reason,
        details: with_names(entry.details, &named).to_string(),
    }
}

/// The details with names in place of the ids that are known here.
fn with_names(details: Value, named: &impl Fn(&str) -> String) -> Value {
    match details {
        Value::String(text) => Value::String(named(&text)),
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(name, value)| (name, with_names(value, named)));
            Value::Object(fields.collect())
        }
        other => other,
    }
}
