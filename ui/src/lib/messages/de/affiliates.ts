/** Empfehlungscodes: the codes of affiliate links, and their flyers. */
export const affiliates = {
  title: 'Empfehlungscodes',
  columns: {
    code: 'Code',
    label: 'Bezeichnung',
    link: 'Link',
    created: 'Angelegt',
    clicks: 'Klicks',
    recruited: 'Kunden',
    state: 'Stand',
  },
  active: 'aktiv',
  retired: 'stillgelegt',
  create: 'Neuer Code',
  createTitle: 'Neuer Empfehlungscode',
  createText:
    'Der Code steht in Ihrem Link und auf dem Flyer. Er bleibt für immer Ihrer und lässt sich nicht mehr umschreiben.',
  stem: 'Wunschcode (freiwillig)',
  stemHint:
    '3 bis 20 Buchstaben oder Ziffern. Ein Prüfzeichen kommt dazu, damit Tippfehler auffallen. Leer: Es wird einer ausgelost.',
  label: 'Bezeichnung (freiwillig)',
  labelHint: 'Nur für Sie, zum Beispiel „Flyer Herbst“.',
  why: {
    characters: 'Nur Buchstaben von A bis Z und Ziffern, keine Umlaute.',
    length: 'Bitte 3 bis 20 Zeichen.',
    label: 'Höchstens 80 Zeichen.',
  } as Record<string, string>,
  made: (code: string) => `${code} ist angelegt.`,
  madeText: 'Link und Flyer lassen sich sofort verwenden.',
  rename: 'Umbenennen',
  renameTitle: (code: string) => `${code} umbenennen`,
  retire: 'Stilllegen',
  restore: 'Wieder aktivieren',
  retiredNow: (code: string) => `${code} ist stillgelegt.`,
  retiredText: 'Wer schon über ihn kam, bleibt Ihnen zugeordnet.',
  restored: (code: string) => `${code} wirbt wieder.`,
  retiredNote:
    'Über diesen Code kommt niemand mehr zu Ihnen. Einen Flyer gibt es erst wieder, wenn er aktiv ist.',
  flyer: 'Flyer',
  picture: (code: string) => `QR-Code mit dem Link von ${code}`,
  language: 'Sprache der Seite',
  german: 'Deutsch',
  english: 'Englisch',
  savePdf: 'PDF speichern',
  savePng: 'PNG speichern',
  copy: 'Link kopieren',
  copyOf: (code: string) => `Link von ${code} kopieren`,
  copied: 'Link kopiert',
  noLabel: 'ohne Bezeichnung',
  asOf: (day: string, time: string) =>
    `Klicks und Kunden vom ${day}, ${time}. Liste und Flyer gehen ohne Netz, Anlegen und Ändern nur mit.`,
  untold: (n: string) =>
    n === '1'
      ? 'Ein älterer Code steht nur in der Liste der Plattform.'
      : `${n} ältere Codes stehen nur in der Liste der Plattform.`,
  noneTitle: 'Noch kein Empfehlungscode',
  noneText:
    'Mit einem Code werben Sie: Sein Link und sein Flyer führen zur Plattform, und wer darüber kommt, wird Ihnen zugeordnet.',
  local: 'Keine Plattform.',
  localText: 'Empfehlungscodes vergibt die Plattform. Melden Sie sich an, um welche zu bekommen.',
  untoldYet: 'Noch nicht abgeglichen.',
  untoldYetText:
    'Die Plattform hat auf diesem Gerät noch keine Codes genannt. Sie erscheinen nach dem nächsten Abgleich.',
};
