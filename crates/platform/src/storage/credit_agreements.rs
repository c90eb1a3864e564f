//! Section 14 (2) UStG: who agreed to be settled by credit note, to which version, and who withdrew.

use mojo_domain::UserId;

use super::query::queries;
use super::{StorageError, TenantTx, Value, values};

/// An agreement to credit notes, or its withdrawal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CreditAgreement {
    /// From 1, in the order of the tenant's changes.
    pub(crate) place: i64,
    /// Microseconds UTC.
    pub(crate) declared_at: i64,
    pub(crate) user_id: UserId,
    /// The contract that holds the agreement.
    pub(crate) contract: AgreedContract,
    /// `false` withdraws.
    pub(crate) has_agreed: bool,
}

/// A version of a contract, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AgreedContract {
    /// `affiliate`, `distributor`.
    pub(crate) kind: String,
    pub(crate) version: String,
    /// SHA-256 of the text, hexadecimal.
    pub(crate) sha256: String,
}

queries! {
    LAST = "SELECT place, declared_at, user_id, contract_kind, contract_version, contract_sha256, \
        has_agreed FROM credit_note_agreements WHERE tenant_id = $1 ORDER BY place DESC LIMIT 1",
    INSERT = "INSERT INTO credit_note_agreements (tenant_id, place, declared_at, user_id, \
        contract_kind, contract_version, contract_sha256, has_agreed) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
}

impl TenantTx {
    /// The tenant's last word.
    pub(crate) async fn find_credit_agreement(
        &mut self,
    ) -> Result<Option<CreditAgreement>, StorageError> {
        let Some(row) = self.tx.one(LAST, vec![self.own()]).await? else { return Ok(None) };
        Ok(Some(CreditAgreement {
            place: row.int("place")?,
            declared_at: row.int("declared_at")?,
            user_id: row.parsed("user_id")?,
            contract: AgreedContract {
                kind: row.text("contract_kind")?,
                version: row.text("contract_version")?,
                sha256: row.text("contract_sha256")?,
            },
            has_agreed: row.flag("has_agreed")?,
        }))
    }

    /// Keeps one more; its place is the one after the last.
    pub(crate) async fn insert_credit_agreement(
        &mut self,
        agreement: &CreditAgreement,
    ) -> Result<(), StorageError> {
        let contract = &agreement.contract;
        let values = values![
            self.own(),
            agreement.place,
            agreement.declared_at,
            Value::id(agreement.user_id),
            contract.kind.as_str(),
            contract.version.as_str(),
            contract.sha256.as_str(),
            agreement.has_agreed,
        ];
        self.tx.execute(INSERT, values).await.map(drop)
    }
}
