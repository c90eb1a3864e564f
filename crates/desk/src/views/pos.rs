//! The till (Kasse).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::MoneyView;

/// A product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProductRow {
    /// The product.
    pub product_id: String,
    /// As on the receipt.
    pub name: String,
    /// Barcode or short code, may be empty.
    pub code: String,
    /// `punch_card`, `service`, `treatment`, `goods`, `course`, `voucher`.
    pub kind: String,
    /// `cards`, `services`, `goods`.
    pub group: String,
    /// With VAT.
    pub price: MoneyView,
    /// `general`, `reduced`, `heilbehandlung`, ...
    pub vat_class: String,
    /// `19 % USt`, `umsatzsteuerfrei`.
    pub vat_label: String,
    /// Of a punch card.
    pub entries: Option<u32>,
    /// Its tile, from 0.
    pub position: Option<u32>,
    /// No longer sold.
    pub archived: bool,
}

/// A product as edited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ProductInput {
    /// As on the receipt.
    pub name: String,
    /// Barcode or short code.
    #[serde(default)]
    pub code: String,
    /// As in the row.
    pub kind: String,
    /// With VAT.
    #[ts(type = "number")]
    pub price_cents: i64,
    /// As in the row.
    pub vat_class: String,
    /// Of a punch card.
    #[serde(default)]
    pub entries: Option<u32>,
    /// Of a punch card.
    #[serde(default)]
    pub valid_months: Option<u32>,
    /// `einzweck`, `anzahlung`, `mehrzweck`; of a punch card.
    #[serde(default)]
    pub tax_nature: Option<String>,
    /// Its tile.
    #[serde(default)]
    pub position: Option<u32>,
    /// No longer sold.
    #[serde(default)]
    pub archived: bool,
}

/// A line of the cart.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CartLine {
    /// The product.
    pub product_id: String,
    /// Thousandths.
    #[ts(type = "number")]
    pub quantity_milli: i64,
    /// Another price than the catalogue's.
    #[ts(type = "number | null")]
    #[serde(default)]
    pub unit_gross_cents: Option<i64>,
    /// A decimal.
    #[serde(default)]
    pub discount_percent: Option<String>,
}

/// What is about to be sold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct Cart {
    /// In order.
    pub lines: Vec<CartLine>,
    /// To whom.
    #[serde(default)]
    pub contact_id: Option<String>,
    /// On all lines, a decimal.
    #[serde(default)]
    pub discount_percent: Option<String>,
    /// As far as chosen.
    #[serde(default)]
    pub payments: Vec<PaymentInput>,
    /// When the first line was put in, RFC 3339; `null` for a sale of one step.
    #[serde(default)]
    pub started_at: Option<String>,
}

/// A payment as entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PaymentInput {
    /// `cash`, `card`, `voucher`.
    pub method: String,
    /// Handed over.
    #[ts(type = "number")]
    pub tendered_cents: i64,
}

/// The cart, computed by the core.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CartPreview {
    /// In order.
    pub lines: Vec<CartLineView>,
    /// By class and rate.
    pub vat: Vec<VatGroupView>,
    /// Without VAT.
    pub net: MoneyView,
    /// The VAT.
    pub vat_total: MoneyView,
    /// To pay.
    pub gross: MoneyView,
    /// Covered by the payments so far.
    pub paid: MoneyView,
    /// Still to pay.
    pub open: MoneyView,
    /// To give back.
    pub change: MoneyView,
    /// Amounts to offer: exact, next notes.
    pub quick_cash: Vec<MoneyView>,
}

/// A line as shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CartLineView {
    /// The product.
    pub product_id: String,
    /// As on the receipt.
    pub text: String,
    /// `2`, `0,5`.
    pub quantity: String,
    /// With VAT.
    pub unit_gross: MoneyView,
    /// Taken off.
    pub discount: MoneyView,
    /// The line.
    pub gross: MoneyView,
    /// `19 % USt`.
    pub vat_label: String,
}

/// Sums of one class and rate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VatGroupView {
    /// `19 % USt`.
    pub label: String,
    /// As in the product.
    pub vat_class: String,
    /// Basis points.
    pub vat_rate_bp: u32,
    /// Without VAT.
    pub net: MoneyView,
    /// The VAT.
    pub vat: MoneyView,
    /// With VAT.
    pub gross: MoneyView,
}

