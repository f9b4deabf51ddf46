/** What the checker says when the record of a machine and the array do not agree on where its disks lie. */
import { afterEach, describe, expect, test } from 'vitest';
import type { VmRecord } from '../../../electron/inventory/records.ts';
import { kinds } from '../machines/kinds.ts';
import { bothTypes, MachineBench } from '../machines/machineBench.ts';

const open: MachineBench[] = [];
afterEach(async () => {
  for (const bench of open.splice(0)) await bench.close();
});

/** Two disks on `first`, which a snapshot keeps, and one on `second`. */
async function openApart(kind: (typeof kinds)[number]): Promise<{ readonly bench: MachineBench; readonly vm: VmRecord }> {
  const bench = await MachineBench.open({ kind, datastores: bothTypes });
  open.push(bench);
  const { id } = await bench.addVm('web', 2);
  await bench.takeSnapshot(id, 'then');
  const { id: otherId } = await bench.addVm('db', 1, {}, 'second');
  const [disk = expect.fail('There is no disk.')] = bench.inventory.vm(otherId).disks;
  const web = bench.inventory.vm(id);
  await bench.array.commit((tx) => {
    bench.inventory.removeVms(tx, [bench.inventory.vm(otherId)]);
    bench.inventory.updateVms(tx, [{ ...web, disks: [...web.disks, { ...disk, label: 'Hard disk 3', datastoreId: bench.datastoreId('second') }] }]);
  });
  expect(await bench.problems()).toEqual([]);
  return { bench, vm: bench.inventory.vm(id) };
}

/** The problems with the record changed. */
async function problemsWith({ bench, vm }: Awaited<ReturnType<typeof openApart>>, change: Partial<VmRecord>): Promise<string[]> {
  await bench.array.commit((tx) => bench.inventory.updateVms(tx, [{ ...vm, ...change }]));
  return bench.problems();
}

describe.each(kinds)('the checker over the %s array', (kind) => {
  test('finds a disk that lies elsewhere than its record says', async () => {
    const opened = await openApart(kind);
    const problems = await problemsWith(opened, { disks: opened.vm.disks.map(({ datastoreId: _apart, ...disk }) => disk) });
    expect(problems).toEqual([
      'The disk "Hard disk 3" of "web" is not on its datastore "first".',
    ]);
  });

  test('finds a machine whose home was changed while its disks say nothing of it', async () => {
    const opened = await openApart(kind);
    const problems = await problemsWith(opened, { datastoreId: opened.bench.datastoreId('second') });
    expect(problems).toEqual(expect.arrayContaining([
      'The disk "Hard disk 1" of "web" is not on its datastore "second".',
      'The disk "Hard disk 3" of "web" is recorded as apart, and lies at home.',
      'The disk "Hard disk 2" in the snapshot "then" of "web" is not on its datastore "second".',
    ]));
  });

  test('finds a snapshot of a disk on another datastore than the disk, and a datastore that does not exist', async () => {
    const opened = await openApart(kind);
    const { disks } = opened.vm;
    const second = opened.bench.datastoreId('second');
    expect(await problemsWith(opened, { disks: disks.map((disk, index) => (index === 0 ? { ...disk, datastoreId: second } : disk)) })).toEqual(expect.arrayContaining([
      'The disk "Hard disk 1" of "web" is not on its datastore "second".',
      'The disk "Hard disk 1" in the snapshot "then" of "web" lies on another datastore than the disk itself.',
    ]));
    const nowhere = opened.vm.hostId;
    expect(await problemsWith(opened, { disks: disks.map((disk, index) => (index === 2 ? { ...disk, datastoreId: nowhere } : disk)) })).toContain(`"web" is on the datastore ${nowhere}, which does not exist.`);
  });
});
