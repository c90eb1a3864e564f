/** A question before something is done, with a text where one is needed. Where money goes, it is typed again. */
export interface Ask {
  title: string;
  text: string;
  act: string;
  danger?: boolean;
  /** What has to be said, e.g. the reason. */
  field?: { label: string; hint?: string };
  /** A day that has to be said, in words of the bank statement. */
  day?: { label: string; hint?: string };
  /** What has to be typed, to the letter. */
  typed?: { label: string; expected: string; wrong: string };
  /** Said when it is done. */
  done: string;
  /** Does it; what it gives back is said below. */
  run: (text: string, day: string) => Promise<string | void>;
}
