//! Subscriptions: what was agreed, how they stand, and their paid periods.

use std::collections::BTreeMap;

use mojo_domain::catalogue::BillingInterval;
use mojo_domain::commissions::CountryCode;
use mojo_domain::memberships::Stage;
use mojo_domain::{Currency, OrderId, ProductId, TenantId, UserId};
use uuid::Uuid;

use super::cards::id_list;
use super::orders::{OrderLineRecord, stage_of};
use super::query::queries;
use super::{LedgerTx, Row, StorageError, TenantTx, Value, values};
use crate::payments::{SubscriptionState, ToldInvoice};

/// A subscription.
#[derive(Clone, Debug)]
pub(crate) struct SubscriptionRecord {
    /// The seller.
    pub(crate) tenant_id: TenantId,
    pub(crate) subscription_id: Uuid,
    pub(crate) customer_user_id: UserId,
    /// The tenant that the customer subscribes for.
    pub(crate) buyer_tenant_id: Option<TenantId>,
    pub(crate) billing_country: Option<CountryCode>,
    pub(crate) currency: Currency,
    pub(crate) billing_interval: BillingInterval,
    /// What the customer pays for the first period, VAT included.
    pub(crate) first_amount_cents: i64,
    /// What the customer pays for each later period, VAT included.
    pub(crate) amount_cents: i64,
    pub(crate) opened_at: i64,
    pub(crate) state: SubscriptionState,
    /// The provider's; empty until they are known.
    pub(crate) provider_customer_id: String,
    pub(crate) provider_subscription_id: String,
    /// It is not renewed after the period that is paid.
    pub(crate) ends_with_period: bool,
    pub(crate) ended_at: Option<i64>,
    /// When a payment failed that did not arrive since.
    pub(crate) failed_at: Option<i64>,
    /// When the provider tries again to get it.
    pub(crate) next_attempt_at: Option<i64>,
    /// What people must look at; empty when there is nothing.
    pub(crate) problem: String,
    pub(crate) product_id: ProductId,
    pub(crate) product_name: String,
    /// The end of what is paid; `None` before the first payment.
    pub(crate) paid_until: Option<i64>,
}

/// What was agreed: the line of each period's order, and what of its net is granted as a discount.
#[derive(Clone, Debug)]
pub(crate) struct SubscriptionLine {
    pub(crate) line: OrderLineRecord,
    pub(crate) first_discount_cents: i64,
    pub(crate) discount_cents: i64,
}

/// A period that was paid.
#[derive(Clone, Debug)]
pub(crate) struct PeriodRecord {
    /// The provider's.
    pub(crate) provider_invoice_id: String,
    pub(crate) subscription_id: Uuid,
    /// It holds the payment, and what goes back of it.
    pub(crate) checkout_id: Uuid,
    pub(crate) order_id: OrderId,
    pub(crate) is_renewal: bool,
    pub(crate) starts_at: i64,
    pub(crate) ends_at: i64,
    pub(crate) paid_at: i64,
}

macro_rules! subscriptions {
    ($rest:literal) => {
        concat!(
            "SELECT s.tenant_id, s.subscription_id, s.customer_user_id, s.buyer_tenant_id, ",
            "s.billing_country, s.currency, s.billing_interval, s.first_amount_cents, ",
            "s.amount_cents, s.opened_at, s.state, s.provider_customer_id, ",
            "s.provider_subscription_id, s.ends_with_period, s.ended_at, s.failed_at, ",
            "s.next_attempt_at, s.problem, l.product_id, l.product_name, (SELECT MAX(p.ends_at) ",
            "FROM subscription_periods p WHERE p.tenant_id = s.tenant_id ",
            "AND p.subscription_id = s.subscription_id) AS paid_until FROM subscriptions s ",
            "JOIN subscription_lines l ON l.tenant_id = s.tenant_id ",
            "AND l.subscription_id = s.subscription_id ",
            $rest
        )
    };
}

