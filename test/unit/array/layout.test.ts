import { expect, it } from 'vitest';
import { createKernel, crc32cOf } from '../../../electron/array/kernel/kernel.ts';
import { digestBytes, entriesPerGroup, entryDigest, putDataEntries, putEntry, putReferenceEntry, readGroup, sealGroup, SegmentSummary } from '../../../electron/array/layout.ts';
import { createRandom, testSeed } from '../../sim/random.ts';

const kernel = createKernel({ memoryBytes: 0 });
const crc = (bytes: Uint8Array): number => crc32cOf(kernel, bytes);
const arrayId = new Uint8Array(16).fill(5);
const largestFile = Number.MAX_SAFE_INTEGER;
const largestBlock = 2 ** 36 - 1;

it('brings the largest and the smallest numbers of entries back', () => {
  const random = createRandom(testSeed('layout'));
  const header = random.bytes(4096);
  const view = new DataView(header.buffer, header.byteOffset, header.length);
  const digests = random.bytes(3 * digestBytes);
  const position = { segment: 2 ** 34 - 1, slot: 7, sequence: 2 ** 48 - 1, previousCrc: 0xffffffff };
  putDataEntries(view, 0, largestFile, largestBlock - 2, new DataView(digests.buffer, digests.byteOffset, digests.length));
  putEntry(header, 3, { kind: 'zero', file: 2 ** 48 + 1, block: 2 ** 32, count: largestBlock });
  putReferenceEntry(view, 4, 1, 0, 2 ** 48 - 1, { file: largestFile, block: largestBlock });
  sealGroup(header, arrayId, position, { entryCount: 5, dataCount: 3, durableSequence: 2 ** 32 }, crc);
  const group = readGroup(header, arrayId, position, crc);
  expect(group).toMatchObject({ sequence: position.sequence, durableSequence: 2 ** 32, dataCount: 3 });
  expect(group?.entries).toEqual([
    ...[2, 1, 0].map((left) => ({ kind: 'data', file: largestFile, block: largestBlock - left })),
    { kind: 'zero', file: 2 ** 48 + 1, block: 2 ** 32, count: largestBlock },
    { kind: 'reference', file: 1, block: 0, vbn: 2 ** 48 - 1, writer: { file: largestFile, block: largestBlock } },
  ]);
  for (const index of [0, 1, 2]) expect(Buffer.from(entryDigest(header, index)).equals(digests.subarray(index * digestBytes, (index + 1) * digestBytes))).toBe(true);
});

it('finds the first slot of a summary that holds no data or something else', () => {
  const digests = createRandom(testSeed('summary')).bytes(entriesPerGroup * digestBytes);
  const summary = new SegmentSummary();
  summary.setAll(9, digests);
  expect(summary.firstMismatch(9, digests)).toBe(-1);
  expect(summary.firstMismatch(8, digests)).toBe(0);
  expect(summary.firstMismatch(9 + entriesPerGroup - 1, digests)).toBe(0);
  expect(summary.firstMismatch(9 + entriesPerGroup - 1, digests.subarray(-digestBytes))).toBe(-1);
  const other = digests.slice();
  other[77 * digestBytes + 15] = (other[77 * digestBytes + 15] ?? 0) ^ 1;
  expect(summary.firstMismatch(9, other)).toBe(77);
  summary.dataBits[1] = 0;
  expect(summary.firstMismatch(9, digests)).toBe(0);
  expect(summary.firstMismatch(16, digests.subarray(7 * digestBytes))).toBe(-1);
});
