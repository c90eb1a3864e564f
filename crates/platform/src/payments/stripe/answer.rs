//! What Stripe answers, in the shapes of its public API, and what an error means for money.

use std::collections::BTreeMap;

use mojo_domain::{Currency, Money, TenantId};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::{
    AccountState, ForeignTransfer, FoundPayment, MadeRefund, Payment, ProviderError, Recurring,
    Transfer,
};
use crate::payments::{AccountReport, SubscriptionState};

/// Under this name a refund says for which key it was made.
pub(super) const REFUND_KEY: &str = "refund_key";

/// A page of a list.
#[derive(Debug, Deserialize)]
pub(super) struct Page<T> {
    pub(super) data: Vec<T>,
    #[serde(default)]
    pub(super) has_more: bool,
}

/// `transfer`.
#[derive(Debug, Deserialize)]
pub(super) struct TransferObject {
    pub(super) id: String,
    amount: i64,
    #[serde(default)]
    amount_reversed: i64,
    /// In small letters.
    currency: String,
    destination: Option<String>,
    #[serde(default)]
    metadata: BTreeMap<String, String>,
    /// The charge of a customer that it is a part of.
    #[serde(default)]
    source_transaction: Option<String>,
}

/// `payment_intent`.
#[derive(Deserialize)]
pub(super) struct PaymentObject {
    id: String,
    client_secret: Option<String>,
    #[serde(default)]
    status: String,
    #[serde(default)]
    amount: i64,
    #[serde(default)]
    amount_received: i64,
    /// In small letters.
    #[serde(default)]
    currency: String,
    /// In seconds.
    #[serde(default)]
    created: i64,
    /// An object where it was asked for, else an id.
    #[serde(default)]
    latest_charge: Value,
}

/// `refund`.
#[derive(Debug, Deserialize)]
pub(super) struct RefundObject {
    pub(super) id: String,
    amount: i64,
    currency: String,
    status: Option<String>,
    #[serde(default)]
    metadata: BTreeMap<String, String>,
}

/// An object of which only the id matters.
#[derive(Debug, Deserialize)]
pub(super) struct IdObject {
    pub(super) id: String,
}

/// `subscription`; its first payment may come with it.
#[derive(Deserialize)]
pub(super) struct SubscriptionObject {
    id: String,
    status: String,
    #[serde(default)]
    cancel_at_period_end: bool,
    /// An object where it was asked for, else an id.
    #[serde(default)]
    latest_invoice: Value,
}

/// `account`.
#[derive(Debug, Deserialize)]
pub(super) struct AccountObject {
    pub(super) id: String,
    #[serde(default)]
    charges_enabled: bool,
    #[serde(default)]
    payouts_enabled: bool,
    #[serde(default)]
    details_submitted: bool,
    #[serde(default)]
    capabilities: Capabilities,
    #[serde(default)]
    requirements: Option<Requirements>,
    #[serde(default)]
    metadata: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
struct Capabilities {
    /// `active`, `inactive`, `pending`.
    transfers: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Requirements {
    currently_due: Option<Vec<String>>,
    disabled_reason: Option<String>,
}

/// `balance`.
#[derive(Debug, Deserialize)]
pub(super) struct BalanceObject {
    available: Vec<BalancePart>,
}

#[derive(Debug, Deserialize)]
struct BalancePart {
    amount: i64,
    currency: String,
}

#[derive(Debug, Deserialize)]
struct ErrorEnvelope {
    error: ErrorObject,
}

#[derive(Debug, Deserialize)]
struct ErrorObject {
    #[serde(rename = "type")]
    kind: String,
    code: Option<String>,
    message: Option<String>,
}

/// Stripe writes amounts in the smallest unit of a currency; only hundredths are cents.
fn money(units: i64, currency: &str) -> Result<Money, ProviderError> {
    let unreadable = || ProviderError::Unknown(format!("Stripe's currency {currency}"));
    let read: Currency = currency.to_ascii_uppercase().parse().map_err(|_| unreadable())?;
    if !read.has_hundredths() {
        return Err(unreadable());
    }
    Ok(Money::new(units, read))
}

impl TransferObject {
    /// Stripe made it by itself of a customer's payment, for the account to which that flows; it is no
    /// payout.
    pub(super) fn is_of_charge(&self) -> bool {
        self.source_transaction.is_some()
    }

