export const common = {
  justNow: 'gerade eben',
  today: 'heute',
  yesterday: 'gestern',
  back: 'Zurück',
  close: 'Schließen',
  cancel: 'Abbrechen',
  done: 'Fertig',
  save: 'Speichern',
  undo: 'Rückgängig',
  retry: 'Erneut versuchen',
  messages: 'Meldungen',
  notAnAmount: 'Bitte einen Betrag eingeben, zum Beispiel 12,50.',
  priceNote: (text: string, sold: string, since: string, inForce: string) =>
    `${text}: verkauft zu ${sold}; seit ${since} galt ${inForce}`,
  none: 'keine',
  all: 'Alle',
  of: (n: string, total: string) => `${n} von ${total}`,
};
