//! The words of an invitation.

use super::super::language::Language;

/// What stands on the pages of an invitation.
#[derive(Debug)]
pub(super) struct InvitationWords {
    pub(super) title: &'static str,
    pub(super) distributor: &'static str,
    pub(super) affiliate: &'static str,
    pub(super) region: &'static str,
    pub(super) percent: &'static str,
    pub(super) begins: &'static str,
    pub(super) distributor_points: &'static [&'static str],
    pub(super) affiliate_points: &'static [&'static str],
    pub(super) to_contract: &'static str,
    pub(super) contract: &'static str,
    pub(super) contract_lead: &'static str,
    pub(super) version: &'static str,
    pub(super) your_details: &'static str,
    pub(super) organisation: &'static str,
    pub(super) country: &'static str,
    pub(super) tick: &'static str,
    pub(super) accept: &'static str,
    pub(super) payout: &'static str,
    pub(super) payout_lead: &'static str,
    pub(super) payout_go: &'static str,
    pub(super) payout_by_hand_lead: &'static str,
    pub(super) payout_by_hand_go: &'static str,
    pub(super) payout_link: &'static str,
    pub(super) payout_failed: &'static str,
    pub(super) founder_lead: &'static str,
    pub(super) founder_go: &'static str,
    pub(super) founder_wrong: &'static str,
    pub(super) active: &'static str,
    pub(super) active_lead: &'static str,
    pub(super) active_code: &'static str,
    pub(super) closed: &'static str,
    pub(super) closed_lead: &'static str,
    pub(super) not_exclusive: &'static str,
    pub(super) not_exclusive_lead: &'static str,
    pub(super) organisation_missing: &'static str,
    pub(super) country_missing: &'static str,
    pub(super) tick_missing: &'static str,
    pub(super) email_taken: &'static str,
    pub(super) taken: &'static str,
    pub(super) taken_lead: &'static str,
    pub(super) taken_go: &'static str,
    pub(super) other_text: &'static str,
    pub(super) partner_lead: &'static str,
    pub(super) partner_go: &'static str,
    pub(super) partner_email_hint: &'static str,
    pub(super) partner_sent: &'static str,
    pub(super) partner_sent_lead: &'static str,
    pub(super) partner_by_hand: &'static str,
    pub(super) partner_by_hand_lead: &'static str,
    pub(super) payout_resume: &'static str,
    pub(super) account_none: &'static str,
    pub(super) account_pending: &'static str,
    pub(super) account_restricted: &'static str,
    pub(super) account_active: &'static str,
    pub(super) account_closed: &'static str,
    pub(super) account_missing: &'static str,
    pub(super) back: &'static str,
    pub(super) back_lead: &'static str,
}

