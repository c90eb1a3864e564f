//! Who works at the desk, and for whom.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SessionView {
    /// On the platform, or the offline demo.
    pub signed_in: bool,
    /// `demo`, `platform`, `none`.
    pub mode: String,
    /// The tenant's name.
    pub tenant: String,
    /// The member of staff.
    pub actor_id: String,
    /// Their name.
    pub user: String,
    /// One or two letters.
    pub initials: String,
    /// `owner`, `reception`, `therapist`, `bookkeeper`, `auditor`, `distributor`, `affiliate`,
    /// `platform_admin`, `support`.
    pub role: String,
    /// `reception`, `contacts`, `pos`, `cards`, `invoices`, `commissions`, `administration`.
    pub screens: Vec<String>,
    /// What this person may not do at this desk, by the name of the verb in the journal.
    pub refused: Vec<RefusedOp>,
    /// The window shows nothing until somebody unlocks it.
    pub locked: bool,
    /// Without a hand for so long the window locks; `0` for never.
    pub lock_after_minutes: u32,
    /// The recovery key: `none` (not needed), `due` (never offered), `later` (put off), `kept`.
    pub recovery: String,
    /// Who may take over.
    pub staff: Vec<StaffRow>,
    /// Its address.
    pub platform: Option<String>,
    /// ISO 4217.
    pub currency: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// The day on which the membership ended, while its tools are still open.
    pub membership_ended_on: Option<String>,
    /// The day on which they close, when the platform has said so.
    pub tools_close_on: Option<String>,
}

/// A member of staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StaffRow {
    /// The member.
    pub actor_id: String,
    /// As shown.
    pub name: String,
    /// One or two letters.
    pub initials: String,
    /// As in the session.
    pub role: String,
    /// Whether they are asked for a PIN here.
    pub has_pin: bool,
}

/// A verb that somebody may not do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RefusedOp {
    /// As in the journal: `close_day`.
    pub op: String,
    /// The roles that may.
    pub who: Vec<String>,
    /// The person may, but the account that this desk is signed in with may not.
    pub by_account: bool,
}

/// A PIN for a member of staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SetPinInput {
    /// Whose.
    pub actor_id: String,
    /// The PIN before, when it is the own one.
    pub current: Option<String>,
    /// Four to eight digits; none takes it away.
    pub pin: Option<String>,
}

/// Signing in on a platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignInInput {
    /// Its address.
    pub platform: String,
    /// The name.
    pub user: String,
    /// The password.
    pub password: String,
    /// As `Empfang 1`.
    pub device_name: String,
}

/// Signing in on a platform with the system's browser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BrowserSignInInput {
    /// Its address.
    pub platform: String,
    /// As `Empfang 1`.
    pub device_name: String,
}

/// The practice itself, as printed on documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PracticeView {
    /// The name.
    pub name: String,
    /// The owner's name, may be empty.
    pub owner: String,
    /// Street and number.
    pub street: String,
    /// Postal code.
    pub postal_code: String,
    /// City.
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Steuernummer.
    pub tax_number: String,
    /// USt-IdNr.
    pub vat_id: String,
    /// E-mail.
    pub email: String,
    /// Phone.
    pub phone: String,
    /// IBAN.
    pub iban: String,
    /// BIC.
    pub bic: String,
    /// The bank's name.
    pub bank: String,
    /// Section 19 UStG.
    pub small_business: bool,
}
