//! Issuing an invoice: number, people and days are put to the amounts, and what § 14 Abs. 4 UStG
//! asks for is checked. All that is missing is named at once.
//!
//! Held by types and therefore not checked: the number (Nr. 4), the day of issue (Nr. 3), net,
//! rate and VAT per group (Nr. 7, 8). The relief for small amounts (§ 33 UStDV) is not used: an
//! invoice of this house always names its recipient.

use chrono::{Days, NaiveDate};

use super::{CalculatedInvoice, DocumentNumber, InvoiceDetails, ServicePeriod};
use crate::vat::VatClass;

/// A party of an invoice, as frozen when issued.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// The name.
    pub name: String,
    /// A second line, as a department; may be empty.
    pub addition: String,
    /// Street and number.
    pub street: String,
    /// Postal code.
    pub postal_code: String,
    /// City.
    pub city: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
    /// Steuernummer; sellers have this or a VAT id.
    pub tax_number: String,
    /// USt-IdNr.
    pub vat_id: String,
    /// E-mail.
    pub email: String,
    /// Phone.
    pub phone: String,
    /// IBAN of a seller.
    pub iban: String,
    /// BIC of a seller.
    pub bic: String,
    /// The bank's name.
    pub bank: String,
}

/// What is put to the amounts when an invoice is issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssueTerms {
    /// To whom.
    pub recipient: Party,
    /// Who issues.
    pub seller: Party,
    /// The day in Berlin.
    pub issued_on: NaiveDate,
    /// The last day to pay; see [`due_on`].
    pub due_on: NaiveDate,
    /// What else it says.
    pub details: InvoiceDetails,
}

/// Something that the law asks for and that is missing or wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Breach {
    /// The rule.
    pub rule: &'static str,
    /// The field concerned, as `recipient.street`.
    pub field: &'static str,
    /// What to do, in German.
    pub text: &'static str,
}

/// Why an invoice is not issued: all breaches at once.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the invoice lacks what the law asks for: {}", fields(.breaches))]
pub struct IssueRefused {
    /// At least one.
    pub breaches: Vec<Breach>,
}

/// An issued invoice or Storno: never changed again (D3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedInvoice {
    /// `RE-2026-A-000042`.
    pub number: DocumentNumber,
    /// Set in a Storno: what it cancels, and why.
    pub cancels: Option<Cancellation>,
    /// When the service was rendered.
    pub service: ServicePeriod,
    /// Recipient, seller and days.
    pub terms: IssueTerms,
    /// Lines, VAT groups, notes, totals.
    pub amounts: CalculatedInvoice,
}

/// What a Storno says of the invoice that it cancels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cancellation {
    /// Its number.
    pub number: DocumentNumber,
    /// The day of its issue.
    pub issued_on: NaiveDate,
    /// Why, in the user's words.
    pub reason: String,
}

/// The last day to pay: `days` after the day of issue.
pub fn due_on(issued_on: NaiveDate, days: u32) -> NaiveDate {
    issued_on.checked_add_days(Days::new(days.into())).unwrap_or(NaiveDate::MAX)
}

impl CalculatedInvoice {
    /// All that stands against issuing this invoice on these terms; empty when nothing does.
    pub fn check(&self, terms: &IssueTerms) -> Vec<Breach> {
        let mut demands = Demands::default();
        for (value, rule, field, text) in required_texts(terms) {
            demands.check(is_there(value), rule, field, text);
        }
        let taxpayer = is_there(&terms.seller.tax_number) || is_there(&terms.seller.vat_id);
        let text = "Steuernummer oder USt-IdNr. der Praxis fehlt.";
        demands.check(taxpayer, NR_2, "seller.tax_number", text);
        self.check_service(&mut demands);
        let payable = terms.due_on >= terms.issued_on;
        let text = "Das Zahlungsziel liegt vor dem Rechnungsdatum.";
        demands.check(payable, "§ 271 BGB", "due_on", text);
        self.check_tax(terms, &mut demands);
        let due_days = (terms.due_on - terms.issued_on).num_days();
        demands.0.extend(terms.details.check(due_days));
        demands.0
    }

    /// Nr. 5 and 6: what was done, and when.
    fn check_service(&self, demands: &mut Demands) {
        demands.check(!self.lines.is_empty(), NR_5, "lines", "Die Rechnung hat keine Position.");
        let named = self.lines.iter().all(|line| !line.text.is_empty());
        demands.check(named, NR_5, "lines.text", "Eine Position hat keine Bezeichnung.");
        let text = "Leistungsdatum oder Leistungszeitraum fehlt.";
        demands.check(self.service.is_some(), NR_6, "service", text);
        let forward = self.service.is_none_or(|service| service.from <= service.to);
        demands.check(forward, NR_6, "service", "Das Ende der Leistung liegt vor dem Anfang.");
    }

