/** What is worth knowing before machines are migrated. */
import type { ObjectId } from '../../shared/ids.ts';
import { formatBytes, formatCount } from '../../shared/units.ts';
import { filesOfVm, someNames, type VmRecord } from '../inventory/records.ts';
import { vmSpace } from '../inventory/rows.ts';
import type { MovingMachine } from './migrationSpace.ts';
import { leavesNothing, sharedBytesOf } from './migrationWays.ts';
import type { MachineRooms } from './rooms.ts';

interface PlannedMachine extends MovingMachine {
  readonly name: string;
  readonly refusal: unknown;
}

/** @param moving of the machines, those whose disks are moved */
export function migrationNotes(rooms: MachineRooms, planned: readonly PlannedMachine[], moving: readonly PlannedMachine[]): string[] {
  const notes: string[] = [];
  const left = planned.filter(({ refusal }) => refusal !== null);
  if (left.length > 0 && left.length < planned.length) notes.push(`${formatCount(left.length)} of ${formatCount(planned.length)} machines cannot be migrated and stay where they are: ${someNames(left.map(({ name }) => name)).text}.`);
  if (moving.length === 0) return notes;
  return [...notes, ...pausedNotes(rooms, moving), ...snapshotNotes(rooms, moving), ...sharingNotes(rooms, moving), ...heldNotes(rooms, moving), ...inexactNotes(rooms, moving)];
}

function pausedNotes({ inventory, stuns }: MachineRooms, moving: readonly PlannedMachine[]): string[] {
  const sources = new Set(moving.flatMap(({ ways }) => ways.map(({ part }) => part.datastoreId)));
  return Array.from(sources).flatMap((id) => {
    const stunned = new Set(stuns.stunnedOn(id));
    const paused = moving.filter(({ vm, ways }) => stunned.has(vm.id) && ways.some(({ part }) => part.datastoreId === id)).map(({ name }) => name);
    if (paused.length === 0) return [];
    const [verb, guests] = paused.length === 1 ? ['is', 'its guest goes on'] : ['are', 'their guests go on'];
    return [`${someNames(paused).text} ${verb} paused because "${inventory.datastore(id).name}" is full. The disks are copied; the switch waits until ${guests}.`];
  });
}

function snapshotNotes(rooms: MachineRooms, moving: readonly PlannedMachine[]): string[] {
  const own = moving.flatMap(({ name, vm, ways }) => {
    const kept = ways.filter(({ part }) => part.snapshots?.all.some(({ disks }) => disks.length > 0) === true);
    return kept.length === 0 ? [] : [{ name, vm, ways: kept }];
  });
  if (own.length === 0) return [];
  const ways = own.flatMap((one) => one.ways);
  // What some of the disks of a machine share with their snapshots is not counted by itself.
  const isKnown = own.every((one) => one.ways.every((way) => leavesNothing(one.vm, way)));
  const stored = ways.reduce((sum, { part }) => {
    const { logicalBytes, snapshotBytes } = vmSpace(rooms.array, part);
    return sum + logicalBytes + snapshotBytes;
  }, 0);
  const copied = ways.reduce((sum, { logicalBytes }) => sum + logicalBytes, 0);
  const who = someNames(own.map(({ name }) => name)).text;
  return [`The snapshots of ${who} move along, each with blocks of its own: ${formatBytes(copied)} on ${targetNames(rooms, ways.map(({ targetId }) => targetId))}${isKnown ? ` in place of ${formatBytes(stored)} now` : ''}. Dedupe can find equal blocks there again.`];
}

function sharingNotes(rooms: MachineRooms, moving: readonly PlannedMachine[]): string[] {
  const sharing = moving.flatMap(({ vm, ways }) => ways.map((way) => ({ targetId: way.targetId, bytes: sharedBytesOf(rooms, vm, way), isExact: leavesNothing(vm, way) }))).filter(({ bytes }) => bytes > 0);
  if (sharing.length === 0) return [];
  const bytes = sharing.reduce((sum, one) => sum + one.bytes, 0);
  const most = sharing.every(({ isExact }) => isExact) ? '' : 'up to ';
  return [`Blocks are shared within one datastore only: ${most}${formatBytes(bytes)} that others hold as well are stored once more on ${targetNames(rooms, sharing.map(({ targetId }) => targetId))}.`];
}

function heldNotes({ inventory, array }: MachineRooms, moving: readonly PlannedMachine[]): string[] {
  const byDatastore = new Map<ObjectId, VmRecord[]>();
  for (const { part } of moving.flatMap(({ ways }) => ways)) {
    if (!filesOfVm(part).some((fileId) => array.isInSnapshot(fileId))) continue;
    byDatastore.set(part.datastoreId, [...(byDatastore.get(part.datastoreId) ?? []), part]);
  }
  return Array.from(byDatastore, ([id, parts]) => {
    const who = someNames([...new Set(parts.map(({ name }) => name))]).text;
    return `Snapshots of "${inventory.datastore(id).name}" hold disks of ${who}. They keep that space, and cannot bring the disks back once they have been moved.`;
  });
}

function inexactNotes({ inventory, array }: MachineRooms, moving: readonly PlannedMachine[]): string[] {
  const targets = new Set(moving.flatMap(({ ways }) => ways.map(({ targetId }) => targetId)));
  return Array.from(targets, (id) => inventory.datastore(id))
    .filter(({ volumeId }) => !array.volume(volumeId).isExact)
    .map(({ name }) => `The free space of "${name}" is at least what is shown; it becomes exact when freed space has been given back.`);
}

function targetNames({ inventory }: MachineRooms, ids: readonly ObjectId[]): string {
  return someNames(Array.from(new Set(ids), (id) => inventory.datastore(id).name)).text;
}
