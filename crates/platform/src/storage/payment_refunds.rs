//! Money of checkouts that went back, as the provider told it: refund by refund, what did not go
//! through after all, and the totals of whole payments.

use std::collections::BTreeSet;

use mojo_domain::OrderId;
use uuid::Uuid;

use super::query::queries;
use super::{LedgerTx, Row, StorageError, TenantTx, Value, values};

/// In which way money went back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BackKind {
    /// Given back.
    Refund,
    /// Taken back by the customer's bank.
    Dispute,
}

impl BackKind {
    /// The text at rest.
    fn code(self) -> &'static str {
        match self {
            Self::Refund => "refund",
            Self::Dispute => "dispute",
        }
    }
}

/// Money that went back.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PaymentRefund<'a> {
    /// The provider's.
    pub(crate) id: &'a str,
    pub(crate) kind: BackKind,
    pub(crate) amount_cents: i64,
    pub(crate) at: i64,
}

/// A sum in cents that the provider told, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ToldCents {
    pub(crate) cents: i64,
    pub(crate) at: i64,
}

/// Everything that the provider told of money that went back of one checkout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct GivenBack {
    /// By refunds that went through, in cents.
    pub(crate) refunded_cents: i64,
    /// By lost disputes, in cents.
    pub(crate) lost_cents: i64,
    /// Refunds that did not go through, each with when that was known.
    pub(crate) failures: Vec<ToldCents>,
    /// The totals of the payment.
    pub(crate) totals: Vec<ToldCents>,
}

impl GivenBack {
    /// What was given back of the payment, in cents. A total counts what failed after it was told;
    /// it knows nothing of disputes. In whatever order all that is told, it comes to the same (C12).
    pub(crate) fn cents(&self) -> i64 {
        let by_total = self.totals.iter().map(|total| {
            let failed = self.failures.iter().filter(|failure| failure.at >= total.at);
            failed.fold(total.cents, |left, failure| left.saturating_sub(failure.cents))
        });
        let by_total = by_total.max().unwrap_or_default();
        self.refunded_cents.max(by_total).saturating_add(self.lost_cents)
    }
}

queries! {
    INSERT = "INSERT INTO payment_refunds (tenant_id, refund_id, kind, checkout_id, \
        amount_cents, refunded_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
    INSERT_FAILURE = "INSERT INTO payment_refund_failures (tenant_id, refund_id, checkout_id, \
        amount_cents, failed_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING",
    INSERT_TOTAL = "INSERT INTO payment_totals (tenant_id, checkout_id, amount_cents, told_at) \
        VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
    REFUNDS = "SELECT refund_id, kind, amount_cents FROM payment_refunds \
        WHERE tenant_id = $1 AND checkout_id = $2",
    FAILURES = "SELECT refund_id, amount_cents, failed_at AS at FROM payment_refund_failures \
        WHERE tenant_id = $1 AND checkout_id = $2",
    TOTALS = "SELECT amount_cents, told_at AS at FROM payment_totals \
        WHERE tenant_id = $1 AND checkout_id = $2",
    FIND = "SELECT refund_id FROM payment_refunds WHERE tenant_id = $1 AND refund_id = $2",
    FIND_FAILURE = "SELECT refund_id FROM payment_refund_failures \
        WHERE tenant_id = $1 AND refund_id = $2",
    OPEN_FACTS_OF = "SELECT f.fact_id FROM internal_facts f JOIN order_refunds r \
        ON r.tenant_id = f.tenant_id AND r.refund_id = f.subject_id \
        WHERE f.done_at IS NULL AND f.kind = 'order_refunded' AND r.order_id = $1 LIMIT 1",
}

fn told(row: &Row) -> Result<ToldCents, StorageError> {
    Ok(ToldCents { cents: row.int("amount_cents")?, at: row.int("at")? })
}

impl TenantTx {
    /// Keeps money that went back; what is known already changes nothing.
    pub(crate) async fn insert_payment_refund(
        &mut self,
        checkout_id: Uuid,
        refund: &PaymentRefund<'_>,
    ) -> Result<(), StorageError> {
        let values = values![
            self.own(),
            refund.id,
            refund.kind.code(),
            Value::id(checkout_id),
            refund.amount_cents,
            refund.at,
        ];
        self.tx.execute(INSERT, values).await.map(drop)
    }

