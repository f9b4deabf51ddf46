/** Deploy from template with disks on several datastores: those of the template, those that are added, and the one that customizes the guest. */
import { describe, expect, test } from 'vitest';
import { unmountDatastore } from '../../../electron/inventory/mounts.ts';
import { customizationDiskLabel } from '../../../electron/inventory/records.ts';
import { planDeploy, type DeployRooms } from '../../../electron/machines/deployPlan.ts';
import { startDeploy } from '../../../electron/machines/deployTemplate.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import { deployPlanSchema, deploySpecSchema, templateHardware, type DeployPlan, type DeploySpec } from '../../../shared/model/deploy.ts';
import type { DiskPlacement, Host } from '../../../shared/model/inventory.ts';
import { newRequestId } from '../../fixtures/yard.ts';
import { draftOf, linuxValues } from '../customization/customizationBench.ts';
import { deployBenches, place, placesOf, threeDatastores, type DeployBench } from './benches.ts';
import { kinds } from './kinds.ts';
import { block, diskBytes } from './machineBench.ts';

const [one, two, three, four] = ['Hard disk 1', 'Hard disk 2', 'Hard disk 3', 'Hard disk 4'] as const;
const openCommon = deployBenches();

interface Deploying extends DeployBench {
  readonly template: ObjectId;
}

/** `first` (NFS), `second` (VMFS) and `third` (NFS); a template at home on `first` with a disk of 8 blocks there and one of 6 on `second`. */
async function openBench(kind: (typeof kinds)[number], hosts: readonly string[] = ['esx-01.yard.local']): Promise<Deploying> {
  const { bench, rooms } = await openCommon({ kind, hosts, datastores: threeDatastores });
  const { id } = await bench.addVm('gold', 2);
  await bench.writeBlocks(id, 0, 0, 8, 1);
  await bench.writeBlocks(id, 1, 2, 6, 1);
  await bench.migrate([id], { diskPlacement: place(bench, [two, 'second']) });
  await bench.array.commit((tx) => bench.inventory.updateVms(tx, [{ ...bench.inventory.vm(id), isTemplate: true }]));
  return { bench, rooms, template: id };
}

const specOf = (templateId: ObjectId, changes: Partial<DeploySpec> = {}): DeploySpec =>
  deploySpecSchema.parse({ templateId, name: 'web', folderId: null, computeId: null, datastoreId: null, hardware: templateHardware, customizationId: null, powerOn: false, ...changes });
const planned = (rooms: DeployRooms, spec: DeploySpec): DeployPlan => deployPlanSchema.parse(planDeploy(rooms, spec));
const codes = (rooms: DeployRooms, spec: DeploySpec): string[] => planned(rooms, spec).refusals.map(({ code, message }) => `${code}: ${message}`);

async function deploy({ bench, rooms }: Deploying, spec: DeploySpec): Promise<ObjectId> {
  const result = await bench.resultOf(startDeploy(rooms, { spec, requestId: newRequestId() }, 'Test'));
  if (result?.kind !== 'deployTemplate') throw new Error('Nothing was deployed.');
  return result.vmId;
}

