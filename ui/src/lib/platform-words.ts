import { t } from '$lib/messages/index.svelte';

// What the platform names by a code.

export const stateWord = (state: string): string => t().administration.states[state] ?? state;
export const kindWord = (kind: string): string => t().administration.kinds[kind] ?? kind;
