//! What the platform answers about customers, its own letterhead, and contracts.

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::Currency;
use serde::Deserialize;

use super::Attribution;

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct CustomersFound {
    pub(in crate::administration) customers: Vec<Customer>,
    pub(in crate::administration) more: bool,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct Customer {
    pub(in crate::administration) id: String,
    pub(in crate::administration) name: String,
    pub(in crate::administration) email: String,
    pub(in crate::administration) buyer_tenant_id: Option<String>,
    pub(in crate::administration) known_since: DateTime<Utc>,
    pub(in crate::administration) signed_up_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct CustomerFile {
    pub(in crate::administration) customer: Customer,
    pub(in crate::administration) language: Option<String>,
    pub(in crate::administration) first_country: Option<String>,
    pub(in crate::administration) attributions: Vec<Attribution>,
    pub(in crate::administration) lines: Vec<BoughtLine>,
    pub(in crate::administration) refunds: Vec<LineRefund>,
    pub(in crate::administration) subscriptions: Vec<Subscription>,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct BoughtLine {
    pub(in crate::administration) order_id: String,
    pub(in crate::administration) order_number: String,
    pub(in crate::administration) seller: String,
    pub(in crate::administration) ordered_at: DateTime<Utc>,
    pub(in crate::administration) product_name: String,
    pub(in crate::administration) currency: Currency,
    pub(in crate::administration) net: String,
    pub(in crate::administration) discount: String,
    pub(in crate::administration) refunded: String,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct LineRefund {
    pub(in crate::administration) id: String,
    pub(in crate::administration) order_number: String,
    pub(in crate::administration) line: u32,
    pub(in crate::administration) refunded_at: DateTime<Utc>,
    pub(in crate::administration) currency: Currency,
    pub(in crate::administration) net: String,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct Subscription {
    pub(in crate::administration) id: String,
    pub(in crate::administration) product_name: String,
    pub(in crate::administration) billing_interval: String,
    pub(in crate::administration) currency: Currency,
    pub(in crate::administration) amount: String,
    pub(in crate::administration) opened_at: DateTime<Utc>,
    pub(in crate::administration) state: String,
    pub(in crate::administration) paid_until: Option<DateTime<Utc>>,
    pub(in crate::administration) ends_with_period: bool,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct Issuer {
    pub(in crate::administration) issuer: Option<IssuerParty>,
    pub(in crate::administration) version: u32,
    pub(in crate::administration) versions: Vec<IssuerVersion>,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct IssuerParty {
    pub(in crate::administration) name: String,
    pub(in crate::administration) street: String,
    pub(in crate::administration) postal_code: String,
    pub(in crate::administration) city: String,
    pub(in crate::administration) country: String,
    pub(in crate::administration) tax_number: String,
    pub(in crate::administration) vat_id: String,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct IssuerVersion {
    pub(in crate::administration) version: u32,
    pub(in crate::administration) stated_at: DateTime<Utc>,
    pub(in crate::administration) user_id: String,
    pub(in crate::administration) reason: String,
    #[serde(flatten)]
    pub(in crate::administration) issuer: IssuerParty,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct AcceptanceList {
    pub(in crate::administration) acceptances: Vec<Acceptance>,
    pub(in crate::administration) demands: Vec<ContractDemand>,
    pub(in crate::administration) offered: Vec<OfferedContract>,
    /// A platform of before says nothing of them.
    #[serde(default)]
    pub(in crate::administration) unaccepted: Vec<UnacceptedTenant>,
    #[serde(default)]
    pub(in crate::administration) has_more_unaccepted: bool,
    pub(in crate::administration) next: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct UnacceptedTenant {
    pub(in crate::administration) tenant_id: String,
    pub(in crate::administration) tenant: String,
    pub(in crate::administration) kind: String,
    pub(in crate::administration) since: DateTime<Utc>,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct Acceptance {
    pub(in crate::administration) id: String,
    pub(in crate::administration) tenant_id: String,
    pub(in crate::administration) tenant: String,
    pub(in crate::administration) kind: String,
    pub(in crate::administration) version: String,
    pub(in crate::administration) language: String,
    pub(in crate::administration) sha256: String,
    pub(in crate::administration) name: String,
    pub(in crate::administration) accepted_at: DateTime<Utc>,
    pub(in crate::administration) address: String,
    pub(in crate::administration) is_current: bool,
    pub(in crate::administration) is_latest: bool,
    pub(in crate::administration) has_left: bool,
    pub(in crate::administration) mail: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct OfferedContract {
    pub(in crate::administration) kind: String,
    pub(in crate::administration) version: String,
    pub(in crate::administration) sha256: String,
}

#[derive(Debug, Deserialize)]
pub(in crate::administration) struct ContractDemand {
    pub(in crate::administration) kind: String,
    pub(in crate::administration) version: String,
    pub(in crate::administration) needed_from: NaiveDate,
    pub(in crate::administration) reason: String,
}
