//! Punch cards (Karten).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{MoneyView, PaymentInput};

/// What the list of cards shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardQuery {
    /// Name or code; empty lists all.
    pub text: String,
    /// `all`, `expiring`, `offer`, `paused`, `overdrawn`.
    pub filter: String,
    /// Only of this contact.
    pub contact_id: Option<String>,
    /// Rows to skip.
    pub offset: u32,
    /// Rows to give.
    pub limit: u32,
}

/// A part of the list with the figures above it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardPage {
    /// How many match.
    pub total: u32,
    /// By last use.
    pub rows: Vec<CardRow>,
    /// Over all cards.
    pub figures: CardFigures,
}

/// The figures above the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardFigures {
    /// Cards with entries left.
    pub active_cards: u32,
    /// Entries left on them.
    pub open_entries: u32,
    /// Their value.
    pub liability: MoneyView,
    /// Cards that end within 60 days.
    pub expiring_cards: u32,
    /// Entries on them.
    pub expiring_entries: u32,
    /// Their value.
    pub expiring_value: MoneyView,
    /// Cards whose ninth entry is used.
    pub to_offer: u32,
}

/// A card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardRow {
    /// The card.
    pub card_id: String,
    /// As scanned.
    pub code: String,
    /// The owner.
    pub contact_id: String,
    /// As shown.
    pub contact_name: String,
    /// Its name when sold.
    pub product: String,
    /// Bought.
    pub entries: u32,
    /// Used.
    pub used: u32,
    /// Left; negative when overdrawn.
    pub left: i32,
    /// A day.
    pub expires_on: Option<String>,
    /// An instant.
    pub last_used: Option<String>,
    /// `active`, `offer`, `expiring`, `expired`, `used_up`, `refunded`, `paused`, `overdrawn`.
    pub status: String,
}

/// A card whole.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CardView {
    /// The card.
    pub row: CardRow,
    /// Paid.
    pub price: MoneyView,
    /// Value of what is left.
    pub rest_value: MoneyView,
    /// A day.
    pub sold_on: String,
    /// Of the sale.
    pub receipt_number: Option<String>,
    /// Latest first.
    pub redemptions: Vec<RedemptionRow>,
    /// Visits of another card that were carried to this one when a case was settled.
    pub carried: u32,
}

/// An entry used or taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RedemptionRow {
    /// The redemption.
    pub redemption_id: String,
    /// Of the card, from 1.
    pub number: u32,
    /// An instant.
    pub at: String,
    /// Who checked in.
    pub actor: String,
    /// It was taken back.
    pub taken_back: bool,
    /// Why it was taken back.
    pub reason: String,
    /// A case was settled so: `charge`, `carry`, `goodwill`. The visit no longer counts on this card.
    pub settled: Option<String>,
}

/// Taking back a check-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct UndoRequest {
    /// The redemption.
    pub redemption_id: String,
    /// May be empty within the first 30 seconds.
    pub reason: String,
}

/// A card sold at the reception.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SellCardRequest {
    /// A product of the kind punch card.
    pub product_id: String,
    /// The owner.
    pub contact_id: String,
    /// How it is paid.
    pub payments: Vec<PaymentInput>,
}
