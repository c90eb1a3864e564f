//! Y2: a recipient without an account for payouts keeps its balance, and is told so at the statement.

use mojo_domain::commissions::{Policy, SettledAs, Status};
use mojo_domain::{Money, berlin_month};
use serde::Deserialize;
use serde_json::json;

use super::CommissionsError;
use super::balances::Balances;
use super::ledger::Ledger;
use super::platform::{not_done, unreadable};
use crate::sync::Refused;
use crate::views::{PayoutNoticeView, PayoutSetUpView};
use crate::{Desk, Op};

/// What the platform answers to whoever wants to set an account up.
#[derive(Debug, Deserialize)]
struct OnboardingLink {
    url: String,
}

impl Desk {
    /// What would be paid by the next payout if there were an account to pay to; nothing where there
    /// is one, where the platform has not said whether there is, and below the minimum (Y1).
    ///
    /// # Errors
    /// [`CommissionsError`] of the store.
    pub async fn show_payout_notice(&self) -> Result<PayoutNoticeView, CommissionsError> {
        if self.payout_ready().await? != Some(false) {
            return Ok(PayoutNoticeView { amount: None });
        }
        let now = self.now();
        let mut snapshot = self.store().snapshot().await?;
        let currencies = Balances::load(&mut snapshot).await?.currencies();
        drop(snapshot);
        for currency in currencies {
            let ledger = self.load_month(berlin_month(now), Some(currency)).await?;
            let statuses = ledger.statuses(now)?;
            let due = due(&ledger, |key| statuses.get(&key).copied().unwrap_or(Status::Pending))?;
            if due.cents >= Policy::default().minimum_payout_cents {
                return Ok(PayoutNoticeView { amount: Some(due.into()) });
            }
        }
        Ok(PayoutNoticeView { amount: None })
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

/// The balance without what is held and what is frozen (Y5).
fn due(
    ledger: &Ledger,
    status: impl Fn(super::ledger::Key) -> Status,
) -> Result<Money, CommissionsError> {
    let mut due = ledger.balances.before(ledger.month.next(), ledger.currency)?;
    for (key, record) in &ledger.records {
        let status = status(*key);
        let waits = status == Status::Pending || ledger.is_frozen(*key, status);
        if waits && record.settled_as == SettledAs::Payout.code() {
            let reversed: i64 = ledger.reversals_of(*key).iter().map(|it| it.reversed_cents).sum();
            let left = Money::new(record.amount_cents - reversed, ledger.currency);
            due = due.checked_sub(left)?;
        }
    }
    Ok(due)
}
