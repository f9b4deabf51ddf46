/** What an operation asks of the hardware, before anybody asks how long that takes. */
import type { Mechanism } from '../model/inventory.ts';
import { mibBytes } from '../units.ts';
import type { Hardware } from './hardware.ts';

export interface ModelledOperation {
  readonly mechanism: Exclude<Mechanism, 'imported' | 'created'>;
  readonly cloneCount: number;
  /** Of one machine; 1 when left out. */
  readonly diskCount?: number;
  /** Of one machine, as its guest sees it. */
  readonly sizeBytes: number;
  /** Of one machine: the data that really has to be copied, holes left out. */
  readonly logicalBytes: number;
  /** The most bytes of one XCOPY segment; null when the array is handed whole files, as by NAS Full File Clone. */
  readonly transferBytes: number | null;
  /** Whether the array shares blocks for a command instead of reading and writing them. */
  readonly isSharing: boolean;
}

export interface Work {
  /** To the host and from it. */
  readonly networkReadBytes: number;
  readonly networkWriteBytes: number;
  readonly arrayReadBytes: number;
  readonly arrayWriteBytes: number;
  readonly hostCycles: number;
  readonly commandCount: number;
  /** Time in which the array carries out commands, one after another. */
  readonly commandMs: number;
  /** Round trips that the host waits for while others are under way. */
  readonly waits: { readonly count: number; readonly outstanding: number };
  /** Round trips that nothing hides: those with which each clone begins. */
  readonly firstWaits: number;
}

/** SPC-4: the command of EXTENDED COPY (16 bytes), the header of its parameter list (16), two targets (32 each) and one segment (28). */
const xcopyBytes = 124;
/** SBC-3: the command of WRITE SAME (16 bytes) and one block of 512. */
const writeSameBytes = 528;
/** VMFS zeroes in units of its blocks, 1 MiB. An assumption for what one WRITE SAME asks for. */
export const writeSameRangeBytes = mibBytes;

/** Pure arithmetic; `docs/costModel.md` has the formulas. */
export function workOf(operation: ModelledOperation, hardware: Hardware): Work {
  switch (operation.mechanism) {
    case 'hostCopy':
      return hostWork(operation, hardware);
    case 'fileClone':
      return commandWork(operation, hardware, 1, hardware.fileCloneMs, false);
    case 'xcopy':
    case 'fullCopy': {
      const { transferBytes, logicalBytes, isSharing } = operation;
      if (transferBytes === null) return commandWork(operation, hardware, 1, hardware.fileCloneMs, !isSharing);
      const perDisk = Math.ceil(logicalBytes / (operation.diskCount ?? 1) / transferBytes);
      return commandWork(operation, hardware, perDisk, hardware.segmentMs, !isSharing);
    }
  }
}

/** The software data mover reads every byte and writes it again. */
function hostWork({ cloneCount, logicalBytes }: ModelledOperation, hardware: Hardware): Work {
  const bytes = cloneCount * logicalBytes;
  const ioCount = cloneCount * 2 * Math.ceil(logicalBytes / hardware.ioBytes);
  return {
    networkReadBytes: bytes,
    networkWriteBytes: bytes,
    arrayReadBytes: bytes,
    arrayWriteBytes: bytes,
    hostCycles: bytes * (hardware.readCyclesPerByte + hardware.writeCyclesPerByte),
    commandCount: ioCount,
    commandMs: 0,
    waits: { count: ioCount, outstanding: hardware.outstandingIos },
    firstWaits: 2 * cloneCount,
  };
}

function commandWork(operation: ModelledOperation, hardware: Hardware, perDisk: number, eachMs: number, movesData: boolean): Work {
  const { cloneCount, diskCount = 1, logicalBytes, transferBytes } = operation;
  const commandCount = cloneCount * diskCount * perDisk;
  const dataBytes = movesData ? cloneCount * logicalBytes : 0;
  return {
    networkReadBytes: 0,
    networkWriteBytes: commandCount * xcopyBytes,
    arrayReadBytes: dataBytes,
    arrayWriteBytes: dataBytes,
    hostCycles: commandCount * cyclesPerCommand(hardware),
    commandCount,
    commandMs: commandCount * eachMs,
    waits: { count: commandCount, outstanding: outstandingCommands(hardware, transferBytes) },
    firstWaits: cloneCount,
  };
}

/** Zeroing ahead of use: by writes of the host, or by WRITE SAME of an array that stores no zeros. */
export function zeroWorkOf(sizeBytes: number, isOffloaded: boolean, hardware: Hardware): Work {
  const count = Math.ceil(sizeBytes / (isOffloaded ? writeSameRangeBytes : hardware.ioBytes));
  const dataBytes = isOffloaded ? 0 : sizeBytes;
  return {
    networkReadBytes: 0,
    networkWriteBytes: isOffloaded ? count * writeSameBytes : sizeBytes,
    arrayReadBytes: 0,
    arrayWriteBytes: dataBytes,
    hostCycles: isOffloaded ? count * cyclesPerCommand(hardware) : sizeBytes * hardware.writeCyclesPerByte,
    commandCount: count,
    commandMs: isOffloaded ? count * hardware.segmentMs : 0,
    waits: { count, outstanding: isOffloaded ? outstandingCommands(hardware, writeSameRangeBytes) : hardware.outstandingIos },
    firstWaits: 1,
  };
}

/** A command costs the host what one I/O of the data mover costs it: most of that is the way through the storage stack. */
function cyclesPerCommand(hardware: Hardware): number {
  return hardware.ioBytes * hardware.readCyclesPerByte;
}

/** As many as fill one transfer of the data mover; whole files are handed over one by one. */
function outstandingCommands(hardware: Hardware, rangeBytes: number | null): number {
  return rangeBytes === null ? 1 : Math.max(1, Math.floor(hardware.transferWindowBytes / rangeBytes));
}
