//! The ledger of commissions, partitioned by recipient: entries, and what refunds took back.

use std::collections::BTreeSet;

use mojo_domain::commissions::{
    CommissionType, CountryCode, SettledAs, Status, is_frozen_by_dispute,
};
use mojo_domain::{CommissionEntryId, Currency, OrderId, Percentage, TenantId};
use uuid::Uuid;

use super::cards::id_list;
use super::disputes::Disputed;
use super::query::{InsertMany, Query, queries};
use super::{LedgerTx, Row, StorageError, TenantTx, Value, values};

/// A commission as it stands.
#[derive(Clone, Debug)]
pub(crate) struct CommissionRecord {
    /// Who gets it.
    pub(crate) recipient: TenantId,
    pub(crate) commission_id: CommissionEntryId,
    pub(crate) seller: TenantId,
    pub(crate) order_id: OrderId,
    pub(crate) line_no: i64,
    pub(crate) order_number: String,
    pub(crate) product_name: String,
    /// A pseudonym (C16).
    pub(crate) customer: String,
    pub(crate) billing_country: Option<CountryCode>,
    pub(crate) kind: CommissionType,
    pub(crate) percent: Percentage,
    pub(crate) base_cents: i64,
    pub(crate) amount_cents: i64,
    pub(crate) currency: Currency,
    pub(crate) settled_as: SettledAs,
    pub(crate) ordered_at: i64,
    pub(crate) approves_at: i64,
    /// What refunds took back, less what corrections gave (Y5); below zero where those gave more.
    pub(crate) reversed_cents: i64,
    pub(crate) refunded_net_cents: i64,
    /// What of the reversals payouts took into account.
    pub(crate) netted_cents: i64,
    /// The payout that reserved it, or paid it.
    pub(crate) payout_id: Option<Uuid>,
    pub(crate) paid_at: Option<i64>,
    pub(crate) forfeited_at: Option<i64>,
    pub(crate) created_at: i64,
}

impl CommissionRecord {
    /// A payout holds it whose outcome is open.
    pub(crate) fn is_reserved(&self) -> bool {
        self.payout_id.is_some() && self.paid_at.is_none()
    }

    /// C11: where the entry stands at an instant; approval follows from the time alone.
    pub(crate) fn status(&self, now: i64) -> Status {
        if self.forfeited_at.is_some() {
            Status::Forfeited
        } else if self.base_cents > 0 && self.refunded_net_cents >= self.base_cents {
            Status::Refunded
        } else if self.settled_as == SettledAs::Discount {
            Status::Settled
        } else if self.paid_at.is_some() {
            Status::Paid
        } else if self.approves_at <= now {
            Status::Approved
        } else {
            Status::Pending
        }
    }

    /// Y5: one of the entries whose dispute is open, and not at rest yet.
    pub(crate) fn is_frozen(&self, disputed: &Disputed, now: i64) -> bool {
        disputed.contains(&(self.recipient, self.commission_id))
            && is_frozen_by_dispute(self.status(now))
    }
}

/// A commission that was just forfeited (C13).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ForfeitedRow {
    pub(crate) commission_id: CommissionEntryId,
    pub(crate) currency: Currency,
    pub(crate) amount_cents: i64,
    /// What refunds took of it before, less what corrections gave.
    pub(crate) reversed_cents: i64,
    /// Never before it was ordered.
    pub(crate) forfeited_at: i64,
}

/// What one refund took back from one commission.
#[derive(Clone, Debug)]
pub(crate) struct ReversalRecord {
    pub(crate) commission_id: CommissionEntryId,
    pub(crate) refund_id: Uuid,
    pub(crate) reversed_at: i64,
    /// Below zero where an earlier refund did not go through after all.
    pub(crate) reversed_cents: i64,
}

/// Numbers of unpaid entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ApprovalCount {
    pub(crate) approved: i64,
    pub(crate) in_hold: i64,
    /// Y5: neither, until it is settled.
    pub(crate) disputed: i64,
}

