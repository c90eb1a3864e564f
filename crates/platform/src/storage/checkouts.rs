//! Purchases that are paid through the provider: what was offered, and what became of it.

use std::str::FromStr;

use mojo_domain::commissions::CountryCode;
use mojo_domain::memberships::Stage;
use mojo_domain::{Currency, OrderId, ProductId, TenantId, UserId};
use uuid::Uuid;

use super::orders::{OrderLineRecord, stage_of};
use super::payment_events::Settled;
use super::query::{InsertMany, queries};
use super::{LedgerTx, Row, StorageError, TenantTx, Value, values};

/// What became of a checkout. Paid is for good; every other word may still be followed by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CheckoutState {
    /// The customer may pay.
    Open,
    /// An attempt failed; the customer may try again.
    Failed,
    /// The provider takes no payment for it any more.
    Expired,
    /// The money is there, and so is the order.
    Paid,
}

/// Not the name of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a state of a checkout")]
pub(crate) struct ParseCheckoutStateError;

impl CheckoutState {
    const ALL: [Self; 4] = [Self::Open, Self::Failed, Self::Expired, Self::Paid];

    /// The text at rest and in answers.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Paid => "paid",
        }
    }
}

impl FromStr for CheckoutState {
    type Err = ParseCheckoutStateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|state| state.code() == text).ok_or(ParseCheckoutStateError)
    }
}

/// A checkout.
#[derive(Clone, Debug)]
pub(crate) struct CheckoutRecord {
    pub(crate) checkout_id: Uuid,
    /// The order that it becomes.
    pub(crate) order_id: OrderId,
    pub(crate) customer_user_id: UserId,
    pub(crate) billing_country: Option<CountryCode>,
    pub(crate) currency: Currency,
    /// What the customer pays, VAT included.
    pub(crate) amount_cents: i64,
    pub(crate) opened_at: i64,
    pub(crate) state: CheckoutState,
    /// The provider's; empty until it is known.
    pub(crate) provider_payment_id: String,
    pub(crate) paid_at: Option<i64>,
    /// What people must look at; empty when there is nothing.
    pub(crate) problem: String,
}

/// A line of a checkout: the order's line to be, and what of its net is granted as a discount.
#[derive(Clone, Debug)]
pub(crate) struct CheckoutLine {
    pub(crate) line: OrderLineRecord,
    pub(crate) discount_cents: i64,
}

const INSERT_LINES: InsertMany = InsertMany {
    table: "checkout_lines",
    columns: &[
        "tenant_id",
        "checkout_id",
        "line_no",
        "product_id",
        "product_name",
        "product_kind",
        "is_platform_product",
        "commission_eligible",
        "net_cents",
        "vat_rate_bp",
        "gross_cents",
        "billing_interval",
        "granted_stage",
        "discount_cents",
    ],
    tail: "",
};
/// Every insertion of this module, for the test that prepares them.
#[cfg(test)]
pub(super) const INSERTS: &[&InsertMany] = &[&INSERT_LINES];

