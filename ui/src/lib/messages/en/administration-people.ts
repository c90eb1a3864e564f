// Customers whom support looks up, the platform's own letterhead, and who accepted which contract.

/** A customer, looked up for a reason. */
export const customers = {
  emptyTitle: 'Nobody looked up',
  emptyText: 'Say whom you are looking for and why. Each search is logged with your name.',
  whom: 'Whom are you looking for?',
  whomHint: 'E-mail, part of a name, number of a customer or an order; at least three characters.',
  tooShort: 'Please enter at least three characters.',
  find: 'Look up',
  more: 'There are more. Please search more exactly.',
  nobody: 'Nobody found.',
  nameless: 'Without an account',
  email: 'E-mail',
  id: 'Customer',
  buysFor: 'Buys for',
  knownSince: 'Known since',
  signedUp: 'Account since',
  language: 'Language',
  country: 'First country',
  open: 'Open the file',
  openHint: 'That is logged with your reason, too.',
  attributions: 'Attributions',
  orders: 'Orders',
  refunds: 'Refunds',
  subscriptions: 'Subscriptions',
  nothing: 'None.',
  refunded: (amount: string) => `${amount} refunded`,
  line: (line: number) => `Line ${line}`,
  paidUntil: (day: string) => `paid until ${day}`,
  ending: 'runs out',
  past_due: 'past due',
  /** By what somebody was looked for. */
  by: {
    id: 'customer',
    order: 'order',
    email: 'e-mail',
    name: 'name',
  } as Record<string, string>,
};

/** Who makes credit notes out. */
export const issuer = {
  emptyTitle: 'Nothing stated yet',
  emptyText: 'Without an issuer no credit note is made out.',
  /** They were set before each statement was kept. */
  unversioned: 'This holds. It was set before this list began.',
  noVersionTitle: 'No version yet',
  noVersionText: 'As soon as you change it, it stands here who did that, when and why.',
  version: 'Version',
  edit: 'Change',
  title: 'Issuer of credit notes',
  text: 'This is how the issuer stands at the head of credit notes from now on. Those that were issued keep theirs.',
  name: 'Name or company',
  street: 'Street and number',
  postalCode: 'Postal code',
  city: 'City',
  country: 'Country',
  countryHint: 'Two letters, for example US or DE.',
  notACountry: 'Please enter two letters, for example US or DE.',
  taxNumber: 'Tax number',
  taxNumberHint: 'Where there is one.',
  vatId: 'VAT id',
  notAVatId: 'That is no VAT id; a German one has DE and nine digits.',
  kept: 'Issuer saved',
};

/** Who accepted which contract. */
export const acceptances = {
  emptyTitle: 'No contract accepted yet',
  emptyText: 'Whoever accepts a contract stands here with version, name and time.',
  onlyOutdated: 'Only who has not accepted the new version yet',
  all: 'All',
  show: 'Show',
  version: 'Version',
  acceptedAt: 'Accepted',
  by: 'Accepted by',
  address: 'Network address',
  sha256: 'Checksum of the text',
  language: 'Language',
  offered: 'Version offered',
  neededFrom: 'Needed from',
  demand: 'Set the day',
  demandTitle: (version: string) => `From when version ${version} is needed`,
  demandText:
    'The day stands in the notice to all who still have an older version. Nothing is locked by it.',
  demanded: 'Day set',
  states: {
    current: 'current',
    outdated: 'older version',
    earlier: 'replaced',
    left: 'left',
  } as Record<string, string>,
};
