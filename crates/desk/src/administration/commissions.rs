//! Everybody's commissions, by pseudonym (C16).

use super::names::Names;
use super::wire::{Commission, CommissionList, OrderCommissions};
use super::{AdministrationError, in_address, money, with_query};
use crate::views::{
    NotPaidRow, PlatformCommissionPage, PlatformCommissionQuery, PlatformCommissionRow, instant,
};
use crate::{Desk, Op};

/// Rows of a page.
const PAGE: &str = "100";

impl Desk {
    /// A page of the commissions of all recipients, or of one.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn list_platform_commissions(
        &self,
        query: PlatformCommissionQuery,
    ) -> Result<PlatformCommissionPage, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        let names = Names::fetch(&client).await?;
        let path = with_query(
            "commissions",
            &[
                ("limit", Some(PAGE)),
                ("month", query.month.as_deref()),
                ("tenant_id", query.tenant_id.as_deref()),
                ("after", query.after.as_deref()),
            ],
        );
        let list: CommissionList = client.get(&path).await?;
        let rows = list.commissions.into_iter().map(|commission| row(commission, &names));
        Ok(PlatformCommissionPage { rows: rows.collect::<Result<_, _>>()?, next: list.next })
    }

    /// What an order does not pay, line by line, each with its reasons (C15).
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn explain_platform_order(
        &self,
        order_id: String,
    ) -> Result<Vec<NotPaidRow>, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        let path = format!("orders/{}/commissions", in_address(&order_id));
        let order: OrderCommissions = client.get(&path).await?;
        let mut rows = Vec::new();
        for line in order.lines {
            rows.extend(line.not_paid.into_iter().map(|one| NotPaidRow {
                line: line.id.clone(),
                kind: one.kind,
                reasons: one.reasons,
            }));
        }
        Ok(rows)
    }
}

fn row(
    commission: Commission,
    names: &Names,
) -> Result<PlatformCommissionRow, AdministrationError> {
    let amount = |text: &str| money(text, commission.currency);
    Ok(PlatformCommissionRow {
        base: amount(&commission.base)?,
        amount: amount(&commission.amount)?,
        reversed: amount(&commission.reversed)?,
        recipient: names.of_recipient(commission.recipient_tenant_id.as_deref()),
        entry_id: commission.id,
        order_id: commission.order_id,
        order_number: commission.order_number,
        ordered_at: instant(commission.ordered_at),
        product: commission.product_name,
        customer: commission.customer,
        country: commission.billing_country.unwrap_or_default(),
        kind: commission.commission_type,
        percent: commission.percent,
        status: commission.status,
        reason: commission.reason.unwrap_or_default(),
        rule_version: commission.rule_version.unwrap_or_default(),
        reasons: commission.reasons,
        approves_at: instant(commission.approves_at),
        paid_at: commission.paid_at.map(instant),
    })
}