/// Which commissions to list. What is left out narrows nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct CommissionPage {
    /// After this place.
    pub(crate) after: Option<(i64, CommissionEntryId)>,
    /// Ordered from this instant, inclusive.
    pub(crate) from: Option<i64>,
    /// Ordered until this instant, exclusive.
    pub(crate) until: Option<i64>,
    pub(crate) limit: i64,
    /// The instant at which the statuses are told.
    pub(crate) now: i64,
    /// One of the four of S1 8.1, as they are shown (C11, Y5).
    pub(crate) status: Option<Status>,
    pub(crate) kind: Option<CommissionType>,
    /// The billing country.
    pub(crate) country: Option<CountryCode>,
    /// The whole name, as the entry has it.
    pub(crate) product_name: Option<String>,
    /// Of these orders; of any where there are none.
    pub(crate) orders: Vec<Uuid>,
}

const INSERT_COMMISSIONS: InsertMany = InsertMany {
    table: "order_commissions",
    columns: &[
        "tenant_id",
        "commission_id",
        "seller_tenant_id",
        "order_id",
        "line_no",
        "order_number",
        "product_name",
        "customer",
        "billing_country",
        "commission_type",
        "percent",
        "base_cents",
        "amount_cents",
        "currency",
        "settled_as",
        "ordered_at",
        "approves_at",
        "created_at",
    ],
    tail: "",
};
const INSERT_REVERSALS: InsertMany = InsertMany {
    table: "commission_reversals",
    columns: &["tenant_id", "commission_id", "refund_id", "reversed_at", "reversed_cents"],
    tail: "",
};
/// Every insertion of this module, for the test that prepares them.
#[cfg(test)]
pub(super) const INSERTS: &[&InsertMany] = &[&INSERT_COMMISSIONS, &INSERT_REVERSALS];

/// A page of commissions of the scope. `$lead` is the filter of which an index knows the rows:
/// SQLite uses none for a comparison that may be left out. Where something leads, the scope is cast,
/// or SQLite would go through all that the recipient has in order of time.
macro_rules! page {
    ($scope:literal, $lead:literal) => {
        concat!(
            include_str!("ledger/page.sql"),
            "WHERE ",
            $scope,
            $lead,
            "\n",
            include_str!("ledger/filter.sql")
        )
    };
}

