//! The practice itself, as printed on documents: a card whose id is the tenant's.

use std::collections::BTreeMap;

use mojo_domain::Currency;
use mojo_protocol::Entity;
use mojo_protocol::facts::PartyBody;
use mojo_store::{Reader, StoreError, cards};
use serde_json::{Value, json};

use crate::Desk;
use crate::views::PracticeView;

/// The practice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Practice {
    /// The name.
    pub name: String,
    /// The owner's name.
    pub owner: String,
    /// Street and number.
    pub street: String,
    /// Postal code.
    pub postal_code: String,
    /// City.
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Steuernummer.
    pub tax_number: String,
    /// USt-IdNr.
    pub vat_id: String,
    /// E-mail.
    pub email: String,
    /// Phone.
    pub phone: String,
    /// IBAN.
    pub iban: String,
    /// BIC.
    pub bic: String,
    /// The bank's name.
    pub bank: String,
    /// § 19 UStG.
    pub small_business: bool,
}

impl Practice {
    /// The practice of this desk; empty before anything is known of it.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn load(reader: &mut Reader) -> Result<Self, StoreError> {
        let list = cards::list(reader, Entity::Practice).await?;
        Ok(list.first().map_or_else(Self::default, |(_, fields)| Self::read(fields)))
    }

    fn read(fields: &BTreeMap<String, Value>) -> Self {
        let text = |name: &str| {
            fields.get(name).and_then(Value::as_str).map(str::to_owned).unwrap_or_default()
        };
        Self {
            name: text("name"),
            owner: text("owner"),
            street: text("street"),
            postal_code: text("postal_code"),
            city: text("city"),
            country: text("country"),
            tax_number: text("tax_number"),
            vat_id: text("vat_id"),
            email: text("email"),
            phone: text("phone"),
            iban: text("iban"),
            bic: text("bic"),
            bank: text("bank"),
            small_business: fields.get("small_business") == Some(&Value::Bool(true)),
        }
    }

    /// The fields of the card.
    pub fn fields(&self) -> BTreeMap<String, Value> {
        let mut fields: BTreeMap<String, Value> = [
            ("name", &self.name),
            ("owner", &self.owner),
            ("street", &self.street),
            ("postal_code", &self.postal_code),
            ("city", &self.city),
            ("country", &self.country),
            ("tax_number", &self.tax_number),
            ("vat_id", &self.vat_id),
            ("email", &self.email),
            ("phone", &self.phone),
            ("iban", &self.iban),
            ("bic", &self.bic),
            ("bank", &self.bank),
        ]
        .into_iter()
        .map(|(name, text)| (name.to_owned(), json!(text)))
        .collect();
        fields.insert("small_business".to_owned(), json!(self.small_business));
        fields
    }

    /// The currency of the country.
    pub fn currency(&self) -> Currency {
        if self.country == "CH" { Currency::CHF } else { Currency::EUR }
    }

    /// As frozen on a document.
    pub fn party(&self) -> PartyBody {
        PartyBody {
            name: self.name.clone(),
            addition: self.owner.clone(),
            street: self.street.clone(),
            postal_code: self.postal_code.clone(),
            city: self.city.clone(),
            country: self.country.clone(),
            tax_number: self.tax_number.clone(),
            vat_id: self.vat_id.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            iban: self.iban.clone(),
            bic: self.bic.clone(),
            bank: self.bank.clone(),
        }
    }
}

impl Desk {
    /// The practice as the window shows it.
    ///
    /// # Errors
    /// [`StoreError`] of the database.
    pub async fn practice(&self) -> Result<PracticeView, StoreError> {
        let practice = Practice::load(&mut self.reader().await?).await?;
        Ok(PracticeView {
            name: practice.name,
            owner: practice.owner,
            street: practice.street,
            postal_code: practice.postal_code,
            city: practice.city,
            country: practice.country,
            tax_number: practice.tax_number,
            vat_id: practice.vat_id,
            email: practice.email,
            phone: practice.phone,
            iban: practice.iban,
            bic: practice.bic,
            bank: practice.bank,
            small_business: practice.small_business,
        })
    }
}
