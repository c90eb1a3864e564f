//! The bodies of facts. Amounts are whole cents beside their currency, instants RFC 3339 UTC, days
//! `YYYY-MM-DD`. New fields come with a default; nothing is ever renamed.

mod cases;
mod checkin;
mod commissions;
mod contacts;
mod invoicing;
mod packages;
mod pos;

pub use cases::{CaseBody, CaseKind, CaseSettlementBody, FactRef, Written};
pub use checkin::{PunchCardBody, RedemptionBody, RedemptionKind, TaxNature};
pub use commissions::{
    AgreementBody, AttributionBody, CommissionBasisBody, CommissionCorrectionBody,
    CommissionDisputeBody, CommissionDisputeMessageBody, CommissionDisputeSettlementBody,
    CommissionEntryBody, CommissionForfeitureBody, CommissionFreezeBody, CommissionFreezeEndBody,
    CommissionPayoutBody, CommissionReversalBody,
};
pub use contacts::{ContactMergeBody, ContactMergeKind};
pub use invoicing::{
    CashDiscountBody, InvoiceBody, InvoiceDetailsBody, InvoiceKind, InvoiceLineBody,
    InvoicePaymentBody, PartyBody, ServicePeriodBody,
};
pub use packages::{
    PackagedCorrection, PackagedEntry, PackagedPayout, PackagedReversal, StatementContent,
    StatementPackageBody,
};
pub use pos::{
    CashClosingBody, CashCountBody, CashMovementBody, PaymentBody, PaymentMethod, SaleBody,
    SaleKind, SaleLineBody, VatGroupBody,
};

use serde::{Deserialize, Serialize};

/// An issued document: kept as bytes, found by its hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRef {
    /// SHA-256 of the bytes, hexadecimal.
    pub sha256: String,
    /// `application/pdf` and the like.
    pub media_type: String,
}
