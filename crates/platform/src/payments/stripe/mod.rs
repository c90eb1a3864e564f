//! A thin client of Stripe: the few requests that the platform makes, with a pinned version of the
//! API, form bodies and idempotency keys. It repeats nothing by itself; that is the run's to decide.

mod answer;
mod connect;
mod event;
mod form;
mod subscription;
mod subscription_event;

use std::sync::{Arc, Once};
use std::time::Duration;

use mojo_domain::Money;
use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{
    AccountState, Answer, ForeignTransfer, FoundPayment, MadeRefund, Payment, PaymentProvider,
    PaymentWish, ProviderError, Recurring, RecurringWish, RefundWish, Transfer, TransferList,
    TransferWish,
};
use answer::{
    AccountObject, BalanceObject, Page, PaymentObject, REFUND_KEY, RefundObject, TransferObject,
    refusal,
};
pub(crate) use connect::read_account_event;
pub(crate) use event::read_event;
use form::form;
pub(crate) use subscription_event::read_subscription_event;

/// The version of the API whose shapes are read here.
const API_VERSION: &str = "2024-06-20";
/// No connection after so long: there is none.
const CONNECT: Duration = Duration::from_secs(10);
/// No answer after so long: what was asked may have been done.
const PATIENCE: Duration = Duration::from_secs(80);
/// No answer of Stripe is larger.
const MAX_ANSWER_BYTES: usize = 16 * 1024 * 1024;
/// The most that Stripe lists at once.
const PAGE: &str = "100";

/// Where Stripe answers, and with which key.
#[derive(Clone)]
pub struct StripeSettings {
    /// `https://api.stripe.com`; plain HTTP only on this machine.
    pub url: String,
    /// The secret key of the platform.
    pub key: String,
}

impl StripeSettings {
    /// Where the real Stripe answers.
    pub const URL: &'static str = "https://api.stripe.com";
}

/// The key is shown nowhere.
impl std::fmt::Debug for StripeSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StripeSettings").field("url", &self.url).finish_non_exhaustive()
    }
}

/// Why there is no way to Stripe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StripeSettingsError {
    /// Empty, or with characters that no key has.
    #[error("Stripe's key is none: the file holds the secret key on one line")]
    Key,
    /// The key would travel in the open.
    #[error("Stripe is asked over https only; plain http is for this machine")]
    Url,
    /// Not one that everybody may see.
    #[error("the key for the pages is none: it begins with pk_, and is not the secret key")]
    PublishableKey,
    /// Empty, or with characters that no secret has.
    #[error("the secret of Stripe's events is none: the file holds it on one line")]
    WebhookSecret,
    /// Nothing that is tried moves money.
    #[error("a platform for trying things moves no money: leave the options of Stripe out")]
    Trial,
}

/// The key that stands in a page. A secret key typed in its place would be shown to everybody.
pub(crate) fn publishable_key(text: &str) -> Result<&str, StripeSettingsError> {
    let is_key = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let rest = text.strip_prefix("pk_").filter(|rest| !rest.is_empty() && rest.bytes().all(is_key));
    rest.map(|_| text).ok_or(StripeSettingsError::PublishableKey)
}

/// The client.
#[derive(Clone, Debug)]
pub(crate) struct Stripe {
    client: Client,
    settings: Arc<StripeSettings>,
}

impl Stripe {
    /// A client with a pool of connections.
    pub(crate) fn try_new(settings: StripeSettings) -> Result<Self, StripeSettingsError> {
        static PROVIDER: Once = Once::new();
        let is_key = |byte: u8| byte.is_ascii_graphic();
        if settings.key.is_empty() || !settings.key.bytes().all(is_key) {
            return Err(StripeSettingsError::Key);
        }
        let is_here = ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"];
        let is_here = is_here.iter().any(|place| settings.url.starts_with(place));
        if !settings.url.starts_with("https://") && !is_here {
            return Err(StripeSettingsError::Url);
        }
        PROVIDER.call_once(|| {
            // An error says that one is installed already.
            let _ = rustls::crypto::ring::default_provider().install_default();
        });
        let client = Client::builder()
            .connect_timeout(CONNECT)
            .timeout(PATIENCE)
            .redirect(Policy::none())
            .user_agent(concat!("mojo-platform/", env!("CARGO_PKG_VERSION")))
            .build()
            .expect("rustls finds its provider, which was installed above");
        Ok(Self { client, settings: Arc::new(settings) })
    }

