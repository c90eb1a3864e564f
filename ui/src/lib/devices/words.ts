import type { DeviceRow } from '$lib/backend/types';
import { formatWhen } from '$lib/format';
import { t } from '$lib/messages/index.svelte';

/** How far a revoked device is. */
export function standing(device: DeviceRow, now: Date): string {
  const words = t().devices;
  if (device.erasedAt) return words.erased(formatWhen(device.erasedAt, now));
  const parted = device.partedAt ? words.parted(formatWhen(device.partedAt, now)) : words.notParted;
  return device.state === 'lost' ? `${parted} ${words.toErase}` : parted;
}
