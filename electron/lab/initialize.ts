/** Fills a new data directory: an empty yard, or a sample one whose disks hold real bytes. */
import * as z from 'zod';
import { Fault } from '../../shared/faults.ts';
import type { FileId, RequestId, TaskId, VolumeId } from '../../shared/ids.ts';
import type { StorageArray } from '../array/port.ts';
import type { InventoryRooms } from '../inventory/rooms.ts';
import type { PolicyStore } from '../storage/policyStore.ts';
import type { VolumeRegistry } from '../storage/volumeRegistry.ts';
import { Pacer } from '../tasks/pacer.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { buildContainers } from './containers.ts';
import { withFarms, type FarmedPlan } from './farm.ts';
import { machineDrafts, plannedMachines, templateDrafts, type PlannedMachine } from './machines.ts';
import { Random } from './random.ts';
import { bootSector, chunkBytes, fillChunk } from './sampleContent.ts';
import { emptyYard, sampleYard, type YardPlan } from './sampleYard.ts';
import type { Setup } from './setup.ts';

export interface LabRooms extends InventoryRooms {
  readonly setup: Setup;
  readonly volumes: VolumeRegistry;
  readonly policies: PolicyStore;
}

const initializeSpecSchema = z.object({ kind: z.enum(['sample', 'empty']), machineCount: z.number().int().optional() });
type InitializeSpec = z.infer<typeof initializeSpecSchema>;

export function registerInitialize(rooms: LabRooms): void {
  rooms.tasks.register('initializeYard', {
    spec: initializeSpecSchema,
    lane: 'change',
    isResumable: false,
    interruptedHint: 'Nothing of it was kept. Start the setup again.',
    run: (run, spec) => runInitialize(rooms, run, spec.kind === 'sample' ? withFarms(sampleYard, spec.machineCount ?? 0) : { ...emptyYard, farms: [] }),
  });
}

/** @throws Fault InvalidState when the yard has been set up, or is being set up */
export function startInitialize(rooms: LabRooms, spec: InitializeSpec, requestId: RequestId, initiator: string): TaskId {
  const { kind } = spec;
  const known = rooms.tasks.startedBy(requestId);
  if (known) return known;
  const { state } = rooms.setup;
  if (state !== 'empty') {
    throw new Fault('InvalidState', state === 'ready' ? 'The yard has been set up already.' : 'The yard is being set up.', {
      hint: state === 'ready' ? 'Use another data directory for another yard.' : 'Wait until the task has ended.',
    });
  }
  const id = rooms.tasks.start({
    kind: 'initializeYard',
    name: kind === 'sample' ? 'Set up sample yard' : 'Set up empty yard',
    target: { id: null, name: kind === 'sample' ? sampleYard.vcenter : emptyYard.vcenter },
    requestId,
    spec,
    initiator,
    isCancelable: true,
    alongside: (tx) => rooms.setup.begin(tx),
  });
  rooms.tasks.whenEnded(id, (task) => {
    // Cancelled while it was still queued: no runner has cleaned up.
    if (task && task.state !== 'success' && rooms.setup.state === 'initializing') rooms.meta.transaction((tx) => rooms.setup.abandon(tx));
  });
  return id;
}

/** Removes what a setup that was cut off has left; to be called when the yard is opened. */
export async function recoverSetup(rooms: Pick<LabRooms, 'array' | 'setup'>): Promise<void> {
  if (rooms.setup.state === 'initializing') await rooms.array.commit((tx) => rooms.setup.abandon(tx));
}

async function runInitialize(rooms: LabRooms, run: TaskRun, plan: FarmedPlan): Promise<TaskEnd> {
  try {
    return await build(rooms, run, plan);
  } catch (error) {
    if (run.signal.aborted && !run.isCanceled) throw error;
    run.detail('Removing what was made');
    await rooms.array.commit((tx) => rooms.setup.abandon(tx));
    if (rooms.array.needsReclaim) await rooms.array.reclaim();
    throw error;
  }
}

