/** Bit rot under the real array: what scrub and check make of it, and how people are told. */
import { closeSync, openSync, readSync, readdirSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { runInProcess } from '../cli/harness.ts';
import { cloneSpec, cloneWell, importTemplate } from '../../fixtures/yard.ts';
import { StorageBench, runWell, type StorageYard } from './harness.ts';

const bench = new StorageBench();
afterEach(() => bench.cleanUp());

const blockBytes = 4096;
const block = (value: number): Buffer => Buffer.alloc(blockBytes, value);

/** A template `rotten` of two blocks, with two clones, on top of the usual yard. */
async function openWithBlocks(): Promise<StorageYard> {
  const opened = await bench.open({}, 0);
  const path = join(opened.directory, 'rotten.img');
  writeFileSync(path, Buffer.concat([block(1), block(2)]));
  const template = await importTemplate(opened.client, path, 'rotten');
  await cloneWell(opened.client, cloneSpec(template.id, 2));
  return opened;
}

/** Flips a bit of the first stored block whose bytes all have this value, as a worn-out disk would. */
function rot(directory: string, value: number): void {
  const folder = join(directory, 'segments');
  for (const name of readdirSync(folder)) {
    const file = openSync(join(folder, name), 'r+');
    const found = Buffer.alloc(blockBytes);
    for (let slot = 0; readSync(file, found, 0, blockBytes, slot * blockBytes) > 0; slot += 1) {
      if (!found.equals(block(value))) continue;
      writeSync(file, Buffer.from([value ^ 1]), 0, 1, slot * blockBytes + 100);
      closeSync(file);
      return;
    }
    closeSync(file);
  }
  throw new Error('The block was not found.');
}

describe('a block that has rotted', () => {
  test('is named with the disks that hold it, and does not become well by itself', async () => {
    const opened = await openWithBlocks();
    await bench.yards.close(opened);
    rot(opened.directory, 2);
    const { client: again } = await bench.yards.open(opened.directory);
    expect(await again.system.check()).toMatchObject({ ok: true });
    expect(await again.system.check({ isDeep: true })).toMatchObject({ ok: false, repaired: [] });
    const { result } = await runWell(again, (requestId) => again.storage.scrub({ requestId }));
    expect(result).toMatchObject({ kind: 'scrub', damagedCount: 1, repairedCount: 0, damaged: [{ isRepaired: false, holderCount: 3 }] });
    const holders = result?.kind === 'scrub' ? (result.damaged[0]?.holders ?? []) : [];
    expect(holders.map((holder) => [holder.vmName, holder.disk, holder.volumeName, holder.snapshotName, holder.offsetBytes])).toEqual(
      expect.arrayContaining(['rotten', 'vdi-001', 'vdi-002'].map((name) => [name, 'Hard disk 1', 'datastore1', null, blockBytes])),
    );
    expect(await again.system.check({ isDeep: true, repair: true })).toMatchObject({ ok: false });
  });

  test('is mended from a twin, on the command line as well', async () => {
    const opened = await openWithBlocks();
    const path = join(opened.directory, 'rotten.img');
    await importTemplate(opened.client, path, 'twin');
    await bench.yards.close(opened);
    rot(opened.directory, 2);
    const run = (...args: string[]) => runInProcess({ folder: opened.directory }, '--data', opened.directory, ...args);
    const deep = await run('--json', 'check', '--deep');
    expect(deep.code).toBe(1);
    expect(JSON.parse(deep.out)).toMatchObject({ ok: false, isDeep: true });
    const scrub = await run('scrub');
    expect(scrub.out).toMatch(/^1 damaged block, 1 of them repaired;/);
    expect(scrub.out).toContain('vdi-001, Hard disk 1, at byte 4,096 (datastore1)');
    expect(scrub.code).toBe(0);
    expect((await run('check', '--deep')).out).toMatch(/^Sound\./);
  });
});
