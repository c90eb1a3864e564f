import type { devices as german } from '$lib/messages/de/devices';

export const devices: typeof german = {
  notice: {
    title: 'This device counts numbers of its own from now on.',
    reasons: {
      restored: 'The database was restored from a backup.',
      elsewhere: 'The database comes from another computer.',
      cloned: 'This profile is a copy of another one that is still there.',
      platform: 'There is a second copy of this device.',
    },
    text: (before, now) =>
      `So that no number is given twice, new documents bear ${now} instead of ${before}. Nothing is lost.`,
    confirm: 'Got it',
  },
};