    fn url(&self, path: &str, query: &[(&str, &str)]) -> String {
        let base = self.settings.url.trim_end_matches('/');
        let mark = if query.is_empty() { "" } else { "?" };
        format!("{base}{path}{mark}{}", form(query))
    }

    async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<T, ProviderError> {
        self.send(self.client.get(self.url(path, query))).await
    }

    /// Asks for something to be done, once for each key.
    async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        key: &str,
        body: &[(&str, &str)],
    ) -> Result<T, ProviderError> {
        let form_type = HeaderValue::from_static("application/x-www-form-urlencoded");
        let request = self.client.post(self.url(path, &[]));
        let request = request.header(CONTENT_TYPE, form_type).header("Idempotency-Key", key);
        self.send(request.body(form(body))).await
    }

    /// Asks for something that needs no key: done twice it is done once.
    async fn tell<T: DeserializeOwned>(&self, path: &str) -> Result<T, ProviderError> {
        let form_type = HeaderValue::from_static("application/x-www-form-urlencoded");
        let request = self.client.post(self.url(path, &[]));
        self.send(request.header(CONTENT_TYPE, form_type).body(String::new())).await
    }

    /// Ends something; done twice it is done once.
    async fn delete<T: DeserializeOwned>(&self, path: &str) -> Result<T, ProviderError> {
        self.send(self.client.delete(self.url(path, &[]))).await
    }

    async fn send<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, ProviderError> {
        let request = request.bearer_auth(&self.settings.key).header("Stripe-Version", API_VERSION);
        let mut response = request.send().await.map_err(|error| lost(&error))?;
        let status = response.status().as_u16();
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| lost(&error))? {
            if bytes.len() + chunk.len() > MAX_ANSWER_BYTES {
                return Err(ProviderError::Unknown("Stripe's answer is too long".to_owned()));
            }
            bytes.extend_from_slice(&chunk);
        }
        if !(200..300).contains(&status) {
            return Err(refusal(status, &bytes));
        }
        serde_json::from_slice(&bytes)
            .map_err(|error| ProviderError::Unknown(format!("Stripe's answer: {error}")))
    }
}

/// Without an answer nobody knows whether it was done. The address may hold an account's id; only the
/// kind of failure is written down.
fn lost(error: &reqwest::Error) -> ProviderError {
    let what = if error.is_timeout() {
        "Stripe did not answer in time"
    } else if error.is_connect() {
        "Stripe cannot be reached"
    } else {
        "the connection to Stripe was lost"
    };
    ProviderError::Unknown(what.to_owned())
}

/// The amount as Stripe takes it, in the smallest unit of its currency. In a currency without
/// hundredths cents would be another sum: nothing of it is asked for.
fn units(amount: Money) -> Result<String, ProviderError> {
    if amount.currency.has_hundredths() {
        return Ok(amount.cents.to_string());
    }
    Err(ProviderError::Refused {
        code: "currency_without_hundredths".to_owned(),
        message: format!("amounts in {} are not counted in cents", amount.currency),
    })
}

impl Stripe {
    async fn create(&self, wish: &TransferWish) -> Result<Transfer, ProviderError> {
        let (payout, amount) = (wish.payout_id.to_string(), units(wish.amount)?);
        let currency = wish.amount.currency.code().to_ascii_lowercase();
        let body = [
            ("amount", amount.as_str()),
            ("currency", currency.as_str()),
            ("destination", wish.destination.as_str()),
            ("transfer_group", payout.as_str()),
            ("metadata[payout_id]", payout.as_str()),
        ];
        let made: TransferObject = self.post("/v1/transfers", &payout, &body).await?;
        // It was done; an answer that cannot be read refuses nothing.
        made.read().map_err(ProviderError::into_unknown)
    }

