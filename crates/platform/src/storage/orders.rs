//! Orders of a selling tenant, and what they leave for the ledger.

use std::collections::BTreeSet;

use mojo_domain::catalogue::BillingInterval;
use mojo_domain::commissions::CountryCode;
use mojo_domain::memberships::Stage;
use mojo_domain::{Currency, OrderId, ProductId, TenantId, UserId};
use uuid::Uuid;

use super::cards::id_list;
use super::query::{InsertMany, queries};
use super::{LedgerTx, Row, StorageError, TenantTx, Value, values};

/// An order as it was recorded.
#[derive(Clone, Debug)]
pub(crate) struct OrderRecord {
    /// Who sold.
    pub(crate) tenant_id: TenantId,
    pub(crate) order_id: OrderId,
    pub(crate) order_number: String,
    pub(crate) customer_user_id: UserId,
    pub(crate) ordered_at: i64,
    pub(crate) billing_country: Option<CountryCode>,
    /// The country that counts (C9).
    pub(crate) resolved_country: Option<CountryCode>,
    pub(crate) currency: Currency,
    pub(crate) is_renewal: bool,
    pub(crate) is_via_connect: bool,
    pub(crate) is_first_purchase: bool,
    pub(crate) recorded_at: i64,
}

/// A line of an order.
#[derive(Clone, Debug)]
pub(crate) struct OrderLineRecord {
    pub(crate) order_id: OrderId,
    pub(crate) line_no: i64,
    pub(crate) product_id: ProductId,
    pub(crate) product_name: String,
    /// Empty for what was sold before kinds were kept.
    pub(crate) product_kind: String,
    pub(crate) is_platform_product: bool,
    pub(crate) commission_eligible: bool,
    pub(crate) net_cents: i64,
    pub(crate) vat_rate_bp: i64,
    pub(crate) gross_cents: i64,
    /// Of a subscription.
    pub(crate) billing_interval: Option<BillingInterval>,
    /// The stage that it opens.
    pub(crate) granted_stage: Option<Stage>,
}

/// Money given back for a line.
#[derive(Clone, Debug)]
pub(crate) struct RefundRecord {
    pub(crate) refund_id: Uuid,
    pub(crate) order_id: OrderId,
    pub(crate) line_no: i64,
    pub(crate) refunded_at: i64,
    /// Below zero for what is booked back of refunds that did not go through.
    pub(crate) net_cents: i64,
    /// By all refunds of the line so far.
    pub(crate) refunded_net_cents: i64,
}

/// A customer of the ecosystem.
#[derive(Clone, Debug)]
pub(crate) struct Customer {
    pub(crate) customer_user_id: UserId,
    pub(crate) buyer_tenant_id: Option<TenantId>,
    pub(crate) first_country: Option<CountryCode>,
}

/// What a seller's transaction left for the ledger.
#[derive(Clone, Debug)]
pub(crate) struct InternalFact {
    pub(crate) fact_id: Uuid,
    /// `order_settled`, `order_refunded`.
    pub(crate) kind: String,
    pub(crate) subject_id: Uuid,
    pub(crate) happened_at: i64,
}

const INSERT_ORDERS: InsertMany = InsertMany {
    table: "orders",
    columns: &[
        "tenant_id",
        "order_id",
        "order_number",
        "customer_user_id",
        "ordered_at",
        "billing_country",
        "resolved_country",
        "currency",
        "is_renewal",
        "is_via_connect",
        "is_first_purchase",
        "recorded_at",
    ],
    tail: "",
};
const INSERT_LINES: InsertMany = InsertMany {
    table: "order_lines",
    columns: &[
        "tenant_id",
        "order_id",
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
    ],
    tail: "",
};
const INSERT_REFUNDS: InsertMany = InsertMany {
    table: "order_refunds",
    columns: &[
        "tenant_id",
        "refund_id",
        "order_id",
        "line_no",
        "refunded_at",
        "net_cents",
        "refunded_net_cents",
    ],
    tail: "",
};
const INSERT_FACTS: InsertMany = InsertMany {
    table: "internal_facts",
    columns: &["tenant_id", "fact_id", "kind", "subject_id", "happened_at"],
    tail: "",
};
const INSERT_CUSTOMERS: InsertMany = InsertMany {
    table: "customers",
    columns: &["customer_user_id", "buyer_tenant_id", "created_at"],
    tail: "ON CONFLICT DO NOTHING",
};
/// Every insertion of this module, for the test that prepares them.
#[cfg(test)]
pub(super) const INSERTS: &[&InsertMany] =
    &[&INSERT_ORDERS, &INSERT_LINES, &INSERT_REFUNDS, &INSERT_FACTS, &INSERT_CUSTOMERS];

