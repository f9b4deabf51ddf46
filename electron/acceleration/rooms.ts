/** What the services of hardware acceleration are made of. */
import type { ObjectId, RequestId, TaskId, TrailId, VmSnapshotId, VolumeId } from '../../shared/ids.ts';
import type { DiskFormat } from '../../shared/model/inventory.ts';
import type { ArrayProfileId, ComparisonSpec, DatastoreAcceleration, DatastoreSwitches, Decision, Trail } from '../../shared/model/offload.ts';
import type { StorageArray } from '../array/port.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Meta } from '../meta/meta.ts';
import type { Device } from '../offload/device/deviceTypes.ts';
import type { TaskService } from '../tasks/taskService.ts';
import type { HostSwitchStore } from './hostSwitches.ts';
import type { HostUseRecorder } from './hostUse.ts';
import type { AccelerationNews } from './news.ts';
import type { StunBoard } from './stun.ts';

export interface DeviceChange {
  readonly profile?: ArrayProfileId;
  readonly switches?: Partial<DatastoreSwitches>;
  readonly fileBlockBytes?: number;
}

/** The devices behind the datastores, as these services need them. */
export interface Devices {
  /** @throws Fault ManagedObjectNotFound */
  device(volumeId: VolumeId): Device;
  /** What it did per second over the last seconds; zeros when that is nothing. */
  rates(volumeId: VolumeId): DatastoreAcceleration['rates'];
  /** @throws Fault InvalidArgument for a profile that is not of the datastore's type */
  change(volumeId: VolumeId, change: DeviceChange): void;
  clearDistrust(volumeId: VolumeId): void;
  resetCounters(volumeId: VolumeId): void;
  /** Called when the state or a counter of a device is another. */
  onChange(listener: (volumeId: VolumeId) => void): () => void;
}

/** The trails that were kept, as these services need them. */
export interface Trails {
  find(id: TrailId): Trail | undefined;
  /** Newest first. */
  newest(limit: number, options: { readonly beforeId?: TrailId | undefined; readonly taskId?: TaskId | undefined }): Trail[];
  /** Of one virtual machine: how it was made, and what followed. */
  ofVm(vmId: ObjectId): { made: Trail | null; later: Trail[] };
}

export interface DecideRequest {
  readonly vmId: ObjectId;
  readonly datastoreId: ObjectId | null;
  readonly hostId: ObjectId | null;
  readonly snapshotId?: VmSnapshotId | undefined;
  readonly diskFormat?: DiskFormat | undefined;
}

export interface AccelerationRooms {
  readonly meta: Meta;
  readonly inventory: Inventory;
  readonly array: StorageArray;
  readonly tasks: TaskService;
  readonly switches: HostSwitchStore;
  readonly devices: Devices;
  readonly trails: Trails;
  readonly hostUse: HostUseRecorder;
  readonly stuns: StunBoard;
  readonly news: AccelerationNews;
  /** What cloning would come to now. @throws Fault ManagedObjectNotFound */
  readonly decide: (request: DecideRequest) => Decision;
  readonly compare: (request: { readonly spec: ComparisonSpec; readonly requestId: RequestId }, initiator: string) => Promise<TaskId>;
}
