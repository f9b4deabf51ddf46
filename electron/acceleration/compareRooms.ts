/** What a comparison of the host's way with the array's needs. */
import type { OffloadEngine } from '../offload/engineTypes.ts';
import type { TaskService } from '../tasks/taskService.ts';
import type { FactRooms } from './machineFacts.ts';

export interface CompareRooms extends FactRooms {
  readonly tasks: TaskService;
  readonly engine: OffloadEngine;
}
