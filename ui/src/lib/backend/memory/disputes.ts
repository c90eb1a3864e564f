import type { Commands } from '$lib/backend/backend';
import type { CommissionExplanation } from '$lib/backend/types';
import type { MemoryEntry } from './build-commissions';
import type { MemoryPractice } from './practice';
import { refuse } from './refuse';
import { whoWorks } from './staff';

/** Disputes of the twin: nobody answers or settles them. */
export function disputesOf(
  practice: MemoryPractice,
  entries: MemoryEntry[],
  explain: (entry: MemoryEntry) => CommissionExplanation,
): Commands<'disputeCommission' | 'replyToDispute'> {
  const now = () => practice.now().toISOString();
  return {
    disputeCommission: async (entryId, reason) => {
      const one = entries.find(({ row }) => row.entryId === entryId);
      if (!one) throw refuse('unknown_commission');
      if (reason.trim() === '') throw refuse('dispute_text_refused');
      if (one.row.dispute === 'open') throw refuse('already_disputed');
      one.disputes.push({
        disputeId: `dispute-${entryId}-${one.disputes.length}`,
        reason: reason.trim(),
        at: now(),
        by: whoWorks(practice).name,
        messages: [],
        outcome: null,
        settledBecause: null,
        settledAt: null,
      });
      const isFrozen = ['pending', 'approved'].includes(one.row.status);
      const status = isFrozen ? 'frozen' : one.row.status;
      one.row = { ...one.row, status, dispute: 'open' };
      if (isFrozen) one.row.approvedOn = null;
      practice.record('dispute_commission', 'commission_dispute', one.row.orderNumber);
      practice.changed('commissions');
      return explain(one);
    },
    replyToDispute: async (disputeId, text) => {
      const one = entries.find(({ disputes }) => disputes.some((it) => it.disputeId === disputeId));
      const dispute = one?.disputes.find((it) => it.disputeId === disputeId);
      if (!one || !dispute) throw refuse('unknown_dispute');
      const by = whoWorks(practice).name;
      const message = { text: text.trim(), at: now(), by, fromPlatform: false };
      dispute.messages = [...dispute.messages, message];
      practice.record('reply_to_dispute', 'commission_dispute_message', one.row.orderNumber);
      practice.changed('commissions');
      return explain(one);
    },
  };
}