    async fn find(&self, payout_id: Uuid) -> Result<Option<Transfer>, ProviderError> {
        let group = payout_id.to_string();
        let query = [("transfer_group", group.as_str()), ("limit", PAGE)];
        let page: Page<TransferObject> = self.get("/v1/transfers", &query).await?;
        if page.data.len() > 1 {
            let ids: Vec<&str> = page.data.iter().map(|transfer| transfer.id.as_str()).collect();
            let text = format!("more than one transfer for this payout: {}", ids.join(", "));
            return Err(ProviderError::Unknown(text));
        }
        page.data.into_iter().next().map(TransferObject::read).transpose()
    }

    /// Every transfer, page by page, the latest first.
    async fn list(&self) -> Result<TransferList, ProviderError> {
        let mut list = TransferList::default();
        let mut after: Option<String> = None;
        loop {
            let mut query = vec![("limit", PAGE)];
            query.extend(after.as_deref().map(|id| ("starting_after", id)));
            let page: Page<TransferObject> = self.get("/v1/transfers", &query).await?;
            let Some(last) = page.data.last() else { return Ok(list) };
            after = Some(last.id.clone());
            for object in page.data.into_iter().filter(|object| !object.is_of_charge()) {
                match object.sort() {
                    Ok(transfer) => list.transfers.push(transfer),
                    Err(foreign) => list.foreign.push(foreign),
                }
            }
            if !page.has_more {
                return Ok(list);
            }
        }
    }
}

impl Stripe {
    async fn pay(&self, wish: &PaymentWish) -> Result<Payment, ProviderError> {
        let (checkout, seller) = (wish.checkout_id.to_string(), wish.seller.to_string());
        let amount = units(wish.amount)?;
        let currency = wish.amount.currency.code().to_ascii_lowercase();
        let mut body = vec![
            ("amount", amount.as_str()),
            ("currency", currency.as_str()),
            ("automatic_payment_methods[enabled]", "true"),
            ("metadata[checkout_id]", checkout.as_str()),
            ("metadata[tenant_id]", seller.as_str()),
        ];
        let fee = match &wish.destination {
            Some(destination) if destination.fee.cents > 0 => Some(units(destination.fee)?),
            _ => None,
        };
        if let Some(destination) = &wish.destination {
            body.push(("on_behalf_of", destination.account.as_str()));
            body.push(("transfer_data[destination]", destination.account.as_str()));
        }
        body.extend(fee.as_deref().map(|fee| ("application_fee_amount", fee)));
        let made: PaymentObject = self.post("/v1/payment_intents", &checkout, &body).await?;
        Ok(made.read())
    }

    async fn payment_of(&self, checkout: Uuid) -> Result<Option<FoundPayment>, ProviderError> {
        let asked = format!("metadata['checkout_id']:'{checkout}'");
        let query =
            [("query", asked.as_str()), ("limit", PAGE), ("expand[]", "data.latest_charge")];
        let page: Page<PaymentObject> = self.get("/v1/payment_intents/search", &query).await?;
        let live = page.data.into_iter().filter(|payment| !payment.is_canceled());
        let mut found: Vec<FoundPayment> = live.map(PaymentObject::found).collect();
        // One that was paid counts before one that only waits.
        found.sort_by_key(|payment| !payment.is_paid);
        Ok(found.into_iter().next())
    }

    /// One that is canceled already is refused there; how it stands is the answer then.
    async fn cancel(&self, id: &str) -> Result<(), ProviderError> {
        let path = format!("/v1/payment_intents/{}", form::escaped(id));
        let canceled = self.tell::<PaymentObject>(&format!("{path}/cancel")).await;
        let Err(ProviderError::Refused { code, message }) = canceled else {
            return canceled.map(drop);
        };
        let stands: PaymentObject = self.get(&path, &[]).await?;
        if stands.is_canceled() { Ok(()) } else { Err(ProviderError::Refused { code, message }) }
    }

    async fn give_back(&self, wish: &RefundWish) -> Result<MadeRefund, ProviderError> {
        let (key, amount) = (wish.key.to_string(), units(wish.amount)?);
        let name = format!("metadata[{REFUND_KEY}]");
        let mut body = vec![
            ("payment_intent", wish.payment_id.as_str()),
            ("amount", amount.as_str()),
            (name.as_str(), key.as_str()),
        ];
        if wish.is_of_destination {
            body.push(("reverse_transfer", "true"));
            body.push(("refund_application_fee", "true"));
        }
        let made: RefundObject = self.post("/v1/refunds", &key, &body).await?;
        // It was done; an answer that cannot be read refuses nothing.
        made.read().map_err(ProviderError::into_unknown)
    }

