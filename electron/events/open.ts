/** Makes the history and the alarms over the other rooms. */
import type { AccelerationParts } from '../acceleration/rooms.ts';
import type { StorageArray } from '../array/port.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Meta } from '../meta/meta.ts';
import type { VolumeRegistry } from '../storage/volumeRegistry.ts';
import type { TaskService } from '../tasks/taskService.ts';
import { AlarmBoard } from './alarms/board.ts';
import { AlarmWatcher } from './alarms/watcher.ts';
import { EventLog } from './eventLog.ts';
import { recordEvents } from './record.ts';
import type { EventRooms } from './rooms.ts';

export interface OpenEvents {
  readonly rooms: EventRooms;
  /** Begins to look at alarms; when interrupted tasks have been dealt with. */
  begin(): void;
  endStreams(): void;
  /** When no task runs any more, and ahead of closing what alarms look at. */
  close(): void;
}

interface Sources {
  readonly meta: Meta;
  readonly array: StorageArray;
  readonly inventory: Inventory;
  readonly tasks: TaskService;
  readonly volumes: VolumeRegistry;
  readonly acceleration: Pick<AccelerationParts, 'devices' | 'stuns' | 'hostUse'>;
  readonly log: (text: string) => void;
}

export function openEvents({ meta, array, inventory, tasks, volumes, acceleration, log: say }: Sources): OpenEvents {
  const log = new EventLog({ meta });
  recordEvents(log, { inventory, tasks, volumes });
  const sources = { inventory, array, volumes, ...acceleration };
  const alarms = new AlarmBoard({ meta, log, sources, say });
  let watcher: AlarmWatcher | null = null;
  return {
    rooms: { log, alarms, inventory, tasks },
    begin: () => {
      watcher = new AlarmWatcher(alarms, { ...sources, say });
    },
    endStreams: () => {
      log.close();
      alarms.close();
    },
    close: () => watcher?.close(),
  };
}