queries! {
    FIND = include_str!("orders/find.sql"),
    BY_IDS = include_str!("orders/by_ids.sql"); postgres = include_str!("orders/by_ids.pg.sql"),
    OWN_LINES = include_str!("orders/own_lines.sql");
    postgres = include_str!("orders/own_lines.pg.sql"),
    LINES = include_str!("orders/lines.sql"); postgres = include_str!("orders/lines.pg.sql"),
    REFUNDS = "SELECT refund_id, order_id, line_no, refunded_at, net_cents, \
        refunded_net_cents FROM order_refunds \
        WHERE refund_id IN (SELECT value FROM json_each($1)) ORDER BY refunded_at, refund_id";
    postgres = "SELECT refund_id, order_id, line_no, refunded_at, net_cents, \
        refunded_net_cents FROM order_refunds WHERE refund_id = ANY \
        (ARRAY(SELECT jsonb_array_elements_text(CAST($1 AS jsonb)))) \
        ORDER BY refunded_at, refund_id",
    REFUNDED = "SELECT CAST(COALESCE(SUM(net_cents), 0) AS BIGINT) AS cents FROM order_refunds \
        WHERE tenant_id = $1 AND order_id = $2 AND line_no = $3",
    REFUNDS_OF_ORDER = "SELECT refund_id, order_id, line_no, refunded_at, net_cents, \
        refunded_net_cents FROM order_refunds WHERE tenant_id = $1 AND order_id = $2 \
        ORDER BY refunded_at, refund_id",
    CUSTOMER = "SELECT customer_user_id, buyer_tenant_id, first_country FROM customers \
        WHERE customer_user_id = $1",
    CUSTOMERS = "SELECT customer_user_id, buyer_tenant_id, first_country FROM customers \
        WHERE customer_user_id IN (SELECT value FROM json_each($1))";
    postgres = "SELECT customer_user_id, buyer_tenant_id, first_country FROM customers \
        WHERE customer_user_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($1 AS jsonb))))",
    SET_COUNTRY = "UPDATE customers SET first_country = $2 \
        WHERE customer_user_id = $1 AND first_country IS NULL",
    CLAIM_ORDER_ID = "INSERT INTO order_ids (order_id, seller_tenant_id) VALUES ($1, $2) \
        ON CONFLICT DO NOTHING",
    FIRST_PURCHASE = "INSERT INTO first_purchases (customer_user_id, order_id, purchased_at) \
        VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
    OPEN_FACTS = "SELECT fact_id, kind, subject_id, happened_at FROM internal_facts \
        WHERE done_at IS NULL AND (happened_at, fact_id) > ($1, $2) \
        ORDER BY happened_at, fact_id LIMIT $3",
    COUNT_OPEN = "SELECT COUNT(*) AS facts FROM internal_facts WHERE done_at IS NULL",
    UNSETTLED = "SELECT subject_id FROM internal_facts WHERE done_at IS NULL \
        AND kind = 'order_settled' AND subject_id IN (SELECT value FROM json_each($1))";
    postgres = "SELECT subject_id FROM internal_facts WHERE done_at IS NULL \
        AND kind = 'order_settled' \
        AND subject_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($1 AS jsonb))))",
    FACT_DONE = "UPDATE internal_facts SET done_at = $2 \
        WHERE done_at IS NULL AND fact_id IN (SELECT value FROM json_each($1))";
    postgres = "UPDATE internal_facts SET done_at = $2 WHERE done_at IS NULL \
        AND fact_id = ANY (ARRAY(SELECT jsonb_array_elements_text(CAST($1 AS jsonb))))",
}

pub(super) fn order(row: &Row) -> Result<OrderRecord, StorageError> {
    Ok(OrderRecord {
        tenant_id: row.parsed("tenant_id")?,
        order_id: row.parsed("order_id")?,
        order_number: row.text("order_number")?,
        customer_user_id: row.parsed("customer_user_id")?,
        ordered_at: row.int("ordered_at")?,
        billing_country: row.opt_parsed("billing_country")?,
        resolved_country: row.opt_parsed("resolved_country")?,
        currency: row.parsed("currency")?,
        is_renewal: row.flag("is_renewal")?,
        is_via_connect: row.flag("is_via_connect")?,
        is_first_purchase: row.flag("is_first_purchase")?,
        recorded_at: row.int("recorded_at")?,
    })
}

fn line(row: &Row) -> Result<OrderLineRecord, StorageError> {
    Ok(OrderLineRecord {
        order_id: row.parsed("order_id")?,
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
    })
}

