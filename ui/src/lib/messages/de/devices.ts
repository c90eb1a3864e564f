const count = (n: number) => n.toLocaleString('de-DE');

export const devices = {
  title: 'Geräte',
  text: 'Jedes Gerät der Praxis hat einen eigenen Nummernkreis und arbeitet auch ohne Netz.',
  open: 'Geräte ansehen',
  openText: 'Wer dabei ist, was wo wartet, und sperren, wenn ein Gerät verloren ging.',
  own: 'dieses Gerät',
  here: 'hier und jetzt',
  seen: (when: string) => `zuletzt gesehen ${when}`,
  was: (code: string) => `früher ${code}`,
  never: 'noch nie abgeglichen',
  code: 'Nummern',
  acknowledged: 'Bestätigt',
  pending: 'Wartet',
  version: 'Fassung',
  unknown: '–',
  alone: 'Weitere Geräte erscheinen hier, sobald sich jemand auf ihnen anmeldet.',
  local: 'Nur dieses Gerät.',
  localText: 'Melden Sie sich an einer Plattform an, damit mehrere Geräte zusammenarbeiten.',
  offline: 'Ohne Netz.',
  offlineText: (when: string) => `So war es ${when}. Umbenennen und Sperren gehen nur mit Netz.`,
  offlineNever: 'Die Liste wurde noch nie geladen. Umbenennen und Sperren gehen nur mit Netz.',
  states: { revoked: 'gesperrt', lost: 'verloren', erased: 'gelöscht' } as Record<string, string>,
  parted: (when: string) => `Hat ${when} alles übergeben.`,
  notParted: 'Hat sich seit der Sperre noch nicht gemeldet.',
  toErase: 'Wird beim nächsten Kontakt gelöscht.',
  erased: (when: string) => `Die Daten darauf wurden ${when} gelöscht.`,
  quarantined: (n: number) =>
    n === 1 ? '1 Eintrag in Quarantäne ansehen' : `${count(n)} Einträge in Quarantäne ansehen`,
  quarantineHolds: (n: number) =>
    n === 1 ? '1 Eintrag in Quarantäne' : `${count(n)} Einträge in Quarantäne`,
  renameOf: (name: string) => `${name} umbenennen`,
  former: 'Dieses Gerät war früher',
  formerReasons: {
    restored: 'aus einer Sicherung zurückgespielt',
    elsewhere: 'auf einen anderen Rechner kopiert',
    cloned: 'als Kopie eines Profils geöffnet',
    platform: 'als zweite Kopie erkannt',
  } as Record<string, string>,
  entries: (n: number) => (n === 1 ? '1 Eintrag' : `${count(n)} Einträge`),
  until: (day: string) => `bis ${day}`,
  rename: {
    title: 'Gerät umbenennen',
    text: 'Der Name steht in der Liste der Geräte und an Klärungsfällen.',
    name: 'Name',
    missing: 'Bitte einen Namen eingeben.',
    act: 'Umbenennen',
  },
  revoke: {
    act: 'Sperren',
    actLost: 'Sperren und löschen',
    lostLater: 'Als verloren melden',
    title: (name: string) => `${name} sperren`,
    how: 'Was ist geschehen?',
    normal: 'Wird nicht mehr benutzt',
    lost: 'Verloren oder gestohlen',
    facts: [
      'Ab sofort bekommt das Gerät keine Daten mehr und niemand kann darauf etwas buchen.',
      'Was es noch nicht übertragen hat, gibt es beim nächsten Kontakt einmal ab. Es wartet in Quarantäne, bis Sie entscheiden.',
      'Was darauf steht, bleibt lesbar und kann ausgegeben werden.',
    ],
    lostFacts: [
      'Ab sofort bekommt das Gerät keine Daten mehr und niemand kann darauf etwas buchen.',
      'Beim nächsten Kontakt gibt es zuerst ab, was es noch nicht übertragen hat. Es wartet in Quarantäne, bis Sie entscheiden.',
      'Danach vernichtet es seinen Schlüssel und seine Datenbank.',
    ],
    pending: (n: number) =>
      n === 1
        ? '1 Eintrag war dort noch nicht übertragen.'
        : `${count(n)} Einträge waren dort noch nicht übertragen.`,
    pendingText: 'Solange sich das Gerät nicht meldet, fehlen sie hier.',
    final: 'Das lässt sich nicht zurücknehmen.',
    finalText: 'Ist das Gerät wieder da, richten Sie es neu ein.',
  },
  quarantine: {
    title: (name: string) => `Von ${name} übergeben`,
    text: 'Das hat das Gerät nach der Sperre abgegeben. Es zählt erst, wenn Sie es übernehmen.',
    accept: 'Alles übernehmen',
    leave: 'Liegen lassen',
    accepted: (n: number) =>
      n === 1 ? '1 Eintrag übernommen.' : `${count(n)} Einträge übernommen.`,
  },
  notice: {
    title: 'Dieses Gerät zählt ab jetzt eigene Nummern.',
    reasons: {
      restored: 'Die Datenbank wurde aus einer Sicherung zurückgespielt.',
      elsewhere: 'Die Datenbank kommt von einem anderen Rechner.',
      cloned: 'Dieses Profil ist eine Kopie eines anderen, das noch da ist.',
      platform: 'Es gibt eine zweite Kopie dieses Geräts.',
    } as Record<string, string>,
    text: (before: string, now: string) =>
      `Damit keine Nummer zweimal vergeben wird, steht in neuen Belegen ${now} statt ${before}. Es ist nichts verloren.`,
    confirm: 'Verstanden',
  },
};
