//! Support looks a customer up; the platform logs each look with its reason.

use serde_json::json;

use super::attributions::rows;
use super::names::Names;
use super::wire::{Customer, CustomerFile, CustomersFound};
use super::{AdministrationError, in_address, money};
use crate::views::{
    CustomerFileView, CustomerLineRow, CustomerRefundRow, CustomerRow, CustomerSubscriptionRow,
    CustomersFoundView, instant,
};
use crate::{Desk, Op};

impl Desk {
    /// Whom a text means: the id of a customer or an order, the number of an order, an e-mail address,
    /// or a part of a name.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way: `search_refused` without a reason, and for
    /// fewer than three letters.
    pub async fn search_customers(
        &self,
        text: String,
        reason: String,
    ) -> Result<CustomersFoundView, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        let names = Names::fetch(&client).await?;
        let request = json!({ "text": text.trim(), "reason": reason });
        let found: CustomersFound = client.post("customers/search", &request).await?;
        let customers = found.customers.into_iter().map(|one| row(one, &names));
        Ok(CustomersFoundView { rows: customers.collect(), has_more: found.more })
    }

    /// What the platform holds of one customer.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way: `not_found` for nobody.
    pub async fn show_customer(
        &self,
        customer_id: String,
        reason: String,
    ) -> Result<CustomerFileView, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        let names = Names::fetch(&client).await?;
        let path = format!("customers/{}/file", in_address(customer_id.trim()));
        let file: CustomerFile = client.post(&path, &json!({ "reason": reason })).await?;
        let lines = file.lines.into_iter().map(|line| -> Result<_, AdministrationError> {
            Ok(CustomerLineRow {
                order_id: line.order_id,
                order_number: line.order_number,
                seller: line.seller,
                ordered_at: instant(line.ordered_at),
                product: line.product_name,
                net: money(&line.net, line.currency)?,
                discount: money(&line.discount, line.currency)?,
                refunded: money(&line.refunded, line.currency)?,
            })
        });
        let refunds = file.refunds.into_iter().map(|refund| -> Result<_, AdministrationError> {
            Ok(CustomerRefundRow {
                refund_id: refund.id,
                order_number: refund.order_number,
                line: refund.line,
                refunded_at: instant(refund.refunded_at),
                net: money(&refund.net, refund.currency)?,
            })
        });
        let subscriptions =
            file.subscriptions.into_iter().map(|one| -> Result<_, AdministrationError> {
                Ok(CustomerSubscriptionRow {
                    subscription_id: one.id,
                    product: one.product_name,
                    interval: one.billing_interval,
                    amount: money(&one.amount, one.currency)?,
                    opened_at: instant(one.opened_at),
                    state: one.state,
                    paid_until: one.paid_until.map(instant),
                    ends_with_period: one.ends_with_period,
                })
            });
        Ok(CustomerFileView {
            lines: lines.collect::<Result<_, _>>()?,
            refunds: refunds.collect::<Result<_, _>>()?,
            subscriptions: subscriptions.collect::<Result<_, _>>()?,
            attributions: rows(file.attributions, &names, self.now()),
            customer: row(file.customer, &names),
            language: file.language,
            first_country: file.first_country,
        })
    }
}

fn row(customer: Customer, names: &Names) -> CustomerRow {
    CustomerRow {
        customer_id: customer.id,
        name: customer.name,
        email: customer.email,
        buyer: customer.buyer_tenant_id.map(|id| names.of(&id)),
        known_since: instant(customer.known_since),
        signed_up_at: customer.signed_up_at.map(instant),
    }
}
