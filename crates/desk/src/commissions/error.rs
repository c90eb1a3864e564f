//! Why a statement could not be shown.

use std::collections::BTreeMap;

use mojo_documents::DocumentError;
use mojo_domain::commissions::{DisputeTextError, WhatIfError};
use mojo_domain::{Currency, MoneyError, Month};
use mojo_store::StoreError;

use crate::views::Severity;
use crate::{DeskError, Refusal};

/// Why a verb of the commissions said no.
#[derive(Debug, thiserror::Error)]
pub enum CommissionsError {
    /// Not `YYYY-MM`.
    #[error("not a month (YYYY-MM): {0}")]
    NotAMonth(String),
    /// Not a currency.
    #[error("not a currency (ISO 4217, as EUR): {0}")]
    NotACurrency(String),
    /// The month has a statement in each of several currencies.
    #[error("{month} has statements in {}: say which one", codes_of(.currencies))]
    SeveralCurrencies {
        /// Of the statements.
        month: Month,
        /// In order of the code.
        currencies: Vec<Currency>,
    },
    /// No entry of this id.
    #[error("no commission with the id {0}")]
    UnknownEntry(String),
    /// No order of this id.
    #[error("no order with the id {0}")]
    UnknownOrder(String),
    /// An entry names something that this program does not know: a newer platform wrote it.
    #[error("commission {entry}: {field} {value:?} is not known; update the program")]
    Unknown {
        /// The entry.
        entry: String,
        /// The field.
        field: &'static str,
        /// As received.
        value: String,
    },
    /// A dispute of the entry is open.
    #[error("the commission {0} is disputed already; reply to that dispute")]
    AlreadyDisputed(String),
    /// No dispute of this id.
    #[error("no dispute with the id {0}")]
    UnknownDispute(String),
    /// An assumption, or the language of a table, that cannot be read.
    #[error("{field}: {value:?} cannot be read")]
    Assumption {
        /// As the request calls it.
        field: &'static str,
        /// As it was given.
        value: String,
    },
    /// A line of several assumptions that cannot be read.
    #[error("orders[{line}].{field}: {value:?} cannot be read")]
    AssumedLine {
        /// Which of them, from 0 on.
        line: usize,
        /// As the request calls it.
        field: &'static str,
        /// As it was given.
        value: String,
    },
    /// Assumptions that the rules refuse.
    #[error(transparent)]
    WhatIf(#[from] WhatIfError),
    /// The platform cannot be reached: nothing was changed.
    #[error("that is the platform's to do, and it cannot be reached now")]
    Offline,
    /// The platform was asked to do something, and no answer came: it may have done it.
    #[error("the platform gave no answer; whether it was done is seen as soon as it answers again")]
    Unanswered,
    /// The account that this desk is signed in with may not.
    #[error("the account that this desk is signed in with may not do that")]
    Forbidden,
    /// The platform said no.
    #[error("the platform did not do it: {code}")]
    Platform {
        /// Why.
        code: String,
    },
    /// Y2: no payment provider sets this account up.
    #[error("the platform's people set this account up by hand; write to them")]
    NoOnboarding,
    /// Somebody else stated another tax profile since it was shown.
    #[error("the tax profile was changed elsewhere meanwhile; look at it again, and repeat it")]
    ProfileChanged,
    /// Another version of the contract is offered than the one that was read.
    #[error("another version of the contract is offered now; read that one")]
    ContractChanged,
    /// No credit note of this number.
    #[error("no credit note with the number {0}")]
    UnknownCreditNote(String),
    /// Other bytes came than the platform listed.
    #[error("the file of {0} that came is not the one that the platform listed; it was not kept")]
    WrongFile(String),
    /// There is an objection to it.
    #[error("there is an objection to {0} already")]
    AlreadyObjected(String),
    /// C16: names are asked for with a reason.
    #[error("say why the names are needed; the platform logs it")]
    NoReason,
    /// A field of the tax profile.
    #[error("{field}: {}", why_in_words(.why))]
    TaxProfile {
        /// As the form calls it.
        field: &'static str,
        /// Stable, snake case.
        why: &'static str,
    },
    /// The words of a dispute.
    #[error(transparent)]
    Text(#[from] DisputeTextError),
    /// The desk.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// Amounts.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// The document could not be set.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// The table could not be written.
    #[error("the table cannot be written: {0}")]
    Table(String),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Refusal for CommissionsError {
    fn code(&self) -> &'static str {
        match self {
            Self::NotAMonth(_) => "not_a_month",
            Self::NotACurrency(_) => "not_a_currency",
            Self::SeveralCurrencies { .. } => "several_currencies",
            Self::UnknownEntry(_) => "unknown_commission",
            Self::UnknownOrder(_) => "unknown_order",
            Self::Unknown { .. } => "update_needed",
            Self::AlreadyDisputed(_) => "already_disputed",
            Self::UnknownDispute(_) => "unknown_dispute",
            Self::Text(_) => "dispute_text_refused",
            Self::Offline => "needs_network",
            Self::Unanswered => "unanswered",
            Self::Forbidden => "forbidden",
            Self::Platform { .. } => "platform_refused",
            Self::NoOnboarding => "no_onboarding",
            Self::ProfileChanged => "tax_profile_changed",
            Self::ContractChanged => "contract_changed",
            Self::UnknownCreditNote(_) => "unknown_credit_note",
            Self::WrongFile(_) => "wrong_file",
            Self::AlreadyObjected(_) => "already_objected",
            Self::NoReason => "no_reason",
            Self::TaxProfile { .. } => "tax_profile_refused",
            Self::Assumption { .. } | Self::AssumedLine { .. } => "invalid_input",
            Self::WhatIf(_) => "what_if_refused",
            Self::Desk(error) => error.code(),
            Self::Money(_) => "amount_too_large",
            Self::Document(_) | Self::Table(_) => "document_fault",
            Self::Store(error) => error.code(),
        }
    }

    fn severity(&self) -> Severity {
        match self {
            Self::Document(_) | Self::Table(_) | Self::Money(_) | Self::WrongFile(_) => {
                Severity::Fault
            }
            Self::Desk(error) => error.severity(),
            Self::Store(error) => error.severity(),
            _ => Severity::Notice,
        }
    }

    fn values(&self) -> BTreeMap<String, String> {
        match self {
            Self::NotAMonth(value) | Self::NotACurrency(value) => {
                BTreeMap::from([("value".to_owned(), value.clone())])
            }
            Self::SeveralCurrencies { month, currencies } => {
                [("month", month.to_string()), ("currencies", codes_of(currencies))]
                    .map(|(name, value)| (name.to_owned(), value))
                    .into()
            }
            Self::Assumption { field, value } | Self::AssumedLine { field, value, .. } => {
                [("field", (*field).to_owned()), ("value", value.clone())]
                    .map(|(name, value)| (name.to_owned(), value))
                    .into()
            }
            Self::Platform { code } => BTreeMap::from([("code".to_owned(), code.clone())]),
            Self::TaxProfile { field, why } => [("field", *field), ("why", *why)]
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into(),
            Self::Desk(error) => error.values(),
            _ => BTreeMap::new(),
        }
    }
}

fn codes_of(currencies: &[Currency]) -> String {
    currencies.iter().map(Currency::code).collect::<Vec<_>>().join(", ")
}

/// What to do about a field of the tax profile.
fn why_in_words(why: &str) -> &'static str {
    match why {
        "missing" => "is needed for credit notes",
        "missing_number" => "a tax number or a VAT id is needed for credit notes",
        "not_a_vat_id" => "is not a VAT id; write it as DE123456789",
        "not_a_country" => "is not a country; write two capital letters, as DE",
        "not_an_iban" => "is not an IBAN",
        "too_long" => "is longer than 200 letters",
        "unreadable" => "has characters that cannot be shown",
        "not_a_business" => "only a business is settled by credit note",
        "no_contract" => "name the contract that holds the agreement, and its version",
        _ => "is refused",
    }
}
