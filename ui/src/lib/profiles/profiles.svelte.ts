import type { Backend } from '$lib/backend/backend';
import type { ProfileRow, ProfilesView } from '$lib/backend/types';
import { router } from '$lib/router.svelte';
import { listUnsaved } from '$lib/unsaved';

/** The tenants of this laptop, and the change from one to another. */
export class ProfilesController {
  view = $state.raw<ProfilesView | null>(null);
  /** The desk is being closed and another one opened. */
  switching = $state(false);

  constructor(private readonly backend: Backend) {}

  get rows(): ProfileRow[] {
    return this.view?.profiles ?? [];
  }

  /** Those that the window can change over to. */
  get others(): ProfileRow[] {
    return this.rows.filter((one) => !one.isCurrent && one.state !== 'missing');
  }

  /** What would be lost by a change: an open sale, a draft that was not saved. */
  get unsaved(): string[] {
    return listUnsaved(this.backend);
  }

  async load(): Promise<void> {
    this.view = await this.backend.listProfiles();
  }

  /** Ends the work here well and opens the other one; the page begins anew, so that nothing of this tenant stays in it. */
  async switchTo(folder: string): Promise<void> {
    if (this.switching) return;
    this.switching = true;
    try {
      await this.backend.switchProfile(folder);
      router.replace('reception');
      await this.backend.reload();
    } finally {
      this.switching = false;
    }
  }

  /** An empty place for another tenant: the first start shows there. */
  async add(): Promise<void> {
    await this.switchTo(await this.backend.addProfile());
  }

  /** Takes it off the list; its data stay. */
  async forget(folder: string): Promise<void> {
    this.view = await this.backend.forgetProfile(folder);
  }
}
