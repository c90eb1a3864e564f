//! Commissions, as the platform computed them and as anybody can compute them again (C15, Y4).

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::{
    ActorId, CommissionDisputeId, CommissionEntryId, Currency, DisputeMessageId, TenantId,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An entry of the commission ledger of one recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionEntryBody {
    /// The entry.
    pub commission_entry_id: CommissionEntryId,
    /// The order's number, as people see it.
    pub order_number: String,
    /// The line of the order.
    pub line: String,
    /// When it was ordered.
    pub ordered_at: DateTime<Utc>,
    /// The product's name.
    pub product_name: String,
    /// `K-7F3A...`: never a name (C16).
    pub customer: String,
    /// `regional_exclusive`, `affiliate_first`, `affiliate_recurring`, `platform_fee`.
    pub commission_type: String,
    /// Who gets it; MOJO LLC is its fixed id.
    pub recipient: TenantId,
    /// A decimal without trailing zeros: `30`.
    pub percent: String,
    /// The line without VAT.
    pub base_cents: i64,
    /// The commission.
    pub amount_cents: i64,
    /// Of the amounts.
    pub currency: Currency,
    /// `payout`, `discount`, `retained`.
    pub settled_as: String,
    /// Why it is paid, and what is not paid and why.
    pub reasons: Vec<String>,
    /// The version of the rules.
    pub rule_version: String,
    /// Every fact that decided.
    pub basis: CommissionBasisBody,
}

/// Every fact that decides the commissions of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionBasisBody {
    /// Platform product, or a tenant's own.
    pub is_platform_product: bool,
    /// `false` for healing services (C14).
    pub commission_eligible: bool,
    /// The money flowed through Stripe Connect (C4).
    pub via_connect: bool,
    /// A renewal of a subscription.
    pub is_renewal: bool,
    /// The customer's first purchase (C3).
    pub is_first_purchase: bool,
    /// Who sold; MOJO LLC is its fixed id.
    pub seller: TenantId,
    /// The tenant for which the customer bought.
    pub buyer_tenant: Option<TenantId>,
    /// The country that decided (C9).
    pub billing_country: Option<String>,
    /// The agreement in force for that country on that day.
    pub agreement: Option<AgreementBody>,
    /// The attribution at that time, live or not.
    pub attribution: Option<AttributionBody>,
    /// Recipients that were deactivated at that time.
    #[serde(default)]
    pub deactivated: Vec<TenantId>,
    /// What the customer paid with VAT, for the explanation.
    pub gross_cents: i64,
    /// The VAT rate in basis points, for the explanation.
    pub vat_rate_bp: i64,
}

/// A regional agreement as it was in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgreementBody {
    /// The distributor.
    pub tenant_id: TenantId,
    /// ISO countries.
    pub region_codes: Vec<String>,
    /// A decimal: `30`.
    pub percent: String,
    /// First day, Berlin.
    pub valid_from: NaiveDate,
    /// Last day, Berlin.
    pub valid_until: Option<NaiveDate>,
}

/// An attribution as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributionBody {
    /// Whose customer.
    pub tenant_id: TenantId,
    /// From.
    pub attributed_at: DateTime<Utc>,
    /// Until, exclusive.
    pub expires_at: DateTime<Utc>,
}

/// What a refund took back of an entry; cumulative (C12).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionReversalBody {
    /// The entry.
    pub commission_entry_id: CommissionEntryId,
    /// Who gets the entry.
    pub recipient: TenantId,
    /// When.
    pub at: DateTime<Utc>,
    /// Refunded of the line without VAT, all refunds so far.
    pub refunded_net_cents: i64,
    /// Taken back of the entry by this refund alone; below zero where an earlier one did not go
    /// through after all.
    pub reversed_cents: i64,
    /// Taken back of the entry by all refunds so far.
    pub reversed_total_cents: i64,
    /// Of the amounts.
    pub currency: Currency,
}

/// A payout to a recipient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionPayoutBody {
    /// The recipient.
    pub recipient: TenantId,
    /// When.
    pub at: DateTime<Utc>,
    /// What is of commissions: net; below zero for what came back. It lowers the balance whatever the
    /// kind, so that a program that does not know the kind adds up all the same.
    pub amount_cents: i64,
    /// VAT of credit notes (section 14 (2) UStG), paid in addition by the same transfer; below zero
    /// for what came back, and where corrections took back more than was owed. It moves no balance.
    #[serde(default, skip_serializing_if = "super::packages::is_zero")]
    pub vat_cents: i64,
    /// Of the amount.
    pub currency: Currency,
    /// `monthly`, `final`, or `returned` for one that was paid and came back.
    pub kind: String,
    /// The entries it settled.
    pub entries: Vec<CommissionEntryId>,
    /// What later refunds took from entries paid before, as a negative amount.
    pub clawback_cents: i64,
}

