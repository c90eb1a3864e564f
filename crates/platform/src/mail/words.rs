//! The words of the mails, in German and English.

use mojo_domain::{Money, Month};

use super::NewerContract;
use super::letter::{Letter, Part, letter};
use crate::contracts::ContractKind;

fn pick<T>(language: &str, german: T, english: T) -> T {
    if language == "en" { english } else { german }
}

/// `Oktober 2026`, `October 2026`.
fn month_name(language: &str, month: Month) -> String {
    const GERMAN: [&str; 12] = [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ];
    let english = month.first_day().format("%B %Y").to_string();
    let index = usize::try_from(month.month()).unwrap_or(1).clamp(1, 12) - 1;
    pick(language, format!("{} {}", GERMAN[index], month.year()), english)
}

fn words(text: &str) -> Part {
    Part::Words(text.to_owned())
}

/// F1, F2: somebody is invited; `days` is how long the link may be accepted.
pub(crate) fn invitation(language: &'static str, link: &str, days: i64) -> Letter {
    let subject = pick(language, "Ihre Einladung zu MOJO", "Your invitation to MOJO");
    let lead = pick(
        language,
        "Sie sind eingeladen, mit MOJO zusammenzuarbeiten. Auf der folgenden Seite erklären wir, wie es \
         geht; dann lesen Sie den Vertrag und nehmen ihn an, wenn Sie möchten.",
        "You are invited to work with MOJO. On the following page we explain how it works; then you read \
         the contract, and accept it if you like.",
    );
    letter(language, "", subject, &[words(lead), Part::Link(link.to_owned()), term(language, days)])
}

/// F2: whoever asked for the link becomes a partner.
pub(crate) fn partner_link(language: &'static str, link: &str, days: i64) -> Letter {
    let subject = pick(language, "Partner von MOJO werden", "Become a partner of MOJO");
    let lead = pick(
        language,
        "mit diesem Link machen Sie weiter: Sie lesen den Vertrag und nehmen ihn an, wenn Sie möchten.",
        "Go on by this link: you read the contract, and accept it if you like.",
    );
    let other = pick(
        language,
        "Haben Sie diesen Link nicht angefordert, löschen Sie diese Nachricht. Es wurde nichts \
         angelegt.",
        "If you did not ask for it, delete this message. Nothing was set up.",
    );
    let link = Part::Link(link.to_owned());
    letter(language, "", subject, &[words(lead), link, term(language, days), words(other)])
}

fn term(language: &str, days: i64) -> Part {
    Part::Words(pick(
        language,
        format!(
            "Der Link gilt {days} Tage und ist nur für Sie: Wer ihn hat, kann an Ihrer Stelle \
             weitermachen. Sie können jederzeit unterbrechen und später über denselben Link weitermachen."
        ),
        format!(
            "The link is valid for {days} days and meant for you alone: whoever has it can go on in your \
             place. You may stop at any time and go on later by the same link."
        ),
    ))
}

/// A customer asked for a new password.
pub(crate) fn password_link(language: &'static str, link: &str) -> Letter {
    let subject = pick(language, "Neues Passwort für MOJO", "A new password for MOJO");
    let lead = pick(
        language,
        "mit diesem Link wählen Sie ein neues Passwort. Er gilt eine Stunde und nur einmal.",
        "By this link you choose a new password. It is valid for an hour, and once.",
    );
    let other = pick(
        language,
        "Haben Sie ihn nicht angefordert, löschen Sie diese Nachricht; das bisherige Passwort gilt weiter.",
        "If you did not ask for it, delete this message; the password that you had before still counts.",
    );
    letter(language, "", subject, &[words(lead), Part::Link(link.to_owned()), words(other)])
}

/// Somebody of a tenant chooses the password of an account.
pub(crate) fn user_link(language: &'static str, link: &str) -> Letter {
    let subject = pick(language, "Ihr Zugang zu MOJO", "Your account at MOJO");
    let lead = pick(
        language,
        "mit diesem Link wählen Sie das Passwort Ihres Zugangs. Er gilt drei Tage und nur einmal. \
         Sie melden sich mit dieser E-Mail-Adresse an.",
        "By this link you choose the password of your account. It is valid for three days, and once. \
         You sign in with this e-mail address.",
    );
    let other = pick(
        language,
        "Erwarten Sie keinen Zugang, löschen Sie diese Nachricht.",
        "If you do not expect an account, delete this message.",
    );
    letter(language, "", subject, &[words(lead), Part::Link(link.to_owned()), words(other)])
}

