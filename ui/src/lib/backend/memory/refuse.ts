import type { CommandError } from '$lib/backend/types';

/** An error as the core sends it. */
export function refuse(code: string, values: Record<string, string> = {}): CommandError {
  return { code, severity: 'notice', message: code, values };
}
