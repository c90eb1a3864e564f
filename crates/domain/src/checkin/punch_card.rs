//! A punch card: using an entry and taking a use back (D1).

use chrono::NaiveDate;

use super::{Balance, Ledger, LedgerEntry};
use crate::{Currency, Money, MoneyError, PunchCardId, RedemptionId};

/// A card as it was sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PunchCard {
    /// The card.
    pub id: PunchCardId,
    /// How many visits it is good for.
    pub entries: u32,
    /// The price with VAT.
    pub price_cents: i64,
    /// Of the price.
    pub currency: Currency,
    /// The last day on which it is good.
    pub expires_on: Option<NaiveDate>,
}

/// An entry used, ready to be appended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redemption {
    /// The redemption.
    pub id: RedemptionId,
    /// The card.
    pub punch_card_id: PunchCardId,
    /// The value of the entry with VAT: the values of all entries add up to the price.
    pub value_cents: i64,
    /// The card after it.
    pub balance: Balance,
    /// What the reception should say.
    pub warnings: Vec<CardWarning>,
}

/// What the reception should say when a card is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardWarning {
    /// One entry is left: offer a new card.
    OfferRenewal,
    /// That was the last entry.
    LastEntry,
    /// The card ends within two weeks and entries are left.
    ExpiresSoon {
        /// Its last day.
        on: NaiveDate,
    },
}

/// Why no entry can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedeemRefused {
    /// Nothing is left.
    #[error("the card is used up: {used} of {entries} entries used")]
    UsedUp {
        /// Uses that stand.
        used: i64,
        /// Entries sold.
        entries: i64,
    },
    /// Its time is over.
    #[error("the card expired on {on}")]
    Expired {
        /// Its last day.
        on: NaiveDate,
    },
    /// This redemption is in the ledger already.
    #[error("this redemption is recorded already")]
    Duplicate,
}

/// A use taken back, ready to be appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TakeBack {
    /// The counter-entry.
    pub id: RedemptionId,
    /// The use that it takes back.
    pub takes_back: RedemptionId,
    /// The negative value of that use.
    pub value_cents: i64,
    /// The card after it.
    pub balance: Balance,
}

/// Why a use cannot be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TakeBackRefused {
    /// No such use on this card.
    #[error("this card has no such redemption")]
    Unknown,
    /// Once only.
    #[error("this redemption was taken back already")]
    AlreadyTakenBack,
}

/// Why a card cannot be sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CardRefused {
    /// A card for no visit.
    #[error("a card needs at least one entry")]
    NoEntries,
    /// A price below zero.
    #[error("the price of the card is below zero")]
    NegativePrice,
    /// It would be over before it begins.
    #[error("the card would expire on {on}, before it is sold")]
    ExpiresBeforeSale {
        /// Its last day.
        on: NaiveDate,
    },
}

/// Two weeks before its end the reception is told.
const SOON_DAYS: i64 = 14;

impl PunchCard {
    /// Checks a card that is about to be sold on `day`.
    ///
    /// # Errors
    /// [`CardRefused`] says why not.
    pub fn check_sale(&self, day: NaiveDate) -> Result<(), CardRefused> {
        if self.entries == 0 {
            return Err(CardRefused::NoEntries);
        }
        if self.price_cents < 0 {
            return Err(CardRefused::NegativePrice);
        }
        match self.expires_on {
            Some(on) if on < day => Err(CardRefused::ExpiresBeforeSale { on }),
            _ => Ok(()),
        }
    }

    /// The value of one entry with VAT, rounded down: what a card states.
    pub fn entry_value_cents(&self) -> i64 {
        self.price_cents.checked_div(self.entries.into()).unwrap_or(0)
    }

    /// The values of all entries in the order of their use; they add up to the price, and the
    /// last ones bear the odd cents.
    ///
    /// # Errors
    /// [`MoneyError::NoWeights`] for a card without entries.
    pub fn entry_values(&self) -> Result<Vec<Money>, MoneyError> {
        let weights = vec![1; usize::try_from(self.entries).map_err(|_| MoneyError::Overflow)?];
        let mut values = Money::new(self.price_cents, self.currency).allocate(&weights)?;
        values.reverse();
        Ok(values)
    }

    /// Uses one entry for a visit on `day`. The last day of a card is a good day.
    ///
    /// # Errors
    /// [`RedeemRefused`] says why not.
    pub fn redeem(
        &self,
        ledger: &Ledger,
        id: RedemptionId,
        day: NaiveDate,
    ) -> Result<Redemption, RedeemRefused> {
        if ledger.value_of(id).is_some() {
            return Err(RedeemRefused::Duplicate);
        }
        let before = ledger.balance(self.entries);
        if before.left <= 0 {
            return Err(RedeemRefused::UsedUp { used: before.used, entries: before.entries });
        }
        if let Some(on) = self.expires_on.filter(|on| *on < day) {
            return Err(RedeemRefused::Expired { on });
        }
        // What is left of the price, divided by what is left of the entries: exact at the end
        // whatever was taken back in between.
        let value_cents = self.price_cents.saturating_sub(ledger.used_cents()) / before.left;
        let balance = Balance { used: before.used + 1, left: before.left - 1, ..before };
        let warnings = self.warnings(balance.left, day);
        Ok(Redemption { id, punch_card_id: self.id, value_cents, balance, warnings })
    }

    /// Takes a use back, once, by a counter-entry.
    ///
    /// # Errors
    /// [`TakeBackRefused`] says why not.
    pub fn take_back(
        &self,
        ledger: &Ledger,
        id: RedemptionId,
        use_id: RedemptionId,
    ) -> Result<TakeBack, TakeBackRefused> {
        let value = ledger.value_of(use_id).ok_or(TakeBackRefused::Unknown)?;
        if ledger.is_taken_back(use_id) {
            return Err(TakeBackRefused::AlreadyTakenBack);
        }
        let before = ledger.balance(self.entries);
        let balance = Balance { used: before.used - 1, left: before.left + 1, ..before };
        Ok(TakeBack { id, takes_back: use_id, value_cents: -value, balance })
    }

    fn warnings(&self, left: i64, day: NaiveDate) -> Vec<CardWarning> {
        let mut warnings = Vec::new();
        match left {
            0 => warnings.push(CardWarning::LastEntry),
            1 => warnings.push(CardWarning::OfferRenewal),
            _ => {}
        }
        let soon = |on: &NaiveDate| on.signed_duration_since(day).num_days() <= SOON_DAYS;
        if let Some(on) = self.expires_on.filter(soon).filter(|_| left > 0) {
            warnings.push(CardWarning::ExpiresSoon { on });
        }
        warnings
    }
}

impl From<&Redemption> for LedgerEntry {
    fn from(used: &Redemption) -> Self {
        Self { id: used.id, takes_back: None, value_cents: used.value_cents }
    }
}

impl From<&TakeBack> for LedgerEntry {
    fn from(back: &TakeBack) -> Self {
        Self { id: back.id, takes_back: Some(back.takes_back), value_cents: back.value_cents }
    }
}

#[cfg(test)]
mod tests;
