/** What went wrong with the platform: signing in, its profiles, its money and its papers. */
export const platformErrors = {
  not_signed_in: {
    title: 'Sie sind nicht angemeldet.',
    text: 'Alles wird auf diesem Gerät gespeichert. Melden Sie sich an, um abzugleichen.',
  },
  wrong_password: {
    title: 'Name oder Passwort stimmt nicht.',
    text: 'Auf diesem Gerät hat sich nichts geändert. Prüfen Sie die Schreibweise und versuchen Sie es erneut.',
  },
  no_identity_provider: {
    title: 'Diese Plattform kennt keine Anmeldung im Browser.',
    text: 'Auf diesem Gerät hat sich nichts geändert. Melden Sie sich mit Name und Passwort an.',
  },
  no_browser: {
    title: 'Der Browser lässt sich nicht öffnen.',
    text: 'Auf diesem Gerät hat sich nichts geändert. Richten Sie im System einen Standardbrowser ein und versuchen Sie es erneut.',
  },
  sign_in_cancelled: {
    title: 'Die Anmeldung wurde abgebrochen.',
    text: 'Auf diesem Gerät hat sich nichts geändert. Sie können jederzeit neu beginnen.',
  },
  sign_in_timed_out: {
    title: 'Im Browser hat sich niemand angemeldet.',
    text: 'Nach fünf Minuten wird nicht länger gewartet. Beginnen Sie neu, sobald Sie so weit sind.',
  },
  identity_silent: {
    title: 'Die Anmeldeseite antwortet nicht.',
    text: 'Auf diesem Gerät hat sich nichts geändert. Versuchen Sie es in einigen Minuten erneut.',
  },
  identity_refused: {
    title: 'Die Antwort der Anmeldeseite gilt nicht.',
    text: 'Auf diesem Gerät hat sich nichts geändert. Beginnen Sie die Anmeldung neu.',
  },
  identity_unknown: {
    title: 'Zu dieser Anmeldung gehört kein Zugang.',
    text: 'Auf diesem Gerät hat sich nichts geändert. Melden Sie sich mit der E-Mail aus Ihrer Einladung an, oder fragen Sie den Support der Plattform.',
  },
  no_onboarding: {
    title: 'Dieses Konto richtet die Plattform von Hand ein.',
    text: 'Es hat sich nichts geändert, und Ihr Guthaben bleibt bestehen. Schreiben Sie dem Support der Plattform, auf welches Konto ausgezahlt werden soll.',
  },
  contract_changed: {
    title: 'Inzwischen wird eine andere Fassung angeboten.',
    text: 'Es wurde nichts angenommen. Schließen Sie den Text und lesen Sie die neue Fassung.',
  },
  membership_no_payments: {
    title: 'Diese Plattform nimmt keine Zahlungen an.',
    text: 'Es wurde nichts gekauft. Wer sie betreibt, hat keinen Zahlungsdienst eingerichtet.',
  },
  membership_price_changed: {
    title: 'Der Preis hat sich geändert.',
    text: 'Es wurde nichts gekauft. Sehen Sie sich den neuen Preis an. Ein Abo zum früheren Preis, das nicht bezahlt wurde, verfällt innerhalb eines Tages.',
  },
  membership_held: {
    title: 'Diese Mitgliedschaft hat die Praxis schon.',
    text: 'Es wurde nichts gekauft. Was eben bezahlt wurde, öffnet sich innerhalb einer Minute.',
  },
  membership_refused: {
    title: 'Die Plattform verkauft das so nicht.',
    text: 'Es wurde nichts gekauft. Bleibt es dabei, fragen Sie den Support der Plattform.',
  },
  already_disputed: {
    title: 'Dieser Eintrag ist schon beanstandet.',
    text: 'Es wurde nichts verändert. Schreiben Sie in die Beanstandung, die noch offen ist.',
  },
  dispute_text_refused: {
    title: 'Bitte schreiben Sie, was nicht stimmt.',
    text: 'Es wurde nichts gespeichert. Eine Beanstandung braucht Worte, höchstens 4.000 Zeichen.',
  },
  needs_network: {
    title: 'Das geht nur mit Netz.',
    text: 'Es wurde nichts verändert. Versuchen Sie es, sobald die Plattform wieder erreichbar ist.',
  },
  administration_offline: {
    title: 'Verwaltung braucht eine Verbindung.',
    text: 'Die Plattform ist gerade nicht erreichbar. Auf diesem Gerät wird davon nichts gespeichert.',
  },
  administration_unanswered: {
    title: 'Die Antwort der Plattform ist nicht angekommen.',
    text: 'Es ist nicht bekannt, ob es getan ist. Sehen Sie in der Liste nach, bevor Sie es wiederholen.',
  },
  administration_busy: {
    title: 'Die Plattform ist gerade ausgelastet.',
    text: 'Warten Sie eine Minute und versuchen Sie es noch einmal.',
  },
  platform_full: {
    title: 'Der Speicher der Plattform ist voll.',
    text: 'Das wurde dort nicht gespeichert. Was auf diesem Gerät steht, bleibt erhalten. Wer die Plattform betreibt, muss Platz schaffen; versuchen Sie es später noch einmal.',
  },
  administration_fault: {
    title: 'Die Plattform hat einen Fehler.',
    text: 'Sehen Sie in der Liste nach, ob es getan ist. Bleibt es dabei, melden Sie es dem Betrieb.',
  },
  administration_forbidden: {
    title: 'Die Plattform erlaubt Ihrem Konto das nicht.',
    text: 'Es wurde nichts verändert.',
  },
  administration_refused: {
    title: 'Die Plattform hat das nicht getan.',
    text: 'Es wurde nichts verändert.',
  },
  profile_in_use: {
    title: 'MOJO Desk ist mit diesen Daten schon geöffnet.',
    text: 'Es ist nichts verloren. Arbeiten Sie im anderen Fenster weiter, oder schließen Sie es und versuchen Sie es hier erneut.',
  },
  other_tenant: {
    title: 'Diese Daten gehören einem anderen Mandanten.',
    text: 'Es wurde nichts verändert. Klicken Sie oben links auf den Namen und wählen Sie „Weiteren Mandanten anmelden“.',
  },
  demo_profile: {
    title: 'Hier ist die Beispielpraxis.',
    text: 'Sie wird nie mit Ihren Daten vermischt. Klicken Sie oben links auf den Namen und wählen Sie „Weiteren Mandanten anmelden“.',
  },
  profile_missing: {
    title: 'Die Daten dieses Mandanten sind nicht da.',
    text: 'Es wurde nichts neu angelegt. Schließen Sie den Datenträger an, auf dem sie liegen, und versuchen Sie es erneut.',
  },
  profile_changes: {
    title: 'Das Fenster wechselt gerade zu einem anderen Mandanten.',
    text: 'Es wurde nichts gebucht. Wiederholen Sie es, sobald der Wechsel fertig ist.',
  },
  profiles_unwritable: {
    title: 'Die Liste der Mandanten lässt sich nicht schreiben.',
    text: 'Die Daten selbst sind unberührt. Prüfen Sie, ob Sie in Ihrem Benutzerordner schreiben dürfen.',
  },
  profile_unusable: {
    title: 'Der Ordner mit den Daten lässt sich nicht öffnen.',
    text: 'Es wurde nichts verändert. Prüfen Sie, ob der Datenträger da ist und Sie dort schreiben dürfen.',
  },
  unanswered: {
    title: 'Die Plattform hat nicht geantwortet.',
    text: 'Ob es angekommen ist, ist nicht bekannt. Sehen Sie nach, sobald sie wieder erreichbar ist, bevor Sie es wiederholen.',
  },
  unknown_credit_note: {
    title: 'Diese Gutschrift ist nicht bekannt.',
    text: 'Es wurde nichts verändert. Prüfen Sie die Nummer.',
  },
  already_objected: {
    title: 'Dieser Gutschrift wurde schon widersprochen.',
    text: 'Es wurde nichts weiter verändert.',
  },
  wrong_file: {
    title: 'Die Datei passt nicht zur Liste der Plattform.',
    text: 'Sie wurde nicht gespeichert. Versuchen Sie es erneut; bleibt es dabei, melden Sie es der Plattform.',
  },
  affiliate_code_taken: {
    title: 'Diesen Empfehlungscode gibt es schon.',
    text: 'Es wurde nichts angelegt. Wählen Sie einen anderen. Kam vorher keine Antwort, sehen Sie nach dem nächsten Abgleich nach: Vielleicht ist er schon Ihrer.',
  },
  affiliate_code_refused: {
    title: 'Das kann kein Empfehlungscode sein.',
    text: 'Es wurde nichts gespeichert. Ein Code hat 3 bis 20 Buchstaben oder Ziffern, eine Bezeichnung höchstens 80 Zeichen.',
  },
  affiliate_code_mistyped: {
    title: 'In diesem Empfehlungscode ist ein Tippfehler.',
    text: 'Es wurde kein Flyer gemacht. Vergleichen Sie ihn mit der Liste.',
  },
  affiliate_code_retired: {
    title: 'Dieser Empfehlungscode ist stillgelegt.',
    text: 'Es wurde kein Flyer gemacht, denn über ihn kommt niemand mehr. Aktivieren Sie ihn zuerst wieder.',
  },
  no_reason: {
    title: 'Bitte nennen Sie den Grund.',
    text: 'Namen werden nur mit einem Grund herausgegeben, den die Plattform festhält.',
  },
  tax_profile_changed: {
    title: 'Die steuerlichen Angaben wurden inzwischen an anderer Stelle geändert.',
    text: 'Es wurde nichts gespeichert und nichts überschrieben. Schließen Sie die Angaben, öffnen Sie sie neu und prüfen Sie, was jetzt dort steht.',
  },
  tax_profile_refused: {
    title: 'Diese Angabe passt so nicht.',
    text: 'Es wurde nichts gespeichert. Prüfen Sie die Felder.',
  },
};
