import { de } from './de';
import { en } from './en';

export type Messages = typeof de;
export type LocaleName = 'de' | 'en';

const CATALOGUES: Record<LocaleName, Messages> = { de, en };

/** The language of the window. German is the source; English can be chosen. */
class Locale {
  name = $state<LocaleName>('de');

  get messages(): Messages {
    return CATALOGUES[this.name];
  }

  /** The tag for `Intl`: English words, but the day before the month. */
  get tag(): string {
    return this.name === 'de' ? 'de-DE' : 'en-GB';
  }
}

export const locale = new Locale();

/** The texts of the chosen language: `t().checkin.title`. */
export function t(): Messages {
  return locale.messages;
}
