/** What looking at the storage and changing it needs. */
import type { InventoryRooms } from '../inventory/rooms.ts';
import type { DedupeRuns } from './dedupeRuns.ts';
import type { VolumeRegistry } from './volumeRegistry.ts';

export interface StorageRooms extends InventoryRooms {
  readonly volumes: VolumeRegistry;
  readonly dedupeRuns: DedupeRuns;
}
