/**
 * The hardware-acceleration primitives as one typed set: what a host may ask of the device (a LUN or an NFS export)
 * behind one datastore. Today all devices are front ends of the embedded array; a filer or a LUN can stand here later.
 */
import type { FileId, VolumeId } from '../../../shared/ids.ts';
import type { AccelerationStatus, ArrayProfileId, DatastoreSwitches, DeviceCounters, Primitive, PrimitiveState } from '../../../shared/model/offload.ts';
import type { FileFormat, FileInfo, FileOptions, FileVersion } from '../../array/portTypes.ts';
import type { MetaTx } from '../../meta/meta.ts';

/** What an array of one kind can do. Plain data. */
export interface ArrayProfile {
  readonly id: ArrayProfileId;
  /** "NAS filer with file cloning" */
  readonly name: string;
  readonly description: string;
  /** What a datastore on it can be to its hosts; `any` where that makes no difference. */
  readonly type: 'NFS' | 'VMFS' | 'any';
  /** Datastores of one array name lie on one array. */
  readonly arrayName: string;
  readonly primitives: ReadonlySet<Primitive>;
  /** Whether XCOPY within one volume shares blocks or copies them on the array's disks. Between volumes it always copies. */
  readonly copyEngine: 'share' | 'copy';
  /** The most file clones of one source that share its blocks; beyond it the array refuses. Null: no limit. */
  readonly sharingLimit: number | null;
  /** The most bytes of clones that may wait to be split; null: no limit. */
  readonly splitLoadLimitBytes: number | null;
  /** Whether the vendor's NAS plug-in hands over the disks of virtual machines that are powered on. */
  readonly clonesPoweredOn: boolean;
  /** `acceptsAndIgnores`: says yes to copies, then does nothing or half of it. */
  readonly misbehaviour: 'none' | 'acceptsAndIgnores';
}

export type CommandFailure = 'rejected' | 'timedOut' | 'linkDown' | 'outOfSpace';

/** How a command failed; the message says it for people. The array has done nothing or part of it. */
export class CommandFailed extends Error {
  readonly primitive: Primitive | 'read' | 'write';
  readonly failure: CommandFailure;

  constructor(primitive: Primitive | 'read' | 'write', failure: CommandFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'CommandFailed';
    this.primitive = primitive;
    this.failure = failure;
  }
}

/** Bytes; all multiples of 4 KiB except at the end of a disk. */
export interface CopyRange {
  readonly from: FileId | FileVersion;
  readonly to: FileId;
  /** The same in both files. */
  readonly offset: number;
  readonly length: number;
}

export interface RangeCopied {
  /** Bytes of data whose blocks are shared with the source now. */
  readonly sharedBytes: number;
  /** Bytes of data that the array read and wrote. */
  readonly copiedBytes: number;
}

/** What a test or the misbehaving profile makes of a command before it is carried out. */
export type InjectedFault = { readonly kind: 'fail'; readonly failure: CommandFailure } | { readonly kind: 'ignore' } | { readonly kind: 'half' };

export interface FaultSource {
  /** Asked ahead of every command and every read and write of a host. Null: it is carried out. */
  next(volumeId: VolumeId, command: Primitive | 'read' | 'write', bytes: number): InjectedFault | null;
}

/** All commands count, and all may throw CommandFailed. What a command says is done need not be: see `verify` of the engine. */
export interface ArrayPrimitives {
  /** XCOPY (0x83) of one range, in segments of at most `maxTransferBytes`; each segment is one command. The target is on this device. */
  fullCopy(range: CopyRange, maxTransferBytes: number): Promise<RangeCopied>;
  /** WRITE SAME (0x93) with zeros. */
  blockZero(file: FileId, offset: number, length: number): Promise<void>;
  /**
   * COMPARE AND WRITE (0x89), ATS: replaces the lock sector by `next` if it is `expected`, within the transaction.
   * @returns false on a miscompare, which counts as failed
   */
  compareAndWrite(tx: MetaTx, sector: number, expected: Uint8Array, next: Uint8Array): boolean;
  /** UNMAP (0x42). */
  unmap(file: FileId, offset: number, length: number): Promise<void>;
  /** UNMAP of all that a file holds, as a host sends it when the file is deleted. The file is gone with the transaction, however much of it the array frees. */
  discard(tx: MetaTx, file: FileId): void;

  /** NAS Full File Clone: a whole file into one that reads as zeros, from any volume of the same array. The array copies. */
  fullFileClone(from: FileId | FileVersion, to: FileId): Promise<RangeCopied>;
  /** NAS Fast File Clone (native snapshot): shares every block of a file of the same volume; constant time. */
  fastFileClone(tx: MetaTx, from: FileId | FileVersion, options?: FileOptions): FileId;
  /** NAS Reserve Space: a thick file, its whole size set aside. */
  reserveSpace(tx: MetaTx, sizeBytes: number, format: Exclude<FileFormat, 'thin'>, options?: FileOptions): FileId;
  /** NAS Extended Statistics: what a file really takes. */
  extendedStatistics(file: FileId): FileInfo;
}

/** The device behind a datastore as hosts see it. */
export interface Device extends ArrayPrimitives {
  readonly volumeId: VolumeId;
  readonly type: 'NFS' | 'VMFS';
  readonly profile: ArrayProfile;
  /** Of VMFS: the file block size; 0 for NFS. */
  readonly fileBlockBytes: number;
  readonly switches: DatastoreSwitches;
  readonly status: AccelerationStatus;
  readonly primitives: readonly PrimitiveState[];
  readonly distrust: { readonly sinceMs: number; readonly reason: string } | null;
  readonly counters: DeviceCounters;

  /** A host reads over the storage network; counts `hostReadBytes`. @throws CommandFailed, and what the array throws */
  hostRead(file: FileId | FileVersion, offset: number, into: Uint8Array): Promise<void>;
  /** A host writes over the storage network; counts `hostWriteBytes`. */
  hostWrite(file: FileId, offset: number, data: Uint8Array): Promise<void>;
  /** SCSI reservation, for hosts that do not use ATS; only counts. */
  reserve(): void;

  /**
   * What became of using a primitive: drives `status` by the published rules and `primitives`.
   * Supported after the first success; not supported after a failure; with some primitives only it stays unknown.
   */
  note(primitive: Primitive, hasSucceeded: boolean, reason: string): void;
  /** The device accepted a command and did not do it. Durable at once, so not inside a transaction: see `DeviceRegistry.distrust`. */
  distrustIt(reason: string): void;
}
