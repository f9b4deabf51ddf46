import { afterEach, describe, expect, it } from 'vitest';
import type { StorageArray } from '../../../electron/array/port.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { hardwareChangeSchema, type HardwareChangeInput } from '../../../shared/model/hardware.ts';
import type { VmDetail } from '../../../shared/model/inventory.ts';
import { gibBytes, mibBytes } from '../../../shared/units.ts';
import { arrayKinds, Gate, overlay, newRequestId, vmNamed, YardBench, type TestYard } from '../../fixtures/yard.ts';
import { runWell, volumeNamed } from '../storage/harness.ts';

const bench = new YardBench();
afterEach(() => bench.cleanUp());

async function createVm({ client }: TestYard, sizes: readonly number[]): Promise<ObjectId> {
  const containers = await client.inventory.containers();
  const idOf = (kind: 'folder' | 'host' | 'datastore' | 'network'): ObjectId => {
    const found = containers.find((container) => container.kind === kind);
    if (!found) throw new Error(`There is no ${kind}.`);
    return found.id;
  };
  const spec = {
    name: 'web', folderId: idOf('folder'), computeId: idOf('host'), datastoreId: idOf('datastore'), guestOs: 'Other', cpuCount: 2, memoryBytes: gibBytes,
    disks: sizes.map((sizeBytes) => ({ sizeBytes, format: 'thin' as const })), nics: [{ networkId: idOf('network'), isConnected: true }],
  };
  await runWell(client, (requestId) => client.hardware.create({ spec, requestId }));
  return (await vmNamed(client, 'web')).id;
}

function reconfigure({ client }: TestYard, vmId: ObjectId, change: HardwareChangeInput) {
  return runWell(client, (requestId) => client.hardware.reconfigure({ vmId, change: hardwareChangeSchema.parse(change), requestId }));
}

const hardwareOf = ({ cpuCount, disks, nics }: VmDetail) => ({ cpuCount, disks: disks.map(({ label, sizeBytes }) => [label, sizeBytes]), nics });

async function expectSound({ client, yard }: TestYard): Promise<void> {
  await yard.drain();
  expect((await client.system.check({ isDeep: true, repair: false })).problems).toEqual([]);
}

describe.each(arrayKinds)('hardware in a yard over the %s array', (kind) => {
  it('goes back with a snapshot of the volume: sizes, disks that were removed and disks that were added since', async () => {
    const opened = await bench.openSetUp({ kind });
    const { client, array } = opened;
    const vmId = await createVm(opened, [8 * mibBytes, 2 * mibBytes]);
    const volume = await volumeNamed(client, 'datastore1');
    const [first] = array.fileIds(volume.id);
    if (first === undefined) throw new Error('The machine has no disk.');
    await array.write(first, 0, new Uint8Array(mibBytes).fill(7));
    const snapshot = await client.storage.createSnapshot({ volumeId: volume.id, name: 'then', comment: '' });
    await reconfigure(opened, vmId, { growDisks: [{ label: 'Hard disk 1', sizeBytes: 4 * gibBytes }] });
    await expectSound(opened);
    await runWell(client, (requestId) => client.storage.restoreSnapshot({ snapshotId: snapshot.id, requestId }));
    expect((await client.inventory.vm({ id: vmId })).disks.map(({ sizeBytes }) => sizeBytes)).toEqual([8 * mibBytes, 2 * mibBytes]);
    await expectSound(opened);
    // What was removed since has no machine to go back to, and what was added since goes.
    await reconfigure(opened, vmId, { growDisks: [{ label: 'Hard disk 1', sizeBytes: 4 * gibBytes }], removeDisks: ['Hard disk 2'], addDisks: [{ sizeBytes: 3 * mibBytes, format: 'thin' }] });
    await runWell(client, (requestId) => client.storage.restoreSnapshot({ snapshotId: snapshot.id, requestId }));
    expect((await client.inventory.vm({ id: vmId })).disks.map(({ label, sizeBytes }) => [label, sizeBytes])).toEqual([['Hard disk 1', 8 * mibBytes]]);
    await expectSound(opened);
  });

  it('waits for nobody: beside an export that reads the disk it fails, and says what is in the way', async () => {
    const gate = new Gate();
    let isHeld = false;
    const held = async (array: StorageArray, ...call: Parameters<StorageArray['read']>): Promise<void> => {
      if (isHeld) await gate.pass();
      await array.read(...call);
    };
    const opened = await bench.openSetUp({ kind, wrap: (array) => overlay(array, { read: (...call) => held(array, ...call) }) });
    const { client, array } = opened;
    const vmId = await createVm(opened, [mibBytes]);
    const [file] = array.fileIds((await volumeNamed(client, 'datastore1')).id);
    if (file === undefined) throw new Error('The machine has no disk.');
    await array.write(file, 0, new Uint8Array(4096).fill(1));
    isHeld = true;
    const exporting = await client.disks.exportDisk({ vmId, path: `${bench.newDirectory()}/disk.img`, overwrite: false, requestId: newRequestId() });
    await gate.reached;
    const change = hardwareChangeSchema.parse({ growDisks: [{ label: 'Hard disk 1', sizeBytes: 2 * mibBytes }] });
    const { taskId } = await client.hardware.reconfigure({ vmId, change, requestId: newRequestId() });
    expect(await client.tasks.wait({ id: taskId })).toMatchObject({ state: 'error', fault: { code: 'TaskInProgress', names: ['web'] } });
    gate.open();
    expect(await client.tasks.wait({ id: exporting.taskId })).toMatchObject({ state: 'success', result: { sizeBytes: mibBytes } });
    await expectSound(opened);
  });
});

describe('a change of hardware that is cut off', () => {
  it('leaves the machine as it was, and nothing of the disk that was being zeroed', async () => {
    const gate = new Gate();
    let isHeld = false;
    const opened = await bench.openSetUp({ wrap: (array) => overlay(array, { flush: async () => (isHeld ? gate.pass() : array.flush()) }) });
    const vmId = await createVm(opened, [mibBytes]);
    const before = hardwareOf(await opened.client.inventory.vm({ id: vmId }));
    isHeld = true;
    const change = hardwareChangeSchema.parse({ cpuCount: 8, addDisks: [{ sizeBytes: 4 * mibBytes, format: 'eagerZeroedThick' }], removeNics: ['Network adapter 1'] });
    const { taskId } = await opened.client.hardware.reconfigure({ vmId, change, requestId: newRequestId() });
    await gate.reached;
    const cut = bench.copyAsIfCrashed(opened.directory);
    isHeld = false;
    gate.open();
    await opened.client.tasks.wait({ id: taskId });
    expect(await opened.client.inventory.vm({ id: vmId })).toMatchObject({ cpuCount: 8, disks: [{}, { format: 'eagerZeroedThick' }], nics: [] });

    const after = await bench.open(cut);
    expect(await after.client.tasks.wait({ id: taskId })).toMatchObject({ state: 'error', fault: { code: 'Interrupted', hint: 'Nothing was changed. Change the settings again.' } });
    expect(hardwareOf(await after.client.inventory.vm({ id: vmId }))).toEqual(before);
    expect([...after.array.fileIds((await volumeNamed(after.client, 'datastore1')).id)]).toHaveLength(1);
    await expectSound(after);
  });
});
