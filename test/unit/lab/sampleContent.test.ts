import { expect, test } from 'vitest';
import { plannedMachines } from '../../../electron/lab/machines.ts';
import { bootSector, chunkBytes, fillChunk } from '../../../electron/lab/sampleContent.ts';
import { sampleYard } from '../../../electron/lab/sampleYard.ts';
import { mibBytes } from '../../../shared/units.ts';

const chunkOf = (seed: number, index: number): Buffer => {
  const chunk = Buffer.alloc(chunkBytes, 0xaa);
  fillChunk(chunk, seed, index);
  return chunk;
};
const blocksOf = (chunk: Buffer): Buffer[] => Array.from({ length: chunkBytes / 4096 }, (_, index) => chunk.subarray(index * 4096, (index + 1) * 4096));

test('the same seed and number give the same bytes, others give others', () => {
  expect(chunkOf(1, 5).equals(chunkOf(1, 5))).toBe(true);
  expect(chunkOf(1, 5).equals(chunkOf(1, 6))).toBe(false);
  expect(chunkOf(1, 5).equals(chunkOf(2, 5))).toBe(false);
});

test('content is mixed like a real disk: zero runs, text, binary, and no block twice', () => {
  const blocks = [1, 2, 3, 4, 5, 6, 7, 8].flatMap((index) => blocksOf(chunkOf(99, index)));
  const zero = blocks.filter((block) => block.every((byte) => byte === 0));
  expect(zero.length / blocks.length).toBeGreaterThan(0.02);
  expect(zero.length / blocks.length).toBeLessThan(0.35);
  const text = blocks.filter((block) => block.subarray(0, 64).every((byte) => byte === 9 || byte === 10 || (byte >= 32 && byte < 127)));
  expect(text.length / blocks.length).toBeGreaterThan(0.1);
  expect(text.length / blocks.length).toBeLessThan(0.8);
  const data = blocks.filter((block) => block.some((byte) => byte !== 0));
  expect(new Set(data.map((block) => block.toString('latin1'))).size).toBe(data.length);
});

test('templates share regions at the same offsets and have parts of their own', () => {
  const keys = sampleYard.templates.map((template) => new Set(template.regions.map((region) => `${region.offset}:${region.seed}:${region.lengthMib}`)));
  const [first, second, third] = keys;
  const shared = [...(first ?? [])].filter((key) => second?.has(key) && third?.has(key));
  expect(shared.length).toBeGreaterThan(0);
  for (const own of keys) expect(own.size).toBeGreaterThan(shared.length);
  for (const template of sampleYard.templates) {
    const ends = template.regions.map((region) => region.offset + region.lengthMib * mibBytes);
    expect(Math.max(...ends)).toBeLessThan(template.diskBytes);
    template.regions.forEach((region, index) => expect(region.offset).toBeGreaterThanOrEqual(ends[index - 1] ?? 512));
  }
});

test('forty machines are planned the same way every time, writing from nothing to a few MiB', () => {
  const machines = plannedMachines(sampleYard);
  expect(machines).toEqual(plannedMachines(sampleYard));
  expect(machines).toHaveLength(40);
  expect(new Set(machines.map((machine) => machine.name)).size).toBe(40);
  const written = machines.map((machine) => machine.writtenBytes);
  expect(written.filter((bytes) => bytes === 0).length).toBeGreaterThanOrEqual(4);
  expect(Math.max(...written)).toBeGreaterThan(mibBytes);
  expect(Math.max(...written)).toBeLessThanOrEqual(4 * mibBytes);
  expect(written.every((bytes) => bytes % 4096 === 0)).toBe(true);
  const poweredOn = machines.filter((machine) => machine.isPoweredOn).length;
  expect(poweredOn).toBeGreaterThan(10);
  expect(poweredOn).toBeLessThan(40);
});

test('the boot sector is one a BIOS would take', () => {
  const sector = bootSector(16 * 1024 ** 3, 0x83);
  expect(sector).toHaveLength(512);
  expect(sector.readUInt16LE(510)).toBe(0xaa55);
  expect([sector.readUInt8(446), sector.readUInt8(450), sector.readUInt32LE(454)]).toEqual([0x80, 0x83, 2048]);
});
