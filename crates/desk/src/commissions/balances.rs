//! What moved the balance month by month, from sums: where a month begins does not need the
//! entries of the months before (Y3).

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use mojo_domain::commissions::SettledAs;
use mojo_domain::{Currency, Money, MoneyError, Month};
use mojo_store::Source;
use mojo_store::commissions::{
    CorrectionSum, EntrySum, ForfeitureSum, PayoutSum, ReversalSum, list_correction_sums,
    list_entry_sums, list_forfeiture_sums, list_payout_sums, list_reversal_sums,
};

use super::CommissionsError;
use super::ledger::{known, policy};

/// Everything received, added up by month.
#[derive(Default)]
pub(super) struct Balances {
    pub(super) entries: Vec<EntrySum>,
    pub(super) reversals: Vec<ReversalSum>,
    pub(super) corrections: Vec<CorrectionSum>,
    pub(super) payouts: Vec<PayoutSum>,
    pub(super) forfeitures: Vec<ForfeitureSum>,
}

/// What moved the balance in some months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moved {
    /// The commissions that will be paid out.
    pub(super) earned: Money,
    /// What refunds took from such commissions.
    pub(super) reversed: Money,
    /// Y5: what corrections gave such commissions, less what they took.
    pub(super) corrected: Money,
    /// What was paid.
    pub(super) paid: Money,
}

impl Moved {
    /// What the balance became by it, from `opening`.
    pub(super) fn added_to(self, opening: Money) -> Result<Money, MoneyError> {
        let earned = opening.checked_add(self.earned)?.checked_sub(self.reversed)?;
        earned.checked_add(self.corrected)?.checked_sub(self.paid)
    }
}

impl Balances {
    pub(super) async fn load(source: &mut impl Source) -> Result<Self, CommissionsError> {
        Ok(Self {
            entries: list_entry_sums(source).await?,
            reversals: list_reversal_sums(source).await?,
            corrections: list_correction_sums(source).await?,
            payouts: list_payout_sums(source).await?,
            forfeitures: list_forfeiture_sums(source).await?,
        })
    }

    /// The months in which something was booked, the latest first.
    pub(super) fn months(&self) -> Vec<Month> {
        let months: BTreeSet<Month> = self.booked().map(|(month, _)| month).collect();
        months.into_iter().rev().collect()
    }

    /// Y3: the months in which something was booked, and those up to `present` that began with a
    /// balance, each with every currency in which it was so, the latest first; of one month in order
    /// of the code.
    pub(super) fn statements(
        &self,
        present: Month,
    ) -> Result<Vec<(Month, Currency)>, CommissionsError> {
        let mut all: BTreeSet<(Reverse<Month>, Currency)> =
            self.booked().map(|(month, currency)| (Reverse(month), currency)).collect();
        for currency in self.currencies() {
            let carried = self.carried(present, currency)?;
            all.extend(carried.into_iter().map(|month| (Reverse(month), currency)));
        }
        Ok(all.into_iter().map(|(Reverse(month), currency)| (month, currency)).collect())
    }

    /// The months up to `present` that began with a balance, as far as this program can tell: what
    /// only a newer one knows closes the statements that it is about, and not the list of all.
    fn carried(&self, present: Month, currency: Currency) -> Result<Vec<Month>, CommissionsError> {
        let of_currency = self.booked().filter(|(_, booked)| *booked == currency);
        let booked: BTreeSet<Month> = of_currency.map(|(month, _)| month).collect();
        let mut carried = Vec::new();
        let Some(mut month) = booked.first().copied() else { return Ok(carried) };
        let mut balance = Money::zero(currency);
        while month < present {
            if booked.contains(&month) {
                let moved = match self.moved(currency, |counted| counted == month) {
                    Err(CommissionsError::Unknown { .. }) => break,
                    moved => moved?,
                };
                let forfeited = self.forfeited(currency, |counted| counted == month)?;
                balance = moved.added_to(balance)?.checked_sub(forfeited)?;
            }
            month = month.next();
            if balance.cents != 0 {
                carried.push(month);
            }
        }
        Ok(carried)
    }

    /// Every currency in which something was booked.
    pub(super) fn currencies(&self) -> BTreeSet<Currency> {
        self.booked().map(|(_, currency)| currency).collect()
    }

    /// What was booked. A reversal whose entry is not here is of no statement yet.
    pub(super) fn booked(&self) -> impl Iterator<Item = (Month, Currency)> {
        let entries = self.entries.iter().map(|sum| (sum.month, sum.currency));
        let of_entries = self.reversals.iter().filter(|sum| sum.settled_as.is_some());
        let reversals = of_entries.map(|sum| (sum.month, sum.currency));
        let corrections = self.corrections.iter().map(|sum| (sum.month, sum.currency));
        let payouts = self.payouts.iter().map(|sum| (sum.month, sum.currency));
        let forfeitures = self.forfeitures.iter().map(|sum| (sum.month, sum.currency));
        entries.chain(reversals).chain(corrections).chain(payouts).chain(forfeitures)
    }

