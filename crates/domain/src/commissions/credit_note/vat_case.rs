//! Which VAT a credit note shows. The supplier is the partner, who renders the service of
//! recruiting; the issuer of the document is its customer. So the partner's tax status and the
//! issuer's country decide: a service to a business takes place where that business sits
//! (section 3a (2) UStG, Art. 44 of Directive 2006/112/EC).

use chrono::NaiveDate;

use crate::invoicing::Party;
use crate::vat::{UNION, VatClass, exemption_sentence, rate_on};

/// Who supplies, with what decides the VAT.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaxProfile {
    /// Name, address, tax number and VAT id.
    pub party: Party,
    /// A business in the sense of section 2 UStG; who is none cannot be credited by this document.
    pub is_business: bool,
    /// Kleinunternehmer, section 19 UStG.
    pub is_small_business: bool,
    /// Section 14 (2) sentence 2 UStG: has agreed that the issuer settles in its name.
    pub has_agreed: bool,
}

/// How the commissions of a credit note are taxed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditVat {
    /// The class.
    pub vat_class: VatClass,
    /// Basis points; 0 without VAT.
    pub vat_rate_bp: i64,
    /// What the law wants on paper; empty where VAT is shown.
    pub note: String,
}

/// Why there is no credit note for a recipient.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CreditRefusal {
    /// The law asks for what is missing; all of it, of both.
    #[error("the tax profiles are incomplete: {}", told(.recipient, .issuer))]
    Incomplete {
        /// Fields of the recipient, who supplies.
        recipient: Vec<&'static str>,
        /// Fields of the issuer.
        issuer: Vec<&'static str>,
    },
    /// A private person makes out no invoice, and nobody makes one out for them.
    #[error("the recipient is no business")]
    Private,
    /// Without an agreement the document is no invoice.
    #[error("the recipient has not agreed to credit notes (section 14 (2) UStG)")]
    NoAgreement,
    /// There is no rate in the country on the day.
    #[error("no rate of VAT is known for {0}")]
    NoRate(String),
}

/// Which fields are missing, in words.
fn told(recipient: &[&'static str], issuer: &[&'static str]) -> String {
    let of = |who: &str, fields: &[&'static str]| {
        (!fields.is_empty()).then(|| format!("{who} lacks {}", fields.join(", ")))
    };
    let both = [of("the recipient", recipient), of("the issuer", issuer)];
    both.into_iter().flatten().collect::<Vec<String>>().join("; ")
}

/// What section 14 (4) Nr. 1 UStG asks for, name and full address, and is not there.
fn missing_address(party: &Party) -> Vec<&'static str> {
    let fields = [
        ("name", &party.name),
        ("street", &party.street),
        ("postal_code", &party.postal_code),
        ("city", &party.city),
        ("country", &party.country),
    ];
    let empty = fields.into_iter().filter(|(_, value)| value.trim().is_empty());
    empty.map(|(field, _)| field).collect()
}

/// Everything that a credit note of these two needs and does not have.
fn check_complete(supplier: &Party, issuer: &Party) -> Result<(), CreditRefusal> {
    let (from, to) = (supplier.country.as_str(), issuer.country.as_str());
    // Reverse charge within the Union names both VAT ids (section 14a (1) UStG).
    let needs_ids = from != to && UNION.contains(&from) && UNION.contains(&to);
    let is_empty = |text: &str| text.trim().is_empty();
    let mut recipient = missing_address(supplier);
    if needs_ids && is_empty(&supplier.vat_id) {
        recipient.push("vat_id");
    } else if is_empty(&supplier.tax_number) && is_empty(&supplier.vat_id) {
        // Section 14 (4) Nr. 2 UStG: of whoever supplies.
        recipient.push("tax_number or vat_id");
    }
    let mut missing = missing_address(issuer);
    if needs_ids && is_empty(&issuer.vat_id) {
        missing.push("vat_id");
    }
    if recipient.is_empty() && missing.is_empty() {
        return Ok(());
    }
    Err(CreditRefusal::Incomplete { recipient, issuer: missing })
}

/// The VAT of what `supplier` renders to the business `issuer`, at the rate of the day `on`.
///
/// # Errors
/// [`CreditRefusal`] where a credit note would be no invoice.
pub fn credit_vat(
    supplier: &TaxProfile,
    issuer: &Party,
    on: NaiveDate,
) -> Result<CreditVat, CreditRefusal> {
    check_complete(&supplier.party, issuer)?;
    if !supplier.is_business {
        return Err(CreditRefusal::Private);
    }
    if !supplier.has_agreed {
        return Err(CreditRefusal::NoAgreement);
    }
    let (from, to) = (supplier.party.country.as_str(), issuer.country.as_str());
    let without =
        |vat_class, note: &str| CreditVat { vat_class, vat_rate_bp: 0, note: note.to_owned() };
    if from == to {
        let vat_class = VatClass::General.for_seller(supplier.is_small_business);
        let no_rate = || CreditRefusal::NoRate(from.to_owned());
        let vat_rate_bp = rate_on(from, vat_class, on).ok_or_else(no_rate)?;
        let note = exemption_sentence(from, vat_class).unwrap_or_default().to_owned();
        return Ok(CreditVat { vat_class, vat_rate_bp, note });
    }
    if !UNION.contains(&to) {
        let note = "Nicht steuerbar nach § 1 Abs. 1 UStG: Der Ort der Leistung liegt beim \
                    Leistungsempfänger im Drittland (§ 3a Abs. 2 UStG).";
        return Ok(without(VatClass::NotTaxable, note));
    }
    if to != "DE" {
        return Ok(without(
            VatClass::ReverseCharge,
            "Steuerschuldnerschaft des Leistungsempfängers.",
        ));
    }
    // Section 14a (5) UStG asks for the words; whoever sits abroad reads them in English too.
    let note = if UNION.contains(&from) {
        "Steuerschuldnerschaft des Leistungsempfängers (§ 13b Abs. 1, Abs. 5 Satz 1 UStG). Reverse \
         charge: VAT is owed by the recipient of the service (Art. 196 of Directive 2006/112/EC)."
    } else {
        "Keine deutsche Umsatzsteuer des Leistenden: Steuerschuldnerschaft des \
         Leistungsempfängers (§ 13b Abs. 2 Nr. 1, Abs. 5 Satz 1 UStG). No German VAT is owed by the \
         supplier: VAT is owed by the recipient of the service (reverse charge)."
    };
    Ok(without(VatClass::ReverseCharge, note))
}
