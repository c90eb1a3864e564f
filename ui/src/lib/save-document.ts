import type { Backend } from '$lib/backend/backend';
import type { DocumentView } from '$lib/backend/types';
import { toasts } from '$lib/components/toasts.svelte';
import { t } from '$lib/messages/index.svelte';

/** Saves a document where the person wants it, and says where it is. */
export async function saveDocument(backend: Backend, document: DocumentView): Promise<void> {
  const path = await backend.saveDocument(document);
  if (path === null) return;
  toasts.show({ tone: 'green', title: t().documents.saved, text: path });
}
