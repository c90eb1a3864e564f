import { Countdown } from './countdown.svelte';

export type ToastTone = 'plain' | 'green' | 'amber' | 'red';

export interface ToastContent {
  tone?: ToastTone;
  /** What happened. */
  title: string;
  /** What is safe and what to do next. */
  text?: string;
  /** Takes it back; the toast then shows the ring that runs for thirty seconds. */
  undo?: () => void | Promise<void>;
  /** A way on, e.g. "Beleg öffnen". */
  action?: { text: string; run: () => void };
}

export interface Toast extends ToastContent {
  id: number;
  countdown: Countdown;
}

const UNDO_SECONDS = 30;
const READ_SECONDS = 6;
const AT_ONCE = 3;

/** Short messages at the lower edge. Errors stay until they are closed, or a while after their screen was left. */
class Toasts {
  list = $state<Toast[]>([]);
  #next = 1;

  show(content: ToastContent): number {
    const countdown = new Countdown(content.undo ? UNDO_SECONDS : READ_SECONDS);
    const id = this.#next++;
    this.list = [...this.list, { ...content, id, countdown }].slice(-AT_ONCE);
    if (content.tone !== 'red') countdown.start(() => this.close(id));
    return id;
  }

  close(id: number): void {
    this.list.find((toast) => toast.id === id)?.countdown.stop();
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  /**
   * Another screen is shown: what was said of the one before goes. What was said in this moment may belong to the way
   * there and has its time; so has an error, and what can still be undone.
   */
  leaveScreen(): void {
    for (const toast of this.list) {
      const isNew = toast.countdown.left === toast.countdown.seconds;
      if (toast.undo || isNew) continue;
      if (toast.tone !== 'red') this.close(toast.id);
      else if (toast.countdown.left === 0) toast.countdown.start(() => this.close(toast.id));
    }
  }

  /** Runs the undo of the newest toast that has one; false when there is none. */
  undoNewest(): boolean {
    const toast = this.list.findLast((one) => one.undo);
    if (!toast) return false;
    this.close(toast.id);
    void toast.undo?.();
    return true;
  }

  get canUndo(): boolean {
    return this.list.some((toast) => toast.undo);
  }

  clear(): void {
    for (const toast of this.list) toast.countdown.stop();
    this.list = [];
  }
}

export const toasts = new Toasts();
