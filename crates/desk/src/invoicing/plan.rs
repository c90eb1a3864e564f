//! From the fields as edited to a computed invoice and the people on it.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use mojo_domain::invoicing::{
    CalculatedInvoice, CashDiscount, InvoiceDetails, InvoiceDraft, InvoiceLineDraft, IssueTerms,
    Party, ServicePeriod, due_on,
};
use mojo_domain::vat::VatClass;
use mojo_domain::{ContactId, berlin_day};
use mojo_einvoice::EInvoiceProfile;
use mojo_protocol::Entity;
use mojo_store::{Reader, cards};
use serde_json::Value;

use super::InvoicingError;
use super::e_invoice::read_profile;
use super::wire::party_of;
use crate::Desk;
use crate::account::Practice;
use crate::views::{CashDiscountInput, InvoiceInput};

/// Days to pay when nothing else was agreed.
pub(super) const DEFAULT_DUE_DAYS: u32 = 14;

/// An invoice about to be issued.
pub(super) struct Plan {
    pub(super) contact_id: Option<ContactId>,
    pub(super) invoice: CalculatedInvoice,
    pub(super) terms: IssueTerms,
    pub(super) profile: Option<EInvoiceProfile>,
}

impl Desk {
    /// Plans an invoice as issued at `now`: number, day and due day follow from one instant.
    pub(super) async fn plan_invoice(
        &self,
        input: &InvoiceInput,
        now: DateTime<Utc>,
    ) -> Result<Plan, InvoicingError> {
        let mut reader = self.reader().await?;
        let practice = Practice::load(&mut reader).await?;
        let today = berlin_day(now);
        let contact_id = read_contact(input.contact_id.as_deref())?;
        let recipient = match contact_id {
            Some(id) => recipient(&mut reader, id).await?,
            None => Party::default(),
        };
        let draft = InvoiceDraft {
            country: practice.country.clone(),
            currency: practice.currency(),
            service: service(input)?,
            lines: lines(input, practice.small_business)?,
        };
        let terms = IssueTerms {
            recipient,
            seller: party_of(&practice.party()),
            issued_on: today,
            due_on: due_on(today, input.due_days.unwrap_or(DEFAULT_DUE_DAYS)),
            details: details(input),
        };
        let profile = read_profile(input.profile.as_deref())?;
        Ok(Plan { contact_id, invoice: draft.calculate(today)?, terms, profile })
    }
}

fn read_contact(id: Option<&str>) -> Result<Option<ContactId>, InvoicingError> {
    let parse = |id: &str| id.parse().map_err(|_| InvoicingError::UnknownContact(id.to_owned()));
    id.filter(|id| !id.is_empty()).map(parse).transpose()
}

/// The service: a single day when only one is given.
fn service(input: &InvoiceInput) -> Result<Option<ServicePeriod>, InvoicingError> {
    let from = day("service_from", input.service_from.as_deref())?;
    let to = day("service_to", input.service_to.as_deref())?;
    Ok(match (from, to) {
        (None, None) => None,
        (Some(day), None) | (None, Some(day)) => Some(ServicePeriod { from: day, to: day }),
        (Some(from), Some(to)) => Some(ServicePeriod { from, to }),
    })
}

pub(super) fn day(
    field: &'static str,
    text: Option<&str>,
) -> Result<Option<NaiveDate>, InvoicingError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let unreadable = |_| InvoicingError::Unreadable { field, value: text.to_owned() };
    text.parse().map(Some).map_err(unreadable)
}

fn lines(
    input: &InvoiceInput,
    small_business: bool,
) -> Result<Vec<InvoiceLineDraft>, InvoicingError> {
    input
        .lines
        .iter()
        .map(|line| {
            let unreadable = |_| InvoicingError::Unreadable {
                field: "vat_class",
                value: line.vat_class.clone(),
            };
            let class: VatClass = line.vat_class.parse().map_err(unreadable)?;
            let unreadable_unit = |_| InvoicingError::Unreadable {
                field: "unit",
                value: line.unit.clone().unwrap_or_default(),
            };
            let unit = line.unit.as_deref().filter(|unit| !unit.is_empty());
            Ok(InvoiceLineDraft {
                text: line.text.clone(),
                quantity_milli: line.quantity_milli,
                unit: unit
                    .map(str::parse)
                    .transpose()
                    .map_err(unreadable_unit)?
                    .unwrap_or_default(),
                unit_net_cents: line.unit_net_cents,
                discount_bp: line.discount_bp.unwrap_or_default().into(),
                vat_class: class.for_seller(small_business),
            })
        })
        .collect()
}

/// What else is to stand on it, without the blanks around.
fn details(input: &InvoiceInput) -> InvoiceDetails {
    let text = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
    let discount = |one: &CashDiscountInput| CashDiscount {
        percent_bp: one.percent_bp.into(),
        days: one.days,
    };
    InvoiceDetails {
        buyer_reference: text(&input.buyer_reference),
        order_reference: text(&input.order_reference),
        customer_number: text(&input.customer_number),
        intro: text(&input.intro),
        closing: text(&input.closing),
        cash_discounts: input.cash_discounts.iter().flatten().map(discount).collect(),
    }
}

/// Name and address of a contact, the billing address before any other.
async fn recipient(reader: &mut Reader, id: ContactId) -> Result<Party, InvoicingError> {
    let fields = cards::find(reader, Entity::Contact, id.0).await?;
    let fields = fields.ok_or_else(|| InvoicingError::UnknownContact(id.to_string()))?;
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default().trim();
    let person = [text("title"), text("first_name"), text("last_name")]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" ");
    let organisation = text("organisation").to_owned();
    let (name, addition) =
        if organisation.is_empty() { (person, String::new()) } else { (organisation, person) };
    let address = address(&fields);
    let part = |name: &str| {
        address.and_then(|a| a.get(name)).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    Ok(Party {
        name,
        addition,
        street: part("street"),
        postal_code: part("postal_code"),
        city: part("city"),
        country: part("country"),
        vat_id: text("vat_id").to_owned(),
        email: email(&fields),
        ..Party::default()
    })
}

/// The first e-mail address, that for invoices before any other.
fn email(fields: &BTreeMap<String, Value>) -> String {
    let emails =
        || fields.iter().filter(|(name, _)| name.starts_with("email/")).map(|(_, value)| value);
    let billing = |value: &&Value| value.get("label").and_then(Value::as_str) == Some("billing");
    let email = emails().find(billing).or_else(|| emails().next());
    let address = email.and_then(|email| email.get("address")).and_then(Value::as_str);
    address.unwrap_or_default().trim().to_owned()
}

fn address(fields: &BTreeMap<String, Value>) -> Option<&Value> {
    let addresses =
        || fields.iter().filter(|(name, _)| name.starts_with("address/")).map(|(_, value)| value);
    let billing = |value: &&Value| value.get("label").and_then(Value::as_str) == Some("billing");
    addresses().find(billing).or_else(|| addresses().next())
}
