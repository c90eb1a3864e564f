//! Which VAT a sale bears: the places of seller and buyer, what is sold, and the day decide (D5).
//! Who is not settled here by name pays the rate of the seller's own country.

use chrono::NaiveDate;

use super::{VatClass, exemption_sentence, rate_on};
use crate::catalogue::ProductKind;

/// The member states of the Union whose VAT rules are meant.
pub(crate) const UNION: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// What is sold, as far as its place depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SupplyKind {
    /// Rendered on the spot, as events and treatments: there it is taxed, whoever buys (section 3a
    /// (3) Nr. 3 and 5 UStG). The spot is the seller's country.
    OnSite,
    /// Goods. Until it is proved that they left the country they are taxed where they are sent from
    /// (section 3 (6), 3c (4), 6 (4) and 6a (3) UStG).
    Goods,
    /// A service: to a consumer where the seller sits (section 3a (1) UStG).
    Service,
    /// Rendered electronically: to a consumer where the consumer lives (section 3a (5) UStG).
    Electronic,
}

impl SupplyKind {
    /// What a product of the catalogue is.
    pub fn of(kind: ProductKind) -> Self {
        match kind {
            ProductKind::Membership | ProductKind::Course => Self::Electronic,
            ProductKind::Consultation => Self::Service,
            ProductKind::Physical => Self::Goods,
            ProductKind::Event
            | ProductKind::Workshop
            | ProductKind::PunchCard
            | ProductKind::Treatment => Self::OnSite,
        }
    }
}

/// Who sells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaleSeller<'a> {
    /// ISO 3166-1 alpha-2.
    pub country: &'a str,
    /// Kleinunternehmer, section 19 UStG.
    pub is_small_business: bool,
}

/// Who buys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaleBuyer<'a> {
    /// ISO 3166-1 alpha-2; `None` where nobody knows.
    pub country: Option<&'a str>,
    /// Buys for its business (section 2 UStG).
    pub is_business: bool,
    /// Empty where there is none.
    pub vat_id: &'a str,
}

/// How a sale is taxed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleVat {
    /// The class, as it is of this sale.
    pub vat_class: VatClass,
    /// Basis points; 0 without VAT.
    pub vat_rate_bp: i64,
    /// The country whose VAT it is, or whose law exempts it; empty where it is taxed by none here.
    pub taxed_in: String,
    /// What must be said where no VAT is shown; empty where it is.
    pub note: String,
}

/// Why a sale cannot be taxed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SaleVatRefusal {
    /// A refusal, and never a zero.
    #[error("no rate of VAT of the class {class} is known for {country}; it cannot be sold there")]
    NoRate {
        /// Where it would be taxed.
        country: String,
        /// The class.
        class: VatClass,
    },
    /// The buyer's place decides, and nobody knows it.
    #[error("the country of the buyer decides about the VAT: say where it is billed")]
    NoCountry,
}

fn is_in_union(country: &str) -> bool {
    UNION.contains(&country)
}

/// Whether this has the form of a VAT id of the country: its letters, then 2 to 12 letters and
/// digits, at least one of them a digit. Whether it is in force only the tax office says.
pub fn is_vat_id_of(country: &str, vat_id: &str) -> bool {
    let letters = if country == "GR" { "EL" } else { country };
    let text: String = vat_id.chars().filter(|letter| !letter.is_whitespace()).collect();
    let Some(rest) = text.strip_prefix(letters) else { return false };
    let fits = |letter: char| letter.is_ascii_digit() || letter.is_ascii_uppercase();
    (2..=12).contains(&rest.len())
        && rest.chars().all(fits)
        && rest.chars().any(|letter| letter.is_ascii_digit())
}

