/** What changed in a large disk since it was cloned. */
import { writeFileSync, openSync, closeSync, readSync, writeSync, fsyncSync } from 'node:fs';
import { join } from 'node:path';
import type { FileId } from '../../../shared/ids.ts';
import { blockSizeBytes, formatBytes, mibBytes } from '../../../shared/units.ts';
import { createRandom } from '../../sim/random.ts';
import type { Bench, BenchGroup } from '../bench.ts';
import { BenchArray, UniqueBlocks } from '../benchArray.ts';
import { timeHere } from '../shellCommands.ts';

export const diffGroup: BenchGroup = {
  name: 'diff',
  about: 'the changed blocks of a large disk, against reading both versions',
  budgetMs: 15_000,
  run,
};

const sizeBytes = 512 * mibBytes;
const changes = 100;

async function run(bench: Bench): Promise<void> {
  const folder = bench.newFolder();
  const yard = await BenchArray.open(bench.newFolder());
  try {
    const before = await yard.filledFile(await yard.createVolume(), sizeBytes);
    const [after] = await yard.clone(before, 1);
    if (after === undefined) throw new Error('There is no clone.');
    const random = createRandom(12);
    const places = [...new Set(Array.from({ length: changes }, () => random.below(sizeBytes / blockSizeBytes)))].toSorted((a, b) => a - b);
    const content = new UniqueBlocks(13);
    for (const place of places) await yard.array.write(after, place * blockSizeBytes, content.piece(1));
    await yard.array.commit(() => undefined);
    const rawBefore = await copyOut(yard, before, join(folder, 'before.raw'));
    const rawAfter = await copyOut(yard, after, join(folder, 'after.raw'));

    const found = { ours: new Array<number>(), peer: new Array<number>() };
    const ours = async () => {
      found.ours = [];
      for await (const { offset, length } of yard.array.diff(before, after)) for (let at = offset; at < offset + length; at += blockSizeBytes) found.ours.push(at / blockSizeBytes);
    };
    const peer = () => {
      found.peer = compareFiles(rawBefore, rawAfter);
    };
    await bench.compare({
      row: `diff of ${formatBytes(sizeBytes)} with ${places.length} changed blocks since the clone`,
      against: 'reading both raw files, warm, in process',
      ours: () => timeHere(ours),
      peer: () => timeHere(peer),
    });
    for (const list of [found.ours, found.peer]) if (list.join() !== places.join()) throw new Error('The blocks found are not the ones that were changed.');
  } finally {
    await yard.close();
  }
}

async function copyOut(yard: BenchArray, id: FileId, path: string): Promise<string> {
  writeFileSync(path, '');
  const fd = openSync(path, 'r+');
  try {
    const buffer = new Uint8Array(mibBytes);
    for (let at = 0; at < sizeBytes; at += buffer.length) {
      await yard.array.read(id, at, buffer);
      writeSync(fd, buffer, 0, buffer.length, at);
    }
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  return path;
}

function compareFiles(one: string, other: string): number[] {
  const fds = [openSync(one, 'r'), openSync(other, 'r')] as const;
  const a = Buffer.alloc(mibBytes);
  const b = Buffer.alloc(mibBytes);
  const found: number[] = [];
  try {
    for (let at = 0; at < sizeBytes; at += mibBytes) {
      readSync(fds[0], a, 0, mibBytes, at);
      readSync(fds[1], b, 0, mibBytes, at);
      if (a.equals(b)) continue;
      for (let block = 0; block < mibBytes; block += blockSizeBytes) {
        if (a.compare(b, block, block + blockSizeBytes, block, block + blockSizeBytes) !== 0) found.push((at + block) / blockSizeBytes);
      }
    }
  } finally {
    for (const fd of fds) closeSync(fd);
  }
  return found;
}
