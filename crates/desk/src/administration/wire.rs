//! What the platform answers, as far as the window shows it.

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::{Currency, Month};
use serde::Deserialize;
use serde_json::Value;

use super::Page;

mod people;
mod work;

pub(super) use people::*;
pub(super) use work::*;

#[derive(Debug, Deserialize)]
pub(super) struct TenantList {
    tenants: Vec<Tenant>,
    next: Option<String>,
}

impl Page for TenantList {
    type Row = Tenant;

    fn open(self) -> (Vec<Tenant>, Option<String>) {
        (self.tenants, self.next)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Tenant {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) kind: String,
    pub(super) country: String,
    pub(super) deactivated_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Deactivated {
    pub(super) tenant_id: String,
    pub(super) final_statement: Month,
    pub(super) payouts: Vec<Amount>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Amount {
    pub(super) amount: String,
    pub(super) currency: Currency,
}

#[derive(Debug, Deserialize)]
pub(super) struct AgreementList {
    agreements: Vec<Agreement>,
    next: Option<String>,
}

impl Page for AgreementList {
    type Row = Agreement;

    fn open(self) -> (Vec<Agreement>, Option<String>) {
        (self.agreements, self.next)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Agreement {
    pub(super) id: String,
    pub(super) tenant_id: String,
    pub(super) region_codes: Vec<String>,
    pub(super) commission_percent: String,
    pub(super) valid_from: NaiveDate,
    pub(super) valid_until: Option<NaiveDate>,
    pub(super) contract_signed_at: Option<DateTime<Utc>>,
    pub(super) contract_document_url: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct ProductList {
    products: Vec<Product>,
    next: Option<String>,
}

impl Page for ProductList {
    type Row = Product;

    fn open(self) -> (Vec<Product>, Option<String>) {
        (self.products, self.next)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Product {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) description_de: String,
    pub(super) description_en: String,
    pub(super) price_net: String,
    pub(super) currency: Currency,
    pub(super) billing_interval: Option<String>,
    pub(super) user_journey_level: Option<u32>,
    pub(super) granted_membership: Option<String>,
    pub(super) commission_eligible: bool,
    pub(super) retired_at: Option<DateTime<Utc>>,
}

#[derive(Debug, Deserialize)]
pub(super) struct AttributionList {
    pub(super) attributions: Vec<Attribution>,
    /// Of a page; the history of a customer has none.
    pub(super) next: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Attribution {
    pub(super) id: String,
    pub(super) customer_user_id: String,
    pub(super) attributed_tenant_id: String,
    pub(super) attributed_at: DateTime<Utc>,
    pub(super) first_purchase_at: Option<DateTime<Utc>>,
    pub(super) attribution_expires_at: DateTime<Utc>,
    pub(super) source: String,
    pub(super) source_ref: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct CommissionList {
    pub(super) commissions: Vec<Commission>,
    pub(super) next: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Commission {
    pub(super) id: String,
    pub(super) order_id: String,
    pub(super) order_number: String,
    pub(super) commission_type: String,
    pub(super) recipient_tenant_id: Option<String>,
    pub(super) percent: String,
    pub(super) base: String,
    pub(super) amount: String,
    pub(super) reversed: String,
    pub(super) currency: Currency,
    pub(super) status: String,
    pub(super) reason: Option<String>,
    /// `None` of a platform that does not say it yet, or no longer knows it.
    pub(super) rule_version: Option<String>,
    #[serde(default)]
    pub(super) reasons: Vec<String>,
    pub(super) customer: String,
    pub(super) product_name: String,
    pub(super) billing_country: Option<String>,
    pub(super) ordered_at: DateTime<Utc>,
    pub(super) approves_at: DateTime<Utc>,
    pub(super) paid_at: Option<DateTime<Utc>>,
}

/// Of an order what is told here of its lines.
#[derive(Debug, Deserialize)]
pub(super) struct OrderCommissions {
    pub(super) lines: Vec<OrderLine>,
}

#[derive(Debug, Deserialize)]
pub(super) struct OrderLine {
    pub(super) id: String,
    /// Nothing of a platform that does not say it yet.
    #[serde(default)]
    pub(super) not_paid: Vec<NotPaid>,
}

#[derive(Debug, Deserialize)]
pub(super) struct NotPaid {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) reasons: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Plan {
    pub(super) plan: String,
    pub(super) pay: Vec<Planned>,
    pub(super) carry: Vec<Planned>,
    pub(super) open: Vec<Open>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Planned {
    pub(super) recipient_tenant_id: Option<String>,
    #[serde(default)]
    pub(super) kind: String,
    pub(super) currency: Currency,
    pub(super) amount: String,
    pub(super) approved: String,
    pub(super) clawback: String,
    pub(super) entries: u32,
    #[serde(default)]
    pub(super) reason: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Open {
    pub(super) id: String,
    pub(super) recipient_tenant_id: Option<String>,
    /// Empty of a platform that does not tell it yet.
    #[serde(default)]
    pub(super) kind: String,
    pub(super) currency: Currency,
    pub(super) amount: String,
    /// Of the amount; `None` of a platform that does not tell it yet.
    pub(super) vat: Option<String>,
    pub(super) period: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Run {
    pub(super) payouts: Vec<Outcome>,
    #[serde(default)]
    pub(super) open: Vec<Outcome>,
    #[serde(default)]
    pub(super) released: Vec<Outcome>,
    #[serde(default)]
    pub(super) without_account: Vec<Outcome>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Outcome {
    pub(super) recipient_tenant_id: Option<String>,
    pub(super) amount: String,
    pub(super) currency: Currency,
    #[serde(default)]
    pub(super) reason: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct PayoutList {
    pub(super) payouts: Vec<Payout>,
    pub(super) next: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Payout {
    pub(super) id: String,
    pub(super) recipient_tenant_id: Option<String>,
    pub(super) currency: Currency,
    pub(super) amount: String,
    pub(super) clawback: String,
    /// Of the amount; `None` of a platform that does not tell it yet.
    pub(super) vat: Option<String>,
    pub(super) kind: String,
    pub(super) period: String,
    pub(super) planned_at: DateTime<Utc>,
    pub(super) status: String,
    pub(super) ended_at: Option<DateTime<Utc>>,
    /// `None` of a platform that does not tell it yet, too.
    pub(super) open_file: Option<String>,
    pub(super) transfer: Option<Transfer>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Transfer {
    pub(super) rail: String,
    pub(super) provider_transfer_id: Option<String>,
    pub(super) reason: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Reconciliation {
    pub(super) agrees: bool,
    pub(super) currencies: Vec<Reconciled>,
    pub(super) differences: Vec<Difference>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Reconciled {
    pub(super) currency: Currency,
    pub(super) ledger: String,
    pub(super) transfers: Option<String>,
    pub(super) elsewhere: String,
    pub(super) open: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Difference {
    pub(super) kind: String,
    pub(super) recipient_tenant_id: Option<String>,
    pub(super) transfer_id: Option<String>,
    pub(super) currency: Currency,
    pub(super) ledger: String,
    pub(super) transfer: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct InvitationList {
    invitations: Vec<Invitation>,
    next: Option<String>,
}

impl Page for InvitationList {
    type Row = Invitation;

    fn open(self) -> (Vec<Invitation>, Option<String>) {
        (self.invitations, self.next)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Invitation {
    pub(super) id: String,
    pub(super) kind: String,
    pub(super) label: String,
    pub(super) region_codes: Vec<String>,
    pub(super) commission_percent: Option<String>,
    pub(super) agreement_from: Option<NaiveDate>,
    pub(super) created_at: DateTime<Utc>,
    pub(super) valid_until: DateTime<Utc>,
    pub(super) state: String,
    pub(super) tenant_id: Option<String>,
    pub(super) link: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct AuditList {
    pub(super) entries: Vec<AuditEntry>,
    pub(super) next: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct AuditEntry {
    pub(super) id: String,
    pub(super) at: DateTime<Utc>,
    pub(super) user_id: String,
    pub(super) user: String,
    pub(super) action: String,
    pub(super) subject_id: String,
    pub(super) reason: String,
    pub(super) details: Value,
}

#[derive(Debug, Deserialize)]
pub(super) struct DisputeList {
    disputes: Vec<Dispute>,
    next: Option<String>,
}

impl Page for DisputeList {
    type Row = Dispute;

    fn open(self) -> (Vec<Dispute>, Option<String>) {
        (self.disputes, self.next)
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Dispute {
    pub(super) id: String,
    pub(super) recipient_tenant_id: String,
    pub(super) entry: Option<DisputedEntry>,
    pub(super) reason: String,
    pub(super) opened_at: DateTime<Utc>,
    pub(super) messages: Vec<Message>,
    pub(super) settled: Option<Settled>,
}

#[derive(Debug, Deserialize)]
pub(super) struct DisputedEntry {
    pub(super) order_number: String,
    pub(super) product_name: String,
    pub(super) amount: String,
    pub(super) currency: Currency,
}

#[derive(Debug, Deserialize)]
pub(super) struct Message {
    pub(super) from: String,
    pub(super) text: String,
    pub(super) written_at: DateTime<Utc>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Settled {
    pub(super) outcome: String,
    pub(super) reason: String,
}
