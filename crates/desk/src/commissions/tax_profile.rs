//! The tax profile as somebody typed it, checked: a credit note names who supplies (section 14 (4)
//! UStG), and what is missing on it would make it no invoice (Y3).

use mojo_documents::is_iban;
use mojo_domain::commissions::CountryCode;
use mojo_domain::invoicing::read_own_vat_id;

use super::CommissionsError;
use super::wire::TaxProfileFields;
use crate::views::TaxProfileInput;

/// The most letters of a field.
const MOST: usize = 200;

/// The profile that an input means.
///
/// # Errors
/// [`CommissionsError::TaxProfile`] names the first field that cannot be, and why. What a credit
/// note needs is asked for as soon as the tenant agrees to be settled by it.
pub(super) fn read_profile(input: &TaxProfileInput) -> Result<TaxProfileFields, CommissionsError> {
    let country = input.country.trim().to_ascii_uppercase();
    if country.parse::<CountryCode>().is_err() {
        return Err(refused("country", "not_a_country"));
    }
    let fields = TaxProfileFields {
        name: line("name", &input.name)?,
        street: line("street", &input.street)?,
        postal_code: line("postalCode", &input.postal_code)?,
        city: line("city", &input.city)?,
        country,
        tax_number: line("taxNumber", &input.tax_number)?,
        vat_id: vat_id(&input.vat_id)?,
        iban: iban(&input.iban)?,
        is_business: input.is_business,
        is_small_business: input.is_small_business,
        has_agreed: input.has_agreed,
    };
    if fields.has_agreed {
        check_complete(&fields)?;
    }
    Ok(fields)
}

pub(super) fn refused(field: &'static str, why: &'static str) -> CommissionsError {
    CommissionsError::TaxProfile { field, why }
}

fn check_complete(fields: &TaxProfileFields) -> Result<(), CommissionsError> {
    let needed = [
        ("name", &fields.name),
        ("street", &fields.street),
        ("postalCode", &fields.postal_code),
        ("city", &fields.city),
    ];
    if let Some((field, _)) = needed.into_iter().find(|(_, text)| text.is_empty()) {
        return Err(refused(field, "missing"));
    }
    // Section 14 (4) Nr. 2 UStG.
    if fields.tax_number.is_empty() && fields.vat_id.is_empty() {
        return Err(refused("taxNumber", "missing_number"));
    }
    if !fields.is_business {
        return Err(refused("isBusiness", "not_a_business"));
    }
    Ok(())
}

/// One line of paper, as the platform takes it.
fn line(field: &'static str, text: &str) -> Result<String, CommissionsError> {
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err(refused(field, "unreadable"));
    }
    if text.chars().count() > MOST {
        return Err(refused(field, "too_long"));
    }
    Ok(text.to_owned())
}

/// A German one has nine digits.
fn vat_id(text: &str) -> Result<String, CommissionsError> {
    read_own_vat_id(text).ok_or_else(|| refused("vatId", "not_a_vat_id"))
}

/// Without the blanks with which people write it; may be left out.
fn iban(text: &str) -> Result<String, CommissionsError> {
    let bare: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    let bare = bare.to_uppercase();
    if bare.is_empty() || is_iban(&bare) {
        return Ok(bare);
    }
    Err(refused("iban", "not_an_iban"))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::Refusal as _;

    /// A distributor in Germany that agrees.
    pub(crate) fn input() -> TaxProfileInput {
        TaxProfileInput {
            name: " Musterhaus GmbH ".to_owned(),
            street: "Lindenring 12".to_owned(),
            postal_code: "99998".to_owned(),
            city: "Auenfeld".to_owned(),
            country: "de".to_owned(),
            tax_number: String::new(),
            vat_id: "DE 123 456 788".to_owned(),
            iban: "de89 3704 0044 0532 0130 00".to_owned(),
            is_business: true,
            is_small_business: false,
            has_agreed: true,
            contract_kind: "distributor".to_owned(),
            contract_version: "2026-11".to_owned(),
            version: None,
        }
    }

    fn said(input: &TaxProfileInput) -> (String, String) {
        let values = read_profile(input).unwrap_err().values();
        (values["field"].clone(), values["why"].clone())
    }

    #[test]
    fn what_people_write_with_blanks_is_read() {
        let fields = read_profile(&input()).unwrap();
        assert_eq!((fields.name.as_str(), fields.country.as_str()), ("Musterhaus GmbH", "DE"));
        assert_eq!(fields.vat_id, "DE123456788");
        assert_eq!(fields.iban, "DE89370400440532013000");
    }

    #[test]
    fn each_field_that_cannot_be_is_named() {
        let long = "x".repeat(201);
        let cases: [(TaxProfileInput, &str, &str); 7] = [
            (TaxProfileInput { country: "DEU".to_owned(), ..input() }, "country", "not_a_country"),
            (TaxProfileInput { vat_id: "DE12".to_owned(), ..input() }, "vatId", "not_a_vat_id"),
            (TaxProfileInput { vat_id: "123".to_owned(), ..input() }, "vatId", "not_a_vat_id"),
            (TaxProfileInput { iban: "DE00".to_owned(), ..input() }, "iban", "not_an_iban"),
            (TaxProfileInput { name: long, ..input() }, "name", "too_long"),
            (TaxProfileInput { city: "A\0b".to_owned(), ..input() }, "city", "unreadable"),
            (TaxProfileInput { street: " ".to_owned(), ..input() }, "street", "missing"),
        ];
        for (wrong, field, why) in cases {
            assert_eq!(said(&wrong), (field.to_owned(), why.to_owned()));
        }
    }

    #[test]
    fn y3_who_agrees_has_a_number_and_is_a_business_and_who_does_not_may_leave_gaps() {
        let bare = TaxProfileInput { vat_id: String::new(), ..input() };
        assert_eq!(said(&bare), ("taxNumber".to_owned(), "missing_number".to_owned()));
        let private = TaxProfileInput { is_business: false, ..input() };
        assert_eq!(said(&private), ("isBusiness".to_owned(), "not_a_business".to_owned()));
        let gaps = TaxProfileInput {
            street: String::new(),
            vat_id: String::new(),
            has_agreed: false,
            ..input()
        };
        assert!(read_profile(&gaps).is_ok());
    }
}
