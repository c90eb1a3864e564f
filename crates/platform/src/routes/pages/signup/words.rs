//! The words of the sign-up.

use super::super::language::Language;

/// What stands on the page of the sign-up.
#[derive(Debug)]
pub(in crate::routes::pages) struct SignUpWords {
    pub(in crate::routes::pages) title: &'static str,
    pub(in crate::routes::pages) lead: &'static str,
    pub(in crate::routes::pages) recruited: &'static str,
    pub(in crate::routes::pages) name: &'static str,
    pub(in crate::routes::pages) email: &'static str,
    pub(in crate::routes::pages) email_hint: &'static str,
    pub(in crate::routes::pages) password: &'static str,
    pub(in crate::routes::pages) password_hint: &'static str,
    pub(in crate::routes::pages) code: &'static str,
    pub(in crate::routes::pages) code_hint: &'static str,
    pub(in crate::routes::pages) send: &'static str,
    pub(in crate::routes::pages) name_missing: &'static str,
    pub(in crate::routes::pages) email_wrong: &'static str,
    pub(in crate::routes::pages) password_short: &'static str,
    pub(in crate::routes::pages) code_mistyped: &'static str,
    pub(in crate::routes::pages) code_unknown: &'static str,
    pub(in crate::routes::pages) expired: &'static str,
    pub(in crate::routes::pages) too_many: &'static str,
    pub(in crate::routes::pages) done: &'static str,
    pub(in crate::routes::pages) done_text: &'static str,
    pub(in crate::routes::pages) done_known: &'static str,
    pub(in crate::routes::pages) partner: &'static str,
    pub(in crate::routes::pages) sign_in: &'static str,
}

const GERMAN: SignUpWords = SignUpWords {
    title: "Konto anlegen",
    lead: "Mit einem kostenlosen Konto buchen Sie Kurse und behalten Ihre Mitgliedschaft im Blick.",
    recruited: "Sie sind über eine Empfehlung hier. Wir merken sie uns für Ihr Konto.",
    name: "Vor- und Nachname",
    email: "E-Mail-Adresse",
    email_hint: "Mit dieser Adresse melden Sie sich an.",
    password: "Passwort",
    password_hint: "Mindestens zehn Zeichen.",
    code: "Empfehlungscode (freiwillig)",
    code_hint: "Er steht auf dem Flyer oder der Karte, die Sie bekommen haben. Sind Sie über einen \
                Link gekommen, zählt der Link.",
    send: "Konto anlegen",
    name_missing: "Geben Sie Ihren Namen an.",
    email_wrong: "Geben Sie eine E-Mail-Adresse an, zum Beispiel name@beispiel.de.",
    password_short: "Das Passwort braucht mindestens zehn und höchstens 200 Zeichen.",
    code_mistyped: "Der Empfehlungscode enthält einen Tippfehler. Vergleichen Sie ihn mit der Vorlage \
                    oder lassen Sie das Feld leer.",
    code_unknown: "Diesen Empfehlungscode gibt es nicht oder nicht mehr. Lassen Sie das Feld leer, \
                   wenn Sie ohne Code weitermachen möchten.",
    expired: "Das Formular war abgelaufen. Ihre Angaben stehen noch da: Geben Sie das Passwort noch \
              einmal ein und senden Sie es erneut.",
    too_many: "Das waren zu viele Versuche. Warten Sie einige Minuten und senden Sie das Formular dann \
               noch einmal.",
    done: "Fertig",
    done_text: "Ihr Konto ist angelegt. Sie melden sich mit Ihrer E-Mail-Adresse und Ihrem Passwort an.",
    done_known: "Hatten Sie mit dieser Adresse schon ein Konto, bleibt es, wie es ist: Es gilt das \
                 bisherige Passwort.",
    partner: "Ich bin Praxis oder Anbieter",
    sign_in: "Jetzt anmelden",
};

const ENGLISH: SignUpWords = SignUpWords {
    title: "Create an account",
    lead: "With a free account you book courses and keep an eye on your membership.",
    recruited: "You came by a referral. We keep it for your account.",
    name: "First and last name",
    email: "E-mail address",
    email_hint: "You sign in with it.",
    password: "Password",
    password_hint: "At least ten characters.",
    code: "Referral code (optional)",
    code_hint: "It stands on the flyer or card that you were given. If you came by a link, the link \
                counts.",
    send: "Create the account",
    name_missing: "Enter your name.",
    email_wrong: "Enter an e-mail address, such as name@example.org.",
    password_short: "The password needs at least ten and at most 200 characters.",
    code_mistyped: "The referral code has a typing mistake. Compare it with what you were given, or \
                    leave the field empty.",
    code_unknown: "This referral code does not exist, or no longer. Leave the field empty to go on \
                   without a code.",
    expired: "The form had expired. What you entered is still there: enter the password once more and \
              send it again.",
    too_many: "Those were too many attempts. Wait a few minutes, then send the form once more.",
    done: "Done",
    done_text: "Your account is ready. You sign in with your e-mail address and your password.",
    done_known: "If you already had an account with this address, it stays as it is: the password that \
                 you had before counts.",
    partner: "I am a practice or provider",
    sign_in: "Sign in now",
};

/// The words of a language.
pub(in crate::routes::pages) fn words(language: Language) -> &'static SignUpWords {
    language.pick(&GERMAN, &ENGLISH)
}
