/** Machines with several disks, on several datastores, compared disk by disk. */
import { afterEach, expect, test } from 'vitest';
import type { ObjectId } from '../../../shared/ids.ts';
import type { TaskResult } from '../../../shared/model/task.ts';
import { mibBytes } from '../../../shared/units.ts';
import { newRequestId, vmNamed, YardBench, type TestYard } from '../../fixtures/yard.ts';
import { changeWell, createApart, newestFile, openApart } from '../machines/apartBench.ts';
import { runWell } from '../storage/harness.ts';

const bench = new YardBench();
afterEach(() => bench.cleanUp());

async function compare({ client }: TestYard, firstId: ObjectId, secondId: ObjectId): Promise<Extract<TaskResult, { kind: 'compareDisks' }>> {
  const { result } = await runWell(client, (requestId) => client.disks.compareDisks({ firstId, secondId, requestId }));
  return result?.kind === 'compareDisks' ? result : expect.fail('Nothing was compared.');
}

test('each disk is compared with that of the same name, wherever both lie', async () => {
  const opened = await openApart(bench, { kind: 'embedded' });
  const { client, array, home, fast } = opened;
  const web = await createApart(opened, 'web', { home: [mibBytes, mibBytes], fast: [2 * mibBytes] });
  for (const file of [...array.fileIds(home.volumeId), ...array.fileIds(fast.volumeId)]) await array.write(file, 0, Buffer.alloc(40_960, `disk ${file} `));
  const spec = { vmId: web, snapshotId: null, name: 'copy', folderId: null, datastoreId: null, computeId: null, powerOn: false, diskPlacement: [{ label: 'Hard disk 2', datastoreId: fast.id }, { label: 'Hard disk 3', datastoreId: home.id }] };
  await runWell(client, (requestId) => client.machines.clone({ spec, requestId }));
  const copy = (await vmNamed(client, 'copy')).id;
  const same = await compare(opened, web, copy);
  expect(same).toMatchObject({ identical: true, comparedBytes: 4 * mibBytes, firstDifferenceOffset: null });
  expect(same.disks).toMatchObject(['Hard disk 1', 'Hard disk 2', 'Hard disk 3'].map((label) => ({ in: 'both', label, identical: true })));
  const digests = (same.disks ?? []).flatMap((disk) => (disk.in === 'both' ? disk.contentDigests : []));
  expect(digests).toHaveLength(6);
  expect(new Set(digests).size).toBe(3);

  // The copy of the third disk was made last, at its home.
  await array.write(newestFile(opened, home), 5_000, Buffer.from('!'));
  const changed = await compare(opened, web, copy);
  expect(changed).toMatchObject({ identical: false, firstDifferenceOffset: 5_000, comparedBytes: 4 * mibBytes });
  expect(changed.disks?.map((disk) => [disk.label, disk.in === 'both' && disk.identical])).toEqual([['Hard disk 1', true], ['Hard disk 2', true], ['Hard disk 3', false]]);

  await changeWell(opened, copy, { removeDisks: ['Hard disk 3'], addDisks: [] });
  await changeWell(opened, web, { removeDisks: ['Hard disk 2'] });
  const parted = await compare(opened, web, copy);
  expect(parted).toMatchObject({ identical: false, firstDifferenceOffset: null, comparedBytes: mibBytes });
  expect(parted.disks).toEqual([expect.objectContaining({ in: 'both', label: 'Hard disk 1', identical: true }), { in: 'first', label: 'Hard disk 3' }, { in: 'second', label: 'Hard disk 2' }]);

  await changeWell(opened, copy, { removeDisks: ['Hard disk 1'] });
  await expect(client.disks.compareDisks({ firstId: web, secondId: copy, requestId: newRequestId() })).rejects.toMatchObject({ code: 'InvalidState', data: { names: ['web', 'copy'] } });
});
