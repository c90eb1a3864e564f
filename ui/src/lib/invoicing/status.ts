const TONES: Record<string, string> = {
  draft: 'acc',
  paid: 'green',
  part_paid: 'amber',
  overdue: 'red',
};

/** The colour that goes with the word of a state; the normal ones stay grey. */
export function toneOf(status: string): string {
  return TONES[status] ?? '';
}