/// The stage of a number at rest.
pub(super) fn stage_of(number: Option<i64>) -> Result<Option<Stage>, StorageError> {
    let unreadable = |_| StorageError::Inconsistency { column: "granted_stage" };
    number.map(|number| Stage::new(number).map_err(unreadable)).transpose()
}

fn refund(row: &Row) -> Result<RefundRecord, StorageError> {
    Ok(RefundRecord {
        refund_id: row.parsed("refund_id")?,
        order_id: row.parsed("order_id")?,
        line_no: row.int("line_no")?,
        refunded_at: row.int("refunded_at")?,
        net_cents: row.int("net_cents")?,
        refunded_net_cents: row.int("refunded_net_cents")?,
    })
}

fn customer(row: &Row) -> Result<Customer, StorageError> {
    Ok(Customer {
        customer_user_id: row.parsed("customer_user_id")?,
        buyer_tenant_id: row.opt_parsed("buyer_tenant_id")?,
        first_country: row.opt_parsed("first_country")?,
    })
}

impl TenantTx {
    pub(crate) async fn find_order(
        &mut self,
        order_id: OrderId,
    ) -> Result<Option<OrderRecord>, StorageError> {
        let row = self.tx.one(FIND, vec![self.own(), Value::id(order_id)]).await?;
        row.as_ref().map(order).transpose()
    }

    /// The lines of these orders of the tenant, in order.
    pub(crate) async fn list_order_lines(
        &mut self,
        orders: &[Uuid],
    ) -> Result<Vec<OrderLineRecord>, StorageError> {
        let values = values![id_list(orders), self.own()];
        self.tx.all(OWN_LINES, values).await?.iter().map(line).collect()
    }

    pub(crate) async fn find_customer(
        &mut self,
        customer_user_id: UserId,
    ) -> Result<Option<Customer>, StorageError> {
        let row = self.tx.one(CUSTOMER, vec![Value::id(customer_user_id)]).await?;
        row.as_ref().map(customer).transpose()
    }

    /// Keeps the customer's first address (C9).
    pub(crate) async fn note_country(
        &mut self,
        customer_user_id: UserId,
        country: CountryCode,
    ) -> Result<(), StorageError> {
        let values = values![Value::id(customer_user_id), country.code()];
        self.tx.execute(SET_COUNTRY, values).await.map(drop)
    }

    /// `true` for exactly one order of each customer (C3).
    pub(crate) async fn claim_first_purchase(
        &mut self,
        customer_user_id: UserId,
        order_id: OrderId,
        at: i64,
    ) -> Result<bool, StorageError> {
        let values = values![Value::id(customer_user_id), Value::id(order_id), at];
        Ok(self.tx.execute(FIRST_PURCHASE, values).await? > 0)
    }

    /// `false` when the id is held, by whomever.
    pub(crate) async fn claim_order_id(&mut self, order_id: OrderId) -> Result<bool, StorageError> {
        let values = vec![Value::id(order_id), self.own()];
        Ok(self.tx.execute(CLAIM_ORDER_ID, values).await? > 0)
    }

    pub(crate) async fn insert_customer(
        &mut self,
        customer_user_id: UserId,
        buyer: Option<TenantId>,
        at: i64,
    ) -> Result<(), StorageError> {
        let row = values![Value::id(customer_user_id), Value::opt_id(buyer), at];
        self.tx.insert_many(&INSERT_CUSTOMERS, vec![row]).await
    }

    pub(crate) async fn insert_orders(
        &mut self,
        orders: &[OrderRecord],
        lines: &[OrderLineRecord],
    ) -> Result<(), StorageError> {
        let own = self.own();
        let order_rows = orders.iter().map(|order| {
            values![
                own.clone(),
                Value::id(order.order_id),
                order.order_number.as_str(),
                Value::id(order.customer_user_id),
                order.ordered_at,
                Value::opt_id(order.billing_country),
                Value::opt_id(order.resolved_country),
                order.currency.code(),
                order.is_renewal,
                order.is_via_connect,
                order.is_first_purchase,
                order.recorded_at,
            ]
        });
        let line_rows = lines.iter().map(|line| {
            values![
                own.clone(),
                Value::id(line.order_id),
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
            ]
        });
        self.tx.insert_many(&INSERT_ORDERS, order_rows.collect()).await?;
        self.tx.insert_many(&INSERT_LINES, line_rows.collect()).await
    }

    /// What was refunded of a line so far.
    pub(crate) async fn refunded_net(
        &mut self,
        order_id: OrderId,
        line_no: i64,
    ) -> Result<i64, StorageError> {
        let row = self.tx.one(REFUNDED, values![self.own(), Value::id(order_id), line_no]).await?;
        row.ok_or(StorageError::Inconsistency { column: "cents" })?.int("cents")
    }

