//! Punch cards (10er-Karten): an append-only ledger (D1).

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::vat::VatClass;
use mojo_domain::{
    ActorId, ContactId, Currency, ProductId, PunchCardId, RedemptionId, RegisterId, SaleId,
};
use serde::{Deserialize, Serialize};

/// A punch card as it was sold. What is left follows from its redemptions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PunchCardBody {
    /// The card.
    pub punch_card_id: PunchCardId,
    /// What the scanner reads, as `K-004418`; unique in practice, the id decides.
    pub code: String,
    /// The product.
    pub product_id: Option<ProductId>,
    /// Its name when sold.
    pub text: String,
    /// The owner.
    pub contact_id: ContactId,
    /// How many visits it is good for.
    pub entries: u32,
    /// The price with VAT.
    pub price_cents: i64,
    /// The value of one entry with VAT, rounded down: the last entries bear the odd cents.
    pub entry_value_cents: i64,
    /// Of the amounts.
    pub currency: Currency,
    /// When the VAT falls due.
    pub tax_nature: TaxNature,
    /// How it is taxed.
    pub vat_class: VatClass,
    /// Basis points on the day of the sale.
    pub vat_rate_bp: i64,
    /// The day in Berlin.
    pub sold_on: NaiveDate,
    /// The last day on which it is good.
    pub expires_on: Option<NaiveDate>,
    /// The sale that sold it; `None` for a card taken over from paper.
    pub sale_id: Option<SaleId>,
    /// Who sold it, or took it over.
    #[serde(default)]
    pub actor_id: Option<ActorId>,
    /// The till.
    #[serde(default)]
    pub register_id: Option<RegisterId>,
    /// The business day in Berlin.
    #[serde(default)]
    pub recorded_on: Option<NaiveDate>,
}

/// The tax nature of a card (§ 3 Abs. 13-15, § 13 Abs. 1 Nr. 1 UStG): it decides when VAT is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxNature {
    /// Single-purpose voucher: taxed when sold.
    Einzweck,
    /// Prepayment for certain treatments: taxed when received.
    Anzahlung,
    /// Multi-purpose voucher: taxed when used.
    Mehrzweck,
}

/// An entry used, or a use taken back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RedemptionBody {
    /// The redemption.
    pub redemption_id: RedemptionId,
    /// The card.
    pub punch_card_id: PunchCardId,
    /// Who came.
    pub contact_id: ContactId,
    /// Used or taken back.
    pub kind: RedemptionKind,
    /// The redemption that is taken back.
    pub takes_back: Option<RedemptionId>,
    /// Why it was taken back.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The business day in Berlin.
    pub recorded_on: NaiveDate,
    /// Who checked in.
    pub actor_id: ActorId,
    /// The till.
    pub register_id: RegisterId,
    /// `GV_TYP` of DSFinV-K for the voucher's side.
    pub gv_typ: String,
    /// The value of the entry with VAT; negative when taken back.
    pub value_cents: i64,
    /// Of the value.
    pub currency: Currency,
    /// Training mode: never in the books. A real card is used up for real, whatever the till's
    /// mode; no card is sold in training.
    #[serde(default)]
    pub is_training: bool,
}

/// What a [`RedemptionBody`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RedemptionKind {
    /// An entry was used.
    Used,
    /// A use was taken back: a counter-entry.
    TakenBack,
}
