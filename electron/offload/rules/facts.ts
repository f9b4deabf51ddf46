/** What the rules look at. Plain data, gathered by the services; sizes are bytes. */
import type { ObjectId } from '../../../shared/ids.ts';
import type { PowerState } from '../../../shared/model/inventory.ts';
import type { DatastoreSwitches, HostSwitches } from '../../../shared/model/offload.ts';
import type { FileFormat } from '../../array/portTypes.ts';
import type { ArrayProfile } from '../device/deviceTypes.ts';

/** How a virtual disk lies on its datastore. `sparse` and `hosted` are formats of other products, `rdm` is a mapped LUN. */
export type DiskBacking = 'flat' | 'rdm' | 'sparse' | 'hosted';

export interface HostFacts {
  readonly id: ObjectId;
  readonly name: string;
  readonly switches: HostSwitches;
}

export interface DatastoreFacts {
  readonly id: ObjectId;
  readonly name: string;
  readonly type: 'NFS' | 'VMFS';
  readonly profile: ArrayProfile;
  readonly fileBlockBytes: number;
  readonly switches: DatastoreSwitches;
  readonly distrust: { readonly sinceMs: number; readonly reason: string } | null;
}

/** Of a virtual machine, its disks taken together: a rule that fails for one disk fails for all. */
export interface MachineFacts {
  readonly id: ObjectId;
  readonly name: string;
  readonly powerState: PowerState;
  readonly isWindows: boolean;
  /** `disk.EnableUUID`, which VMware Tools turns on in Windows guests. */
  readonly hasEnableUuid: boolean;
  readonly hasSnapshot: boolean;
  readonly disks: readonly {
    readonly label: string;
    readonly backing: DiskBacking;
    readonly format: FileFormat;
    readonly sizeBytes: number;
    readonly logicalBytes: number;
    /** Where the disk begins on its device, modulo what the array requires; 0 when it is aligned. */
    readonly misalignmentBytes: number;
  }[];
  /** File clones that share the blocks of this one already. */
  readonly cloneCount: number;
}

export interface CloneRuleFacts {
  readonly host: HostFacts;
  readonly machine: MachineFacts;
  /** Null: each disk keeps its format where the target offers it, and becomes thin where it does not. */
  readonly targetFormat: FileFormat | null;
  readonly source: DatastoreFacts;
  readonly target: DatastoreFacts;
  /** How many clones are to be made. */
  readonly count: number;
  /** Bytes of clones of the target's array that wait to be split. */
  readonly splitLoadBytes: number;
}

/** Zeroing, deleting and snapshots are about one datastore. */
export interface LocalRuleFacts {
  readonly host: HostFacts;
  readonly machine: MachineFacts;
  readonly datastore: DatastoreFacts;
}
