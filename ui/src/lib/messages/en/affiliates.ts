/** Referral codes: the codes of affiliate links, and their flyers. */
export const affiliates = {
  title: 'Referral codes',
  columns: {
    code: 'Code',
    label: 'Label',
    link: 'Link',
    created: 'Created',
    clicks: 'Clicks',
    recruited: 'Customers',
    state: 'State',
  },
  active: 'active',
  retired: 'retired',
  create: 'New code',
  createTitle: 'New referral code',
  createText:
    'The code stands in your link and on the flyer. It stays yours for good and cannot be rewritten.',
  stem: 'Code of your choice (optional)',
  stemHint:
    '3 to 20 letters or digits. A check character is added, so that typing mistakes are noticed. Empty: one is drawn.',
  label: 'Label (optional)',
  labelHint: 'For you alone, for example “Autumn flyer”.',
  why: {
    characters: 'Only letters A to Z and digits, no umlauts.',
    length: '3 to 20 characters, please.',
    label: '80 characters at most.',
  } as Record<string, string>,
  made: (code: string) => `${code} is there.`,
  madeText: 'Link and flyer can be used at once.',
  rename: 'Rename',
  renameTitle: (code: string) => `Rename ${code}`,
  retire: 'Retire',
  restore: 'Bring back',
  retiredNow: (code: string) => `${code} is retired.`,
  retiredText: 'Whoever came by it stays yours.',
  restored: (code: string) => `${code} recruits again.`,
  retiredNote:
    'Nobody comes to you by this code any more. There is a flyer again once it is active.',
  flyer: 'Flyer',
  picture: (code: string) => `QR code with the link of ${code}`,
  language: 'Language of the page',
  german: 'German',
  english: 'English',
  savePdf: 'Save PDF',
  savePng: 'Save PNG',
  copy: 'Copy link',
  copyOf: (code: string) => `Copy the link of ${code}`,
  copied: 'Link copied',
  noLabel: 'no label',
  asOf: (day: string, time: string) =>
    `Clicks and customers of ${day}, ${time}. List and flyers need no network; making and changing a code does.`,
  untold: (n: string) =>
    n === '1'
      ? 'One older code stands in the platform’s list alone.'
      : `${n} older codes stand in the platform’s list alone.`,
  noneTitle: 'No referral code yet',
  noneText:
    'A code recruits for you: its link and its flyer lead to the platform, and whoever comes by it is yours.',
  local: 'No platform.',
  localText: 'Referral codes are given by the platform. Sign in to get some.',
  untoldYet: 'Not synced yet.',
  untoldYetText:
    'The platform has told this device of no codes yet. They appear after the next sync.',
};
