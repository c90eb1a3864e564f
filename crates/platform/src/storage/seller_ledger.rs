//! C5: what sellers have of payments that stay in the platform's account at the provider, entry by
//! entry, and which payout pays each of them.

use std::collections::BTreeMap;
use std::str::FromStr;

use mojo_domain::{Currency, OrderId, ParseCodeError, TenantId};
use uuid::Uuid;

use super::cards::id_list;
use super::query::{InsertMany, queries};
use super::{LedgerTx, Row, StorageError, TenantTx, Value, values};

/// Why an entry was booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SellerReason {
    /// The customer paid.
    Sale,
    /// Money was given back.
    Refund,
    /// The customer's bank took money back.
    Dispute,
    /// A refund did not go through after all.
    RefundBack,
    /// The commissions came to something else (Y5, or a share that was rounded anew).
    Correction,
}

impl SellerReason {
    const ALL: [Self; 5] =
        [Self::Sale, Self::Refund, Self::Dispute, Self::RefundBack, Self::Correction];

    /// The text at rest and in answers.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Sale => "sale",
            Self::Refund => "refund",
            Self::Dispute => "dispute",
            Self::RefundBack => "refund_back",
            Self::Correction => "correction",
        }
    }
}

impl FromStr for SellerReason {
    type Err = ParseCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|reason| reason.code() == text).ok_or(ParseCodeError)
    }
}

/// Where an entry stands: reserved by a payout, or waiting for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SellerPlace {
    /// The next payout pays it.
    Due,
    /// Its sale is in the hold period.
    InHold,
    /// The payment of its order is disputed (Y5).
    Frozen,
    /// Reserved by a payout that has not ended.
    InTransfer,
    /// Paid.
    Paid,
    /// Its payout came back, and no later one carries it yet: it is due again with that as a whole.
    Returned,
}

impl SellerPlace {
    const ALL: [Self; 6] =
        [Self::Due, Self::InHold, Self::Frozen, Self::InTransfer, Self::Paid, Self::Returned];

    /// The text in answers.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Due => "due",
            Self::InHold => "in_hold",
            Self::Frozen => "frozen",
            Self::InTransfer => "in_transfer",
            Self::Paid => "paid",
            Self::Returned => "returned",
        }
    }
}

impl FromStr for SellerPlace {
    type Err = ParseCodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|place| place.code() == text).ok_or(ParseCodeError)
    }
}

/// An entry: what was taken of a line's money, and what of it is the seller's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SellerEntry {
    pub(crate) order_id: OrderId,
    pub(crate) line_no: i64,
    /// Counted from 1 within the line.
    pub(crate) entry_no: i64,
    pub(crate) reason: SellerReason,
    /// VAT included; below zero for what went back.
    pub(crate) gross_cents: i64,
    /// The VAT in it.
    pub(crate) vat_cents: i64,
    /// What the platform keeps of it (C2, C4).
    pub(crate) kept_cents: i64,
    pub(crate) currency: Currency,
    /// Not paid out before, in microseconds.
    pub(crate) due_at: i64,
    pub(crate) booked_at: i64,
}

impl SellerEntry {
    /// The seller's.
    pub(crate) fn amount_cents(&self) -> i64 {
        self.gross_cents - self.kept_cents
    }
}

/// An entry as it is listed.
#[derive(Clone, Debug)]
pub(crate) struct ListedSellerEntry {
    pub(crate) entry: SellerEntry,
    pub(crate) order_number: String,
    pub(crate) product_name: String,
    pub(crate) place: SellerPlace,
    /// The payout that reserved it, unless that was released; where it came back, the one that carries
    /// that now.
    pub(crate) payout_id: Option<Uuid>,
}

/// A sale that has no entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnbookedSale {
    pub(crate) seller: TenantId,
    /// The provider's.
    pub(crate) payment_id: String,
    pub(crate) currency: Currency,
    /// What the customer paid.
    pub(crate) amount_cents: i64,
}

/// Where a page begins: the place of the last entry of the page before.
pub(crate) type SellerEntryPlace = (i64, OrderId, i64, i64);

/// Cents of one currency, by where they stand; together they are every entry.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SellerBalance {
    pub(crate) due_cents: i64,
    pub(crate) in_hold_cents: i64,
    pub(crate) frozen_cents: i64,
    pub(crate) in_transfer_cents: i64,
    /// Less what came back.
    pub(crate) paid_cents: i64,
}

impl SellerBalance {
    /// What the platform owes the seller; below zero where the seller owes the platform.
    pub(crate) fn owed_cents(self) -> i64 {
        self.due_cents + self.in_hold_cents + self.frozen_cents + self.in_transfer_cents
    }
}

