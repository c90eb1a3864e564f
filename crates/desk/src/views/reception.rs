//! The reception (Empfang).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{CardRow, MoneyView};

/// The home screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReceptionView {
    /// Today in Berlin.
    pub day: String,
    /// Today, latest first.
    pub checked_in: Vec<CheckInRow>,
    /// What wants attention.
    pub due: Vec<DueRow>,
}

/// A check-in of today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckInRow {
    /// The redemption.
    pub redemption_id: String,
    /// An instant.
    pub at: String,
    /// Who.
    pub contact_id: String,
    /// As shown.
    pub name: String,
    /// After it.
    pub entries_left: i32,
}

/// Something that wants attention.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct DueRow {
    /// `last_entry`, `expiring`, `invoice_overdue`, `till_not_counted`, `case`.
    pub kind: String,
    /// Name or number.
    pub title: String,
    /// Product, name or day.
    pub detail: String,
    /// When it is about money.
    pub amount: Option<MoneyView>,
    /// The id of contact, card, invoice or case.
    pub link: Option<String>,
}

/// What a scanned code is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScanTarget {
    /// `card`, `product`, `receipt`, `invoice`, `unknown`.
    pub kind: String,
    /// The thing.
    pub id: Option<String>,
    /// As scanned.
    pub code: String,
    /// Several products bear the code: somebody must choose. Empty when the code is clear.
    pub choices: Vec<ScanChoice>,
}

/// One of several products with the scanned code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScanChoice {
    /// The product.
    pub product_id: String,
    /// As on the receipt.
    pub name: String,
    /// With VAT.
    pub price: MoneyView,
}

/// A person found at the reception.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Candidate {
    /// The contact.
    pub contact_id: String,
    /// As shown.
    pub name: String,
    /// Birthday, city.
    pub detail: String,
    /// Live cards.
    pub cards: Vec<CardRow>,
    /// Unpaid invoices.
    pub open_amount: MoneyView,
    /// An instant.
    pub last_visit: Option<String>,
}

/// A check-in by card code, card or contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckInRequest {
    /// A card's code or id, or a contact's id.
    pub target: String,
}

/// What the reception sees from two metres.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CheckInResult {
    /// Green, amber or red.
    pub verdict: CheckInVerdict,
    /// `ok`, `last_entry`, `open_amount`, `expiring`, `unconfirmed_last_entry`, `used_up`, `expired`, `no_card`, `several_cards`, `unknown_code`.
    pub reason: String,
    /// When something was redeemed.
    pub redemption_id: Option<String>,
    /// Who.
    pub contact_id: Option<String>,
    /// As shown, or the code when nobody was found.
    pub name: String,
    /// The card after the check-in.
    pub card: Option<CardRow>,
    /// To choose from, when there are several.
    pub cards: Vec<CardRow>,
    /// Unpaid invoices.
    pub open_amount: Option<MoneyView>,
    /// The visit before this one, an instant.
    pub last_visit: Option<String>,
    /// An instant; undo without a reason until then.
    pub undo_until: Option<String>,
}

/// How it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CheckInVerdict {
    /// In.
    Green,
    /// In, and something is due.
    Amber,
    /// Not in; nothing was redeemed.
    Red,
}
