export const profiles = {
  title: 'Mandant wechseln',
  text: 'Jeder Mandant hat auf diesem Gerät eine eigene, verschlüsselte Datenbank. Nichts geht von einer in die andere.',
  open: 'Mandant wechseln',
  list: 'Mandanten auf diesem Gerät',
  other: 'Anderer Mandant',
  current: 'hier geöffnet',
  unnamed: 'Noch ohne Namen',
  isNew: 'Noch nicht angemeldet',
  missing: 'Der Ordner ist nicht da. Vielleicht ist ein Datenträger nicht angeschlossen.',
  erased: 'Als verloren gemeldet, die Daten sind vernichtet',
  lastUsed: (day: string) => `zuletzt am ${day}`,
  add: 'Weiteren Mandanten anmelden',
  switching: 'Wechselt',
  forget: 'Aus der Liste',
  forgetOne: (name: string) => `${name} aus der Liste nehmen`,
  forgetText: 'Was aus der Liste genommen wird, bleibt auf dem Gerät gespeichert.',
  unsavedTitle: 'Hier ist noch etwas offen.',
  unsavedText: 'Beim Wechsel geht verloren:',
  stay: 'Hier bleiben',
  leave: 'Trotzdem wechseln',
  openSale: (n: number) =>
    n === 1
      ? 'ein Verkauf in der Kasse mit 1 Position'
      : `ein Verkauf in der Kasse mit ${n} Positionen`,
  parkedSales: (n: number) => (n === 1 ? '1 geparkter Korb' : `${n} geparkte Körbe`),
  openDraft: 'ein Rechnungsentwurf, der nicht gespeichert ist',
  damagedTitle: 'Die Liste der Mandanten war beschädigt.',
  damagedText:
    'Sie wurde aus den Ordnern auf diesem Gerät neu aufgebaut, die Daten selbst sind unberührt. Wer noch ohne Namen ist, bekommt ihn beim nächsten Öffnen zurück.',
};