/// An entry that its recipient disputes (Y5): it is frozen until the platform has settled it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionDisputeBody {
    /// The dispute.
    pub dispute_id: CommissionDisputeId,
    /// The entry.
    pub commission_entry_id: CommissionEntryId,
    /// What is wrong, in the recipient's words.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who disputes it.
    pub actor_id: ActorId,
}

/// A message in the thread of a dispute. One that no device recorded is the platform's people's, or of a
/// recipient without a desk, who has a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionDisputeMessageBody {
    /// The message.
    pub message_id: DisputeMessageId,
    /// The dispute.
    pub dispute_id: CommissionDisputeId,
    /// The words.
    pub text: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who wrote it; nil for the platform's people.
    pub actor_id: ActorId,
}

/// The end of a dispute and of the freeze; the entity id is the dispute's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionDisputeSettlementBody {
    /// The dispute.
    pub dispute_id: CommissionDisputeId,
    /// `upheld`, `rejected`.
    pub outcome: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The order or the refund that corrected it in another way than by a correction; of an upheld
    /// one alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrected_by: Option<Uuid>,
}

/// By how much people corrected an entry, because its recipient was right to dispute it (Y5). A
/// dispute makes one at most; the entity id follows from the dispute's. It is a decision, and follows
/// from no rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionCorrectionBody {
    /// The dispute that was upheld.
    pub dispute_id: CommissionDisputeId,
    /// The entry.
    pub commission_entry_id: CommissionEntryId,
    /// Whose it is.
    pub recipient: TenantId,
    /// When; it moves the balance of this month.
    pub at: DateTime<Utc>,
    /// Above zero: owed in addition; below: taken back.
    pub amount_cents: i64,
    /// Of the amount.
    pub currency: Currency,
    /// Why, in the words of the platform's people.
    pub reason: String,
    /// Who decided; nil for the platform's people.
    pub actor_id: ActorId,
}

/// The customer's bank asks for the money of an order back: its entries are frozen until the payment
/// provider has told how that ended. The entity id is the freeze's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionFreezeBody {
    /// The freeze.
    pub freeze_id: Uuid,
    /// The recipient's entries of the order.
    pub entries: Vec<CommissionEntryId>,
    /// When.
    pub at: DateTime<Utc>,
}

/// The end of a freeze; the entity id is the freeze's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionFreezeEndBody {
    /// The freeze.
    pub freeze_id: Uuid,
    /// `won`: the money stays; `lost`: it went back, and the entries' reversals come by themselves.
    pub outcome: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What was lost of an entry that was still held when its recipient left the platform (C13). An
/// entry is forfeited once; the entity id follows from the entry's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommissionForfeitureBody {
    /// The entry.
    pub commission_entry_id: CommissionEntryId,
    /// Whose it was.
    pub recipient: TenantId,
    /// When.
    pub at: DateTime<Utc>,
    /// What was left of it: the commission less what refunds took before.
    pub amount_cents: i64,
    /// Of the amount.
    pub currency: Currency,
    /// Why: `deactivated`.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::canonical;

    /// What was kept and signed before there was VAT keeps its bytes, and is read as before.
    #[test]
    fn y2_a_payout_without_vat_is_the_bytes_that_it_always_was() {
        let body = CommissionPayoutBody {
            recipient: TenantId(Uuid::from_u128(7)),
            at: "2026-11-05T03:00:00Z".parse().unwrap(),
            amount_cents: 200_00,
            vat_cents: 0,
            currency: Currency::EUR,
            kind: "monthly".to_owned(),
            entries: Vec::new(),
            clawback_cents: 0,
        };
        let text = canonical(&body).unwrap();
        assert!(!text.contains("vat_cents"), "{text}");
        assert_eq!(serde_json::from_str::<CommissionPayoutBody>(&text).unwrap(), body);
        let taxed = CommissionPayoutBody { vat_cents: 38_00, ..body };
        let text = canonical(&taxed).unwrap();
        assert_eq!(serde_json::from_str::<CommissionPayoutBody>(&text).unwrap(), taxed);
    }
}