const GERMAN: InvitationWords = InvitationWords {
    title: "Einladung",
    distributor: "Regionaler Vertrieb",
    affiliate: "Partner werden",
    region: "Gebiet",
    percent: "Provision",
    begins: "Frühester erster Tag",
    distributor_points: &[
        "Sie erhalten den genannten Prozentsatz vom Nettobetrag jedes Plattformprodukts, das in Ihr \
         Gebiet verkauft wird, gleich wer den Kunden geworben hat.",
        "Ihr Gebiet gehört Ihnen allein: Für ein Land gibt es an jedem Tag nur einen Vertrag.",
        "Eine Provision ist 30 Tage lang vorläufig. Wird in dieser Zeit oder später erstattet, wird sie \
         zurückgenommen.",
        "Ausgezahlt wird monatlich, ab 50 Euro. Jeden Monat bekommen Sie eine Abrechnung, die Sie \
         selbst nachrechnen können.",
    ],
    affiliate_points: &[
        "Sie erhalten einen eigenen Empfehlungslink. Wer darüber kommt und binnen 30 Tagen ein Konto \
         anlegt, ist drei Jahre lang Ihr Kunde.",
        "Vom ersten Kauf bekommen Sie 20 Prozent vom Nettobetrag, von jedem weiteren 10 Prozent. Für \
         Heilbehandlungen gibt es keine Provision.",
        "Eine Provision ist 30 Tage lang vorläufig. Wird in dieser Zeit oder später erstattet, wird sie \
         zurückgenommen.",
        "Ausgezahlt wird monatlich, ab 50 Euro. Jeden Monat bekommen Sie eine Abrechnung, die Sie \
         selbst nachrechnen können.",
    ],
    to_contract: "Weiter zum Vertrag",
    contract: "Der Vertrag",
    contract_lead: "Lesen Sie den Vertrag in Ruhe. Sie können diese Seite schließen und später über \
                    denselben Link weitermachen.",
    version: "Text als Datei öffnen",
    your_details: "Ihre Angaben",
    organisation: "Name der Praxis oder Firma",
    country: "Land",
    tick: "Ich nehme den Vertrag in der oben gezeigten Fassung für die genannte Praxis oder Firma an.",
    accept: "Vertrag annehmen",
    payout: "Konto für Auszahlungen",
    payout_lead: "Der Vertrag ist angenommen, Ihr Bereich ist angelegt. Als Letztes richten Sie das Konto \
                  ein, auf das Ihre Provisionen gehen.",
    payout_go: "Konto einrichten",
    payout_by_hand_lead: "Der Vertrag ist angenommen, Ihr Bereich ist angelegt. Das Konto, auf das Ihre \
                          Provisionen gehen, richtet unser Team mit Ihnen ein und meldet sich dazu.",
    payout_by_hand_go: "Abschließen",
    payout_link: "Weiter zum Zahlungsdienst",
    payout_failed: "Der Zahlungsdienst antwortet gerade nicht. Ihr Vertrag und Ihr Bereich bestehen. \
                    Versuchen Sie es später noch einmal über denselben Link.",
    founder_lead: "Der Vertrag ist angenommen. Zum Konto für Auszahlungen kommt nur, wer ihn angenommen hat: \
                   Melden Sie sich mit der E-Mail-Adresse und dem Passwort von damals an.",
    founder_go: "Anmelden",
    founder_wrong: "E-Mail-Adresse oder Passwort stimmt nicht.",
    active: "Sie sind dabei",
    active_lead: "Melden Sie sich mit Ihrer E-Mail-Adresse und Ihrem Passwort an. Ist Ihr Konto für \
                  Auszahlungen noch nicht eingerichtet, bleibt Ihr Guthaben stehen, bis es so weit ist; \
                  wir melden uns dazu.",
    active_code: "Ihr Empfehlungslink",
    closed: "Diese Einladung gilt nicht mehr",
    closed_lead: "Sie ist abgelaufen oder wurde zurückgenommen, oder der Link ist unvollständig. Bitten \
                  Sie um eine neue Einladung.",
    not_exclusive: "Das Gebiet ist vergeben",
    not_exclusive_lead: "Für mindestens ein Land dieser Einladung besteht schon ein Vertrag. Es wurde \
                         nichts angelegt und nichts angenommen. Fragen Sie die Person, die Sie \
                         eingeladen hat.",
    organisation_missing: "Geben Sie den Namen Ihrer Praxis oder Firma an.",
    country_missing: "Wählen Sie ein Land.",
    tick_missing: "Bestätigen Sie, dass Sie den Vertrag annehmen.",
    email_taken: "Mit dieser E-Mail-Adresse ist das nicht möglich. Nehmen Sie eine andere.",
    taken: "Danke, wir haben Ihre Angaben",
    taken_lead: "Mit einer E-Mail-Adresse, die bei uns neu ist, geht es jetzt mit dem Konto für Auszahlungen \
                 weiter. Hat Ihre Adresse schon ein Konto, haben wir ihr eine Nachricht geschickt: Beginnen \
                 Sie dann mit einer anderen Adresse noch einmal.",
    taken_go: "Weiter",
    other_text: "Der Vertrag hat sich geändert, seit Sie die Seite geöffnet haben. Lesen Sie die Fassung, \
                 die jetzt hier steht.",
    partner_lead: "Empfehlen Sie MOJO weiter oder bieten Sie eigene Kurse an. Wir erklären zuerst, wie es \
                   geht; dann lesen Sie den Vertrag.",
    partner_go: "Link anfordern",
    partner_email_hint: "An diese Adresse schicken wir den Link, mit dem Sie weitermachen.",
    partner_sent: "Bitte sehen Sie in Ihr Postfach",
    partner_sent_lead: "Wir schicken Ihnen eine Nachricht an die angegebene Adresse; sie kann einige Minuten \
                        brauchen. Darin steht, wie es weitergeht. Sehen Sie auch im Spam-Ordner nach.",
    partner_by_hand: "Ihre Anfrage ist eingegangen",
    partner_by_hand_lead: "Diese Plattform verschickt zurzeit keine E-Mails. Unser Team sieht Ihre Anfrage \
                           und meldet sich unter der angegebenen Adresse.",
    payout_resume: "Beim Zahlungsdienst weitermachen",
    account_none: "Ihr Konto für Auszahlungen ist noch nicht eingerichtet.",
    account_pending: "In Einrichtung: Der Zahlungsdienst wartet noch auf Angaben oder prüft sie.",
    account_restricted: "Eingeschränkt: Der Zahlungsdienst braucht noch etwas von Ihnen, bevor er auszahlt.",
    account_active: "Aktiv: Auszahlungen gehen auf dieses Konto.",
    account_closed: "Geschlossen: Unser Team meldet sich bei Ihnen.",
    account_missing: "Fehlende Angaben",
    back: "Zurück vom Zahlungsdienst",
    back_lead: "Was Sie eingegeben haben, ist gespeichert. Um zu sehen, wie Ihr Konto steht, oder um \
                weiterzumachen, öffnen Sie den Link Ihrer Einladung noch einmal.",
};