queries! {
    EXISTING = "SELECT commission_id FROM order_commissions \
        WHERE tenant_id = $1 AND commission_id IN (SELECT value FROM json_each($2))";
    postgres = "SELECT commission_id FROM order_commissions WHERE tenant_id = $1 \
        AND commission_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($2 AS jsonb))))",
    OF_TENANT = include_str!("ledger/of_tenant.sql"),
    FIND = include_str!("ledger/find.sql"),
    PAGE = page!("c.tenant_id = $1", ""),
    PAGE_OF_ORDER = page!(
        "CAST(c.tenant_id AS TEXT) = $1",
        " AND c.order_id IN (SELECT value FROM json_each($12))"
    );
    postgres = page!(
        "CAST(c.tenant_id AS TEXT) = $1",
        " AND c.order_id = ANY \
        (ARRAY(SELECT jsonb_array_elements_text(CAST(CAST($12 AS TEXT) AS jsonb))))"
    ),
    PAGE_OF_PRODUCT = page!("CAST(c.tenant_id AS TEXT) = $1", " AND c.product_name = $11"),
    PAGE_OF_COUNTRY = page!("CAST(c.tenant_id AS TEXT) = $1", " AND c.billing_country = $10"),
    ALL_PAGE = page!("CAST($1 AS TEXT) = ''", ""),
    ALL_PAGE_OF_ORDER = page!(
        "CAST($1 AS TEXT) = ''",
        " AND c.order_id IN (SELECT value FROM json_each($12))"
    );
    postgres = page!(
        "CAST($1 AS TEXT) = ''",
        " AND c.order_id = ANY \
        (ARRAY(SELECT jsonb_array_elements_text(CAST(CAST($12 AS TEXT) AS jsonb))))"
    ),
    ALL_PAGE_OF_PRODUCT = page!("CAST($1 AS TEXT) = ''", " AND c.product_name = $11"),
    ALL_PAGE_OF_COUNTRY = page!("CAST($1 AS TEXT) = ''", " AND c.billing_country = $10"),
    OF_ORDER = include_str!("ledger/of_order.sql"),
    RECIPIENTS = concat!(
        include_str!("ledger/recipients.sql"),
        "UNION SELECT n.tenant_id FROM credit_note_vat AS n WHERE ",
        include_str!("payout_vat/is_due.sql"),
        "ORDER BY tenant_id"
    ),
    ALL_RECIPIENTS = "SELECT DISTINCT tenant_id FROM order_commissions \
        WHERE settled_as <> 'retained' ORDER BY tenant_id",
    COUNTS = include_str!("ledger/counts.sql"),
    REVERSALS = "SELECT commission_id, refund_id, reversed_at, reversed_cents \
        FROM commission_reversals WHERE tenant_id = $1 ORDER BY reversed_at, commission_id",
    REVERSED_BY = "SELECT commission_id FROM commission_reversals \
        WHERE tenant_id = $1 AND refund_id = $2 AND commission_id = $3",
    SET_REVERSED = "UPDATE order_commissions SET reversed_cents = $3, refunded_net_cents = $4 \
        WHERE tenant_id = $1 AND commission_id = $2",
    FORFEIT = "UPDATE order_commissions \
        SET forfeited_at = CASE WHEN ordered_at > $3 THEN ordered_at ELSE $3 END \
        WHERE tenant_id = $1 \
        AND settled_as = 'payout' AND payout_id IS NULL AND forfeited_at IS NULL \
        AND refunded_net_cents < base_cents AND approves_at > $2 \
        RETURNING commission_id, currency, amount_cents, reversed_cents, forfeited_at",
}

fn commission(row: &Row) -> Result<CommissionRecord, StorageError> {
    Ok(CommissionRecord {
        recipient: row.parsed("tenant_id")?,
        commission_id: row.parsed("commission_id")?,
        seller: row.parsed("seller_tenant_id")?,
        order_id: row.parsed("order_id")?,
        line_no: row.int("line_no")?,
        order_number: row.text("order_number")?,
        product_name: row.text("product_name")?,
        customer: row.text("customer")?,
        billing_country: row.opt_parsed("billing_country")?,
        kind: row.parsed("commission_type")?,
        percent: row.parsed("percent")?,
        base_cents: row.int("base_cents")?,
        amount_cents: row.int("amount_cents")?,
        currency: row.parsed("currency")?,
        settled_as: row.parsed("settled_as")?,
        ordered_at: row.int("ordered_at")?,
        approves_at: row.int("approves_at")?,
        reversed_cents: row.int("reversed_cents")?,
        refunded_net_cents: row.int("refunded_net_cents")?,
        netted_cents: row.int("netted_cents")?,
        payout_id: row.opt_parsed("payout_id")?,
        paid_at: row.opt_int("paid_at")?,
        forfeited_at: row.opt_int("forfeited_at")?,
        created_at: row.int("created_at")?,
    })
}

fn forfeited(row: &Row) -> Result<ForfeitedRow, StorageError> {
    Ok(ForfeitedRow {
        commission_id: row.parsed("commission_id")?,
        currency: row.parsed("currency")?,
        amount_cents: row.int("amount_cents")?,
        reversed_cents: row.int("reversed_cents")?,
        forfeited_at: row.int("forfeited_at")?,
    })
}

