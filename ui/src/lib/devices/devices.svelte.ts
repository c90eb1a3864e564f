import type { Backend } from '$lib/backend/backend';
import type { DeviceRow, DevicesView } from '$lib/backend/types';

/** The devices of the practice, and what the owner decides about them. */
export class DevicesController {
  view = $state.raw<DevicesView | null>(null);
  /** A question to the platform is under way. */
  busy = $state(false);

  constructor(private readonly backend: Backend) {}

  load(): Promise<void> {
    return this.#take(this.backend.listDevices());
  }

  rename(device: DeviceRow, name: string): Promise<void> {
    return this.#take(this.backend.renameDevice(device.deviceId, name));
  }

  revoke(device: DeviceRow, lost: boolean): Promise<void> {
    return this.#take(this.backend.revokeDevice(device.deviceId, lost));
  }

  /** Lets count what a revoked device handed over; gives back how many entries do now. */
  async accept(device: DeviceRow): Promise<number> {
    const done = await this.backend.acceptQuarantine(device.deviceId);
    await this.load();
    return done.applied;
  }

  async #take(answer: Promise<DevicesView>): Promise<void> {
    this.busy = true;
    try {
      this.view = await answer;
    } finally {
      this.busy = false;
    }
  }
}
