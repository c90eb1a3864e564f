import type { Commands } from '$lib/backend/backend';
import type { AuditRow } from '$lib/backend/types';
import type { MemoryPractice } from './practice';
import { refuse } from './refuse';

const PAGE = 50;

/** The id, the name, and why. */
type Who = [userId: string, user: string, reason: string];

const OWNER: Who = ['actor-2', 'Jonte Albers', ''];

/** The log of the practice, as its platform has it: nothing is answered without a line. */
export function ownLogOf(practice: MemoryPractice): Commands<'listOwnLog'> {
  const log = practice.options.contacts === 0 ? [] : build(practice);
  return {
    listOwnLog: async ({ before, userId, action, from, until }) => {
      if (practice.line !== 'online') throw refuse('needs_network');
      const at = Number(before ?? 0);
      const found = log.filter(
        (row) =>
          (!userId || row.userId === userId) &&
          (!action || row.action === action) &&
          (!from || row.at.slice(0, 10) >= from) &&
          (!until || row.at.slice(0, 10) <= until),
      );
      const rows = found.slice(at, at + PAGE).map((row) => ({ ...row }));
      return { rows, next: at + PAGE < found.length ? String(at + PAGE) : null };
    },
  };
}

function build(practice: MemoryPractice): AuditRow[] {
  const ago = (hours: number) =>
    new Date(practice.now().getTime() - hours * 3_600_000).toISOString();
  const row = (
    id: number,
    [hours, action, subject]: [number, string, string],
    details: object,
    [userId, user, reason]: Who = OWNER,
  ): AuditRow => ({
    auditId: `own-log-${id}`,
    at: ago(hours),
    userId,
    user,
    action,
    subject,
    reason,
    details: JSON.stringify(details),
  });
  const platform: Who = ['', 'MOJO LLC', ''];
  return [
    row(1, [2, 'edit_product', 'Osteopathie 60 Min.'], {
      to: { price_cents: 9500 },
      worker: 'Mira Tannhoff',
    }),
    row(2, [26, 'extract_named', 'Praxis Birkenhain'], { month: '2026-10', entries: 12 }, platform),
    row(3, [50, 'change_role', 'Selma Brandis'], { from: 'reception', to: 'therapist' }, [
      'actor-2',
      'Jonte Albers',
      'Neue Aufgabe',
    ]),
    row(4, [74, 'revoke_device', 'Tablet Anmeldung'], { name: 'Tablet Anmeldung', lost: true }),
    row(
      5,
      [98, 'change_agreement', 'Praxis Birkenhain'],
      { from: { commission_percent: '30' }, to: { commission_percent: '25' } },
      platform,
    ),
  ];
}
