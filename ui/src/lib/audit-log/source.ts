import type { AuditRow } from '$lib/backend/types';
import type { Listing } from '$lib/lists/listing.svelte';

/** A log with what it is asked for: the platform's own, or that of a tenant. */
export interface LogSource {
  readonly log: Listing<AuditRow>;
  wanted: { userId: string; action: string; from: string | null; until: string | null };
  people: { userId: string; user: string }[];
}
