//! Contacts (Kontakte).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CardRow, MoneyView, PriceNoteView};

/// What the search box and the facets ask for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ContactQuery {
    /// As typed: name, phone digits, e-mail, birthday; empty lists all.
    pub text: String,
    /// `customer`, `patient`, `lead`, `partner`; `None` for all.
    pub role: Option<String>,
    /// Rows to skip.
    pub offset: u32,
    /// Rows to give, at most 500.
    pub limit: u32,
}

/// A part of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ContactPage {
    /// How many there are in all (exact for a list, at least this many for a search).
    pub total: u32,
    /// In order of the sort name.
    pub rows: Vec<ContactRow>,
}

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ContactRow {
    /// The contact.
    pub contact_id: String,
    /// As shown.
    pub name: String,
    /// One or two letters.
    pub initials: String,
    /// May be empty.
    pub organisation: String,
    /// As in the query.
    pub roles: Vec<String>,
    /// The first one, may be empty.
    pub email: String,
    /// The first one, may be empty.
    pub phone: String,
    /// May be empty.
    pub city: String,
    /// A day.
    pub birthday: Option<String>,
    /// Left on all live cards; `None` without a card.
    pub entries_left: Option<i32>,
}

/// A contact whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ContactView {
    /// The contact.
    pub contact_id: String,
    /// As shown.
    pub name: String,
    /// One or two letters.
    pub initials: String,
    /// May be empty.
    pub title: String,
    /// May be empty.
    pub first_name: String,
    /// May be empty.
    pub last_name: String,
    /// May be empty.
    pub organisation: String,
    /// USt-IdNr., may be empty.
    pub vat_id: String,
    /// A day.
    pub birthday: Option<String>,
    /// Free text.
    pub note: String,
    /// As in the query.
    pub roles: Vec<String>,
    /// In order.
    pub tags: Vec<String>,
    /// In order of entry.
    pub phones: Vec<PhoneView>,
    /// In order of entry.
    pub emails: Vec<EmailView>,
    /// In order of entry.
    pub addresses: Vec<AddressView>,
    /// By kind.
    pub consents: Vec<ConsentView>,
    /// The day it was made.
    pub since: String,
    /// Live cards first.
    pub cards: Vec<CardRow>,
    /// Unpaid invoices.
    pub open_amount: MoneyView,
    /// Sales and invoices of this calendar year.
    pub year_turnover: MoneyView,
    /// An instant.
    pub last_visit: Option<String>,
    /// It was deleted, and can come back.
    pub is_deleted: bool,
    /// Texts that lost against another, written at the same time elsewhere; the latest first.
    pub kept_texts: Vec<KeptTextView>,
    /// Contacts that were merged into this one, the last first.
    pub merged: Vec<MergedContactView>,
}

/// A text that lost against another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct KeptTextView {
    /// Names it, to bring it back.
    pub text_id: String,
    /// `note`.
    pub field: String,
    /// As it was written.
    pub text: String,
    /// Who wrote it: a name, or the device; may be empty.
    pub by: String,
    /// When, an instant.
    pub at: String,
    /// Who wrote in its place; may be empty.
    pub overwritten_by: String,
    /// When, an instant.
    pub overwritten_at: Option<String>,
}

/// A contact that was merged into another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MergedContactView {
    /// The contact.
    pub contact_id: String,
    /// Its own name.
    pub name: String,
    /// Of its own card, what the other does not show: city, birthday, phone, note; may be empty.
    pub detail: String,
    /// When it was merged, an instant.
    pub at: String,
    /// Who merged it.
    pub by: String,
}

/// A phone number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PhoneView {
    /// The number's own id; empty for a new one.
    pub id: String,
    /// `mobile`, `home`, `work`, ...
    pub label: String,
    /// As entered.
    pub number: String,
}

/// An e-mail address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct EmailView {
    /// The address's own id; empty for a new one.
    pub id: String,
    /// `home`, `work`, ...
    pub label: String,
    /// As entered.
    pub address: String,
}

/// A postal address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AddressView {
    /// The address's own id; empty for a new one.
    pub id: String,
    /// `home`, `work`, `billing`.
    pub label: String,
    /// Street and number.
    pub street: String,
    /// Postal code.
    pub postal_code: String,
    /// City.
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

/// A consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConsentView {
    /// `reminders`, `newsletter`, ...
    pub kind: String,
    /// Given or withdrawn.
    pub given: bool,
    /// A day.
    pub on: Option<String>,
}

