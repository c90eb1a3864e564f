//! What the platform's own people see and enter. Nothing of it is kept at the desk.

mod contracts;
mod customers;
mod payouts;
mod work;

pub use contracts::*;
pub use customers::*;
pub use payouts::*;
pub use work::*;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DisputeMessageView, MoneyView};

/// A tenant of the platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TenantRow {
    /// The tenant.
    pub tenant_id: String,
    /// As shown.
    pub name: String,
    /// `platform`, `distributor`, `affiliate`, `practice`.
    pub kind: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// The day on which it left, in Berlin.
    pub left_on: Option<String>,
}

/// A tenant that has left (C13).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct LeftTenantView {
    /// The tenant.
    pub tenant_id: String,
    /// The month of its final statement, `YYYY-MM`.
    pub final_statement: String,
    /// Paid by this request.
    pub payouts: Vec<MoneyView>,
}

/// A regional agreement (C1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AgreementRow {
    /// The agreement.
    pub agreement_id: String,
    /// With whom.
    pub tenant_id: String,
    /// Its name.
    pub tenant: String,
    /// ISO countries.
    pub region_codes: Vec<String>,
    /// A decimal.
    pub commission_percent: String,
    /// The first day.
    pub valid_from: String,
    /// The last day; none while it is open-ended.
    pub valid_until: Option<String>,
    /// The day on which the contract was signed.
    pub signed_on: Option<String>,
    /// Where the contract lies.
    pub contract_url: Option<String>,
    /// `coming`, `running`, `ended`, by today.
    pub state: String,
}

/// An agreement as it is entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AgreementInput {
    /// With whom.
    pub tenant_id: String,
    /// ISO countries.
    pub region_codes: Vec<String>,
    /// A decimal.
    pub commission_percent: String,
    /// The first day.
    pub valid_from: String,
    /// The last day.
    pub valid_until: Option<String>,
    /// Where the contract lies.
    pub contract_url: Option<String>,
}

/// What changes of an agreement; what is none stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AgreementChange {
    /// The agreement.
    pub agreement_id: String,
    /// The last day.
    pub valid_until: Option<String>,
    /// Where the contract lies.
    pub contract_url: Option<String>,
    /// Another percent: a new agreement follows.
    pub commission_percent: Option<String>,
    /// Other countries: a new agreement follows.
    pub region_codes: Option<Vec<String>>,
    /// The first day of the new one; tomorrow when it is none.
    pub changes_on: Option<String>,
}

/// A product of the platform (P1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlatformProductRow {
    /// The product.
    pub product_id: String,
    /// As shown.
    pub name: String,
    /// In German.
    pub description_de: String,
    /// In English.
    pub description_en: String,
    /// Net.
    pub price: MoneyView,
    /// The same as [`PlatformProductInput`] takes it.
    pub price_text: String,
    /// `month`, `year`; none for what is paid once.
    pub billing_interval: Option<String>,
    /// 1 to 6.
    pub level: Option<u32>,
    /// What it grants.
    pub membership: Option<String>,
    /// Whether commissions are paid for it.
    pub commission_eligible: bool,
    /// It is not sold any more.
    pub retired: bool,
}

/// A product as it is entered or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlatformProductInput {
    /// None for a new one.
    pub product_id: Option<String>,
    /// Of a new one, drawn by who asks: asked again with it there is one product.
    pub key: Option<String>,
    /// As shown.
    pub name: String,
    /// In German.
    pub description_de: String,
    /// In English.
    pub description_en: String,
    /// A decimal.
    pub price_net: String,
    /// `month`, `year`; none for what is paid once.
    pub billing_interval: Option<String>,
    /// 1 to 6; of a new one alone.
    pub level: Option<u32>,
    /// Whether commissions are paid for it.
    pub commission_eligible: bool,
    /// It is not sold any more.
    pub retired: bool,
}

/// Who recruited a customer, and for how long (A2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AttributionRow {
    /// The attribution.
    pub attribution_id: String,
    /// The customer.
    pub customer_id: String,
    /// To whom they belong.
    pub tenant_id: String,
    /// Its name.
    pub tenant: String,
    /// An instant.
    pub attributed_at: String,
    /// An instant.
    pub first_purchase_at: Option<String>,
    /// An instant.
    pub expires_at: String,
    /// `affiliate_code`, `referral`, `direct`.
    pub source: String,
    /// The code.
    pub source_ref: Option<String>,
    /// It holds now.
    pub is_live: bool,
}

/// A page of attributions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AttributionPage {
    /// In the order of the platform.
    pub rows: Vec<AttributionRow>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// A customer is given to another tenant (A4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AttributionChange {
    /// The customer.
    pub customer_id: String,
    /// To whom they belong from now on.
    pub tenant_id: String,
    /// Why.
    pub reason: String,
    /// The code that the customer names.
    pub code: Option<String>,
}

/// Which commissions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlatformCommissionQuery {
    /// Ordered in this month, `YYYY-MM`.
    pub month: Option<String>,
    /// Of one recipient.
    pub tenant_id: Option<String>,
    /// Where the page before ended.
    pub after: Option<String>,
}