    pub(super) fn read(self) -> Result<Transfer, ProviderError> {
        Ok(Transfer {
            amount: money(self.amount, &self.currency)?,
            payout_id: self.payout_id(),
            destination: self.destination.unwrap_or_default(),
            reversed_cents: self.amount_reversed,
            id: self.id,
        })
    }

    /// A transfer, or one in a currency that is not counted in cents.
    pub(super) fn sort(self) -> Result<Transfer, ForeignTransfer> {
        let foreign = self.foreign();
        self.read().map_err(|_| foreign)
    }

    fn payout_id(&self) -> Option<Uuid> {
        self.metadata.get("payout_id").and_then(|id| id.parse().ok())
    }

    fn foreign(&self) -> ForeignTransfer {
        ForeignTransfer {
            id: self.id.clone(),
            payout_id: self.payout_id(),
            currency: self.currency.to_ascii_uppercase(),
            units: self.amount.saturating_sub(self.amount_reversed),
        }
    }
}

impl PaymentObject {
    /// Nobody can pay it any more.
    pub(super) fn is_canceled(&self) -> bool {
        self.status == "canceled"
    }

    pub(super) fn read(self) -> Payment {
        Payment { id: self.id, client_secret: self.client_secret.unwrap_or_default() }
    }

    /// As it was found, with its charge.
    pub(super) fn found(self) -> FoundPayment {
        let (charge, is_paid) = (&self.latest_charge, self.status == "succeeded");
        let went_back = charge["amount_refunded"].as_i64().unwrap_or_default() > 0
            || charge["disputed"] == true;
        let charged_at = charge["created"].as_i64().filter(|_| is_paid);
        FoundPayment {
            is_paid,
            went_back,
            amount_cents: if is_paid { self.amount_received } else { self.amount },
            currency: self.currency.to_ascii_uppercase(),
            happened_at: charged_at.unwrap_or(self.created).saturating_mul(1_000_000),
            payment: self.read(),
        }
    }
}

impl RefundObject {
    pub(super) fn read(self) -> Result<MadeRefund, ProviderError> {
        let status = self.status.as_deref();
        Ok(MadeRefund {
            amount: money(self.amount, &self.currency)?,
            is_done: status == Some("succeeded"),
            has_failed: matches!(status, Some("failed" | "canceled")),
            id: self.id,
        })
    }

    /// It was asked for with this key.
    pub(super) fn is_of(&self, key: &str) -> bool {
        self.metadata.get(REFUND_KEY).is_some_and(|held| held == key)
    }
}

impl SubscriptionObject {
    pub(super) fn read(self) -> Result<Recurring, ProviderError> {
        let unknown = || ProviderError::Unknown(format!("Stripe's status {}", self.status));
        let secret = self.latest_invoice["payment_intent"]["client_secret"].as_str();
        Ok(Recurring {
            state: state_of(&self.status).ok_or_else(unknown)?,
            client_secret: secret.map(str::to_owned),
            ends_with_period: self.cancel_at_period_end,
            id: self.id,
        })
    }
}

/// What a status of Stripe's says; `None` for one that this version of the API does not have.
pub(super) fn state_of(status: &str) -> Option<SubscriptionState> {
    Some(match status {
        "incomplete" => SubscriptionState::Open,
        "active" | "trialing" => SubscriptionState::Active,
        "past_due" | "unpaid" | "paused" => SubscriptionState::PastDue,
        "canceled" | "incomplete_expired" => SubscriptionState::Ended,
        _ => return None,
    })
}

impl AccountObject {
    pub(super) fn state(&self) -> AccountState {
        AccountState {
            has_charges_enabled: self.charges_enabled,
            // Without the capability no transfer arrives that could be paid out.
            has_payouts_enabled: self.payouts_enabled
                && self.capabilities.transfers.as_deref().is_none_or(|it| it == "active"),
            is_complete: self.details_submitted,
        }
    }

    pub(super) fn report(&self) -> AccountReport {
        let requirements = self.requirements.as_ref();
        AccountReport {
            state: self.state(),
            requirements: requirements.and_then(|it| it.currently_due.clone()).unwrap_or_default(),
            disabled_reason: requirements
                .and_then(|it| it.disabled_reason.clone())
                .unwrap_or_default(),
        }
    }

