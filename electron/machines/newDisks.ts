/** Makes the empty disks of new machines and of changes of settings: half-made first, zeroed where that was asked for, recorded with the machine. */
import { Fault } from '../../shared/faults.ts';
import type { FileId, ObjectId } from '../../shared/ids.ts';
import type { Decision } from '../../shared/model/offload.ts';
import { formatBytes } from '../../shared/units.ts';
import { datastoreFacts, deviceOf, hostFacts } from '../acceleration/machineFacts.ts';
import { publishFiles } from '../cloning/copyFiles.ts';
import type { SourceDisk } from '../cloning/stageDisks.ts';
import { datastoreSpace } from '../inventory/rows.ts';
import { growthBytesOf } from '../inventory/volumeSpace.ts';
import type { DiskRecord } from '../inventory/records.ts';
import type { MetaTx } from '../meta/meta.ts';
import { CommandFailed, type Device } from '../offload/device/deviceTypes.ts';
import type { Outcome } from '../offload/engineTypes.ts';
import { decideZero, offeredFormats } from '../offload/rules/decideLocal.ts';
import type { LocalRuleFacts } from '../offload/rules/facts.ts';
import { localPlace, trailOf } from '../offload/trailDrafts.ts';
import type { TaskRun } from '../tasks/taskRun.ts';
import type { PlannedDisk } from './hardwareRules.ts';
import type { MachineRooms } from './rooms.ts';

export interface DiskPlace {
  readonly vmName: string;
  readonly hostId: ObjectId;
  readonly datastoreId: ObjectId;
  /** A file of the machine that they join; null for those of a new one. */
  readonly groupOf: FileId | null;
}

/** Made and not recorded yet. */
export interface StagedDisks {
  readonly disks: readonly SourceDisk[];
  readonly zeroed: Outcome | null;
}

const reason = 'Made empty: it takes space as data is written to it.';
const thickReason = 'Made empty: its space is set aside.';

/**
 * Everything that speaks against disks of these sizes and formats.
 * @param grownThickBytes what thick disks that grow set aside besides
 * @throws Fault NotSupported for a format that the datastore does not offer, InsufficientStorageSpace
 */
export function requireDiskRoom(rooms: MachineRooms, place: DiskPlace, disks: readonly PlannedDisk[], grownThickBytes = 0): void {
  const { inventory, array } = rooms;
  const datastore = inventory.datastore(place.datastoreId);
  const offered = offeredFormats(factsOf(rooms, place));
  if (disks.some(({ format }) => !offered.includes(format))) {
    throw new Fault('NotSupported', `"${datastore.name}" offers thin disks only: it has no Reserve Space.`, { names: [datastore.name], hint: 'Choose thin disks, or another datastore.' });
  }
  const neededBytes = grownThickBytes + disks.reduce((sum, { format, sizeBytes }) => sum + (format === 'thin' ? 0 : sizeBytes), 0);
  const { freeBytes } = datastoreSpace(inventory, array, datastore);
  if (neededBytes <= freeBytes + growthBytesOf(array.volume(datastore.volumeId))) return;
  throw new Fault('InsufficientStorageSpace', `"${datastore.name}" has ${formatBytes(freeBytes)} free; the thick disks set ${formatBytes(neededBytes)} aside.`, {
    names: [datastore.name],
    hint: 'Choose thin disks, or another datastore.',
  });
}

/**
 * Files that the next open removes unless they have been published by then.
 * @throws Fault InsufficientStorageSpace, NotSupported when Reserve Space is refused; the reason of the signal
 */
