//! Customers as the platform's support looks them up.

use mojo_domain::commissions::CountryCode;
use mojo_domain::{Currency, OrderId, TenantId, UserId};
use uuid::Uuid;

use super::folded_names::patterns;
use super::query::queries;
use super::{LedgerTx, Row, StorageError, Value, values};

/// A customer, with the account where there is one.
#[derive(Clone, Debug)]
pub(crate) struct FoundCustomer {
    pub(crate) customer_user_id: UserId,
    /// For which tenant the customer buys.
    pub(crate) buyer_tenant_id: Option<TenantId>,
    pub(crate) first_country: Option<CountryCode>,
    /// When the customer became known, in microseconds.
    pub(crate) created_at: i64,
    /// Empty without an account; for whoever buys for a tenant that of the tenant's user.
    pub(crate) name: String,
    /// The e-mail address; empty without an account.
    pub(crate) login_name: String,
    /// `de`, `en`; `None` for whoever did not sign up.
    pub(crate) language: Option<String>,
    pub(crate) signed_up_at: Option<i64>,
}

/// A refund of an order of a customer.
#[derive(Clone, Debug)]
pub(crate) struct CustomerRefund {
    pub(crate) refund_id: Uuid,
    pub(crate) order_id: OrderId,
    pub(crate) order_number: String,
    pub(crate) line_no: i64,
    pub(crate) refunded_at: i64,
    /// Below zero for what is booked back of refunds that did not go through.
    pub(crate) net_cents: i64,
    pub(crate) currency: Currency,
}

macro_rules! customers {
    ($rest:literal) => {
        concat!(
            "SELECT c.customer_user_id, c.buyer_tenant_id, c.first_country, c.created_at, ",
            "COALESCE(a.name, u.name, '') AS name, ",
            "COALESCE(a.login_name, u.login_name, '') AS login_name, ",
            "a.language, a.signed_up_at FROM customers AS c ",
            "LEFT JOIN customer_accounts AS a ON a.tenant_id = $1 ",
            "AND a.customer_user_id = c.customer_user_id ",
            "LEFT JOIN users AS u ON u.tenant_id = c.buyer_tenant_id ",
            "AND u.user_id = c.customer_user_id ",
            $rest
        )
    };
}

queries! {
    BY_ID = customers!("WHERE c.customer_user_id = $2"),
    BY_EMAIL = customers!("WHERE c.customer_user_id IN (SELECT l.user_id FROM logins AS l \
        WHERE l.login_name = $2)"),
    BY_ORDER = customers!("WHERE c.customer_user_id IN (\
        SELECT o.customer_user_id FROM orders AS o WHERE o.order_id = $2 \
        UNION SELECT o.customer_user_id FROM orders AS o WHERE o.order_number = $2 \
        UNION SELECT o.customer_user_id FROM order_parts AS p JOIN orders AS o \
        ON o.tenant_id = p.tenant_id AND o.order_id = p.order_id WHERE p.whole_order_id = $2) \
        ORDER BY c.created_at DESC, c.customer_user_id LIMIT $3"),
    BY_NAME = customers!("WHERE c.customer_user_id IN (\
        SELECT n.customer_user_id FROM customer_accounts AS n \
        WHERE n.tenant_id = $1 AND (n.folded_name LIKE $2 OR n.folded_name LIKE $3) \
        UNION SELECT k.customer_user_id FROM users AS n JOIN customers AS k \
        ON k.customer_user_id = n.user_id AND k.buyer_tenant_id = n.tenant_id \
        WHERE n.folded_name LIKE $2 OR n.folded_name LIKE $3) \
        ORDER BY c.created_at DESC, c.customer_user_id LIMIT $4"),
    REFUNDS = "SELECT r.refund_id, r.order_id, o.order_number, r.line_no, r.refunded_at, \
        r.net_cents, o.currency FROM orders AS o JOIN order_refunds AS r \
        ON r.tenant_id = o.tenant_id AND r.order_id = o.order_id WHERE o.customer_user_id = $1 \
        ORDER BY r.refunded_at DESC, r.refund_id DESC, r.line_no",
}

fn found(row: &Row) -> Result<FoundCustomer, StorageError> {
    Ok(FoundCustomer {
        customer_user_id: row.parsed("customer_user_id")?,
        buyer_tenant_id: row.opt_parsed("buyer_tenant_id")?,
        first_country: row.opt_parsed("first_country")?,
        created_at: row.int("created_at")?,
        name: row.text("name")?,
        login_name: row.text("login_name")?,
        language: row.opt_text("language")?,
        signed_up_at: row.opt_int("signed_up_at")?,
    })
}

fn refund(row: &Row) -> Result<CustomerRefund, StorageError> {
    Ok(CustomerRefund {
        refund_id: row.parsed("refund_id")?,
        order_id: row.parsed("order_id")?,
        order_number: row.text("order_number")?,
        line_no: row.int("line_no")?,
        refunded_at: row.int("refunded_at")?,
        net_cents: row.int("net_cents")?,
        currency: row.parsed("currency")?,
    })
}

impl LedgerTx {
    /// The customer with this id.
    pub(crate) async fn find_customer_by_id(
        &mut self,
        id: Uuid,
    ) -> Result<Option<FoundCustomer>, StorageError> {
        let values = vec![Value::id(TenantId::MOJO_LLC), Value::id(id)];
        self.tx.one(BY_ID, values).await?.as_ref().map(found).transpose()
    }

    /// Who signs in with this address, and buys. `login` is in small letters.
    pub(crate) async fn find_customer_by_email(
        &mut self,
        login: &str,
    ) -> Result<Option<FoundCustomer>, StorageError> {
        let values = values![Value::id(TenantId::MOJO_LLC), login];
        self.tx.one(BY_EMAIL, values).await?.as_ref().map(found).transpose()
    }

    /// Whose order has this id or number: several, where sellers gave one number.
    pub(crate) async fn list_customers_by_order(
        &mut self,
        order: &str,
        limit: i64,
    ) -> Result<Vec<FoundCustomer>, StorageError> {
        let values = values![Value::id(TenantId::MOJO_LLC), order, limit];
        self.tx.all(BY_ORDER, values).await?.iter().map(found).collect()
    }

    /// Whose name holds this text, however it is capitalised and whichever way its marks are written; the
    /// newest customers first. Nobody's, where less than three letters are left of the text.
    pub(crate) async fn list_customers_by_name(
        &mut self,
        text: &str,
        limit: i64,
    ) -> Result<Vec<FoundCustomer>, StorageError> {
        let Some([german, plain]) = patterns(text) else { return Ok(Vec::new()) };
        let values = values![Value::id(TenantId::MOJO_LLC), german, plain, limit];
        self.tx.all(BY_NAME, values).await?.iter().map(found).collect()
    }

    /// What a customer was given back, the latest first.
    pub(crate) async fn list_refunds_of_customer(
        &mut self,
        customer: UserId,
    ) -> Result<Vec<CustomerRefund>, StorageError> {
        self.tx.all(REFUNDS, vec![Value::id(customer)]).await?.iter().map(refund).collect()
    }
}
