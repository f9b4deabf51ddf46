/** The engine over devices in memory, with a fault for chosen commands. */
import { createEngine } from '../../../electron/offload/engine.ts';
import type { Device, InjectedFault } from '../../../electron/offload/device/deviceTypes.ts';
import { OffloadFailure, type CopyJob, type CopyOutcome, type DiskCopy, type OffloadEngine } from '../../../electron/offload/engineTypes.ts';
import { decideClone } from '../../../electron/offload/rules/decideClone.ts';
import type { FileOptions } from '../../../electron/array/portTypes.ts';
import type { FileId } from '../../../shared/ids.ts';
import type { ArrayProfileId, Decision } from '../../../shared/model/offload.ts';
import { blockSizeBytes, mibBytes } from '../../../shared/units.ts';
import { DirectMover } from '../../sim/offloadMover.ts';
import type { FaultCommand } from '../../sim/offloadFaultSource.ts';
import { createRandom, type Random } from '../../sim/random.ts';
import { openMemoryBench, type DeviceBench } from './device/deviceBench.ts';
import { cloneFacts, hostWith, id, place } from './rules/ruleFacts.ts';

/** Segments of 1 MiB, sixteen of which are verified together. */
export const host = hostWith({ maxTransferBytes: mibBytes });

export class EngineBench {
  readonly devices: DeviceBench = openMemoryBench();
  readonly random: Random = createRandom(1);
  readonly engine: OffloadEngine = createEngine({ array: this.devices.array, mover: new DirectMover(this.devices.array) });
  readonly #asked = new Map<FaultCommand, number>();

  /** What becomes of the first, second ... of the commands of one kind. */
  on(command: FaultCommand, fault: (count: number) => InjectedFault | null): void {
    const before = this.devices.faults.next.bind(this.devices.faults);
    this.devices.faults.next = (volumeId, asked, bytes) => {
      if (asked !== command) return before(volumeId, asked, bytes);
      const count = (this.#asked.get(command) ?? 0) + 1;
      this.#asked.set(command, count);
      return fault(count);
    };
  }

  device(profile: ArrayProfileId = 'blockFull', type: 'NFS' | 'VMFS' = 'VMFS'): Promise<Device> {
    return this.devices.addDevice(type, profile);
  }

  /** A disk that holds data in each of the ranges, given in MiB, and an empty one of the same size to copy it into. */
  async disk(source: Device, target: Device, sizeMib: number, ranges: readonly (readonly [fromMib: number, toMib: number])[], options: FileOptions = {}): Promise<DiskCopy> {
    const { array } = this.devices;
    const sizeBytes = sizeMib * mibBytes;
    const from = await this.devices.addFile(source, sizeBytes);
    for (const [fromMib, toMib] of ranges) await array.write(from, fromMib * mibBytes, this.random.bytes((toMib - fromMib) * mibBytes));
    const into = await this.devices.addFile(target, sizeBytes, options);
    return { from, into, sizeBytes, logicalBytes: array.file(from).logicalBytes };
  }

  job(source: Device, target: Device, disks: readonly DiskCopy[], changes: Partial<CopyJob> = {}): CopyJob {
    const signal = new AbortController().signal;
    return {
      host, source, target, targetDatastore: { id: id('datastore-1'), name: 'ds-1' }, decision: this.decision(source, target), disks, zero: null, signal,
      onProgress: () => undefined, onDetail: () => undefined, ...changes,
    };
  }

  decision(source: Device, target: Device): Decision {
    const from = place(source.type, 1, { profile: source.profile });
    const to = source === target ? from : place(target.type, 2, { profile: target.profile });
    return decideClone(cloneFacts(target.type, { host, source: from, target: to }));
  }

  /** The outcome, and whether it came with a failure. */
  async run(job: CopyJob): Promise<{ outcome: CopyOutcome; failure: unknown }> {
    try {
      return { outcome: await this.engine.copy(job), failure: null };
    } catch (error) {
      if (!(error instanceof OffloadFailure)) throw error;
      return { outcome: error.outcome, failure: error.cause };
    }
  }

  async isEqual({ from, into, sizeBytes }: DiskCopy): Promise<boolean> {
    const [theirs, ours] = [Buffer.alloc(sizeBytes), Buffer.alloc(sizeBytes)];
    await this.devices.array.read(from, 0, theirs);
    await this.devices.array.read(into, 0, ours);
    return theirs.equals(ours);
  }

  async writeBlock(file: FileId, offset: number): Promise<void> {
    await this.devices.array.write(file, offset, this.random.bytes(blockSizeBytes));
  }

  close(): Promise<void> {
    return this.devices.dispose();
  }
}

/** Mechanism, outcome, the rule that failed and the MiB of every attempt. */
export function told({ attempts }: Pick<CopyOutcome, 'attempts'>): string[] {
  return attempts.map(({ mechanism, outcome, rules, movedBytes }) => `${mechanism} ${outcome} ${rules.find(({ verdict }) => verdict === 'failed')?.id ?? '-'} ${movedBytes / mibBytes}`);
}
