//! A card as the window lists it.

use chrono::{Days, NaiveDate};
use mojo_store::checkin::cards::{EXPIRING_DAYS, HeldCard};

use crate::reception::Names;
use crate::views::{CardRow, instant};

/// Where a card stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CardStatus {
    /// Entries left.
    Active,
    /// One entry left: offer a new card.
    Offer,
    /// It ends soon.
    Expiring,
    /// Its time is over.
    Expired,
    /// Nothing left.
    UsedUp,
    /// Paid back by a Storno of its sale.
    Refunded,
    /// Used more often than it has entries.
    Overdrawn,
}

impl CardStatus {
    /// The name in the window.
    fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Offer => "offer",
            Self::Expiring => "expiring",
            Self::Expired => "expired",
            Self::UsedUp => "used_up",
            Self::Refunded => "refunded",
            Self::Overdrawn => "overdrawn",
        }
    }

    /// Whether a visit may still be taken off.
    pub(crate) fn is_live(self) -> bool {
        matches!(self, Self::Active | Self::Offer | Self::Expiring)
    }
}

/// Where a card stands on `today`. The last day of a card is a good day.
pub(crate) fn status_of(held: &HeldCard, today: NaiveDate) -> CardStatus {
    let soon = today.checked_add_days(Days::new(EXPIRING_DAYS)).unwrap_or(NaiveDate::MAX);
    let expires = held.card.expires_on;
    match held.left {
        ..0 => CardStatus::Overdrawn,
        0 if held.refunded > 0 => CardStatus::Refunded,
        0 => CardStatus::UsedUp,
        _ if expires.is_some_and(|on| on < today) => CardStatus::Expired,
        1 if held.card.entries > 1 => CardStatus::Offer,
        _ if expires.is_some_and(|on| on <= soon) => CardStatus::Expiring,
        _ => CardStatus::Active,
    }
}

/// A card as the window lists it.
pub(crate) fn card_row(held: &HeldCard, names: &Names, today: NaiveDate) -> CardRow {
    let card = &held.card;
    CardRow {
        card_id: card.punch_card_id.to_string(),
        code: card.code.clone(),
        contact_id: card.contact_id.to_string(),
        contact_name: names.of(card.contact_id),
        product: card.text.clone(),
        entries: card.entries,
        used: u32::try_from(held.used).unwrap_or(0),
        left: i32::try_from(held.left).unwrap_or(i32::MIN),
        expires_on: card.expires_on.map(|day| day.to_string()),
        last_used: held.last_used_at.map(instant),
        status: status_of(held, today).name().to_owned(),
    }
}
