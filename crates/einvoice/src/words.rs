//! Findings in German: what is wrong, and what to do.

use en16931::validation::Finding;

/// The words of a finding. Where no sentence is known for the rule, the term is named with the
/// rule, and what was expected where the rule computes.
pub(crate) fn text(found: &Finding) -> String {
    if let Some(sentence) = sentence(&found.rule) {
        return sentence.to_owned();
    }
    let term = found.path.term.map(|term| term.0);
    let name = term.and_then(term_name);
    let subject = match (name, term) {
        (Some(name), Some(term)) => format!("{name} (BT-{term})"),
        (None, Some(term)) => format!("Angabe BT-{term}"),
        _ => "Die Rechnung".to_owned(),
    };
    match &found.detail {
        Some(detail) => format!(
            "{subject}: Es ergibt sich {}, angegeben ist {} (Regel {}).",
            detail.expected, detail.actual, found.rule
        ),
        None => format!("{subject}: fehlt oder ist nicht zulässig (Regel {}).", found.rule),
    }
}

/// What users can do something about, by the rule that says so.
fn sentence(rule: &str) -> Option<&'static str> {
    Some(match rule {
        "BR-06" => "Name des Ausstellers fehlt.",
        "BR-07" => "Name des Empfängers fehlt.",
        "BR-08" | "BR-09" => "Anschrift oder Land des Ausstellers fehlt.",
        "BR-10" | "BR-11" => "Anschrift oder Land des Empfängers fehlt.",
        "BR-16" => "Die Rechnung hat keine Position.",
        "BR-25" => "Eine Position hat keine Bezeichnung.",
        "BR-27" => {
            "Ein Preis liegt unter null. Abzüge als Rabatt oder mit negativer Menge angeben."
        }
        "BR-29" | "BR-30" => "Das Ende der Leistung liegt vor dem Anfang.",
        "BR-50" | "BR-61" => "Für eine Überweisung fehlt die IBAN.",
        "BR-62" | "BR-63" => "Die elektronische Adresse hat kein Kennzeichen ihrer Art.",
        "BR-CL-04" => "Diese Währung gibt es nicht.",
        "BR-CL-14" => "Dieses Land gibt es nicht. Das Länderkürzel hat zwei Buchstaben, wie DE.",
        "BR-CL-23" => "Diese Einheit gibt es nicht.",
        "BR-CO-09" => "Die USt-IdNr. beginnt nicht mit dem Kürzel eines Landes, wie DE oder ATU.",
        "BR-CO-25" => "Zahlungsziel oder Zahlungsbedingungen fehlen.",
        "BR-CO-26" => "Steuernummer oder USt-IdNr. des Ausstellers fehlt.",
        "BR-AE-02" | "BR-AE-03" | "BR-AE-04" => {
            "Schuldet der Empfänger die Steuer, müssen seine USt-IdNr. und die Steuernummer oder \
             USt-IdNr. des Ausstellers auf der Rechnung stehen."
        }
        "BR-S-02" | "BR-S-03" | "BR-S-04" | "BR-E-02" | "BR-E-03" | "BR-E-04" => {
            "Steuernummer oder USt-IdNr. des Ausstellers fehlt."
        }
        "BR-O-02" | "BR-O-03" | "BR-O-04" => {
            "Auf einer nicht steuerbaren Rechnung darf keine USt-IdNr. stehen."
        }
        "BR-O-11" | "BR-O-12" | "BR-O-13" | "BR-O-14" => {
            "Was nicht steuerbar ist, darf in einer E-Rechnung nicht neben anderem stehen. Zwei \
             Rechnungen ausstellen."
        }
        "BR-DE-1" => "Der Zahlungsweg fehlt. IBAN in den Einstellungen der Praxis eintragen.",
        "BR-DE-2" | "BR-DE-5" => "Ansprechpartner der Praxis fehlt.",
        "BR-DE-3" => "Ort der Praxis fehlt.",
        "BR-DE-4" => "Postleitzahl der Praxis fehlt.",
        "BR-DE-6" => "Telefonnummer der Praxis fehlt.",
        "BR-DE-7" => "E-Mail-Adresse der Praxis fehlt.",
        "BR-DE-8" => "Ort des Empfängers fehlt.",
        "BR-DE-9" => "Postleitzahl des Empfängers fehlt.",
        "BR-DE-15" => {
            "Leitweg-ID oder Käuferreferenz fehlt. Die öffentliche Stelle nennt sie mit dem Auftrag."
        }
        "BR-DE-19" => "Die IBAN gibt es nicht: Länge oder Prüfziffer ist falsch.",
        "BR-DE-27" => "Die Telefonnummer der Praxis braucht mindestens drei Ziffern.",
        "BR-DE-28" => "Das ist keine E-Mail-Adresse.",
        "PEPPOL-EN16931-R010" => {
            "E-Mail-Adresse des Empfängers fehlt; sie ist seine elektronische Adresse."
        }
        "PEPPOL-EN16931-R020" => {
            "E-Mail-Adresse der Praxis fehlt; sie ist ihre elektronische Adresse."
        }
        _ => return None,
    })
}

