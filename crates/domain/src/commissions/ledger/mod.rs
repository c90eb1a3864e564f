//! The small world in which commissions live: it plays orders, refunds, attributions, payout runs
//! and deactivations in the sequence in which they are recorded (C17).
//!
//! It gathers the facts of a line and leaves every decision to the rules beside it. Each verb
//! plans first and changes something only when nothing can fail any more, so a refused event
//! leaves the world as it was, except that what was due at its time is approved.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chrono::{DateTime, Utc};

use super::{
    Agreement, AgreementBook, AgreementError, Attribution, AttributionHistory, CommissionEntry,
    CountryCode, Ids, LineBasis, NotPaid, PayoutKind, Policy, Purchases, Status,
};
use crate::{Currency, Money, MoneyError};

mod accounts;
mod attribute;
mod deactivate;
mod facts;
mod record_order;
mod refund;

#[cfg(test)]
mod tests;

/// What the ledger must know of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProductFacts<T> {
    /// Who sells it; `None` is MOJO LLC.
    pub seller: Option<T>,
    /// P1: sold by MOJO LLC.
    pub is_platform_product: bool,
    /// C14: false for a healing service.
    pub is_commission_eligible: bool,
}

/// A line of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderLine<I: Ids> {
    /// Unique within the order.
    pub id: I::Line,
    /// What was sold.
    pub product: ProductFacts<I::Tenant>,
    /// The net in list price, in cents of the order's currency.
    pub net_cents: i64,
}

/// An order as it is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order<I: Ids> {
    /// Unique.
    pub id: I::Order,
    /// When it was placed.
    pub at: DateTime<Utc>,
    /// Who bought.
    pub customer: I::Customer,
    /// C7: the tenant that the customer buys for.
    pub buyer_tenant: Option<I::Tenant>,
    /// C9: the billing country, if the order has an address.
    pub billing_country: Option<CountryCode>,
    /// The currency of every line.
    pub currency: Currency,
    /// C2: a renewal of a subscription.
    pub is_renewal: bool,
    /// C4: the money flows through the platform.
    pub is_via_connect: bool,
    /// What was bought.
    pub lines: Vec<OrderLine<I>>,
}

/// What became of an order that was handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// It is new and was calculated.
    New,
    /// C17: it was delivered before; nothing was changed.
    Duplicate,
}

/// Why an event is refused. The ledger goes on without it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The refund names an order or a line that is not recorded.
    #[error("unknown order line")]
    UnknownLine,
    /// C12: the refund is zero or less.
    #[error("a refund is above zero")]
    NotPositive,
    /// C12: the refund is more than what is left of the line.
    #[error("more than what is left of the line")]
    MoreThanLeft,
    /// A4: the customer belongs to somebody.
    #[error("the customer's attribution is live")]
    AttributionIsLive,
    /// C13: the tenant has left.
    #[error("the tenant is deactivated")]
    TenantIsDeactivated,
}

/// Why an event could not be played.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// Refused by a rule.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Beyond 64 bits of cents.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// The order is known with other content; what was issued is never rewritten.
    #[error("the order is recorded with other content")]
    OrderDiffers,
    /// A line id stands twice in the order.
    #[error("a line stands twice in the order")]
    LineTwice,
}

/// A commission with its life (C11).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerEntry<I: Ids> {
    /// The order.
    pub order: I::Order,
    /// The line of the order.
    pub line: I::Line,
    /// When the order was placed.
    pub ordered_at: DateTime<Utc>,
    /// When it was recorded; later than `ordered_at` where a desk was offline.
    pub booked_at: DateTime<Utc>,
    /// The end of the hold period.
    pub approves_at: DateTime<Utc>,
    /// What was calculated, never changed.
    pub commission: CommissionEntry<I::Tenant>,
    /// Where it stands.
    pub status: Status,
    /// C12: what refunds have taken back so far.
    pub reversed: Money,
    /// C13: when it was forfeited.
    pub forfeited_at: Option<DateTime<Utc>>,
    /// Y5: the recipient disputes it; it is not paid until that is settled.
    pub is_frozen: bool,
}

/// A line with its facts and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineState<T: Ord> {
    /// The facts by which it was calculated.
    pub basis: LineBasis<T>,
    /// C5: what was left for the seller when ordered.
    pub rest: Money,
    /// C12: the net refunded so far.
    pub refunded: Money,
    /// C15: what was not paid, and why.
    pub not_paid: Vec<NotPaid<T>>,
    /// Its entries, as places in the ledger.
    entries: Range<usize>,
}

