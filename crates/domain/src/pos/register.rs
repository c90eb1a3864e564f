//! A till (Kasse) and whether it may be used for real sales where it stands.

/// Why a till may only be used for training.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegisterRefused {
    /// Austria: every receipt must be signed, which this program cannot do yet.
    #[error(
        "a till in Austria must sign its receipts (§ 131b BAO, RKSV), which is not built yet; \
         it may be used for training only"
    )]
    Rksv,
    /// A country whose law of tills nobody has looked at.
    #[error("no rules are known for tills in {country}; it may be used for training only")]
    UnknownCountry {
        /// The country.
        country: String,
    },
}

/// Whether a till in `country` (ISO alpha-2) may record real sales.
///
/// # Errors
/// [`RegisterRefused`] with the law that stands against it.
pub fn may_sell_for_real(country: &str) -> Result<(), RegisterRefused> {
    match country {
        "DE" | "CH" => Ok(()),
        "AT" => Err(RegisterRefused::Rksv),
        _ => Err(RegisterRefused::UnknownCountry { country: country.to_owned() }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_till_in_austria_refuses_production_and_says_why() {
        let refusal = may_sell_for_real("AT").unwrap_err();
        assert!(refusal.to_string().contains("RKSV"));
        assert_eq!(may_sell_for_real("DE"), Ok(()));
        assert!(may_sell_for_real("FR").is_err());
    }
}
