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
    pub(super) level_price_note: &'static str,
    pub(super) a_month: &'static str,
    pub(super) a_year: &'static str,
    pub(super) free: &'static str,
    pub(super) back: &'static str,
    pub(super) none: &'static str,
    pub(super) no_level: &'static str,
    pub(super) unknown_code: &'static str,
    pub(super) other_language: &'static str,
    pub(super) opens: &'static str,
    pub(super) problems: &'static str,
    pub(super) problem: &'static str,
    pub(super) sign_up: &'static str,
    pub(super) no_page: &'static str,
    pub(super) no_page_lead: &'static str,
    pub(super) too_often: &'static str,
    pub(super) too_often_lead: &'static str,
    pub(super) our_fault: &'static str,
    pub(super) our_fault_lead: &'static str,
    pub(super) not_understood: &'static str,
    pub(super) not_understood_lead: &'static str,
    pub(super) to_front: &'static str,
}

const GERMAN: Words = Words {
    skip: "Zum Inhalt",
    claim: "System für chronische Gesundheit",
    lead: "Ein Weg in Stufen: vom ersten Schritt zu mehr Lebensenergie bis zur eigenen Praxis.",
    levels: "Die Stufen",
    level: "Stufe",
    price_note: "Alle Preise enthalten die Mehrwertsteuer.",
    level_price_note: "Der Preis enthält die Mehrwertsteuer.",
    a_month: "im Monat",
    a_year: "im Jahr",
    free: "kostenlos",
    back: "Alle Stufen",
    none: "Zurzeit ist nichts im Angebot.",
    no_level: "Diese Stufe ist zurzeit nicht im Angebot",
    unknown_code: "Dieser Empfehlungslink ist nicht bekannt oder gilt nicht mehr. Sie können trotzdem \
                   weiterlesen.",
    other_language: "English",
    opens: "Öffnet die Mitgliedschaft",
    problems: "Bitte prüfen Sie Ihre Angaben",
    problem: "Fehler",
    sign_up: "Konto anlegen",
    no_page: "Diese Seite gibt es nicht",
    no_page_lead: "Vielleicht ist die Adresse unvollständig, oder die Seite ist umgezogen.",
    too_often: "Das waren zu viele Versuche",
    too_often_lead: "Warten Sie einige Minuten und versuchen Sie es dann noch einmal.",
    our_fault: "Da ist etwas schiefgegangen",
    our_fault_lead: "Der Fehler liegt bei uns. Versuchen Sie es in einigen Minuten noch einmal.",
    not_understood: "Das hat nicht geklappt",
    not_understood_lead: "Die Adresse oder das Formular war so nicht zu lesen. Gehen Sie zurück und \
                          versuchen Sie es noch einmal.",
    to_front: "Zur Startseite",
};

const ENGLISH: Words = Words {
    skip: "Skip to content",
    claim: "A system for chronic health",
    lead: "A path in levels: from the first step towards more energy to a practice of your own.",
    levels: "The levels",
    level: "Level",
    price_note: "All prices include VAT.",
    level_price_note: "The price includes VAT.",
    a_month: "a month",
    a_year: "a year",
    free: "free",
    back: "All levels",
    none: "Nothing is on offer at the moment.",
    no_level: "This level is not on offer at the moment",
    unknown_code: "This referral link is not known or no longer valid. You can read on all the same.",
    other_language: "Deutsch",
    opens: "Opens the membership",
    problems: "Please check what you entered",
    problem: "Error",
    sign_up: "Create an account",
    no_page: "There is no such page",
    no_page_lead: "The address may be incomplete, or the page has moved.",
    too_often: "Those were too many attempts",
    too_often_lead: "Wait a few minutes, then try again.",
    our_fault: "Something went wrong",
    our_fault_lead: "The fault is on our side. Try again in a few minutes.",
    not_understood: "That did not work",
    not_understood_lead: "The address or the form could not be read. Go back and try again.",
    to_front: "To the front page",
};

/// The words of a language.
pub(super) fn words(language: Language) -> &'static Words {
    language.pick(&GERMAN, &ENGLISH)
}