/// A sale that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SaleResult {
    /// The sale.
    pub sale_id: String,
    /// Its number.
    pub receipt_number: String,
    /// Without VAT.
    pub net: MoneyView,
    /// The VAT.
    pub vat: MoneyView,
    /// With VAT.
    pub gross: MoneyView,
    /// To give back.
    pub change: MoneyView,
    /// Punch cards that it sold.
    pub cards: Vec<String>,
}

/// A sale in the list of today's receipts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SaleRow {
    /// The sale.
    pub sale_id: String,
    /// Its number.
    pub receipt_number: String,
    /// An instant.
    pub at: String,
    /// May be empty.
    pub contact_name: String,
    /// With VAT.
    pub gross: MoneyView,
    /// How it was paid.
    pub methods: Vec<String>,
    /// A reversal.
    pub is_storno: bool,
    /// Was reversed.
    pub cancelled: bool,
    /// Products for which another price held already when they were sold.
    pub price_notes: Vec<PriceNoteView>,
}

/// A product that was sold for its old price, because the change had not come to the till yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PriceNoteView {
    /// The product.
    pub text: String,
    /// A piece was sold for.
    pub sold_for: MoneyView,
    /// What held.
    pub in_force: MoneyView,
    /// Since when, an instant.
    pub since: String,
}

/// The reversal of a sale.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StornoRequest {
    /// The receipt.
    pub receipt_number: String,
    /// Why; required.
    pub reason: String,
}

/// Money into or out of the till.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CashMovementInput {
    /// Into the till positive.
    #[ts(type = "number")]
    pub amount_cents: i64,
    /// `float`, `private`, `bank`, `expense`.
    pub kind: String,
    /// Why; required.
    pub reason: String,
}

/// The till today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct TillView {
    /// `Kasse 1`.
    pub register_name: String,
    /// Today in Berlin.
    pub day: String,
    /// After the closing before.
    pub opening: MoneyView,
    /// Cash sales of the open period.
    pub cash_sales: MoneyView,
    /// Put in and taken out.
    pub cash_movements: MoneyView,
    /// What should be in the till.
    pub expected: MoneyView,
    /// In the open period.
    pub receipts: u32,
    /// May be empty.
    pub first_receipt: String,
    /// May be empty.
    pub last_receipt: String,
    /// Turnover per method.
    pub payments: Vec<PaymentTotalView>,
    /// Turnover per class and rate.
    pub vat: Vec<VatGroupView>,
    /// Turnover.
    pub gross: MoneyView,
    /// The number of the next closing.
    pub next_z: u32,
    /// An instant.
    pub last_closing: Option<String>,
    /// Of the open period, latest first, at most 200.
    pub sales: Vec<SaleRow>,
}

/// Turnover of a method.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PaymentTotalView {
    /// As entered.
    pub method: String,
    /// Change taken off.
    pub amount: MoneyView,
}

/// Counted pieces.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CashCountInput {
    /// Coin or note.
    #[ts(type = "number")]
    pub denomination_cents: i64,
    /// How many.
    #[ts(type = "number")]
    pub pieces: i64,
}

/// A closing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CloseDayInput {
    /// The sum counted, when not by pieces.
    #[ts(type = "number | null")]
    #[serde(default)]
    pub counted_cents: Option<i64>,
    /// By pieces.
    #[serde(default)]
    pub counts: Vec<CashCountInput>,
    /// Why it differs, or why nobody counted.
    #[serde(default)]
    pub reason: String,
    /// Nobody counted: what should be there is taken over.
    #[serde(default)]
    pub uncounted: bool,
}

/// A count, computed by the core.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CountPreview {
    /// By denomination.
    pub lines: Vec<CountLineView>,
    /// Sum of the notes.
    pub notes: MoneyView,
    /// Sum of the coins.
    pub coins: MoneyView,
    /// Sum.
    pub counted: MoneyView,
    /// What should be there.
    pub expected: MoneyView,
    /// Counted less expected.
    pub difference: MoneyView,
}

/// A denomination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct CountLineView {
    /// Coin or note.
    pub denomination: MoneyView,
    /// A note.
    pub is_note: bool,
    /// How many.
    #[ts(type = "number")]
    pub pieces: i64,
    /// Together.
    pub amount: MoneyView,
}

/// A closing that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClosingResult {
    /// The closing.
    pub closing_id: String,
    /// Its number.
    pub z_number: u32,
    /// What should be there.
    pub expected: MoneyView,
    /// What was there.
    pub counted: MoneyView,
    /// Counted less expected.
    pub difference: MoneyView,
    /// Nobody counted.
    pub uncounted: bool,
}
