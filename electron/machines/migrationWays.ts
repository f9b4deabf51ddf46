/** How the files of a machine get to other datastores: those of one datastore that go to the same other one go together, in one way. */
import type { ObjectId } from '../../shared/ids.ts';
import type { MigrationSpec } from '../../shared/model/migration.ts';
import type { Decision } from '../../shared/model/offload.ts';
import { cloneFacts, type FactRooms } from '../acceleration/machineFacts.ts';
import type { FileFormat } from '../array/portTypes.ts';
import type { SourceDisk } from '../cloning/stageDisks.ts';
import { filesOfVm, partsOfVm, type SnapshotDiskRecord, type VmRecord } from '../inventory/records.ts';
import { diskSpace, findFile, vmSpace } from '../inventory/rows.ts';
import { decideMigration } from '../offload/rules/decideClone.ts';
import { formatsOf } from '../offload/rules/diskFormats.ts';
import type { CloneRuleFacts } from '../offload/rules/facts.ts';
import { disksOf, type Move } from './moves.ts';

export interface DiskWay {
  /** The machine as if it were at home where these disks lie, and had no others. */
  readonly part: VmRecord;
  readonly targetId: ObjectId;
  readonly facts: CloneRuleFacts;
  readonly decision: Decision;
  /** The disks of the part, and behind them those that its snapshots hold, in the order of the record. */
  readonly files: readonly SourceDisk[];
  readonly formats: readonly FileFormat[];
  /** Data to copy: of the disks and of all snapshots, each of them whole. */
  readonly logicalBytes: number;
  /** Room that this takes on the target: the data of thin files, the whole size of thick ones. */
  readonly neededBytes: number;
}

type WaySpec = Pick<MigrationSpec, 'diskFormat'>;

/** In the order of the record, so that an interrupted migration finds each again. None where no disk is moved. */
export function diskWaysOf(rooms: FactRooms, move: Move, spec: WaySpec): DiskWay[] {
  return partsToMove(move).map(({ part, targetId }) => diskWayOf(rooms, move, part, targetId, spec));
}

interface PartMove {
  readonly part: VmRecord;
  readonly targetId: ObjectId;
}

/** The machine once for each pair of datastores that disks go from and to. */
export function partsToMove({ vm, placeOf }: Move): PartMove[] {
  return partsOfVm(vm).flatMap((here) => {
    // Of a part, all disks are at home.
    const targetOf = (disk: SnapshotDiskRecord): ObjectId => placeOf({ ...disk, datastoreId: here.datastoreId });
    const targets = new Set(disksOf(here).map(targetOf));
    targets.delete(here.datastoreId);
    return Array.from(targets, (targetId): PartMove => {
      const only = <D extends SnapshotDiskRecord>(disks: readonly D[]): D[] => disks.filter((disk) => targetOf(disk) === targetId);
      const { snapshots, ...rest } = here;
      return { part: { ...rest, disks: only(here.disks), ...(snapshots && { snapshots: { ...snapshots, all: snapshots.all.map((one) => ({ ...one, disks: only(one.disks) })) } }) }, targetId };
    });
  });
}

/** Snapshots are read-only and stay thin whatever the disks become. */
function diskWayOf(rooms: FactRooms, move: Move, part: VmRecord, targetId: ObjectId, spec: WaySpec): DiskWay {
  const { array } = rooms;
  const facts = wayFacts(rooms, move, { part, targetId }, spec);
  const files = filesToMove(rooms, part);
  const ofDisks = formatsOf(facts);
  const formats = files.map((_file, index): FileFormat => (index < part.disks.length ? (ofDisks[index] ?? 'thin') : 'thin'));
  let logicalBytes = 0;
  let neededBytes = 0;
  for (const [index, { fileId, sizeBytes }] of files.entries()) {
    const bytes = findFile(array, fileId)?.logicalBytes ?? 0;
    logicalBytes += bytes;
    neededBytes += formats[index] === 'thin' ? bytes : sizeBytes;
  }
  return { part, targetId, facts, decision: decideMigration(facts), files, formats, logicalBytes, neededBytes };
}

/** The host that the machine runs on afterwards copies, or has the array copy. */
export function wayFacts(rooms: FactRooms, { hostId }: Move, { part, targetId }: PartMove, { diskFormat }: WaySpec): CloneRuleFacts {
  const disks = part.snapshots ? filesToMove(rooms, part) : undefined;
  return cloneFacts(rooms, { vm: part, disks, datastoreId: targetId, hostId, count: 1, diskFormat });
}

function filesToMove({ array }: Pick<FactRooms, 'array'>, { disks, snapshots }: VmRecord): SourceDisk[] {
  const ofSnapshots = (snapshots?.all ?? []).flatMap((snapshot) =>
    snapshot.disks.map(({ fileId, label }): SourceDisk => ({ fileId, sizeBytes: findFile(array, fileId)?.sizeBytes ?? 0, label: `${label} in snapshot ${snapshot.name}` })),
  );
  return [...disks.map(({ fileId, sizeBytes, label }): SourceDisk => ({ fileId, sizeBytes, label })), ...ofSnapshots];
}

/** Data of a disk and of what snapshots hold of it, by its label. */
export function bytesOfLabel({ array }: Pick<FactRooms, 'array'>, { part }: DiskWay, label: string): number {
  return disksOf(part).reduce((sum, disk) => sum + (disk.label === label ? (findFile(array, disk.fileId)?.logicalBytes ?? 0) : 0), 0);
}

/**
 * What comes back at least where the disks leave. What only they and other disks of the machine there share comes back with the last
 * of them.
 */
export function freedBytesOf({ array }: Pick<FactRooms, 'array'>, vm: VmRecord, way: DiskWay): number {
  const { part } = way;
  if (leavesNothing(vm, way)) return vmSpace(array, part).uniqueBytes;
  return filesOfVm(part).reduce((sum, fileId) => sum + (findFile(array, fileId)?.uniqueBytes ?? 0), 0);
}

/** Whether the disks are all that the machine has where they lie. Only of all of it the array counts what nobody else holds. */
export function leavesNothing(vm: VmRecord, { part }: DiskWay): boolean {
  return isAllOf(hereOf(vm, part), part);
}

/** What others than the machine hold as well of the disks that leave: the most it can be, where others of its disks stay or go another way. */
export function sharedBytesOf({ array }: Pick<FactRooms, 'array'>, vm: VmRecord, { part }: DiskWay): number {
  const here = hereOf(vm, part);
  const { sharedBytes } = vmSpace(array, here);
  if (isAllOf(here, part)) return sharedBytes;
  return Math.min(sharedBytes, part.disks.reduce((sum, disk) => sum + diskSpace(array, disk).sharedBytes, 0));
}

/** All that the machine has on the datastore of the part. */
function hereOf(vm: VmRecord, part: VmRecord): VmRecord {
  return partsOfVm(vm).find(({ datastoreId }) => datastoreId === part.datastoreId) ?? part;
}

function isAllOf(here: VmRecord, part: VmRecord): boolean {
  return filesOfVm(here).length === filesOfVm(part).length;
}

/** What the move says of a disk of the machine now. */
export function wayOf(ways: readonly DiskWay[], fileId: VmRecord['disks'][number]['fileId']): DiskWay | undefined {
  return ways.find(({ part }) => part.disks.some((disk) => disk.fileId === fileId));
}

/** Whether all that the machine has goes one way. */
export function isWhole(vm: VmRecord, ways: readonly DiskWay[]): boolean {
  const [first] = ways;
  return first !== undefined && ways.length === 1 && filesOfVm(first.part).length === filesOfVm(vm).length;
}
