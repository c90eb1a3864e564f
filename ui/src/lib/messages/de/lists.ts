/** A list that is fetched from the platform, with its search. */
export const lists = {
  search: 'Suchen',
  reload: 'Neu laden',
  more: 'Weitere laden',
  loading: 'Lädt',
  choose: 'Wählen Sie eine Zeile, um mehr zu sehen.',
  nothingFound: 'Nichts gefunden.',
  nothingFoundText: 'Ändern Sie die Suche oder die Filter.',
};
