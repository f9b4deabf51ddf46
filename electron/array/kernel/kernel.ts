/**
 * The array's hot loops: fingerprints, zero test and checksums, in WebAssembly with SIMD.
 * Data is read straight into the kernel's memory, because copies cost more than the hashing.
 */
import { kernelWasmBase64 } from './kernelWasm.ts';

/** First byte of the kernel's memory that callers may use; a multiple of 64 KiB. */
export const kernelHeapBase = 65536;

const wasmPageBytes = 65536;
const blockBytes = 4096;
const digestBytes = 16;
/** Below the heap base, for the helpers that copy in: 32 KiB of data, then one digest and one flag. */
const scratchOffset = 16384;
const scratchBytes = 32768;
const scratchDigestOffset = scratchOffset + scratchBytes;

export interface Kernel {
  /** The whole memory as bytes, which other threads may be given. Its start is page-aligned, so that aligned offsets suit direct I/O. Never moves. */
  readonly memory: Uint8Array<SharedArrayBuffer>;
  /**
   * For each of `count` blocks of 4,096 bytes at `dataOffset`: writes 1 (all zero) or 0 at
   * `flagsOffset + i` and, unless it is zero, its XXH3-128 with `seed` at `digestOffset + 16·i`
   * as a little-endian 128-bit number. The digest of a zero block is left untouched.
   */
  classify(dataOffset: number, count: number, seed: bigint, digestOffset: number, flagsOffset: number): void;
  /** As `classify` without the zero test: writes the digest of every block. */
  digestAll(dataOffset: number, count: number, seed: bigint, digestOffset: number): void;
  /** CRC-32C of a byte range, unsigned. `previous` continues the checksum of the bytes before. */
  crc32c(offset: number, length: number, previous?: number): number;
}

interface KernelExports {
  setSeed(seed: bigint): void;
  classify(data: number, count: number, digests: number, flags: number): void;
  digestAll(data: number, count: number, digests: number): void;
  prepareCrc(): void;
  crc32c(previous: number, offset: number, length: number): number;
}

let compiled: WebAssembly.Module | undefined;

/**
 * Makes a kernel with memory of its own.
 * @param options.memoryBytes bytes for the caller, counted from `kernelHeapBase`
 */
export function createKernel(options: { memoryBytes: number }): Kernel {
  const pages = Math.ceil((kernelHeapBase + options.memoryBytes) / wasmPageBytes);
  const wasmMemory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  compiled ??= new WebAssembly.Module(Buffer.from(kernelWasmBase64, 'base64'));
  const instance = new WebAssembly.Instance(compiled, { env: { memory: wasmMemory } });
  const native = kernelExportsOf(instance.exports);
  native.prepareCrc();

  const memory = new Uint8Array(sharedBufferOf(wasmMemory));
  let seedInUse: bigint | undefined;
  const useSeed = (seed: bigint): void => {
    if (seed === seedInUse) return;
    native.setSeed(seed);
    seedInUse = seed;
  };
  const requireRange = (offset: number, length: number): void => {
    // An out-of-bounds load traps in the middle of the work; this says which argument was wrong.
    if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length) || offset < 0 || length < 0 || offset + length > memory.length) {
      throw new RangeError(`The range of ${length} bytes at ${offset} is outside the kernel's ${memory.length} bytes.`);
    }
  };

  return {
    memory,
    classify: (dataOffset, count, seed, digestOffset, flagsOffset) => {
      requireRange(dataOffset, count * blockBytes);
      requireRange(digestOffset, count * digestBytes);
      requireRange(flagsOffset, count);
      useSeed(seed);
      native.classify(dataOffset, count, digestOffset, flagsOffset);
    },
    digestAll: (dataOffset, count, seed, digestOffset) => {
      requireRange(dataOffset, count * blockBytes);
      requireRange(digestOffset, count * digestBytes);
      useSeed(seed);
      native.digestAll(dataOffset, count, digestOffset);
    },
    crc32c: (offset, length, previous = 0) => {
      requireRange(offset, length);
      return native.crc32c(previous, offset, length) >>> 0;
    },
  };
}

/** The types of WebAssembly say that memory is never shared. */
function sharedBufferOf(memory: WebAssembly.Memory): SharedArrayBuffer {
  const buffer: unknown = memory.buffer;
  if (buffer instanceof SharedArrayBuffer) return buffer;
  throw new Error('The memory of the kernel cannot be shared.');
}

/** The 16-byte digest of one block of 4,096 bytes, copied in through the kernel's scratch area. */
export function digestBlock(kernel: Kernel, bytes: Uint8Array, seed: bigint): Uint8Array {
  if (bytes.length !== blockBytes) throw new RangeError(`A block has ${blockBytes} bytes, not ${bytes.length}.`);
  kernel.memory.set(bytes, scratchOffset);
  kernel.digestAll(scratchOffset, 1, seed, scratchDigestOffset);
  return kernel.memory.slice(scratchDigestOffset, scratchDigestOffset + digestBytes);
}

/** The CRC-32C of any bytes, copied in through the kernel's scratch area. */
export function crc32cOf(kernel: Kernel, bytes: Uint8Array): number {
  let crc = 0;
  for (let at = 0; at < bytes.length; at += scratchBytes) {
    const piece = bytes.subarray(at, at + scratchBytes);
    kernel.memory.set(piece, scratchOffset);
    crc = kernel.crc32c(scratchOffset, piece.length, crc);
  }
  return crc;
}

/** WebAssembly's exports are untyped; the freshness test ties the binary to its source and so to these signatures. */
function kernelExportsOf(exports: WebAssembly.Exports): KernelExports {
  for (const name of ['setSeed', 'classify', 'digestAll', 'prepareCrc', 'crc32c']) {
    if (typeof exports[name] !== 'function') throw new Error(`The kernel does not export ${name}.`);
  }
  return exports as unknown as KernelExports;
}
