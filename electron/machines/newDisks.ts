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
import { groupOn } from '../inventory/groups.ts';
import { placementFault } from '../inventory/placement.ts';
import { reachFault } from '../inventory/reach.ts';
import { apartFrom, datastoreOfDisk, type DiskRecord, type VmRecord } from '../inventory/records.ts';
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
  /** The home of the machine, where disks lie that name no other datastore. */
  readonly datastoreId: ObjectId;
  /** The machine whose files they join; null for those of a new one. */
  readonly groupOf: Pick<VmRecord, 'datastoreId' | 'disks'> | null;
}

/** Made and not recorded yet. */
export interface StagedDisks {
  readonly disks: readonly StagedDisk[];
  readonly zeroed: readonly { readonly datastoreId: ObjectId; readonly outcome: Outcome }[];
}

export interface StagedDisk extends SourceDisk {
  readonly datastoreId: ObjectId;
}

const reason = 'Made empty: it takes space as data is written to it.';
const thickReason = 'Made empty: its space is set aside.';

/**
 * Everything that speaks against disks of these sizes and formats where they are to lie.
 * @param grownThickBytes what thick disks that grow set aside besides, by datastore
 * @throws Fault ManagedObjectNotFound, InvalidState where the host does not reach a datastore or nothing may be placed there;
 * NotSupported for a format that the datastore does not offer, InsufficientStorageSpace
 */
export function requireDiskRoom(rooms: MachineRooms, place: DiskPlace, disks: readonly PlannedDisk[], grownThickBytes: ReadonlyMap<ObjectId, number> = new Map()): void {
  requireDiskPlaces(rooms, place, disks);
  for (const id of new Set([place.datastoreId, ...disks.map((disk) => datastoreOfDisk(place, disk)), ...grownThickBytes.keys()])) {
    const own = disks.filter((disk) => datastoreOfDisk(place, disk) === id);
    requireRoomOn(rooms, { ...place, datastoreId: id }, own, grownThickBytes.get(id) ?? 0);
  }
}

/** What the home offers is asked of whoever places the machine. @throws Fault ManagedObjectNotFound, InvalidState */
export function requireDiskPlaces({ inventory }: Pick<MachineRooms, 'inventory'>, { hostId, datastoreId: homeId }: DiskPlace, disks: readonly Pick<DiskRecord, 'datastoreId'>[]): void {
  for (const id of new Set(disks.flatMap(({ datastoreId }) => datastoreId ?? []))) {
    if (id === homeId) continue;
    const datastore = inventory.datastore(id);
    const fault = reachFault(inventory, datastore, hostId) ?? placementFault(inventory, datastore, hostId);
    if (fault) throw fault;
  }
}

function requireRoomOn(rooms: MachineRooms, place: DiskPlace, disks: readonly PlannedDisk[], grownThickBytes: number): void {
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
  if (planned.length === 0) return { disks: [], zeroed: [] };
  run.detail(planned.length === 1 ? 'Making the disk' : 'Making the disks');
  const disks = await makeFiles(rooms, place, planned);
  const zeroed: { datastoreId: ObjectId; outcome: Outcome }[] = [];
  try {
    for (const datastoreId of new Set(disks.map((disk) => disk.datastoreId))) {
      const isEager = (disk: StagedDisk, index: number): boolean => disk.datastoreId === datastoreId && planned[index]?.format === 'eagerZeroedThick';
      const eager = disks.filter(isEager).map(({ fileId, sizeBytes }) => ({ into: fileId, sizeBytes }));
      if (eager.length > 0) zeroed.push({ datastoreId, outcome: await zeroDisks(rooms, run, { ...place, datastoreId }, eager) });
    }
    return { disks, zeroed };
  } catch (error) {
    await discardStaged(rooms, { disks });
    throw error;
  }
}

