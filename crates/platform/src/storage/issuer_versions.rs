//! Who makes credit notes out, as it was stated each time (Y3).

use mojo_domain::invoicing::Party;
use mojo_domain::{TenantId, UserId};

use super::query::queries;
use super::tax_profiles::party;
use super::{LedgerTx, Row, StorageError, TenantTx, Value, values};

/// A statement of the issuer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct IssuerVersion {
    /// From 1, in the order of the statements.
    pub(crate) place: i64,
    /// Name, address, tax number and VAT id: what stands at the head of a credit note.
    pub(crate) party: Party,
    /// Microseconds UTC.
    pub(crate) stated_at: i64,
    pub(crate) user_id: UserId,
    /// Empty where nobody said why.
    pub(crate) reason: String,
}

queries! {
    PLACE = "SELECT CAST(COALESCE(MAX(place), 0) AS BIGINT) AS place FROM issuer_versions \
        WHERE tenant_id = $1",
    LIST = "SELECT place, name, street, postal_code, city, country, tax_number, vat_id, \
        stated_at, user_id, reason FROM issuer_versions WHERE tenant_id = $1 \
        ORDER BY place DESC LIMIT $2",
    INSERT = "INSERT INTO issuer_versions (tenant_id, place, name, street, postal_code, city, \
        country, tax_number, vat_id, stated_at, user_id, reason) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
}

fn version(row: &Row) -> Result<IssuerVersion, StorageError> {
    Ok(IssuerVersion {
        place: row.int("place")?,
        party: party(row)?,
        stated_at: row.int("stated_at")?,
        user_id: row.parsed("user_id")?,
        reason: row.text("reason")?,
    })
}

impl TenantTx {
    /// The place of the issuer's last statement; 0 before the first one.
    pub(crate) async fn issuer_place(&mut self) -> Result<i64, StorageError> {
        let row = self.tx.one(PLACE, vec![self.own()]).await?;
        row.map_or(Ok(0), |row| row.int("place"))
    }

    /// Keeps one more statement of the issuer, which the tenant is.
    pub(crate) async fn insert_issuer_version(
        &mut self,
        version: &IssuerVersion,
    ) -> Result<(), StorageError> {
        let party = &version.party;
        let values = values![
            self.own(),
            version.place,
            party.name.as_str(),
            party.street.as_str(),
            party.postal_code.as_str(),
            party.city.as_str(),
            party.country.as_str(),
            party.tax_number.as_str(),
            party.vat_id.as_str(),
            version.stated_at,
            Value::id(version.user_id),
            version.reason.as_str(),
        ];
        self.tx.execute(INSERT, values).await.map(drop)
    }
}

impl LedgerTx {
    /// The statements of the issuer, the latest first.
    pub(crate) async fn list_issuer_versions(
        &mut self,
        limit: i64,
    ) -> Result<Vec<IssuerVersion>, StorageError> {
        let values = values![Value::id(TenantId::MOJO_LLC), limit];
        self.tx.all(LIST, values).await?.iter().map(version).collect()
    }
}