queries! {
    INSERT = "INSERT INTO checkouts (tenant_id, checkout_id, order_id, customer_user_id, \
        billing_country, currency, amount_cents, opened_at, state, provider_payment_id, paid_at, \
        problem, given_back_cents) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'open', '', NULL, '', 0)",
    FIND = "SELECT checkout_id, order_id, customer_user_id, billing_country, currency, \
        amount_cents, opened_at, state, provider_payment_id, paid_at, problem FROM checkouts \
        WHERE tenant_id = $1 AND checkout_id = $2",
    OF_ORDER = "SELECT checkout_id, order_id, customer_user_id, billing_country, currency, \
        amount_cents, opened_at, state, provider_payment_id, paid_at, problem FROM checkouts \
        WHERE tenant_id = $1 AND order_id = $2",
    PAGE = "SELECT checkout_id, order_id, customer_user_id, billing_country, currency, \
        amount_cents, opened_at, state, provider_payment_id, paid_at, problem FROM checkouts \
        WHERE tenant_id = $1 AND (opened_at < $2 OR (opened_at = $2 AND checkout_id < $3)) \
        AND ($4 = 0 OR (problem <> '' AND NOT EXISTS (SELECT 1 FROM checkout_settlements s \
        WHERE s.tenant_id = checkouts.tenant_id AND s.checkout_id = checkouts.checkout_id \
        AND s.problem = checkouts.problem))) \
        ORDER BY opened_at DESC, checkout_id DESC LIMIT $5",
    OWN = "SELECT checkout_id, order_id, customer_user_id, billing_country, currency, \
        amount_cents, opened_at, state, provider_payment_id, paid_at, problem FROM checkouts \
        WHERE tenant_id = $1 AND customer_user_id = $2 AND EXISTS (SELECT 1 FROM checkout_lines l \
        WHERE l.tenant_id = checkouts.tenant_id AND l.checkout_id = checkouts.checkout_id \
        AND l.product_id = $3 AND l.granted_stage IS NOT NULL AND l.billing_interval IS NULL) \
        AND checkout_id <> $4 ORDER BY opened_at, checkout_id",
    LINES = "SELECT line_no, product_id, product_name, product_kind, is_platform_product, \
        commission_eligible, net_cents, vat_rate_bp, gross_cents, billing_interval, \
        granted_stage, discount_cents FROM checkout_lines \
        WHERE tenant_id = $1 AND checkout_id = $2 ORDER BY line_no",
    NOTE_PAYMENT = "UPDATE checkouts SET provider_payment_id = $3 \
        WHERE tenant_id = $1 AND checkout_id = $2 AND provider_payment_id = '' AND state <> 'paid'",
    SET_PAID = "UPDATE checkouts SET state = 'paid', paid_at = $3, provider_payment_id = $4 \
        WHERE tenant_id = $1 AND checkout_id = $2 AND state <> 'paid'",
    SET_STATE = "UPDATE checkouts SET state = $3 \
        WHERE tenant_id = $1 AND checkout_id = $2 AND state NOT IN ('paid', 'expired')",
    SET_PROBLEM = "UPDATE checkouts SET problem = \
        CASE WHEN problem = '' THEN $3 ELSE problem || '; ' || $3 END \
        WHERE tenant_id = $1 AND checkout_id = $2 AND replace(problem, $3, '') = problem",
    IS_KNOWN_BUYER = "SELECT order_id FROM first_purchases WHERE customer_user_id = $1",
    SETTLE = "INSERT INTO checkout_settlements (tenant_id, checkout_id, problem, reason, \
        settled_by, settled_at) SELECT c.tenant_id, c.checkout_id, c.problem, CAST($3 AS TEXT), \
        CAST($4 AS TEXT), CAST($5 AS BIGINT) FROM checkouts c WHERE c.tenant_id = $1 \
        AND c.checkout_id = $2 AND c.problem <> '' ON CONFLICT DO NOTHING",
    SELLERS_OF = "SELECT tenant_id FROM checkouts WHERE checkout_id = $1 AND problem <> '' \
        ORDER BY tenant_id",
    OF_PAYMENT = "SELECT tenant_id, checkout_id FROM checkouts WHERE provider_payment_id = $1 \
        ORDER BY tenant_id, checkout_id",
}

fn checkout(row: &Row) -> Result<CheckoutRecord, StorageError> {
    Ok(CheckoutRecord {
        checkout_id: row.parsed("checkout_id")?,
        order_id: row.parsed("order_id")?,
        customer_user_id: row.parsed("customer_user_id")?,
        billing_country: row.opt_parsed("billing_country")?,
        currency: row.parsed("currency")?,
        amount_cents: row.int("amount_cents")?,
        opened_at: row.int("opened_at")?,
        state: row.parsed("state")?,
        provider_payment_id: row.text("provider_payment_id")?,
        paid_at: row.opt_int("paid_at")?,
        problem: row.text("problem")?,
    })
}

