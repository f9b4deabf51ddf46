/** What snapshots, FlexClones and the end of a volume mean for machines that have only some of their disks on it. */
import { afterEach, describe, expect, test } from 'vitest';
import type { FileId, ObjectId, SnapshotId } from '../../../shared/ids.ts';
import { mibBytes } from '../../../shared/units.ts';
import { allVms } from '../../fixtures/allVms.ts';
import { arrayKinds, newRequestId, powerWell, vmNamed, YardBench } from '../../fixtures/yard.ts';
import { changeWell, createApart, expectSound, newestFile, openApart, placesOf, type ApartYard, type Place } from '../machines/apartBench.ts';
import { deleteWell, runWell, snapshotWell } from './harness.ts';

const bench = new YardBench();
afterEach(() => bench.cleanUp());

const none = { count: 0, names: [] };
const one = (name: string) => ({ count: 1, names: [name] });

const write = ({ array }: ApartYard, file: FileId, text: string): Promise<void> => array.write(file, 0, Buffer.alloc(4096, text));

async function read({ array }: ApartYard, file: FileId): Promise<string> {
  const part = Buffer.alloc(4);
  await array.read(file, 0, part);
  return part.toString();
}

const restore = ({ client }: ApartYard, snapshotId: SnapshotId) => runWell(client, (requestId) => client.storage.restoreSnapshot({ snapshotId, requestId }));
const keep = ({ client }: ApartYard, vmId: ObjectId, name: string) => runWell(client, (requestId) => client.machines.createSnapshot({ vmId, name, description: '', requestId }));
const filesOn = ({ array }: ApartYard, { volumeId }: Place): number => [...array.fileIds(volumeId)].length;

/** `web` with a disk of 1 MiB on each of both, which say "then", and the files of those. */
async function openWeb(kind: (typeof arrayKinds)[number]): Promise<ApartYard & { vmId: ObjectId; here: FileId; there: FileId }> {
  const opened = await openApart(bench, { kind });
  const vmId = await createApart(opened, 'web', { home: [mibBytes], fast: [mibBytes] });
  const [here, there] = [newestFile(opened, opened.home), newestFile(opened, opened.fast)];
  await write(opened, here, 'then');
  await write(opened, there, 'then');
  return { ...opened, vmId, here, there };
}

