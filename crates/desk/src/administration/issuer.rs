//! Who makes credit notes out (Y3): seen, and stated.

use serde_json::json;

use super::AdministrationError;
use super::wire::{Issuer, IssuerParty};
use crate::views::{IssuerFields, IssuerInput, IssuerVersionRow, IssuerView, instant};
use crate::{Desk, Op};

const PATH: &str = "issuer";

impl Desk {
    /// The issuer, with what was stated of it before.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way.
    pub async fn show_issuer(&self) -> Result<IssuerView, AdministrationError> {
        let client = self.administration(Op::ReadAdministration).await?;
        let held: Issuer = client.get(PATH).await?;
        let versions = held.versions.into_iter().map(|one| IssuerVersionRow {
            version: one.version,
            stated_at: instant(one.stated_at),
            user_id: one.user_id,
            reason: one.reason,
            issuer: fields(one.issuer),
        });
        Ok(IssuerView {
            issuer: held.issuer.map(fields),
            version: held.version,
            versions: versions.collect(),
        })
    }

    /// States the issuer from now on; what was issued before keeps its own. Sent again it is the same.
    ///
    /// # Errors
    /// [`AdministrationError`] says what is in the way: `issuer_refused` names the field,
    /// `issuer_changed` where somebody else stated another one meanwhile.
    pub async fn put_issuer(&self, input: IssuerInput) -> Result<(), AdministrationError> {
        let client = self.administration(Op::Administer).await?;
        let IssuerInput { issuer, version, reason } = input;
        let request = json!({
            "name": issuer.name,
            "street": issuer.street,
            "postal_code": issuer.postal_code,
            "city": issuer.city,
            "country": issuer.country.trim().to_ascii_uppercase(),
            "tax_number": issuer.tax_number,
            "vat_id": issuer.vat_id,
            "version": version,
            "reason": reason,
        });
        self.administered(client.put::<_, Issuer>(PATH, &request).await).map(drop)
    }
}

fn fields(party: IssuerParty) -> IssuerFields {
    IssuerFields {
        name: party.name,
        street: party.street,
        postal_code: party.postal_code,
        city: party.city,
        country: party.country,
        tax_number: party.tax_number,
        vat_id: party.vat_id,
    }
}
