/** What the calls of the contract are made of. */
import { implement } from '@orpc/server';
import { contract } from '../../shared/contract/contract.ts';
import type { CheckReport, YardInfo } from '../../shared/model/system.ts';
import type { CloneRooms } from '../cloning/facts.ts';
import type { ImageRooms } from '../images/rooms.ts';
import type { InventoryRooms } from '../inventory/rooms.ts';
import type { LabRooms } from '../lab/initialize.ts';
import type { TaskService } from '../tasks/taskService.ts';
import { contractErrorOf, type Log } from './faults.ts';

export interface YardServices {
  readonly inventory: InventoryRooms;
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
