import { afterEach, describe, expect, test } from 'vitest';
import { allVms } from '../../fixtures/allVms.ts';
import { makeSparseImage, tempFolder, type TempFolder } from '../../fixtures/images.ts';
import { YardBench, arrayKinds, cloneSpec, cloneWell, importTemplate, overlay, vmNamed, type TestYard, type TestYardOptions } from '../../fixtures/yard.ts';
import type { StorageArray } from '../../../electron/array/port.ts';
import type { VolumeInfo } from '../../../electron/array/portTypes.ts';
import { fileIdSchema, volumeIdSchema } from '../../../shared/ids.ts';
import { mibBytes } from '../../../shared/units.ts';

const bench = new YardBench();
const folders: TempFolder[] = [];
afterEach(async () => {
  await bench.cleanUp();
  for (const folder of folders.splice(0)) await folder.remove();
});

async function openWithClones(options: TestYardOptions): Promise<TestYard> {
  const folder = await tempFolder();
  folders.push(folder);
  await makeSparseImage(folder.file('gold.img'), mibBytes, 8);
  const opened = await bench.openSetUp(options);
  const template = await importTemplate(opened.client, folder.file('gold.img'), 'gold');
  await cloneWell(opened.client, cloneSpec(template.id, 3));
  return opened;
}

describe.each(arrayKinds)('the checker over the %s array', (kind) => {
  test('finds a disk that has lost its file, and the other machines are shown all the same', async () => {
    const { client, array } = await openWithClones({ kind });
    // The first file is the template's, the others are its clones'.
    const [, , third] = array.fileIds(volumeIdSchema.parse(1));
    await array.commit((tx) => array.deleteFile(tx, fileIdSchema.parse(third)));
    const report = await client.system.check();
    expect(report.ok).toBe(false);
    expect(report.problems).toContain('The disk "Hard disk 1" of "vdi-002" has no file in the array.');
    expect(report.problems).toContain('The array holds 3 files, but 4 disks refer to files.');
    expect(await allVms(client)).toHaveLength(4);
    expect((await vmNamed(client, 'vdi-002')).space).toEqual({ provisionedBytes: mibBytes, logicalBytes: 0, uniqueBytes: 0, sharedBytes: 0, snapshotBytes: 0, isExact: false });
  });

  test('finds a file that belongs to nobody', async () => {
    const { client, array } = await openWithClones({ kind });
    await array.commit((tx) => array.createFile(tx, volumeIdSchema.parse(1), mibBytes));
    expect((await client.system.check()).problems).toEqual(['The array holds 5 files, but 4 disks refer to files.']);
  });

  test('finds counters that do not add up, and passes on what the array finds', async () => {
    let isLying = false;
    const lie = (array: StorageArray): StorageArray =>
      overlay(array, {
        volume: (id): VolumeInfo => {
          const volume = array.volume(id);
          return isLying ? { ...volume, logicalBytes: volume.logicalBytes + 4096 } : volume;
        },
        check: async () => {
          const found = await array.check();
          return isLying ? { ...found, problems: ['A block is damaged.'] } : found;
        },
      });
    const { client } = await openWithClones({ kind, wrap: lie });
    expect(await client.system.check()).toMatchObject({ ok: true, problems: [] });
    isLying = true;
    expect((await client.system.check()).problems).toEqual(['A block is damaged.', expect.stringMatching(/^"datastore1" counts \d+ logical bytes, but its disks hold \d+\.$/)]);
  });
});
