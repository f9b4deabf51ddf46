/** Makes the services of hardware acceleration over the other rooms, and lets hosts lock datastores when they touch them. */
import type { StorageArray } from '../array/port.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { vmNumberOf } from '../inventory/records.ts';
import type { Meta } from '../meta/meta.ts';
import { CopyJobs, type SavePace } from '../offload/copyJobs.ts';
import { DatastoreLocks } from '../offload/device/atsLocks.ts';
import { DeviceRegistry } from '../offload/device/deviceRegistry.ts';
import type { FaultSource } from '../offload/device/deviceTypes.ts';
import { createEngine } from '../offload/engine.ts';
import { createHostMover } from '../offload/mover/hostMover.ts';
import type { HostMover } from '../offload/mover/moverTypes.ts';
import { TrailStore } from '../offload/trails.ts';
import type { VolumeRegistry } from '../storage/volumeRegistry.ts';
import { discardFiles } from './discards.ts';
import { HostSwitchStore } from './hostSwitches.ts';
import { HostUseRecorder } from './hostUse.ts';
import { AccelerationNews } from './news.ts';
import type { AccelerationParts } from './rooms.ts';
import { StunBoard } from './stun.ts';

export interface OpenAcceleration {
  readonly parts: AccelerationParts;
  endStreams(): void;
  /** Saves counters; when no task runs any more, and ahead of closing the metadata store. */
  close(): Promise<void>;
}

interface Sources {
  readonly meta: Meta;
  readonly array: StorageArray;
  readonly inventory: Inventory;
  readonly volumes: VolumeRegistry;
  readonly log: (text: string) => void;
  readonly faults?: FaultSource | undefined;
  /** What plays the hosts; a thread for each unless told otherwise. */
  readonly mover?: HostMover | undefined;
  /** How often copies make durable how far they are. */
  readonly copyPace?: SavePace | undefined;
}

export function openAcceleration({ meta, array, inventory, volumes, log, faults, ...given }: Sources): OpenAcceleration {
  const devices = new DeviceRegistry({ meta, array, faults, log });
  const trails = new TrailStore(meta);
  const copyJobs = new CopyJobs({ meta, array, log, pace: given.copyPace });
  const switches = new HostSwitchStore(meta, inventory);
  const hostUse = new HostUseRecorder(array);
  const stuns = new StunBoard({ array, inventory, volumes, devices });
  const mover = given.mover ?? createHostMover({ array, sink: hostUse });
  const engine = createEngine({ array, mover });
  const news = new AccelerationNews({ inventory, devices, switches, stuns });
  const locks = new DatastoreLocks(devices.sectors);
  inventory.onTouch = (tx, datastoreId, hostId) => {
    const datastore = inventory.findContainer(datastoreId);
    // One that is made in the same transaction is nobody else's yet.
    if (datastore?.kind !== 'datastore') return;
    locks.touch(tx, devices.device(datastore.volumeId, datastore.type), hostId, switches.get(hostId).hardwareAcceleratedLocking);
  };
  volumes.onRemove = (tx, volumeId) => {
    devices.forget(tx, volumeId);
    locks.forget(tx, volumeId);
    copyJobs.giveUpOnVolume(tx, volumeId);
  };
  volumes.onRestore = (tx, volumeId) => copyJobs.giveUpOnVolume(tx, volumeId);
  volumes.onClone = (tx, baseId, cloneId) => devices.inherit(tx, baseId, cloneId);
  const parts = { devices, trails, switches, hostUse, stuns, news, locks, engine, copyJobs };
  inventory.departed.onDrop = (tx, record) => trails.forgetVm(tx, vmNumberOf(record.id));
  inventory.onDiscard = (tx, records, taskId) => discardFiles({ inventory, array, devices, switches, trails }, tx, records, taskId);
  return {
    parts,
    endStreams: () => {
      news.close();
      hostUse.close();
    },
    close: async () => {
      await mover.close();
      await copyJobs.settle();
      inventory.onTouch = null;
      inventory.onDiscard = null;
      inventory.departed.onDrop = null;
      volumes.onRemove = null;
      volumes.onClone = null;
      volumes.onRestore = null;
      stuns.close();
      devices.close();
    },
  };
}
