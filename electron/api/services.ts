/** What the calls of the contract are made of. */
import { implement } from '@orpc/server';
import { contract } from '../../shared/contract/contract.ts';
import type { CheckReport, YardInfo } from '../../shared/model/system.ts';
import type { StorageArray } from '../array/port.ts';
import type { CloneRooms } from '../cloning/facts.ts';
import type { ImageRooms } from '../images/rooms.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { LabRooms } from '../lab/initialize.ts';
import type { Meta } from '../meta/meta.ts';
import type { TaskService } from '../tasks/taskService.ts';
import { contractErrorOf, type Log } from './faults.ts';

export interface YardServices {
  readonly meta: Meta;
  readonly array: StorageArray;
  readonly inventory: Inventory;
  readonly tasks: TaskService;
  readonly cloning: CloneRooms;
  readonly images: ImageRooms;
  readonly lab: LabRooms;
  readonly info: () => Promise<YardInfo>;
  readonly check: (signal?: AbortSignal) => Promise<CheckReport>;
  readonly log: Log;
}

/** Who started a task. There is one user of a yard; vSphere would show the role like this. */
export const initiator = 'Administrator';

/** The contract with one middleware around every call: whatever is thrown arrives as a typed fault. */
export function implementer(log: Log) {
  return implement(contract).use(async ({ next }) => {
    try {
      return await next();
    } catch (error) {
      throw contractErrorOf(error, log);
    }
  });
}
export type Implementer = ReturnType<typeof implementer>;
