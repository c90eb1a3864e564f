//! An owner buys a level for the tenant: it is paid in the system's browser, where the platform's page
//! leads to the payment provider. Nothing of a card is typed or kept at the desk.

use mojo_domain::{Currency, Money};

use super::MembershipError;
use super::wire::{PurchaseBegun, PurchaseWish};
use crate::views::{BuyMembershipInput, MembershipPaymentView, MoneyView};
use crate::{Desk, DeskError};

/// Where the page for it lies at the platform.
const PAGE: &str = "/membership/pay/";

impl Desk {
    /// Begins the purchase, or goes on with it, and leads to the page where it is paid. Where no browser
    /// starts, the address is shown.
    ///
    /// # Errors
    /// [`MembershipError`] says what is in the way; at another price than was shown nothing is bought.
    pub async fn buy_membership(
        &self,
        input: BuyMembershipInput,
    ) -> Result<MembershipPaymentView, MembershipError> {
        let client = self.membership_client().await?;
        let wish = PurchaseWish {
            product_id: input.product_id,
            amount: decimal(&input.amount)?,
            later_amount: input.later_amount.as_ref().map(decimal).transpose()?,
        };
        let begun: PurchaseBegun = client.post("membership/purchases", &wish).await?;
        let Some(path) = begun.pay_path else {
            return Ok(MembershipPaymentView { url: None, opened: false });
        };
        let session = self.find_session().await?.ok_or(DeskError::SignedOut)?;
        let platform = session.platform.ok_or(DeskError::SignedOut)?;
        let url = address(&platform, &path)?;
        let opened = self.open_in_browser(url.clone()).await;
        Ok(MembershipPaymentView { url: Some(url), opened })
    }
}

/// The address of the page. Nothing but a page of this platform is handed to the system to open.
fn address(platform: &str, path: &str) -> Result<String, MembershipError> {
    let token = path.strip_prefix(PAGE).unwrap_or_default();
    let is_token =
        !token.is_empty() && token.bytes().all(|c| c.is_ascii_alphanumeric() || c == b'-');
    let is_web = platform.starts_with("https://") || platform.starts_with("http://");
    if is_token && is_web {
        Ok(format!("{}{path}", platform.trim_end_matches('/')))
    } else {
        Err(MembershipError::Unreadable)
    }
}

/// An amount as the platform reads it.
fn decimal(money: &MoneyView) -> Result<String, MembershipError> {
    let currency: Currency = money.currency.parse().map_err(|_| MembershipError::PriceChanged)?;
    Ok(Money::new(money.cents, currency).to_string())
}
