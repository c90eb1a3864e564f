import type { TimelineEntry } from '$lib/backend/types';
import { capital, daysBetween, formatMonth } from '$lib/format';
import { t } from '$lib/messages/index.svelte';

export type TimelineTab = 'all' | 'visits' | 'money';

export interface TimelineGroup {
  title: string;
  entries: TimelineEntry[];
}

const VISITS = new Set(['check_in', 'check_in_undone']);

export function tabHolds(tab: TimelineTab, entry: TimelineEntry): boolean {
  if (tab === 'visits') return VISITS.has(entry.kind);
  return tab === 'all' || entry.amount !== null;
}

/** Heads for today, this week and the months before, in the order of the entries. */
export function groupTimeline(entries: TimelineEntry[], now: Date): TimelineGroup[] {
  const groups: TimelineGroup[] = [];
  for (const entry of entries) {
    const title = titleOf(entry.at, now);
    const last = groups.at(-1);
    if (last?.title === title) last.entries.push(entry);
    else groups.push({ title, entries: [entry] });
  }
  return groups;
}

function titleOf(at: string, now: Date): string {
  const days = daysBetween(at, now);
  if (days <= 0) return capital(t().common.today);
  if (days < mondayAgo(now)) return t().contacts.thisWeek;
  const month = formatMonth(at);
  const year = ` ${now.getFullYear()}`;
  return month.endsWith(year) ? month.slice(0, -year.length) : month;
}

/** How many days lie between the last Monday and today, today included. */
function mondayAgo(now: Date): number {
  return ((now.getDay() + 6) % 7) + 1;
}
