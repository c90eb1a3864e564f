export const devices = {
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
