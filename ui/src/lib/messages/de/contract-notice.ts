/** A newer version of a contract, for whoever accepted an older one. */
export const contractNotice = {
  title: (version: string, accepted: string) =>
    `Ihr Vertrag hat eine neue Fassung: ${version}. Angenommen haben Sie ${accepted}.`,
  noDay:
    'Lesen Sie sie in Ruhe. Bis Sie annehmen, gilt die bisherige weiter, und nichts ist gesperrt.',
  from: (day: string) =>
    `Ab dem ${day} ist sie nötig; bitte nehmen Sie sie vorher an. Gesperrt wird nichts.`,
  due: (day: string) =>
    `Sie ist seit dem ${day} nötig. Gesperrt ist nichts; bitte lesen und annehmen.`,
  action: 'Lesen und annehmen',
  dialogTitle: (version: string) => `Vertrag, Fassung ${version}`,
  dialogText: 'Es gilt der deutsche Text. Sie können jederzeit abbrechen und später weiterlesen.',
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
