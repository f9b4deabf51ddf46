/** What a comparison of the host's way with the array's needs. */
import type { ObjectId, VolumeId } from '../../shared/ids.ts';
import type { StorageArray } from '../array/port.ts';
import type { FileFormat } from '../array/portTypes.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { VmRecord } from '../inventory/records.ts';
import type { Device } from '../offload/device/deviceTypes.ts';
import type { OffloadEngine } from '../offload/engineTypes.ts';
import type { CloneRuleFacts } from '../offload/rules/facts.ts';
import type { TaskService } from '../tasks/taskService.ts';

export interface CloneFactsRequest {
  readonly vm: VmRecord;
  readonly datastoreId: ObjectId;
  readonly hostId: ObjectId;
  readonly count: number;
  /** Null: each disk keeps its format. */
  readonly diskFormat: FileFormat | null;
}

export interface CompareRooms {
  readonly inventory: Inventory;
  readonly array: StorageArray;
  readonly tasks: TaskService;
  readonly devices: { device(volumeId: VolumeId, type?: 'NFS' | 'VMFS'): Device };
  readonly engine: OffloadEngine;
  /** What the rules look at when these clones are to be made now. */
  readonly cloneFacts: (request: CloneFactsRequest) => CloneRuleFacts;
}
