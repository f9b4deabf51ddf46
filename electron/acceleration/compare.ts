/** Races the host's way against what the rules give now, one after the other on real bytes, and keeps nothing but the figures. */
import { comparisonHalves } from '../../shared/comparison.ts';
import { hardwareProfiles } from '../../shared/costModel/hardware.ts';
import { modelRun } from '../../shared/costModel/modelRun.ts';
import type { ModelledOperation } from '../../shared/costModel/work.ts';
import { Fault } from '../../shared/faults.ts';
import type { RequestId, TaskId } from '../../shared/ids.ts';
import type { Mechanism } from '../../shared/model/inventory.ts';
import { comparisonSpecSchema, type Comparison, type ComparisonSpec } from '../../shared/model/offload.ts';
import { formatBytes, formatCount } from '../../shared/units.ts';
import { partsOfVm, type DatastoreRecord, type VmRecord } from '../inventory/records.ts';
import { datastoreSpace } from '../inventory/rows.ts';
import { decideClone, forHost } from '../offload/rules/decideClone.ts';
import type { CloneRuleFacts } from '../offload/rules/facts.ts';
import { giveSpaceBack } from '../storage/giveSpaceBack.ts';
import type { TaskEnd, TaskRun } from '../tasks/taskRun.ts';
import { runHalf } from './compareHalf.ts';
import type { CompareRooms } from './compareRooms.ts';
import { cloneFacts } from './machineFacts.ts';

export function registerCompare(rooms: CompareRooms): void {
  rooms.tasks.register('compareOffload', {
    spec: comparisonSpecSchema,
    lane: 'change',
    isResumable: false,
    interruptedHint: 'Nothing was left behind. Compare again.',
    run: (run, spec) => runCompare(rooms, run, spec),
  });
}

/** @throws Fault ManagedObjectNotFound, InvalidState without disks, InvalidPowerState, InsufficientStorageSpace, TaskInProgress */
export async function startCompare(rooms: CompareRooms, spec: ComparisonSpec, requestId: RequestId, initiator: string): Promise<TaskId> {
  const { inventory, tasks } = rooms;
  await tasks.gate.pass();
  const known = tasks.startedBy(requestId);
  if (known) return known;
  const { vm } = requireComparable(rooms, spec);
  // Taken for good when the task runs: by now it only says who is in the way.
  inventory.holds.take(vm.id, vm.name, 'read', 'Compare host and array')();
  return tasks.start({
    kind: 'compareOffload',
    name: spec.count === 1 ? 'Compare host and array' : `Compare host and array with ${formatCount(spec.count)} clones`,
    target: { id: vm.id, name: vm.name },
    requestId,
    spec,
    initiator,
    isCancelable: true,
  });
}

interface Source {
  /** Of a machine whose disks lie on several datastores, what lies on one of them: figures of several ways would be nobody's. */
  readonly vm: VmRecord;
  /** The labels of its disks that lie elsewhere and are left out. */
  readonly leftOut: readonly string[];
  readonly datastore: DatastoreRecord;
  readonly sizeBytes: number;
  readonly logicalBytes: number;
}

/** Looks at everything that can be known ahead. */
function requireComparable({ inventory, array }: CompareRooms, { sourceId, count }: ComparisonSpec): Source {
  const whole = inventory.vm(sourceId);
  const vm = partsOfVm(whole).find(({ disks }) => disks.length > 0) ?? whole;
  const datastore = inventory.datastore(vm.datastoreId);
  if (vm.disks.length === 0) throw new Fault('InvalidState', `"${vm.name}" has no disk.`, { names: [vm.name] });
  if (vm.powerState !== 'poweredOff') {
    throw new Fault('InvalidPowerState', `"${vm.name}" is ${vm.powerState === 'poweredOn' ? 'powered on' : 'suspended'}: both ways must copy the same data.`, {
      names: [vm.name],
      hint: 'Power it off, or compare with a template.',
    });
  }
  const files = vm.disks.map(({ fileId }) => array.file(fileId));
  const sum = (of: (file: (typeof files)[number]) => number): number => files.reduce((total, file) => total + of(file), 0);
  const leftOut = whole.disks.filter(({ fileId }) => !vm.disks.some((disk) => disk.fileId === fileId)).map(({ label }) => label);
  const source = { vm, leftOut, datastore, sizeBytes: sum(({ sizeBytes }) => sizeBytes), logicalBytes: sum(({ logicalBytes }) => logicalBytes) };
  const neededBytes = count * source.logicalBytes;
  const freeBytes = Math.min(datastoreSpace(inventory, array, datastore).freeBytes, freeInAggregate(array, datastore));
  if (neededBytes > freeBytes) {
    const fitting = source.logicalBytes === 0 ? 0 : Math.floor(freeBytes / source.logicalBytes);
    throw new Fault('InsufficientStorageSpace', `${formatCount(count)} ${count === 1 ? 'copy' : 'copies'} by the host take ${formatBytes(neededBytes)} for a while; "${datastore.name}" has ${formatBytes(freeBytes)} free.`, {
      names: [datastore.name],
      hint: fitting > 0 ? `Compare with at most ${formatCount(fitting)}, or make the volume larger.` : 'Make the volume larger, or take a smaller source.',
    });
  }
  return source;
}

