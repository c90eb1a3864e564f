//! Commissions on paper: credit notes, the tax profile, the extract with names.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{DocumentView, MoneyView};

/// The self-billing credit notes of this recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CreditNotesView {
    /// The latest first.
    pub notes: Vec<CreditNoteRow>,
    /// The platform has just said so; else it is what it said last.
    pub is_current: bool,
    /// There is no platform: the offline demo, or nobody has signed in yet.
    pub is_local: bool,
    /// When the platform was asked last, an instant.
    pub listed_at: Option<String>,
}

/// What waits for an account for payouts (Y2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PayoutNoticeView {
    /// What the next payout would pay, one amount a currency; none where there is nothing to tell.
    pub amounts: Vec<MoneyView>,
}

/// The way to the payment provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PayoutSetUpView {
    /// Its address, for some minutes.
    pub url: String,
    /// The browser has it.
    pub opened: bool,
}

/// A credit note, or the correction of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CreditNoteRow {
    /// `GS-2027-000042`.
    pub number: String,
    /// `YYYY-MM`.
    pub month: String,
    /// The number that it corrects.
    pub corrects: Option<String>,
    /// An instant.
    pub issued_at: String,
    /// `issued`; `objected`: it is no invoice any more; `unlisted`: the platform lists it no more.
    pub status: String,
    /// An instant.
    pub objected_at: Option<String>,
    /// The first day for which it settles.
    pub service_from: String,
    /// The last one.
    pub service_to: String,
    /// `not_taxable`, `reverse_charge`, `kleinunternehmer`, `general`.
    pub vat_class: String,
    /// Without VAT; below zero in most corrections.
    pub net: MoneyView,
    /// The VAT.
    pub vat: MoneyView,
    /// With VAT.
    pub gross: MoneyView,
    /// Its file lies at this desk and opens without a network.
    pub is_kept: bool,
}

/// Who the tenant is for its credit notes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TaxProfileView {
    /// The platform has one; else all fields are empty.
    pub is_stated: bool,
    /// As it stands on paper.
    pub name: String,
    /// With the number.
    pub street: String,
    /// The postal code.
    pub postal_code: String,
    /// The place.
    pub city: String,
    /// Two capital letters.
    pub country: String,
    /// May be empty.
    pub tax_number: String,
    /// May be empty.
    pub vat_id: String,
    /// May be empty.
    pub iban: String,
    /// Section 2 UStG.
    pub is_business: bool,
    /// Kleinunternehmer, section 19 UStG.
    pub is_small_business: bool,
    /// Agrees to be settled by credit note.
    pub has_agreed: bool,
    /// The last word about that.
    pub agreement: Option<CreditAgreementView>,
    /// The contracts that hold the agreement, as they are offered now.
    pub offers: Vec<ContractOffer>,
    /// Who works here may change it.
    pub may_edit: bool,
    /// Which state of it this is; empty while none is stated.
    pub version: String,
}

/// An agreement to credit notes, or its withdrawal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CreditAgreementView {
    /// `affiliate`, `distributor`.
    pub kind: String,
    /// As `2026-11`.
    pub version: String,
    /// SHA-256 of the text.
    pub sha256: String,
    /// An instant.
    pub at: String,
    /// `false`: withdrawn.
    pub has_agreed: bool,
}

/// A version of a contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ContractOffer {
    /// `affiliate`, `distributor`.
    pub kind: String,
    /// As `2026-11`.
    pub version: String,
    /// SHA-256 of the text.
    pub sha256: String,
}

/// The text of a contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ContractTextView {
    /// `affiliate`, `distributor`.
    pub kind: String,
    /// As `2026-11`.
    pub version: String,
    /// `de`, `en`.
    pub language: String,
    /// The SHA-256 of the text.
    pub sha256: String,
    /// As Markdown.
    pub text: String,
}

/// The tax profile as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TaxProfileInput {
    /// As it stands on paper.
    pub name: String,
    /// With the number.
    pub street: String,
    /// The postal code.
    pub postal_code: String,
    /// The place.
    pub city: String,
    /// Two letters.
    pub country: String,
    /// May be empty.
    pub tax_number: String,
    /// May be empty.
    pub vat_id: String,
    /// May be empty.
    pub iban: String,
    /// Section 2 UStG.
    pub is_business: bool,
    /// Kleinunternehmer, section 19 UStG.
    pub is_small_business: bool,
    /// Agrees to be settled by credit note.
    pub has_agreed: bool,
    /// The contract that holds the agreement; empty leaves the one that stands.
    pub contract_kind: String,
    /// Its version.
    pub contract_version: String,
    /// The version of the profile that was looked at: where another one stands by now, nothing is changed.
    /// None replaces whatever stands.
    pub version: Option<String>,
}

/// The entries of a month with the names of the customers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NamedExtractView {
    /// `YYYY-MM`.
    pub month: String,
    /// In order of time.
    pub entries: Vec<NamedEntryRow>,
    /// The same as CSV, to be saved where somebody wants it; it is not kept here.
    pub document: DocumentView,
}

/// An entry with the name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct NamedEntryRow {
    /// The entry.
    pub entry_id: String,
    /// A day in Berlin.
    pub on: String,
    /// As people see it.
    pub order_number: String,
    /// Of the order.
    pub line: String,
    /// The pseudonym, `K-7F3A`.
    pub customer: String,
    /// `None` where the customer has no account on the platform.
    pub name: Option<String>,
    /// Its name.
    pub product: String,
    /// May be empty.
    pub country: String,
    /// `regional_exclusive`, `affiliate_first`, `affiliate_recurring`.
    pub kind: String,
    /// The base.
    pub net: MoneyView,
    /// A decimal.
    pub percent: String,
    /// The commission.
    pub amount: MoneyView,
}
