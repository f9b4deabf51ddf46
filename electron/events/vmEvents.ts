/** What has become of machines, told from their records before and after. Pure. */
import type { ObjectId } from '../../shared/ids.ts';
import type { TaskKind } from '../../shared/model/task.ts';
import { formatBytes } from '../../shared/units.ts';
import { datastoreOfDisk, type VmRecord } from '../inventory/records.ts';
import type { EventDraft } from './eventGroups.ts';
import { placesOfVm } from './places.ts';

export interface VmContext {
  /** The kind of task that did it, or null. */
  readonly taskKind: TaskKind | null;
  nameOf(id: ObjectId): string;
}

/** What they make was there before, elsewhere or earlier. */
const importing: ReadonlySet<TaskKind> = new Set(['importImage', 'cloneVolume', 'registerVms']);
const restoring: ReadonlySet<TaskKind> = new Set(['restoreSnapshot', 'restoreVm']);

/** @param before null: it was made @param after null: it was removed */
export function vmEvents(before: VmRecord | null, after: VmRecord | null, context: VmContext): EventDraft[] {
  if (before === null) return after === null ? [] : [madeEvent(after, context)];
  if (after === null) return [eventAt('VmRemovedEvent', before)];
  const { nameOf } = context;
  const events: EventDraft[] = [];
  const tell = (type: EventDraft['type'], text = ''): void => void events.push(eventAt(type, after, text));
  // Whoever looks at what a machine or a disk of it has left wants to know where it has gone.
  const tellBoth = (type: EventDraft['type'], text: string): void => void events.push({ ...eventAt(type, after, text), places: [...new Set([...placesOfVm(after), ...placesOfVm(before)])] });
  if (after.name !== before.name) tell('VmRenamedEvent', before.name);
  if (after.isTemplate !== before.isTemplate) tell(after.isTemplate ? 'VmMarkedAsTemplateEvent' : 'TemplateMarkedAsVmEvent');
  if (after.folderId !== before.folderId) tellBoth('VmMovedToFolderEvent', `"${nameOf(before.folderId)}" to "${nameOf(after.folderId)}"`);
  if (after.hostId !== before.hostId) tellBoth('VmMigratedEvent', `${nameOf(before.hostId)} to ${nameOf(after.hostId)}`);
  for (const text of relocations(before, after, nameOf)) tellBoth('VmRelocatedEvent', text);
  const settings = settingChanges(before, after);
  if (settings.length > 0) tellBoth('VmReconfiguredEvent', `${settings.join(', ')}.`);
  const snapshot = snapshotEvent(before, after);
  if (snapshot !== null) events.push(snapshot);
  // A machine can be taken back to how it was without anything in its record being different.
  if (context.taskKind === 'revertVm') tell('VmRevertedEvent', after.snapshots?.all.find(({ id }) => id === after.snapshots?.currentId)?.name ?? '');
  if (context.taskKind !== null && restoring.has(context.taskKind)) tell('VmRestoredEvent');
  if (after.powerState !== before.powerState) tell(powerEvents[after.powerState]);
  return events;
}

const powerEvents = { poweredOn: 'VmPoweredOnEvent', poweredOff: 'VmPoweredOffEvent', suspended: 'VmSuspendedEvent' } as const;

function madeEvent(vm: VmRecord, { taskKind }: VmContext): EventDraft {
  if (taskKind !== null && (importing.has(taskKind) || restoring.has(taskKind))) return eventAt('VmRegisteredEvent', vm);
  if (vm.source === null) return eventAt('VmCreatedEvent', vm);
  return eventAt(taskKind === 'deployTemplate' ? 'VmDeployedEvent' : 'VmClonedEvent', vm, vm.source.name);
}

function eventAt(type: EventDraft['type'], vm: VmRecord, text = ''): EventDraft {
  return { type, id: vm.id, name: vm.name, places: placesOfVm(vm), text };
}

