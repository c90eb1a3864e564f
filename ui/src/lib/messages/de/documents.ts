export const documents = {
  save: 'PDF speichern',
  saved: 'Gespeichert',
  notShown: 'Die Seite lässt sich hier nicht zeigen. Speichern Sie das PDF, um es zu öffnen.',
  notADay: 'Bitte einen Tag eingeben, zum Beispiel 03.11.2026.',
  dayPlaceholder: 'TT.MM.JJJJ',
};
