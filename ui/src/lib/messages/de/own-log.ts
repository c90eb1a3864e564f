/** The audit log of the own tenant, for its owner. */
export const ownLog = {
  title: 'Protokoll',
  open: 'Protokoll ansehen',
  openText:
    'Wer Zugänge, Geräte, Preise und Verträge geändert hat, und was die Plattform für Sie getan hat.',
  online: 'Das Protokoll liegt auf der Plattform. Auf diesem Gerät wird nichts davon gespeichert.',
  ownerOnly: 'Das Protokoll sieht nur die Inhaberin oder der Inhaber.',
  emptyTitle: 'Noch nichts im Protokoll',
  emptyText: 'Sobald jemand Zugänge, Geräte, Preise oder Verträge ändert, steht es hier.',
};
