/** A newer version of a contract, for whoever accepted an older one. */
export const contractNotice = {
  title: (kind: string, version: string, accepted: string) =>
    `Ihr ${kind} hat eine neue Fassung: ${version}. Angenommen haben Sie ${accepted}.`,
  kinds: { distributor: 'Vertriebsvertrag', affiliate: 'Partnervertrag' } as Record<string, string>,
  otherKind: 'Vertrag',
  otherKindTitle: 'Vertrag',
  noDay:
    'Lesen Sie sie in Ruhe. Bis Sie annehmen, gilt die bisherige weiter, und nichts ist gesperrt.',
  from: (day: string) =>
    `Ab dem ${day} ist sie nötig; bitte nehmen Sie sie vorher an. Gesperrt wird nichts.`,
  due: (day: string) =>
    `Sie ist seit dem ${day} nötig. Gesperrt ist nichts; bitte lesen und annehmen.`,
  action: 'Lesen und annehmen',
  dialogTitle: (kind: string, version: string) => `${kind}, Fassung ${version}`,
  dialogText:
    'Beide Sprachen haben denselben Inhalt; es gilt die, in der Sie annehmen. Sie können jederzeit abbrechen und später weiterlesen.',
  language: 'Sprache des Vertrags',
  languages: { de: 'Deutsch', en: 'Englisch' },
  text: 'Text des Vertrags',
  hash: (sha256: string) => `Prüfsumme (SHA-256): ${sha256}`,
  tick: 'Ich habe diese Fassung gelesen und nehme sie an.',
  tickMissing: 'Bitte bestätigen Sie, dass Sie die Fassung gelesen haben und annehmen.',
  name: 'Ihr Name',
  nameHint: 'Er steht mit Zeitpunkt und Netzadresse bei der Annahme.',
  nameMissing: 'Bitte Ihren Namen eingeben.',
  later: 'Später',
  accept: 'Annehmen',
  accepted: 'Vertrag angenommen',
  acceptedText: (version: string) => `Fassung ${version} gilt ab jetzt.`,
};
