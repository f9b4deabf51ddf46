/* oxlint-disable no-loss-of-precision -- a u64 literal is exact in AssemblyScript. */
// The hot loops of the array, in AssemblyScript. Compiled by scripts/build-kernel.mjs.
//
// XXH3-128 with a 64-bit seed, specialised for blocks of 4,096 bytes: the long-input path
// with three full 1,024-byte rounds, a last round of 15 stripes and the overlapping stripe.
// Everything a call needs lies below `kernelHeapBase` of ../kernel.ts.

const blockBytes: usize = 4096;
const stripeBytes: usize = 64;
const roundBytes: usize = 1024;
const secretBytes: usize = 192;

const prime32a: u64 = 0x9e3779b1;
const prime32b: u64 = 0x85ebca77;
const prime32c: u64 = 0xc2b2ae3d;
const prime64a: u64 = 0x9e3779b185ebca87;
const prime64b: u64 = 0xc2b2ae3d27d4eb4f;
const prime64c: u64 = 0x165667b19e3779f9;
const prime64d: u64 = 0x85ebca77c2b2ae63;
const prime64e: u64 = 0x27d4eb2f165667c5;

/** The default secret of the XXH3 specification. */
const defaultSecret: usize = memory.data<u8>([
  0xb8, 0xfe, 0x6c, 0x39, 0x23, 0xa4, 0x4b, 0xbe, 0x7c, 0x01, 0x81, 0x2c, 0xf7, 0x21, 0xad, 0x1c,
  0xde, 0xd4, 0x6d, 0xe9, 0x83, 0x90, 0x97, 0xdb, 0x72, 0x40, 0xa4, 0xa4, 0xb7, 0xb3, 0x67, 0x1f,
  0xcb, 0x79, 0xe6, 0x4e, 0xcc, 0xc0, 0xe5, 0x78, 0x82, 0x5a, 0xd0, 0x7d, 0xcc, 0xff, 0x72, 0x21,
  0xb8, 0x08, 0x46, 0x74, 0xf7, 0x43, 0x24, 0x8e, 0xe0, 0x35, 0x90, 0xe6, 0x81, 0x3a, 0x26, 0x4c,
  0x3c, 0x28, 0x52, 0xbb, 0x91, 0xc3, 0x00, 0xcb, 0x88, 0xd0, 0x65, 0x8b, 0x1b, 0x53, 0x2e, 0xa3,
  0x71, 0x64, 0x48, 0x97, 0xa2, 0x0d, 0xf9, 0x4e, 0x38, 0x19, 0xef, 0x46, 0xa9, 0xde, 0xac, 0xd8,
  0xa8, 0xfa, 0x76, 0x3f, 0xe3, 0x9c, 0x34, 0x3f, 0xf9, 0xdc, 0xbb, 0xc7, 0xc7, 0x0b, 0x4f, 0x1d,
  0x8a, 0x51, 0xe0, 0x4b, 0xcd, 0xb4, 0x59, 0x31, 0xc8, 0x9f, 0x7e, 0xc9, 0xd9, 0x78, 0x73, 0x64,
  0xea, 0xc5, 0xac, 0x83, 0x34, 0xd3, 0xeb, 0xc3, 0xc5, 0x81, 0xa0, 0xff, 0xfa, 0x13, 0x63, 0xeb,
  0x17, 0x0d, 0xdd, 0x51, 0xb7, 0xf0, 0xda, 0x49, 0xd3, 0x16, 0x55, 0x26, 0x29, 0xd4, 0x68, 0x9e,
  0x2b, 0x16, 0xbe, 0x58, 0x7d, 0x47, 0xa1, 0xfc, 0x8f, 0xf8, 0xb8, 0xd1, 0x7a, 0xd0, 0x31, 0xce,
  0x45, 0xcb, 0x3a, 0x8f, 0x95, 0x16, 0x04, 0x28, 0xaf, 0xd7, 0xfb, 0xca, 0xbb, 0x4b, 0x40, 0x7e,
], 16);

