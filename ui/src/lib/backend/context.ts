import { createContext } from 'svelte';
import type { Backend } from './backend';

/** The backend of this window: the core behind Tauri, or the one in memory. */
export const [useBackend, provideBackend] = createContext<Backend>();
