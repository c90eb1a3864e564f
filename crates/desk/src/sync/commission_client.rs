//! What the desk asks the platform about commissions on paper: tax profile and contracts, credit
//! notes, the extract with names.

use mojo_domain::Month;
use mojo_domain::commissions::CreditNoteNumber;
use mojo_sync::Failure;
use serde::Serialize;

use super::client::{Client, Refused, check_media, encode, in_address, read, wordless};
use super::transport::{Body, Method};
use crate::commissions::wire::{
    ContractList, ContractName, CreditNoteList, KeptTaxProfile, NamedExtract, ReasonBody,
    TaxProfileWish,
};

impl Client {
    /// The tenant's own tax profile; `None` when it never stated one.
    pub(crate) async fn tax_profile(&self) -> Result<Option<KeptTaxProfile>, Refused> {
        let reply = self.send(Method::Get, "tax-profile", None).await?;
        match read(&reply) {
            Err(Refused { failure: Failure::Refused { code }, .. }) if code == "not_found" => {
                Ok(None)
            }
            profile => profile.map(Some),
        }
    }

    /// Puts it in the place of the one before.
    pub(crate) async fn put_tax_profile(
        &self,
        wish: &TaxProfileWish,
    ) -> Result<KeptTaxProfile, Refused> {
        let body = Some(plain(wish)?);
        read(&self.send(Method::Put, "tax-profile", body).await?)
    }

    /// The contracts that may be accepted.
    pub(crate) async fn contracts(&self) -> Result<ContractList, Refused> {
        read(&self.send(Method::Get, "contracts", None).await?)
    }

    /// The text of a contract in a language.
    pub(crate) async fn contract_text(
        &self,
        name: &ContractName,
        language: &str,
    ) -> Result<Vec<u8>, Refused> {
        // Whatever somebody typed stays one part of the address.
        let [kind, version, language] =
            [name.kind.as_str(), name.version.as_str(), language].map(in_address);
        let path = format!("contracts/{kind}/{version}?language={language}");
        let reply = self.send(Method::Get, &path, None).await?;
        check_media(&reply, "text/markdown")
    }

    /// The tenant's credit notes, every page of them.
    pub(crate) async fn credit_notes(&self) -> Result<CreditNoteList, Refused> {
        let mut all: CreditNoteList = self.get("credit-notes").await?;
        while let Some(last) = all.next.take() {
            // The number of a note is of plain letters; whatever else came stays one value.
            let place = in_address(&last);
            let page: CreditNoteList = self.get(&format!("credit-notes?after={place}")).await?;
            let goes_on = !page.credit_notes.is_empty() && page.next.as_ref() != Some(&last);
            if page.next.is_some() && !goes_on {
                // The list would never end, and half of one is none.
                return Err(Failure::Garbage.into());
            }
            all.credit_notes.extend(page.credit_notes);
            all.next = page.next;
        }
        Ok(all)
    }

    /// The file of one.
    pub(crate) async fn credit_note_pdf(
        &self,
        number: CreditNoteNumber,
    ) -> Result<Vec<u8>, Refused> {
        let path = format!("credit-notes/{number}/pdf");
        check_media(&self.send(Method::Get, &path, None).await?, "application/pdf")
    }

    /// Objects to one.
    pub(crate) async fn object_to_credit_note(
        &self,
        number: CreditNoteNumber,
        reason: String,
    ) -> Result<(), Refused> {
        let body = Some(plain(&ReasonBody { reason })?);
        let path = format!("credit-notes/{number}/objection");
        wordless(&self.send(Method::Post, &path, body).await?)
    }

    /// The entries of a month with names; the platform logs who asked and why (C16).
    pub(crate) async fn extract_names(
        &self,
        month: Month,
        reason: String,
    ) -> Result<NamedExtract, Refused> {
        self.post(&format!("statements/{month}/named-extract"), &ReasonBody { reason }).await
    }
}

/// A body that is not packed.
fn plain<Q: Serialize>(request: &Q) -> Result<Body, Refused> {
    Ok(Body { bytes: encode(request)?, is_zstd: false })
}
