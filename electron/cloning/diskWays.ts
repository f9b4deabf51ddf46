/** How the disks of one machine are made that lie on several datastores or go to several: each way by its own decision, all recorded together. */
import type { ObjectId, TaskId, TrailId } from '../../shared/ids.ts';
import type { Decision } from '../../shared/model/offload.ts';
import { deviceOf, type FactRoute } from '../acceleration/machineFacts.ts';
import { regroupVm } from '../inventory/groups.ts';
import { apartFrom, type DiskRecord, type VmRecord } from '../inventory/records.ts';
import type { MetaTx } from '../meta/meta.ts';
import { formatsOf } from '../offload/rules/diskFormats.ts';
import { addCopyTrails, carriedOut, nothingMoved, placeOf, trailOf } from '../offload/trailDrafts.ts';
import type { TrailStore } from '../offload/trails.ts';
import { publishFiles } from './copyFiles.ts';
import type { MachineCopied } from './copyMachine.ts';
import type { CloneRooms } from './facts.ts';
import type { MachineCopy } from './prepareCopy.ts';
import type { SourceDisk } from './stageDisks.ts';

/** Disks that go the same way, and how they are made. */
export interface WayOfDisks extends FactRoute {
  /** Tells it from the other ways of the same machine. */
  readonly key: string;
  readonly decision: Decision;
}

export type MadeDisks = readonly DiskRecord[];

export function keyOf({ disks }: Pick<FactRoute, 'disks'>): string {
  return disks.map(({ label }) => label).join('\n');
}

/** Whether nothing has to be copied: all of it is done in the transaction that records the machine. */
export function isAtOnce(ways: readonly Pick<WayOfDisks, 'decision'>[]): boolean {
  return ways.every(({ decision }) => decision.mechanism === 'fileClone');
}

/** How a machine is recorded whose disks were made with these trails, that of its first disk ahead. */
export function madeTrails([first, ...others]: readonly TrailId[]): Pick<VmRecord, 'madeTrailId' | 'madeApartTrailIds'> {
  return { ...(first !== undefined && { madeTrailId: first }), ...(others.length > 0 && { madeApartTrailIds: others }) };
}

interface MadeAs {
  /** The home of the machine. */
  readonly homeId: ObjectId;
  /** The disks come in the order of these. */
  readonly order: readonly { readonly label: string }[];
}

/**
 * File clones of all disks, for `count` machines.
 * @param begin told which disks are cloned next
 * @throws CommandFailed, DistrustedClone
 */
export function cloneMade(rooms: CloneRooms, tx: MetaTx, ways: readonly WayOfDisks[], { homeId, order, count, begin }: MadeAs & { readonly count: number; readonly begin: (way: WayOfDisks) => void }): MadeDisks[] {
  const parts: DiskRecord[][][] = [];
  for (const [position, way] of ways.entries()) {
    const { disks, facts, decision } = way;
    const device = deviceOf(rooms, facts.target.id);
    const formats = formatsOf(facts);
    const apart = apartFrom(homeId, facts.target.id);
    // Ways may have come together on one datastore, where the disks of a machine are one group.
    const joined = ways.findIndex((other) => other.facts.target.id === facts.target.id);
    parts.push(Array.from({ length: count }, (_, index) => {
      begin(way);
      const groupOf = joined < position ? parts[joined]?.[index]?.[0]?.fileId : undefined;
      return rooms.engine.fileClones(tx, device, disks, { formats, ...(groupOf !== undefined && { groupOf }) }).map((disk) => recordOf(disk, decision, apart));
    }));
  }
  const [only] = parts;
  if (only && parts.length === 1) return only;
  return Array.from({ length: count }, (_, index) => inOrder(parts.flatMap((part) => part[index] ?? []), order));
}

/** One for each way. */
export function cloneTrails(trails: TrailStore, tx: MetaTx, ways: readonly WayOfDisks[], { taskId, names, elapsedMs }: { readonly taskId: TaskId; readonly names: readonly string[]; readonly elapsedMs: number }): TrailId[] {
  return ways.map(({ facts, decision }) => trails.add(tx, trailOf('clone', carriedOut(decision, nothingMoved, elapsedMs), placeOf(facts, taskId, names, ways.length > 1))).id);
}

/** What is to be copied of one machine, way by way. */
export function copiesOf(ways: readonly WayOfDisks[], common: Omit<MachineCopy, 'facts' | 'decision' | 'disks' | 'part'>): MachineCopy[] {
  return ways.map(({ facts, decision, disks }, part) => ({ ...common, facts: { ...facts, count: 1 }, decision, disks, ...(ways.length > 1 && { part }) }));
}

/** The trails of copies, way by way, and those of what was zeroed. */
export function copyMade(trails: TrailStore, tx: MetaTx, copies: readonly MachineCopy[], copied: readonly MachineCopied[], taskId: TaskId, failure: string | null = null): { made: TrailId[]; zeroed: TrailId[] } {
  const added = copies.flatMap(({ facts, vmName, operation }, index) => {
    const outcome = copied[index]?.outcome;
    return outcome ? [addCopyTrails(trails, tx, outcome, placeOf(facts, taskId, [vmName], copies.length > 1), failure, operation)] : [];
  });
  return { made: added.map(({ made }) => made), zeroed: added.flatMap(({ zeroed }) => zeroed ?? []) };
}

/** The files are a machine's from now on: those on each datastore in one group. @returns its disks, to be recorded */
export function publishMade(rooms: CloneRooms, tx: MetaTx, copies: readonly MachineCopy[], copied: readonly MachineCopied[], { homeId, order }: MadeAs): MadeDisks {
  const made = copies.flatMap(({ facts }, index) => {
    const part = copied[index];
    if (!part) return [];
    const apart = apartFrom(homeId, facts.target.id);
    return publishFiles(rooms, tx, part.files).map((disk) => recordOf(disk, part.outcome, apart));
  });
  const disks = inOrder(made, order);
  // Ways from different datastores may have come together on one.
  if (new Set(copies.map(({ facts }) => facts.target.id)).size < copies.length) regroupVm(rooms.array, tx, { datastoreId: homeId, disks });
  return disks;
}

function recordOf({ fileId, sizeBytes, label }: SourceDisk, { mechanism, reason }: Pick<Decision, 'mechanism' | 'reason'>, apart: Pick<DiskRecord, 'datastoreId'>): DiskRecord {
  return { fileId, sizeBytes, label, mechanism, mechanismReason: reason, ...apart };
}

function inOrder(disks: readonly DiskRecord[], order: MadeAs['order']): DiskRecord[] {
  const positions = new Map(order.map(({ label }, index) => [label, index]));
  return disks.toSorted((a, b) => (positions.get(a.label) ?? 0) - (positions.get(b.label) ?? 0));
}