const ENGLISH: InvitationWords = InvitationWords {
    title: "Invitation",
    distributor: "Regional distribution",
    affiliate: "Become a partner",
    region: "Region",
    percent: "Commission",
    begins: "First day at the earliest",
    distributor_points: &[
        "You receive the percentage named of the net amount of every platform product that is sold into \
         your region, whoever recruited the customer.",
        "Your region is yours alone: a country has only one agreement on any day.",
        "A commission is provisional for 30 days. Where a refund follows, then or later, it is taken \
         back.",
        "Payouts are monthly, from 50 euros on. Every month you get a statement that you can recompute \
         yourself.",
    ],
    affiliate_points: &[
        "You receive a referral link of your own. Whoever comes by it and creates an account within 30 \
         days is your customer for three years.",
        "Of the first purchase you get 20 percent of the net amount, of each later one 10 percent. There \
         is no commission for healing services.",
        "A commission is provisional for 30 days. Where a refund follows, then or later, it is taken \
         back.",
        "Payouts are monthly, from 50 euros on. Every month you get a statement that you can recompute \
         yourself.",
    ],
    to_contract: "Continue to the contract",
    contract: "The contract",
    contract_lead: "Take your time to read the contract. You may close this page and go on later by the \
                    same link.",
    version: "Open the text as a file",
    your_details: "Your details",
    organisation: "Name of the practice or company",
    country: "Country",
    tick: "I accept the contract in the version shown above for the practice or company named.",
    accept: "Accept the contract",
    payout: "Account for payouts",
    payout_lead: "The contract is accepted and your area is set up. Last, you set up the account to which \
                  your commissions go.",
    payout_go: "Set up the account",
    payout_by_hand_lead: "The contract is accepted and your area is set up. The account to which your \
                          commissions go is set up with you by our team, which will get in touch.",
    payout_by_hand_go: "Finish",
    payout_link: "Continue to the payment provider",
    payout_failed: "The payment provider does not answer at the moment. Your contract and your area \
                    stand. Try again later by the same link.",
    founder_lead: "The contract is accepted. Only whoever accepted it gets to the account for payouts: sign in \
                   with the e-mail address and the password given then.",
    founder_go: "Sign in",
    founder_wrong: "E-mail address or password is wrong.",
    active: "You are in",
    active_lead: "Sign in with your e-mail address and your password. Where your account for payouts is \
                  not set up yet, your balance stays until it is; we will get in touch about that.",
    active_code: "Your referral link",
    closed: "This invitation is no longer valid",
    closed_lead: "It has expired or was taken back, or the link is incomplete. Ask for a new invitation.",
    not_exclusive: "The region is taken",
    not_exclusive_lead: "At least one country of this invitation already has an agreement. Nothing was \
                         set up and nothing was accepted. Ask the person who invited you.",
    organisation_missing: "Enter the name of your practice or company.",
    country_missing: "Choose a country.",
    tick_missing: "Confirm that you accept the contract.",
    email_taken: "This e-mail address cannot be used. Please take another one.",
    taken: "Thank you, we have what you entered",
    taken_lead: "With an e-mail address that is new to us, the account for payouts comes next. If your \
                 address already has an account, we have sent a message to it: begin once more with another \
                 address then.",
    taken_go: "Go on",
    other_text: "The contract has changed since you opened the page. Read the version that stands here \
                 now.",
    partner_lead: "Recommend MOJO, or offer courses of your own. First we explain how it works; then you \
                   read the contract.",
    partner_go: "Ask for the link",
    partner_email_hint: "We send the link by which you go on to this address.",
    partner_sent: "Please look into your mailbox",
    partner_sent_lead: "We send a message to the address that you entered; it may take some minutes. It says \
                        how to go on. Look into your spam folder too.",
    partner_by_hand: "We have your request",
    partner_by_hand_lead: "This platform sends no e-mail at the moment. Our team sees your request and gets \
                           in touch at the address that you entered.",
    payout_resume: "Go on at the payment provider",
    account_none: "Your account for payouts is not set up yet.",
    account_pending: "Pending: the payment provider waits for answers or checks them.",
    account_restricted: "Restricted: the payment provider needs something more from you before it pays out.",
    account_active: "Active: payouts go to this account.",
    account_closed: "Closed: our team will get in touch.",
    account_missing: "Answers missing",
    back: "Back from the payment provider",
    back_lead: "What you entered is kept. To see how your account stands, or to go on, open the link of your \
                invitation once more.",
};