describe.each(arrayKinds)('volumes under some disks of a machine over the %s array', (kind) => {
  test.each(['home', 'fast'] as const)('go back to a snapshot without those on other volumes: %s', async (which) => {
    const opened = await openWeb(kind);
    const { client, home, fast, vmId, here, there } = opened;
    const snapshot = await snapshotWell(client, opened[which].volumeId, 'friday');
    await write(opened, here, 'now!');
    await write(opened, there, 'now!');
    const left = which === 'home' ? 'Hard disk 2 on fast' : 'Hard disk 1 on datastore1';
    expect(await client.storage.planRestore({ snapshotId: snapshot.id })).toMatchObject({
      reverted: one('web'), removed: none, returned: none, elsewhere: one(`web (${left})`), lostDisks: none, incomplete: none, refusals: [],
    });
    await powerWell(client, [vmId], 'powerOn');
    await expect(restore(opened, snapshot.id)).rejects.toMatchObject({ code: 'InvalidPowerState', data: { names: ['web'] } });
    await powerWell(client, [vmId], 'powerOff');
    await restore(opened, snapshot.id);
    expect([await read(opened, here), await read(opened, there)]).toEqual(which === 'home' ? ['then', 'now!'] : ['now!', 'then']);
    expect(await placesOf(opened, vmId)).toEqual([['Hard disk 1', home.id], ['Hard disk 2', fast.id]]);
    await expectSound(opened);
    // One machine alone, likewise.
    await write(opened, here, 'late');
    await write(opened, there, 'late');
    const { machines } = await client.storage.restorableVms({ snapshotId: snapshot.id, search: 'web' });
    expect(machines).toMatchObject([{ id: vmId, diskCount: 1, laterDiskCount: 0, elsewhere: [left], returnsAs: null, refusal: null }]);
    await runWell(client, (requestId) => client.storage.restoreVm({ snapshotId: snapshot.id, vmId, requestId }));
    expect([await read(opened, here), await read(opened, there)]).toEqual(which === 'home' ? ['then', 'late'] : ['late', 'then']);
    await expectSound(opened);
  });

  test('take only what was put on them since, and leave the machine with the rest, its snapshots included', async () => {
    const opened = await openApart(bench, { kind });
    const { client, home, fast } = opened;
    const snapshot = await snapshotWell(client, home.volumeId, 'empty');
    const vmId = await createApart(opened, 'web', { home: [mibBytes], fast: [mibBytes] });
    const there = newestFile(opened, fast);
    await write(opened, there, 'kept');
    await keep(opened, vmId, 'both');
    const alone = await createApart(opened, 'alone', { home: [mibBytes], fast: [] });
    const aside = await createApart(opened, 'aside', { home: [], fast: [mibBytes] });
    expect(await client.storage.planRestore({ snapshotId: snapshot.id })).toMatchObject({
      reverted: none,
      removed: one('alone'),
      elsewhere: { count: 2, names: ['web (Hard disk 2 on fast)', 'aside (Hard disk 1 on fast)'] },
      lostDisks: { count: 2, names: ['Hard disk 1 of web', 'Hard disk 1 in the snapshot "both" of web'] },
      refusals: [],
    });
    const { result } = await restore(opened, snapshot.id);
    expect(result).toMatchObject({ kind: 'restoreSnapshot', removed: 1, returned: 0, lostDisks: 1 });
    expect((await allVms(client)).map(({ id }) => id)).toEqual([vmId, aside]);
    expect([vmId, aside]).not.toContain(alone);
    expect(await placesOf(opened, vmId)).toEqual([['Hard disk 2', fast.id]]);
    expect(await read(opened, there)).toBe('kept');
    // What the snapshot of the machine held elsewhere can still be put back.
    const [both] = (await client.machines.snapshots({ vmId })).snapshots;
    expect([filesOn(opened, home), filesOn(opened, fast)]).toEqual([0, 3]);
    await write(opened, there, 'gone');
    await runWell(client, (requestId) => client.machines.revert({ vmId, snapshotId: both?.id ?? expect.fail('There is no snapshot.'), requestId }));
    expect(await read(opened, there)).toBe('kept');
    await expectSound(opened);
  });

  test('bring nothing back in part: the disks of a machine whose others are gone come back as unattached disks', async () => {
    const opened = await openWeb(kind);
    const { client, home, fast, vmId, here } = opened;
    const whole = await createApart(opened, 'whole', { home: [mibBytes], fast: [] });
    const snapshot = await snapshotWell(client, home.volumeId, 'friday');
    await deleteWell(client, await vmNamed(client, 'web'), await vmNamed(client, 'whole'));
    expect([filesOn(opened, home), filesOn(opened, fast)]).toEqual([0, 0]);
    const { machines } = await client.storage.restorableVms({ snapshotId: snapshot.id, search: 'web' });
    expect(machines).toMatchObject([{ id: vmId, elsewhere: ['Hard disk 2 on fast'], refusal: { code: 'InvalidState', message: expect.stringContaining('Hard disk 2 on fast') } }]);
    await expect(client.storage.restoreVm({ snapshotId: snapshot.id, vmId, requestId: newRequestId() })).rejects.toMatchObject({ code: 'InvalidState', data: { names: ['web'] } });
    expect(await client.storage.planRestore({ snapshotId: snapshot.id })).toMatchObject({
      returned: one('whole'), incomplete: one('web (Hard disk 2 on fast)'), unattached: { returned: one('Hard disk 1 of web') }, elsewhere: none, refusals: [],
    });
    const { result } = await restore(opened, snapshot.id);
    expect(result).toMatchObject({ removed: 0, returned: 1, returnedUnattached: 1 });
    expect((await allVms(client)).map(({ id }) => id)).toEqual([whole]);
    expect(await client.hardware.unattached({ datastoreId: null })).toMatchObject([{ fileId: here, label: 'Hard disk 1', vmName: 'web', datastoreId: home.id, sizeBytes: mibBytes }]);
    expect(await read(opened, here)).toBe('then');
    await expectSound(opened);
    // Once there it is no more told as coming back, and it is of use.
    expect(await client.storage.planRestore({ snapshotId: snapshot.id })).toMatchObject({ incomplete: none, unattached: { reverted: one('Hard disk 1 of web'), returned: none } });
    await changeWell(opened, whole, { attachDisks: [here] });
    expect(await placesOf(opened, whole)).toEqual([['Hard disk 1', home.id], ['Hard disk 2', home.id]]);
    await expectSound(opened);
  });

  test('tell once of a disk that came back by itself and was deleted then, and not again of the others', async () => {
    const opened = await openApart(bench, { kind });
    const { client, array, home } = opened;
    const vmId = await createApart(opened, 'web', { home: [mibBytes, mibBytes], fast: [mibBytes] });
    const [first, second] = [...array.fileIds(home.volumeId)];
    if (first === undefined || second === undefined) return expect.fail('Two disks were made.');
    const snapshot = await snapshotWell(client, home.volumeId, 'friday');
    await deleteWell(client, await vmNamed(client, 'web'));
    expect((await restore(opened, snapshot.id)).result).toMatchObject({ returnedUnattached: 2 });
    await runWell(client, (requestId) => client.hardware.deleteUnattached({ fileIds: [second], requestId }));
    expect(await client.storage.planRestore({ snapshotId: snapshot.id })).toMatchObject({
      incomplete: none, unattached: { reverted: one('Hard disk 1 of web'), removed: none, returned: one('Hard disk 2 of web') },
    });
    await expect(client.storage.restoreVm({ snapshotId: snapshot.id, vmId, requestId: newRequestId() })).rejects.toMatchObject({ code: 'InvalidState' });
    expect((await restore(opened, snapshot.id)).result).toMatchObject({ returnedUnattached: 1 });
    expect((await client.hardware.unattached({ datastoreId: null })).map(({ fileId }) => fileId)).toEqual([first, second]);
    await expectSound(opened);
  });

  test('bring back what was deleted when no machine had it, under the name it had, also after another start', async () => {
    const opened = await openWeb(kind);
    const { client, home, vmId } = opened;
    await changeWell(opened, vmId, { addDisks: [{ sizeBytes: mibBytes, format: 'thin' }] });
    const file = newestFile(opened, home);
    await write(opened, file, 'then');
    const early = await snapshotWell(client, home.volumeId, 'early');
    await changeWell(opened, vmId, { detachDisks: ['Hard disk 3'] });
    await runWell(client, (requestId) => client.hardware.deleteUnattached({ fileIds: [file], requestId }));
    expect(await client.storage.planRestore({ snapshotId: early.id })).toMatchObject({ unattached: { reverted: none, removed: none, returned: one('Hard disk 3 of web') } });
    let again = opened;
    if (kind === 'embedded') {
      await bench.close(opened);
      again = { ...opened, ...(await bench.open(opened.directory, { kind })) };
    }
    const { result } = await restore(again, early.id);
    expect(result).toMatchObject({ returnedUnattached: 1 });
    expect(await again.client.hardware.unattached({ datastoreId: null })).toMatchObject([{ fileId: file, label: 'Hard disk 3', vmName: 'web' }]);
    expect(await read(again, file)).toBe('then');
    // Then it stood behind the first disk of the machine.
    expect(again.array.file(file).groupId).toBe(file);
    await expectSound(again);
    // Deleted without any snapshot it goes for good.
    await again.client.storage.deleteSnapshot({ snapshotId: early.id });
    await runWell(again.client, (requestId) => again.client.hardware.deleteUnattached({ fileIds: [file], requestId }));
    const later = await snapshotWell(again.client, home.volumeId, 'later');
    expect(await again.client.storage.planRestore({ snapshotId: later.id })).toMatchObject({ unattached: { returned: none } });
  });

  test('group the disks of a machine as it has them now, not behind one that has left it since', async () => {
    const opened = await openApart(bench, { kind });
    const { client, array, home } = opened;
    const vmId = await createApart(opened, 'web', { home: [mibBytes, mibBytes, mibBytes], fast: [mibBytes] });
    const [first, second, third] = [...array.fileIds(home.volumeId)];
    if (first === undefined || second === undefined || third === undefined) return expect.fail('Three disks were made.');
    const groups = (): FileId[] => [second, third].map((file) => array.file(file).groupId);
    const snapshot = await snapshotWell(client, home.volumeId, 'friday');
    expect(groups()).toEqual([first, first]);
    await changeWell(opened, vmId, { detachDisks: ['Hard disk 1'] });
    expect(groups()).toEqual([second, second]);
    for (const file of [first, second, third]) await write(opened, file, 'now!');
    await restore(opened, snapshot.id);
    expect([array.file(first).groupId, ...groups()]).toEqual([first, second, second]);
    await runWell(client, (requestId) => client.storage.exactPass({ requestId }));
    await expectSound(opened);
  });

  test('are cloned without registering machines of which they hold a part, and not deleted with machines that lie elsewhere too', async () => {
    const opened = await openWeb(kind);
    const { client, home, fast, vmId } = opened;
    await createApart(opened, 'whole', { home: [mibBytes], fast: [] });
    const { result } = await runWell(client, (requestId) => client.storage.cloneVolume({ volumeId: home.volumeId, snapshotId: null, name: 'copy', isRegistering: true, requestId }));
    expect(result).toMatchObject({ kind: 'cloneVolume', registered: 1, failed: 1, firstFault: { code: 'InvalidState', names: ['web'] } });
    expect((await allVms(client)).map(({ name }) => name)).toEqual(['web', 'whole', 'whole_copy']);
    await expectSound(opened);

    const remove = (volumeId: Place['volumeId'], withMachines: boolean) => client.storage.deleteVolume({ volumeId, withMachines, requestId: newRequestId() });
    await expect(remove(fast.volumeId, false)).rejects.toMatchObject({ code: 'ResourceInUse', data: { names: ['web'] } });
    await expect(remove(fast.volumeId, true)).rejects.toMatchObject({ code: 'ResourceInUse', data: { names: ['web'] }, message: expect.stringContaining('on other datastores as well') });
    // Nobody works with it then, but half of it would go all the same.
    await runWell(client, (requestId) => client.lifecycle.unregister({ ids: [vmId], requestId }));
    await expect(remove(fast.volumeId, true)).rejects.toMatchObject({ code: 'ResourceInUse', data: { names: ['web'], hint: expect.stringContaining('registered') } });
    await runWell(client, (requestId) => client.lifecycle.register({ ids: [vmId], name: null, folderId: null, hostId: null, requestId }));
    expect(await placesOf(opened, vmId)).toEqual([['Hard disk 1', home.id], ['Hard disk 2', fast.id]]);
    await changeWell(opened, vmId, { detachDisks: ['Hard disk 2'] });
    await runWell(client, () => remove(fast.volumeId, true));
    expect(await placesOf(opened, vmId)).toEqual([['Hard disk 1', home.id]]);
    await expectSound(opened);
  });

  test('go back under unregistered machines without what those have elsewhere', async () => {
    const opened = await openWeb(kind);
    const { client, home, fast, vmId, here, there } = opened;
    const snapshot = await snapshotWell(client, home.volumeId, 'friday');
    await changeWell(opened, vmId, { growDisks: [{ label: 'Hard disk 1', sizeBytes: 4 * mibBytes }], addDisks: [{ sizeBytes: mibBytes, format: 'thin' }] });
    await write(opened, here, 'now!');
    await write(opened, there, 'now!');
    await runWell(client, (requestId) => client.lifecycle.unregister({ ids: [vmId], requestId }));
    expect(await client.storage.planRestore({ snapshotId: snapshot.id })).toMatchObject({
      unregistered: { reverted: one('web'), removed: none }, elsewhere: one('web (Hard disk 2 on fast)'), lostDisks: one('Hard disk 3 of web'),
    });
    expect((await restore(opened, snapshot.id)).result).toMatchObject({ removedUnregistered: 0, lostDisks: 1 });
    await expectSound(opened);
    await runWell(client, (requestId) => client.lifecycle.register({ ids: [vmId], name: null, folderId: null, hostId: null, requestId }));
    expect(await placesOf(opened, vmId)).toEqual([['Hard disk 1', home.id], ['Hard disk 2', fast.id]]);
    expect([await read(opened, here), await read(opened, there)]).toEqual(['then', 'now!']);
    await expectSound(opened);
  });

  test('remember which machines had disks elsewhere when a snapshot was taken: what it holds of them is never taken for all', async () => {
    const opened = await openWeb(kind);
    const { client, home, vmId, here } = opened;
    const snapshot = await snapshotWell(client, home.volumeId, 'friday');
    await runWell(client, (requestId) => client.migration.start({ spec: { vmIds: [vmId], hostId: null, datastoreId: null, diskPlacement: [{ label: 'Hard disk 2', datastoreId: home.id }] }, requestId }));
    expect(await placesOf(opened, vmId)).toEqual([['Hard disk 1', home.id], ['Hard disk 2', home.id]]);
    const { result } = await runWell(client, (requestId) => client.storage.cloneVolume({ volumeId: home.volumeId, snapshotId: snapshot.id, name: 'copy', isRegistering: true, requestId }));
    expect(result).toMatchObject({ kind: 'cloneVolume', registered: 0, failed: 1, firstFault: { code: 'InvalidState', names: ['web'] } });
    // As it is now it lies there whole, and a snapshot that is taken now holds all of it.
    const later = await snapshotWell(client, home.volumeId, 'saturday');
    expect(await client.storage.restorableVms({ snapshotId: later.id, search: 'web' })).toMatchObject({ machines: [{ id: vmId, diskCount: 2, laterDiskCount: 0, refusal: null }] });
    await client.storage.deleteSnapshot({ snapshotId: later.id });
    await expectSound(opened);

    await deleteWell(client, await vmNamed(client, 'web'));
    const { machines } = await client.storage.restorableVms({ snapshotId: snapshot.id, search: 'web' });
    expect(machines).toMatchObject([{ id: vmId, diskCount: 1, refusal: { code: 'InvalidState', message: expect.stringContaining('when the snapshot was taken') } }]);
    await expect(client.storage.restoreVm({ snapshotId: snapshot.id, vmId, requestId: newRequestId() })).rejects.toMatchObject({ code: 'InvalidState', data: { names: ['web'] } });
    expect(await client.storage.planRestore({ snapshotId: snapshot.id })).toMatchObject({ returned: none, incomplete: one('web'), unattached: { returned: { count: 1 } } });
    await restore(opened, snapshot.id);
    expect(await allVms(client)).toEqual([]);
    expect(await client.hardware.unattached({ datastoreId: home.id })).toMatchObject([{ fileId: here }]);
    expect(await read(opened, here)).toBe('then');
    await expectSound(opened);
  });
});