/// A commission of whomever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlatformCommissionRow {
    /// The entry.
    pub entry_id: String,
    /// Its order, for asking what that does not pay.
    pub order_id: String,
    /// As people see it.
    pub order_number: String,
    /// An instant.
    pub ordered_at: String,
    /// Its name.
    pub product: String,
    /// `K-7F3A` (C16).
    pub customer: String,
    /// Of the bill; may be empty.
    pub country: String,
    /// As in a statement.
    pub kind: String,
    /// Its name.
    pub recipient: String,
    /// A decimal.
    pub percent: String,
    /// Net.
    pub base: MoneyView,
    /// What is earned.
    pub amount: MoneyView,
    /// What refunds took back, less what corrections gave (Y5); below zero where those gave more.
    pub reversed: MoneyView,
    /// `pending`, `approved`, `paid`, `refunded`.
    pub status: String,
    /// `forfeited` or `frozen`; else empty.
    pub reason: String,
    /// The rules by which it was computed (C15); empty where nobody kept them.
    pub rule_version: String,
    /// Why it is due, by code, the deciding reason first (C15).
    pub reasons: Vec<String>,
    /// An instant.
    pub approves_at: String,
    /// An instant.
    pub paid_at: Option<String>,
}

/// A type of commission that a line of an order does not pay (C15).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NotPaidRow {
    /// What whoever told the order calls the line; its number otherwise.
    pub line: String,
    /// As in a statement.
    pub kind: String,
    /// By code, the deciding reason first; `unknown` alone where nobody kept it.
    pub reasons: Vec<String>,
}

/// A page of commissions, the oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlatformCommissionPage {
    /// The page.
    pub rows: Vec<PlatformCommissionRow>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// An invitation (F1, F2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InvitationRow {
    /// The invitation.
    pub invitation_id: String,
    /// `distributor`, `affiliate`.
    pub kind: String,
    /// For whom, in words.
    pub label: String,
    /// ISO countries.
    pub region_codes: Vec<String>,
    /// A decimal.
    pub commission_percent: Option<String>,
    /// The first day of the agreement.
    pub agreement_from: Option<String>,
    /// An instant.
    pub created_at: String,
    /// An instant.
    pub valid_until: String,
    /// As the platform names it.
    pub state: String,
    /// Who came of it; may be empty.
    pub tenant: String,
    /// The whole address; only when it was just made.
    pub link: Option<String>,
}

/// An invitation as it is entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InvitationInput {
    /// Drawn by who asks: asked again with it there is one invitation.
    pub key: Option<String>,
    /// `distributor`, `affiliate`.
    pub kind: String,
    /// For whom, in words.
    pub label: String,
    /// For a distributor.
    pub region_codes: Vec<String>,
    /// For a distributor, a decimal.
    pub commission_percent: String,
    /// The first day of the agreement.
    pub agreement_from: Option<String>,
    /// 1 to 365.
    pub valid_days: u32,
}

/// What is looked for in the audit log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AuditQuery {
    /// Where the page before ended.
    pub before: Option<String>,
    /// By whom.
    pub user_id: Option<String>,
    /// What.
    pub action: Option<String>,
    /// From this day on.
    pub from: Option<String>,
    /// Until this day, which belongs to it.
    pub until: Option<String>,
}

/// What somebody of the platform did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AuditRow {
    /// The entry.
    pub audit_id: String,
    /// An instant.
    pub at: String,
    /// Who.
    pub user_id: String,
    /// Their name.
    pub user: String,
    /// `change_attribution` and the like.
    pub action: String,
    /// Whom or what: the name of a tenant, or an id.
    pub subject: String,
    /// Why.
    pub reason: String,
    /// More, as JSON.
    pub details: String,
}

/// A page of the audit log, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AuditPage {
    /// The page.
    pub rows: Vec<AuditRow>,
    /// Where the next page begins.
    pub next: Option<String>,
}

/// A dispute of a commission (Y5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlatformDisputeRow {
    /// The dispute.
    pub dispute_id: String,
    /// Who disputes.
    pub recipient_id: String,
    /// Its name.
    pub recipient: String,
    /// May be empty.
    pub order_number: String,
    /// May be empty.
    pub product: String,
    /// Of the entry.
    pub amount: Option<MoneyView>,
    /// The recipient's words.
    pub reason: String,
    /// An instant.
    pub opened_at: String,
    /// The thread.
    pub messages: Vec<DisputeMessageView>,
    /// `upheld`, `rejected`; none while it is open.
    pub outcome: Option<String>,
    /// Why; empty while it is open.
    pub settled_because: String,
}

/// How a dispute is settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DisputeDecision {
    /// The dispute.
    pub dispute_id: String,
    /// Who disputes.
    pub recipient_id: String,
    /// `upheld`, `rejected`.
    pub outcome: String,
    /// Why.
    pub reason: String,
    /// By how much an upheld one is corrected, `12.34`; below zero: taken back.
    pub correction: Option<String>,
    /// The order or the refund that corrected an upheld one in another way.
    pub corrected_by: Option<String>,
}
