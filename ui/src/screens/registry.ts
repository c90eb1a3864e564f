import BookUser from '@lucide/svelte/icons/users';
import ConciergeBell from '@lucide/svelte/icons/concierge-bell';
import FileText from '@lucide/svelte/icons/file-text';
import Percent from '@lucide/svelte/icons/percent';
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import ShoppingBasket from '@lucide/svelte/icons/shopping-basket';
import Ticket from '@lucide/svelte/icons/ticket';
import type { Component } from 'svelte';
import type { ScreenId } from '$lib/router.svelte';

type ScreenModule = { default: Component };

/** Every folder with a `Screen.svelte` is a screen; an item of the rail stays hidden until its screen stands. */
const found = import.meta.glob<ScreenModule>('./*/Screen.svelte');

export interface RailItem {
  id: Exclude<ScreenId, 'cases'>;
  icon: Component<{ size?: number }>;
  combo: string;
}

const FOLDER: Record<ScreenId, string> = {
  reception: 'reception',
  contacts: 'contacts',
  pos: 'pos',
  cards: 'cards',
  invoices: 'invoicing',
  commissions: 'commissions',
  administration: 'administration',
  cases: 'sync',
};

const RAIL: RailItem[] = [
  { id: 'reception', icon: ConciergeBell, combo: 'Ctrl+1' },
  { id: 'contacts', icon: BookUser, combo: 'Ctrl+2' },
  { id: 'pos', icon: ShoppingBasket, combo: 'Ctrl+3' },
  { id: 'cards', icon: Ticket, combo: 'Ctrl+4' },
  { id: 'invoices', icon: FileText, combo: 'Ctrl+5' },
  { id: 'commissions', icon: Percent, combo: 'Ctrl+6' },
  { id: 'administration', icon: ShieldCheck, combo: 'Ctrl+7' },
];

const loaderOf = (id: ScreenId) => found[`./${FOLDER[id]}/Screen.svelte`];

/** What the rail shows: what works, and what this person may see. */
export function railFor(allowed: string[]): RailItem[] {
  return RAIL.filter((item) => loaderOf(item.id) && allowed.includes(item.id));
}

export function isScreen(id: string): id is ScreenId {
  return id in FOLDER && Boolean(loaderOf(id as ScreenId));
}

const loaded = new Map<ScreenId, Component>();

/** The component of a screen, when it has been fetched already. */
export function screenNow(id: ScreenId): Component | undefined {
  return loaded.get(id);
}

export async function loadScreen(id: ScreenId): Promise<Component | undefined> {
  const loader = loaderOf(id);
  if (!loader) return undefined;
  if (!loaded.has(id)) loaded.set(id, (await loader()).default);
  return loaded.get(id);
}

/** Fetches the others while nothing else is to be done, so that no switch waits. */
export function loadRest(): void {
  const idle = globalThis.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 300));
  for (const item of RAIL) idle(() => void loadScreen(item.id));
  idle(() => void loadScreen('cases'));
}
