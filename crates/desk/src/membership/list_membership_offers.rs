//! What an owner may buy for the tenant, for how much, and what came of what was begun.

use mojo_domain::{Currency, Money, berlin_day, parse_decimal_cents};

use super::MembershipError;
use super::wire::{Level, Offers, Price, Purchase, Subscription, SubscriptionList};
use crate::views::{
    MembershipLevelRow, MembershipOffersView, MembershipPriceView, MembershipPurchaseView,
    MembershipSubscriptionRow, MoneyView, instant,
};
use crate::{Desk, DeskError};

impl Desk {
    /// The levels on offer with their prices for this tenant, and its subscriptions; asked of the
    /// platform each time.
    ///
    /// # Errors
    /// [`MembershipError`] says what is in the way.
    pub async fn list_membership_offers(&self) -> Result<MembershipOffersView, MembershipError> {
        let client = self.membership_client().await?;
        let session = self.find_session().await?.ok_or(DeskError::SignedOut)?;
        let tenant = session.tenant_id.to_string();
        let offers: Offers = client.get("membership").await?;
        let paid: SubscriptionList = client.get("subscriptions?paid_by_us=true&limit=200").await?;
        let is_shown = |one: &Subscription| {
            one.buyer_tenant_id.as_deref() == Some(tenant.as_str())
                && matches!(one.state.as_str(), "active" | "past_due")
        };
        let subscriptions = paid.subscriptions.into_iter().filter(is_shown).map(subscription);
        Ok(MembershipOffersView {
            payable: offers.payable,
            billing_country: offers.billing_country,
            levels: offers.levels.into_iter().map(level).collect::<Result<_, _>>()?,
            subscriptions: subscriptions.collect::<Result<_, _>>()?,
        })
    }
}

/// An amount as the platform writes it.
fn money(text: &str, currency: Currency) -> Result<MoneyView, MembershipError> {
    let cents = parse_decimal_cents(text).map_err(|_| MembershipError::Unreadable)?;
    Ok(Money::new(cents, currency).into())
}

fn price(price: &Price, currency: Currency) -> Result<MembershipPriceView, MembershipError> {
    Ok(MembershipPriceView {
        net: money(&price.net, currency)?,
        discount: money(&price.discount, currency)?,
        vat: money(&price.vat, currency)?,
        gross: money(&price.gross, currency)?,
    })
}

fn level(level: Level) -> Result<MembershipLevelRow, MembershipError> {
    let later = level.later.as_ref().map(|later| price(later, level.currency));
    Ok(MembershipLevelRow {
        first: price(&level.first, level.currency)?,
        later: later.transpose()?,
        purchase: level.purchase.map(purchase).transpose()?,
        product_id: level.product_id,
        name: level.name,
        description_de: level.description_de,
        description_en: level.description_en,
        level: level.level,
        stage: level.stage,
        vat_percent: level.vat_percent,
        vat_note: level.vat_note,
        interval: level.billing_interval,
        obstacle: level.obstacle,
    })
}

fn purchase(purchase: Purchase) -> Result<MembershipPurchaseView, MembershipError> {
    let later = purchase.later_amount.as_deref().map(|text| money(text, purchase.currency));
    Ok(MembershipPurchaseView {
        amount: money(&purchase.amount, purchase.currency)?,
        later_amount: later.transpose()?,
        opened_at: instant(purchase.opened_at),
        state: purchase.state,
    })
}

fn subscription(one: Subscription) -> Result<MembershipSubscriptionRow, MembershipError> {
    Ok(MembershipSubscriptionRow {
        amount: money(&one.amount, one.currency)?,
        subscription_id: one.id,
        name: one.product_name,
        interval: one.billing_interval,
        paid_until: one.paid_until.map(|at| berlin_day(at).to_string()),
        ends_with_period: one.ends_with_period,
        has_failed: one.state == "past_due",
    })
}
