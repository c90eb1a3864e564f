//! Stripe Connect: accounts that can be paid to, and the links under which their owners go on.
//!
//! An account is asked for the capability `transfers` alone: an account for payouts is not one for
//! acquiring. Whoever is at home in another country than the platform signs the recipient's service
//! agreement, under which Stripe grants no card payments at all.

use mojo_domain::TenantId;
use serde::Deserialize;

use super::answer::{AccountObject, Page};
use super::form::escaped;
use super::{PAGE, Stripe};
use crate::payments::{
    AccountEvent, AccountProvider, AccountReport, AccountWish, Answer, LinkWish, ProviderError,
};

/// `account_link`.
#[derive(Deserialize)]
struct LinkObject {
    url: String,
}

impl Stripe {
    async fn open_account(&self, wish: &AccountWish) -> Result<String, ProviderError> {
        let tenant = wish.tenant.to_string();
        let key = format!("payout-account-{tenant}");
        let mut body = vec![
            ("type", "express"),
            ("country", wish.country.as_str()),
            ("capabilities[transfers][requested]", "true"),
            ("metadata[tenant_id]", tenant.as_str()),
        ];
        if wish.is_abroad {
            body.push(("tos_acceptance[service_agreement]", "recipient"));
        }
        let made: AccountObject = self.post("/v1/accounts", &key, &body).await?;
        Ok(made.id)
    }

    /// Stripe searches no accounts by what they are made for: all are looked through.
    async fn look_for_account(&self, tenant: TenantId) -> Result<Option<String>, ProviderError> {
        let mut after: Option<String> = None;
        loop {
            let mut query = vec![("limit", PAGE)];
            query.extend(after.as_deref().map(|id| ("starting_after", id)));
            let page: Page<AccountObject> = self.get("/v1/accounts", &query).await?;
            let found = page.data.iter().find(|account| account.tenant() == Some(tenant));
            if let Some(found) = found {
                return Ok(Some(found.id.clone()));
            }
            match page.data.last() {
                Some(last) if page.has_more => after = Some(last.id.clone()),
                _ => return Ok(None),
            }
        }
    }

    async fn make_link(&self, wish: &LinkWish) -> Result<String, ProviderError> {
        let body = [
            ("account", wish.account_id.as_str()),
            ("refresh_url", wish.refresh_url.as_str()),
            ("return_url", wish.return_url.as_str()),
            ("type", "account_onboarding"),
        ];
        let link: LinkObject = self.post("/v1/account_links", &wish.key.to_string(), &body).await?;
        if link.url.starts_with("https://") {
            Ok(link.url)
        } else {
            Err(ProviderError::Unknown("Stripe's link is none".to_owned()))
        }
    }
}

impl AccountProvider for Stripe {
    fn create_account<'a>(&'a self, wish: &'a AccountWish) -> Answer<'a, String> {
        Box::pin(self.open_account(wish))
    }

    fn find_account(&self, tenant: TenantId) -> Answer<'_, Option<String>> {
        Box::pin(self.look_for_account(tenant))
    }

    fn account_link<'a>(&'a self, wish: &'a LinkWish) -> Answer<'a, String> {
        Box::pin(self.make_link(wish))
    }

    fn report<'a>(&'a self, id: &'a str) -> Answer<'a, AccountReport> {
        Box::pin(async move {
            let account: AccountObject =
                self.get(&format!("/v1/accounts/{}", escaped(id)), &[]).await?;
            Ok(account.report())
        })
    }
}

#[derive(Debug, Deserialize)]
struct EventObject {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    /// Seconds.
    created: i64,
    data: EventData,
}

#[derive(Debug, Deserialize)]
struct EventData {
    object: serde_json::Value,
}

/// Reads an event about an account; `None` for one about something else.
///
/// # Errors
/// When it is not in the shape of its kind.
pub(crate) fn read_account_event(body: &[u8]) -> Result<Option<AccountEvent>, serde_json::Error> {
    let event: EventObject = serde_json::from_slice(body)?;
    if event.kind != "account.updated" {
        return Ok(None);
    }
    let account: AccountObject = serde_json::from_value(event.data.object)?;
    Ok(Some(AccountEvent {
        event_id: event.id,
        account_id: account.id.clone(),
        tenant: account.tenant(),
        report: account.report(),
        happened_at: event.created.saturating_mul(1_000_000),
    }))
}

#[cfg(test)]
mod tests {
    use mojo_domain::commissions::AccountStatus;
    use serde_json::{Value, json};
    use uuid::Uuid;

    use super::*;

    fn read(object: &Value) -> AccountEvent {
        let event = json!({ "id": "evt_1", "type": "account.updated", "created": 1_700_000_000,
            "account": "acct_1", "data": { "object": object } });
        read_account_event(event.to_string().as_bytes()).unwrap().unwrap()
    }

    #[test]
    fn y2_an_account_is_active_when_it_takes_transfers_and_pays_them_out() {
        let account = |transfers: &str, payouts: bool, is_complete: bool| {
            json!({ "id": "acct_1", "object": "account", "charges_enabled": false,
                "payouts_enabled": payouts, "details_submitted": is_complete,
                "capabilities": { "transfers": transfers },
                "requirements": { "currently_due": ["external_account"], "past_due": null,
                    "disabled_reason": "requirements.past_due" },
                "metadata": { "tenant_id": Uuid::from_u128(7) } })
        };
        let event = read(&account("active", true, true));
        assert_eq!(event.tenant, Some(TenantId(Uuid::from_u128(7))));
        assert_eq!(event.report.requirements, ["external_account"]);
        assert_eq!(event.report.disabled_reason, "requirements.past_due");
        assert_eq!(event.happened_at, 1_700_000_000_000_000);
        let status = |object: &Value| read(object).report.state.status();
        assert_eq!(status(&account("active", true, true)), AccountStatus::Active);
        assert_eq!(status(&account("inactive", true, true)), AccountStatus::Restricted);
        assert_eq!(status(&account("active", false, true)), AccountStatus::Restricted);
        assert_eq!(status(&account("pending", false, false)), AccountStatus::Onboarding);
    }

    #[test]
    fn an_event_about_something_else_is_none_and_one_without_shape_an_error() {
        let other = json!({ "id": "evt_1", "type": "payout.paid", "created": 1,
            "data": { "object": {} } });
        assert_eq!(read_account_event(other.to_string().as_bytes()).unwrap(), None);
        let broken = json!({ "id": "evt_1", "type": "account.updated", "created": 1,
            "data": { "object": { "id": 5 } } });
        assert!(read_account_event(broken.to_string().as_bytes()).is_err());
    }
}
