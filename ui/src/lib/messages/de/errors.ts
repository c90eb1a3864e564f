import { platformErrors } from './platform-errors';

/** What happened, and what is safe and to be done next. One pair per code that the window tells apart. */
export const errors = {
  ...platformErrors,
  unknown: {
    title: 'Das hat nicht geklappt.',
    text: 'Was vorher gespeichert war, ist gespeichert. Versuchen Sie es erneut; bleibt es dabei, nennen Sie dem Support die Kennung am Ende.',
  },
  code: (code: string) => `Kennung: ${code}`,
  offline: {
    title: 'Die Plattform ist gerade nicht erreichbar.',
    text: 'Alles ist gespeichert. Arbeiten Sie weiter, der Abgleich beginnt von selbst.',
  },
  server_error: {
    title: 'Die Plattform hat mit einem Fehler geantwortet.',
    text: 'Alles ist gespeichert. Der Abgleich versucht es von selbst wieder.',
  },
  client_too_old: {
    title: 'Diese Fassung ist zu alt für die Plattform.',
    text: 'Alles ist gespeichert. Bitte aktualisieren Sie MOJO Desk, danach geht der Abgleich weiter.',
  },
  update_needed: {
    title: 'Hier steht etwas, das diese Fassung noch nicht kennt.',
    text: 'Alles ist gespeichert, der Abgleich läuft weiter. Bitte aktualisieren Sie MOJO Desk, dann ist es zu lesen.',
  },
  device_revoked: {
    title: 'Dieses Gerät wurde gesperrt.',
    text: 'Was hier gespeichert ist, bleibt lesbar und kann ausgegeben werden. Gebucht wird auf diesem Gerät nichts mehr.',
  },
  device_erased: {
    title: 'Die Daten auf diesem Gerät wurden gelöscht.',
    text: 'Die Inhaberin oder der Inhaber hat das Gerät als verloren gemeldet. Richten Sie es neu ein, wenn es wieder benutzt werden soll.',
  },
  database_closed: {
    title: 'Die Daten dieses Geräts sind geschlossen.',
    text: 'Schließen Sie das Fenster und öffnen Sie MOJO Desk neu.',
  },
  what_if_refused: {
    title: 'Damit lässt sich nicht rechnen.',
    text: 'Es wurde nichts gespeichert. Möglich sind bis zu 20.000 Bestellungen, ein Satz bis 30 % und eine Währung mit Hundertsteln.',
  },
  tool_closed: {
    title: 'Dieser Teil ist mit Ihrer Mitgliedschaft nicht mehr offen.',
    text: 'Alles bleibt lesbar und kann ausgegeben werden. Verlängern Sie sie in den Einstellungen unter „Mitgliedschaft“ und gleichen Sie danach ab.',
  },
  owner_only: {
    title: 'Das darf nur die Inhaberin oder der Inhaber.',
    text: 'Es wurde nichts verändert.',
  },
  own_device: {
    title: 'Ein Gerät sperrt sich nicht selbst.',
    text: 'Es wurde nichts verändert. Sperren Sie es auf einem anderen Gerät der Praxis.',
  },
  database_busy: {
    title: 'Die Datenbank ist gerade beschäftigt.',
    text: 'Es wurde nichts gespeichert. Versuchen Sie es gleich noch einmal.',
  },
  database_newer: {
    title: 'Diese Daten stammen von einer neueren Fassung.',
    text: 'Es wurde nichts verändert. Bitte aktualisieren Sie MOJO Desk.',
  },
  storage_full: {
    title: 'Auf diesem Gerät ist kein Speicherplatz mehr frei.',
    text: 'Der letzte Vorgang wurde nicht gespeichert, alles davor schon. Schaffen Sie Platz und wiederholen Sie ihn.',
  },
  invalid_input: {
    title: 'Eine Angabe fehlt oder passt nicht.',
    text: 'Es wurde nichts gespeichert. Prüfen Sie die Felder und versuchen Sie es erneut.',
  },
  not_found: {
    title: 'Das gibt es hier nicht mehr.',
    text: 'Es wurde nichts verändert. Vielleicht wurde es auf einem anderen Gerät geändert; laden Sie die Ansicht neu.',
  },
  undo_too_late: {
    title: 'Die 30 Sekunden sind vorbei.',
    text: 'Der Check-in steht. In der Ansicht Karten können Sie ihn mit einem Grund zurücknehmen.',
  },
  reason_required: {
    title: 'Bitte nennen Sie einen Grund.',
    text: 'Es wurde nichts verändert. Der Grund steht später im Verlauf.',
  },
  not_paid: {
    title: 'Der Betrag ist noch nicht gedeckt.',
    text: 'Es wurde nichts gebucht. Geben Sie die Zahlung vollständig ein.',
  },
  read_only: {
    title: 'Mit dieser Rolle können Sie nur lesen.',
    text: 'Es wurde nichts verändert. Wechseln Sie die Person, um zu buchen.',
  },
  day_already_closed: {
    title: 'Dieser Tag ist schon abgeschlossen.',
    text: 'Es wurde nichts gebucht. Neue Vorgänge gehören in den nächsten Abschluss.',
  },
  not_allowed: {
    title: 'Das ist Ihrer Rolle nicht erlaubt.',
    text: 'Es wurde nichts verändert.',
  },
  pin_format: {
    title: 'Eine PIN hat vier bis acht Ziffern.',
    text: 'Es wurde nichts verändert. Wählen Sie eine andere.',
  },
  pin_needed: {
    title: 'Diese Person hat eine PIN.',
    text: 'Es wurde nichts verändert. Geben Sie die PIN ein.',
  },
  wrong_pin: {
    title: 'Die PIN stimmt nicht.',
    text: 'Es wurde nichts verändert. Versuchen Sie es erneut.',
  },
  pin_wait: {
    title: 'Zu viele falsche PINs.',
    text: 'Es wurde nichts verändert. Warten Sie einen Moment und versuchen Sie es dann erneut.',
  },
  recovery_mistyped: {
    title: 'Der Wiederherstellungsschlüssel enthält einen Tippfehler.',
    text: 'Es wurde nichts verändert. Vergleichen Sie ihn mit dem Blatt.',
  },
  wrong_recovery_key: {
    title: 'Dieser Wiederherstellungsschlüssel gehört nicht zu diesen Daten.',
    text: 'Es wurde nichts verändert. Vielleicht wurde später ein neuer ausgestellt.',
  },
  key_file: {
    title: 'Die Datei mit dem Schlüssel ist beschädigt oder lässt sich nicht schreiben.',
    text: 'Die Daten sind unverändert und verschlüsselt. Prüfen Sie, ob Sie im Ordner schreiben dürfen.',
  },
  shared_code: {
    title: 'Zwei Artikel tragen diesen Code.',
    text: 'Es wurde nichts gebucht. Geben Sie einem der beiden einen anderen Code.',
  },
  not_a_vat_id: {
    title: 'Das ist keine USt-IdNr.',
    text: 'Es wurde nichts gespeichert. Sie beginnt mit zwei Buchstaben für das Land, zum Beispiel DE123456789.',
  },
  payment_in_future: {
    title: 'Der Tag der Zahlung liegt in der Zukunft.',
    text: 'Es wurde nichts gebucht. Geben Sie den Tag ein, an dem das Geld eingegangen ist.',
  },
  marks_unusable: {
    title: 'Der Zählerstand dieses Geräts lässt sich nicht aufbewahren.',
    text: 'Es wurde nichts verändert. Prüfen Sie, ob Sie in Ihrem Benutzerordner schreiben dürfen.',
  },
  wrong_key: {
    title: 'Der Schlüssel passt nicht zu diesen Daten.',
    text: 'Die Daten sind unverändert und verschlüsselt. Öffnen Sie sie auf dem Gerät, auf dem sie angelegt wurden, oder mit dem Wiederherstellungsschlüssel.',
  },
  database_missing: {
    title: 'Die Datenbank fehlt, ihr Schlüssel ist noch da.',
    text: 'Es wurde nichts neu angelegt. Legen Sie eine Sicherung des Ordners an seine Stelle, oder beginnen Sie mit einem leeren Ordner und melden Sie sich an: Was auf der Plattform ist, kommt zurück.',
  },
  database_damaged: {
    title: 'Die Datenbank ist beschädigt.',
    text: 'Es wurde nichts überschrieben. Bewahren Sie eine Kopie des Ordners auf. Legen Sie dann eine Sicherung an seine Stelle, oder beginnen Sie mit einem leeren Ordner und melden Sie sich an: Was auf der Plattform ist, kommt zurück.',
  },
  database_read_only: {
    title: 'Die Datenbank lässt sich nicht beschreiben.',
    text: 'Es wurde nichts verändert. Prüfen Sie, ob der Datenträger da ist und Sie im Ordner der Praxis schreiben dürfen.',
  },
  unprintable_text: {
    title: 'Ein Zeichen lässt sich nicht drucken.',
    text: 'Es wurde nichts ausgestellt. Die Schrift der Dokumente hat lateinische, griechische und kyrillische Buchstaben, keine Emojis. Die Hinweise am Formular nennen die Stelle.',
  },
  key_lost: {
    title: 'Der Schlüssel zu diesen Daten fehlt auf diesem Gerät.',
    text: 'Die Daten sind unverändert und verschlüsselt. Mit dem ausgedruckten Wiederherstellungsschlüssel lassen sie sich öffnen.',
  },
  no_keychain: {
    title: 'Der Schlüsselbund dieses Systems antwortet nicht.',
    text: 'Die Daten sind unverändert. Entsperren Sie den Schlüsselbund oder melden Sie sich am System neu an, dann erneut versuchen.',
  },
  wrong_passphrase: {
    title: 'Die Passphrase stimmt nicht.',
    text: 'Die Daten sind unverändert und verschlüsselt. Prüfen Sie die Datei mit der Passphrase und versuchen Sie es erneut.',
  },
  disk_error: {
    title: 'Die Festplatte hat einen Fehler gemeldet.',
    text: 'Alles davor ist sicher. Ob dieser Vorgang noch gespeichert wurde, ist ungewiss: Sehen Sie nach, bevor Sie ihn wiederholen, und lassen Sie die Festplatte prüfen.',
  },
  store_fault: {
    title: 'Die Datenbank hat einen Fehler gemeldet.',
    text: 'Dieser Vorgang wurde nicht gespeichert, alles davor schon. Versuchen Sie es erneut; bleibt es dabei, rufen Sie den Support, bevor Sie weiterarbeiten.',
  },
  not_set_up: {
    title: 'Auf diesem Gerät ist noch keine Praxis eingerichtet.',
    text: 'Es wurde nichts gebucht. Melden Sie sich an oder öffnen Sie die Beispielpraxis.',
  },
  not_enough_cash: {
    title: 'So viel Bargeld ist nicht in der Kasse.',
    text: 'Es wurde nichts gebucht. Prüfen Sie den Betrag oder zählen Sie die Kasse.',
  },
  file_unwritable: {
    title: 'Die Datei ließ sich nicht speichern.',
    text: 'Das Dokument selbst ist sicher. Wählen Sie einen anderen Ordner und speichern Sie erneut.',
  },
  contact_deleted: {
    title: 'Dieser Kontakt ist gelöscht.',
    text: 'Es wurde nichts verändert. Stellen Sie ihn zuerst wieder her.',
  },
  one_contact_already: {
    title: 'Diese beiden sind schon zusammengeführt.',
    text: 'Es wurde nichts verändert. Im Kontakt steht, wer dazugehört.',
  },
  not_merged: {
    title: 'Dieser Kontakt ist mit keinem anderen zusammengeführt.',
    text: 'Es wurde nichts verändert. Vielleicht wurde er auf einem anderen Gerät schon getrennt.',
  },
  unknown_text: {
    title: 'Dieser Text ist nicht mehr aufbewahrt.',
    text: 'Es wurde nichts verändert. Vielleicht wurde er auf einem anderen Gerät schon wiederhergestellt.',
  },
  resolution_refused: {
    title: 'So lässt sich dieser Fall nicht klären.',
    text: 'Es wurde nichts verändert. Wählen Sie eine der angebotenen Antworten.',
  },
  no_card_to_carry_to: {
    title: 'Es gibt keine andere Karte mit freien Einträgen.',
    text: 'Es wurde nichts verändert. Verkaufen Sie zuerst eine neue Karte, oder wählen Sie eine andere Antwort.',
  },
  code_taken: {
    title: 'Dieser Code ist schon vergeben.',
    text: 'Es wurde nichts gespeichert. Wählen Sie einen anderen Code, oder archivieren Sie, was ihn trägt.',
  },
  card_in_use: {
    title: 'Auf dieser Karte sind schon Einträge eingelöst.',
    text: 'Es wurde nichts storniert. Nehmen Sie zuerst die Einlösungen zurück.',
  },
  is_storno: {
    title: 'Ein Storno lässt sich nicht stornieren.',
    text: 'Es wurde nichts verändert. Buchen Sie den Vorgang neu.',
  },
  amount_too_large: {
    title: 'Dieser Betrag ist zu groß.',
    text: 'Es wurde nichts gebucht. Mehr als 9.999.999,99 geht in keine Position und keinen Beleg. Prüfen Sie Menge und Preis.',
  },
  archived_product: {
    title: 'Dieser Artikel wird nicht mehr verkauft.',
    text: 'Es wurde nichts gebucht. Nehmen Sie ihn aus dem Korb.',
  },
  card_refused: {
    title: 'Diese Karte lässt sich so nicht verkaufen.',
    text: 'Es wurde nichts gebucht. Prüfen Sie im Sortiment Einträge und Gültigkeit der Karte.',
  },
  contact_required: {
    title: 'Eine Karte gehört einer Person.',
    text: 'Es wurde nichts gebucht. Wählen Sie einen Kontakt und schließen Sie dann ab.',
  },
  count_refused: {
    title: 'Die Zählung passt nicht zusammen.',
    text: 'Es wurde nichts gebucht. Prüfen Sie die Stückzahlen.',
  },
  document_fault: {
    title: 'Die Seite ließ sich nicht setzen.',
    text: 'Der Vorgang selbst ist gespeichert. Versuchen Sie es erneut.',
  },
  empty_cart: {
    title: 'Der Korb ist leer.',
    text: 'Es wurde nichts gebucht. Legen Sie zuerst einen Artikel hinein.',
  },
  file_empty: {
    title: 'Diese Datei ist leer.',
    text: 'Es wurde nichts gespeichert. Wählen Sie eine andere Datei.',
  },
  file_not_text: {
    title: 'Diese Datei ist keine Tabelle und keine vCard.',
    text: 'Es wurde nichts gespeichert. Speichern Sie die Liste als CSV oder vCard und wählen Sie sie erneut.',
  },
  file_unreadable: {
    title: 'Diese Datei lässt sich nicht öffnen.',
    text: 'Es wurde nichts gespeichert. Vielleicht ist sie in einem anderen Programm geöffnet.',
  },
  invoice_incomplete: {
    title: 'Für eine Rechnung fehlt noch etwas.',
    text: 'Es wurde keine Nummer vergeben. Oben im Formular steht, was fehlt.',
  },
  invoice_line_refused: {
    title: 'Eine Position lässt sich so nicht berechnen.',
    text: 'Es wurde nichts gespeichert. Prüfen Sie Menge und Preis.',
  },
  movement_refused: {
    title: 'Dieser Betrag lässt sich so nicht buchen.',
    text: 'Es wurde nichts gebucht. Prüfen Sie Betrag und Grund.',
  },
  no_known_column: {
    title: 'In dieser Datei ist keine Spalte bekannt.',
    text: 'Es wurde nichts gespeichert. Die erste Zeile muss die Spalten nennen, zum Beispiel Vorname und Nachname.',
  },
  no_recipient: {
    title: 'Die Rechnung hat keinen Empfänger.',
    text: 'Es wurde keine Nummer vergeben. Wählen Sie einen Kontakt.',
  },
  not_counted: {
    title: 'Die Kasse ist noch nicht gezählt.',
    text: 'Es wurde nichts gebucht. Tragen Sie die Stückzahlen ein, oder schließen Sie mit einem Grund ohne Zählung ab.',
  },
  number_range_full: {
    title: 'Der Nummernkreis ist voll.',
    text: 'Es wurde nichts gebucht. Bitte den Support rufen.',
  },
  cash_discount_refused: {
    title: 'Mit Skonto muss der ganze Rest bezahlt sein.',
    text: 'Es wurde nichts gebucht. Mit dem Skonto sind genau {rest} zu zahlen.',
  },
  no_cash_discount: {
    title: 'An diesem Tag gibt es kein Skonto mehr.',
    text: 'Es wurde nichts gebucht. Buchen Sie den Betrag ohne Skonto; der Rest bleibt offen.',
  },
  payment_refused: {
    title: 'Dieser Betrag passt nicht zu dem, was offen ist.',
    text: 'Es wurde nichts gebucht. Karte und Gutschein dürfen nicht mehr ergeben als die Summe; Rückgeld gibt es nur bar.',
  },
  register_refused: {
    title: 'Diese Kasse darf hier nicht verkaufen.',
    text: 'Es wurde nichts gebucht. In diesem Land braucht die Kasse erst eine Sicherheitseinrichtung.',
  },
  training_card: {
    title: 'Im Übungsbetrieb gibt es keine Karten.',
    text: 'Es wurde nichts gebucht. Die Besuche einer Karte würden wirklich zählen. Nehmen Sie die Karte aus dem Warenkorb.',
  },
  file_too_big: {
    title: 'Diese Datei ist zu groß für eine Rechnung.',
    text: 'Eine E-Rechnung hat höchstens 25 MB. Es wurde nichts geändert.',
  },
  not_an_e_invoice: {
    title: 'Das ist keine E-Rechnung.',
    text: 'Die Datei beginnt mit „{found}“. Eine E-Rechnung ist ein PDF (ZUGFeRD, Factur-X) oder XML (XRechnung, CII, UBL).',
  },
  pdf_without_e_invoice: {
    title: 'In diesem PDF steckt keine E-Rechnung.',
    text: 'Es ist eine sonstige Rechnung: für Menschen lesbar, nicht für Programme. Bitten Sie den Absender um eine E-Rechnung, wenn er eine schuldet.',
  },
  broken_pdf: {
    title: 'Dieses PDF lässt sich nicht lesen.',
    text: 'Es ist beschädigt oder verschlüsselt. Bitten Sie den Absender, es noch einmal zu senden.',
  },
  broken_xml: {
    title: 'Dieses XML lässt sich nicht lesen.',
    text: 'Es ist beschädigt, in einer fremden Kodierung oder enthält, was in keiner Rechnung stehen darf. Bitten Sie den Absender, es noch einmal zu senden.',
  },
  invoice_without_xml: {
    title: 'Zu dieser Rechnung gibt es keine E-Rechnung.',
    text: 'Sie wurde nur als PDF ausgestellt. Stornieren Sie sie und stellen Sie sie neu aus, wenn der Empfänger eine E-Rechnung braucht.',
  },
  document_differs: {
    title: 'Dieses Dokument ist nicht das ausgestellte.',
    text: 'Neu erzeugt sähe es anders aus als bei der Ausstellung und wird deshalb nicht ausgegeben. Öffnen Sie es an dem Gerät, das es ausgestellt hat.',
  },
  whole_pieces: {
    title: 'Karten gibt es nur ganz.',
    text: 'Es wurde nichts gebucht. Stellen Sie die Menge auf eine ganze Zahl.',
  },
  already_settled: {
    title: 'Dieser Fall ist schon geklärt.',
    text: 'Es wurde nichts verändert. Unter „Geklärt“ steht, wer was entschieden hat.',
  },
  already_cancelled: {
    title: 'Das ist schon storniert.',
    text: 'Es wurde nichts verändert. Das Storno steht in der Liste.',
  },
  already_taken_back: {
    title: 'Dieser Check-in ist schon zurückgenommen.',
    text: 'Der Eintrag ist wieder frei, mehr ist nicht nötig.',
  },
};