    /// Keeps that a refund did not go through, whether it was told as made before or will be; the
    /// first word counts.
    pub(crate) async fn insert_refund_failure(
        &mut self,
        checkout_id: Uuid,
        refund_id: &str,
        failed: ToldCents,
    ) -> Result<(), StorageError> {
        let id = Value::id(checkout_id);
        let values = values![self.own(), refund_id, id, failed.cents, failed.at];
        self.tx.execute(INSERT_FAILURE, values).await.map(drop)
    }

    /// Keeps what the provider says was given back of the whole payment.
    pub(crate) async fn insert_payment_total(
        &mut self,
        checkout_id: Uuid,
        total: ToldCents,
    ) -> Result<(), StorageError> {
        let values = values![self.own(), Value::id(checkout_id), total.cents, total.at];
        self.tx.execute(INSERT_TOTAL, values).await.map(drop)
    }

    /// Everything that went back of a checkout, and what did not after all.
    pub(crate) async fn given_back_of(
        &mut self,
        checkout_id: Uuid,
    ) -> Result<GivenBack, StorageError> {
        let of = vec![self.own(), Value::id(checkout_id)];
        let mut given_back = GivenBack::default();
        let mut failed = BTreeSet::new();
        for row in &self.tx.all(FAILURES, of.clone()).await? {
            failed.insert(row.text("refund_id")?);
            given_back.failures.push(told(row)?);
        }
        for row in &self.tx.all(REFUNDS, of.clone()).await? {
            let cents = row.int("amount_cents")?;
            if row.text("kind")? == BackKind::Dispute.code() {
                given_back.lost_cents = given_back.lost_cents.saturating_add(cents);
            } else if !failed.contains(&row.text("refund_id")?) {
                given_back.refunded_cents = given_back.refunded_cents.saturating_add(cents);
            }
        }
        let totals = self.tx.all(TOTALS, of).await?;
        given_back.totals = totals.iter().map(told).collect::<Result<_, _>>()?;
        Ok(given_back)
    }

    /// The provider told that the refund was made.
    pub(crate) async fn has_payment_refund(
        &mut self,
        refund_id: &str,
    ) -> Result<bool, StorageError> {
        Ok(self.tx.one(FIND, values![self.own(), refund_id]).await?.is_some())
    }

    /// The provider told that the refund did not go through.
    pub(crate) async fn has_refund_failed(
        &mut self,
        refund_id: &str,
    ) -> Result<bool, StorageError> {
        Ok(self.tx.one(FIND_FAILURE, values![self.own(), refund_id]).await?.is_some())
    }
}

impl LedgerTx {
    /// Everything that was booked as given back of an order has reached its commissions.
    pub(crate) async fn are_refunds_settled(
        &mut self,
        order_id: OrderId,
    ) -> Result<bool, StorageError> {
        Ok(self.tx.one(OPEN_FACTS_OF, vec![Value::id(order_id)]).await?.is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(cents: i64, at: i64) -> ToldCents {
        ToldCents { cents, at }
    }

    #[test]
    fn c12_a_total_counts_what_failed_after_it_and_not_what_failed_before() {
        let both = GivenBack { totals: vec![told(50, 1), told(80, 2)], ..GivenBack::default() };
        assert_eq!(both.cents(), 80);
        let failed = GivenBack { failures: vec![told(30, 3)], ..both };
        assert_eq!(failed.cents(), 50);
        let mut again = failed;
        again.totals.push(told(80, 4));
        assert_eq!(again.cents(), 80, "the refund was made once more");
        again.totals.reverse();
        assert_eq!(again.cents(), 80);
    }

    #[test]
    fn c12_the_larger_of_the_sum_and_the_total_counts_and_disputes_beside_it() {
        let mut all = GivenBack { refunded_cents: 40, lost_cents: 7, ..GivenBack::default() };
        assert_eq!(all.cents(), 47);
        all.totals.push(told(60, 1));
        assert_eq!(all.cents(), 67);
        all.failures.push(told(60, 2));
        assert_eq!(all.cents(), 47);
    }
}
