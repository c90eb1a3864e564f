//! The tenant's own membership: what it opens, and what may be bought.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::MoneyView;

/// The membership as the platform told of it last (P3, P4).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MembershipView {
    /// There is no platform: the offline demo, or nobody has signed in yet.
    pub is_local: bool,
    /// The platform has told of the membership here.
    pub is_told: bool,
    /// Since when it is known to stand like this, an instant.
    pub told_at: Option<String>,
    /// 1 to 4; of one that has ended the last one.
    pub stage: Option<u32>,
    /// Its name.
    pub membership: Option<String>,
    /// The first day that is not paid for any more; none for one without an end.
    pub ends_on: Option<String>,
    /// The end has come.
    pub has_ended: bool,
    /// The day on which the tools close, seven days after the end; none while the platform has said
    /// nothing since.
    pub closes_on: Option<String>,
    /// Every tool, in the order of its name.
    pub tools: Vec<MembershipToolRow>,
}

/// A tool of the ecosystem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MembershipToolRow {
    /// `campus`, `checkin`, `contacts`, `events`, `invoicing`, `messages`, `payments`, `pos`.
    pub tool: String,
    /// `open`, `grace` (its membership has ended), `closed`.
    pub state: String,
}

/// What an owner may buy for the tenant; the platform has just said so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MembershipOffersView {
    /// The platform takes payments.
    pub payable: bool,
    /// Where it is billed, two letters.
    pub billing_country: Option<String>,
    /// The lowest one first.
    pub levels: Vec<MembershipLevelRow>,
    /// What the tenant pays for again and again.
    pub subscriptions: Vec<MembershipSubscriptionRow>,
}

/// A level on offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MembershipLevelRow {
    /// The product.
    pub product_id: String,
    /// Its name.
    pub name: String,
    /// In German; may be empty.
    pub description_de: String,
    /// In English; may be empty.
    pub description_en: String,
    /// Of the journey, 1 to 6.
    pub level: Option<u32>,
    /// Which it opens, 1 to 4.
    pub stage: Option<u32>,
    /// In percent, as `19` or `8.1`.
    pub vat_percent: String,
    /// Why there is no VAT, as the law wants it said; empty where there is.
    pub vat_note: String,
    /// `month`, `year`; none for what is paid once.
    pub interval: Option<String>,
    /// Of the purchase, or of the first period.
    pub first: MembershipPriceView,
    /// Of each later period.
    pub later: Option<MembershipPriceView>,
    /// Why it cannot be bought now: `membership_held`, `already_subscribed`, `just_paid`.
    pub obstacle: Option<String>,
    /// The last purchase of it that the tenant began.
    pub purchase: Option<MembershipPurchaseView>,
}

/// What is to pay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MembershipPriceView {
    /// Of the catalogue, without VAT.
    pub net: MoneyView,
    /// What of it the tenant's own commission takes off (C7).
    pub discount: MoneyView,
    /// On the net minus the discount.
    pub vat: MoneyView,
    /// What is paid.
    pub gross: MoneyView,
}

/// A purchase that was begun.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MembershipPurchaseView {
    /// `pending`, `failed`, `paid`, `over`; the payment provider's word decides.
    pub state: String,
    /// VAT included; of a subscription for the first period.
    pub amount: MoneyView,
    /// Of a subscription for each later period.
    pub later_amount: Option<MoneyView>,
    /// An instant.
    pub opened_at: String,
}

/// A subscription that the tenant pays for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MembershipSubscriptionRow {
    /// The subscription.
    pub subscription_id: String,
    /// What is subscribed to.
    pub name: String,
    /// `month`, `year`.
    pub interval: String,
    /// VAT included, of each period.
    pub amount: MoneyView,
    /// The end of what is paid, a day.
    pub paid_until: Option<String>,
    /// It is not renewed any more.
    pub ends_with_period: bool,
    /// The last payment did not arrive.
    pub has_failed: bool,
}

/// What is bought, at the price that was shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BuyMembershipInput {
    /// The product.
    pub product_id: String,
    /// The gross that was shown.
    pub amount: MoneyView,
    /// The gross that was shown for each later period of a subscription.
    pub later_amount: Option<MoneyView>,
}

/// The way to the payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MembershipPaymentView {
    /// The page where it is paid, for half an hour; none when there is nothing to pay any more.
    pub url: Option<String>,
    /// The browser has it.
    pub opened: bool,
}
