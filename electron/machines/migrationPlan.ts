/** A migration before it happens: the same facts and the same request give the same plan, and nothing is changed by making one. */
import type { FaultRecord } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { MigrationPlan, MigrationSpec, PlannedDisk, PlannedMigration } from '../../shared/model/migration.ts';
import { formatCount } from '../../shared/units.ts';
import { worstOf } from '../cloning/cloneGroups.ts';
import { rateOf } from '../cloning/facts.ts';
import { datastoreOfDisk, type VmRecord } from '../inventory/records.ts';
import { Pacer } from '../tasks/pacer.ts';
import { bytesOfLabel, diskWaysOf, wayOf, type DiskWay } from './migrationWays.ts';
import { refusalOf, requireTargets } from './migration.ts';
import { migrationNotes } from './migrationNotes.ts';
import { datastoreFigures, plannedDatastore, roomRefusals } from './migrationSpace.ts';
import { moveOf, type Move } from './moves.ts';
import type { MachineRooms } from './rooms.ts';

interface Planned extends PlannedMigration {
  readonly vm: VmRecord;
  /** Empty where no disk is moved. */
  readonly ways: readonly DiskWay[];
}

/** @throws Fault ManagedObjectNotFound for a machine or a target that does not exist; InvalidArgument, InvalidState */
export async function planMigration(rooms: MachineRooms, spec: MigrationSpec): Promise<MigrationPlan> {
  const { host } = requireTargets(rooms, spec);
  const pacer = new Pacer();
  const planned: Planned[] = [];
  for (const vm of Array.from(new Set(spec.vmIds), (id) => rooms.inventory.vm(id))) {
    await pacer.pause();
    planned.push(planOne(rooms, vm, spec));
  }
  const going = planned.filter(({ refusal }) => refusal === null);
  const moving = going.filter(({ ways }) => ways.length > 0);
  const refusals: FaultRecord[] = [];
  const [first] = planned;
  if (going.length === 0 && first?.refusal) refusals.push(planned.length === 1 ? first.refusal : { ...first.refusal, message: `None of the ${formatCount(planned.length)} machines can be migrated. ${first.refusal.message}` });
  const figures = datastoreFigures(rooms, moving);
  refusals.push(...roomRefusals(rooms, figures));
  return {
    spec,
    hostName: host?.name ?? null,
    machines: planned.map(({ vm: _vm, ways: _ways, ...machine }) => machine),
    mechanisms: mechanismsOf(moving),
    datastores: figures.map(plannedDatastore),
    bytesToCopy: moving.reduce((sum, { bytesToCopy }) => sum + bytesToCopy, 0),
    estimateMs: estimateOf(rooms, moving),
    warnings: migrationNotes(rooms, planned, moving),
    refusals,
  };
}

function planOne(rooms: MachineRooms, vm: VmRecord, spec: MigrationSpec): Planned {
  const { inventory } = rooms;
  const move = moveOf(vm, spec);
  const refusal = refusalOf(rooms, move, spec);
  const ways = refusal === null && move.isDatastoreChanged ? diskWaysOf(rooms, move, spec) : [];
  const nameOf = (id: ObjectId): string => inventory.findContainer(id)?.name ?? id;
  return {
    vm, ways, refusal, vmId: vm.id, name: vm.name, fromHostName: nameOf(vm.hostId), fromDatastoreName: nameOf(vm.datastoreId),
    isHostChanged: move.isHostChanged, isDatastoreChanged: move.isDatastoreChanged,
    mechanism: worstOf(ways.map(({ decision }) => decision))?.mechanism ?? null, disks: refusal === null ? plannedDisks(rooms, move, ways, nameOf) : [],
    bytesToCopy: ways.reduce((sum, { logicalBytes }) => sum + logicalBytes, 0), snapshotCount: vm.snapshots?.all.length ?? 0,
  };
}

function plannedDisks(rooms: MachineRooms, { vm, placeOf }: Move, ways: readonly DiskWay[], nameOf: (id: ObjectId) => string): PlannedDisk[] {
  return vm.disks.map((disk) => {
    const [fromDatastoreId, toDatastoreId] = [datastoreOfDisk(vm, disk), placeOf(disk)];
    const bytesToCopy = ways.reduce((sum, way) => sum + bytesOfLabel(rooms, way, disk.label), 0);
    return {
      label: disk.label, fromDatastoreId, fromDatastoreName: nameOf(fromDatastoreId), toDatastoreId, toDatastoreName: nameOf(toDatastoreId),
      mechanism: wayOf(ways, disk.fileId)?.decision.mechanism ?? null, bytesToCopy,
    };
  });
}

function mechanismsOf(moving: readonly Planned[]): MigrationPlan['mechanisms'] {
  const groups = new Map<string, MigrationPlan['mechanisms'][number]>();
  for (const { ways } of moving) {
    const own = new Set<string>();
    for (const { decision } of ways) {
      const key = `${decision.mechanism} ${decision.firstFailed ?? ''}`;
      if (own.has(key)) continue;
      own.add(key);
      const known = groups.get(key);
      groups.set(key, { mechanism: decision.mechanism, decision: known?.decision ?? decision, count: (known?.count ?? 0) + 1 });
    }
  }
  return [...groups.values()];
}

/** Only from what was measured before; a kind of copy that was never measured has no estimate. */
function estimateOf({ measurements }: MachineRooms, moving: readonly Planned[]): number | null {
  let durationMs = 0;
  for (const { decision, logicalBytes } of moving.flatMap(({ ways }) => ways)) {
    if (logicalBytes === 0) continue;
    const rate = rateOf(decision.mechanism);
    const bytesPerSecond = rate === null ? null : measurements.get(rate);
    if (bytesPerSecond === null) return null;
    durationMs += (logicalBytes / bytesPerSecond) * 1000;
  }
  return durationMs;
}