/** A volume with a guarantee has its space for itself. */
function freeInAggregate(array: CompareRooms['array'], { volumeId }: DatastoreRecord): number {
  const { quotaBytes, committedBytes } = array.aggregate();
  return quotaBytes === null || array.volume(volumeId).guarantee === 'volume' ? Infinity : Math.max(0, quotaBytes - committedBytes);
}

async function runCompare(rooms: CompareRooms, run: TaskRun, spec: ComparisonSpec): Promise<TaskEnd> {
  const { inventory, array } = rooms;
  run.signal.throwIfAborted();
  const { name } = inventory.vm(spec.sourceId);
  const release = inventory.holds.take(spec.sourceId, name, 'read', run.task.name);
  try {
    // As it is by now: it was looked at when the task was queued.
    const source = requireComparable(rooms, spec);
    const comparison = await compare(rooms, run, spec, source);
    run.detail('Giving the space back');
    await giveSpaceBack(array, run);
    return { state: 'success', result: { kind: 'compareOffload', comparison } };
  } finally {
    release();
  }
}

async function compare(rooms: CompareRooms, run: TaskRun, spec: ComparisonSpec, source: Source): Promise<Comparison> {
  const { vm, leftOut, datastore, sizeBytes, logicalBytes } = source;
  // Anew for each half: the host's half changes nothing about the rules, but minutes have passed.
  const facts = (): CloneRuleFacts => cloneFacts(rooms, { vm, datastoreId: null, hostId: null, count: spec.count });
  const halfBytes = spec.count * logicalBytes;
  const byHost = facts();
  // File clones take no time that could be told beside a copy.
  const totalBytes = halfBytes * (decideClone(byHost).mechanism === 'fileClone' ? 1 : 2);
  const at = (ahead: number) => (bytes: number) => run.progress('bytes', Math.min(ahead + bytes, totalBytes), totalBytes);
  const host = await runHalf(rooms, run, { title: comparisonHalves.host, vm, datastore, facts: byHost, decision: forHost(byHost), onProgress: at(0) });
  const byRules = facts();
  const offload = await runHalf(rooms, run, { title: comparisonHalves.offload, vm, datastore, facts: byRules, decision: decideClone(byRules), onProgress: at(halfBytes) });

  const operationOf = (mechanism: Mechanism): ModelledOperation => {
    if (mechanism === 'imported' || mechanism === 'created') throw new Fault('SystemError', 'Nothing is cloned by an import, or by making an empty disk.');
    const isWholeFile = mechanism === 'fullCopy' && datastore.type === 'NFS';
    return {
      mechanism,
      cloneCount: spec.count,
      diskCount: vm.disks.length,
      sizeBytes,
      logicalBytes,
      transferBytes: isWholeFile ? null : byRules.host.switches.maxTransferBytes,
      isSharing: mechanism === 'fileClone' || mechanism === 'xcopy',
    };
  };
  const hardware = hardwareProfiles[spec.hardwareProfile];
  const { isDedupeOn, isDedupeInline } = rooms.array.volume(datastore.volumeId);
  const notes = [
    ...(isDedupeOn && isDedupeInline ? [`"${datastore.name}" looks for equal blocks while they are written, so copies allocate less than they hold.`] : []),
    ...(leftOut.length > 0 ? [`This is about the disks of "${vm.name}" on "${datastore.name}" alone: ${vm.disks.map(({ label }) => label).join(', ')}. Left out, since ${leftOut.length === 1 ? 'it lies' : 'they lie'} elsewhere: ${leftOut.join(', ')}.`] : []),
  ];
  return {
    spec,
    sourceName: vm.name,
    datastoreName: datastore.name,
    sizeBytes,
    logicalBytes,
    atMs: Date.now(),
    host: host.measured,
    offload: offload.measured,
    decision: offload.decision,
    modelled: {
      hardwareProfile: spec.hardwareProfile,
      host: modelRun(operationOf('hostCopy'), hardware),
      offload: modelRun(operationOf(offload.measured.mechanism), hardware),
    },
    ...(notes.length === 0 ? {} : { notes }),
  };
}
