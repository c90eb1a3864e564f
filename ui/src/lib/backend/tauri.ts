import { invoke } from '@tauri-apps/api/core';
import { listen, type EventCallback } from '@tauri-apps/api/event';
import { Change, type Backend } from './backend';
import { deskCommands } from './bindings/commands';
import { followChange } from './follow';
import type { ImportProgress } from './types';

/** Listens to an event of the shell; the result ends it, even before the shell has answered. */
function hear<T>(event: string, listener: EventCallback<T>): () => void {
  const ending = listen<T>(event, listener);
  return () => void ending.then((end) => end());
}

/** Begins the page anew at the screen that everybody sees first: where it was belonged to the tenant before. */
function beginAnew(): void {
  history.replaceState(null, '', '#/reception');
  location.reload();
}

/** The desk behind the window: every command goes through the shell to the core. */
export function tauriBackend(): Backend {
  const ask = followChange((name, args) => invoke(name, args), beginAnew);
  return {
    ...deskCommands(
      <T>(name: string, args: Record<string, unknown>) => ask(name, args) as Promise<T>,
    ),
    onChange: (listener) =>
      hear<string[]>('desk-changed', ({ payload }) => listener(new Change(payload))),
    reload: () => {
      location.reload();
      // Nothing of this page goes on.
      return new Promise(() => undefined);
    },
    onImportProgress: (listener) =>
      hear<ImportProgress>('import-progress', ({ payload }) => listener(payload)),
  };
}
