/** A migration before it happens: the same facts and the same request give the same plan, and nothing is changed by making one. */
import { Fault, faultRecordOf, type FaultRecord } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { MigrationDatastore, MigrationPlan, MigrationSpec, PlannedMigration } from '../../shared/model/migration.ts';
import { formatBytes, formatCount } from '../../shared/units.ts';
import { rateOf } from '../cloning/facts.ts';
import { filesOfVm, someNames, type DatastoreRecord, type VmRecord } from '../inventory/records.ts';
import { datastoreSpace, vmSpace } from '../inventory/rows.ts';
import { growthBytesOf } from '../inventory/volumeSpace.ts';
import { Pacer } from '../tasks/pacer.ts';
import { diskMoveOf, moveOf, refusalOf, requireTargets, type DiskMove } from './migration.ts';
import type { MachineRooms } from './rooms.ts';

interface Planned extends PlannedMigration {
  readonly vm: VmRecord;
  /** Null where no disk is moved. */
  readonly disks: DiskMove | null;
}

/** @throws Fault ManagedObjectNotFound for a machine or a target that does not exist; InvalidArgument, InvalidState */
export async function planMigration(rooms: MachineRooms, spec: MigrationSpec): Promise<MigrationPlan> {
  const { host, datastore } = requireTargets(rooms, spec);
  const pacer = new Pacer();
  const planned: Planned[] = [];
  for (const vm of Array.from(new Set(spec.vmIds), (id) => rooms.inventory.vm(id))) {
    await pacer.pause();
    planned.push(planOne(rooms, vm, spec));
  }
  const going = planned.filter(({ refusal }) => refusal === null);
  const moving = going.filter(({ disks }) => disks !== null);
  const datastores = datastore === null || moving.length === 0 ? [] : [targetOf(rooms, datastore, moving), ...sourcesOf(rooms, moving)];
  const refusals: FaultRecord[] = [];
  const [first] = planned;
  if (going.length === 0 && first?.refusal) refusals.push(planned.length === 1 ? first.refusal : { ...first.refusal, message: `None of the ${formatCount(planned.length)} machines can be migrated. ${first.refusal.message}` });
  const neededBytes = moving.reduce((sum, { disks }) => sum + (disks?.neededBytes ?? 0), 0);
  const freeBytes = datastores[0]?.before.freeBytes ?? 0;
  if (datastore && neededBytes > freeBytes + growthBytesOf(rooms.array.volume(datastore.volumeId))) {
    const message = `"${datastore.name}" has ${formatBytes(freeBytes)} free; the ${moving.length === 1 ? 'machine takes' : 'machines take'} ${formatBytes(neededBytes)} there.`;
    refusals.push(faultRecordOf(new Fault('InsufficientStorageSpace', message, { names: [datastore.name], hint: 'Choose another datastore, or free space on this one.' })));
  }
  return {
    spec,
    hostName: host?.name ?? null,
    machines: planned.map(({ vm: _vm, disks: _disks, ...machine }) => machine),
    mechanisms: mechanismsOf(moving),
    datastores,
    bytesToCopy: moving.reduce((sum, { bytesToCopy }) => sum + bytesToCopy, 0),
    estimateMs: estimateOf(rooms, moving),
    warnings: warningsOf(rooms, planned, moving, datastore),
    refusals,
  };
}

function planOne(rooms: MachineRooms, vm: VmRecord, spec: MigrationSpec): Planned {
  const { inventory } = rooms;
  const move = moveOf(vm, spec);
  const refusal = refusalOf(rooms, move, spec);
  const disks = refusal === null && move.isDatastoreChanged && vm.disks.length > 0 ? diskMoveOf(rooms, move, spec) : null;
  const nameOf = (id: ObjectId): string => inventory.findContainer(id)?.name ?? id;
  return {
    vm, disks, refusal, vmId: vm.id, name: vm.name, fromHostName: nameOf(vm.hostId), fromDatastoreName: nameOf(vm.datastoreId),
    isHostChanged: move.isHostChanged, isDatastoreChanged: move.isDatastoreChanged,
    mechanism: disks?.decision.mechanism ?? null, bytesToCopy: disks?.logicalBytes ?? 0, snapshotCount: vm.snapshots?.all.length ?? 0,
  };
}

function mechanismsOf(moving: readonly Planned[]): MigrationPlan['mechanisms'] {
  const groups = new Map<string, MigrationPlan['mechanisms'][number]>();
  for (const { disks } of moving) {
    if (!disks) continue;
    const { decision } = disks;
    const key = `${decision.mechanism} ${decision.firstFailed ?? ''}`;
    const known = groups.get(key);
    groups.set(key, { mechanism: decision.mechanism, decision: known?.decision ?? decision, count: (known?.count ?? 0) + 1 });
  }
  return [...groups.values()];
}

