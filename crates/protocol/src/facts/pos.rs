//! The till (Kasse).

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::vat::VatClass;
use mojo_domain::{
    ActorId, CashMovementId, ClosingId, ContactId, Currency, ProductId, PunchCardId, RegisterId,
    SaleId,
};
use serde::{Deserialize, Serialize};

use super::PartyBody;

/// A sale at the till, or the Storno of one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SaleBody {
    /// The sale.
    pub sale_id: SaleId,
    /// Sale or Storno.
    pub kind: SaleKind,
    /// The sale that a Storno reverses.
    pub cancels: Option<SaleId>,
    /// Why it was cancelled; empty for a sale.
    #[serde(default)]
    pub reason: String,
    /// `KB-2026-A-000042`.
    pub receipt_number: String,
    /// The till.
    pub register_id: RegisterId,
    /// The period of the till: the number of the closing that ends it. Older facts have none, and
    /// belong to the period that is open where they arrive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub z_number: Option<i64>,
    /// Who issues the receipt, frozen when sold (§ 6 Nr. 1 KassenSichV); empty in older facts.
    #[serde(default)]
    pub seller: PartyBody,
    /// Who sold.
    pub actor_id: ActorId,
    /// To whom, when known.
    pub contact_id: Option<ContactId>,
    /// Begin of the process (§ 2 Nr. 1 KassenSichV).
    pub started_at: DateTime<Utc>,
    /// End of the process (§ 2 Nr. 6 KassenSichV).
    pub finished_at: DateTime<Utc>,
    /// The business day in Berlin.
    pub recorded_on: NaiveDate,
    /// Training mode: never in the books.
    pub is_training: bool,
    /// Of all amounts.
    pub currency: Currency,
    /// The lines.
    pub lines: Vec<SaleLineBody>,
    /// One group per class and rate.
    pub vat: Vec<VatGroupBody>,
    /// How it was paid; negative in a Storno.
    pub payments: Vec<PaymentBody>,
    /// The sum without VAT.
    pub net_cents: i64,
    /// The VAT.
    pub vat_cents: i64,
    /// The sum with VAT.
    pub gross_cents: i64,
    /// Given back in cash.
    pub change_cents: i64,
}

/// What a [`SaleBody`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SaleKind {
    /// A sale.
    Sale,
    /// A reversal: every amount negated.
    Storno,
}

/// A line of a sale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SaleLineBody {
    /// From 1.
    pub line_no: u32,
    /// The product, when it is in the catalogue.
    pub product_id: Option<ProductId>,
    /// The text on the receipt: neutral, never a diagnosis.
    pub text: String,
    /// Thousandths of a piece; negative in a Storno.
    pub quantity_milli: i64,
    /// Price of one piece with VAT.
    pub unit_gross_cents: i64,
    /// What was taken off, with VAT.
    pub discount_cents: i64,
    /// The line with VAT, after the discount.
    pub gross_cents: i64,
    /// How it is taxed.
    pub vat_class: VatClass,
    /// Basis points on the day of the sale.
    pub vat_rate_bp: i64,
    /// `GV_TYP` of DSFinV-K.
    pub gv_typ: String,
    /// The punch card that this line sold.
    pub punch_card_id: Option<PunchCardId>,
}

/// The sums of one VAT class and rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VatGroupBody {
    /// How it is taxed.
    pub vat_class: VatClass,
    /// Basis points.
    pub vat_rate_bp: i64,
    /// Without VAT.
    pub net_cents: i64,
    /// VAT.
    pub vat_cents: i64,
    /// With VAT.
    pub gross_cents: i64,
}

/// A payment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentBody {
    /// How.
    pub method: PaymentMethod,
    /// What counts towards the sum.
    pub amount_cents: i64,
    /// What was handed over: more than the amount when change was given.
    pub tendered_cents: i64,
}

/// How something was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethod {
    /// Coins and notes (`Bar`).
    Cash,
    /// A card at a terminal (`Unbar`).
    Card,
    /// A voucher.
    Voucher,
}

/// Money put in (Bareinlage) or taken out (Barentnahme) without a sale.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CashMovementBody {
    /// The movement.
    pub cash_movement_id: CashMovementId,
    /// The till.
    pub register_id: RegisterId,
    /// The period of the till: the number of the closing that ends it. Older facts have none, and
    /// belong to the period that is open where they arrive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub z_number: Option<i64>,
    /// Who did it.
    pub actor_id: ActorId,
    /// When.
    pub at: DateTime<Utc>,
    /// The business day in Berlin.
    pub recorded_on: NaiveDate,
    /// Into the till positive, out of it negative.
    pub amount_cents: i64,
    /// Of the amount.
    pub currency: Currency,
    /// `Anfangsbestand`, `Privateinlage`, `Privatentnahme`, `Geldtransit`, `Auszahlung`, ...
    pub gv_typ: String,
    /// In the user's words.
    pub reason: String,
    /// Training mode: never in the books.
    #[serde(default)]
    pub is_training: bool,
}

/// The closing of the day (Kassenabschluss) with the counted cash.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CashClosingBody {
    /// The closing.
    pub closing_id: ClosingId,
    /// The till.
    pub register_id: RegisterId,
    /// `Z_NR`: from 1 without a gap per till.
    pub z_number: i64,
    /// Who runs the till, frozen when closed; empty in older facts.
    #[serde(default)]
    pub seller: PartyBody,
    /// Who counted.
    pub actor_id: ActorId,
    /// When.
    pub at: DateTime<Utc>,
    /// The business day in Berlin.
    pub recorded_on: NaiveDate,
    /// Of all amounts.
    pub currency: Currency,
    /// In the till after the closing before.
    pub opening_cents: i64,
    /// Cash sales less change and Storno.
    pub cash_sales_cents: i64,
    /// Put in and taken out.
    pub cash_movements_cents: i64,
    /// What should be in the till.
    pub expected_cents: i64,
    /// What was counted.
    pub counted_cents: i64,
    /// Counted less expected (`DifferenzSollIst`).
    pub difference_cents: i64,
    /// Why it differs, in the user's words.
    pub reason: String,
    /// Counted by denomination, when it was.
    pub counts: Vec<CashCountBody>,
    /// Turnover per VAT class and rate.
    pub vat: Vec<VatGroupBody>,
    /// Turnover per method, change taken off.
    pub payments: Vec<PaymentBody>,
    /// How many receipts.
    pub receipts: i64,
    /// The first receipt's number, empty when there was none.
    pub first_receipt: String,
    /// The last receipt's number, empty when there was none.
    pub last_receipt: String,
    /// The till was in training mode when it was closed; the sums are of real sales either way.
    #[serde(default)]
    pub is_training: bool,
    /// Nobody counted: what should be there was taken over, and `reason` says why.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_uncounted: bool,
}

/// Pieces of one denomination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CashCountBody {
    /// The coin or note.
    pub denomination_cents: i64,
    /// How many.
    pub pieces: i64,
}
