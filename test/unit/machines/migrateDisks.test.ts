import { describe, expect, test } from 'vitest';
import { unmountDatastore } from '../../../electron/inventory/mounts.ts';
import { vmRow, vmSpace } from '../../../electron/inventory/rows.ts';
import { startEnterMaintenance, startExitMaintenance } from '../../../electron/machines/datastoreMaintenance.ts';
import { planEvacuation } from '../../../electron/machines/evacuation.ts';
import { startMigration } from '../../../electron/machines/migrateMachines.ts';
import { planMigration } from '../../../electron/machines/migrationPlan.ts';
import type { ObjectId, TaskId } from '../../../shared/ids.ts';
import type { MigrationSpec } from '../../../shared/model/migration.ts';
import { newRequestId, overlay } from '../../fixtures/yard.ts';
import { benchesWith, CopyGate, place, placesOf, threeDatastores, twoHosts } from './benches.ts';
import { kinds } from './kinds.ts';
import { block, diskBytes, type MachineBench } from './machineBench.ts';

const [one, two] = ['Hard disk 1', 'Hard disk 2'] as const;
const openBench = benchesWith({ hosts: twoHosts, datastores: threeDatastores });

const specOf = (id: ObjectId, changes: Partial<MigrationSpec>): MigrationSpec => ({ vmIds: [id], hostId: null, datastoreId: null, ...changes });
const start = (bench: MachineBench, id: ObjectId, changes: Partial<MigrationSpec>): ReturnType<typeof startMigration> => startMigration(bench.rooms, { spec: specOf(id, changes), requestId: newRequestId() }, 'Test');

/** With two disks on `first` that hold 8 and 4 blocks. */
async function addWeb(bench: MachineBench, changes: Parameters<MachineBench['addVm']>[2] = {}): Promise<ObjectId> {
  const { id } = await bench.addVm('web', 2, changes);
  await bench.writeBlocks(id, 0, 0, 8, 1);
  await bench.writeBlocks(id, 1, 3, 4, 1);
  return id;
}

/** The same with the second disk on the datastore of the other type. */
async function addApart(bench: MachineBench, changes: Parameters<MachineBench['addVm']>[2] = {}): Promise<ObjectId> {
  const id = await addWeb(bench, changes);
  await bench.migrate([id], { diskPlacement: place(bench, [two, 'second']) });
  return id;
}

const volumeOf = (bench: MachineBench, name: string): { logicalBytes: number; physicalBytes: number } => bench.array.volume(bench.inventory.datastore(bench.datastoreId(name)).volumeId);

/** How often hosts have locked a VMFS datastore. */
const lockCount = (bench: MachineBench, name: string): number => bench.rooms.devices.device(bench.inventory.datastore(bench.datastoreId(name)).volumeId, 'VMFS').counters.ats ?? 0;

/** Where each of the ways was to go that came to nothing, and its disks. */
const failedTrails = (bench: MachineBench, taskId: TaskId): unknown[] =>
  bench.rooms.trails.newest({ limit: 10, taskId }).filter(({ failure }) => failure !== null).map(({ datastoreName, disks }) => [datastoreName, disks]).toReversed();