async function zeroDisks(rooms: MachineRooms, run: TaskRun, place: DiskPlace, disks: readonly { readonly into: FileId; readonly sizeBytes: number }[]): Promise<Outcome> {
  run.signal.throwIfAborted();
  const facts = factsOf(rooms, place);
  const decision = decideZero(facts);
  const target = deviceOf(rooms, place.datastoreId);
  try {
    const onDetail = (text: string): void => run.detail(text);
    return await rooms.engine.zero({ host: facts.host, target, targetDatastore: facts.datastore, disks, signal: run.signal, onDetail }, decision);
  } catch (error) {
    throw error instanceof CommandFailed ? unwritable(error, decision, facts) : error;
  }
}

/** In the transaction that records the machine. @returns what to record, and the trails of the zeroing */
export function publishNewDisks(rooms: MachineRooms, tx: MetaTx, run: TaskRun, place: DiskPlace, staged: StagedDisks): DiskRecord[] {
  const { array, trails } = rooms;
  const made = new Map<string, DiskRecord>();
  for (const datastoreId of new Set(staged.disks.map((disk) => disk.datastoreId))) {
    const disks = staged.disks.filter((disk) => disk.datastoreId === datastoreId);
    for (const { fileId, sizeBytes, label } of publishFiles(rooms, tx, { disks, from: [], offsets: [], copiedBytes: 0, job: null })) {
      const mechanismReason = array.file(fileId).format === 'thin' ? reason : thickReason;
      made.set(label, { fileId, sizeBytes, label, mechanism: 'created', mechanismReason, ...apartFrom(place.datastoreId, datastoreId) });
    }
  }
  for (const { datastoreId, outcome } of staged.zeroed) trails.add(tx, trailOf('zero', outcome, localPlace(factsOf(rooms, { ...place, datastoreId }), run.id, [place.vmName])));
  return staged.disks.flatMap(({ label }) => made.get(label) ?? []);
}

export async function discardStaged({ array }: Pick<MachineRooms, 'array'>, { disks }: Pick<StagedDisks, 'disks'>): Promise<void> {
  if (disks.length === 0) return;
  await array.commit((tx) => {
    for (const { fileId } of disks) array.deleteFile(tx, fileId);
  });
}

/** All of them or none. */
async function makeFiles(rooms: MachineRooms, place: DiskPlace, planned: readonly PlannedDisk[]): Promise<StagedDisk[]> {
  const { array } = rooms;
  let target: Device | null = null;
  try {
    return await array.commit((tx) => {
      const leaders = new Map<ObjectId, FileId>();
      return planned.map(({ label, sizeBytes, format, datastoreId = place.datastoreId }): StagedDisk => {
        target = deviceOf(rooms, datastoreId);
        const groupOf = leaders.get(datastoreId) ?? (place.groupOf ? groupOn(place.groupOf, datastoreId) : undefined);
        const options = { isStaging: true, ...(groupOf !== undefined && { groupOf }) };
        const isReserved = format !== 'thin' && target.type === 'NFS' && decideZero(factsOf(rooms, { ...place, datastoreId })).isOffloaded;
        const fileId = isReserved ? target.reserveSpace(tx, sizeBytes, format, options) : array.createFile(tx, target.volumeId, sizeBytes, { ...options, format });
        if (groupOf === undefined) leaders.set(datastoreId, fileId);
        // What Extended Statistics would tell: a disk whose space was not set aside is thin.
        if (array.file(fileId).format !== format) throw new Fault('NotSupported', `Reserve Space was reported as done, but "${label}" is thin.`, { hint: 'Choose thin disks, or another datastore.' });
        return { fileId, sizeBytes, label, datastoreId };
      });
    });
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    noteRefusal(target, error);
    throw new Fault('NotSupported', `The array did not set the space of the disk aside: ${error.message}`, { hint: 'Choose thin disks, or try again.' }, { cause: error });
  }
}

function noteRefusal(device: Device | null, { message }: CommandFailed): void {
  device?.note('nasReserveSpace', false, message);
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
