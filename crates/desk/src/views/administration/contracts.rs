//! Who makes credit notes out, and who accepted which contract.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::views::ContractOffer;

/// The issuer of credit notes, with what was stated before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct IssuerView {
    /// Nobody, while none was stated: no credit note is made out.
    pub issuer: Option<IssuerFields>,
    /// The last statement; 0 before the first one.
    pub version: u32,
    /// The latest first.
    pub versions: Vec<IssuerVersionRow>,
}

/// What stands at the head of a credit note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct IssuerFields {
    /// As it stands on paper.
    pub name: String,
    /// With the number.
    pub street: String,
    /// The postal code.
    pub postal_code: String,
    /// The place.
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Empty where there is none.
    pub tax_number: String,
    /// Empty where there is none.
    pub vat_id: String,
}

/// A statement of the issuer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct IssuerVersionRow {
    /// From 1.
    pub version: u32,
    /// An instant.
    pub stated_at: String,
    /// Who stated it.
    pub user_id: String,
    /// Why; empty where nobody said.
    pub reason: String,
    /// What was stated.
    pub issuer: IssuerFields,
}

/// The issuer as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct IssuerInput {
    /// What is stated.
    pub issuer: IssuerFields,
    /// The version that was looked at.
    pub version: u32,
    /// Why.
    pub reason: String,
}

/// Somebody accepted a contract for a tenant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AcceptanceRow {
    /// The acceptance.
    pub acceptance_id: String,
    /// Who is bound.
    pub tenant_id: String,
    /// Its name.
    pub tenant: String,
    /// `distributor`, `affiliate`.
    pub kind: String,
    /// As `2026-11`.
    pub version: String,
    /// `de`, `en`.
    pub language: String,
    /// SHA-256 of the bytes that were shown.
    pub sha256: String,
    /// As typed beside the tick.
    pub name: String,
    /// An instant.
    pub accepted_at: String,
    /// The network address.
    pub address: String,
    /// `current`, `outdated`, `earlier` (the tenant accepted a later one), `left`.
    pub state: String,
    /// The state of the mail that tells of the version that is offered now; none where none is owed yet.
    pub mail: Option<String>,
}

/// From when on a version of a contract is needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ContractDemandRow {
    /// `distributor`, `affiliate`.
    pub kind: String,
    /// As `2026-11`.
    pub version: String,
    /// A day of Berlin.
    pub needed_from: String,
    /// Why.
    pub reason: String,
}

/// A tenant that is here and works under a contract of which it accepted no version on the platform: it
/// was signed on paper, or never.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UnacceptedRow {
    /// Who is bound.
    pub tenant_id: String,
    /// Its name.
    pub tenant: String,
    /// `distributor`, `affiliate`.
    pub kind: String,
    /// When the tenant was entered, an instant.
    pub since: String,
}

/// A page of who accepted what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AcceptancePage {
    /// The latest first.
    pub rows: Vec<AcceptanceRow>,
    /// The last word of each version.
    pub demands: Vec<ContractDemandRow>,
    /// The versions that are offered now.
    pub offered: Vec<ContractOffer>,
    /// Who accepted no version at all; with the first page.
    pub unaccepted: Vec<UnacceptedRow>,
    /// There are more of them.
    pub has_more_unaccepted: bool,
    /// Where the next page begins.
    pub next: Option<String>,
}