/// The values of a page of one recipient, or of all where `own` is empty.
fn page_values(own: Value, page: &CommissionPage) -> Vec<Value> {
    let (at, id) = page.after.map_or((i64::MIN, String::new()), |(at, id)| (at, id.to_string()));
    let (from, until) = (page.from.unwrap_or(i64::MIN), page.until.unwrap_or(i64::MAX));
    values![
        own,
        at,
        id,
        from,
        until,
        page.limit,
        page.now,
        page.status.map_or("", Status::code),
        page.kind.map_or("", CommissionType::code),
        page.country.map(|country| country.code().to_owned()).unwrap_or_default(),
        page.product_name.as_deref().unwrap_or_default(),
        if page.orders.is_empty() { String::new() } else { id_list(&page.orders) },
    ]
}

/// The one of four queries whose rows an index knows: the rarest filter leads.
fn page_query(page: &CommissionPage, [plain, order, product, country]: [Query; 4]) -> Query {
    if !page.orders.is_empty() {
        order
    } else if page.product_name.is_some() {
        product
    } else if page.country.is_some() {
        country
    } else {
        plain
    }
}

impl TenantTx {
    /// Which of these commissions of the recipient exist.
    pub(crate) async fn existing_commissions(
        &mut self,
        ids: &[Uuid],
    ) -> Result<BTreeSet<CommissionEntryId>, StorageError> {
        let rows = self.tx.all(EXISTING, values![self.own(), id_list(ids)]).await?;
        rows.iter().map(|row| row.parsed("commission_id")).collect()
    }

    pub(crate) async fn insert_commissions(
        &mut self,
        records: &[CommissionRecord],
    ) -> Result<(), StorageError> {
        let own = self.own();
        let rows = records.iter().map(|record| {
            values![
                own.clone(),
                Value::id(record.commission_id),
                Value::id(record.seller),
                Value::id(record.order_id),
                record.line_no,
                record.order_number.as_str(),
                record.product_name.as_str(),
                record.customer.as_str(),
                Value::opt_id(record.billing_country),
                record.kind.code(),
                record.percent.to_string(),
                record.base_cents,
                record.amount_cents,
                record.currency.code(),
                record.settled_as.code(),
                record.ordered_at,
                record.approves_at,
                record.created_at,
            ]
        });
        self.tx.insert_many(&INSERT_COMMISSIONS, rows.collect()).await
    }

    /// All commissions of the recipient, the oldest first.
    pub(crate) async fn list_own_commissions(
        &mut self,
    ) -> Result<Vec<CommissionRecord>, StorageError> {
        self.tx.all(OF_TENANT, vec![self.own()]).await?.iter().map(commission).collect()
    }

    pub(crate) async fn find_commission(
        &mut self,
        id: CommissionEntryId,
    ) -> Result<Option<CommissionRecord>, StorageError> {
        let row = self.tx.one(FIND, vec![self.own(), Value::id(id)]).await?;
        row.as_ref().map(commission).transpose()
    }

    /// A page of the recipient's commissions.
    pub(crate) async fn page_commissions(
        &mut self,
        page: &CommissionPage,
    ) -> Result<Vec<CommissionRecord>, StorageError> {
        let queries = [PAGE, PAGE_OF_ORDER, PAGE_OF_PRODUCT, PAGE_OF_COUNTRY];
        let rows = self.tx.all(page_query(page, queries), page_values(self.own(), page)).await?;
        rows.iter().map(commission).collect()
    }

    pub(crate) async fn list_reversals(&mut self) -> Result<Vec<ReversalRecord>, StorageError> {
        let rows = self.tx.all(REVERSALS, vec![self.own()]).await?;
        rows.iter()
            .map(|row| {
                Ok(ReversalRecord {
                    commission_id: row.parsed("commission_id")?,
                    refund_id: row.parsed("refund_id")?,
                    reversed_at: row.int("reversed_at")?,
                    reversed_cents: row.int("reversed_cents")?,
                })
            })
            .collect()
    }

    /// The refund took its part of this commission before.
    pub(crate) async fn is_reversed_by(
        &mut self,
        refund_id: Uuid,
        commission_id: CommissionEntryId,
    ) -> Result<bool, StorageError> {
        let values = vec![self.own(), Value::id(refund_id), Value::id(commission_id)];
        Ok(self.tx.one(REVERSED_BY, values).await?.is_some())
    }