// Fixed places rather than memory.data, which would put their zeros into the binary. The
// compiler's own data ends far below 4,096; the wrapper's scratch area starts at 16,384.
const crcTables: usize = 4096;
const secret: usize = 12288;

/** Derives the secret of a seed; `classify` uses the last one set. */
export function setSeed(seed: u64): void {
  for (let i: usize = 0; i < secretBytes; i += 16) {
    store<u64>(secret + i, load<u64>(defaultSecret + i) + seed);
    store<u64>(secret + i, load<u64>(defaultSecret + i, 8) - seed, 8);
  }
}

function mix(acc: v128, data: v128, key: v128): v128 {
  const keyed = v128.xor(data, key);
  const product = i64x2.extmul_low_i32x4_u(
    v128.shuffle<u32>(keyed, keyed, 0, 2, 0, 2),
    v128.shuffle<u32>(keyed, keyed, 1, 3, 1, 3),
  );
  const swapped = v128.shuffle<u64>(data, data, 1, 0);
  return i64x2.add(acc, i64x2.add(product, swapped));
}

function scramble(acc: v128, key: v128): v128 {
  const shifted = v128.xor(v128.xor(acc, i64x2.shr_u(acc, 47)), key);
  return i64x2.mul(shifted, i64x2.splat(prime32a));
}

function foldProduct(a: u64, b: u64): u64 {
  const aLow = a & 0xffffffff;
  const aHigh = a >> 32;
  const bLow = b & 0xffffffff;
  const bHigh = b >> 32;
  const lowLow = aLow * bLow;
  const highLow = aHigh * bLow;
  const lowHigh = aLow * bHigh;
  const highHigh = aHigh * bHigh;
  const cross = (lowLow >> 32) + (highLow & 0xffffffff) + lowHigh;
  const upper = (highLow >> 32) + (cross >> 32) + highHigh;
  const lower = (cross << 32) | (lowLow & 0xffffffff);
  return upper ^ lower;
}

function foldPair(acc: v128, key: usize): u64 {
  return foldProduct(i64x2.extract_lane(acc, 0) ^ load<u64>(key), i64x2.extract_lane(acc, 1) ^ load<u64>(key, 8));
}

function avalanche(value: u64): u64 {
  let hash = value ^ (value >> 37);
  hash *= 0x165667919e3779f9;
  return hash ^ (hash >> 32);
}

function isZeroBlock(block: usize): bool {
  const end = block + blockBytes;
  for (let at = block; at < end; at += 64) {
    const any = v128.or(
      v128.or(v128.load(at), v128.load(at, 16)),
      v128.or(v128.load(at, 32), v128.load(at, 48)),
    );
    if (v128.any_true(any)) return false;
  }
  return true;
}

