/** The audit log of the own tenant, for its owner. */
export const ownLog = {
  title: 'Log',
  open: 'Look at the log',
  openText:
    'Who changed accounts, devices, prices and contracts, and what the platform did for you.',
  online: 'The log lies at the platform. Nothing of it is kept on this device.',
  ownerOnly: 'The log is for the owner alone.',
  emptyTitle: 'Nothing in the log yet',
  emptyText: 'As soon as somebody changes accounts, devices, prices or contracts, it stands here.',
};
