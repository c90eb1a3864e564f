//! Why no tax is shown: the sentences that must be printed (§ 14 Abs. 4 Nr. 8 UStG, § 14a Abs. 5
//! UStG, D5), and the codes that an electronic invoice carries for the same reason.

use super::VatClass;

/// The sentence to print for a class of a seller in `country`; `None` for a taxed class.
pub fn exemption_sentence(country: &str, class: VatClass) -> Option<&'static str> {
    Some(match (class, country) {
        (VatClass::General | VatClass::Reduced | VatClass::Special, _) => return None,
        (VatClass::Heilbehandlung, "AT") => {
            "Steuerfreie Heilbehandlung nach § 6 Abs. 1 Z 19 UStG 1994."
        }
        (VatClass::Heilbehandlung, "CH") => {
            "Von der Steuer ausgenommene Heilbehandlung nach Art. 21 Abs. 2 Ziff. 3 MWSTG."
        }
        (VatClass::Heilbehandlung, _) => {
            "Steuerfreie Heilbehandlung nach § 4 Nr. 14 Buchst. a UStG."
        }
        (VatClass::Kleinunternehmer, "AT") => {
            "Steuerbefreiung für Kleinunternehmer gemäß § 6 Abs. 1 Z 27 UStG 1994."
        }
        (VatClass::Kleinunternehmer, "CH") => "Nicht mehrwertsteuerpflichtig nach Art. 10 MWSTG.",
        (VatClass::Kleinunternehmer, _) => "Steuerbefreiung für Kleinunternehmer gemäß § 19 UStG.",
        (VatClass::ReverseCharge, "AT") => {
            "Die Steuerschuld geht auf den Leistungsempfänger über (§ 19 Abs. 1 UStG 1994)."
        }
        (VatClass::ReverseCharge, "CH") => {
            "Nicht im Inland erbrachte Leistung nach Art. 8 Abs. 1 MWSTG; \
             Steuerschuldnerschaft des Leistungsempfängers."
        }
        (VatClass::ReverseCharge, _) => "Steuerschuldnerschaft des Leistungsempfängers.",
        (VatClass::NotTaxable, "AT") => "Nicht steuerbar nach § 1 Abs. 1 UStG 1994.",
        (VatClass::NotTaxable, "CH") => "Nicht steuerbar nach Art. 18 MWSTG.",
        (VatClass::NotTaxable, _) => "Nicht steuerbar nach § 1 Abs. 1 UStG.",
    })
}

/// The VAT category of EN 16931 (BT-151, UNTDID 5305).
pub fn category_code(class: VatClass) -> &'static str {
    match class {
        VatClass::General | VatClass::Reduced | VatClass::Special => "S",
        VatClass::Heilbehandlung | VatClass::Kleinunternehmer => "E",
        VatClass::ReverseCharge => "AE",
        VatClass::NotTaxable => "O",
    }
}

/// The exemption reason code of EN 16931 (BT-121, VATEX); § 19 UStG has none.
pub fn vatex_code(class: VatClass) -> Option<&'static str> {
    match class {
        VatClass::Heilbehandlung => Some("VATEX-EU-132-1C"),
        VatClass::ReverseCharge => Some("VATEX-EU-AE"),
        VatClass::NotTaxable => Some("VATEX-EU-O"),
        VatClass::General | VatClass::Reduced | VatClass::Special | VatClass::Kleinunternehmer => {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d5_exactly_the_classes_without_tax_have_a_sentence() {
        for country in ["DE", "AT", "CH"] {
            for class in VatClass::ALL {
                let sentence = exemption_sentence(country, class);
                assert_eq!(sentence.is_none(), class.is_taxed(), "{country} {class}");
                assert_eq!(category_code(class) == "S", class.is_taxed());
                assert!(!class.is_taxed() || vatex_code(class).is_none());
            }
        }
    }

    #[test]
    fn d5_the_words_of_the_law_stand_in_the_sentence() {
        let sentence = |class| exemption_sentence("DE", class).unwrap();
        assert!(sentence(VatClass::Heilbehandlung).contains("§ 4 Nr. 14 Buchst. a UStG"));
        assert!(
            sentence(VatClass::Kleinunternehmer)
                .contains("Steuerbefreiung für Kleinunternehmer gemäß § 19 UStG")
        );
        assert!(
            sentence(VatClass::ReverseCharge)
                .contains("Steuerschuldnerschaft des Leistungsempfängers")
        );
    }
}
