//! The till (Kasse): sale, payment, Storno, cash book and the closing of the day.
//!
//! Law: § 146, § 146a AO, KassenSichV, DSFinV-K 2.4. Not here: numbers ([`crate::invoicing`]),
//! punch cards ([`crate::checkin`]), and the security device (TSE), which signs what these rules
//! computed.

mod cash_book;
mod closing;
mod gv_typ;
mod payment;
mod price_note;
mod register;
mod sale;
mod storno;

pub use cash_book::{CashBook, CashMovementRefused};
pub use closing::{
    CashCount, ClosingRefused, CountedCash, Kassenabschluss, PeriodTotals, ReceiptTotals,
    close_period, counts_total, plan_closing,
};
pub use gv_typ::{GvTyp, ParseGvTypError};
pub use payment::{
    ParsePaymentMethodError, Payment, PaymentMethod, PaymentRefused, Settlement, Tender, settle,
};
pub use price_note::{PricePoint, price_in_force};
pub use register::{RegisterRefused, may_sell_for_real};
pub(crate) use sale::times;
pub use sale::{CalculatedSale, Discount, LineDraft, SaleDraft, SaleLine, SaleRefused};
pub use storno::{SettledSale, StornoCircumstances, StornoRefused, plan_storno};