function sizeOf({ disks }: VmRecord): number {
  return disks.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

function targetOf({ inventory, array }: MachineRooms, datastore: DatastoreRecord, moving: readonly Planned[]): MigrationDatastore {
  const { capacityBytes, provisionedBytes, freeBytes } = datastoreSpace(inventory, array, datastore);
  const neededBytes = moving.reduce((sum, { disks }) => sum + (disks?.neededBytes ?? 0), 0);
  const after = { provisionedBytes: provisionedBytes + moving.reduce((sum, { vm }) => sum + sizeOf(vm), 0), freeBytes: Math.max(0, freeBytes - neededBytes) };
  return { id: datastore.id, name: datastore.name, role: 'target', capacityBytes, before: { provisionedBytes, freeBytes }, after };
}

/** What only the machines hold comes back; what they share with others, or a snapshot of the volume holds, stays. */
function sourcesOf({ inventory, array }: MachineRooms, moving: readonly Planned[]): MigrationDatastore[] {
  const byDatastore = new Map<ObjectId, VmRecord[]>();
  for (const { vm } of moving) byDatastore.set(vm.datastoreId, [...(byDatastore.get(vm.datastoreId) ?? []), vm]);
  return Array.from(byDatastore, ([id, vms]): MigrationDatastore => {
    const datastore = inventory.datastore(id);
    const { capacityBytes, provisionedBytes, freeBytes } = datastoreSpace(inventory, array, datastore);
    const after = {
      provisionedBytes: Math.max(0, provisionedBytes - vms.reduce((sum, vm) => sum + sizeOf(vm), 0)),
      freeBytes: Math.min(capacityBytes, freeBytes + vms.reduce((sum, vm) => sum + vmSpace(array, vm).uniqueBytes, 0)),
    };
    return { id, name: datastore.name, role: 'source', capacityBytes, before: { provisionedBytes, freeBytes }, after };
  });
}

/** Only from what was measured before; a kind of copy that was never measured has no estimate. */
function estimateOf({ measurements }: MachineRooms, moving: readonly Planned[]): number | null {
  let durationMs = 0;
  for (const { disks } of moving) {
    if (!disks || disks.logicalBytes === 0) continue;
    const rate = rateOf(disks.decision.mechanism);
    const bytesPerSecond = rate === null ? null : measurements.get(rate);
    if (bytesPerSecond === null) return null;
    durationMs += (disks.logicalBytes / bytesPerSecond) * 1000;
  }
  return durationMs;
}

function warningsOf({ inventory, array, stuns }: MachineRooms, planned: readonly Planned[], moving: readonly Planned[], target: DatastoreRecord | null): string[] {
  const warnings: string[] = [];
  const left = planned.filter(({ refusal }) => refusal !== null);
  if (left.length > 0 && left.length < planned.length) warnings.push(`${formatCount(left.length)} of ${formatCount(planned.length)} machines cannot be migrated and stay where they are: ${someNames(left.map(({ name }) => name)).text}.`);
  if (target === null || moving.length === 0) return warnings;
  for (const id of new Set(moving.map(({ vm }) => vm.datastoreId))) {
    const stunned = new Set(stuns.stunnedOn(id));
    const paused = moving.filter(({ vm }) => vm.datastoreId === id && stunned.has(vm.id)).map(({ name }) => name);
    if (paused.length === 0) continue;
    const [verb, guests] = paused.length === 1 ? ['is', 'its guest goes on'] : ['are', 'their guests go on'];
    warnings.push(`${someNames(paused).text} ${verb} paused because "${inventory.datastore(id).name}" is full. The disks are copied; the switch waits until ${guests}.`);
  }
  const withSnapshots = moving.filter(({ snapshotCount }) => snapshotCount > 0);
  if (withSnapshots.length > 0) {
    const stored = withSnapshots.reduce((sum, { vm }) => {
      const { logicalBytes, snapshotBytes } = vmSpace(array, vm);
      return sum + logicalBytes + snapshotBytes;
    }, 0);
    const copied = withSnapshots.reduce((sum, { bytesToCopy }) => sum + bytesToCopy, 0);
    const who = someNames(withSnapshots.map(({ name }) => name)).text;
    warnings.push(`The snapshots of ${who} move along, each with blocks of its own: ${formatBytes(copied)} on "${target.name}" in place of ${formatBytes(stored)} now. Dedupe can find equal blocks there again.`);
  }
  const sharedBytes = moving.reduce((sum, { vm }) => sum + vmSpace(array, vm).sharedBytes, 0);
  if (sharedBytes > 0) warnings.push(`Blocks are shared within one datastore only: ${formatBytes(sharedBytes)} that others hold as well are stored once more on "${target.name}".`);
  const kept = moving.filter(({ vm }) => filesOfVm(vm).some((fileId) => array.isInSnapshot(fileId)));
  const [first] = kept;
  if (first) {
    const who = someNames(kept.map(({ name }) => name)).text;
    warnings.push(`Snapshots of "${inventory.datastore(first.vm.datastoreId).name}" hold disks of ${who}. They keep that space, and cannot bring the disks back once they have been moved.`);
  }
  if (!array.volume(target.volumeId).isExact) warnings.push(`The free space of "${target.name}" is at least what is shown; it becomes exact when freed space has been given back.`);
  return warnings;
}
