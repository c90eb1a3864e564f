import type { Commands } from '$lib/backend/backend';
import type { MemoryPlatform } from './build-administration';
import type { MemoryPractice } from './practice';

type Names =
  | 'deactivateTenant'
  | 'confirmPayout'
  | 'releasePayout'
  | 'returnPayout'
  | 'revokeInvitation'
  | 'answerDispute'
  | 'settleDispute';

export interface Around {
  practice: MemoryPractice;
  platform: MemoryPlatform;
  find: <Row>(rows: Row[], is: (row: Row) => boolean) => Row;
  done: <T>(answer: T) => T;
  note: (action: string, subject: string, reason: string) => void;
}

/** What ends something on the platform, or decides it. */
export function administrationEndsOf(around: Around): Commands<Names> {
  const { practice, platform, find, done, note } = around;
  const now = () => practice.now().toISOString();
  const endPayout = (id: string, status: string, action: string, reason: string) => {
    const row = find(platform.payouts, (one) => one.payoutId === id);
    const mayReturn = status === 'paid';
    Object.assign(row, { status, endedAt: now(), mayConfirm: false, mayRelease: false, mayReturn });
    note(action, row.recipient, reason);
    done(null);
  };
  const disputeOf = (id: string) => find(platform.disputes, (one) => one.disputeId === id);
  return {
    deactivateTenant: async (id, reason) => {
      const row = find(platform.tenants, (one) => one.tenantId === id);
      row.leftOn = now().slice(0, 10);
      const due = platform.due.filter((one) => one.recipient === row.name);
      platform.due = platform.due.filter((one) => one.recipient !== row.name);
      note('deactivate_tenant', row.name, reason);
      const payouts = due.map((one) => one.amount);
      return done({ tenantId: id, finalStatement: now().slice(0, 7), payouts });
    },
    confirmPayout: async (id, reference) => endPayout(id, 'paid', 'confirm_payout', reference),
    releasePayout: async (id, reason) => endPayout(id, 'released', 'release_payout', reason),
    returnPayout: async (id, _on, reason) => endPayout(id, 'returned', 'return_payout', reason),
    revokeInvitation: async (id) => {
      const row = find(platform.invitations, (one) => one.invitationId === id);
      row.state = 'revoked';
      note('revoke_invitation', row.label, '');
      return done({ ...row });
    },
    answerDispute: async (id, _recipientId, text) => {
      const row = disputeOf(id);
      row.messages = [...row.messages, { text, at: now(), by: '', fromPlatform: true }];
      done(null);
    },
    settleDispute: async ({ disputeId, outcome, reason }) => {
      const row = disputeOf(disputeId);
      row.outcome = outcome;
      row.settledBecause = reason;
      note('settle_dispute', row.recipient, reason);
      done(null);
    },
  };
}
