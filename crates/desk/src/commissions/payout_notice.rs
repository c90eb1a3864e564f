//! Y2: a recipient without an account for payouts keeps its balance, and is told so at the statement.

use mojo_domain::{Currency, Money, berlin_month};
use serde::Deserialize;
use serde_json::json;

use super::CommissionsError;
use super::balances::Balances;
use super::platform::{not_done, unreadable};
use crate::sync::Refused;
use crate::views::{MoneyView, PayoutNoticeView, PayoutSetUpView};
use crate::{Desk, Op};

/// What the platform answers to whoever wants to set an account up.
#[derive(Debug, Deserialize)]
struct OnboardingLink {
    url: String,
}

impl Desk {
    /// What would be paid by the next payout if there were an account to pay to, in each currency by
    /// itself; nothing where there is one, where the platform has not said whether there is, and below
    /// the minimum (Y1). Who has left has none (C13).
    ///
    /// # Errors
    /// [`CommissionsError`] of the store.
    pub async fn show_payout_notice(&self) -> Result<PayoutNoticeView, CommissionsError> {
        if self.payout_ready().await? != Some(false) {
            return Ok(PayoutNoticeView { amounts: Vec::new() });
        }
        let mut snapshot = self.store().snapshot().await?;
        let currencies = Balances::load(&mut snapshot).await?.currencies();
        drop(snapshot);
        let mut amounts = Vec::new();
        for currency in currencies {
            let due = match self.due_in(currency).await {
                // What only a newer program knows is told by the statement that it is about.
                Err(CommissionsError::Unknown { .. }) => continue,
                due => due?,
            };
            amounts.extend(due.map(MoneyView::from));
        }
        Ok(PayoutNoticeView { amounts })
    }

    /// What a run would pay now in one currency; `None` for nothing.
    async fn due_in(&self, currency: Currency) -> Result<Option<Money>, CommissionsError> {
        let now = self.now();
        let ledger = self.load_month(berlin_month(now), Some(currency)).await?;
        ledger.due_now(&ledger.statuses(now)?, now)
    }

    /// Leads to the payment provider, in the system's browser: the link runs out within minutes, so
    /// that each is a new one. Where no browser starts, the address is shown.
    ///
    /// # Errors
    /// [`CommissionsError::NoOnboarding`] where staff set the account up by hand;
    /// [`CommissionsError::Offline`] without a connection.
    pub async fn set_up_payouts(&self) -> Result<PayoutSetUpView, CommissionsError> {
        self.check_may(Op::SetUpPayouts)?;
        let client = self.commissions_client().await?;
        let link: Result<OnboardingLink, Refused> =
            client.post("payout-account/onboarding", &json!({})).await;
        let OnboardingLink { url } = link.map_err(not_done).map_err(|refused| match refused {
            CommissionsError::Platform { code } if code == "no_onboarding" => {
                CommissionsError::NoOnboarding
            }
            refused => refused,
        })?;
        if !url.starts_with("https://") {
            // Nothing else is handed to the system to open.
            return Err(unreadable());
        }
        let opened = self.open_in_browser(url.clone()).await;
        Ok(PayoutSetUpView { url, opened })
    }
}
