/** What the services hand to the offload engine, and what they get back. */
import type { FileId } from '../../shared/ids.ts';
import type { Mechanism } from '../../shared/model/inventory.ts';
import type { Attempt, Decision, MovedBytes, OffloadFix, OffloadRuleId } from '../../shared/model/offload.ts';
import type { FileFormat, FileOptions, FileVersion } from '../array/portTypes.ts';
import type { MetaTx } from '../meta/meta.ts';
import type { Device } from './device/deviceTypes.ts';
import type { HostFacts } from './rules/facts.ts';

/** One disk that is to become what another is. */
export interface DiskCopy {
  /** Does not change meanwhile. */
  readonly from: FileId | FileVersion;
  /** Staged on the target's volume, of the same size; reads as zeros ahead of the copy. */
  readonly into: FileId;
  readonly sizeBytes: number;
  readonly logicalBytes: number;
}

export interface CopyJob {
  readonly host: HostFacts;
  readonly source: Device;
  readonly target: Device;
  /** By the rules; `forHost` of `decideClone` where the host is to do it in any case. */
  readonly decision: Decision;
  readonly disks: readonly DiskCopy[];
  /** What the disks are to be; eager-zeroed ones have their holes zeroed as well. Null: left as they are staged. */
  readonly targetFormat: FileFormat | null;
  readonly signal: AbortSignal;
  readonly onProgress: (movedBytes: number, totalBytes: number) => void;
  /** What is being done now, for the task: "The array copies 2.1 GiB". */
  readonly onDetail: (text: string) => void;
}

/** The decision with what came of it. */
export interface CopyOutcome {
  readonly mechanism: Mechanism;
  readonly reason: string;
  readonly attempts: readonly Attempt[];
  readonly firstFailed: OffloadRuleId | null;
  readonly fixes: readonly OffloadFix[];
  readonly moved: MovedBytes;
  readonly hostBusyMs: number;
  readonly elapsedMs: number;
}

export interface OffloadEngine {
  /**
   * Copies the disks the way the decision says, verifies what the array claims to have done, and falls back to the
   * software data mover, from where it stopped, when the array refuses or lies. Flushed when it resolves.
   * @throws the signal's reason; Fault InsufficientStorageSpace, FileFault, DataIntegrity when even the host cannot do it
   */
  copy(job: CopyJob): Promise<CopyOutcome>;
  /**
   * File clones of all disks of one machine, inside the transaction and checked: constant time.
   * @throws CommandFailed when the device refuses, DistrustedClone when it did not do what it said; nothing is left behind when the transaction is given up
   */
  fileClones(tx: MetaTx, device: Device, disks: readonly { readonly fileId: FileId }[], options?: FileOptions): FileId[];
}