/// Somebody asked to become a partner with an address that has an account.
pub(crate) fn account_known(language: &'static str) -> Letter {
    let subject = pick(language, "Partner von MOJO werden", "Become a partner of MOJO");
    let lead = pick(
        language,
        "jemand möchte mit dieser E-Mail-Adresse Partner von MOJO werden. Zu ihr gibt es schon ein \
         Konto; es bleibt, wie es ist.",
        "Somebody wants to become a partner of MOJO with this e-mail address. It already has an account, \
         which stays as it is.",
    );
    let next = pick(
        language,
        "Waren Sie es, beginnen Sie bitte mit einer anderen E-Mail-Adresse noch einmal, oder schreiben \
         Sie uns. Waren Sie es nicht, brauchen Sie nichts zu tun.",
        "If it was you, please begin once more with another e-mail address, or write to us. If it was \
         not, there is nothing to do.",
    );
    letter(language, "", subject, &[words(lead), words(next)])
}

/// Somebody signed up with an address that has an account.
pub(crate) fn account_there(language: &'static str) -> Letter {
    let subject = pick(language, "Ihr Konto bei MOJO", "Your account at MOJO");
    let lead = pick(
        language,
        "jemand wollte mit dieser E-Mail-Adresse ein Konto anlegen. Zu ihr gibt es schon eines; es \
         bleibt, wie es ist, und es gilt das bisherige Passwort.",
        "Somebody wanted to create an account with this e-mail address. It has one already, which stays \
         as it is, and the password that you had before counts.",
    );
    let next = pick(
        language,
        "Waren Sie es, melden Sie sich mit dem bisherigen Passwort an. Waren Sie es nicht, brauchen Sie \
         nichts zu tun.",
        "If it was you, sign in with the password that you had before. If it was not, there is nothing \
         to do.",
    );
    letter(language, "", subject, &[words(lead), words(next)])
}

/// Y3, C13: the statement of a month is ready, or was made anew.
pub(super) fn statement(
    language: &'static str,
    name: &str,
    month: Month,
    (is_final, is_revised): (bool, bool),
) -> Letter {
    let what = match (is_final, is_revised) {
        (true, _) => pick(language, "Schlussabrechnung", "final statement"),
        (false, true) => pick(language, "berichtigte Abrechnung", "corrected statement"),
        (false, false) => pick(language, "Abrechnung", "statement"),
    };
    let month = month_name(language, month);
    let subject =
        pick(language, format!("Ihre {what} für {month}"), format!("Your {what} for {month}"));
    let lead = pick(
        language,
        format!(
            "Ihre {what} der Provisionen für {month} liegt bereit. Sie finden sie am Arbeitsplatz unter \
             „Provisionen“ und können sie dort selbst nachrechnen."
        ),
        format!(
            "Your {what} of commissions for {month} is ready. You find it at your desk under \
             “Provisionen”, where you can recompute it yourself."
        ),
    );
    let object = pick(
        language,
        "Stimmt etwas nicht, beanstanden Sie den Posten dort. Schweigen gilt nicht als Zustimmung.",
        "If something is wrong, dispute the entry there. Silence does not count as consent.",
    );
    letter(language, name, &subject, &[Part::Words(lead), words(object)])
}

/// Y2: a payout was refused; what it was for is due again.
pub(super) fn payout_failed(language: &'static str, name: &str) -> Letter {
    let subject = pick(
        language,
        "Ihre Auszahlung konnte nicht ausgeführt werden",
        "Your payout could not be made",
    );
    let lead = pick(
        language,
        "der Zahlungsdienst hat Ihre Auszahlung abgelehnt. Ihr Guthaben bleibt vollständig bestehen und \
         geht mit der nächsten Auszahlung mit.",
        "The payment provider refused your payout. Your balance stays in full and goes with the next \
         payout.",
    );
    let next = pick(
        language,
        "Bitte prüfen Sie Ihr Konto für Auszahlungen: Meist fehlt dem Zahlungsdienst eine Angabe, oder \
         die Bankverbindung hat sich geändert.",
        "Please check your account for payouts: mostly the provider lacks something, or your bank \
         account has changed.",
    );
    letter(language, name, subject, &[words(lead), words(next)])
}

