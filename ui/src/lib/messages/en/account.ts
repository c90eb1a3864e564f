export const account = {
  notOpen: 'MOJO Desk does not open',
  roles: {
    owner: 'Owner',
    reception: 'Reception',
    therapist: 'Therapy',
    bookkeeper: 'Bookkeeping',
    auditor: 'Audit, read only',
    distributor: 'Distribution',
    affiliate: 'Partner',
    platform_admin: 'Platform administration',
    support: 'Support',
  } as Record<string, string>,
  grace: {
    title: (day: string) => `The membership ended on ${day}.`,
    closes: (day: string) =>
      ` New entries are possible until ${day}. Reading and exporting always are. Renew it in the settings under “Membership”.`,
    unheard:
      ' Whether it was renewed is not known here yet. Go on working, and sync as soon as there is a network.',
  },
  rights: {
    or: ' or ',
    person: (who: string) => `Only for: ${who}. Change the person to do it.`,
    account: (who: string) => `For this the device must be signed in as: ${who}.`,
  },
  lock: {
    action: 'Lock now',
    title: 'Locked',
    pin: 'PIN',
    unlock: 'Unlock',
    takeOver: 'Take over',
    takeOverTitle: (name: string) => `${name} takes over`,
    others: 'Somebody else goes on',
    noPin: 'Without a PIN anybody can unlock. Choose a PIN in the settings.',
    needed: 'Please enter the PIN.',
    wrong: (left: number) =>
      left === 1
        ? 'The PIN is wrong. One more try before a wait.'
        : `The PIN is wrong. ${left} more tries before a wait.`,
    wait: (seconds: number) =>
      seconds === 1
        ? 'Too many wrong PINs. Next try in 1 second.'
        : `Too many wrong PINs. Next try in ${seconds} seconds.`,
    forgot: 'Forgot the PIN?',
    forgotText:
      'The owner can set the PIN anew in the settings. Or enter the recovery key; after that you have no PIN.',
    forgotAction: 'Unlock and remove the PIN',
  },
  restore: {
    title: 'Open with the recovery key',
    text: 'It stands on the sheet that you printed or kept apart. Capitals, dashes and blanks make no difference.',
    field: 'Recovery key',
    hint: 'Eight groups of five characters.',
    action: 'Open',
    busy: 'Checking the key',
    letter: (letter: string, group: string) =>
      `Group ${group} holds “${letter}”, which no key contains.`,
    group: (text: string, group: string) =>
      `Group ${group} (“${text}”) has a typing mistake. Please compare it with the sheet.`,
    length: (found: string) =>
      `The key has 40 characters, ${found} were entered. Please enter all eight groups.`,
    wrong:
      'Typed correctly, but this key does not belong to these data. Perhaps a newer one was issued.',
    noneTitle: 'No recovery key was ever issued for these data.',
    noneText:
      'Delete nothing. Everything that was synced comes back when you sign in on the platform with a new profile. Or restore a backup of the keychain.',
  },
  switch: 'Who works here',
  switchOpen: 'Change person',
  switched: (name: string) => `${name} works here now`,
  onlyOne: 'More people come with the sign-in on the platform.',
  welcome: (greeting: string) => `${greeting}. Let us set up the reception.`,
  welcomeText: 'Everything here works offline too and is stored encrypted on this device.',
  greetings: { morning: 'Good morning', day: 'Good day', evening: 'Good evening' },
  demoTitle: 'Open the demo practice',
  demoText: 'Invented contacts, cards and receipts. They are never mixed with your data.',
  demoAction: 'Open the demo practice',
  signInTitle: 'Sign in and sync',
  signInText:
    'With an account on the platform contacts, cards and commissions come to this device.',
  localTitle: 'Start without signing in',
  localText: 'An empty practice on this device. You can sign in later, nothing is lost.',
  localAction: 'Start empty',
  platform: 'Address of the platform',
  platformHint: 'It stands in your invitation.',
  user: 'Name or e-mail',
  password: 'Password',
  deviceName: 'Name of this device',
  deviceHint: 'So colleagues see where an entry comes from.',
  deviceDefault: 'Reception 1',
  browserText: 'No password here: your browser asks who you are.',
  browserAction: 'Sign in with the browser',
  browserOpen: 'The browser is open.',
  browserOpenText: 'Sign in there. Then this goes on by itself.',
  signIn: 'Sign in',
  signingIn: 'Signing in',
  missing: 'Please fill in.',
  signedIn: (name: string) => `Welcome, ${name}`,
  signedInText: 'The data are coming to this device. You can work already.',
  opening: 'Opening the demo practice',
};
