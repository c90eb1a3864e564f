//! Subscriptions at Stripe: a customer without a name, a price that is the platform's own, and the
//! first period paid by the customer's browser.

use uuid::Uuid;

use super::answer::{IdObject, Page, SubscriptionObject};
use super::form::escaped;
use super::{PAGE, Stripe};
use crate::payments::{ProviderError, Recurring, RecurringWish, SubscriptionState};

/// What Stripe calls whatever is subscribed to. It is not told what that is (C16): one name for all.
const PRODUCT: &str = "mojo_subscription";
const PRODUCT_NAME: &str = "MOJO";
/// The secret of the first payment comes with the subscription.
const EXPAND: (&str, &str) = ("expand[]", "latest_invoice.payment_intent");

fn path(id: &str) -> String {
    format!("/v1/subscriptions/{}", escaped(id))
}

impl Stripe {
    /// A customer for one subscription, known by its id alone.
    pub(super) async fn make_customer(&self, id: Uuid) -> Result<String, ProviderError> {
        let (key, id) = (format!("customer-{id}"), id.to_string());
        let body = [("metadata[subscription_id]", id.as_str())];
        let made: IdObject = self.post("/v1/customers", &key, &body).await?;
        Ok(made.id)
    }

    pub(super) async fn subscribe(&self, wish: &RecurringWish) -> Result<Recurring, ProviderError> {
        self.provide_product(wish.subscription_id).await?;
        let (id, seller) = (wish.subscription_id.to_string(), wish.seller.to_string());
        let currency = wish.later.currency.code().to_ascii_lowercase();
        let later = wish.later.cents.to_string();
        let mut body = vec![
            ("customer", wish.customer_id.as_str()),
            ("items[0][price_data][currency]", currency.as_str()),
            ("items[0][price_data][product]", PRODUCT),
            ("items[0][price_data][unit_amount]", later.as_str()),
            ("items[0][price_data][recurring][interval]", wish.interval.code()),
            ("payment_behavior", "default_incomplete"),
            ("payment_settings[save_default_payment_method]", "on_subscription"),
            ("metadata[subscription_id]", id.as_str()),
            ("metadata[tenant_id]", seller.as_str()),
            EXPAND,
        ];
        // What the first period costs more or less than each later one.
        let difference = (wish.first.cents - wish.later.cents).to_string();
        if wish.first != wish.later {
            body.extend([
                ("add_invoice_items[0][price_data][currency]", currency.as_str()),
                ("add_invoice_items[0][price_data][product]", PRODUCT),
                ("add_invoice_items[0][price_data][unit_amount]", difference.as_str()),
            ]);
        }
        let key = format!("subscription-{id}");
        let made: SubscriptionObject = self.post("/v1/subscriptions", &key, &body).await?;
        // It was done; an answer that cannot be read refuses nothing.
        made.read().map_err(ProviderError::into_unknown)
    }

    /// The one product exists; whoever comes second finds it.
    async fn provide_product(&self, subscription_id: Uuid) -> Result<(), ProviderError> {
        let found: Result<IdObject, _> = self.get(&format!("/v1/products/{PRODUCT}"), &[]).await;
        match found {
            Ok(_) => return Ok(()),
            Err(ProviderError::Refused { .. }) => {}
            Err(unknown) => return Err(unknown),
        }
        let key = format!("product-{subscription_id}");
        let body = [("id", PRODUCT), ("name", PRODUCT_NAME)];
        match self.post::<IdObject>("/v1/products", &key, &body).await {
            Err(ProviderError::Refused { code, .. }) if code == "resource_already_exists" => Ok(()),
            made => made.map(drop),
        }
    }

    pub(super) async fn subscription(&self, id: &str) -> Result<Recurring, ProviderError> {
        let found: SubscriptionObject = self.get(&path(id), &[EXPAND]).await?;
        found.read()
    }

    pub(super) async fn subscription_of(
        &self,
        id: Uuid,
    ) -> Result<Option<Recurring>, ProviderError> {
        let asked = format!("metadata['subscription_id']:'{id}'");
        let secrets = ("expand[]", "data.latest_invoice.payment_intent");
        let query = [("query", asked.as_str()), ("limit", PAGE), secrets];
        let page: Page<SubscriptionObject> = self.get("/v1/subscriptions/search", &query).await?;
        let mut found = Vec::new();
        for object in page.data {
            found.push(object.read()?);
        }
        found.retain(|it| it.state != SubscriptionState::Ended);
        // One that was paid counts before one that only waits.
        found.sort_by_key(|it| it.state == SubscriptionState::Open);
        Ok(found.into_iter().next())
    }

    /// It is not renewed any more; what is paid for stays.
    pub(super) async fn end_with_period(
        &self,
        id: &str,
        subscription_id: Uuid,
    ) -> Result<Recurring, ProviderError> {
        let key = format!("end-with-period-{subscription_id}");
        let body = [("cancel_at_period_end", "true")];
        let ended: SubscriptionObject = self.post(&path(id), &key, &body).await?;
        ended.read().map_err(ProviderError::into_unknown)
    }

    /// It is over; once it is, there is nothing more to end.
    pub(super) async fn end_now(&self, id: &str) -> Result<Recurring, ProviderError> {
        let ended: SubscriptionObject = self.delete(&path(id)).await?;
        ended.read().map_err(ProviderError::into_unknown)
    }
}
