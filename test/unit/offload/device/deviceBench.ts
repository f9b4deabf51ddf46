/** Devices over an array: the model in memory with a real metadata store, or the embedded array. Faults are put in by hand. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StorageArray } from '../../../../electron/array/port.ts';
import type { FileOptions } from '../../../../electron/array/portTypes.ts';
import { DeviceRegistry } from '../../../../electron/offload/device/deviceRegistry.ts';
import { CommandFailed, type Device, type FaultSource, type InjectedFault } from '../../../../electron/offload/device/deviceTypes.ts';
import type { DatastoreType } from '../../../../electron/offload/device/profiles.ts';
import { Meta } from '../../../../electron/meta/meta.ts';
import type { FileId, VolumeId } from '../../../../shared/ids.ts';
import type { ArrayProfileId, DeviceCounters } from '../../../../shared/model/offload.ts';
import { gibBytes } from '../../../../shared/units.ts';
import { ArrayBench } from '../../../fixtures/array.ts';
import { MemoryArray } from '../../../sim/memoryArray.ts';
import type { MemoryArrayOptions } from '../../../sim/memoryStore.ts';

/** Hands out the faults that were queued, one for each command, and then none. */
export class QueuedFaults implements FaultSource {
  readonly asked: { readonly volumeId: VolumeId; readonly command: string; readonly bytes: number }[] = [];
  queue: (InjectedFault | null)[] = [];

  next(volumeId: VolumeId, command: string, bytes: number): InjectedFault | null {
    this.asked.push({ volumeId, command, bytes });
    return this.queue.shift() ?? null;
  }
}

export interface DeviceBench {
  readonly meta: Meta;
  readonly array: StorageArray;
  readonly faults: QueuedFaults;
  /** Another one after a reopen. */
  registry: DeviceRegistry;
  /** Milliseconds; stands still unless a test moves it. */
  nowMs: number;
  reopenRegistry(): void;
  addDevice(type: DatastoreType, profile?: ArrayProfileId): Promise<Device>;
  addFile(device: Device, sizeBytes: number, options?: FileOptions): Promise<FileId>;
  dispose(): Promise<void>;
}

function benchOver(meta: Meta, array: StorageArray, dispose: () => Promise<void>): DeviceBench {
  const faults = new QueuedFaults();
  const open = (): DeviceRegistry => new DeviceRegistry({ meta, array, faults, now: () => bench.nowMs });
  const bench: DeviceBench = {
    meta, array, faults, nowMs: 1_000_000,
    registry: open(),
    reopenRegistry: () => {
      bench.registry.close();
      bench.registry = open();
    },
    addDevice: async (type, profile) => {
      const volumeId = await array.commit((tx) => array.createVolume(tx, { sizeBytes: 64 * gibBytes }));
      const device = bench.registry.device(volumeId, type);
      if (profile) meta.transaction((tx) => bench.registry.update(tx, volumeId, { profile }));
      return device;
    },
    addFile: (device, sizeBytes, options) => array.commit((tx) => array.createFile(tx, device.volumeId, sizeBytes, options)),
    dispose: async () => {
      bench.registry.close();
      await dispose();
    },
  };
  return bench;
}

export function openMemoryBench(options: Pick<MemoryArrayOptions, 'capabilities'> = {}): DeviceBench {
  const folder = mkdtempSync(join(tmpdir(), 'cloneyard-device-'));
  const meta = Meta.open(folder);
  const array = new MemoryArray({ ...options, transaction: (work) => meta.transaction(work) });
  return benchOver(meta, array, async () => {
    await array.close();
    await meta.close();
    rmSync(folder, { recursive: true, force: true });
  });
}

export async function openEmbeddedBench(): Promise<DeviceBench> {
  const bench = new ArrayBench();
  await bench.open();
  return benchOver(bench.meta, bench.array, () => bench.remove());
}

/** The counters that are not zero. */
export function counted(device: Device): Partial<DeviceCounters> {
  return Object.fromEntries(Object.entries(device.counters).filter(([, value]) => value !== 0));
}

/** How a call failed as a command; anything else is thrown on. */
export async function failureOf(call: () => unknown): Promise<string> {
  try {
    await call();
    return 'none';
  } catch (error) {
    if (error instanceof CommandFailed) return error.failure;
    throw error;
  }
}