/// C12: one refund's effect on one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reversal {
    /// The entry, as its place in [`Ledger::entries`].
    pub entry: usize,
    /// When.
    pub at: DateTime<Utc>,
    /// What was taken back; above zero.
    pub amount: Money,
}

/// A payout that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payout<T> {
    /// Who was paid.
    pub recipient: T,
    /// When.
    pub at: DateTime<Utc>,
    /// How much; above zero.
    pub amount: Money,
    /// By what.
    pub kind: PayoutKind,
}

#[derive(Clone, Debug)]
struct CustomerState<T> {
    attributions: AttributionHistory<T>,
    purchases: Purchases,
    first_country: Option<CountryCode>,
}

impl<T> Default for CustomerState<T> {
    fn default() -> Self {
        Self {
            attributions: AttributionHistory::default(),
            purchases: Purchases::default(),
            first_country: None,
        }
    }
}

#[derive(Clone, Debug)]
struct OrderState<I: Ids> {
    order: Order<I>,
    lines: BTreeMap<I::Line, LineState<I::Tenant>>,
}

/// What is due to one recipient in one currency.
#[derive(Clone, Debug, Default)]
struct Account {
    /// Approved and unpaid entries.
    approved: Vec<usize>,
    /// What refunds took from paid entries: zero or negative.
    clawback_cents: i128,
}

/// The commission ledger.
#[derive(Clone, Debug)]
pub struct Ledger<I: Ids> {
    policy: Policy,
    agreements: AgreementBook<I::Tenant>,
    customers: BTreeMap<I::Customer, CustomerState<I::Tenant>>,
    orders: BTreeMap<I::Order, OrderState<I>>,
    entries: Vec<LedgerEntry<I>>,
    waiting: BTreeSet<(DateTime<Utc>, usize)>,
    accounts: BTreeMap<(I::Tenant, Currency), Account>,
    deactivated: BTreeSet<I::Tenant>,
    reversals: Vec<Reversal>,
    payouts: Vec<Payout<I::Tenant>>,
    now: DateTime<Utc>,
}

impl<I: Ids> Ledger<I> {
    /// An empty ledger under `policy`.
    pub fn new(policy: Policy) -> Self {
        Self {
            policy,
            agreements: AgreementBook::default(),
            customers: BTreeMap::new(),
            orders: BTreeMap::new(),
            entries: Vec::new(),
            waiting: BTreeSet::new(),
            accounts: BTreeMap::new(),
            deactivated: BTreeSet::new(),
            reversals: Vec::new(),
            payouts: Vec::new(),
            now: DateTime::<Utc>::MIN_UTC,
        }
    }

    /// C1: takes a regional agreement in.
    ///
    /// # Errors
    /// [`AgreementError`] above the cap, or where it would not be exclusive.
    pub fn add_agreement(
        &mut self,
        agreement: &Agreement<I::Tenant>,
    ) -> Result<(), AgreementError> {
        self.agreements.add(agreement, &self.policy)
    }

    /// C11: approves what is due at `now`.
    pub fn approve_until(&mut self, now: DateTime<Utc>) {
        self.now = self.now.max(now);
        while let Some((approves_at, index)) = self.waiting.first().copied() {
            if approves_at > self.now {
                break;
            }
            self.waiting.pop_first();
            self.approve(index);
        }
    }

    /// Every commission, in the sequence of recording.
    pub fn entries(&self) -> &[LedgerEntry<I>] {
        &self.entries
    }

    /// Every line, by order and line.
    pub fn lines(&self) -> impl Iterator<Item = (&I::Order, &I::Line, &LineState<I::Tenant>)> {
        self.orders.iter().flat_map(|(order, state)| {
            state.lines.iter().map(move |(line, line_state)| (order, line, line_state))
        })
    }

    /// The entries of a line.
    pub fn entries_of(&self, line: &LineState<I::Tenant>) -> &[LedgerEntry<I>] {
        &self.entries[line.entries.clone()]
    }

    /// Every payout, in the order made.
    pub fn payouts(&self) -> &[Payout<I::Tenant>] {
        &self.payouts
    }

    /// Every reversal, in the order made.
    pub fn reversals(&self) -> &[Reversal] {
        &self.reversals
    }

    /// The latest attribution of a customer, live or not.
    pub fn attribution_of(&self, customer: &I::Customer) -> Option<&Attribution<I::Tenant>> {
        self.customers.get(customer)?.attributions.latest()
    }

    /// Y5: freezes a disputed entry, or releases it.
    pub fn set_frozen(&mut self, entry: usize, is_frozen: bool) {
        if let Some(entry) = self.entries.get_mut(entry) {
            entry.is_frozen = is_frozen;
        }
    }
}