/// The terms by the names of the German edition of the standard.
fn term_name(term: u16) -> Option<&'static str> {
    Some(match term {
        1 => "Rechnungsnummer",
        2 => "Rechnungsdatum",
        3 => "Art der Rechnung",
        5 => "Währung",
        6 => "Währung der Umsatzsteuer",
        7 | 8 => "Zeitpunkt der Steuerentstehung",
        9 => "Fälligkeit",
        10 => "Käuferreferenz",
        13 => "Bestellnummer",
        20 => "Zahlungsbedingungen",
        22 => "Freitext",
        23 => "Geschäftsprozess",
        24 => "Profil",
        25 | 26 => "Verweis auf die vorige Rechnung",
        27 => "Name des Ausstellers",
        29 => "Kennung des Ausstellers",
        31 => "USt-IdNr. des Ausstellers",
        32 => "Steuernummer des Ausstellers",
        34 => "Elektronische Adresse des Ausstellers",
        35..=39 => "Anschrift des Ausstellers",
        40 => "Land des Ausstellers",
        41 => "Ansprechpartner des Ausstellers",
        42 => "Telefon des Ausstellers",
        43 => "E-Mail des Ausstellers",
        44 => "Name des Empfängers",
        46 => "Kennung des Empfängers",
        48 => "USt-IdNr. des Empfängers",
        49 => "Elektronische Adresse des Empfängers",
        50..=54 => "Anschrift des Empfängers",
        55 => "Land des Empfängers",
        59 => "Name des Zahlungsempfängers",
        72 => "Leistungsdatum",
        73 | 74 => "Leistungszeitraum",
        81 => "Zahlungsweg",
        84 => "Konto",
        86 => "BIC",
        89 => "Mandatsreferenz",
        90 => "Gläubiger-Identifikationsnummer",
        92..=98 => "Abzug auf die Rechnung",
        99..=105 => "Zuschlag auf die Rechnung",
        _ => return in_sums_and_lines(term),
    })
}

fn in_sums_and_lines(term: u16) -> Option<&'static str> {
    Some(match term {
        106 => "Summe der Positionen",
        107 => "Summe der Abzüge",
        108 => "Summe der Zuschläge",
        109 => "Summe ohne Umsatzsteuer",
        110 | 111 => "Umsatzsteuer",
        112 => "Summe mit Umsatzsteuer",
        113 => "Bereits gezahlt",
        114 => "Rundung",
        115 => "Zu zahlen",
        116 => "Betrag, der besteuert wird",
        117 => "Steuerbetrag",
        118 => "Steuerkategorie",
        119 => "Steuersatz",
        120 | 121 => "Grund der Steuerbefreiung",
        122..=125 => "Anlage",
        126 => "Nummer der Position",
        129 => "Menge",
        130 => "Einheit",
        131 => "Nettobetrag der Position",
        134 | 135 => "Zeitraum der Position",
        136..=140 => "Abzug auf die Position",
        141..=145 => "Zuschlag auf die Position",
        146 => "Nettopreis",
        147 => "Nachlass auf den Preis",
        148 => "Bruttopreis",
        149 | 150 => "Menge, auf die sich der Preis bezieht",
        151 => "Steuerkategorie der Position",
        152 => "Steuersatz der Position",
        153 => "Bezeichnung der Position",
        157 | 158 => "Artikelkennung",
        _ => return None,
    })
}
