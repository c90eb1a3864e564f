//! What a recipient's desk is told about a commission: enough to compute it again (Y4), and
//! nothing about other tenants or the customer's name (C16).

use mojo_domain::commissions::{LineBasis, LineOutcome};
use mojo_domain::{TenantId, UserId, from_micros};
use mojo_protocol::facts::{
    AgreementBody, AttributionBody, CommissionBasisBody, CommissionEntryBody,
    CommissionReversalBody,
};

use super::{engine_tenant, row_tenant};
use crate::storage::catalogue::AgreementRecord;
use crate::storage::ledger::CommissionRecord;
use crate::storage::orders::OrderLineRecord;

/// The line that a commission belongs to, with all that decided about it.
pub(super) struct SettledLine<'a> {
    pub(super) line: &'a OrderLineRecord,
    pub(super) basis: &'a LineBasis<TenantId>,
    pub(super) agreement: Option<&'a AgreementBody>,
    pub(super) outcome: &'a LineOutcome<TenantId>,
}

/// The secret behind the pseudonyms.
#[derive(Clone, Copy)]
pub(crate) struct PseudonymKey(pub(crate) [u8; 32]);

impl PseudonymKey {
    /// What `recipient` calls the customer (C16).
    pub(crate) fn pseudonym(&self, recipient: TenantId, customer: UserId) -> String {
        mojo_domain::commissions::pseudonym(&self.0, recipient, customer)
    }
}

/// The body of an entry as its recipient may see it.
pub(super) fn entry_body(
    record: &CommissionRecord,
    settled: &SettledLine<'_>,
    reasons: Vec<String>,
    rule_version: String,
) -> CommissionEntryBody {
    CommissionEntryBody {
        commission_entry_id: record.commission_id,
        order_number: record.order_number.clone(),
        line: record.line_no.to_string(),
        ordered_at: from_micros(record.ordered_at),
        product_name: record.product_name.clone(),
        customer: record.customer.clone(),
        commission_type: record.kind.code().to_owned(),
        recipient: record.recipient,
        percent: record.percent.to_string(),
        base_cents: record.base_cents,
        amount_cents: record.amount_cents,
        currency: record.currency,
        settled_as: record.settled_as.code().to_owned(),
        reasons,
        rule_version,
        basis: basis_body(
            visible_basis(record.recipient, settled),
            settled.line,
            settled.agreement,
        ),
    }
}

/// MOJO LLC, the seller of platform products and the recipient of fees, sees the whole basis.
fn visible_basis(recipient: TenantId, settled: &SettledLine<'_>) -> LineBasis<TenantId> {
    match engine_tenant(recipient) {
        Some(recipient) => settled.basis.visible_to(&recipient),
        None => settled.basis.clone(),
    }
}

/// The basis of a line as it is told and kept; `agreement` is the one that it names.
pub(super) fn basis_body(
    basis: LineBasis<TenantId>,
    line: &OrderLineRecord,
    agreement: Option<&AgreementBody>,
) -> CommissionBasisBody {
    let agreement = agreement.filter(|_| basis.agreement.is_some()).cloned();
    CommissionBasisBody {
        is_platform_product: basis.is_platform_product,
        commission_eligible: basis.is_commission_eligible,
        via_connect: basis.is_via_connect,
        is_renewal: basis.is_renewal,
        is_first_purchase: basis.is_first_purchase,
        seller: row_tenant(basis.seller),
        buyer_tenant: basis.buyer_tenant,
        billing_country: basis.billing_country.map(|country| country.code().to_owned()),
        agreement,
        attribution: basis.attribution.map(|attribution| AttributionBody {
            tenant_id: attribution.tenant,
            attributed_at: attribution.attributed_at,
            expires_at: attribution.expires_at,
        }),
        deactivated: basis.deactivated.into_iter().collect(),
        gross_cents: line.gross_cents,
        vat_rate_bp: line.vat_rate_bp,
    }
}

/// An agreement as it is told and kept.
pub(super) fn agreement_body(record: &AgreementRecord) -> AgreementBody {
    let terms = &record.agreement.terms;
    AgreementBody {
        tenant_id: terms.tenant,
        region_codes: record.agreement.regions.iter().map(|c| c.code().to_owned()).collect(),
        percent: terms.percent.to_string(),
        valid_from: terms.valid_from,
        valid_until: terms.valid_until,
    }
}

/// Why it is paid. What is not paid of the line follows from the basis, on every side alike.
pub(super) fn reasons_of(record: &CommissionRecord, settled: &SettledLine<'_>) -> Vec<String> {
    let recipient = engine_tenant(record.recipient);
    settled
        .outcome
        .entries
        .iter()
        .filter(|entry| entry.kind == record.kind && entry.recipient == recipient)
        .flat_map(|entry| entry.reasons.iter().map(|reason| reason.code().to_owned()))
        .collect()
}

/// The body of a reversal.
pub(super) fn reversal_body(
    record: &CommissionRecord,
    at: i64,
    refunded_net_cents: i64,
    reversed_cents: i64,
    reversed_total_cents: i64,
) -> CommissionReversalBody {
    CommissionReversalBody {
        commission_entry_id: record.commission_id,
        recipient: record.recipient,
        at: from_micros(at),
        refunded_net_cents,
        reversed_cents,
        reversed_total_cents,
        currency: record.currency,
    }
}
