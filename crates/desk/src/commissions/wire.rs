//! What desk and platform say to each other about commissions on paper. A member that this program
//! does not know is left aside.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::{CommissionEntryId, Currency, Month};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Who the tenant is for its credit notes (Y3).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TaxProfileFields {
    pub(crate) name: String,
    pub(crate) street: String,
    pub(crate) postal_code: String,
    pub(crate) city: String,
    /// Two capital letters.
    pub(crate) country: String,
    #[serde(default)]
    pub(crate) tax_number: String,
    #[serde(default)]
    pub(crate) vat_id: String,
    #[serde(default)]
    pub(crate) iban: String,
    /// Section 2 UStG.
    pub(crate) is_business: bool,
    /// Kleinunternehmer, section 19 UStG.
    pub(crate) is_small_business: bool,
    /// Agrees to be settled by credit note, section 14 (2) UStG.
    pub(crate) has_agreed: bool,
}

/// The profile as the platform keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct KeptTaxProfile {
    #[serde(flatten)]
    pub(crate) fields: TaxProfileFields,
    /// The last word about credit notes.
    pub(crate) agreement: Option<KeptAgreement>,
    /// Which state of it this is; a platform of before says nothing.
    #[serde(default)]
    pub(crate) version: String,
}

/// An agreement to credit notes, or its withdrawal.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct KeptAgreement {
    pub(crate) kind: String,
    pub(crate) version: String,
    /// SHA-256 of the text.
    pub(crate) sha256: String,
    pub(crate) at: DateTime<Utc>,
    /// `false`: withdrawn.
    pub(crate) has_agreed: bool,
}

/// The profile as the tenant states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct TaxProfileWish {
    #[serde(flatten)]
    pub(crate) fields: TaxProfileFields,
    /// The contract that holds the agreement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) agreement: Option<ContractName>,
    /// The version that was looked at; empty where none stood.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<String>,
}

/// A version of a contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ContractName {
    /// `affiliate`, `distributor`.
    pub(crate) kind: String,
    pub(crate) version: String,
}

/// The contracts that may be accepted.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ContractList {
    pub(crate) contracts: Vec<ListedContract>,
}

/// A version of a contract in one language.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct ListedContract {
    #[serde(flatten)]
    pub(crate) name: ContractName,
    pub(crate) language: String,
    /// SHA-256 of the text.
    pub(crate) sha256: String,
    /// It is the one that is offered now.
    pub(crate) current: bool,
}

/// The credit notes and corrections: each is read on its own, and kept as it came.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct CreditNoteList {
    pub(crate) credit_notes: Vec<Value>,
    /// The entries on all of them that were not paid out yet; told on the first page, and not by a
    /// platform of before.
    #[serde(default)]
    pub(crate) unpaid_entries: BTreeSet<CommissionEntryId>,
    /// Where the next page goes on.
    pub(crate) next: Option<String>,
}

/// A credit note, or the correction of one (Y3).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct ListedCreditNote {
    /// `GS-2027-000042`.
    pub(crate) number: String,
    pub(crate) month: Month,
    pub(crate) currency: Currency,
    /// The number that it corrects.
    pub(crate) corrects: Option<String>,
    pub(crate) issued_at: DateTime<Utc>,
    /// `issued`, `objected`.
    pub(crate) status: String,
    pub(crate) objected_at: Option<DateTime<Utc>>,
    pub(crate) service_from: NaiveDate,
    pub(crate) service_to: NaiveDate,
    pub(crate) vat_class: String,
    /// Decimals with two places, as all amounts here.
    pub(crate) net: String,
    pub(crate) vat: String,
    pub(crate) gross: String,
    /// SHA-256 of the PDF.
    pub(crate) pdf_hash: String,
}

/// Why somebody objects to a credit note, or needs names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ReasonBody {
    pub(crate) reason: String,
}

/// The entries of a month with names (C16).
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct NamedExtract {
    pub(crate) entries: Vec<NamedEntry>,
}

/// An entry with the customer's name.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct NamedEntry {
    pub(crate) commission_id: CommissionEntryId,
    pub(crate) order_number: String,
    pub(crate) line: i64,
    pub(crate) ordered_at: DateTime<Utc>,
    /// The pseudonym that statements show.
    pub(crate) customer: String,
    /// `None` where the customer has no account on the platform.
    pub(crate) customer_name: Option<String>,
    pub(crate) product_name: String,
    pub(crate) billing_country: Option<String>,
    pub(crate) commission_type: String,
    pub(crate) base: String,
    pub(crate) percent: String,
    pub(crate) amount: String,
    pub(crate) currency: Currency,
}