fn line(row: &Row, order_id: OrderId) -> Result<CheckoutLine, StorageError> {
    let line = OrderLineRecord {
        order_id,
        line_no: row.int("line_no")?,
        product_id: row.parsed("product_id")?,
        product_name: row.text("product_name")?,
        product_kind: row.text("product_kind")?,
        is_platform_product: row.flag("is_platform_product")?,
        commission_eligible: row.flag("commission_eligible")?,
        net_cents: row.int("net_cents")?,
        vat_rate_bp: row.int("vat_rate_bp")?,
        gross_cents: row.int("gross_cents")?,
        billing_interval: row.opt_parsed("billing_interval")?,
        granted_stage: stage_of(row.opt_int("granted_stage")?)?,
    };
    Ok(CheckoutLine { line, discount_cents: row.int("discount_cents")? })
}

impl TenantTx {
    /// Keeps a new checkout with its lines.
    pub(crate) async fn insert_checkout(
        &mut self,
        checkout: &CheckoutRecord,
        lines: &[CheckoutLine],
    ) -> Result<(), StorageError> {
        let values = values![
            self.own(),
            Value::id(checkout.checkout_id),
            Value::id(checkout.order_id),
            Value::id(checkout.customer_user_id),
            Value::opt_id(checkout.billing_country),
            checkout.currency.code(),
            checkout.amount_cents,
            checkout.opened_at,
        ];
        self.tx.execute(INSERT, values).await?;
        let own = self.own();
        let rows = lines.iter().map(|CheckoutLine { line, discount_cents }| {
            values![
                own.clone(),
                Value::id(checkout.checkout_id),
                line.line_no,
                Value::id(line.product_id),
                line.product_name.as_str(),
                line.product_kind.as_str(),
                line.is_platform_product,
                line.commission_eligible,
                line.net_cents,
                line.vat_rate_bp,
                line.gross_cents,
                line.billing_interval.map(|interval| interval.code().to_owned()),
                line.granted_stage.map(Stage::number),
                *discount_cents,
            ]
        });
        self.tx.insert_many(&INSERT_LINES, rows.collect()).await
    }

    pub(crate) async fn find_checkout(
        &mut self,
        checkout_id: Uuid,
    ) -> Result<Option<CheckoutRecord>, StorageError> {
        let row = self.tx.one(FIND, vec![self.own(), Value::id(checkout_id)]).await?;
        row.as_ref().map(checkout).transpose()
    }

    /// The checkout that became an order.
    pub(crate) async fn find_checkout_of_order(
        &mut self,
        order_id: OrderId,
    ) -> Result<Option<CheckoutRecord>, StorageError> {
        let row = self.tx.one(OF_ORDER, vec![self.own(), Value::id(order_id)]).await?;
        row.as_ref().map(checkout).transpose()
    }

    /// A page of the tenant's checkouts, the latest first, before the given one.
    pub(crate) async fn list_checkouts(
        &mut self,
        before: Option<(i64, Uuid)>,
        with_problem: bool,
        limit: i64,
    ) -> Result<Vec<CheckoutRecord>, StorageError> {
        let (at, id) = before.map_or((i64::MAX, String::new()), |(at, id)| (at, id.to_string()));
        let rows = self.tx.all(PAGE, values![self.own(), at, id, with_problem, limit]).await?;
        rows.iter().map(checkout).collect()
    }

    /// The checkouts but this one by which a customer buys or bought a membership that has no end, the first
    /// one first.
    pub(crate) async fn list_own_checkouts(
        &mut self,
        (customer, product): (UserId, ProductId),
        but: Uuid,
    ) -> Result<Vec<CheckoutRecord>, StorageError> {
        let (customer, product) = (Value::id(customer), Value::id(product));
        let rows = self.tx.all(OWN, vec![self.own(), customer, product, Value::id(but)]).await?;
        rows.iter().map(checkout).collect()
    }