/// How a sale of `class` on `day` is taxed.
///
/// # Errors
/// [`SaleVatRefusal`] where nobody knows the rate, or the place.
pub fn sale_vat(
    seller: SaleSeller<'_>,
    buyer: SaleBuyer<'_>,
    supply: SupplyKind,
    class: VatClass,
    day: NaiveDate,
) -> Result<SaleVat, SaleVatRefusal> {
    let here = seller.country;
    let has_rates_here = is_in_union(here) || here == "CH";
    if !class.is_taxed() {
        let note = exemption_sentence(here, class).unwrap_or_default();
        return Ok(without(class, here, note));
    }
    let there = match buyer.country {
        Some(there) => there,
        None if has_rates_here => here,
        None => return Err(SaleVatRefusal::NoCountry),
    };
    let at_home = || taxed(here, class.for_seller(seller.is_small_business), day);
    if matches!(supply, SupplyKind::OnSite | SupplyKind::Goods) {
        return at_home();
    }
    if here == there {
        return if has_rates_here { at_home() } else { Ok(abroad(here)) };
    }
    // Within the Union a business is known by its VAT id; section 13b (2) Nr. 1 and (5) UStG binds
    // every business that buys from elsewhere, small ones and exempt practices too.
    let proves_business = is_vat_id_of(there, buyer.vat_id);
    let is_known_abroad = buyer.is_business && !(is_in_union(here) && is_in_union(there));
    if proves_business || is_known_abroad {
        return Ok(if is_in_union(there) { reverse(here, there) } else { abroad(here) });
    }
    if supply == SupplyKind::Service && has_rates_here {
        return at_home();
    }
    match (is_in_union(here), is_in_union(there)) {
        // Below 10,000 euros a year (section 3a (5) sentence 3 UStG); above, the seller reports it
        // by the one-stop shop, which is not built.
        (true, true) => at_home(),
        (true, false) => Ok(abroad(here)),
        (false, _) if is_in_union(there) || there == "CH" => taxed(there, class, day),
        (false, _) => Ok(abroad(here)),
    }
}

fn taxed(country: &str, vat_class: VatClass, day: NaiveDate) -> Result<SaleVat, SaleVatRefusal> {
    let no_rate = || SaleVatRefusal::NoRate { country: country.to_owned(), class: vat_class };
    let vat_rate_bp = rate_on(country, vat_class, day).ok_or_else(no_rate)?;
    let note = exemption_sentence(country, vat_class).unwrap_or_default().to_owned();
    Ok(SaleVat { vat_class, vat_rate_bp, taxed_in: country.to_owned(), note })
}

fn without(vat_class: VatClass, taxed_in: &str, note: &str) -> SaleVat {
    SaleVat { vat_class, vat_rate_bp: 0, taxed_in: taxed_in.to_owned(), note: note.to_owned() }
}

/// The buyer owes the tax of its country.
fn reverse(here: &str, there: &str) -> SaleVat {
    let note = match (there, is_in_union(here)) {
        ("DE", true) => {
            "Steuerschuldnerschaft des Leistungsempfängers (§ 13b Abs. 1, Abs. 5 UStG). Reverse charge."
        }
        ("DE", false) => {
            "Steuerschuldnerschaft des Leistungsempfängers (§ 13b Abs. 2 Nr. 1, Abs. 5 UStG), auch \
             für Kleinunternehmer und steuerfreie Heilberufe. Reverse charge."
        }
        ("AT", _) => {
            "Die Steuerschuld geht auf den Leistungsempfänger über (§ 19 Abs. 1 UStG 1994). Reverse \
             charge."
        }
        _ => {
            "Steuerschuldnerschaft des Leistungsempfängers. Reverse charge (Art. 196 der Richtlinie \
             2006/112/EG)."
        }
    };
    without(VatClass::ReverseCharge, there, note)
}

