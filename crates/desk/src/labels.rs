//! Short labels that several screens share, in German as on the documents.

use mojo_domain::vat::VatClass;

/// `19 % USt`, `8,1 % MWST`, `umsatzsteuerfrei`.
pub(crate) fn vat_label(country: &str, class: VatClass, rate_bp: i64) -> String {
    let tax = if country == "CH" { "MWST" } else { "USt" };
    match class {
        VatClass::General | VatClass::Reduced | VatClass::Special => {
            format!("{} % {tax}", decimal_label(rate_bp, 2))
        }
        VatClass::Heilbehandlung => "umsatzsteuerfrei".to_owned(),
        VatClass::Kleinunternehmer => "Kleinunternehmer".to_owned(),
        VatClass::ReverseCharge => "Reverse Charge".to_owned(),
        VatClass::NotTaxable => "nicht steuerbar".to_owned(),
    }
}

/// Thousandths as a number: `2`, `0,5`.
pub(crate) fn quantity_label(quantity_milli: i64) -> String {
    decimal_label(quantity_milli, 3)
}

/// A whole number with `places` implied decimals, without trailing zeros and with a comma.
fn decimal_label(value: i64, places: u32) -> String {
    let unit = 10_u64.pow(places);
    let magnitude = value.unsigned_abs();
    let sign = if value < 0 { "−" } else { "" };
    let fraction = format!("{:0width$}", magnitude % unit, width = places as usize);
    match fraction.trim_end_matches('0') {
        "" => format!("{sign}{}", magnitude / unit),
        rest => format!("{sign}{},{rest}", magnitude / unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_read_as_on_the_documents() {
        assert_eq!(vat_label("DE", VatClass::General, 1900), "19 % USt");
        assert_eq!(vat_label("CH", VatClass::General, 810), "8,1 % MWST");
        assert_eq!(vat_label("DE", VatClass::Heilbehandlung, 0), "umsatzsteuerfrei");
        assert_eq!(quantity_label(6000), "6");
        assert_eq!(quantity_label(-500), "−0,5");
    }
}
