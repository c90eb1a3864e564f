//! The customers of the demo: where they live, who recruited them, for whom they buy.

use chrono::{DateTime, TimeDelta, Utc};
use mojo_domain::commissions::{CountryCode, Policy, attribution_expires_at};
use mojo_domain::{TenantId, UserId, to_micros};

use super::chance::Chance;
use super::tenants::{ACADEMY, DISTRIBUTOR, DemoTenant, PRACTICE, STUDIO};
use crate::derived::derived_id;
use crate::storage::catalogue::AttributionRecord;
use crate::storage::{LedgerTx, StorageError};

/// Somebody who buys.
#[derive(Clone, Debug)]
pub(super) struct DemoCustomer {
    pub(super) user_id: UserId,
    pub(super) country: Option<CountryCode>,
    /// From when on the customer may buy.
    pub(super) since: DateTime<Utc>,
    pub(super) buys_for: Option<TenantId>,
}

/// How many customers each recruited: the practice, the two affiliates, the distributor, nobody.
const RECRUITED: [(Option<&DemoTenant>, usize); 5] = [
    (Some(&PRACTICE), 70),
    (Some(&STUDIO), 50),
    (Some(&ACADEMY), 40),
    (Some(&DISTRIBUTOR), 20),
    (None, 20),
];

/// Days since the year of the demo began, and some before it.
const YEAR: i64 = 400;

/// Creates the customers with their attributions. The last three are special: one whose
/// attribution has expired, the distributor's own account, the practice's own account.
pub(super) async fn invite(
    tx: &mut LedgerTx,
    now: DateTime<Utc>,
) -> Result<Vec<DemoCustomer>, StorageError> {
    let chance = Chance::new(2);
    let mut customers = Vec::new();
    let mut attributions = Vec::new();
    for (recruiter, count) in RECRUITED {
        for _ in 0..count {
            let customer = draw(&chance, now);
            let number = customers.len();
            if let Some(tenant) = recruiter {
                attributions.push(attribution(&customer, tenant, customer.since, number));
            }
            customers.push(customer);
        }
    }
    let long_ago = now - TimeDelta::days(4 * 365);
    let expired = special("expired", long_ago, None);
    attributions.push(attribution(&expired, &STUDIO, long_ago, customers.len()));
    let since = now - TimeDelta::days(YEAR);
    let distributor = special("distributor", since, Some(DISTRIBUTOR.id()));
    let practice = special("practice", since, Some(PRACTICE.id()));
    attributions.push(attribution(&practice, &ACADEMY, since, customers.len() + 2));
    customers.extend([expired, distributor, practice]);
    let rows: Vec<_> = customers.iter().map(|c| (c.user_id, c.buys_for)).collect();
    tx.insert_customers(&rows, to_micros(now)).await?;
    tx.insert_attributions(&attributions).await?;
    Ok(customers)
}

fn draw(chance: &Chance, now: DateTime<Utc>) -> DemoCustomer {
    let days = i64::try_from(chance.below(380)).unwrap_or(0) + 20;
    let minutes = i64::try_from(chance.below(24 * 60)).unwrap_or(0);
    let country = match chance.below(100) {
        0..70 => Some("DE"),
        70..84 => Some("AT"),
        84..94 => Some("CH"),
        94..98 => Some("US"),
        _ => None,
    };
    DemoCustomer {
        user_id: UserId(chance.id("customer")),
        country: country.and_then(|code| code.parse().ok()),
        since: now - TimeDelta::days(days) - TimeDelta::minutes(minutes),
        buys_for: None,
    }
}

fn special(key: &str, since: DateTime<Utc>, buys_for: Option<TenantId>) -> DemoCustomer {
    DemoCustomer {
        user_id: UserId(derived_id(&["demo", "customer", key])),
        country: "DE".parse().ok(),
        since,
        buys_for,
    }
}

fn attribution(
    customer: &DemoCustomer,
    tenant: &DemoTenant,
    at: DateTime<Utc>,
    number: usize,
) -> AttributionRecord {
    let expires_at = attribution_expires_at(at, &Policy::default()).unwrap_or(at);
    let is_code = !number.is_multiple_of(5);
    AttributionRecord {
        attribution_id: derived_id(&["demo", "attribution", &customer.user_id.to_string()]),
        customer_user_id: customer.user_id,
        attributed_tenant_id: tenant.id(),
        attributed_at: to_micros(at),
        first_purchase_at: None,
        attribution_expires_at: to_micros(expires_at),
        source: if is_code { "affiliate_code" } else { "referral" }.to_owned(),
        source_ref: tenant.code().filter(|_| is_code).map(|code| code.to_string()),
        created_at: to_micros(at),
    }
}