    /// A statement is of one currency (Y3): where nobody says which, the only one that has a statement
    /// of the month, and where none has, the one that there is most of by its end.
    ///
    /// # Errors
    /// [`CommissionsError::SeveralCurrencies`] where the month has several.
    pub(super) fn currency_of(&self, month: Month) -> Result<Currency, CommissionsError> {
        let of_month = self.statements(month)?.into_iter().filter(|(listed, _)| *listed == month);
        let currencies: Vec<Currency> = of_month.map(|(_, currency)| currency).collect();
        match currencies.as_slice() {
            [] => Ok(self.currency(month)),
            [only] => Ok(*only),
            _ => Err(CommissionsError::SeveralCurrencies { month, currencies }),
        }
    }

    /// The currency that there is most of by the end of `month`.
    pub(super) fn currency(&self, month: Month) -> Currency {
        let mut counts: BTreeMap<Currency, u64> = BTreeMap::new();
        for sum in self.entries.iter().filter(|sum| sum.month <= month) {
            *counts.entry(sum.currency).or_default() += u64::from(sum.entries);
        }
        let most =
            counts.into_iter().max_by_key(|(currency, count)| (*count, *currency == Currency::EUR));
        most.map_or(Currency::EUR, |(currency, _)| currency)
    }

    /// What moved the balance in the months that count.
    pub(super) fn moved(
        &self,
        currency: Currency,
        counts: impl Fn(Month) -> bool,
    ) -> Result<Moved, CommissionsError> {
        let zero = Money::zero(currency);
        let mut moved = Moved { earned: zero, reversed: zero, corrected: zero, paid: zero };
        let add = |sum: &mut Money, cents| -> Result<(), MoneyError> {
            *sum = sum.checked_add(Money::new(cents, currency))?;
            Ok(())
        };
        for sum in self.entries.iter().filter(|it| it.currency == currency && counts(it.month)) {
            if is_payout(sum.month, &sum.settled_as)? {
                add(&mut moved.earned, sum.amount_cents)?;
            }
        }
        for sum in self.reversals.iter().filter(|it| it.currency == currency && counts(it.month)) {
            let Some(settled_as) = &sum.settled_as else { continue };
            if is_payout(sum.month, settled_as)? {
                add(&mut moved.reversed, sum.reversed_cents)?;
            }
        }
        moved.corrected = self.corrected(currency, &counts)?;
        for sum in self.payouts.iter().filter(|it| it.currency == currency && counts(it.month)) {
            add(&mut moved.paid, sum.amount_cents)?;
        }
        Ok(moved)
    }

    /// Y5: what people corrected in the months that count.
    pub(super) fn corrected(
        &self,
        currency: Currency,
        counts: impl Fn(Month) -> bool,
    ) -> Result<Money, MoneyError> {
        let mut corrected = Money::zero(currency);
        for sum in self.corrections.iter().filter(|it| it.currency == currency && counts(it.month))
        {
            corrected = corrected.checked_add(Money::new(sum.amount_cents, currency))?;
        }
        Ok(corrected)
    }

    /// C13: what was forfeited in the months that count.
    pub(super) fn forfeited(
        &self,
        currency: Currency,
        counts: impl Fn(Month) -> bool,
    ) -> Result<Money, MoneyError> {
        let mut forfeited = Money::zero(currency);
        for sum in self.forfeitures.iter().filter(|it| it.currency == currency && counts(it.month))
        {
            forfeited = forfeited.checked_add(Money::new(sum.amount_cents, currency))?;
        }
        Ok(forfeited)
    }

    /// Where the balance stands when `month` begins, without what was forfeited.
    pub(super) fn before(
        &self,
        month: Month,
        currency: Currency,
    ) -> Result<Money, CommissionsError> {
        let moved = self.moved(currency, |counted| counted < month)?;
        Ok(moved.added_to(Money::zero(currency))?)
    }

    /// How many days the entries of a currency up to the end of `month` are held at most (C11).
    pub(super) fn longest_hold(
        &self,
        month: Month,
        currency: Currency,
    ) -> Result<u32, CommissionsError> {
        let mut longest = 0;
        let counts = |sum_currency, sum_month| sum_currency == currency && sum_month <= month;
        for sum in self.entries.iter().filter(|sum| counts(sum.currency, sum.month)) {
            let policy = policy(&sum.month, &sum.rule_version)?;
            longest = longest.max(policy.hold_days);
        }
        Ok(longest)
    }
}

/// The balance moves by what is paid out; discounts and fees move none.
fn is_payout(month: Month, settled_as: &str) -> Result<bool, CommissionsError> {
    let settled: SettledAs = known(&month, "settled_as", settled_as)?;
    Ok(settled == SettledAs::Payout)
}