    /// The refund that names the key, page by page: a key is forgotten after a day, the name stays.
    async fn refund_of(
        &self,
        payment_id: &str,
        key: Uuid,
    ) -> Result<Option<MadeRefund>, ProviderError> {
        let key = key.to_string();
        let mut after: Option<String> = None;
        loop {
            let mut query = vec![("payment_intent", payment_id), ("limit", PAGE)];
            query.extend(after.as_deref().map(|id| ("starting_after", id)));
            let page: Page<RefundObject> = self.get("/v1/refunds", &query).await?;
            let Some(last) = page.data.last() else { return Ok(None) };
            after = Some(last.id.clone());
            if let Some(made) = page.data.into_iter().find(|refund| refund.is_of(&key)) {
                return made.read().map(Some);
            }
            if !page.has_more {
                return Ok(None);
            }
        }
    }
}

impl PaymentProvider for Stripe {
    fn create_transfer<'a>(&'a self, wish: &'a TransferWish) -> Answer<'a, Transfer> {
        Box::pin(self.create(wish))
    }

    fn find_transfer(&self, payout_id: Uuid) -> Answer<'_, Option<Transfer>> {
        Box::pin(self.find(payout_id))
    }

    fn list_transfers(&self) -> Answer<'_, TransferList> {
        Box::pin(self.list())
    }

    fn account<'a>(&'a self, id: &'a str) -> Answer<'a, AccountState> {
        Box::pin(async move {
            let path = format!("/v1/accounts/{}", form::escaped(id));
            let account: AccountObject = self.get(&path, &[]).await?;
            Ok(account.state())
        })
    }

    fn balance(&self) -> Answer<'_, Vec<Money>> {
        Box::pin(async move {
            let balance: BalanceObject = self.get("/v1/balance", &[]).await?;
            Ok(balance.available())
        })
    }

    fn create_payment<'a>(&'a self, wish: &'a PaymentWish) -> Answer<'a, Payment> {
        Box::pin(self.pay(wish))
    }

    fn find_payment(&self, checkout_id: Uuid) -> Answer<'_, Option<FoundPayment>> {
        Box::pin(self.payment_of(checkout_id))
    }

    fn payment<'a>(&'a self, id: &'a str) -> Answer<'a, Payment> {
        Box::pin(async move {
            let path = format!("/v1/payment_intents/{}", form::escaped(id));
            let payment: PaymentObject = self.get(&path, &[]).await?;
            Ok(payment.read())
        })
    }

    fn cancel_payment<'a>(&'a self, id: &'a str) -> Answer<'a, ()> {
        Box::pin(self.cancel(id))
    }

    fn create_refund<'a>(&'a self, wish: &'a RefundWish) -> Answer<'a, MadeRefund> {
        Box::pin(self.give_back(wish))
    }

    fn find_refund<'a>(&'a self, payment_id: &'a str, key: Uuid) -> Answer<'a, Option<MadeRefund>> {
        Box::pin(self.refund_of(payment_id, key))
    }

    fn create_customer(&self, subscription_id: Uuid) -> Answer<'_, String> {
        Box::pin(self.make_customer(subscription_id))
    }

    fn create_recurring<'a>(&'a self, wish: &'a RecurringWish) -> Answer<'a, Recurring> {
        Box::pin(self.subscribe(wish))
    }

    fn find_recurring(&self, subscription_id: Uuid) -> Answer<'_, Option<Recurring>> {
        Box::pin(self.subscription_of(subscription_id))
    }

    fn recurring<'a>(&'a self, id: &'a str) -> Answer<'a, Recurring> {
        Box::pin(self.subscription(id))
    }

    fn end_recurring_with_period<'a>(
        &'a self,
        id: &'a str,
        subscription_id: Uuid,
    ) -> Answer<'a, Recurring> {
        Box::pin(self.end_with_period(id, subscription_id))
    }

    fn end_recurring_now<'a>(&'a self, id: &'a str) -> Answer<'a, Recurring> {
        Box::pin(self.end_now(id))
    }
}