describe.each(kinds)('disks that are deployed to several datastores over the %s array', (kind) => {
  test('go beside their originals where nothing is said, and where they were told to', async () => {
    const deploying = await openBench(kind);
    const { bench, rooms, template } = deploying;
    const asIs = await deploy(deploying, specOf(template));
    expect(placesOf(bench, asIs)).toEqual(['first', 'first', 'second']);
    const spec = specOf(template, { name: 'db', datastoreId: bench.datastoreId('third'), diskPlacement: place(bench, [two, 'second']) });
    const plan = planned(rooms, spec);
    expect(plan.disks.map(({ label, datastoreName }) => [label, datastoreName])).toEqual([[one, 'third'], [two, 'second']]);
    expect(plan.routes.map(({ disks, source, target, mechanisms }) => [disks, source.name, target.name, mechanisms[0]?.mechanism])).toEqual([[[one], 'first', 'third', 'fullCopy'], [[two], 'second', 'second', expect.stringMatching(/xcopy|fullCopy/)]]);
    expect(plan).toMatchObject({ refusals: [], datastore: { name: 'third' }, decision: { mechanism: 'fullCopy' } });
    const made = await deploy(deploying, spec);
    expect(placesOf(bench, made)).toEqual(['third', 'third', 'second']);
    expect(await bench.contentOf(made)).toBe(await bench.contentOf(template));
    for (const { id, after } of plan.datastores) expect(bench.inventory.provisionedBytes(id)).toBe(after.provisionedBytes);
    expect(await bench.problems()).toEqual([]);
  });

  test('grow there, with new ones on any datastore, and every datastore is told with what it would hold', async () => {
    const deploying = await openBench(kind);
    const { bench, rooms, template } = deploying;
    const hardware = {
      ...templateHardware, growDisks: [{ label: two, sizeBytes: 3 * diskBytes }],
      addDisks: [{ sizeBytes: 2 * diskBytes, format: 'thin' as const }, { sizeBytes: diskBytes, format: 'lazyZeroedThick' as const, datastoreId: bench.datastoreId('third') }],
    };
    const spec = specOf(template, { hardware, diskPlacement: place(bench, [two, 'third']), diskFormat: 'lazyZeroedThick' });
    const plan = planned(rooms, spec);
    expect(plan.refusals).toEqual([]);
    expect(plan.disks.map(({ label, machineBytes, datastoreName }) => [label, machineBytes, datastoreName])).toEqual([[one, diskBytes, 'first'], [two, 3 * diskBytes, 'third'], [three, 2 * diskBytes, 'first'], [four, diskBytes, 'third']]);
    expect(plan.datastores.map(({ name, before, after, neededBytes }) => [name, after.provisionedBytes - before.provisionedBytes, neededBytes])).toEqual([
      ['first', 3 * diskBytes, diskBytes - 8 * block], ['third', 4 * diskBytes, 4 * diskBytes],
    ]);
    const made = await deploy(deploying, spec);
    expect(placesOf(bench, made)).toEqual(['first', 'first', 'third', 'first', 'third']);
    const groups = bench.inventory.vm(made).disks.map(({ fileId }) => bench.array.file(fileId).groupId);
    expect([groups[0], groups[1]]).toEqual([groups[2], groups[3]]);
    for (const { id, after } of plan.datastores) {
      expect(bench.inventory.provisionedBytes(id)).toBe(after.provisionedBytes);
      const { sizeBytes, physicalBytes, reservedBytes } = bench.array.volume(bench.inventory.datastore(id).volumeId);
      expect(sizeBytes - physicalBytes - reservedBytes).toBe(after.freeBytes);
    }
    expect(await bench.problems()).toEqual([]);
  });

  test('are refused where one of the datastores has no room, or a disk is not there', async () => {
    const { bench, rooms, template } = await openBench(kind);
    const { volumeId } = bench.inventory.datastore(bench.datastoreId('third'));
    await bench.array.commit((tx) => bench.array.updateVolume(tx, volumeId, { sizeBytes: 2 * diskBytes }));
    const thick = (diskPlacement: DiskPlacement): DeploySpec => specOf(template, { diskPlacement, diskFormat: 'lazyZeroedThick', hardware: { ...templateHardware, addDisks: [{ sizeBytes: diskBytes, format: 'lazyZeroedThick', datastoreId: bench.datastoreId('third') }] } });
    expect(codes(rooms, thick(place(bench, [two, 'third'])))).toEqual([]);
    // Each of the three fits; all of them do not.
    expect(codes(rooms, thick(place(bench, [one, 'third'], [two, 'third'])))).toEqual([expect.stringMatching(/^InsufficientStorageSpace: "third" has 2 MiB free; the machine takes 3 MiB/)]);
    expect(() => planDeploy(rooms, specOf(template, { diskPlacement: place(bench, [three, 'third']) }))).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
    expect(bench.tasks.list(10).filter((task) => task.kind === 'deployTemplate')).toEqual([]);
  });

  test('run on a host that sees those of added disks as well, though another one has fewer machines', async () => {
    const deploying = await openBench(kind, ['esx-01.yard.local', 'esx-02.yard.local']);
    const { bench, rooms, template } = deploying;
    const [here, there] = ['esx-01.yard.local', 'esx-02.yard.local'].map((name) => bench.hostId(name));
    if (!here || !there) throw new Error('There are two hosts.');
    await bench.array.commit((tx) => {
      const hosts = bench.inventory.containers().filter((found): found is Host => found.kind === 'host');
      const cluster = { id: bench.inventory.newContainerId(tx, 'cluster'), kind: 'cluster' as const, name: 'Both', parentId: hosts[0]?.parentId ?? here };
      bench.inventory.addContainers(tx, [cluster, ...hosts.map((host) => ({ ...host, parentId: cluster.id }))]);
    });
    await unmountDatastore({ ...bench.rooms, meta: bench.meta }, { datastoreId: bench.datastoreId('third'), hostId: there });
    expect(planned(rooms, specOf(template)).host?.id).toBe(there);
    const spec = specOf(template, { hardware: { ...templateHardware, addDisks: [{ sizeBytes: diskBytes, format: 'thin', datastoreId: bench.datastoreId('third') }] } });
    expect(planned(rooms, spec)).toMatchObject({ refusals: [], host: { id: here } });
    const made = await deploy(deploying, spec);
    expect(bench.inventory.vm(made).hostId).toBe(here);
    expect(placesOf(bench, made)).toEqual(['first', 'first', 'second', 'third']);
    expect(codes(rooms, { ...spec, name: 'other', computeId: there })).toEqual([expect.stringMatching(/^InvalidState: "third" is not mounted on esx-02/)]);
    expect(await bench.problems()).toEqual([]);
  });

  test('have the customization disk at home, and what is deployed of such a machine as well', async () => {
    const deploying = await openBench(kind);
    const { bench, rooms, template } = deploying;
    const customizationId = rooms.customization.specs.create(draftOf(linuxValues));
    const made = await deploy(deploying, specOf(template, { datastoreId: bench.datastoreId('second'), diskPlacement: place(bench, [one, 'third']), customizationId }));
    expect(bench.inventory.vm(made).disks.map(({ label }) => label)).toEqual([one, two, customizationDiskLabel]);
    expect(placesOf(bench, made)).toEqual(['second', 'third', 'second', 'second']);
    expect(bench.lastTask()).toMatchObject({ kind: 'deployTemplate', result: { mechanism: expect.stringMatching(/fullCopy|hostCopy/) } });
    await bench.array.commit((tx) => bench.inventory.updateVms(tx, [{ ...bench.inventory.vm(made), isTemplate: true }]));
    const again = await deploy(deploying, specOf(made, { name: 'again', diskPlacement: place(bench, [two, 'first']) }));
    expect(placesOf(bench, again)).toEqual(['second', 'third', 'first', 'second']);
    expect(() => planDeploy(rooms, specOf(made, { name: 'no', diskPlacement: place(bench, [customizationDiskLabel, 'first']) }))).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
    expect(await bench.problems()).toEqual([]);
  });
});