    /// The lines of a checkout, as lines of the order that it becomes.
    pub(crate) async fn list_checkout_lines(
        &mut self,
        checkout_id: Uuid,
        order_id: OrderId,
    ) -> Result<Vec<CheckoutLine>, StorageError> {
        let rows = self.tx.all(LINES, vec![self.own(), Value::id(checkout_id)]).await?;
        rows.iter().map(|row| line(row, order_id)).collect()
    }

    /// Keeps which payment of the provider a checkout waits for; the first word counts.
    pub(crate) async fn note_payment(
        &mut self,
        checkout_id: Uuid,
        payment_id: &str,
    ) -> Result<(), StorageError> {
        let values = values![self.own(), Value::id(checkout_id), payment_id];
        self.tx.execute(NOTE_PAYMENT, values).await.map(drop)
    }

    /// The money is there.
    pub(crate) async fn set_checkout_paid(
        &mut self,
        checkout_id: Uuid,
        paid_at: i64,
        payment_id: &str,
    ) -> Result<(), StorageError> {
        let values = values![self.own(), Value::id(checkout_id), paid_at, payment_id];
        self.tx.execute(SET_PAID, values).await.map(drop)
    }

    /// What became of a checkout that is neither paid nor over.
    pub(crate) async fn set_checkout_state(
        &mut self,
        checkout_id: Uuid,
        state: CheckoutState,
    ) -> Result<(), StorageError> {
        let values = values![self.own(), Value::id(checkout_id), state.code()];
        self.tx.execute(SET_STATE, values).await.map(drop)
    }

    /// Lists a checkout for people to look at; each reason is told once, after those before it.
    pub(crate) async fn set_checkout_problem(
        &mut self,
        checkout_id: Uuid,
        problem: &str,
    ) -> Result<(), StorageError> {
        let values = values![self.own(), Value::id(checkout_id), problem];
        self.tx.execute(SET_PROBLEM, values).await.map(drop)
    }

    /// People looked at the problem of a checkout as it stands; `false` when somebody had before. What
    /// is added to it later is open again.
    pub(crate) async fn settle_checkout(
        &mut self,
        checkout_id: Uuid,
        settled: &Settled,
    ) -> Result<bool, StorageError> {
        let (checkout, by) = (Value::id(checkout_id), Value::id(settled.by));
        let values = values![self.own(), checkout, settled.reason.as_str(), by, settled.at];
        Ok(self.tx.execute(SETTLE, values).await? > 0)
    }

    /// The customer bought before, from whomever (C3).
    pub(crate) async fn is_known_buyer(&mut self, customer: UserId) -> Result<bool, StorageError> {
        Ok(self.tx.one(IS_KNOWN_BUYER, vec![Value::id(customer)]).await?.is_some())
    }
}

impl LedgerTx {
    /// Who has a checkout of this id with a problem: sellers draw their ids themselves.
    pub(crate) async fn list_sellers_with_problem(
        &mut self,
        checkout_id: Uuid,
    ) -> Result<Vec<TenantId>, StorageError> {
        let rows = self.tx.all(SELLERS_OF, vec![Value::id(checkout_id)]).await?;
        rows.iter().map(|row| row.parsed("tenant_id")).collect()
    }

    /// The seller and the checkout of a payment, once that is known.
    pub(crate) async fn find_checkout_of_payment(
        &mut self,
        payment_id: &str,
    ) -> Result<Option<(TenantId, Uuid)>, StorageError> {
        let row = self.tx.one(OF_PAYMENT, values![payment_id]).await?;
        row.map(|row| Ok((row.parsed("tenant_id")?, row.parsed("checkout_id")?))).transpose()
    }
}
