/** What looking at the history and at alarms is made of. */
import type { Inventory } from '../inventory/inventory.ts';
import type { TaskService } from '../tasks/taskService.ts';
import type { AlarmBoard } from './alarms/board.ts';
import type { EventLog } from './eventLog.ts';

export interface EventRooms {
  readonly log: EventLog;
  readonly alarms: AlarmBoard;
  readonly inventory: Inventory;
  readonly tasks: TaskService;
}
