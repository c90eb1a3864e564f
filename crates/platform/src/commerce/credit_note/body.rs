//! What stands on a credit note, as it is kept: the document is a function of it.

use chrono::{DateTime, NaiveDate, Utc};
use mojo_documents::{CorrectedCreditNote, CreditNoteFacts, CreditNoteLine, CreditNotePayout};
use mojo_domain::Currency;
use mojo_domain::invoicing::{Party, ServicePeriod};
use mojo_domain::vat::{VatClass, VatGroup};
use serde::{Deserialize, Serialize};

use crate::storage::StorageError;
use crate::storage::credit_notes::CreditNoteRecord;

/// All that stands on a credit note. Amounts in cents.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CreditNoteBody {
    pub(crate) number: String,
    pub(crate) corrects: Option<CorrectedBody>,
    pub(crate) issuer: PartyBody,
    pub(crate) recipient: PartyBody,
    pub(crate) issued_at: DateTime<Utc>,
    pub(crate) issued_on: NaiveDate,
    pub(crate) service_from: NaiveDate,
    pub(crate) service_to: NaiveDate,
    pub(crate) currency: Currency,
    pub(crate) lines: Vec<LineBody>,
    pub(crate) vat_class: VatClass,
    pub(crate) vat_rate_bp: i64,
    pub(crate) net_cents: i64,
    pub(crate) vat_cents: i64,
    pub(crate) gross_cents: i64,
    pub(crate) note: String,
    pub(crate) payout: Option<PayoutBody>,
}

/// What a correction corrects.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct CorrectedBody {
    pub(crate) number: String,
    pub(crate) issued_on: NaiveDate,
    pub(crate) service_from: NaiveDate,
    pub(crate) service_to: NaiveDate,
}

/// One of the two.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PartyBody {
    name: String,
    street: String,
    postal_code: String,
    city: String,
    country: String,
    tax_number: String,
    vat_id: String,
}

/// The commissions of one type and product.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LineBody {
    pub(crate) commission_type: String,
    pub(crate) product_name: String,
    pub(crate) count: u32,
    pub(crate) net_cents: i64,
}

/// The payout that paid all of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PayoutBody {
    pub(crate) on: NaiveDate,
    pub(crate) amount_cents: i64,
}

impl PartyBody {
    pub(crate) fn of(party: &Party) -> Self {
        Self {
            name: party.name.clone(),
            street: party.street.clone(),
            postal_code: party.postal_code.clone(),
            city: party.city.clone(),
            country: party.country.clone(),
            tax_number: party.tax_number.clone(),
            vat_id: party.vat_id.clone(),
        }
    }

    fn party(&self) -> Party {
        Party {
            name: self.name.clone(),
            street: self.street.clone(),
            postal_code: self.postal_code.clone(),
            city: self.city.clone(),
            country: self.country.clone(),
            tax_number: self.tax_number.clone(),
            vat_id: self.vat_id.clone(),
            ..Party::default()
        }
    }
}

impl CreditNoteBody {
    /// What is kept of an issued credit note.
    ///
    /// # Errors
    /// [`StorageError::Inconsistency`] for a text that no version of this program writes.
    pub(crate) fn read(record: &CreditNoteRecord) -> Result<Self, StorageError> {
        let unreadable = |_| StorageError::Inconsistency { column: "body" };
        serde_json::from_str(&record.body).map_err(unreadable)
    }

    /// The facts of the document.
    ///
    /// # Errors
    /// [`StorageError::Inconsistency`] for a type of commission that there is none of.
    pub(crate) fn facts(&self) -> Result<CreditNoteFacts, StorageError> {
        let unreadable = |_| StorageError::Inconsistency { column: "body" };
        let lines = self.lines.iter().map(|line| -> Result<CreditNoteLine, StorageError> {
            Ok(CreditNoteLine {
                kind: line.commission_type.parse().map_err(unreadable)?,
                product_name: line.product_name.clone(),
                count: line.count,
                net_cents: line.net_cents,
            })
        });
        let corrects = self.corrects.as_ref().map(|corrected| CorrectedCreditNote {
            number: corrected.number.clone(),
            issued_on: corrected.issued_on,
            service: ServicePeriod { from: corrected.service_from, to: corrected.service_to },
        });
        let payout = self
            .payout
            .as_ref()
            .map(|payout| CreditNotePayout { on: payout.on, amount_cents: payout.amount_cents });
        Ok(CreditNoteFacts {
            number: self.number.clone(),
            corrects,
            issuer: self.issuer.party(),
            recipient: self.recipient.party(),
            issued_at: self.issued_at,
            issued_on: self.issued_on,
            service: ServicePeriod { from: self.service_from, to: self.service_to },
            currency: self.currency,
            lines: lines.collect::<Result<_, _>>()?,
            vat: VatGroup {
                vat_class: self.vat_class,
                vat_rate_bp: self.vat_rate_bp,
                net_cents: self.net_cents,
                vat_cents: self.vat_cents,
                gross_cents: self.gross_cents,
            },
            note: self.note.clone(),
            payout,
        })
    }
}