    /// For whom it was made.
    pub(super) fn tenant(&self) -> Option<TenantId> {
        self.metadata.get("tenant_id").and_then(|id| id.parse().ok())
    }
}

impl BalanceObject {
    /// Without what is not counted in cents: nothing is paid out of it.
    pub(super) fn available(&self) -> Vec<Money> {
        self.available.iter().filter_map(|part| money(part.amount, &part.currency).ok()).collect()
    }
}

/// What an error means. Only what says that this very request can never be done is a refusal;
/// everything else may have been done, or can be later.
pub(super) fn refusal(status: u16, body: &[u8]) -> ProviderError {
    let Ok(ErrorEnvelope { error }) = serde_json::from_slice(body) else {
        return ProviderError::Unknown(format!("Stripe answered {status}"));
    };
    let code = error.code.unwrap_or_else(|| error.kind.clone());
    let message = error.message.unwrap_or_default();
    // The platform's own balance is too small: the recipient is paid when there is money again.
    let is_for_good = matches!(status, 400 | 402 | 404)
        && error.kind == "invalid_request_error"
        && code != "balance_insufficient";
    if is_for_good {
        ProviderError::Refused { code, message }
    } else {
        ProviderError::Unknown(format!("Stripe answered {status}, {code}: {message}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_refused(status: u16, kind: &str, code: &str) -> bool {
        let body = format!(r#"{{"error":{{"type":"{kind}","code":"{code}","message":"m"}}}}"#);
        matches!(refusal(status, body.as_bytes()), ProviderError::Refused { .. })
    }

    #[test]
    fn y2_only_what_can_never_be_done_is_a_refusal() {
        assert!(is_refused(400, "invalid_request_error", "account_invalid"));
        assert!(is_refused(404, "invalid_request_error", "resource_missing"));
        assert!(!is_refused(400, "invalid_request_error", "balance_insufficient"));
        assert!(!is_refused(400, "idempotency_error", "idempotency_key_reused"));
        assert!(!is_refused(401, "invalid_request_error", "api_key_expired"));
        assert!(!is_refused(409, "invalid_request_error", "idempotency_key_in_use"));
        assert!(!is_refused(429, "invalid_request_error", "rate_limit"));
        assert!(!is_refused(500, "api_error", "x"));
        let page = refusal(502, b"<html>Bad Gateway</html>");
        assert!(matches!(page, ProviderError::Unknown(_)));
    }

    #[test]
    fn a_transfer_is_read_as_stripe_writes_it() {
        let text = r#"{"id":"tr_1","object":"transfer","amount":400,"amount_reversed":0,
            "created":1678043844,"currency":"eur","destination":"acct_1","livemode":false,
            "metadata":{"payout_id":"00000000-0000-0000-0000-000000000005"},"reversed":false}"#;
        let object: TransferObject = serde_json::from_str(text).unwrap();
        let transfer = object.read().unwrap();
        assert_eq!(transfer.amount, Money::new(400, Currency::EUR));
        assert_eq!(transfer.payout_id, Some(uuid::Uuid::from_u128(5)));
    }

    #[test]
    fn y2_what_is_not_in_hundredths_is_never_read_as_cents() {
        for currency in ["jpy", "kwd", "usdc"] {
            let text = format!(
                r#"{{"id":"tr_1","amount":400,"amount_reversed":100,"currency":"{currency}",
                "destination":"acct_1","metadata":{{}}}}"#
            );
            let object: TransferObject = serde_json::from_str(&text).unwrap();
            let foreign = object.sort().unwrap_err();
            assert_eq!((foreign.currency, foreign.units), (currency.to_ascii_uppercase(), 300));
            let object: TransferObject = serde_json::from_str(&text).unwrap();
            assert!(matches!(object.read(), Err(ProviderError::Unknown(_))), "{currency}");
        }
        let text = r#"{"available":[{"amount":5,"currency":"jpy"},{"amount":7,"currency":"eur"}]}"#;
        let balance: BalanceObject = serde_json::from_str(text).unwrap();
        assert_eq!(balance.available(), [Money::new(7, Currency::EUR)]);
    }
}
