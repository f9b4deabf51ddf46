/** What customizing machines needs from the other rooms. */
import type { StorageArray } from '../array/port.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { TaskService } from '../tasks/taskService.ts';
import type { SpecStore } from './specStore.ts';
import type { PoolStore } from './poolStore.ts';

export interface CustomizationRooms {
  readonly array: StorageArray;
  readonly inventory: Inventory;
  readonly tasks: TaskService;
  readonly specs: SpecStore;
  readonly pools: PoolStore;
}