/// A contact as edited; what is missing from a list is removed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ContactInput {
    /// May be empty.
    #[serde(default)]
    pub title: String,
    /// May be empty.
    #[serde(default)]
    pub first_name: String,
    /// May be empty.
    #[serde(default)]
    pub last_name: String,
    /// May be empty; a contact needs a name or an organisation.
    #[serde(default)]
    pub organisation: String,
    /// USt-IdNr., may be empty.
    #[serde(default)]
    pub vat_id: String,
    /// A day.
    #[serde(default)]
    pub birthday: Option<String>,
    /// Free text.
    #[serde(default)]
    pub note: String,
    /// As in the query.
    #[serde(default)]
    pub roles: Vec<String>,
    /// In order.
    #[serde(default)]
    pub tags: Vec<String>,
    /// In order.
    #[serde(default)]
    pub phones: Vec<PhoneView>,
    /// In order.
    #[serde(default)]
    pub emails: Vec<EmailView>,
    /// In order.
    #[serde(default)]
    pub addresses: Vec<AddressView>,
    /// By kind.
    #[serde(default)]
    pub consents: Vec<ConsentView>,
}

/// Somebody who may be the same person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DuplicateHint {
    /// The contact.
    pub contact_id: String,
    /// As shown.
    pub name: String,
    /// City, birthday or phone: what tells them apart.
    pub detail: String,
    /// `email`, `phone`, `name_and_birthday`, `name_and_city`.
    pub reason: String,
}

/// Something that happened with a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TimelineEntry {
    /// An instant.
    pub at: String,
    /// `check_in`, `check_in_undone`, `sale`, `sale_storno`, `card_sold`, `invoice`, `invoice_storno`, `invoice_paid`, `contact_created`, `contact_edited`, `note_kept`.
    pub kind: String,
    /// Product or card, may be empty.
    pub title: String,
    /// Number, reason or method, may be empty.
    pub detail: String,
    /// When money moved.
    pub amount: Option<MoneyView>,
    /// After a check-in.
    pub entries_left: Option<i32>,
    /// The id of sale, card or invoice.
    pub link: Option<String>,
    /// Of a sale: another price held already when it was sold.
    pub price_notes: Vec<PriceNoteView>,
}

/// An import, or its dry run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportRequest {
    /// The file.
    pub path: String,
    /// Only look.
    pub dry_run: bool,
    /// Field to column, overriding what was recognised.
    pub map: Vec<(String, String)>,
}

/// What a file looks like before it is imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportPreview {
    /// `google_csv`, `csv`, `vcard`.
    pub format: String,
    /// `utf-8`, `windows-1252`.
    pub encoding: String,
    /// Of a CSV.
    pub delimiter: String,
    /// Of a CSV.
    pub columns: Vec<ImportColumn>,
    /// Headings whose columns are not taken over.
    pub ignored_columns: Vec<String>,
    /// The first rows.
    pub sample: Vec<Vec<String>>,
    /// How many.
    pub records: u32,
}

/// A column and what it becomes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportColumn {
    /// Its heading.
    pub column: String,
    /// The field; `None` is left out.
    pub field: Option<String>,
}

/// How far an import is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportProgress {
    /// Records looked at.
    pub read: u32,
    /// Records in the file.
    pub total: u32,
    /// So far.
    pub created: u32,
    /// So far.
    pub updated: u32,
    /// So far.
    pub duplicates: u32,
    /// So far.
    pub rejected: u32,
    /// Rate.
    pub per_second: u32,
    /// Ended.
    pub done: bool,
    /// Ended by the user; what was done stands.
    pub cancelled: bool,
}

/// What became of every record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportReport {
    /// Records in the file.
    pub read: u32,
    /// New contacts.
    pub created: u32,
    /// Contacts that gained something.
    pub updated: u32,
    /// Known already, nothing new.
    pub duplicates: u32,
    /// Records whose old program says that entries of a punch card are left: now tagged so.
    pub with_open_entries: u32,
    /// Not taken.
    pub rejected: Vec<RejectedRecord>,
    /// Headings whose columns were not taken over.
    pub ignored_columns: Vec<String>,
    /// Ended by the user.
    pub cancelled: bool,
}

/// A record that was not taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RejectedRecord {
    /// Its first physical line.
    pub line: u32,
    /// As far as it can be told.
    pub name: String,
    /// All of them.
    pub faults: Vec<ImportFault>,
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ImportFault {
    /// The field.
    pub field: String,
    /// A code: `not_a_date`, `not_an_email`, `no_name`, `column_count`, `unterminated_quote`, ...
    pub why: String,
    /// As found.
    pub value: String,
}
