import { invoke } from '@tauri-apps/api/core';
import { listen, type EventCallback } from '@tauri-apps/api/event';
import { Change, type Backend } from './backend';
import { deskCommands } from './bindings/commands';
import type { ImportProgress } from './types';

/** Listens to an event of the shell; the result ends it, even before the shell has answered. */
function hear<T>(event: string, listener: EventCallback<T>): () => void {
  const ending = listen<T>(event, listener);
  return () => void ending.then((end) => end());
}

/** The desk behind the window: every command goes through the shell to the core. */
export function tauriBackend(): Backend {
  return {
    ...deskCommands((name, args) => invoke(name, args)),
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