function settingChanges(before: VmRecord, after: VmRecord): string[] {
  const changes: string[] = [];
  if (after.cpuCount !== before.cpuCount) changes.push(`${before.cpuCount} to ${after.cpuCount} CPUs`);
  if (after.memoryBytes !== before.memoryBytes) changes.push(`memory ${formatBytes(before.memoryBytes)} to ${formatBytes(after.memoryBytes)}`);
  if (after.guestOs !== before.guestOs) changes.push(`guest operating system "${after.guestOs}"`);
  if (after.notes !== before.notes) changes.push('notes');
  if (after.policyId !== before.policyId) changes.push('storage policy');
  changes.push(...partChanges(before.disks, after.disks, (disk) => formatBytes(disk.sizeBytes)));
  changes.push(...partChanges(before.nics ?? [], after.nics ?? [], (nic) => `${nic.networkId}, ${nic.isConnected ? 'connected' : 'disconnected'}`, false));
  return changes;
}

/** One for each pair of datastores; what has moved is named where that is not all that the machine had there. */
function relocations(before: VmRecord, after: VmRecord, nameOf: VmContext['nameOf']): string[] {
  const earlier = new Map(before.disks.map((disk) => [disk.label, datastoreOfDisk(before, disk)]));
  const moved = new Map<string, { readonly from: ObjectId; readonly to: ObjectId; readonly what: string[] }>();
  const move = (from: ObjectId, to: ObjectId, what: string): void => {
    const pair = `${from} ${to}`;
    const known = moved.get(pair) ?? { from, to, what: [] };
    moved.set(pair, known);
    known.what.push(what);
  };
  if (after.datastoreId !== before.datastoreId) move(before.datastoreId, after.datastoreId, 'its home');
  for (const disk of after.disks) {
    const from = earlier.get(disk.label);
    if (from !== undefined && from !== datastoreOfDisk(after, disk)) move(from, datastoreOfDisk(after, disk), disk.label);
  }
  return Array.from(moved.values(), ({ from, to, what }) => {
    const isHome = from === before.datastoreId && to === after.datastoreId && from !== to;
    const isAll = isHome && what.length === 1 + before.disks.filter((disk) => datastoreOfDisk(before, disk) === from).length;
    return `"${nameOf(from)}" to "${nameOf(to)}"${isAll ? '' : ` (${what.join(', ')})`}`;
  });
}

/** Disks and adapters are told apart by their labels. */
function partChanges<Part extends { readonly label: string }>(before: readonly Part[], after: readonly Part[], look: (part: Part) => string, isLookTold = true): string[] {
  const known = new Map(before.map((part) => [part.label, part]));
  const told = (part: Part): string => (isLookTold ? ` (${look(part)})` : '');
  const changes = after.flatMap((part) => {
    const earlier = known.get(part.label);
    known.delete(part.label);
    if (!earlier) return [`${part.label} added${told(part)}`];
    if (look(earlier) === look(part)) return [];
    return [isLookTold ? `${part.label} ${look(earlier)} to ${look(part)}` : `${part.label} changed`];
  });
  return [...changes, ...Array.from(known.values(), (part) => `${part.label} removed`)];
}

function snapshotEvent(before: VmRecord, after: VmRecord): EventDraft | null {
  const earlier = new Set((before.snapshots?.all ?? []).map(({ id }) => id));
  const now = after.snapshots?.all ?? [];
  const made = now.find(({ id }) => !earlier.has(id));
  if (made) return eventAt('VmSnapshotCreatedEvent', after, made.name);
  const left = new Set(now.map(({ id }) => id));
  const gone = (before.snapshots?.all ?? []).filter(({ id }) => !left.has(id));
  const [first] = gone;
  return first ? eventAt('VmSnapshotRemovedEvent', after, gone.length === 1 ? `the snapshot "${first.name}"` : `${gone.length} snapshots`) : null;
}