describe.each(kinds)('a migration of single disks over the %s array', (kind) => {
  test('moves the disk that is named with its snapshots, leaves the other where it is, and says so', async () => {
    const bench = await openBench({ kind });
    const id = await addWeb(bench);
    const kept = await bench.takeSnapshot(id, 'kept');
    const then = await bench.contentOf(id);
    await bench.writeBlocks(id, 1, 0, 2, 2);
    const now = await bench.contentOf(id);
    const staying = bench.fileOf(id, 0);
    const plan = await planMigration(bench.rooms, specOf(id, { diskPlacement: place(bench, [two, 'second']) }));
    const [first, second] = ['first', 'second'].map((name) => bench.datastoreId(name));
    expect(plan).toMatchObject({
      bytesToCopy: 10 * block, refusals: [], mechanisms: [{ count: 1 }],
      machines: [{
        isDatastoreChanged: true, fromDatastoreName: 'first', bytesToCopy: 10 * block,
        disks: [
          { label: one, fromDatastoreId: first, toDatastoreId: first, toDatastoreName: 'first', mechanism: null, bytesToCopy: 0 },
          { label: two, fromDatastoreId: first, fromDatastoreName: 'first', toDatastoreId: second, toDatastoreName: 'second', mechanism: 'hostCopy', bytesToCopy: 10 * block },
        ],
      }],
      datastores: [
        { name: 'second', role: 'target', before: { provisionedBytes: 0 }, after: { provisionedBytes: diskBytes } },
        { name: 'first', role: 'source', before: { provisionedBytes: 2 * diskBytes }, after: { provisionedBytes: diskBytes } },
      ],
    });
    expect(plan.warnings).toContain('The snapshots of "web" move along, each with blocks of its own: 40 KiB on "second". Dedupe can find equal blocks there again.');
    expect(await bench.migrate([id], { diskPlacement: place(bench, [two, 'second']) })).toMatchObject({ migrated: 1, mechanisms: [{ mechanism: 'hostCopy', count: 1 }], bytesCopied: 10 * block });

    expect(placesOf(bench, id)).toEqual(['first', 'first', 'second']);
    expect(bench.fileOf(id, 0)).toBe(staying);
    expect(bench.inventory.vm(id).disks.map(({ mechanism }) => mechanism)).toEqual(['imported', 'hostCopy']);
    expect(vmRow(bench.array, bench.inventory.vm(id)).otherDatastoreIds).toEqual([second]);
    expect(bench.rereadInventory().vm(id)).toEqual(bench.inventory.vm(id));
    expect(['first', 'second'].map((name) => bench.inventory.provisionedBytes(bench.datastoreId(name)))).toEqual([diskBytes, diskBytes]);
    expect(volumeOf(bench, 'second').logicalBytes).toBe(10 * block);
    expect(volumeOf(bench, 'first').logicalBytes).toBe(16 * block);
    // What the disk and its snapshot share is known as the machine's own on both datastores.
    expect(vmSpace(bench.array, bench.inventory.vm(id)).sharedBytes).toBe(0);
    const trail = bench.rooms.trails.newest({ limit: 5 }).find(({ operation }) => operation === 'migrate');
    expect(trail).toMatchObject({ sourceDatastoreName: 'first', datastoreName: 'second', disks: [two, `${two} in snapshot kept`] });
    expect(await bench.contentOf(id)).toBe(now);
    expect(await bench.problems()).toEqual([]);
    await bench.revert(id, kept);
    expect(await bench.contentOf(id)).toBe(then);
    expect(placesOf(bench, id)).toEqual(['first', 'first', 'second']);
    expect(await bench.problems()).toEqual([]);
  });

  test('says only what is known of blocks that some of the disks share with their snapshots and with others', async () => {
    const bench = await openBench({ kind });
    const id = await addWeb(bench);
    await bench.takeSnapshot(id, 'kept');
    const warningsOf = async (label: string): Promise<string[]> => (await planMigration(bench.rooms, specOf(id, { diskPlacement: place(bench, [label, 'second']) }))).warnings;
    const moveAlong = (bytes: string): string => `The snapshots of "web" move along, each with blocks of its own: ${bytes} on "second". Dedupe can find equal blocks there again.`;
    // What they share is counted with the first disk and all of the machine; nobody else has any of it.
    expect(await warningsOf(one)).toEqual([moveAlong('64 KiB')]);
    expect(await warningsOf(two)).toEqual([moveAlong('32 KiB')]);
    await bench.clone(id, 'copy');
    await expect.poll(() => bench.inventory.holds.purposeOf(id)).toBe(null);
    expect(await warningsOf(two)).toEqual([moveAlong('32 KiB'), 'Blocks are shared within one datastore only: up to 16 KiB that others hold as well are stored once more on "second".']);
    const whole = await planMigration(bench.rooms, specOf(id, { datastoreId: bench.datastoreId('second') }));
    expect(whole.warnings).toEqual([
      'The snapshots of "web" move along, each with blocks of its own: 96 KiB on "second" in place of 48 KiB now. Dedupe can find equal blocks there again.',
      'Blocks are shared within one datastore only: 48 KiB that others hold as well are stored once more on "second".',
    ]);
  });

  test('in several ways at once tells of each, and what comes together is one group', async () => {
    const bench = await openBench({ kind });
    const id = await addApart(bench);
    const content = await bench.contentOf(id);
    // Home and first disk to `second`, while the disk that was there leaves for `third`.
    const crossing = { datastoreId: bench.datastoreId('second'), diskPlacement: place(bench, [two, 'third']) };
    const plan = await planMigration(bench.rooms, specOf(id, crossing));
    expect(plan.machines[0]?.disks.map(({ fromDatastoreName, toDatastoreName, bytesToCopy }) => [fromDatastoreName, toDatastoreName, bytesToCopy])).toEqual([['first', 'second', 8 * block], ['second', 'third', 4 * block]]);
    expect(plan.datastores).toMatchObject([
      { name: 'second', role: 'target', isAtLeast: true, before: { provisionedBytes: diskBytes }, after: { provisionedBytes: diskBytes } },
      { name: 'third', role: 'target', isAtLeast: false, after: { provisionedBytes: diskBytes } },
      { name: 'first', role: 'source', after: { provisionedBytes: 0 } },
    ]);
    expect(await bench.migrate([id], crossing)).toMatchObject({ migrated: 1, bytesCopied: 12 * block, mechanisms: [{ count: 1 }] });
    expect(placesOf(bench, id)).toEqual(['second', 'second', 'third']);
    const trails = bench.rooms.trails.newest({ limit: 10, taskId: bench.lastTask().id }).filter(({ operation }) => operation === 'migrate');
    expect(trails.map(({ sourceDatastoreName, datastoreName, disks }) => [sourceDatastoreName, datastoreName, disks]).toReversed()).toEqual([['first', 'second', [one]], ['second', 'third', [two]]]);
    expect(await bench.problems()).toEqual([]);

    // Both to where neither is, from two places.
    await bench.migrate([id], { datastoreId: bench.datastoreId('first') });
    expect(placesOf(bench, id)).toEqual(['first', 'first', 'first']);
    expect(bench.inventory.vm(id).disks.some((disk) => 'datastoreId' in disk)).toBe(false);
    const [leader, other] = [0, 1].map((disk) => bench.array.file(bench.fileOf(id, disk)));
    expect(other?.groupId).toBe(leader?.groupId);
    expect(['second', 'third'].map((name) => volumeOf(bench, name).logicalBytes)).toEqual([0, 0]);
    expect(await bench.contentOf(id)).toBe(content);
    expect(await bench.problems()).toEqual([]);
  });

  test('may leave every disk where it is and change the home alone', async () => {
    const bench = await openBench({ kind });
    const id = await addApart(bench);
    const { disks } = bench.inventory.vm(id);
    const stay = place(bench, [one, 'first'], [two, 'second']);
    expect(await bench.migrate([id], { datastoreId: bench.datastoreId('second'), diskPlacement: stay })).toMatchObject({ migrated: 1, bytesCopied: 0, mechanisms: [] });
    expect(placesOf(bench, id)).toEqual(['second', 'first', 'second']);
    expect(bench.inventory.vm(id).disks.map(({ fileId }) => fileId)).toEqual(disks.map(({ fileId }) => fileId));
    await expect(start(bench, id, { datastoreId: bench.datastoreId('second'), diskPlacement: stay })).rejects.toMatchObject({ code: 'InvalidState', message: '"web" is there already.' });
    // Its host locks the datastore that the home leaves as well, also where no disk of it stays there.
    const { id: bare } = await bench.addVm('bare', 0, {}, 'second');
    const locked = lockCount(bench, 'second');
    await bench.migrate([bare], { datastoreId: bench.datastoreId('first') });
    expect(lockCount(bench, 'second')).toBe(locked + 1);
    expect(await bench.problems()).toEqual([]);
  });

  test('is refused for what each of the datastores says', async () => {
    const bench = await openBench({ kind });
    const id = await addApart(bench);
    await expect(start(bench, id, { diskPlacement: place(bench, ['Hard disk 3', 'third']) })).rejects.toMatchObject({ code: 'InvalidArgument', message: '"web" has no disk "Hard disk 3".' });
    await expect(start(bench, id, { diskPlacement: place(bench, ['Customization disk', 'third']) })).rejects.toMatchObject({ code: 'InvalidArgument', message: 'The customization disk lies where its machine is at home.' });
    await expect(start(bench, id, { diskPlacement: place(bench, [two, 'second']) })).rejects.toMatchObject({ code: 'InvalidState', message: '"web" is there already.' });
    await expect(start(bench, id, { diskPlacement: [], diskFormat: 'thin', hostId: bench.hostId('esx-02.yard.local') })).rejects.toMatchObject({ code: 'InvalidArgument' });
    const rooms = { ...bench.rooms, meta: bench.meta };
    await unmountDatastore(rooms, { datastoreId: bench.datastoreId('second'), hostId: bench.hostId('esx-02.yard.local') });
    await expect(start(bench, id, { hostId: bench.hostId('esx-02.yard.local') })).rejects.toMatchObject({ code: 'InvalidState', message: '"second" is not mounted on esx-02.yard.local.' });
    await unmountDatastore(rooms, { datastoreId: bench.datastoreId('third'), hostId: bench.hostId('esx-01.yard.local') });
    await expect(start(bench, id, { diskPlacement: place(bench, [two, 'third']) })).rejects.toMatchObject({ code: 'InvalidState', message: '"third" is not mounted on esx-01.yard.local.' });
    await bench.resultOf(startEnterMaintenance(bench.rooms, { datastoreId: bench.datastoreId('third'), targetId: null, requestId: newRequestId() }, 'Test'));
    await expect(start(bench, id, { datastoreId: bench.datastoreId('second'), diskPlacement: place(bench, [two, 'third']) })).rejects.toMatchObject({ message: expect.stringContaining('"third"') });
    expect(placesOf(bench, id)).toEqual(['first', 'first', 'second']);
    expect(await bench.problems()).toEqual([]);
  });

  test('needs room on each datastore for what goes there', async () => {
    const bench = await openBench({ kind });
    const { id: big } = await bench.addVm('big', 66);
    const labels = Array.from({ length: 66 }, (_, index) => `Hard disk ${index + 1}`);
    const toThird = labels.slice(0, 64).map((label) => ({ label, datastoreId: bench.datastoreId('third') }));
    const plan = await planMigration(bench.rooms, specOf(big, { diskPlacement: toThird, datastoreId: bench.datastoreId('second'), diskFormat: 'lazyZeroedThick' }));
    // 64 of them fit `third` to the last byte, two are nothing for `second`.
    expect(plan.refusals).toEqual([]);
    const all = specOf(big, { datastoreId: bench.datastoreId('third'), diskFormat: 'lazyZeroedThick' });
    expect((await planMigration(bench.rooms, all)).refusals).toMatchObject([{ code: 'InsufficientStorageSpace', message: '"third" has 64 MiB free; the machine takes 66 MiB there.' }]);
    expect(await bench.problems()).toEqual([]);
  });

  test('that is emptied moves only what is there of a machine, and its home with it', async () => {
    const bench = await openBench({ kind });
    const id = await addApart(bench, { powerState: 'poweredOn' });
    await bench.takeSnapshot(id, 'kept');
    const content = await bench.contentOf(id);
    const emptied = async (name: string, targetName: string): Promise<unknown> =>
      bench.resultOf(startEnterMaintenance(bench.rooms, { datastoreId: bench.datastoreId(name), targetId: bench.datastoreId(targetName), requestId: newRequestId() }, 'Test'));
    const plan = await planEvacuation(bench.rooms, { datastoreId: bench.datastoreId('second'), targetId: bench.datastoreId('third') });
    expect(plan).toMatchObject({ machines: [{ name: 'web', targetName: 'third', diskLabels: [two], bytesToCopy: 8 * block }], refusals: [] });
    expect(await emptied('second', 'third')).toMatchObject({ moved: 1, failed: 0, bytesCopied: 8 * block });
    expect(placesOf(bench, id)).toEqual(['first', 'first', 'third']);
    await bench.resultOf(startExitMaintenance(bench.rooms, { datastoreId: bench.datastoreId('second'), requestId: newRequestId() }, 'Test'));
    // What is elsewhere stays, also where that is what the rest comes to.
    expect(await emptied('first', 'third')).toMatchObject({ moved: 1, bytesCopied: 16 * block });
    expect(placesOf(bench, id)).toEqual(['third', 'third', 'third']);
    expect(vmRow(bench.array, bench.inventory.vm(id)).otherDatastoreIds).toBeUndefined();
    expect(['first', 'second'].map((name) => volumeOf(bench, name).logicalBytes)).toEqual([0, 0]);
    expect(await bench.contentOf(id)).toBe(content);
    expect(vmSpace(bench.array, bench.inventory.vm(id)).sharedBytes).toBe(0);
    expect(await bench.problems()).toEqual([]);
  });

  test('loses nothing that a guest writes meanwhile, to whichever of its disks', async () => {
    const gate = new CopyGate();
    const bench = await openBench({ kind, wrap: gate.inHost });
    const id = await addApart(bench, { powerState: 'poweredOn' });
    gate.isArmed = true;
    const taskId = await start(bench, id, { diskPlacement: place(bench, [one, 'second'], [two, 'first']) });
    await gate.reached;
    const endWriting = await bench.inventory.holds.takeForGuest(id, 'web', 'Write', new AbortController().signal);
    await bench.writeBlocks(id, 0, 6, 4, 2);
    await bench.writeBlocks(id, 1, 4, 1, 2);
    gate.isArmed = false;
    gate.open();
    await expect.poll(() => bench.tasks.get(taskId).detail).toBe('Waiting for the guest of web: Write');
    const content = await bench.contentOf(id);
    endWriting();
    expect(await bench.tasks.wait(taskId)).toMatchObject({ state: 'success' });
    expect(await bench.contentOf(id)).toBe(content);
    expect(placesOf(bench, id)).toEqual(['first', 'second', 'first']);
    expect(await bench.problems()).toEqual([]);
  });

  test('keeps the host and the home that the machine has got while the switch waited for its guest', async () => {
    const bench = await openBench({ kind });
    const { id } = await bench.addVm('web', 3, { powerState: 'poweredOn' });
    for (const disk of [0, 1, 2]) await bench.writeBlocks(id, disk, disk, 4, 1);
    await bench.migrate([id], { diskPlacement: place(bench, [two, 'second'], ['Hard disk 3', 'second']) });
    const content = await bench.contentOf(id);
    const endWriting = await bench.inventory.holds.takeForGuest(id, 'web', 'Write', new AbortController().signal);
    const taskId = await start(bench, id, { diskPlacement: place(bench, ['Hard disk 3', 'third']) });
    await expect.poll(() => bench.tasks.get(taskId).detail).toBe('Waiting for the guest of web: Write');
    // Nothing is copied for this, so that it need not wait.
    const stay = place(bench, [one, 'first'], [two, 'second'], ['Hard disk 3', 'second']);
    await bench.migrate([id], { hostId: bench.hostId('esx-02.yard.local'), datastoreId: bench.datastoreId('second'), diskPlacement: stay });
    expect(placesOf(bench, id)).toEqual(['second', 'first', 'second', 'second']);
    endWriting();
    expect(await bench.tasks.wait(taskId)).toMatchObject({ state: 'success', fault: null });
    expect(placesOf(bench, id)).toEqual(['second', 'first', 'second', 'third']);
    expect(bench.inventory.vm(id).hostId).toBe(bench.hostId('esx-02.yard.local'));
    expect(await bench.contentOf(id)).toBe(content);
    expect(await bench.problems()).toEqual([]);
  });

  test('leaves all disks where they were when the last of its ways fails', async () => {
    let failing: ObjectId | null = null;
    const bench = await openBench({
      kind,
      wrap: (array) =>
        overlay(array, {
          write: async (file, offset, data) => {
            if (failing && array.file(file).volumeId === bench.inventory.datastore(failing).volumeId) throw new Error('The medium is gone.');
            return array.write(file, offset, data);
          },
        }),
    });
    const id = await addApart(bench);
    const before = bench.inventory.vm(id);
    failing = bench.datastoreId('third');
    const taskId = await start(bench, id, { datastoreId: bench.datastoreId('second'), diskPlacement: place(bench, [two, 'third']) });
    await bench.tasks.wait(taskId);
    expect(bench.inventory.vm(id)).toEqual(before);
    expect(['second', 'third'].map((name) => volumeOf(bench, name).logicalBytes)).toEqual([4 * block, 0]);
    expect(failedTrails(bench, taskId)).toEqual([['second', [one]], ['third', [two]]]);
    // Where the others stay, it is told as well which of them it was about.
    const single = await start(bench, id, { diskPlacement: place(bench, [two, 'third']) });
    await bench.tasks.wait(single);
    expect(failedTrails(bench, single)).toEqual([['third', [two]]]);
    expect(await bench.problems()).toEqual([]);
  });
});
