import type { Backend } from '$lib/backend/backend';
import type {
  CaseRow,
  ComparisonView,
  PendingRow,
  RejectedRow,
  SyncView,
} from '$lib/backend/types';
import { saveDocument } from '$lib/save-document';

export type PillTone = 'done' | 'waiting' | 'offline' | 'cases' | 'local';

/** How many waiting items the details can show. */
const PENDING_SHOWN = 200;

/** The state of the sync, as the pill and its details show it. */
export class SyncController {
  view = $state.raw<SyncView | null>(null);
  pending = $state.raw<PendingRow[]>([]);
  cases = $state.raw<CaseRow[]>([]);
  rejected = $state.raw<RejectedRow[]>([]);
  comparison = $state.raw<ComparisonView | null>(null);
  comparing = $state(false);

  constructor(private readonly backend: Backend) {}

  /** What went wrong comes before a line that is down, that before a case and what waits. */
  get tone(): PillTone {
    const view = this.view;
    if (!view) return 'local';
    const differs = view.hashesEqual === false || view.comparedState === 'differs';
    if (differs || view.state === 'revoked') return 'cases';
    if (view.state === 'offline') return 'offline';
    if (view.cases > 0 || view.state === 'cases') return 'cases';
    if (view.state === 'local_only' || view.state === 'signed_out') return 'local';
    return view.pending > 0 || view.state === 'waiting' ? 'waiting' : 'done';
  }

  /** Keeps itself up to date until the result is called. */
  watch(): () => void {
    this.#reload();
    // Whatever changed was also recorded: the figures of the pill move with it.
    return this.backend.onChange(() => this.#reload());
  }

  /** A desk that does not open, or is locked, is said elsewhere: the pill keeps what it knows. */
  #reload(): void {
    this.load().catch(() => undefined);
  }

  async load(): Promise<void> {
    this.view = await this.backend.syncStatus();
  }

  /** What only the details show. */
  async loadDetails(): Promise<void> {
    [this.pending, this.cases, this.rejected, this.comparison] = await Promise.all([
      this.backend.listPending(PENDING_SHOWN),
      this.backend.listCases(),
      this.backend.listRejected(),
      this.backend.showComparison(),
    ]);
  }

  /** Somebody has read that this became a new device. */
  async confirmNewDevice(): Promise<void> {
    this.view = await this.backend.confirmNewDevice();
  }

  async syncNow(): Promise<void> {
    this.view = await this.backend.syncNow();
    await this.loadDetails();
  }

  /** Compares everything here and there; may take a while. */
  async compare(): Promise<void> {
    if (this.comparing) return;
    this.comparing = true;
    try {
      this.comparison = await this.backend.verifySync();
      await this.load();
    } finally {
      this.comparing = false;
    }
  }

  /** Saves the last comparison as PDF where the person wants it. */
  async saveProof(): Promise<void> {
    await saveDocument(this.backend, await this.backend.syncReportPdf(null, null));
  }
}