const INSERT_ENTRIES: InsertMany = InsertMany {
    table: "seller_entries",
    columns: &[
        "tenant_id",
        "order_id",
        "line_no",
        "entry_no",
        "reason",
        "gross_cents",
        "vat_cents",
        "kept_cents",
        "amount_cents",
        "currency",
        "due_at",
        "booked_at",
    ],
    tail: "",
};
const INSERT_PAYOUT_ENTRIES: InsertMany = InsertMany {
    table: "seller_payout_entries",
    columns: &["tenant_id", "payout_id", "order_id", "line_no", "entry_no", "amount_cents"],
    tail: "",
};
/// Every insertion of this module, for the test that prepares them.
#[cfg(test)]
pub(super) const INSERTS: &[&InsertMany] = &[&INSERT_ENTRIES, &INSERT_PAYOUT_ENTRIES];

queries! {
    OF_ORDER = "SELECT order_id, line_no, entry_no, reason, gross_cents, vat_cents, kept_cents, \
        currency, due_at, booked_at FROM seller_entries \
        WHERE tenant_id = $1 AND order_id = $2 ORDER BY line_no, entry_no",
    DUE = include_str!("seller_ledger/due.sql"),
    PAGE = include_str!("seller_ledger/page.sql"),
    SUMS = include_str!("seller_ledger/sums.sql"),
    OF_ORDERS = "SELECT c.tenant_id, c.checkout_id FROM checkouts AS c \
        WHERE c.order_id IN (SELECT value FROM json_each($1)) AND c.state = 'paid' \
        AND c.tenant_id <> $2 AND NOT EXISTS (SELECT 1 FROM checkout_destinations AS d \
        WHERE d.tenant_id = c.tenant_id AND d.checkout_id = c.checkout_id) \
        ORDER BY c.tenant_id, c.checkout_id";
    postgres = "SELECT c.tenant_id, c.checkout_id FROM checkouts AS c \
        WHERE c.order_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($1 AS jsonb)))) \
        AND c.state = 'paid' \
        AND c.tenant_id <> $2 AND NOT EXISTS (SELECT 1 FROM checkout_destinations AS d \
        WHERE d.tenant_id = c.tenant_id AND d.checkout_id = c.checkout_id) \
        ORDER BY c.tenant_id, c.checkout_id",
    UNBOOKED = include_str!("seller_ledger/unbooked.sql"),
    OPEN_SALES = include_str!("seller_ledger/open_sales.sql"),
    TOTALS = "SELECT currency, CAST(SUM(amount_cents) AS BIGINT) AS cents FROM seller_entries \
        GROUP BY currency ORDER BY currency",
}

fn entry(row: &Row) -> Result<SellerEntry, StorageError> {
    Ok(SellerEntry {
        order_id: row.parsed("order_id")?,
        line_no: row.int("line_no")?,
        entry_no: row.int("entry_no")?,
        reason: row.parsed("reason")?,
        gross_cents: row.int("gross_cents")?,
        vat_cents: row.int("vat_cents")?,
        kept_cents: row.int("kept_cents")?,
        currency: row.parsed("currency")?,
        due_at: row.int("due_at")?,
        booked_at: row.int("booked_at")?,
    })
}

fn listed(row: &Row) -> Result<ListedSellerEntry, StorageError> {
    Ok(ListedSellerEntry {
        entry: entry(row)?,
        order_number: row.text("order_number")?,
        product_name: row.text("product_name")?,
        place: row.parsed("place")?,
        payout_id: row.opt_parsed("payout_id")?,
    })
}

fn sale(row: &Row) -> Result<(TenantId, Uuid), StorageError> {
    Ok((row.parsed("tenant_id")?, row.parsed("checkout_id")?))
}

impl TenantTx {
    /// Books entries; under the seller's lock.
    pub(crate) async fn insert_seller_entries(
        &mut self,
        entries: &[SellerEntry],
    ) -> Result<(), StorageError> {
        let own = self.own();
        let row = |entry: &SellerEntry| {
            values![
                own.clone(),
                Value::id(entry.order_id),
                entry.line_no,
                entry.entry_no,
                entry.reason.code(),
                entry.gross_cents,
                entry.vat_cents,
                entry.kept_cents,
                entry.amount_cents(),
                entry.currency.code(),
                entry.due_at,
                entry.booked_at,
            ]
        };
        self.tx.insert_many(&INSERT_ENTRIES, entries.iter().map(row).collect()).await
    }

    /// What was booked of an order, line by line in the order of booking.
    pub(crate) async fn list_seller_entries_of(
        &mut self,
        order_id: OrderId,
    ) -> Result<Vec<SellerEntry>, StorageError> {
        let rows = self.tx.all(OF_ORDER, vec![self.own(), Value::id(order_id)]).await?;
        rows.iter().map(entry).collect()
    }

    /// What a payout at `now` pays: out of the hold period, not disputed, and no other payout's.
    pub(crate) async fn list_due_seller_entries(
        &mut self,
        now: i64,
    ) -> Result<Vec<SellerEntry>, StorageError> {
        self.tx.all(DUE, values![self.own(), now]).await?.iter().map(entry).collect()
    }

