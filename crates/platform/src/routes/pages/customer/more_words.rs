//! What stands on the pages of forgotten passwords and of events.

use super::super::language::Language;

/// What stands on the pages of forgotten passwords and of events.
#[derive(Debug)]
pub(super) struct MoreWords {
    pub(super) forgotten_lead: &'static str,
    pub(super) forgotten_send: &'static str,
    pub(super) forgotten_sent: &'static str,
    pub(super) forgotten_sent_lead: &'static str,
    pub(super) new_password: &'static str,
    pub(super) new_password_hint: &'static str,
    pub(super) password_short: &'static str,
    pub(super) save_password: &'static str,
    pub(super) link_over: &'static str,
    pub(super) link_over_lead: &'static str,
    pub(super) password_saved: &'static str,
    pub(super) events: &'static str,
    pub(super) events_lead: &'static str,
    pub(super) no_events: &'static str,
    pub(super) places_left: &'static str,
    pub(super) no_limit: &'static str,
    pub(super) full: &'static str,
    pub(super) book: &'static str,
    pub(super) full_title: &'static str,
    pub(super) full_lead: &'static str,
    pub(super) no_acquiring: &'static str,
    pub(super) no_acquiring_lead: &'static str,
    pub(super) stage_needed: &'static str,
    pub(super) offered_by: &'static str,
    pub(super) starts: &'static str,
    pub(super) places: &'static str,
}

const GERMAN: MoreWords = MoreWords {
    forgotten_lead: "Wir schicken einen Link an Ihre Adresse, mit dem Sie ein neues Passwort \
                     wählen.",
    forgotten_send: "Link schicken",
    forgotten_sent: "Sehen Sie in Ihr Postfach",
    forgotten_sent_lead: "Gibt es zu dieser Adresse ein Konto, ist der Link unterwegs. Er gilt \
                          eine Stunde.",
    new_password: "Neues Passwort",
    new_password_hint: "Mindestens zehn Zeichen. Alle Geräte, die angemeldet sind, werden \
                        abgemeldet.",
    password_short: "Das Passwort braucht mindestens zehn und höchstens 200 Zeichen.",
    save_password: "Passwort speichern",
    link_over: "Dieser Link gilt nicht mehr",
    link_over_lead: "Er war älter als eine Stunde oder wurde schon benutzt. Fordern Sie einen \
                     neuen an.",
    password_saved: "Ihr neues Passwort gilt. Melden Sie sich damit an.",
    events: "Veranstaltungen und Termine",
    events_lead: "Was Praxen für Ihre Stufe anbieten.",
    no_events: "Zurzeit gibt es nichts, was Ihre Stufe öffnet.",
    places_left: "freie Plätze",
    no_limit: "ohne Begrenzung der Plätze",
    full: "ausgebucht",
    book: "Buchen",
    full_title: "Ausgebucht",
    full_lead: "Der letzte Platz ist vergeben oder wird gerade bezahlt. Es wurde nichts abgebucht.",
    no_acquiring: "Diese Praxis kann noch keine Zahlungen annehmen",
    no_acquiring_lead: "Ihr fehlt noch ein Konto beim Zahlungsdienst. Es wurde nichts abgebucht.",
    stage_needed: "Diese Veranstaltung öffnet eine höhere Stufe",
    offered_by: "Angeboten von",
    starts: "Beginn",
    places: "Plätze",
};

const ENGLISH: MoreWords = MoreWords {
    forgotten_lead: "We send a link to your address, by which you choose a new password.",
    forgotten_send: "Send the link",
    forgotten_sent: "Look into your mailbox",
    forgotten_sent_lead: "If this address has an account, the link is on its way. It is valid for \
                          an hour.",
    new_password: "New password",
    new_password_hint: "At least ten characters. All devices that are signed in are signed out.",
    password_short: "The password needs at least ten and at most 200 characters.",
    save_password: "Save the password",
    link_over: "This link is no longer valid",
    link_over_lead: "It was older than an hour, or was used already. Ask for a new one.",
    password_saved: "Your new password counts. Sign in with it.",
    events: "Events and appointments",
    events_lead: "What practices offer for your level.",
    no_events: "At the moment there is nothing that your level opens.",
    places_left: "places left",
    no_limit: "places without a limit",
    full: "fully booked",
    book: "Book",
    full_title: "Fully booked",
    full_lead: "The last place is taken, or is being paid for. Nothing was charged.",
    no_acquiring: "This practice cannot take payments yet",
    no_acquiring_lead: "It still lacks an account at the payment provider. Nothing was charged.",
    stage_needed: "A higher level opens this event",
    offered_by: "Offered by",
    starts: "Begins",
    places: "Places",
};

/// The words of a language.
pub(super) fn words(language: Language) -> &'static MoreWords {
    language.pick(&GERMAN, &ENGLISH)
}
