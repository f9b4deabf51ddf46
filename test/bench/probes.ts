/** The floor of the machine at this moment. When it moves while a round runs, the round says nothing about the contenders. */
import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { medianOf } from './statistics.ts';

export interface Floor {
  /** Median of 15 overwrites of 4 KiB, each made durable. */
  readonly smallWriteMs: number;
  readonly mebibyteWriteMs: number;
  readonly copyMs: number;
  /** Median of first touches of 256 KiB of fresh memory. */
  readonly pageFaultMs: number;
}

const probeNames = ['smallWriteMs', 'mebibyteWriteMs', 'copyMs', 'pageFaultMs'] as const;
const movedFactor = 1.5;
// Kept from probe to probe, and memory that only grows: what a probe let go of would be cleared away in the middle of what is measured next.
const copySource = Buffer.alloc(64 * 1024 ** 2, 3);
const copyTarget = Buffer.alloc(copySource.length, 4);
const wasmPageBytes = 65_536;
const touchedBytes = 4 * wasmPageBytes;
const fresh = new WebAssembly.Memory({ initial: 0, maximum: 65_536 });

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
    return {
      smallWriteMs: medianTime(15, durable(block)),
      mebibyteWriteMs: medianTime(5, durable(mebibyte)),
      copyMs: medianTime(5, () => copySource.copy(copyTarget)),
      pageFaultMs: medianTime(5, touchFreshMemory),
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
  fresh.grow(touchedBytes / wasmPageBytes);
  const memory = new Uint8Array(fresh.buffer);
  const from = memory.length - touchedBytes;
  for (let at = from; at < memory.length; at += 4096) memory[at] = 1;
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