    /// A payout pays these: they are no other one's until it is released.
    pub(crate) async fn reserve_seller_entries(
        &mut self,
        payout_id: Uuid,
        entries: &[SellerEntry],
    ) -> Result<(), StorageError> {
        let own = self.own();
        let row = |entry: &SellerEntry| {
            let (payout, order) = (Value::id(payout_id), Value::id(entry.order_id));
            let amount = entry.amount_cents();
            values![own.clone(), payout, order, entry.line_no, entry.entry_no, amount]
        };
        self.tx.insert_many(&INSERT_PAYOUT_ENTRIES, entries.iter().map(row).collect()).await
    }

    /// A page of the seller's entries, the latest first, as they stand at `now`.
    pub(crate) async fn page_seller_entries(
        &mut self,
        before: Option<SellerEntryPlace>,
        limit: i64,
        now: i64,
    ) -> Result<Vec<ListedSellerEntry>, StorageError> {
        let (at, order, line, no) = match before {
            Some((at, order, line, no)) => (at, order.to_string(), line, no),
            None => (i64::MAX, String::new(), 0, 0),
        };
        let values = values![self.own(), now, at, order, line, no, limit];
        self.tx.all(PAGE, values).await?.iter().map(listed).collect()
    }

    /// What the seller has in each currency at `now`.
    pub(crate) async fn sum_seller_entries(
        &mut self,
        now: i64,
    ) -> Result<BTreeMap<Currency, SellerBalance>, StorageError> {
        let mut sums: BTreeMap<Currency, SellerBalance> = BTreeMap::new();
        for row in &self.tx.all(SUMS, values![self.own(), now]).await? {
            let of = sums.entry(row.parsed("currency")?).or_default();
            let (cents, place): (i64, SellerPlace) = (row.int("cents")?, row.parsed("place")?);
            match place {
                SellerPlace::Due | SellerPlace::Returned => of.due_cents += cents,
                SellerPlace::InHold => of.in_hold_cents += cents,
                SellerPlace::Frozen => of.frozen_cents += cents,
                SellerPlace::InTransfer => of.in_transfer_cents += cents,
                SellerPlace::Paid => of.paid_cents += cents,
            }
        }
        // What came back is due again, and was paid by nobody.
        for back in self.list_due_returns(true).await? {
            let of = sums.entry(back.currency).or_default();
            of.due_cents += back.amount_cents;
        }
        Ok(sums)
    }
}

impl LedgerTx {
    /// Of these orders, those whose payment stays in the platform's account, with seller and checkout.
    pub(crate) async fn list_sales_of(
        &mut self,
        orders: &[Uuid],
    ) -> Result<Vec<(TenantId, Uuid)>, StorageError> {
        let values = values![id_list(orders), Value::id(TenantId::MOJO_LLC)];
        self.tx.all(OF_ORDERS, values).await?.iter().map(sale).collect()
    }

    /// A page of the sales of which something may not be booked yet, after the given one: those
    /// without an entry, and those of which something else went back, or whose commissions came to
    /// something else, than was booked.
    pub(crate) async fn page_open_sales(
        &mut self,
        after: Option<(TenantId, Uuid)>,
        limit: i64,
    ) -> Result<Vec<(TenantId, Uuid)>, StorageError> {
        let (tenant, checkout) = match after {
            Some((tenant, checkout)) => (tenant.to_string(), checkout.to_string()),
            None => (String::new(), String::new()),
        };
        let values = values![Value::id(TenantId::MOJO_LLC), tenant, checkout, limit];
        self.tx.all(OPEN_SALES, values).await?.iter().map(sale).collect()
    }

    /// Sales of which the platform has the money and the seller has no entry, the first paid one first;
    /// one that waits for its commissions is none yet.
    pub(crate) async fn list_unbooked_sales(
        &mut self,
        limit: i64,
    ) -> Result<Vec<UnbookedSale>, StorageError> {
        let rows = self.tx.all(UNBOOKED, values![Value::id(TenantId::MOJO_LLC), limit]).await?;
        let unbooked = |row: &Row| -> Result<UnbookedSale, StorageError> {
            Ok(UnbookedSale {
                seller: row.parsed("tenant_id")?,
                payment_id: row.text("provider_payment_id")?,
                currency: row.parsed("currency")?,
                amount_cents: row.int("amount_cents")?,
            })
        };
        rows.iter().map(unbooked).collect()
    }

    /// The sum of every seller's entries in each currency, paid or not.
    pub(crate) async fn total_seller_entries(
        &mut self,
    ) -> Result<BTreeMap<Currency, i64>, StorageError> {
        let rows = self.tx.all(TOTALS, Vec::new()).await?;
        rows.iter().map(|row| Ok((row.parsed("currency")?, row.int("cents")?))).collect()
    }
}
