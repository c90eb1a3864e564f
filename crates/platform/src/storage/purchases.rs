//! Purchases that customers begin in a browser, and what a customer bought from whomever.

use std::str::FromStr;

use mojo_domain::commissions::CountryCode;
use mojo_domain::memberships::{Grant, Stage};
use mojo_domain::{Currency, OrderId, ProductId, TenantId, UserId, from_micros};
use uuid::Uuid;

use super::query::queries;
use super::{LedgerTx, Row, StorageError, Value, values};

/// How a purchase is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PurchaseKind {
    /// Once, by the checkout with its id.
    Checkout,
    /// Again and again, by the subscription with its id.
    Subscription,
    /// Not at all: the product is free.
    Free,
}

/// Not the name of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a kind of purchase")]
pub(crate) struct ParsePurchaseKindError;

impl PurchaseKind {
    const ALL: [Self; 3] = [Self::Checkout, Self::Subscription, Self::Free];

    /// The text at rest.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Checkout => "checkout",
            Self::Subscription => "subscription",
            Self::Free => "free",
        }
    }
}

impl FromStr for PurchaseKind {
    type Err = ParsePurchaseKindError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.code() == text).ok_or(ParsePurchaseKindError)
    }
}

/// To whom a purchase is billed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct BillingAddress {
    pub(crate) name: String,
    pub(crate) street: String,
    pub(crate) postal_code: String,
    pub(crate) city: String,
    pub(crate) country: CountryCode,
}

/// A purchase.
#[derive(Clone, Debug)]
pub(crate) struct PurchaseRecord {
    /// Also the id of the checkout or the subscription.
    pub(crate) purchase_id: Uuid,
    pub(crate) customer_user_id: UserId,
    pub(crate) seller: TenantId,
    pub(crate) product_id: ProductId,
    pub(crate) product_name: String,
    pub(crate) kind: PurchaseKind,
    pub(crate) address: BillingAddress,
    pub(crate) opened_at: i64,
    /// `None` while it is the one that is gone on with.
    pub(crate) closed_at: Option<i64>,
}

/// A line of an order as its buyer reads it.
#[derive(Clone, Debug)]
pub(crate) struct BoughtLine {
    pub(crate) order_id: OrderId,
    pub(crate) order_number: String,
    /// The seller's name.
    pub(crate) seller_name: String,
    pub(crate) ordered_at: i64,
    pub(crate) currency: Currency,
    pub(crate) billing_country: Option<CountryCode>,
    pub(crate) product_name: String,
    /// List price, without VAT.
    pub(crate) net_cents: i64,
    /// What of the net was granted as a discount (C7, C8).
    pub(crate) discount_cents: i64,
    /// In hundredths of a percent.
    pub(crate) vat_rate_bp: i64,
    /// Whose VAT it is; empty where that was not kept, or is nobody's.
    pub(crate) taxed_in: String,
    /// Why there is none; empty where there is.
    pub(crate) vat_note: String,
    /// What of the list net was refunded.
    pub(crate) refunded_net_cents: i64,
}

macro_rules! purchases {
    ($rest:literal) => {
        concat!(
            "SELECT purchase_id, customer_user_id, seller_tenant_id, product_id, product_name, ",
            "kind, billing_name, street, postal_code, city, country, opened_at, closed_at ",
            "FROM customer_purchases WHERE tenant_id = $1 ",
            $rest
        )
    };
}

queries! {
    INSERT = "INSERT INTO customer_purchases (tenant_id, purchase_id, customer_user_id, \
        seller_tenant_id, product_id, product_name, kind, billing_name, street, postal_code, city, \
        country, opened_at, closed_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, NULL) \
        ON CONFLICT DO NOTHING",
    FIND = purchases!("AND purchase_id = $2 AND customer_user_id = $3"),
    OPEN = purchases!("AND customer_user_id = $2 AND seller_tenant_id = $3 AND product_id = $4 \
        AND closed_at IS NULL"),
    OF_CUSTOMER = purchases!("AND customer_user_id = $2 ORDER BY opened_at DESC, purchase_id DESC"),
    CLOSE = "UPDATE customer_purchases SET closed_at = $3 \
        WHERE tenant_id = $1 AND purchase_id = $2 AND closed_at IS NULL",
    BOUGHT = include_str!("purchases/bought.sql"),
    GRANTS = "SELECT stage, starts_at, ends_at, revoked_at FROM memberships \
        WHERE customer_user_id = $1 ORDER BY starts_at, order_id, line_no",
}

