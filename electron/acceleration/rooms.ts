/** What the services of hardware acceleration are made of. */
import type { ObjectId, RequestId, TaskId, VmSnapshotId } from '../../shared/ids.ts';
import type { DiskFormat } from '../../shared/model/inventory.ts';
import type { ComparisonSpec, Decision } from '../../shared/model/offload.ts';
import type { StorageArray } from '../array/port.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Meta } from '../meta/meta.ts';
import type { DatastoreLocks } from '../offload/device/atsLocks.ts';
import type { DeviceRegistry } from '../offload/device/deviceRegistry.ts';
import type { TrailStore } from '../offload/trails.ts';
import type { TaskService } from '../tasks/taskService.ts';
import type { HostSwitchStore } from './hostSwitches.ts';
import type { HostUseRecorder } from './hostUse.ts';
import type { AccelerationNews } from './news.ts';
import type { StunBoard } from './stun.ts';

export interface DecideRequest {
  readonly vmId: ObjectId;
  readonly datastoreId: ObjectId | null;
  readonly hostId: ObjectId | null;
  readonly snapshotId?: VmSnapshotId | undefined;
  readonly diskFormat?: DiskFormat | undefined;
}

/** What `openAcceleration` makes. */
export interface AccelerationParts {
  readonly devices: DeviceRegistry;
  readonly trails: TrailStore;
  readonly switches: HostSwitchStore;
  readonly hostUse: HostUseRecorder;
  readonly stuns: StunBoard;
  readonly news: AccelerationNews;
  readonly locks: DatastoreLocks;
}

export interface AccelerationRooms extends AccelerationParts {
  readonly meta: Meta;
  readonly inventory: Inventory;
  readonly array: StorageArray;
  readonly tasks: TaskService;
  /** What cloning would come to now. @throws Fault ManagedObjectNotFound */
  readonly decide: (request: DecideRequest) => Decision;
  readonly compare: (request: { readonly spec: ComparisonSpec; readonly requestId: RequestId }, initiator: string) => Promise<TaskId>;
}