queries! {
    INSERT = "INSERT INTO subscriptions (tenant_id, subscription_id, customer_user_id, \
        buyer_tenant_id, billing_country, currency, billing_interval, first_amount_cents, \
        amount_cents, opened_at, state, told_at, provider_customer_id, provider_subscription_id, \
        ends_with_period, ended_at, failed_invoice_id, failed_at, next_attempt_at, problem) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', 0, '', '', 0, NULL, '', NULL, \
        NULL, '')",
    INSERT_LINE = "INSERT INTO subscription_lines (tenant_id, subscription_id, product_id, \
        product_name, product_kind, is_platform_product, commission_eligible, net_cents, \
        vat_rate_bp, gross_cents, granted_stage, first_discount_cents, discount_cents) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    FIND = subscriptions!("WHERE s.tenant_id = $1 AND s.subscription_id = $2"),
    PAGE = subscriptions!("WHERE s.tenant_id = $1 AND (s.opened_at < $2 OR (s.opened_at = $2 \
        AND s.subscription_id < $3)) AND ($4 = 0 OR s.problem <> '') \
        ORDER BY s.opened_at DESC, s.subscription_id DESC LIMIT $5"),
    PAGE_OF_BUYER = subscriptions!("WHERE (s.buyer_tenant_id = $1 \
        OR (s.buyer_tenant_id IS NULL AND s.customer_user_id = $2)) \
        AND (s.opened_at < $3 OR (s.opened_at = $3 AND s.subscription_id < $4)) \
        ORDER BY s.opened_at DESC, s.subscription_id DESC LIMIT $5"),
    BY_ID = subscriptions!("WHERE s.subscription_id = $1 ORDER BY s.tenant_id"),
    RUNNING = "SELECT s.subscription_id FROM subscriptions s JOIN subscription_lines l \
        ON l.tenant_id = s.tenant_id AND l.subscription_id = s.subscription_id \
        WHERE s.tenant_id = $1 AND s.customer_user_id = $2 AND l.product_id = $3 \
        AND s.state IN ('active', 'past_due') AND s.ends_with_period = 0",
    OPEN_SINCE = "SELECT s.subscription_id FROM subscriptions s JOIN subscription_lines l \
        ON l.tenant_id = s.tenant_id AND l.subscription_id = s.subscription_id \
        WHERE s.tenant_id = $1 AND s.customer_user_id = $2 AND l.product_id = $3 \
        AND s.state = 'open' AND s.opened_at > $4",
    LINE = "SELECT s.billing_interval, l.product_id, l.product_name, l.product_kind, \
        l.is_platform_product, l.commission_eligible, l.net_cents, l.vat_rate_bp, l.gross_cents, \
        l.granted_stage, l.first_discount_cents, l.discount_cents FROM subscription_lines l \
        JOIN subscriptions s ON s.tenant_id = l.tenant_id \
        AND s.subscription_id = l.subscription_id \
        WHERE l.tenant_id = $1 AND l.subscription_id = $2",
    NOTE_CUSTOMER = "UPDATE subscriptions SET provider_customer_id = $3 \
        WHERE tenant_id = $1 AND subscription_id = $2 AND provider_customer_id = ''",
    NOTE_PROVIDER = "UPDATE subscriptions SET provider_subscription_id = $3 \
        WHERE tenant_id = $1 AND subscription_id = $2 AND provider_subscription_id = ''",
    SET_STATE = "UPDATE subscriptions SET state = $3, ends_with_period = $4, told_at = $5 \
        WHERE tenant_id = $1 AND subscription_id = $2 AND state <> 'ended' AND told_at <= $5",
    SET_ACTIVE = "UPDATE subscriptions SET state = 'active', told_at = $3 \
        WHERE tenant_id = $1 AND subscription_id = $2 \
        AND (state = 'open' OR (state <> 'ended' AND told_at <= $3))",
    SET_ENDED = "UPDATE subscriptions SET state = 'ended', ended_at = $3 \
        WHERE tenant_id = $1 AND subscription_id = $2 AND state <> 'ended'",
    SET_ENDING = "UPDATE subscriptions SET ends_with_period = 1 \
        WHERE tenant_id = $1 AND subscription_id = $2",
    SET_FAILED = "UPDATE subscriptions SET failed_invoice_id = $3, failed_at = $4, \
        next_attempt_at = $5 WHERE tenant_id = $1 AND subscription_id = $2 \
        AND (failed_at IS NULL OR failed_at <= $4)",
    CLEAR_FAILED = "UPDATE subscriptions SET failed_invoice_id = '', failed_at = NULL, \
        next_attempt_at = NULL WHERE tenant_id = $1 AND subscription_id = $2 \
        AND (failed_invoice_id = $3 OR failed_at <= $4)",
    SET_PROBLEM = "UPDATE subscriptions SET problem = \
        CASE WHEN problem = '' THEN $3 ELSE problem || '; ' || $3 END \
        WHERE tenant_id = $1 AND subscription_id = $2 AND replace(problem, $3, '') = problem",
    INSERT_PERIOD = "INSERT INTO subscription_periods (tenant_id, provider_invoice_id, \
        subscription_id, checkout_id, order_id, is_renewal, starts_at, ends_at, paid_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    PERIODS = "SELECT provider_invoice_id, subscription_id, checkout_id, order_id, is_renewal, \
        starts_at, ends_at, paid_at FROM subscription_periods \
        WHERE tenant_id = $1 AND subscription_id = $2 ORDER BY starts_at, provider_invoice_id",
    PERIODS_OF_ORDERS = "SELECT order_id, starts_at, ends_at FROM subscription_periods \
        WHERE order_id IN (SELECT value FROM json_each($1))";
    postgres = "SELECT order_id, starts_at, ends_at FROM subscription_periods \
        WHERE order_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($1 AS jsonb))))",
    NOTE_BUYER = "UPDATE customers SET buyer_tenant_id = $2 \
        WHERE customer_user_id = $1 AND buyer_tenant_id IS NULL",
    OWN_BUYER = "SELECT c.customer_user_id FROM customers c \
        JOIN users u ON u.user_id = c.customer_user_id \
        WHERE u.tenant_id = $1 AND c.buyer_tenant_id = $1 \
        ORDER BY c.created_at, c.customer_user_id LIMIT 1",
}

