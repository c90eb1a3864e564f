/** What the platform refuses, by its code; whatever is not here is said in its own words. */
export const refusals: Record<string, string> = {
  not_exclusive: 'Ein Land steht an einem dieser Tage schon in einem anderen Gebietsvertrag.',
  plan_changed:
    'Dieser Plan gilt nicht mehr: er wurde schon ausgezahlt, oder inzwischen ist etwas anderes fällig. Bitte neu ansehen.',
  already_accepted: 'Die Einladung wurde schon angenommen.',
  not_confirmable: 'Diese Auszahlung ist beendet oder wird nicht von Hand überwiesen.',
  in_open_file:
    'Diese Auszahlung steht in einer Überweisungsdatei, die der Bank vorliegen kann. Erst die Datei bestätigen, ablehnen oder ungültig erklären.',
  problem_settled: 'Dieses Zahlungsproblem ist schon geklärt.',
  not_releasable:
    'Diese Auszahlung lässt sich nicht zurücknehmen: sie ist beendet, oder die Überweisung ist unterwegs oder ausgeführt.',
  not_returnable:
    'Hier kam nichts zurück: diese Auszahlung wurde nicht bezahlt, ihr Rücklauf steht schon da, oder der Anbieter hat nicht alles zurückgeholt.',
  not_the_banks_day:
    'An diesem Tag kann die Bank das Geld nicht bewegt haben. Bitte den Tag aus dem Kontoauszug eingeben, nicht in der Zukunft.',
  no_debtor_account: 'Die Plattform kennt kein Konto, von dem sie überweisen könnte.',
  no_banking_day: 'An diesem Tag führen die Banken keine Datei von heute aus.',
  nothing_to_pay:
    'Keine Auszahlung wartet, die eine Datei zahlen könnte. Vielleicht steht alles schon in der letzten Datei, oder es fehlt ein Konto mit IBAN.',
  key_reused:
    'Das wurde schon gesendet, und was dort steht, ist inzwischen anders. Laden Sie die Liste neu, bevor Sie es noch einmal senden.',
  file_ended: 'Diese Datei ist schon beendet.',
  dispute_settled: 'Dieser Streitfall ist schon entschieden.',
  correction_missing: 'Wem stattgegeben wird, dem fehlt noch die Korrektur.',
  correction_too_much: 'So viel ist von dem Eintrag nicht mehr übrig.',
  entry_at_rest:
    'Dieser Eintrag bewegt sich nicht mehr. Geben Sie an, was ihn anders korrigiert hat.',
  correction_refused:
    'Diese Korrektur ist nicht möglich. Ein Betrag ist nicht null und reicht höchstens bis zu dem Netto, das von der Position übrig ist; eine Kennung nennt eine andere Bestellung des Empfängers oder eine Rückgabe.',
  reference_missing: 'Bitte die Referenz der Bank angeben, höchstens 200 Zeichen.',
  reason_missing: 'Bitte den Grund angeben, höchstens 200 Zeichen.',
  not_found: 'Das gibt es auf der Plattform nicht.',
  job_not_retried:
    'Diese Aufgabe ist nicht fehlgeschlagen, oder sie ist schon fällig oder in Arbeit.',
  already_sent: 'Diese Nachricht ist schon angekommen; nichts wird zweimal gesendet.',
  being_sent:
    'Diese Nachricht wird gerade gesendet. Was daraus wird, steht in einer Viertelstunde fest.',
  invitation_closed: 'Die Einladung wurde zurückgezogen; der Link dieser Nachricht öffnet nichts.',
  account_refused:
    'Dieses Konto passt so nicht. Bitte IBAN, BIC und Inhaber prüfen, bei Stripe die Kennung.',
  search_refused: 'Bitte drei bis 200 Zeichen und einen Grund angeben.',
  customer_refused: 'Bitte den Grund angeben, höchstens 200 Zeichen.',
  issuer_refused: 'Diese Angaben passen so nicht auf eine Gutschrift. Bitte alle Felder prüfen.',
  issuer_changed:
    'Inzwischen hat jemand anders den Aussteller geändert. Bitte schließen und neu ansehen.',
  demand_refused: 'Bitte den heutigen oder einen späteren Tag und einen Grund angeben.',
  contract_changed: 'Inzwischen wird eine andere Fassung angeboten. Bitte neu laden.',
  account_taken: 'Auf dieses Konto wird schon ein anderer Mandant ausgezahlt.',
  account_changed:
    'Jemand anders hat dieses Konto inzwischen geändert. Bitte schließen und neu ansehen.',
};