/// The words of a language.
pub(super) fn words(language: Language) -> &'static InvitationWords {
    language.pick(&GERMAN, &ENGLISH)
}

/// The countries that can be chosen: code, German, English.
pub(in crate::routes::pages) const COUNTRIES: &[(&str, &str, &str)] = &[
    ("DE", "Deutschland", "Germany"),
    ("AT", "Österreich", "Austria"),
    ("CH", "Schweiz", "Switzerland"),
    ("BE", "Belgien", "Belgium"),
    ("DK", "Dänemark", "Denmark"),
    ("ES", "Spanien", "Spain"),
    ("FR", "Frankreich", "France"),
    ("GB", "Vereinigtes Königreich", "United Kingdom"),
    ("IE", "Irland", "Ireland"),
    ("IT", "Italien", "Italy"),
    ("LI", "Liechtenstein", "Liechtenstein"),
    ("LU", "Luxemburg", "Luxembourg"),
    ("NL", "Niederlande", "Netherlands"),
    ("PL", "Polen", "Poland"),
    ("PT", "Portugal", "Portugal"),
    ("SE", "Schweden", "Sweden"),
    ("US", "Vereinigte Staaten", "United States"),
];

/// The name of a country; its code where there is none.
pub(in crate::routes::pages) fn country_name(code: &str, language: Language) -> String {
    let found = COUNTRIES.iter().find(|(known, _, _)| *known == code);
    found.map_or_else(|| code.to_owned(), |(_, de, en)| language.pick(*de, *en).to_owned())
}
