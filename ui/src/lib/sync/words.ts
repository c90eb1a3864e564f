import type { SyncView } from '$lib/backend/types';
import { formatAgo, formatTime } from '$lib/format';
import { t } from '$lib/messages/index.svelte';
import type { PillTone } from './sync.svelte';

/** The two lines of the pill. */
export function pillWords(tone: PillTone, view: SyncView | null, now: Date): [string, string] {
  const words = t().sync;
  if (!view) return [words.localOnly, '\u00a0'];
  if (view.hashesEqual === false || view.comparedState === 'differs') {
    return [words.differs, words.differsNext];
  }
  if (view.state === 'revoked')
    return [words.revoked, view.pending > 0 ? words.revokedHolds(view.pending) : words.revokedRest];
  switch (tone) {
    case 'done':
      return [words.done, view.lastSync ? formatAgo(view.lastSync, now) : words.never];
    case 'waiting':
      return [
        words.waiting(view.pending),
        view.lastError === 'platform_full' ? words.platformFull : words.sending(view.pending),
      ];
    case 'offline':
      return [
        view.offlineSince ? words.offline(formatTime(view.offlineSince)) : words.offlineNow,
        view.pending > 0 ? words.saved(view.pending) : words.savedNone,
      ];
    case 'cases':
      return [
        words.cases(view.cases),
        view.pending > 0 ? words.waiting(view.pending) : words.casesRest,
      ];
    case 'local':
      return view.state === 'signed_out'
        ? [words.signedOut, words.signInAgain(view.pending)]
        : [words.localOnly, words.notSignedIn];
  }
}
