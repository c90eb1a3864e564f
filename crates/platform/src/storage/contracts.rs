//! Contracts as they were accepted: the bytes, and who accepted them (F1, F2).

use mojo_domain::{TenantId, UserId};
use uuid::Uuid;

use super::query::queries;
use super::{LedgerTx, StorageError, Value, values};
use crate::contracts::Contract;

/// Somebody accepted a contract.
#[derive(Clone, Debug)]
pub(crate) struct AcceptanceRecord {
    /// Who is bound by it.
    pub(crate) tenant_id: TenantId,
    pub(crate) acceptance_id: Uuid,
    pub(crate) contract: &'static Contract,
    pub(crate) user_id: UserId,
    /// As typed beside the tick.
    pub(crate) name: String,
    pub(crate) accepted_at: i64,
    /// The network address.
    pub(crate) address: String,
    /// A JSON object: what stood beside the text.
    pub(crate) terms: String,
}

queries! {
    KEEP_TEXT = "INSERT INTO contracts (tenant_id, kind, version, language, sha256, body) \
        VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
    INSERT = "INSERT INTO contract_acceptances (tenant_id, acceptance_id, kind, version, language, \
        sha256, user_id, name, accepted_at, address, terms) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
}

impl LedgerTx {
    /// Keeps an acceptance, and the bytes that were accepted.
    pub(crate) async fn insert_acceptance(
        &mut self,
        record: &AcceptanceRecord,
    ) -> Result<(), StorageError> {
        let contract = record.contract;
        let (kind, sha256) = (contract.kind.code(), contract.sha256());
        let text = values![
            Value::id(TenantId::MOJO_LLC),
            kind,
            contract.version,
            contract.language,
            sha256.as_str(),
            contract.text,
        ];
        self.tx.execute(KEEP_TEXT, text).await?;
        let values = values![
            Value::id(record.tenant_id),
            Value::id(record.acceptance_id),
            kind,
            contract.version,
            contract.language,
            sha256,
            Value::id(record.user_id),
            record.name.as_str(),
            record.accepted_at,
            record.address.as_str(),
            record.terms.as_str(),
        ];
        self.tx.execute(INSERT, values).await.map(drop)
    }
}
