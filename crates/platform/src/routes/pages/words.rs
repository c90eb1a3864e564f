//! The words of the pages.

use super::language::Language;

/// What stands on every page and on the front page.
#[derive(Debug)]
pub(super) struct Words {
    pub(super) skip: &'static str,
    pub(super) claim: &'static str,
    pub(super) lead: &'static str,
    pub(super) levels: &'static str,
    pub(super) level: &'static str,
    pub(super) price_note: &'static str,
    pub(super) a_month: &'static str,
    pub(super) a_year: &'static str,
    pub(super) free: &'static str,
    pub(super) back: &'static str,
    pub(super) none: &'static str,
    pub(super) unknown_code: &'static str,
    pub(super) other_language: &'static str,
    pub(super) opens: &'static str,
    pub(super) problems: &'static str,
    pub(super) sign_up: &'static str,
}

const GERMAN: Words = Words {
    skip: "Zum Inhalt",
    claim: "System für chronische Gesundheit",
    lead: "Ein Weg in Stufen: vom ersten Schritt zu mehr Lebensenergie bis zur eigenen Praxis.",
    levels: "Die Stufen",
    level: "Stufe",
    price_note: "Alle Preise enthalten die Mehrwertsteuer.",
    a_month: "im Monat",
    a_year: "im Jahr",
    free: "kostenlos",
    back: "Alle Stufen",
    none: "Zurzeit ist nichts im Angebot.",
    unknown_code: "Dieser Empfehlungslink ist nicht bekannt oder gilt nicht mehr. Sie können trotzdem \
                   weiterlesen.",
    other_language: "English",
    opens: "Öffnet die Mitgliedschaft",
    problems: "Bitte prüfen Sie Ihre Angaben",
    sign_up: "Konto anlegen",
};

const ENGLISH: Words = Words {
    skip: "Skip to content",
    claim: "A system for chronic health",
    lead: "A path in levels: from the first step towards more energy to a practice of your own.",
    levels: "The levels",
    level: "Level",
    price_note: "All prices include VAT.",
    a_month: "a month",
    a_year: "a year",
    free: "free",
    back: "All levels",
    none: "Nothing is on offer at the moment.",
    unknown_code: "This referral link is not known or no longer valid. You can read on all the same.",
    other_language: "Deutsch",
    opens: "Opens the membership",
    problems: "Please check what you entered",
    sign_up: "Create an account",
};

/// The words of a language.
pub(super) fn words(language: Language) -> &'static Words {
    language.pick(&GERMAN, &ENGLISH)
}
