/** What the yard's thread and the thread that plays an ESX host tell each other. The data lies in memory that both see. */

/** The file block of VMFS, and the most bytes of one input or output of the host. */
export const hostBlockBytes = 1024 * 1024;
/** The piece in which the host looks for zeros. */
export const zeroTestBytes = 4096;

/** `workerData` of the thread: two areas of `slotCount` blocks each, what comes in over the storage network and what goes out. */
export interface HostStart {
  readonly incoming: Uint8Array<SharedArrayBuffer>;
  readonly outgoing: Uint8Array<SharedArrayBuffer>;
}

/** Take `length` bytes in from the slot, or make as many zeros, and lay them out to be sent from the same slot. */
export interface HostOrder {
  readonly slot: number;
  readonly length: number;
  readonly isZeroing: boolean;
}

export interface HostReport {
  readonly slot: number;
  /** Time the thread was at work on it. */
  readonly busyMs: number;
  /** Indices of the pieces of `zeroTestBytes` that hold nothing but zeros. */
  readonly zeroPieces: readonly number[];
}

export function parseHostStart(data: unknown): HostStart {
  if (isRecord(data) && isShared(data['incoming']) && isShared(data['outgoing'])) {
    return { incoming: data['incoming'], outgoing: data['outgoing'] };
  }
  throw new TypeError('The host was started without memory.');
}

export function parseHostOrder(data: unknown): HostOrder {
  if (isRecord(data) && isCount(data['slot']) && isCount(data['length']) && data['length'] <= hostBlockBytes && typeof data['isZeroing'] === 'boolean') {
    return { slot: data['slot'], length: data['length'], isZeroing: data['isZeroing'] };
  }
  throw new TypeError('The host was given an order that it does not know.');
}

export function parseHostReport(data: unknown): HostReport {
  if (isRecord(data) && isCount(data['slot']) && typeof data['busyMs'] === 'number' && isCountList(data['zeroPieces'])) {
    return { slot: data['slot'], busyMs: data['busyMs'], zeroPieces: data['zeroPieces'] };
  }
  throw new TypeError('The host sent a report that nobody knows.');
}

function isRecord(data: unknown): data is Record<string, unknown> {
  return typeof data === 'object' && data !== null;
}

function isShared(value: unknown): value is Uint8Array<SharedArrayBuffer> {
  return value instanceof Uint8Array && value.buffer instanceof SharedArrayBuffer;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isCountList(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every(isCount);
}