async function build(rooms: LabRooms, run: TaskRun, plan: FarmedPlan): Promise<TaskEnd> {
  const { array, inventory, setup } = rooms;
  const machines = plannedMachines(plan);
  const meter = new ByteMeter(run, totalBytes(plan, machines));

  // From here on every file is recorded in the setup, so that whatever happens it is removed again.
  const made = await array.commit((tx) => {
    const volumes = setup.takeVolumes(tx, plan.datastores.map((datastore) => datastore.sizeBytes));
    const files = plan.templates.map((template) => array.createFile(tx, volumeOf(plan, volumes, template.datastore), template.diskBytes));
    setup.recordFiles(tx, files);
    return { volumes, templateFiles: files };
  });
  await writeTemplates(array, run, plan, made.templateFiles, meter);

  run.detail('Cloning machines');
  const machineFiles = await array.commit((tx) => {
    const files = machines.map((machine) => array.cloneFile(tx, at(made.templateFiles, machine.templateIndex)));
    setup.recordFiles(tx, [...made.templateFiles, ...files]);
    return files;
  });
  await writeMachines(array, run, plan, machines, machineFiles, meter);

  if (array.needsReclaim) {
    run.detail('Counting space');
    // The machines have overwritten blocks of their templates; after this pass every figure of the new yard is exact.
    await array.reclaim(run.signal);
  }
  run.detail('Making it durable');
  run.signal.throwIfAborted();
  return array.commit((tx) => {
    const containers = buildContainers(plan, made.volumes);
    inventory.addContainers(tx, containers.records);
    plan.datastores.forEach((datastore, index) => rooms.volumes.add(tx, { id: at(made.volumes, index), name: datastore.name }));
    const templates = inventory.addVms(tx, templateDrafts(plan, containers, made.templateFiles));
    inventory.addVms(tx, machineDrafts(containers, machines, machineFiles, templates));
    for (const values of plan.policies) rooms.policies.add(tx, values);
    setup.complete(tx);
    // Templates on filers take turns, so that each clone is one file clone and no file is shared by more of them than an array allows.
    const onFilers = templates.filter((_, index) => plan.datastores.some(({ name, type }) => type === 'NFS' && name === plan.templates[index]?.datastore));
    const farms = plan.farms.map(({ name, count }, index) => ({
      clusterId: containers.idOf('cluster', name), folderId: containers.idOf('folder', name), sourceId: at(onFilers, index % onFilers.length).id, name, count,
    }));
    const result = { kind: 'initializeYard' as const, vmCount: machines.length, templateCount: templates.length, bytesWritten: meter.doneBytes, ...(farms.length > 0 && { farms }) };
    return run.end(tx, { state: 'success', result });
  });
}

async function writeTemplates(array: StorageArray, run: TaskRun, plan: YardPlan, files: readonly FileId[], meter: ByteMeter): Promise<void> {
  const pacer = new Pacer();
  const chunk = Buffer.alloc(chunkBytes);
  for (const [index, template] of plan.templates.entries()) {
    run.detail(`Writing template ${template.name}`);
    const file = at(files, index);
    await array.write(file, 0, bootSector(template.diskBytes, template.partitionType));
    for (const region of template.regions) {
      for (let number = 0; number < region.lengthMib; number += 1) {
        run.signal.throwIfAborted();
        fillChunk(chunk, region.seed, number);
        await array.write(file, region.offset + number * chunkBytes, chunk);
        meter.add(chunkBytes);
        await pacer.pause();
      }
    }
  }
}

/** Lets every machine write as much as its plan says, in pieces over what it has from its template and elsewhere. */
async function writeMachines(array: StorageArray, run: TaskRun, plan: YardPlan, machines: readonly PlannedMachine[], files: readonly FileId[], meter: ByteMeter): Promise<void> {
  if (machines.length === 0) return;
  run.detail(`Letting ${machines.length} machines write`);
  const pacer = new Pacer();
  const chunk = Buffer.alloc(chunkBytes);
  for (const [index, machine] of machines.entries()) {
    const template = at(plan.templates, machine.templateIndex);
    const random = new Random(machine.seed);
    for (let left = machine.writtenBytes, number = 0; left > 0; number += 1) {
      run.signal.throwIfAborted();
      const length = Math.min(left, pieceBytes);
      fillChunk(chunk, machine.seed, number);
      // Half of the writes replace what came from the template, half use room that was empty before.
      const region = at(template.regions, random.below(template.regions.length));
      const isOverwrite = random.below(2) === 0;
      const pieces = (isOverwrite ? region.lengthMib * chunkBytes : template.diskBytes) / pieceBytes;
      const offset = (isOverwrite ? region.offset : 0) + random.below(pieces) * pieceBytes;
      await array.write(at(files, index), offset, chunk.subarray(0, length));
      left -= length;
      meter.add(length);
      await pacer.pause();
    }
  }
}

/** Guests write in small pieces all over their disk. */
const pieceBytes = 128 * 1024;

class ByteMeter {
  doneBytes = 0;
  readonly #run: TaskRun;
  readonly #totalBytes: number;

  constructor(run: TaskRun, totalBytesToWrite: number) {
    this.#run = run;
    this.#totalBytes = totalBytesToWrite;
    this.add(0);
  }

  add(bytes: number): void {
    this.doneBytes += bytes;
    if (this.#totalBytes > 0) this.#run.progress('bytes', this.doneBytes, this.#totalBytes);
  }
}

function totalBytes(plan: YardPlan, machines: readonly PlannedMachine[]): number {
  const regions = plan.templates.flatMap((template) => template.regions);
  return regions.reduce((sum, region) => sum + region.lengthMib * chunkBytes, 0) + machines.reduce((sum, machine) => sum + machine.writtenBytes, 0);
}

function volumeOf(plan: YardPlan, volumes: readonly VolumeId[], datastore: string): VolumeId {
  return at(volumes, plan.datastores.findIndex((one) => one.name === datastore));
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index];
  if (found === undefined) throw new Error(`The plan of the yard has no entry ${index}.`);
  return found;
}