    pub(crate) async fn list_refunds_of(
        &mut self,
        order_id: OrderId,
    ) -> Result<Vec<RefundRecord>, StorageError> {
        let rows = self.tx.all(REFUNDS_OF_ORDER, vec![self.own(), Value::id(order_id)]).await?;
        rows.iter().map(refund).collect()
    }

    pub(crate) async fn insert_refunds(
        &mut self,
        refunds: &[RefundRecord],
    ) -> Result<(), StorageError> {
        let rows = refunds
            .iter()
            .map(|refund| {
                values![
                    self.own(),
                    Value::id(refund.refund_id),
                    Value::id(refund.order_id),
                    refund.line_no,
                    refund.refunded_at,
                    refund.net_cents,
                    refund.refunded_net_cents,
                ]
            })
            .collect();
        self.tx.insert_many(&INSERT_REFUNDS, rows).await
    }

    /// Leaves facts for the ledger, in the transaction of their cause.
    pub(crate) async fn leave_facts(&mut self, facts: &[InternalFact]) -> Result<(), StorageError> {
        let rows = facts
            .iter()
            .map(|fact| {
                let (kind, at) = (fact.kind.as_str(), fact.happened_at);
                values![self.own(), Value::id(fact.fact_id), kind, Value::id(fact.subject_id), at]
            })
            .collect();
        self.tx.insert_many(&INSERT_FACTS, rows).await
    }
}

impl LedgerTx {
    /// A page of what the sellers left and nobody has settled yet, the oldest first, after the given one.
    pub(crate) async fn page_open_facts(
        &mut self,
        after: Option<&InternalFact>,
        limit: i64,
    ) -> Result<Vec<InternalFact>, StorageError> {
        let (at, id) = after
            .map_or((i64::MIN, String::new()), |last| (last.happened_at, last.fact_id.to_string()));
        let rows = self.tx.all(OPEN_FACTS, values![at, id, limit]).await?;
        rows.iter()
            .map(|row| {
                Ok(InternalFact {
                    fact_id: row.parsed("fact_id")?,
                    kind: row.text("kind")?,
                    subject_id: row.parsed("subject_id")?,
                    happened_at: row.int("happened_at")?,
                })
            })
            .collect()
    }

    /// How much nobody has settled yet.
    pub(crate) async fn count_open_facts(&mut self) -> Result<i64, StorageError> {
        let row = self.tx.one(COUNT_OPEN, Vec::new()).await?;
        row.map_or(Ok(0), |row| row.int("facts"))
    }

    /// Which of these orders are not settled yet.
    pub(crate) async fn list_unsettled_orders(
        &mut self,
        ids: &[Uuid],
    ) -> Result<BTreeSet<OrderId>, StorageError> {
        let rows = self.tx.all(UNSETTLED, values![id_list(ids)]).await?;
        rows.iter().map(|row| row.parsed("subject_id")).collect()
    }

    pub(crate) async fn facts_done(&mut self, ids: &[Uuid], at: i64) -> Result<(), StorageError> {
        self.tx.execute(FACT_DONE, values![id_list(ids), at]).await.map(drop)
    }

    pub(crate) async fn list_orders_by_id(
        &mut self,
        ids: &[Uuid],
    ) -> Result<Vec<OrderRecord>, StorageError> {
        self.tx.all(BY_IDS, values![id_list(ids)]).await?.iter().map(order).collect()
    }

    pub(crate) async fn list_lines_by_order(
        &mut self,
        ids: &[Uuid],
    ) -> Result<Vec<OrderLineRecord>, StorageError> {
        self.tx.all(LINES, values![id_list(ids)]).await?.iter().map(line).collect()
    }

    pub(crate) async fn list_refunds_by_id(
        &mut self,
        ids: &[Uuid],
    ) -> Result<Vec<RefundRecord>, StorageError> {
        self.tx.all(REFUNDS, values![id_list(ids)]).await?.iter().map(refund).collect()
    }

    pub(crate) async fn list_customers(
        &mut self,
        ids: &[Uuid],
    ) -> Result<Vec<Customer>, StorageError> {
        self.tx.all(CUSTOMERS, values![id_list(ids)]).await?.iter().map(customer).collect()
    }

    pub(crate) async fn insert_customers(
        &mut self,
        customers: &[(UserId, Option<TenantId>)],
        at: i64,
    ) -> Result<(), StorageError> {
        let row = |(id, buyer): &(UserId, Option<TenantId>)| {
            values![Value::id(id), Value::opt_id(*buyer), at]
        };
        self.tx.insert_many(&INSERT_CUSTOMERS, customers.iter().map(row).collect()).await
    }
}
