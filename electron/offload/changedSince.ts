/** Brings a copy up to date with what was written to its source since it was frozen: by the host, range by range. */
import { Fault } from '../../shared/faults.ts';
import type { FileId } from '../../shared/ids.ts';
import { formatBytes, mibBytes } from '../../shared/units.ts';
import type { StorageArray } from '../array/port.ts';
import { CommandFailed, type Device } from './device/deviceTypes.ts';
import type { CopyOutcome } from './engineTypes.ts';
import { tryAgain } from './retry.ts';

/** One input or output of a host, as of the data mover. */
const pieceBytes = mibBytes;

export interface ChangedDisk {
  /** As it was when the copy began. */
  readonly frozen: FileId;
  /** As it is now. Nobody writes to it. */
  readonly now: FileId;
  /** Holds what `frozen` holds. */
  readonly into: FileId;
}

export interface Changes {
  readonly hostName: string;
  readonly source: Pick<Device, 'hostRead'>;
  readonly target: Pick<Device, 'hostWrite'>;
  readonly disks: readonly ChangedDisk[];
  readonly signal: AbortSignal;
}

/**
 * In time that follows the changes. Ranges that were written and are the same again are copied too.
 * @returns how many bytes the host read and wrote
 * @throws the signal's reason; Fault FileFault or InsufficientStorageSpace when trying again did not help; what the array throws
 */
export async function copyChanges({ array }: { readonly array: StorageArray }, { hostName, source, target, disks, signal }: Changes): Promise<number> {
  const buffer = new Uint8Array(pieceBytes);
  let copiedBytes = 0;
  try {
    for (const { frozen, now, into } of disks) {
      for await (const { offset, length } of array.diff(frozen, now)) {
        for (let at = offset; at < offset + length; at += pieceBytes) {
          signal.throwIfAborted();
          const piece = buffer.subarray(0, Math.min(pieceBytes, offset + length - at));
          await tryAgain(() => source.hostRead(now, at, piece));
          await tryAgain(() => target.hostWrite(into, at, piece));
          copiedBytes += piece.length;
        }
      }
    }
    return copiedBytes;
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    const code = error.failure === 'outOfSpace' ? 'InsufficientStorageSpace' : 'FileFault';
    throw new Fault(code, `${hostName} could not copy what was written meanwhile: ${error.message}`, { names: [hostName], hint: 'Check the storage links and the free space, then try again.' }, { cause: error });
  }
}

/** With what the host has copied once more. */
export function withChanges(outcome: CopyOutcome, copiedBytes: number): CopyOutcome {
  if (copiedBytes === 0) return outcome;
  const { moved } = outcome;
  return {
    ...outcome,
    reason: `${outcome.reason} The host copied ${formatBytes(copiedBytes)} that were written meanwhile.`,
    moved: { ...moved, networkReadBytes: moved.networkReadBytes + copiedBytes, networkWriteBytes: moved.networkWriteBytes + copiedBytes },
  };
}