    /// Who may show VAT, and what the recipient's debt of the tax asks for.
    fn check_tax(&self, terms: &IssueTerms, demands: &mut Demands) {
        let small_business = self.has_class(|class| class == VatClass::Kleinunternehmer);
        let unmixed = !(small_business && self.has_class(VatClass::is_taxed));
        let text = "Kleinunternehmer weisen keine Umsatzsteuer aus.";
        demands.check(unmixed, "§ 19 UStG", "lines.vat_class", text);
        let (seller, recipient) = (&terms.seller, &terms.recipient);
        let reverse_charge = self.has_class(|class| class == VatClass::ReverseCharge);
        let at_home = seller.country == recipient.country || !reverse_charge;
        let text = "USt-IdNr. des Empfängers fehlt: Die Steuer schuldet nur ein Unternehmen \
            (Steuerschuldnerschaft des Leistungsempfängers). Einer Privatperson wird die \
            Umsatzsteuer berechnet.";
        let named = !reverse_charge || is_there(&recipient.vat_id);
        demands.check(named, if at_home { BUSINESS } else { ABROAD }, "recipient.vat_id", text);
        let text = "USt-IdNr. der Praxis fehlt (Steuerschuldnerschaft des Leistungsempfängers).";
        demands.check(at_home || is_there(&seller.vat_id), ABROAD, "seller.vat_id", text);
    }

    /// Issues the invoice under `number`.
    ///
    /// # Errors
    /// [`IssueRefused`] with every breach.
    pub fn issue(
        self,
        number: DocumentNumber,
        terms: IssueTerms,
    ) -> Result<IssuedInvoice, IssueRefused> {
        let breaches = self.check(&terms);
        match self.service {
            Some(service) if breaches.is_empty() => {
                Ok(IssuedInvoice { number, cancels: None, service, terms, amounts: self })
            }
            _ => Err(IssueRefused { breaches }),
        }
    }

    fn has_class(&self, is: impl Fn(VatClass) -> bool) -> bool {
        self.vat.iter().any(|group| is(group.vat_class))
    }
}

const NR_1: &str = "§ 14 Abs. 4 Nr. 1 UStG";
const NR_2: &str = "§ 14 Abs. 4 Nr. 2 UStG";
const NR_5: &str = "§ 14 Abs. 4 Nr. 5 UStG";
const NR_6: &str = "§ 14 Abs. 4 Nr. 6 UStG";
const ABROAD: &str = "§ 14a Abs. 1 UStG";
const BUSINESS: &str = "§ 13b Abs. 5 UStG";

#[derive(Default)]
struct Demands(Vec<Breach>);

impl Demands {
    fn check(&mut self, holds: bool, rule: &'static str, field: &'static str, text: &'static str) {
        if !holds {
            self.0.push(Breach { rule, field, text });
        }
    }
}

fn is_there(text: &str) -> bool {
    !text.trim().is_empty()
}

type RequiredText<'a> = (&'a str, &'static str, &'static str, &'static str);

/// Nr. 1: name and address of both.
fn required_texts(terms: &IssueTerms) -> [RequiredText<'_>; 10] {
    let (recipient, seller) = (&terms.recipient, &terms.seller);
    [
        (&recipient.name, NR_1, "recipient.name", "Name des Empfängers fehlt."),
        (&recipient.street, NR_1, "recipient.street", "Straße des Empfängers fehlt."),
        (
            &recipient.postal_code,
            NR_1,
            "recipient.postal_code",
            "Postleitzahl des Empfängers fehlt.",
        ),
        (&recipient.city, NR_1, "recipient.city", "Ort des Empfängers fehlt."),
        (&recipient.country, NR_1, "recipient.country", "Land des Empfängers fehlt."),
        (&seller.name, NR_1, "seller.name", "Name der Praxis fehlt."),
        (&seller.street, NR_1, "seller.street", "Straße der Praxis fehlt."),
        (&seller.postal_code, NR_1, "seller.postal_code", "Postleitzahl der Praxis fehlt."),
        (&seller.city, NR_1, "seller.city", "Ort der Praxis fehlt."),
        (&seller.country, NR_1, "seller.country", "Land der Praxis fehlt."),
    ]
}

fn fields(breaches: &[Breach]) -> String {
    breaches.iter().map(|breach| breach.field).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
