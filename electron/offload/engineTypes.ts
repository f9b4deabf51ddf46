/** What the services hand to the offload engine, and what they get back. */
import type { FileId, ObjectId } from '../../shared/ids.ts';
import type { Mechanism } from '../../shared/model/inventory.ts';
import type { Attempt, Decision, MovedBytes, OffloadFix, OffloadRuleId } from '../../shared/model/offload.ts';
import type { StorageArray } from '../array/port.ts';
import type { FileFormat, FileOptions, FileVersion } from '../array/portTypes.ts';
import type { MetaTx } from '../meta/meta.ts';
import type { Device } from './device/deviceTypes.ts';
import type { HostMover } from './mover/moverTypes.ts';
import type { HostFacts } from './rules/facts.ts';

export interface EngineRooms {
  readonly array: StorageArray;
  readonly mover: HostMover;
}

/** One disk that is to become what another is. */
export interface DiskCopy {
  /** Does not change meanwhile. */
  readonly from: FileId | FileVersion;
  /** On the target's volume, of the same size; reads as zeros from `fromOffset` on. */
  readonly into: FileId;
  readonly sizeBytes: number;
  readonly logicalBytes: number;
  /** Everything ahead of it was copied before. */
  readonly fromOffset?: number;
}

export interface CopyJob {
  readonly host: HostFacts;
  readonly source: Device;
  readonly target: Device;
  readonly targetDatastore: { readonly id: ObjectId; readonly name: string };
  /** By the rules; that of `forHost` where the host is to do it in any case. */
  readonly decision: Decision;
  readonly disks: readonly DiskCopy[];
  /** What becomes of the holes of eager-zeroed disks, by `decideZero`; null where nothing is to be zeroed. */
  readonly zero: Decision | null;
  readonly signal: AbortSignal;
  readonly onProgress: (movedBytes: number, totalBytes: number) => void;
  /** What is being done now, for the task: "The array copies 2.1 GiB". */
  readonly onDetail: (text: string) => void;
  /** Everything ahead of `offset` of a disk is in place and is what the source holds. Durable once the array has been flushed. */
  readonly onReached?: (diskIndex: number, offset: number) => void;
}

/** Of what eager-zeroed disks have no data in. */
export type ZeroJob = Pick<CopyJob, 'host' | 'target' | 'targetDatastore' | 'signal' | 'onDetail'> & { readonly disks: readonly Pick<DiskCopy, 'into' | 'sizeBytes'>[] };

/** What came of one decision. */
export interface Outcome {
  readonly mechanism: Mechanism;
  readonly isOffloaded: boolean;
  readonly reason: string;
  readonly attempts: readonly Attempt[];
  readonly firstFailed: OffloadRuleId | null;
  readonly fixes: readonly OffloadFix[];
  readonly moved: MovedBytes;
  readonly elapsedMs: number;
}

export interface CopyOutcome extends Outcome {
  /** Time the data mover was at work. */
  readonly hostBusyMs: number;
  /** Null where nothing was to be zeroed. */
  readonly zero: Outcome | null;
}

/** Not even the host could do it. `cause` says why; the outcome tells what was tried. */
export class OffloadFailure extends Error {
  readonly outcome: CopyOutcome;

  constructor(outcome: CopyOutcome, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'OffloadFailure';
    this.outcome = outcome;
  }
}

/** A device said that it had made a file clone, and the clone does not hold what the source holds. */
export class DistrustedClone extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DistrustedClone';
  }
}

export interface FileCloneOptions extends FileOptions {
  /** Of each disk, where they are not all the same. */
  readonly formats?: readonly FileFormat[];
}

export interface OffloadEngine {
  /**
   * Copies the disks the way the decision says, verifies what the array claims to have done, and falls back to the
   * software data mover, from where it stopped, when the array refuses or lies. Flushed when it resolves.
   * @throws the signal's reason; OffloadFailure whose cause is a Fault such as InsufficientStorageSpace, FileFault or DataIntegrity
   */
  copy(job: CopyJob): Promise<CopyOutcome>;
  /**
   * Zeroes new eager-zeroed disks the way the decision says, or by the host when the array refuses. Flushed when it resolves.
   * @throws the signal's reason; CommandFailed when the host cannot write either, and what the array throws
   */
  zero(job: ZeroJob, decision: Decision): Promise<Outcome>;
  /**
   * File clones of all disks of one machine, in one group, inside the transaction and checked: constant time.
   * @throws CommandFailed when the device refuses, DistrustedClone when it did not do what it said; nothing is left behind when the transaction is given up
   */
  fileClones<D extends { readonly fileId: FileId }>(tx: MetaTx, device: Device, disks: readonly D[], options?: FileCloneOptions): D[];
}