export async function stageNewDisks(rooms: MachineRooms, run: TaskRun, place: DiskPlace, planned: readonly PlannedDisk[]): Promise<StagedDisks> {
  if (planned.length === 0) return { disks: [], zeroed: null };
  const facts = factsOf(rooms, place);
  const target = deviceOf(rooms, place.datastoreId);
  const zero = decideZero(facts);
  run.detail(planned.length === 1 ? 'Making the disk' : 'Making the disks');
  const disks = await makeFiles(rooms, place, planned, { target, isReserved: target.type === 'NFS' && zero.isOffloaded });
  const eager = disks.filter((_disk, index) => planned[index]?.format === 'eagerZeroedThick').map(({ fileId, sizeBytes }) => ({ into: fileId, sizeBytes }));
  if (eager.length === 0) return { disks, zeroed: null };
  try {
    run.signal.throwIfAborted();
    const job = { host: facts.host, target, targetDatastore: facts.datastore, disks: eager, signal: run.signal, onDetail: (text: string) => run.detail(text) };
    return { disks, zeroed: await rooms.engine.zero(job, zero) };
  } catch (error) {
    await discardStaged(rooms, { disks });
    throw error instanceof CommandFailed ? unwritable(error, zero, facts) : error;
  }
}

/** In the transaction that records the machine. @returns what to record, and the trail of the zeroing */
export function publishNewDisks(rooms: MachineRooms, tx: MetaTx, run: TaskRun, place: DiskPlace, staged: StagedDisks): DiskRecord[] {
  const { array, trails } = rooms;
  const made = publishFiles(rooms, tx, { disks: staged.disks, from: [], offsets: [], copiedBytes: 0, job: null });
  if (staged.zeroed) trails.add(tx, trailOf('zero', staged.zeroed, localPlace(factsOf(rooms, place), run.id, [place.vmName])));
  return made.map((disk) => ({ ...disk, mechanism: 'created', mechanismReason: array.file(disk.fileId).format === 'thin' ? reason : thickReason }));
}

export async function discardStaged({ array }: Pick<MachineRooms, 'array'>, { disks }: Pick<StagedDisks, 'disks'>): Promise<void> {
  if (disks.length === 0) return;
  await array.commit((tx) => {
    for (const { fileId } of disks) array.deleteFile(tx, fileId);
  });
}

async function makeFiles(
  { array }: MachineRooms,
  { groupOf: group }: DiskPlace,
  planned: readonly PlannedDisk[],
  { target, isReserved }: { readonly target: Device; readonly isReserved: boolean },
): Promise<SourceDisk[]> {
  try {
    return await array.commit((tx) => {
      let groupOf = group ?? undefined;
      return planned.map(({ label, sizeBytes, format }) => {
        const options = { isStaging: true, ...(groupOf !== undefined && { groupOf }) };
        const fileId = format !== 'thin' && isReserved ? target.reserveSpace(tx, sizeBytes, format, options) : array.createFile(tx, target.volumeId, sizeBytes, { ...options, format });
        groupOf ??= fileId;
        // What Extended Statistics would tell: a disk whose space was not set aside is thin.
        if (array.file(fileId).format !== format) throw new Fault('NotSupported', `Reserve Space was reported as done, but "${label}" is thin.`, { hint: 'Choose thin disks, or another datastore.' });
        return { fileId, sizeBytes, label };
      });
    });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    target.note('nasReserveSpace', false, error.message);
    throw new Fault('NotSupported', `The array did not set the space of the disk aside: ${error.message}`, { hint: 'Choose thin disks, or try again.' }, { cause: error });
  }
}

/** The rules of zeroing look at the host and the datastore; the machine has no id yet, and none of its disks matters. */
function factsOf(rooms: MachineRooms, { vmName, hostId, datastoreId }: DiskPlace): LocalRuleFacts {
  return {
    host: hostFacts(rooms, hostId),
    datastore: datastoreFacts(rooms, datastoreId),
    machine: { id: hostId, name: vmName, powerState: 'poweredOff', isWindows: false, hasEnableUuid: false, hasSnapshot: false, disks: [], cloneCount: 0 },
  };
}

function unwritable(error: CommandFailed, zero: Decision, { host, datastore }: LocalRuleFacts): Fault {
  const who = zero.isOffloaded ? 'Neither the array nor the host' : host.name;
  const verb = zero.isOffloaded ? 'could' : 'could not';
  const code = error.failure === 'outOfSpace' ? 'InsufficientStorageSpace' : 'FileFault';
  return new Fault(code, `${who} ${verb} zero the disk on "${datastore.name}": ${error.message}`, { names: [datastore.name], hint: 'Look after the datastore, then try again.' }, { cause: error });
}
