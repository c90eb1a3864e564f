//! The tenant's tax profile as the platform keeps it, with the contracts that hold the agreement to
//! credit notes (5.4).

use mojo_domain::journal::Hash;

use super::CommissionsError;
use super::platform::{not_answered, unreadable};
use super::tax_profile::refused;
use super::wire::{ContractName, KeptTaxProfile, ListedContract, TaxProfileFields};
use crate::sync::Client;
use crate::views::{ContractOffer, ContractTextView, CreditAgreementView, TaxProfileView, instant};
use crate::{Desk, Op};

/// The language of a contract that is named without one.
const LANGUAGE: &str = "de";

impl Desk {
    /// The tax profile; an empty one when none was stated yet.
    ///
    /// # Errors
    /// [`CommissionsError::Offline`]: it does not lie at this desk.
    pub async fn show_tax_profile(&self) -> Result<TaxProfileView, CommissionsError> {
        let client = self.commissions_client().await?;
        let offers = offers(&client).await?;
        let held = client.tax_profile().await.map_err(not_answered)?;
        Ok(self.tax_profile_view(held, offers))
    }

    /// The text of a contract in `language` (`de`, `en`; German without one), as the platform lists it
    /// by its hash. Both languages have the same content; the one that is accepted holds.
    ///
    /// # Errors
    /// [`CommissionsError::TaxProfile`] when there is no such version in this language,
    /// [`CommissionsError::WrongFile`] when the text is another than was listed.
    pub async fn show_contract(
        &self,
        kind: String,
        version: String,
        language: Option<String>,
    ) -> Result<ContractTextView, CommissionsError> {
        let client = self.commissions_client().await?;
        let name = ContractName { kind, version };
        let language = language.as_deref().unwrap_or(LANGUAGE);
        let mut all = contracts(&client, language).await?.into_iter();
        let listed = all.find(|listed| listed.name == name);
        let listed = listed.ok_or_else(|| refused("contractVersion", "no_contract"))?;
        let bytes = client.contract_text(&name, language).await.map_err(not_answered)?;
        if Hash::of(&bytes).to_hex() != listed.sha256 {
            return Err(CommissionsError::WrongFile(format!("{} {}", name.kind, name.version)));
        }
        let text = String::from_utf8(bytes).map_err(|_| unreadable())?;
        Ok(ContractTextView {
            kind: name.kind,
            version: name.version,
            language: listed.language,
            sha256: listed.sha256,
            text,
        })
    }

    /// The profile as the window shows it.
    pub(super) fn tax_profile_view(
        &self,
        held: Option<KeptTaxProfile>,
        offers: Vec<ContractOffer>,
    ) -> TaxProfileView {
        let is_stated = held.is_some();
        let (fields, agreement, version) = match held {
            Some(held) => (held.fields, held.agreement, held.version),
            None => (TaxProfileFields::default(), None, String::new()),
        };
        let agreement = agreement.map(|last| CreditAgreementView {
            kind: last.kind,
            version: last.version,
            sha256: last.sha256,
            at: instant(last.at),
            has_agreed: last.has_agreed,
        });
        TaxProfileView {
            is_stated,
            name: fields.name,
            street: fields.street,
            postal_code: fields.postal_code,
            city: fields.city,
            country: fields.country,
            tax_number: fields.tax_number,
            vat_id: fields.vat_id,
            iban: fields.iban,
            is_business: fields.is_business,
            is_small_business: fields.is_small_business,
            has_agreed: fields.has_agreed,
            agreement,
            offers,
            may_edit: self.check_may(Op::EditTaxProfile).is_ok(),
            version,
        }
    }
}

/// The versions that are offered now.
pub(super) async fn offers(client: &Client) -> Result<Vec<ContractOffer>, CommissionsError> {
    let all = contracts(client, LANGUAGE).await?;
    let listed = all.into_iter().filter(|listed| listed.current);
    let offer = |listed: ListedContract| ContractOffer {
        kind: listed.name.kind,
        version: listed.name.version,
        sha256: listed.sha256,
    };
    Ok(listed.map(offer).collect())
}

/// What the platform lists in a language.
async fn contracts(
    client: &Client,
    language: &str,
) -> Result<Vec<ListedContract>, CommissionsError> {
    let listed = client.contracts().await.map_err(not_answered)?.contracts.into_iter();
    Ok(listed.filter(|listed| listed.language == language).collect())
}
