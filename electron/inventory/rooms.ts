/** What looking at the inventory and changing it needs. */
import type { StorageArray } from '../array/port.ts';
import type { Meta } from '../meta/meta.ts';
import type { TaskService } from '../tasks/taskService.ts';
import type { Inventory } from './inventory.ts';

export interface InventoryRooms {
  readonly meta: Meta;
  readonly array: StorageArray;
  readonly inventory: Inventory;
  readonly tasks: TaskService;
}