fn purchase(row: &Row) -> Result<PurchaseRecord, StorageError> {
    Ok(PurchaseRecord {
        purchase_id: row.parsed("purchase_id")?,
        customer_user_id: row.parsed("customer_user_id")?,
        seller: row.parsed("seller_tenant_id")?,
        product_id: row.parsed("product_id")?,
        product_name: row.text("product_name")?,
        kind: row.parsed("kind")?,
        address: BillingAddress {
            name: row.text("billing_name")?,
            street: row.text("street")?,
            postal_code: row.text("postal_code")?,
            city: row.text("city")?,
            country: row.parsed("country")?,
        },
        opened_at: row.int("opened_at")?,
        closed_at: row.opt_int("closed_at")?,
    })
}

fn bought(row: &Row) -> Result<BoughtLine, StorageError> {
    Ok(BoughtLine {
        order_id: row.parsed("order_id")?,
        order_number: row.text("order_number")?,
        seller_name: row.text("seller_name")?,
        ordered_at: row.int("ordered_at")?,
        currency: row.parsed("currency")?,
        billing_country: row.opt_parsed("billing_country")?,
        product_name: row.text("product_name")?,
        net_cents: row.int("net_cents")?,
        discount_cents: row.int("discount_cents")?,
        vat_rate_bp: row.int("vat_rate_bp")?,
        taxed_in: row.text("taxed_in")?,
        vat_note: row.text("vat_note")?,
        refunded_net_cents: row.int("refunded_net_cents")?,
    })
}

fn grant(row: &Row) -> Result<Grant, StorageError> {
    let unreadable = |_| StorageError::Inconsistency { column: "stage" };
    Ok(Grant {
        stage: Stage::new(row.int("stage")?).map_err(unreadable)?,
        starts_at: from_micros(row.int("starts_at")?),
        ends_at: row.opt_int("ends_at")?.map(from_micros),
        revoked_at: row.opt_int("revoked_at")?.map(from_micros),
    })
}

impl LedgerTx {
    /// Keeps a purchase; `false` when one of the same customer and product is under way.
    pub(crate) async fn insert_purchase(
        &mut self,
        purchase: &PurchaseRecord,
    ) -> Result<bool, StorageError> {
        let address = &purchase.address;
        let values = values![
            Value::id(TenantId::MOJO_LLC),
            Value::id(purchase.purchase_id),
            Value::id(purchase.customer_user_id),
            Value::id(purchase.seller),
            Value::id(purchase.product_id),
            purchase.product_name.as_str(),
            purchase.kind.code(),
            address.name.as_str(),
            address.street.as_str(),
            address.postal_code.as_str(),
            address.city.as_str(),
            address.country.code(),
            purchase.opened_at,
        ];
        Ok(self.tx.execute(INSERT, values).await? > 0)
    }

    /// A purchase of this customer; `None` for one of somebody else.
    pub(crate) async fn find_purchase(
        &mut self,
        purchase_id: Uuid,
        customer: UserId,
    ) -> Result<Option<PurchaseRecord>, StorageError> {
        let llc = Value::id(TenantId::MOJO_LLC);
        let values = vec![llc, Value::id(purchase_id), Value::id(customer)];
        self.tx.one(FIND, values).await?.as_ref().map(purchase).transpose()
    }

    /// The purchase of a product that the customer goes on with.
    pub(crate) async fn find_open_purchase(
        &mut self,
        customer: UserId,
        (seller, product): (TenantId, ProductId),
    ) -> Result<Option<PurchaseRecord>, StorageError> {
        let llc = Value::id(TenantId::MOJO_LLC);
        let values = vec![llc, Value::id(customer), Value::id(seller), Value::id(product)];
        self.tx.one(OPEN, values).await?.as_ref().map(purchase).transpose()
    }

    /// What a customer began to buy, the latest first.
    pub(crate) async fn list_purchases(
        &mut self,
        customer: UserId,
    ) -> Result<Vec<PurchaseRecord>, StorageError> {
        let values = vec![Value::id(TenantId::MOJO_LLC), Value::id(customer)];
        self.tx.all(OF_CUSTOMER, values).await?.iter().map(purchase).collect()
    }

    /// It is not gone on with; the first word counts.
    pub(crate) async fn close_purchase(
        &mut self,
        purchase_id: Uuid,
        at: i64,
    ) -> Result<(), StorageError> {
        let values = values![Value::id(TenantId::MOJO_LLC), Value::id(purchase_id), at];
        self.tx.execute(CLOSE, values).await.map(drop)
    }

    /// The lines of everything that a customer bought, the latest order first.
    pub(crate) async fn list_bought_lines(
        &mut self,
        customer: UserId,
    ) -> Result<Vec<BoughtLine>, StorageError> {
        self.tx.all(BOUGHT, vec![Value::id(customer)]).await?.iter().map(bought).collect()
    }

    /// The memberships that a customer bought.
    pub(crate) async fn list_grants_of_customer(
        &mut self,
        customer: UserId,
    ) -> Result<Vec<Grant>, StorageError> {
        self.tx.all(GRANTS, vec![Value::id(customer)]).await?.iter().map(grant).collect()
    }
}
