//! The words of a flyer: platform and desk make the same page of a code.

use chrono::{DateTime, Utc};

use super::FlyerFacts;

/// The language of a flyer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FlyerLanguage {
    /// German.
    #[default]
    De,
    /// English.
    En,
}

impl FlyerLanguage {
    /// Title, text, and what stands before the code.
    fn words(self) -> [&'static str; 3] {
        match self {
            Self::De => [
                "System für chronische Gesundheit",
                "Scannen Sie den Code mit der Kamera Ihres Telefons\noder geben Sie die Adresse ein.",
                "Empfehlungscode",
            ],
            Self::En => [
                "A system for chronic health",
                "Scan the code with the camera of your phone,\nor type the address.",
                "Referral code",
            ],
        }
    }
}

impl FlyerFacts {
    /// The facts of the flyer of an affiliate code: who hands it out, the code with the time at
    /// which it was made, and the whole address that it stands for.
    pub fn of_code(
        language: FlyerLanguage,
        tenant: String,
        (code, created_at): (String, DateTime<Utc>),
        link: String,
    ) -> Self {
        let [title, text, code_label] = language.words().map(str::to_owned);
        Self { tenant, title, text, code_label, code, link, created_at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flyer_speaks_the_language_that_was_chosen() {
        let of = |language| {
            let code = ("BIRKENHAINX".to_owned(), DateTime::UNIX_EPOCH);
            FlyerFacts::of_code(language, "Praxis Birkenhain".to_owned(), code, String::new())
        };
        assert_eq!(of(FlyerLanguage::default()).code_label, "Empfehlungscode");
        assert_eq!(of(FlyerLanguage::En).code_label, "Referral code");
        assert_eq!(of(FlyerLanguage::En).code, of(FlyerLanguage::De).code);
    }
}
