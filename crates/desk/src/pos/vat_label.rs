//! How a VAT class is called on a screen.

use chrono::NaiveDate;
use mojo_domain::vat::{VatClass, rate_on};

/// `19 % USt`, `8,1 % MWST`, `umsatzsteuerfrei`.
pub(crate) fn vat_label(country: &str, class: VatClass, rate_bp: i64) -> String {
    let tax = if country == "CH" { "MWST" } else { "USt" };
    match class {
        VatClass::General | VatClass::Reduced | VatClass::Special => {
            format!("{} % {tax}", percent(rate_bp))
        }
        VatClass::Heilbehandlung => "umsatzsteuerfrei".to_owned(),
        VatClass::Kleinunternehmer => "ohne USt (Kleinunternehmer)".to_owned(),
        VatClass::ReverseCharge => "Reverse Charge".to_owned(),
        VatClass::NotTaxable => "nicht steuerbar".to_owned(),
    }
}

/// The label of a class on a day; a class without a rate there is named as it is.
pub(crate) fn vat_label_on(country: &str, class: VatClass, day: NaiveDate) -> String {
    match rate_on(country, class, day) {
        Some(rate_bp) => vat_label(country, class, rate_bp),
        None => class.name().to_owned(),
    }
}

/// `19`, `8,1`.
fn percent(rate_bp: i64) -> String {
    let (whole, part) = (rate_bp / 100, rate_bp % 100);
    match (part / 10, part % 10) {
        (0, 0) => whole.to_string(),
        (tenths, 0) => format!("{whole},{tenths}"),
        _ => format!("{whole},{part:02}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn d5_the_label_names_the_rate_of_the_country_and_the_day() {
        let on = |country, class, day: &str| vat_label_on(country, class, day.parse().unwrap());
        assert_eq!(on("DE", VatClass::General, "2026-11-20"), "19 % USt");
        assert_eq!(on("DE", VatClass::Reduced, "2020-08-01"), "5 % USt");
        assert_eq!(on("CH", VatClass::General, "2026-11-20"), "8,1 % MWST");
        assert_eq!(on("DE", VatClass::Heilbehandlung, "2026-11-20"), "umsatzsteuerfrei");
        assert_eq!(on("DE", VatClass::Special, "2026-11-20"), "special");
    }
}