/// The place is outside of every country whose rates are known here.
fn abroad(here: &str) -> SaleVat {
    let note = match here {
        "AT" => {
            "Nicht steuerbar: Der Ort der Leistung liegt im Drittland (§ 3a Abs. 6 und 13 UStG 1994)."
        }
        "CH" => "Nicht steuerbar: Der Ort der Leistung liegt im Ausland (Art. 8 Abs. 1 MWSTG).",
        _ => "Nicht steuerbar: Der Ort der Leistung liegt im Drittland (§ 3a Abs. 2 und 5 UStG).",
    };
    without(VatClass::NotTaxable, "", note)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seller(country: &str) -> SaleSeller<'_> {
        SaleSeller { country, is_small_business: false }
    }

    fn consumer(country: &str) -> SaleBuyer<'_> {
        SaleBuyer { country: Some(country), is_business: false, vat_id: "" }
    }

    fn business<'a>(country: &'a str, vat_id: &'a str) -> SaleBuyer<'a> {
        SaleBuyer { country: Some(country), is_business: true, vat_id }
    }

    fn on(
        seller: SaleSeller<'_>,
        buyer: SaleBuyer<'_>,
        supply: SupplyKind,
        class: VatClass,
    ) -> Result<SaleVat, SaleVatRefusal> {
        sale_vat(seller, buyer, supply, class, "2026-11-20".parse().unwrap())
    }

    /// Class, rate and country of what is taxed in general.
    fn general(
        from: SaleSeller<'_>,
        to: SaleBuyer<'_>,
        supply: SupplyKind,
    ) -> (VatClass, i64, String) {
        let found = on(from, to, supply, VatClass::General).unwrap();
        assert_eq!(found.note.is_empty(), found.vat_class.is_taxed(), "D5: {found:?}");
        (found.vat_class, found.vat_rate_bp, found.taxed_in)
    }

    fn is(class: VatClass, rate_bp: i64, country: &str) -> (VatClass, i64, String) {
        (class, rate_bp, country.to_owned())
    }

    /// Section 12 UStG, section 10 UStG 1994, Art. 25 MWSTG.
    #[test]
    fn d5_at_home_the_rate_is_that_of_the_country_and_the_class() {
        for (country, class, rate_bp) in [
            ("DE", VatClass::General, 1900),
            ("DE", VatClass::Reduced, 700),
            ("AT", VatClass::General, 2000),
            ("AT", VatClass::Special, 1300),
            ("AT", VatClass::Reduced, 1000),
            ("CH", VatClass::General, 810),
            ("CH", VatClass::Reduced, 260),
            ("CH", VatClass::Special, 380),
        ] {
            for supply in [SupplyKind::OnSite, SupplyKind::Goods, SupplyKind::Electronic] {
                let found = on(seller(country), consumer(country), supply, class).unwrap();
                assert_eq!(found.vat_rate_bp, rate_bp, "{country} {class} {supply:?}");
                assert_eq!((found.vat_class, found.taxed_in.as_str()), (class, country));
            }
        }
        let refused = on(seller("DE"), consumer("DE"), SupplyKind::OnSite, VatClass::Special);
        assert!(matches!(refused, Err(SaleVatRefusal::NoRate { .. })), "{refused:?}");
    }

    /// Section 3a (3) Nr. 3 and 5 UStG: an event is taxed where it is, whoever comes.
    #[test]
    fn d5_what_is_on_site_is_taxed_there() {
        let taxed = is(VatClass::General, 1900, "DE");
        for buyer in [consumer("CH"), consumer("AT"), business("AT", "ATU12345675")] {
            assert_eq!(general(seller("DE"), buyer, SupplyKind::OnSite), taxed, "{buyer:?}");
        }
    }

    /// Section 3a (2) UStG with Art. 196 of Directive 2006/112/EC; section 13b (2) Nr. 1 and (5) UStG.
    #[test]
    fn d5_a_business_in_another_member_state_owes_the_tax_itself() {
        let reverse = |country| is(VatClass::ReverseCharge, 0, country);
        for supply in [SupplyKind::Service, SupplyKind::Electronic] {
            let to = |from, buyer| general(seller(from), buyer, supply);
            assert_eq!(to("DE", business("AT", "ATU12345675")), reverse("AT"));
            assert_eq!(to("AT", business("DE", "DE123456788")), reverse("DE"));
            assert_eq!(to("DE", business("GR", "EL123456789")), reverse("GR"));
            // Without a VAT id nobody proved to be a business.
            assert_eq!(to("DE", business("AT", "")), is(VatClass::General, 1900, "DE"));
            assert_eq!(to("DE", business("AT", "DE123456788")), is(VatClass::General, 1900, "DE"));
            // From elsewhere every business owes it, also one with a tax number alone.
            assert_eq!(to("US", business("DE", "")), reverse("DE"));
            assert_eq!(to("CH", business("AT", "ATU12345675")), reverse("AT"));
            assert_eq!(to("DE", business("DE", "DE123456788")), is(VatClass::General, 1900, "DE"));
        }
        let german =
            on(seller("US"), business("DE", ""), SupplyKind::Electronic, VatClass::General);
        assert!(german.unwrap().note.contains("§ 13b Abs. 2 Nr. 1"));
    }

    /// Section 3a (2) and (5) UStG: the place is outside.
    #[test]
    fn d5_what_goes_to_other_countries_is_taxed_by_none_here() {
        let none = is(VatClass::NotTaxable, 0, "");
        for buyer in [business("US", ""), business("CH", ""), consumer("US"), consumer("CH")] {
            assert_eq!(general(seller("DE"), buyer, SupplyKind::Electronic), none, "{buyer:?}");
        }
        assert_eq!(general(seller("US"), consumer("US"), SupplyKind::Electronic), none);
        assert_eq!(general(seller("DE"), business("US", ""), SupplyKind::Service), none);
        // Section 3a (1) UStG: a consumer is served where the seller sits.
        let taxed = is(VatClass::General, 1900, "DE");
        assert_eq!(general(seller("DE"), consumer("US"), SupplyKind::Service), taxed);
    }

    /// Section 3a (5) UStG; section 3a (13) UStG 1994; Art. 8 (1) MWSTG.
    #[test]
    fn d5_a_seller_outside_the_union_takes_the_rate_of_the_consumers_country() {
        let to = |country| {
            on(seller("US"), consumer(country), SupplyKind::Electronic, VatClass::General)
        };
        for (country, rate_bp) in [("DE", 1900), ("AT", 2000), ("CH", 810)] {
            let found = to(country).unwrap();
            assert_eq!((found.vat_rate_bp, found.taxed_in.as_str()), (rate_bp, country));
        }
        let french = SaleVatRefusal::NoRate { country: "FR".to_owned(), class: VatClass::General };
        assert_eq!(to("FR"), Err(french), "a refusal, and never a zero");
        let nowhere = SaleBuyer { country: None, is_business: false, vat_id: "" };
        let found = on(seller("US"), nowhere, SupplyKind::Electronic, VatClass::General);
        assert_eq!(found, Err(SaleVatRefusal::NoCountry));
        let home = on(seller("AT"), nowhere, SupplyKind::Electronic, VatClass::General).unwrap();
        assert_eq!(home.vat_rate_bp, 2000, "within the Union the seller's place does");
    }

    /// Section 3a (5) sentence 3 UStG: below the threshold.
    #[test]
    fn d5_a_seller_within_the_union_keeps_its_own_rate_for_consumers() {
        let found = general(seller("DE"), consumer("AT"), SupplyKind::Electronic);
        assert_eq!(found, is(VatClass::General, 1900, "DE"));
    }

    /// Section 19 UStG, and its like in Austria and Switzerland.
    #[test]
    fn d5_a_small_business_takes_no_vat_and_says_why() {
        for (country, words) in [("DE", "§ 19 UStG"), ("AT", "§ 6 Abs. 1 Z 27"), ("CH", "Art. 10")]
        {
            let small = SaleSeller { country, is_small_business: true };
            let found =
                on(small, consumer(country), SupplyKind::OnSite, VatClass::General).unwrap();
            assert_eq!((found.vat_class, found.vat_rate_bp), (VatClass::Kleinunternehmer, 0));
            assert!(found.note.contains(words), "{}", found.note);
        }
        let small = SaleSeller { country: "DE", is_small_business: true };
        let healed = on(small, consumer("DE"), SupplyKind::OnSite, VatClass::Heilbehandlung);
        assert_eq!(healed.unwrap().vat_class, VatClass::Heilbehandlung, "exempt by itself");
    }

    #[test]
    fn a_vat_id_bears_the_letters_of_its_country() {
        assert!(is_vat_id_of("DE", "DE 123 456 788") && is_vat_id_of("GR", "EL123456789"));
        for (country, text) in [("DE", ""), ("DE", "DE"), ("AT", "DE123456788"), ("DE", "DEABC")] {
            assert!(!is_vat_id_of(country, text), "{country} {text}");
        }
    }
}
