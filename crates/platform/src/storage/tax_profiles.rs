//! Who a recipient of commissions is, and how it is taxed (Y3).

use mojo_domain::TenantId;
use mojo_domain::commissions::TaxProfile;
use mojo_domain::invoicing::Party;

use super::query::queries;
use super::{LedgerTx, Row, StorageError, TenantTx, Value, values};

queries! {
    FIND = "SELECT p.name, p.street, p.postal_code, p.city, p.country, p.tax_number, p.vat_id, \
        p.iban, p.is_business, p.is_small_business, CAST(COALESCE((SELECT a.has_agreed \
        FROM credit_note_agreements AS a WHERE a.tenant_id = p.tenant_id \
        ORDER BY a.place DESC LIMIT 1), 0) AS BIGINT) AS has_agreed \
        FROM recipient_tax_profiles AS p WHERE p.tenant_id = $1",
    PUT = "INSERT INTO recipient_tax_profiles (tenant_id, name, street, postal_code, city, \
        country, tax_number, vat_id, iban, is_business, is_small_business, has_agreed, updated_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
        ON CONFLICT (tenant_id) DO UPDATE SET name = excluded.name, street = excluded.street, \
        postal_code = excluded.postal_code, city = excluded.city, country = excluded.country, \
        tax_number = excluded.tax_number, vat_id = excluded.vat_id, iban = excluded.iban, \
        is_business = excluded.is_business, is_small_business = excluded.is_small_business, \
        has_agreed = excluded.has_agreed, updated_at = CASE \
        WHEN excluded.updated_at > recipient_tax_profiles.updated_at THEN excluded.updated_at \
        ELSE recipient_tax_profiles.updated_at + 1 END",
    VERSION = "SELECT updated_at FROM recipient_tax_profiles WHERE tenant_id = $1",
}

/// What stands at the head of a credit note.
pub(super) fn party(row: &Row) -> Result<Party, StorageError> {
    Ok(Party {
        name: row.text("name")?,
        street: row.text("street")?,
        postal_code: row.text("postal_code")?,
        city: row.text("city")?,
        country: row.text("country")?,
        tax_number: row.text("tax_number")?,
        vat_id: row.text("vat_id")?,
        ..Party::default()
    })
}

fn profile(row: &Row) -> Result<TaxProfile, StorageError> {
    Ok(TaxProfile {
        party: Party { iban: row.text("iban")?, ..party(row)? },
        is_business: row.flag("is_business")?,
        is_small_business: row.flag("is_small_business")?,
        has_agreed: row.flag("has_agreed")?,
    })
}

impl TenantTx {
    /// The tenant's own profile. Only an agreement that left a trace counts as one.
    pub(crate) async fn find_tax_profile(&mut self) -> Result<Option<TaxProfile>, StorageError> {
        let row = self.tx.one(FIND, vec![self.own()]).await?;
        row.as_ref().map(profile).transpose()
    }

    /// Which state of the profile stands: every change makes another one, whatever the clock says. `None`
    /// while none was stated.
    pub(crate) async fn tax_profile_version(&mut self) -> Result<Option<i64>, StorageError> {
        let row = self.tx.one(VERSION, vec![self.own()]).await?;
        row.map(|row| row.int("updated_at")).transpose()
    }

    /// Keeps the profile as it stands now; credit notes that were issued keep what they say.
    pub(crate) async fn put_tax_profile(
        &mut self,
        profile: &TaxProfile,
        at: i64,
    ) -> Result<(), StorageError> {
        let party = &profile.party;
        let values = values![
            self.own(),
            party.name.as_str(),
            party.street.as_str(),
            party.postal_code.as_str(),
            party.city.as_str(),
            party.country.as_str(),
            party.tax_number.as_str(),
            party.vat_id.as_str(),
            party.iban.as_str(),
            profile.is_business,
            profile.is_small_business,
            profile.has_agreed,
            at,
        ];
        self.tx.execute(PUT, values).await.map(drop)
    }
}

impl LedgerTx {
    /// Who makes credit notes out: the profile of MOJO LLC.
    pub(crate) async fn find_issuer(&mut self) -> Result<Option<Party>, StorageError> {
        let row = self.tx.one(FIND, vec![Value::id(TenantId::MOJO_LLC)]).await?;
        row.as_ref().map(|row| profile(row).map(|profile| profile.party)).transpose()
    }
}
