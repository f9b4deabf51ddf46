/** The floor of the machine at this moment. When it moves while a round runs, the round says nothing about the contenders. */
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { medianOf } from './statistics.ts';

export interface Floor {
  /** Median of 15 overwrites of 4 KiB, each made durable. */
  readonly smallWriteMs: number;
  readonly mebibyteWriteMs: number;
  readonly copyMs: number;
  /** First touch of 64 MiB of fresh memory. */
  readonly pageFaultMs: number;
}

const probeNames = ['smallWriteMs', 'mebibyteWriteMs', 'copyMs', 'pageFaultMs'] as const;
const movedFactor = 1.5;

export function probeFloor(folder: string): Floor {
  const path = join(folder, 'probe.bin');
  const fd = openSync(path, 'w');
  try {
    const block = Buffer.alloc(4096, 1);
    const mebibyte = Buffer.alloc(1024 ** 2, 2);
    writeSync(fd, mebibyte, 0, mebibyte.length, 0);
    fdatasyncSync(fd);
    const durable = (data: Buffer) => (): void => {
      writeSync(fd, data, 0, data.length, 0);
      fdatasyncSync(fd);
    };
    const from = Buffer.alloc(64 * 1024 ** 2, 3);
    const to = Buffer.alloc(from.length, 4);
    return {
      smallWriteMs: medianTime(15, durable(block)),
      mebibyteWriteMs: medianTime(5, durable(mebibyte)),
      copyMs: medianTime(5, () => from.copy(to)),
      pageFaultMs: medianTime(1, touchFreshMemory),
    };
  } finally {
    closeSync(fd);
    rmSync(path);
  }
}

/** The probes that moved by more than the allowed factor between two moments. */
export function movedProbes(before: Floor, after: Floor): string[] {
  return probeNames.filter((name) => Math.max(before[name], after[name]) > movedFactor * Math.min(before[name], after[name]));
}

function touchFreshMemory(): void {
  // An untouched allocation of this size comes straight from the kernel, page by page as it is written.
  const memory = new Uint8Array(new ArrayBuffer(64 * 1024 ** 2));
  for (let at = 0; at < memory.length; at += 4096) memory[at] = 1;
}

function medianTime(times: number, work: () => void): number {
  return medianOf(
    Array.from({ length: times }, () => {
      const startedAt = performance.now();
      work();
      return performance.now() - startedAt;
    }),
  );
}
