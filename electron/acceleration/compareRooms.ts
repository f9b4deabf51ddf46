/** What a comparison of the host's way with the array's needs. */
import type { OffloadEngine } from '../offload/engineTypes.ts';
import type { TaskService } from '../tasks/taskService.ts';
import type { FactRooms } from './machineFacts.ts';

export interface CompareRooms extends FactRooms {
  readonly tasks: TaskService;
  readonly engine: OffloadEngine;
  /** Told of what went wrong while something else was being told already. */
  readonly log: (text: string) => void;
}