function digest(block: usize, into: usize): void {
  let acc0 = i64x2(prime32c, prime64a);
  let acc1 = i64x2(prime64b, prime64c);
  let acc2 = i64x2(prime64d, prime32b);
  let acc3 = i64x2(prime64e, prime32a);

  const lastStripe = block + blockBytes - stripeBytes;
  const lastRoundEnd = block + blockBytes;
  let at = block;
  while (at < lastRoundEnd) {
    const roundEnd = at + roundBytes;
    const isLast = roundEnd == lastRoundEnd;
    const stripesEnd = isLast ? lastStripe : roundEnd;
    let key = secret;
    for (; at < stripesEnd; at += stripeBytes) {
      acc0 = mix(acc0, v128.load(at), v128.load(key));
      acc1 = mix(acc1, v128.load(at, 16), v128.load(key, 16));
      acc2 = mix(acc2, v128.load(at, 32), v128.load(key, 32));
      acc3 = mix(acc3, v128.load(at, 48), v128.load(key, 48));
      key += 8;
    }
    if (isLast) break;
    const scrambleKey = secret + secretBytes - stripeBytes;
    acc0 = scramble(acc0, v128.load(scrambleKey));
    acc1 = scramble(acc1, v128.load(scrambleKey, 16));
    acc2 = scramble(acc2, v128.load(scrambleKey, 32));
    acc3 = scramble(acc3, v128.load(scrambleKey, 48));
  }
  const lastKey = secret + secretBytes - stripeBytes - 7;
  acc0 = mix(acc0, v128.load(lastStripe), v128.load(lastKey));
  acc1 = mix(acc1, v128.load(lastStripe, 16), v128.load(lastKey, 16));
  acc2 = mix(acc2, v128.load(lastStripe, 32), v128.load(lastKey, 32));
  acc3 = mix(acc3, v128.load(lastStripe, 48), v128.load(lastKey, 48));

  const lowKey = secret + 11;
  let low: u64 = (<u64>blockBytes) * prime64a;
  low += foldPair(acc0, lowKey);
  low += foldPair(acc1, lowKey + 16);
  low += foldPair(acc2, lowKey + 32);
  low += foldPair(acc3, lowKey + 48);
  store<u64>(into, avalanche(low));

  const highKey = secret + secretBytes - stripeBytes - 11;
  let high: u64 = ~((<u64>blockBytes) * prime64b);
  high += foldPair(acc0, highKey);
  high += foldPair(acc1, highKey + 16);
  high += foldPair(acc2, highKey + 32);
  high += foldPair(acc3, highKey + 48);
  store<u64>(into, avalanche(high), 8);
}

/** Flags each block as zero (1) or not (0); a block that is not zero also gets its digest. */
export function classify(data: usize, count: u32, digests: usize, flags: usize): void {
  for (let i: u32 = 0; i < count; i++) {
    const block = data + (<usize>i) * blockBytes;
    const isZero = isZeroBlock(block);
    store<u8>(flags + i, isZero ? 1 : 0);
    if (!isZero) digest(block, digests + (<usize>i) * 16);
  }
}

/** Digests each block, zero or not. */
export function digestAll(data: usize, count: u32, digests: usize): void {
  for (let i: u32 = 0; i < count; i++) digest(data + (<usize>i) * blockBytes, digests + (<usize>i) * 16);
}

/** Fills the eight tables of CRC-32C; called once after instantiation. */
export function prepareCrc(): void {
  for (let n: u32 = 0; n < 256; n++) {
    let crc = n;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
    store<u32>(crcTables + (n << 2), crc);
  }
  for (let n: u32 = 0; n < 256; n++) {
    let crc = load<u32>(crcTables + (n << 2));
    for (let table: u32 = 1; table < 8; table++) {
      crc = load<u32>(crcTables + ((crc & 0xff) << 2)) ^ (crc >>> 8);
      store<u32>(crcTables + (table << 10) + (n << 2), crc);
    }
  }
}

function crcEntry(table: u32, index: u32): u32 {
  return load<u32>(crcTables + (table << 10) + ((index & 0xff) << 2));
}

/** CRC-32C (Castagnoli) of a byte range, continued from `previous` (0 to begin). */
export function crc32c(previous: u32, offset: usize, length: usize): u32 {
  let crc = ~previous;
  let at = offset;
  const end = offset + length;
  const wordsEnd = offset + (length & ~7);
  while (at < wordsEnd) {
    const low = load<u32>(at) ^ crc;
    const high = load<u32>(at, 4);
    crc =
      crcEntry(7, low) ^
      crcEntry(6, low >>> 8) ^
      crcEntry(5, low >>> 16) ^
      crcEntry(4, low >>> 24) ^
      crcEntry(3, high) ^
      crcEntry(2, high >>> 8) ^
      crcEntry(1, high >>> 16) ^
      crcEntry(0, high >>> 24);
    at += 8;
  }
  while (at < end) {
    crc = crcEntry(0, crc ^ load<u8>(at)) ^ (crc >>> 8);
    at += 1;
  }
  return ~crc;
}
