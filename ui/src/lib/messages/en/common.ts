export const common = {
  justNow: 'just now',
  today: 'today',
  yesterday: 'yesterday',
  back: 'Back',
  close: 'Close',
  cancel: 'Cancel',
  done: 'Done',
  save: 'Save',
  undo: 'Undo',
  retry: 'Try again',
  messages: 'Messages',
  notAnAmount: 'Please enter an amount, for example 12.50.',
  priceNote: (text: string, sold: string, since: string, inForce: string) =>
    `${text}: sold for ${sold}; ${inForce} held since ${since}`,
  none: 'none',
  all: 'All',
  of: (n: string, total: string) => `${n} of ${total}`,
};