    /// Books what a refund took back; `total_cents`, less what corrections gave, and
    /// `refunded_net_cents` are cumulative.
    pub(crate) async fn book_reversal(
        &mut self,
        reversal: &ReversalRecord,
        total_cents: i64,
        refunded_net_cents: i64,
    ) -> Result<(), StorageError> {
        let row = values![
            self.own(),
            Value::id(reversal.commission_id),
            Value::id(reversal.refund_id),
            reversal.reversed_at,
            reversal.reversed_cents,
        ];
        self.tx.insert_many(&INSERT_REVERSALS, vec![row]).await?;
        let id = Value::id(reversal.commission_id);
        let values = values![self.own(), id, total_cents, refunded_net_cents];
        self.tx.execute(SET_REVERSED, values).await.map(drop)
    }

    /// The entries that were in their hold period at `left_at` are lost (C13): those that were not
    /// before, by id. They are lost at `at`, or when they were ordered, where that is later.
    pub(crate) async fn forfeit(
        &mut self,
        left_at: i64,
        at: i64,
    ) -> Result<Vec<ForfeitedRow>, StorageError> {
        let rows = self.tx.all(FORFEIT, values![self.own(), left_at, at]).await?;
        let mut rows: Vec<ForfeitedRow> =
            rows.iter().map(forfeited).collect::<Result<_, StorageError>>()?;
        rows.sort_by_key(|row| row.commission_id);
        Ok(rows)
    }
}

impl LedgerTx {
    /// The commissions of an order, of every recipient.
    pub(crate) async fn list_commissions_of(
        &mut self,
        order_id: OrderId,
    ) -> Result<Vec<CommissionRecord>, StorageError> {
        self.tx.all(OF_ORDER, values![Value::id(order_id)]).await?.iter().map(commission).collect()
    }

    /// A page of everybody's commissions.
    pub(crate) async fn page_all_commissions(
        &mut self,
        page: &CommissionPage,
    ) -> Result<Vec<CommissionRecord>, StorageError> {
        let queries = [ALL_PAGE, ALL_PAGE_OF_ORDER, ALL_PAGE_OF_PRODUCT, ALL_PAGE_OF_COUNTRY];
        let values = page_values(Value::from(""), page);
        let rows = self.tx.all(page_query(page, queries), values).await?;
        rows.iter().map(commission).collect()
    }

    /// How many unpaid entries are approved, how many are still held, and how many are neither.
    pub(crate) async fn count_by_approval(
        &mut self,
        now: i64,
    ) -> Result<ApprovalCount, StorageError> {
        let row = self.tx.one(COUNTS, values![now]).await?;
        let row = row.ok_or(StorageError::Inconsistency { column: "entries" })?;
        let (approved, disputed) = (row.int("approved")?, row.int("disputed")?);
        let in_hold = row.int("entries")? - approved - disputed;
        Ok(ApprovalCount { approved, in_hold, disputed })
    }

    /// Everybody who ever received a commission; MOJO LLC retains its own.
    pub(crate) async fn list_all_recipients(&mut self) -> Result<Vec<TenantId>, StorageError> {
        let rows = self.tx.all(ALL_RECIPIENTS, Vec::new()).await?;
        rows.iter().map(|row| row.parsed("tenant_id")).collect()
    }

    /// Recipients to whom something may be due, also for what they sold (C5) and what was paid and came
    /// back, and those with a payout that has not ended: one of nothing but refunds that did not go
    /// through after all leaves no entry open (C12).
    pub(crate) async fn list_recipients(&mut self) -> Result<Vec<TenantId>, StorageError> {
        let rows = self.tx.all(RECIPIENTS, Vec::new()).await?;
        rows.iter().map(|row| row.parsed("tenant_id")).collect()
    }
}
