/** The software data mover: what the engine asks of it, and what it measures. */
import type { FileId, ObjectId } from '../../../shared/ids.ts';
import type { FileVersion } from '../../array/portTypes.ts';
import type { Device } from '../device/deviceTypes.ts';

export interface HostCopyRequest {
  /** The host whose processor and links do the work; its use is recorded second by second. */
  readonly hostId: ObjectId;
  /** Does not change meanwhile. */
  readonly from: FileId | FileVersion;
  readonly sourceDevice: Pick<Device, 'hostRead'>;
  /** Reads as zeros from `fromOffset` on. */
  readonly into: FileId;
  readonly targetDevice: Pick<Device, 'hostWrite'>;
  /** Everything ahead of it has been copied before: a copy that was interrupted goes on here. */
  readonly fromOffset: number;
  readonly signal: AbortSignal;
  /** `movedBytes` since this call began; everything ahead of `offset` has been written. */
  readonly onProgress: (movedBytes: number, offset: number) => void;
}

export interface HostZeroRequest {
  readonly hostId: ObjectId;
  readonly into: FileId;
  readonly targetDevice: Pick<Device, 'hostWrite'>;
  readonly ranges: readonly { readonly offset: number; readonly length: number }[];
  readonly signal: AbortSignal;
  readonly onProgress: (movedBytes: number, offset: number) => void;
}

export interface HostMoved {
  /** Bytes that came to the host and went from it. */
  readonly readBytes: number;
  readonly writtenBytes: number;
  /** Time its thread was at work. */
  readonly busyMs: number;
}

export interface HostMover {
  /** @throws the signal's reason between two blocks; CommandFailed and what the array throws, with everything ahead of the last `offset` in place */
  copy(request: HostCopyRequest): Promise<HostMoved>;
  /** Writes zeros that the array has to receive one by one, as a host without WRITE SAME must. */
  zero(request: HostZeroRequest): Promise<HostMoved>;
  close(): Promise<void>;
}

/** Told of every piece of work, for the charts of a host. */
export interface HostUseSink {
  record(hostId: ObjectId, use: { readonly busyMs: number; readonly networkReadBytes: number; readonly networkWriteBytes: number }): void;
}
