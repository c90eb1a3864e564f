//! Why the till said no.

use std::collections::BTreeMap;

use mojo_documents::DocumentError;
use mojo_domain::checkin::CardRefused;
use mojo_domain::pos::{
    CashMovementRefused, ClosingRefused, PaymentRefused, RegisterRefused, SaleRefused,
    StornoRefused,
};
use mojo_domain::{Money, MoneyError};
use mojo_store::StoreError;

use crate::numbering::NumberingError;
use crate::views::Severity;
use crate::{DeskError, Refusal};

/// Why a verb of the till said no. The verbs share their refusals: what cannot be computed cannot
/// be previewed, sold or printed.
#[derive(Debug, thiserror::Error)]
pub enum PosError {
    /// No product of this id.
    #[error("no product with the id {0}")]
    UnknownProduct(String),
    /// The product is no longer sold.
    #[error("{0} is no longer sold")]
    ArchivedProduct(String),
    /// A field of a product that does not fit.
    #[error("product: {field} {why}")]
    Product {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A code belongs to one product that is sold, so that a scan means one thing.
    #[error("the code {code} belongs to {product} already; choose another, or archive that one")]
    CodeTaken {
        /// The code.
        code: String,
        /// Whose it is.
        product: String,
    },
    /// Two devices gave one code to two products while they could not know of each other.
    #[error(
        "several products bear the code {code}: {products}; say the name, and give one another code"
    )]
    SharedCode {
        /// The code.
        code: String,
        /// Their names.
        products: String,
    },
    /// No contact of this id.
    #[error("no contact with the id {0}")]
    UnknownContact(String),
    /// A punch card belongs to somebody (D1).
    #[error("a punch card is sold to a person: choose a contact")]
    ContactRequired,
    /// A card would outlive the training, and its visits would count.
    #[error("{0} cannot be sold in training mode: its visits would count")]
    TrainingCard(String),
    /// Half a punch card.
    #[error("{0} is sold in whole pieces, at most 100 at once")]
    WholePieces(String),
    /// The product is of another currency than the till.
    #[error("{product} is priced in {found}, this till counts in {wanted}")]
    Currency {
        /// Its name.
        product: String,
        /// Of the product.
        found: String,
        /// Of the till.
        wanted: String,
    },
    /// No receipt of this number.
    #[error("no receipt with the number {0}")]
    UnknownReceipt(String),
    /// No closing of this number.
    #[error("this till has no closing Z {0}")]
    UnknownClosing(u32),
    /// A field that cannot be read.
    #[error("{field}: cannot read {value:?}")]
    Unreadable {
        /// The field.
        field: &'static str,
        /// As entered.
        value: String,
    },
    /// The cart cannot be computed.
    #[error(transparent)]
    Sale(#[from] SaleRefused),
    /// The punch card cannot be sold.
    #[error(transparent)]
    Card(#[from] CardRefused),
    /// The payment does not settle the sum.
    #[error(transparent)]
    Payment(#[from] PaymentRefused),
    /// The sale cannot be reversed.
    #[error(transparent)]
    Storno(#[from] StornoRefused),
    /// The cash cannot be moved.
    #[error(transparent)]
    Movement(#[from] CashMovementRefused),
    /// The count does not fit together.
    #[error(transparent)]
    Closing(#[from] ClosingRefused),
    /// Nothing was counted.
    #[error("count the cash first")]
    NotCounted,
    /// Nobody counted, and nobody said why.
    #[error("say why nobody counted the cash")]
    UncountedUnexplained,
    /// The cash differs from what should be there, and nobody said why.
    #[error("the cash differs by {difference}: count again or give the reason")]
    DifferenceUnexplained {
        /// Two decimals.
        difference: String,
    },
    /// Somebody else closed the day while this one was counting.
    #[error("closing Z {z_number} was booked in the meantime; nothing was booked twice")]
    AlreadyClosed {
        /// Its number.
        z_number: i64,
    },
    /// The law of the country stands against real sales (RKSV).
    #[error(transparent)]
    Register(#[from] RegisterRefused),
    /// The number range.
    #[error(transparent)]
    Numbering(#[from] NumberingError),
    /// Amounts.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// The document could not be set.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The desk.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for PosError {
    fn code(&self) -> &'static str {
        match self {
            Self::UnknownProduct(_) => "unknown_product",
            Self::ArchivedProduct(_) => "archived_product",
            Self::Product { .. } | Self::Unreadable { .. } => "invalid_input",
            Self::CodeTaken { .. } => "code_taken",
            Self::SharedCode { .. } => "shared_code",
            Self::UnknownContact(_) => "unknown_contact",
            Self::ContactRequired => "contact_required",
            Self::TrainingCard(_) => "training_card",
            Self::WholePieces(_) => "whole_pieces",
            Self::Currency { .. } => "other_currency",
            Self::UnknownReceipt(_) => "unknown_receipt",
            Self::UnknownClosing(_) => "unknown_closing",
            Self::Sale(SaleRefused::EmptyCart) => "empty_cart",
            Self::Sale(SaleRefused::Money(_))
            | Self::Payment(PaymentRefused::Money(_))
            | Self::Movement(CashMovementRefused::Money(_))
            | Self::Closing(ClosingRefused::Money(_)) => "amount_too_large",
            Self::Sale(_) => "line_refused",
            Self::Card(_) => "card_refused",
            Self::Payment(PaymentRefused::TooLittle { .. }) => "not_paid",
            Self::Payment(_) => "payment_refused",
            Self::Storno(StornoRefused::IsStorno) => "is_storno",
            Self::Storno(StornoRefused::AlreadyCancelled { .. }) => "already_cancelled",
            Self::Storno(StornoRefused::CardInUse { .. }) => "card_in_use",
            Self::Storno(StornoRefused::NoReason)
            | Self::Movement(CashMovementRefused::NoReason)
            | Self::UncountedUnexplained
            | Self::DifferenceUnexplained { .. } => "reason_required",
            Self::Movement(CashMovementRefused::NotEnough { .. }) => "not_enough_cash",
            Self::Movement(_) => "movement_refused",
            Self::Closing(_) => "count_refused",
            Self::NotCounted => "not_counted",
            Self::AlreadyClosed { .. } => "day_already_closed",
            Self::Register(_) => "register_refused",
            Self::Numbering(NumberingError::Full(_)) => "number_range_full",
            Self::Numbering(NumberingError::Store(error)) => error.code(),
            Self::Money(_) => "amount_too_large",
            Self::Document(_) => "document_fault",
            Self::Desk(error) => error.code(),
            Self::Store(error) => error.code(),
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::Document(_) => Severity::Fault,
            Self::Desk(error) => error.severity(),
            Self::Store(error) | Self::Numbering(NumberingError::Store(error)) => error.severity(),
            _ => Severity::Notice,
        }
    }

    fn values(&self) -> BTreeMap<String, String> {
        let pairs: Vec<(&str, String)> = match self {
            Self::Desk(error) => return error.values(),
            Self::ArchivedProduct(name) | Self::WholePieces(name) | Self::TrainingCard(name) => {
                vec![("product", name.clone())]
            }
            Self::Product { field, .. } => vec![("field", (*field).to_owned())],
            Self::Unreadable { field, value } => {
                vec![("field", (*field).to_owned()), ("value", value.clone())]
            }
            Self::CodeTaken { code, product } => {
                vec![("code", code.clone()), ("product", product.clone())]
            }
            Self::SharedCode { code, products } => {
                vec![("code", code.clone()), ("products", products.clone())]
            }
            Self::UnknownReceipt(number) => vec![("number", number.clone())],
            Self::Payment(PaymentRefused::TooLittle { missing_cents, .. }) => {
                vec![("missing", Money::eur(*missing_cents).to_string())]
            }
            Self::Storno(StornoRefused::AlreadyCancelled { by }) => vec![("by", by.clone())],
            Self::Storno(StornoRefused::CardInUse { used }) => vec![("used", used.to_string())],
            Self::Movement(CashMovementRefused::NotEnough { there_cents, .. }) => {
                vec![("there", Money::eur(*there_cents).to_string())]
            }
            Self::DifferenceUnexplained { difference } => {
                vec![("difference", difference.clone())]
            }
            Self::AlreadyClosed { z_number } => vec![("z", z_number.to_string())],
            _ => Vec::new(),
        };
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }
}
