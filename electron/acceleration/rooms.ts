/** What the services of hardware acceleration are made of. */
import type { RequestId, TaskId } from '../../shared/ids.ts';
import type { ComparisonSpec } from '../../shared/model/offload.ts';
import type { StorageArray } from '../array/port.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Meta } from '../meta/meta.ts';
import type { CopyJobs } from '../offload/copyJobs.ts';
import type { DatastoreLocks } from '../offload/device/atsLocks.ts';
import type { DeviceRegistry } from '../offload/device/deviceRegistry.ts';
import type { OffloadEngine } from '../offload/engineTypes.ts';
import type { TrailStore } from '../offload/trails.ts';
import type { TaskService } from '../tasks/taskService.ts';
import type { HostSwitchStore } from './hostSwitches.ts';
import type { HostUseRecorder } from './hostUse.ts';
import type { AccelerationNews } from './news.ts';
import type { StunBoard } from './stun.ts';

/** What `openAcceleration` makes. */
export interface AccelerationParts {
  readonly devices: DeviceRegistry;
  readonly trails: TrailStore;
  readonly switches: HostSwitchStore;
  readonly hostUse: HostUseRecorder;
  readonly stuns: StunBoard;
  readonly news: AccelerationNews;
  readonly locks: DatastoreLocks;
  readonly engine: OffloadEngine;
  readonly copyJobs: CopyJobs;
}

export interface AccelerationRooms extends AccelerationParts {
  readonly meta: Meta;
  readonly inventory: Inventory;
  readonly array: StorageArray;
  readonly tasks: TaskService;
  /** Starts a comparison of the host's way with the array's. */
  readonly compare: (request: { readonly spec: ComparisonSpec; readonly requestId: RequestId }, initiator: string) => Promise<TaskId>;
}
