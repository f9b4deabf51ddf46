/** What looking at performance is made of. */
import type { StorageArray } from '../array/port.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { ContainerStore } from './containerStore.ts';
import type { MachineStore } from './machineStore.ts';
import type { PerformanceRecorder } from './recorder.ts';

export interface PerformanceRooms {
  readonly inventory: Inventory;
  readonly array: StorageArray;
  readonly containers: ContainerStore;
  readonly machines: MachineStore;
  readonly recorder: PerformanceRecorder;
}
