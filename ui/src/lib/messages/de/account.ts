export const account = {
  notOpen: 'MOJO Desk öffnet nicht',
  roles: {
    owner: 'Inhaber',
    reception: 'Empfang',
    therapist: 'Therapie',
    bookkeeper: 'Buchhaltung',
    auditor: 'Prüfung, nur lesen',
    distributor: 'Vertrieb',
    affiliate: 'Partner',
    platform_admin: 'Plattform-Verwaltung',
    support: 'Support',
  } as Record<string, string>,
  grace: {
    title: (day: string) => `Die Mitgliedschaft ist am ${day} abgelaufen.`,
    closes: (day: string) =>
      ` Neue Buchungen gehen noch bis zum ${day}. Lesen und exportieren können Sie immer. Verlängern Sie sie in den Einstellungen unter „Mitgliedschaft“.`,
    unheard:
      ' Ob sie verlängert wurde, ist hier noch nicht bekannt. Arbeiten Sie weiter und gleichen Sie ab, sobald es ein Netz gibt.',
  },
  rights: {
    or: ' oder ',
    person: (who: string) => `Das darf nur: ${who}. Wechseln Sie dafür die Person.`,
    account: (who: string) => `Dafür muss dieses Gerät mit diesem Zugang angemeldet sein: ${who}.`,
  },
  lock: {
    action: 'Jetzt sperren',
    title: 'Gesperrt',
    pin: 'PIN',
    unlock: 'Entsperren',
    takeOver: 'Übernehmen',
    takeOverTitle: (name: string) => `${name} übernimmt`,
    others: 'Jemand anderes arbeitet weiter',
    noPin: 'Ohne PIN kann jede Person entsperren. Eine PIN legen Sie in den Einstellungen fest.',
    needed: 'Bitte die PIN eingeben.',
    wrong: (left: number) =>
      left === 1
        ? 'Die PIN stimmt nicht. Noch ein Versuch vor einer Wartezeit.'
        : `Die PIN stimmt nicht. Noch ${left} Versuche vor einer Wartezeit.`,
    wait: (seconds: number) =>
      seconds === 1
        ? 'Zu viele falsche PINs. Nächster Versuch in 1 Sekunde.'
        : `Zu viele falsche PINs. Nächster Versuch in ${seconds} Sekunden.`,
    forgot: 'PIN vergessen?',
    forgotText:
      'Die Inhaberin oder der Inhaber kann die PIN in den Einstellungen neu setzen. Oder Sie geben den Wiederherstellungsschlüssel ein; danach gilt keine PIN mehr für Sie.',
    forgotAction: 'Entsperren und PIN entfernen',
  },
  restore: {
    title: 'Mit dem Wiederherstellungsschlüssel öffnen',
    text: 'Er steht auf dem Blatt, das Sie gedruckt oder getrennt gesichert haben. Groß- und Kleinschreibung, Striche und Leerzeichen spielen keine Rolle.',
    field: 'Wiederherstellungsschlüssel',
    hint: 'Acht Gruppen zu je fünf Zeichen.',
    action: 'Öffnen',
    busy: 'Prüft den Schlüssel',
    letter: (letter: string, group: string) =>
      `In Gruppe ${group} steht „${letter}“. Dieses Zeichen kommt in keinem Schlüssel vor.`,
    group: (text: string, group: string) =>
      `Gruppe ${group} („${text}“) enthält einen Tippfehler. Bitte mit dem Blatt vergleichen.`,
    length: (found: string) =>
      `Der Schlüssel hat 40 Zeichen, eingegeben sind ${found}. Bitte alle acht Gruppen eingeben.`,
    wrong:
      'Richtig getippt, aber dieser Schlüssel gehört nicht zu diesen Daten. Vielleicht wurde später ein neuer ausgestellt.',
    noneTitle: 'Für diese Daten wurde kein Wiederherstellungsschlüssel ausgestellt.',
    noneText:
      'Löschen Sie nichts. Alles, was abgeglichen war, kommt zurück, wenn Sie sich mit einem neuen Profil an der Plattform anmelden. Oder spielen Sie eine Sicherung des Schlüsselbunds ein.',
  },
  switch: 'Wer arbeitet hier',
  switchOpen: 'Person wechseln',
  switched: (name: string) => `${name} arbeitet jetzt hier`,
  onlyOne: 'Weitere Personen kommen mit der Anmeldung an der Plattform.',
  welcome: (greeting: string) => `${greeting}. Richten wir den Empfang ein.`,
  welcomeText:
    'Alles hier funktioniert auch ohne Netz und wird auf diesem Gerät verschlüsselt gespeichert.',
  greetings: { morning: 'Guten Morgen', day: 'Guten Tag', evening: 'Guten Abend' },
  demoTitle: 'Beispielpraxis öffnen',
  demoText: 'Erfundene Kontakte, Karten und Belege. Sie werden nie mit Ihren Daten vermischt.',
  demoAction: 'Beispielpraxis öffnen',
  signInTitle: 'Anmelden und abgleichen',
  signInText:
    'Mit einem Zugang zur Plattform kommen Kontakte, Karten und Provisionen auf dieses Gerät.',
  localTitle: 'Ohne Anmeldung beginnen',
  localText:
    'Eine leere Praxis auf diesem Gerät. Anmelden können Sie später, nichts geht dabei verloren.',
  localAction: 'Leer beginnen',
  platform: 'Adresse der Plattform',
  platformHint: 'Steht in Ihrer Einladung.',
  user: 'Name oder E-Mail',
  password: 'Passwort',
  deviceName: 'Name dieses Geräts',
  deviceHint: 'So erkennen Kolleginnen, woher ein Eintrag kommt.',
  deviceDefault: 'Empfang 1',
  browserText: 'Ohne Passwort hier: Ihr Browser fragt, wer Sie sind.',
  browserAction: 'Im Browser anmelden',
  browserOpen: 'Der Browser ist offen.',
  browserOpenText: 'Melden Sie sich dort an. Danach geht es hier von selbst weiter.',
  signIn: 'Anmelden',
  signingIn: 'Meldet an',
  missing: 'Bitte ausfüllen.',
  signedIn: (name: string) => `Willkommen, ${name}`,
  signedInText: 'Die Daten kommen jetzt auf dieses Gerät. Sie können schon arbeiten.',
  opening: 'Öffnet die Beispielpraxis',
};