fn subscription(row: &Row) -> Result<SubscriptionRecord, StorageError> {
    Ok(SubscriptionRecord {
        tenant_id: row.parsed("tenant_id")?,
        subscription_id: row.parsed("subscription_id")?,
        customer_user_id: row.parsed("customer_user_id")?,
        buyer_tenant_id: row.opt_parsed("buyer_tenant_id")?,
        billing_country: row.opt_parsed("billing_country")?,
        currency: row.parsed("currency")?,
        billing_interval: row.parsed("billing_interval")?,
        first_amount_cents: row.int("first_amount_cents")?,
        amount_cents: row.int("amount_cents")?,
        opened_at: row.int("opened_at")?,
        state: row.parsed("state")?,
        provider_customer_id: row.text("provider_customer_id")?,
        provider_subscription_id: row.text("provider_subscription_id")?,
        ends_with_period: row.flag("ends_with_period")?,
        ended_at: row.opt_int("ended_at")?,
        failed_at: row.opt_int("failed_at")?,
        next_attempt_at: row.opt_int("next_attempt_at")?,
        problem: row.text("problem")?,
        product_id: row.parsed("product_id")?,
        product_name: row.text("product_name")?,
        paid_until: row.opt_int("paid_until")?,
    })
}

fn line(row: &Row, order_id: OrderId) -> Result<SubscriptionLine, StorageError> {
    let line = OrderLineRecord {
        order_id,
        line_no: 1,
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
    Ok(SubscriptionLine {
        line,
        first_discount_cents: row.int("first_discount_cents")?,
        discount_cents: row.int("discount_cents")?,
    })
}

fn period(row: &Row) -> Result<PeriodRecord, StorageError> {
    Ok(PeriodRecord {
        provider_invoice_id: row.text("provider_invoice_id")?,
        subscription_id: row.parsed("subscription_id")?,
        checkout_id: row.parsed("checkout_id")?,
        order_id: row.parsed("order_id")?,
        is_renewal: row.flag("is_renewal")?,
        starts_at: row.int("starts_at")?,
        ends_at: row.int("ends_at")?,
        paid_at: row.int("paid_at")?,
    })
}

/// The place before which a page begins.
fn place(before: Option<(i64, Uuid)>) -> (i64, String) {
    before.map_or((i64::MAX, String::new()), |(at, id)| (at, id.to_string()))
}

impl TenantTx {
    /// Keeps a new subscription with what was agreed.
    pub(crate) async fn insert_subscription(
        &mut self,
        subscription: &SubscriptionRecord,
        SubscriptionLine { line, first_discount_cents, discount_cents }: &SubscriptionLine,
    ) -> Result<(), StorageError> {
        let values = values![
            self.own(),
            Value::id(subscription.subscription_id),
            Value::id(subscription.customer_user_id),
            Value::opt_id(subscription.buyer_tenant_id),
            Value::opt_id(subscription.billing_country),
            subscription.currency.code(),
            subscription.billing_interval.code(),
            subscription.first_amount_cents,
            subscription.amount_cents,
            subscription.opened_at,
        ];
        self.tx.execute(INSERT, values).await?;
        let values = values![
            self.own(),
            Value::id(subscription.subscription_id),
            Value::id(line.product_id),
            line.product_name.as_str(),
            line.product_kind.as_str(),
            line.is_platform_product,
            line.commission_eligible,
            line.net_cents,
            line.vat_rate_bp,
            line.gross_cents,
            line.granted_stage.map(Stage::number),
            *first_discount_cents,
            *discount_cents,
        ];
        self.tx.execute(INSERT_LINE, values).await.map(drop)
    }

    pub(crate) async fn find_subscription(
        &mut self,
        id: Uuid,
    ) -> Result<Option<SubscriptionRecord>, StorageError> {
        let row = self.tx.one(FIND, vec![self.own(), Value::id(id)]).await?;
        row.as_ref().map(subscription).transpose()
    }

    /// A page of what the tenant sells, the latest first, before the given one.
    pub(crate) async fn list_subscriptions(
        &mut self,
        before: Option<(i64, Uuid)>,
        with_problem: bool,
        limit: i64,
    ) -> Result<Vec<SubscriptionRecord>, StorageError> {
        let (at, id) = place(before);
        let rows = self.tx.all(PAGE, values![self.own(), at, id, with_problem, limit]).await?;
        rows.iter().map(subscription).collect()
    }

    /// The customer pays for this product already, and goes on doing so.
    pub(crate) async fn is_subscribed(
        &mut self,
        customer: UserId,
        product: ProductId,
    ) -> Result<bool, StorageError> {
        let values = vec![self.own(), Value::id(customer), Value::id(product)];
        Ok(self.tx.one(RUNNING, values).await?.is_some())
    }

    /// The customer was offered this product after `since`, and has not paid yet.
    pub(crate) async fn has_open_subscription(
        &mut self,
        (customer, product): (UserId, ProductId),
        since: i64,
    ) -> Result<bool, StorageError> {
        let values = values![self.own(), Value::id(customer), Value::id(product), since];
        Ok(self.tx.one(OPEN_SINCE, values).await?.is_some())
    }

    /// What was agreed, as the line of an order.
    pub(crate) async fn find_subscription_line(
        &mut self,
        id: Uuid,
        order_id: OrderId,
    ) -> Result<SubscriptionLine, StorageError> {
        let row = self.tx.one(LINE, vec![self.own(), Value::id(id)]).await?;
        line(&row.ok_or(StorageError::Inconsistency { column: "subscription_id" })?, order_id)
    }

    /// Keeps who the customer is at the provider; the first word counts.
    pub(crate) async fn note_provider_customer(
        &mut self,
        id: Uuid,
        customer_id: &str,
    ) -> Result<(), StorageError> {
        let values = values![self.own(), Value::id(id), customer_id];
        self.tx.execute(NOTE_CUSTOMER, values).await.map(drop)
    }

    /// Keeps what the provider calls the subscription; the first word counts.
    pub(crate) async fn note_provider_subscription(
        &mut self,
        id: Uuid,
        provider_id: &str,
    ) -> Result<(), StorageError> {
        let values = values![self.own(), Value::id(id), provider_id];
        self.tx.execute(NOTE_PROVIDER, values).await.map(drop)
    }

    /// Keeps how it stands by the provider's word of `at`; an older word, and one about what is over,
    /// change nothing.
    pub(crate) async fn set_subscription_state(
        &mut self,
        id: Uuid,
        state: SubscriptionState,
        ends_with_period: bool,
        at: i64,
    ) -> Result<bool, StorageError> {
        let values = values![self.own(), Value::id(id), state.code(), ends_with_period, at];
        Ok(self.tx.execute(SET_STATE, values).await? > 0)
    }

    /// A period was paid at `at`.
    pub(crate) async fn set_subscription_active(
        &mut self,
        id: Uuid,
        at: i64,
    ) -> Result<(), StorageError> {
        self.tx.execute(SET_ACTIVE, values![self.own(), Value::id(id), at]).await.map(drop)
    }

    /// It is over; the first word counts.
    pub(crate) async fn set_subscription_ended(
        &mut self,
        id: Uuid,
        at: i64,
    ) -> Result<(), StorageError> {
        self.tx.execute(SET_ENDED, values![self.own(), Value::id(id), at]).await.map(drop)
    }

    /// It is not renewed any more.
    pub(crate) async fn set_subscription_ending(&mut self, id: Uuid) -> Result<(), StorageError> {
        self.tx.execute(SET_ENDING, vec![self.own(), Value::id(id)]).await.map(drop)
    }

    /// The payment of an invoice failed at `at`; an older word changes nothing.
    pub(crate) async fn set_subscription_failed(
        &mut self,
        id: Uuid,
        invoice: &ToldInvoice,
        at: i64,
    ) -> Result<(), StorageError> {
        let (invoice_id, next) = (invoice.invoice_id.as_str(), invoice.next_attempt_at);
        let values = values![self.own(), Value::id(id), invoice_id, at, next];
        self.tx.execute(SET_FAILED, values).await.map(drop)
    }

    /// An invoice was paid at `at`: what failed before is settled.
    pub(crate) async fn clear_subscription_failed(
        &mut self,
        id: Uuid,
        invoice_id: &str,
        at: i64,
    ) -> Result<(), StorageError> {
        let values = values![self.own(), Value::id(id), invoice_id, at];
        self.tx.execute(CLEAR_FAILED, values).await.map(drop)
    }

    /// Lists a subscription for people to look at; each reason is told once, after those before it.
    pub(crate) async fn set_subscription_problem(
        &mut self,
        id: Uuid,
        problem: &str,
    ) -> Result<(), StorageError> {
        let values = values![self.own(), Value::id(id), problem];
        self.tx.execute(SET_PROBLEM, values).await.map(drop)
    }

    /// Keeps a paid period.
    pub(crate) async fn insert_period(
        &mut self,
        period: &PeriodRecord,
    ) -> Result<(), StorageError> {
        let values = values![
            self.own(),
            period.provider_invoice_id.as_str(),
            Value::id(period.subscription_id),
            Value::id(period.checkout_id),
            Value::id(period.order_id),
            period.is_renewal,
            period.starts_at,
            period.ends_at,
            period.paid_at,
        ];
        self.tx.execute(INSERT_PERIOD, values).await.map(drop)
    }

    /// The paid periods of a subscription, the first one first.
    pub(crate) async fn list_periods(
        &mut self,
        id: Uuid,
    ) -> Result<Vec<PeriodRecord>, StorageError> {
        self.tx.all(PERIODS, vec![self.own(), Value::id(id)]).await?.iter().map(period).collect()
    }
}

impl LedgerTx {
    /// A page of what a tenant or one of its people pays for, from whomever; the latest first.
    pub(crate) async fn list_subscriptions_of_buyer(
        &mut self,
        buyer: Option<TenantId>,
        customer: UserId,
        before: Option<(i64, Uuid)>,
        limit: i64,
    ) -> Result<Vec<SubscriptionRecord>, StorageError> {
        let (at, id) = place(before);
        let values = values![Value::opt_id(buyer), Value::id(customer), at, id, limit];
        self.tx.all(PAGE_OF_BUYER, values).await?.iter().map(subscription).collect()
    }

    /// The subscriptions with this id: clients draw them, so that several sellers may hold one.
    pub(crate) async fn list_subscriptions_by_id(
        &mut self,
        id: Uuid,
    ) -> Result<Vec<SubscriptionRecord>, StorageError> {
        self.tx.all(BY_ID, vec![Value::id(id)]).await?.iter().map(subscription).collect()
    }

    /// From when to when each of these orders was paid for, where it is one of a subscription.
    pub(crate) async fn periods_of_orders(
        &mut self,
        orders: &[Uuid],
    ) -> Result<BTreeMap<OrderId, (i64, i64)>, StorageError> {
        let rows = self.tx.all(PERIODS_OF_ORDERS, values![id_list(orders)]).await?;
        rows.iter()
            .map(|row| Ok((row.parsed("order_id")?, (row.int("starts_at")?, row.int("ends_at")?))))
            .collect()
    }

    /// As which customer a tenant buys for itself: whoever of its own people did so first.
    pub(crate) async fn find_own_buyer(
        &mut self,
        buyer: TenantId,
    ) -> Result<Option<UserId>, StorageError> {
        let row = self.tx.one(OWN_BUYER, vec![Value::id(buyer)]).await?;
        row.map(|row| row.parsed("customer_user_id")).transpose()
    }

    /// Keeps for which tenant somebody buys, where nothing is known of it.
    pub(crate) async fn note_buyer(
        &mut self,
        customer: UserId,
        buyer: TenantId,
    ) -> Result<(), StorageError> {
        let values = vec![Value::id(customer), Value::id(buyer)];
        self.tx.execute(NOTE_BUYER, values).await.map(drop)
    }
}