/// `1234,50 EUR`, `1234.50 EUR`; several with a comma between.
fn amounts_of(language: &str, amounts: &[Money]) -> String {
    let amount = |money: &Money| {
        let text = pick(language, money.to_string().replace('.', ","), money.to_string());
        format!("{text} {}", money.currency)
    };
    amounts.iter().map(amount).collect::<Vec<_>>().join(pick(language, " und ", " and "))
}

/// Y2: what is due is not paid, for there is no account that takes it. The provider's link runs out
/// within minutes, so that it is made where it is followed and stands in no mail.
pub(super) fn payout_waits(
    language: &'static str,
    name: &str,
    amounts: &[Money],
    is_begun: bool,
) -> Letter {
    let subject = pick(
        language,
        "Ihr Guthaben wartet auf ein Konto für Auszahlungen",
        "Your balance waits for an account for payouts",
    );
    let sum = amounts_of(language, amounts);
    let why = if is_begun {
        pick(
            language,
            "Ihr Konto für Auszahlungen ist noch nicht fertig eingerichtet",
            "your account for payouts is not complete yet",
        )
    } else {
        pick(
            language,
            "Sie haben noch kein Konto für Auszahlungen eingerichtet",
            "you have not set up an account for payouts yet",
        )
    };
    let lead = pick(
        language,
        format!(
            "Ihr Guthaben von {sum} wurde nicht ausgezahlt: {why}. Es bleibt vollständig bestehen und \
             geht mit der nächsten Auszahlung mit, sobald das Konto bereit ist."
        ),
        format!(
            "Your balance of {sum} was not paid out: {why}. It stays in full and goes with the next \
             payout once the account is ready."
        ),
    );
    let next = pick(
        language,
        "So richten Sie es ein: Melden Sie sich als Inhaberin oder Inhaber am Arbeitsplatz an und \
         wählen Sie unter „Provisionen“ den Knopf „Konto einrichten“. Er führt Sie mit einem Link, der \
         nur wenige Minuten gilt, zum Zahlungsdienst; darum steht er nicht in dieser Nachricht. Wer \
         eingeladen wurde, kommt auch über den Link der Einladung dorthin.",
        "To set it up, sign in at the desk as the owner and choose the button “Konto einrichten” under \
         “Provisionen”. It leads to the payment provider by a link that is valid for minutes only, \
         which is why it does not stand in this message. Whoever was invited gets there by the link of \
         the invitation, too.",
    );
    letter(language, name, subject, &[Part::Words(lead), words(next)])
}

/// Y2: a payout came back; its amount is due again.
pub(super) fn payout_returned(language: &'static str, name: &str) -> Letter {
    let subject = pick(language, "Ihre Auszahlung kam zurück", "Your payout came back");
    let lead = pick(
        language,
        "die Bank hat Ihre Auszahlung zurückgeschickt. Ihr Guthaben besteht wieder in voller Höhe und \
         geht mit der nächsten Auszahlung mit.",
        "The bank sent your payout back. Your balance is there again in full and goes with the next \
         payout.",
    );
    let next = pick(
        language,
        "Bitte prüfen Sie Ihr Konto für Auszahlungen: Meist hat sich die Bankverbindung geändert.",
        "Please check your account for payouts: mostly the bank account has changed.",
    );
    letter(language, name, subject, &[words(lead), words(next)])
}

/// A customer's payment did not go through.
pub(super) fn payment_failed(language: &'static str, name: &str) -> Letter {
    let subject =
        pick(language, "Ihre Zahlung hat nicht geklappt", "Your payment did not go through");
    let lead = pick(
        language,
        "eine Zahlung an MOJO hat nicht geklappt. Es wurde nichts abgebucht und nichts bestellt.",
        "A payment to MOJO did not go through. Nothing was charged and nothing was ordered.",
    );
    let next = pick(
        language,
        "Sie können es mit derselben oder einer anderen Zahlungsart noch einmal versuchen.",
        "You may try again, by the same or another way to pay.",
    );
    letter(language, name, subject, &[words(lead), words(next)])
}

