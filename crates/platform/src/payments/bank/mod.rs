//! SEPA credit transfers: accounts as banks write them, and the file that a bank takes.

mod message;

use mojo_domain::commissions::is_readable;
use sepa::charset::{Transliteration, transliterate};
use sepa::{Bic, Iban, validate_bic, validate_iban};
use unicode_normalization::UnicodeNormalization as _;

pub(crate) use message::{MAX_CENTS, MessageHead, SepaPayment, write_message};

/// The most characters of a name in a transfer.
const MOST_NAME: usize = 70;
/// The most characters of a name as staff write it.
const MOST_HOLDER: usize = 140;

/// Why an account is none: in which field, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {problem}")]
pub(crate) struct AccountRefused {
    /// `iban`, `bic`, `account_holder`.
    pub(crate) field: &'static str,
    pub(crate) problem: String,
}

/// An account at a bank. Its IBAN has the right length, form and check digits; whether it exists
/// only its bank knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SepaAccount {
    holder: String,
    iban: Iban,
    bic: Option<Bic>,
}

impl SepaAccount {
    /// Reads an account; an empty BIC is none.
    ///
    /// # Errors
    /// [`AccountRefused`] with the first field that is wrong.
    pub(crate) fn try_new(holder: &str, iban: &str, bic: &str) -> Result<Self, AccountRefused> {
        let refused = |field, problem: String| AccountRefused { field, problem };
        let iban = validate_iban(iban).map_err(|error| {
            let problem = format!("{error}; compare every character with what the owner wrote");
            refused("iban", problem)
        })?;
        let bic = Some(bic.trim()).filter(|bic| !bic.is_empty()).map(validate_bic).transpose();
        let bic = bic.map_err(|error| refused("bic", error.to_string()))?;
        let holder = holder.trim();
        let has_breaks = !is_readable(holder) || holder.contains(['\n', '\r', '\t']);
        if has_breaks || holder.chars().count() > MOST_HOLDER {
            let problem = format!("the name of the owner, in at most {MOST_HOLDER} characters");
            return Err(refused("account_holder", problem));
        }
        if !sepa_text(holder, MOST_NAME).contains(|letter: char| letter.is_ascii_alphanumeric()) {
            let problem = "a name of which letters are left in the characters of banks (A to Z)";
            return Err(refused("account_holder", problem.to_owned()));
        }
        Ok(Self { holder: holder.to_owned(), iban, bic })
    }

    /// As it was written.
    pub(crate) fn holder(&self) -> &str {
        &self.holder
    }

    /// Without spaces, in capitals.
    pub(crate) fn iban(&self) -> &str {
        self.iban.as_str()
    }

    /// Empty where there is none.
    pub(crate) fn bic(&self) -> &str {
        self.bic.as_ref().map_or("", Bic::as_str)
    }

    /// The owner's name as it stands in a transfer: in the characters of banks, at most 70.
    pub(crate) fn name(&self) -> String {
        sepa_text(&self.holder, MOST_NAME)
    }

    /// The country of the IBAN.
    pub(crate) fn country(&self) -> &str {
        self.iban.country_code()
    }

    /// Whether euros can be sent there by SEPA transfer.
    pub(crate) fn is_in_sepa(&self) -> bool {
        self.iban.is_sepa()
    }
}

/// The text in the characters that banks take, `ä` as `ae`, cut to `most` characters.
pub(crate) fn sepa_text(text: &str, most: usize) -> String {
    // Letters and accents that arrive apart are put together first.
    let composed: String = text.nfc().collect();
    let latin = transliterate(&composed, Transliteration::German);
    let words: Vec<&str> = latin.split_whitespace().collect();
    let cut: String = words.join(" ").chars().take(most).collect();
    cut.trim_end().to_owned()
}

/// The account from which recipients are paid by SEPA transfer.
#[derive(Clone, Debug)]
pub struct SepaSettings {
    /// Who owns it.
    pub name: String,
    /// Its IBAN.
    pub iban: String,
    /// The BIC of its bank, where the bank wants it.
    pub bic: Option<String>,
}

/// Why there is no account to pay from.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the account from which recipients are paid cannot be used: {0}")]
pub struct SepaSettingsError(String);

impl SepaSettingsError {
    /// Nothing that is tried moves money.
    pub(crate) fn trial() -> Self {
        Self("a platform for trying things moves no money; leave --sepa-iban out".to_owned())
    }
}

impl TryFrom<SepaSettings> for SepaAccount {
    type Error = SepaSettingsError;

    fn try_from(settings: SepaSettings) -> Result<Self, Self::Error> {
        let SepaSettings { name, iban, bic } = settings;
        let account = Self::try_new(&name, &iban, bic.as_deref().unwrap_or_default())
            .map_err(|refused| SepaSettingsError(refused.to_string()))?;
        if !account.is_in_sepa() {
            let country = account.country();
            return Err(SepaSettingsError(format!("iban: {country} is no country of SEPA")));
        }
        Ok(account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const IBAN: &str = "DE89 3704 0044 0532 0130 00";

    fn name(holder: &str) -> String {
        SepaAccount::try_new(holder, IBAN, "").unwrap().name()
    }

    #[test]
    fn names_are_written_in_the_characters_of_banks() {
        assert_eq!(name("Müller & Söhne, Grüßen"), "Mueller + Soehne, Gruessen");
        assert_eq!(name("Mu\u{308}ller"), "Mueller", "an accent that came apart");
        assert_eq!(name("Иван Петров"), "Ivan Petrov");
        assert_eq!(name("  Praxis   <Birkenhain> "), "Praxis (Birkenhain)");
    }

    #[test]
    fn a_long_name_is_cut_after_it_was_rewritten() {
        let long = format!("{} Straße", "Ü".repeat(68));
        let cut = name(&long);
        assert_eq!(cut.chars().count(), 70);
        assert!(cut.starts_with("UeUe") && !cut.contains('S'), "{cut}");
        let spaced = name(&format!("{} {}", "a".repeat(69), "b".repeat(20)));
        assert_eq!(spaced, "a".repeat(69), "no space at the end");
    }

    #[test]
    fn an_account_that_is_none_is_refused_with_its_field() {
        let field = |holder: &str, iban: &str, bic: &str| {
            SepaAccount::try_new(holder, iban, bic).unwrap_err().field
        };
        assert_eq!(field("Praxis", "DE88370400440532013000", ""), "iban");
        assert_eq!(field("Praxis", "DE8937040044053201300", ""), "iban");
        assert_eq!(field("Praxis", "", ""), "iban");
        assert_eq!(field("Praxis", IBAN, "COBADE"), "bic");
        assert_eq!(field("", IBAN, ""), "account_holder");
        assert_eq!(field("...", IBAN, ""), "account_holder");
        assert_eq!(field("Praxis\nBirkenhain", IBAN, ""), "account_holder");
        assert_eq!(field(&"a".repeat(141), IBAN, ""), "account_holder");
    }

    #[test]
    fn money_comes_from_an_account_within_sepa() {
        let settings = |iban: &str| SepaSettings {
            name: "MOJO LLC".to_owned(),
            iban: iban.to_owned(),
            bic: None,
        };
        assert!(SepaAccount::try_from(settings(IBAN)).is_ok());
        // Turkey has IBANs and is no country of SEPA.
        let error = SepaAccount::try_from(settings("TR330006100519786457841326")).unwrap_err();
        assert!(error.to_string().contains("TR"), "{error}");
        assert!(SepaAccount::try_from(settings("DE00370400440532013000")).is_err());
    }
}