/// F1, F2: a contract that was accepted has a newer version. The text stands in no mail: it is accepted by
/// the hash of what is shown at the desk.
pub(super) fn newer_contract(language: &'static str, name: &str, newer: NewerContract) -> Letter {
    let what = match newer.kind {
        ContractKind::Distributor => pick(language, "Vertriebsvertrag", "distributor contract"),
        ContractKind::Affiliate => pick(language, "Partnervertrag", "partner contract"),
    };
    let subject = pick(
        language,
        format!("Ihr {what} hat eine neue Fassung"),
        format!("Your {what} has a new version"),
    );
    let version = newer.version;
    let lead = pick(
        language,
        format!(
            "Ihr {what} mit MOJO hat eine neue Fassung: {version}. Sie steht am Arbeitsplatz unter \
             „Provisionen“. Dort lesen Sie sie in Ruhe, auf Deutsch oder Englisch, und nehmen sie als \
             Inhaberin oder Inhaber an."
        ),
        format!(
            "Your {what} with MOJO has a new version: {version}. It stands at your desk under \
             “Commissions”. Take your time to read it there, in German or English, and accept it as the \
             owner."
        ),
    );
    let day = newer.needed_from.map(|day| {
        pick(
            language,
            format!("Nötig ist sie ab dem {}.", day.format("%d.%m.%Y")),
            format!("It is needed from {} on.", day.format("%-d %B %Y")),
        )
    });
    let until = pick(
        language,
        "Bis Sie annehmen, gilt die bisherige Fassung weiter, und nichts ist gesperrt.",
        "Until you accept, the earlier version holds, and nothing is locked.",
    );
    let parts: Vec<Part> =
        [Some(lead), day, Some(until.to_owned())].into_iter().flatten().map(Part::Words).collect();
    letter(language, name, &subject, &parts)
}

#[cfg(test)]
mod tests {
    use mojo_domain::Currency;

    use super::*;

    const NEWER: NewerContract =
        NewerContract { kind: ContractKind::Affiliate, version: "2027-01", needed_from: None };

    /// F1, F2: which contract, which version, and from when on it is needed where somebody said.
    #[test]
    fn a_newer_contract_is_told_with_its_kind_its_version_and_its_day() {
        let untold = newer_contract("de", "Anna", NEWER);
        assert_eq!(untold.subject, "Ihr Partnervertrag hat eine neue Fassung");
        assert!(untold.text.contains("2027-01") && !untold.text.contains("Nötig"));
        let kind = ContractKind::Distributor;
        let needed_from = chrono::NaiveDate::from_ymd_opt(2026, 12, 31);
        let newer = NewerContract { kind, needed_from, ..NEWER };
        assert!(newer_contract("de", "Anna", newer).text.contains("ab dem 31.12.2026."));
        let english = newer_contract("en", "Anna", newer);
        assert_eq!(english.subject, "Your distributor contract has a new version");
        assert!(english.text.contains("needed from 31 December 2026 on"), "{}", english.text);
    }

    #[test]
    fn every_mail_has_both_languages_and_one_alone_has_an_amount() {
        let month: Month = "2026-10".parse().unwrap();
        let all = |language| {
            [
                invitation(language, "https://mojo.example/i", 30),
                partner_link(language, "https://mojo.example/i", 14),
                password_link(language, "https://mojo.example/i"),
                user_link(language, "https://mojo.example/i"),
                account_known(language),
                account_there(language),
                statement(language, "Anna", month, (false, false)),
                statement(language, "Anna", month, (false, true)),
                statement(language, "Anna", month, (true, false)),
                payout_failed(language, "Anna"),
                payout_returned(language, "Anna"),
                payment_failed(language, "Anna"),
                newer_contract(language, "Anna", NEWER),
            ]
        };
        for (german, english) in all("de").into_iter().zip(all("en")) {
            assert_ne!(german.subject, english.subject);
            assert_ne!(german.text, english.text);
            assert!(german.html.contains("lang=\"de\"") && english.html.contains("lang=\"en\""));
            for letter in [german, english] {
                assert!(
                    !letter.text.contains('€') && !letter.text.contains("EUR"),
                    "{}",
                    letter.text
                );
            }
        }
        let owed = [Money::new(123_450, Currency::EUR), Money::new(5_000, Currency::CHF)];
        let waits = |language, is_begun| payout_waits(language, "Anna", &owed, is_begun).text;
        assert!(waits("de", false).contains("von 1234,50 EUR und 50,00 CHF wurde"));
        assert!(waits("en", true).contains("of 1234.50 EUR and 50.00 CHF was not paid"));
        assert_ne!(waits("de", false), waits("de", true), "begun is not missing");
        let last = statement("de", "Anna", month, (true, false));
        assert_eq!(last.subject, "Ihre Schlussabrechnung für Oktober 2026");
        let march: Month = "2027-03".parse().unwrap();
        assert_eq!(month_name("de", march), "März 2027");
        assert_eq!(month_name("en", march), "March 2027");
    }
}
