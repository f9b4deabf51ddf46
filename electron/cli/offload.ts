/** Datastores and hosts as the offload commands know them: found by name, and as `--json` prints them. */
import type { ObjectId } from '../../shared/ids.ts';
import type { Host } from '../../shared/model/inventory.ts';
import type { DatastoreAcceleration, DeviceCounters, HostAcceleration, OffloadFix } from '../../shared/model/offload.ts';
import { formatBytes, mibBytes } from '../../shared/units.ts';
import { Fault } from '../../shared/faults.ts';
import { matchName, type Inventory } from './inventory.ts';
import { onOff } from './offloadWords.ts';
import type { YardClient } from './session.ts';

/** The name of an object by its id; the id itself once the object is gone. */
export type NameOf = (id: ObjectId) => string;

export function namesOf(inventory: Inventory): NameOf {
  const names = new Map<ObjectId, string>(inventory.vms.map(({ id, name }) => [id, name]));
  return (id) => inventory.containers.get(id)?.name ?? names.get(id) ?? id;
}

/** Those of all datastores, or of the one that is named, ordered by name. */
export function pickDatastores(rows: readonly DatastoreAcceleration[], name: string | undefined): DatastoreAcceleration[] {
  if (name !== undefined) {
    const found = matchName(rows.map((row) => ({ ...row, id: row.datastoreId })), name);
    if (found) return rows.filter((row) => row.datastoreId === found.id);
    throw new Fault('ManagedObjectNotFound', `There is no datastore "${name}".`, { names: [name], hint: 'List them with: cloneyard datastore ls' });
  }
  const byName = new Intl.Collator('en', { numeric: true });
  return rows.toSorted((a, b) => byName.compare(a.name, b.name));
}

export async function findDatastoreAcceleration(client: YardClient, name: string): Promise<DatastoreAcceleration> {
  const [found] = pickDatastores(await client.offload.datastores(), name);
  if (!found) throw new Fault('ManagedObjectNotFound', `There is no datastore "${name}".`, { names: [name] });
  return found;
}

export function hostsOf(inventory: Inventory): Host[] {
  return [...inventory.containers.values()].filter((container) => container.kind === 'host');
}

/** @throws Fault ManagedObjectNotFound naming those that exist */
export function findHost(inventory: Inventory, name: string): Host {
  const hosts = hostsOf(inventory);
  const found = matchName(hosts, name);
  if (found) return found;
  throw new Fault('ManagedObjectNotFound', `There is no host "${name}".`, { names: [name], hint: 'List them with: cloneyard host ls' });
}

const isoOf = (timeMs: number | null): string | null => (timeMs === null ? null : new Date(timeMs).toISOString());

/** The counters by the names that esxtop gives them. Commands since the last reset; `/s` are MB (1,048,576 bytes) per second, measured over the last seconds. */
export function statsView({ datastoreId, name, type, profile, status, counters, rates }: DatastoreAcceleration) {
  const perSecond = (key: keyof DeviceCounters): number => megabytes(rates[key] ?? 0);
  const { cloneReadBytes, cloneWriteBytes, zeroBytes, deleteBytes, hostReadBytes, hostWriteBytes } = counters;
  const { nasFullFileClone, nasFastFileClone, nasReserveSpace, nasExtendedStatistics, nasFailed } = counters;
  return {
    id: datastoreId,
    name,
    type,
    profile,
    status,
    CLONE_RD: counters.cloneRead,
    CLONE_WR: counters.cloneWrite,
    CLONE_F: counters.cloneFailed,
    'MBC_RD/s': perSecond('cloneReadBytes'),
    'MBC_WR/s': perSecond('cloneWriteBytes'),
    ATS: counters.ats,
    ATSF: counters.atsFailed,
    RESV: counters.reservations,
    ZERO: counters.zero,
    ZERO_F: counters.zeroFailed,
    'MBZERO/s': perSecond('zeroBytes'),
    DELETE: counters.delete,
    DELETE_F: counters.deleteFailed,
    'MBDEL/s': perSecond('deleteBytes'),
    cloneReadBytes,
    cloneWriteBytes,
    zeroBytes,
    deleteBytes,
    nasFullFileClone,
    nasFastFileClone,
    nasReserveSpace,
    nasExtendedStatistics,
    nasFailed,
    hostReadBytes,
    hostWriteBytes,
    'hostReadBytes/s': rates.hostReadBytes ?? 0,
    'hostWriteBytes/s': rates.hostWriteBytes ?? 0,
  };
}
export type StatsView = ReturnType<typeof statsView>;

/** Two decimals, as esxtop shows them. */
function megabytes(sizeBytes: number): number {
  return Math.round((sizeBytes / mibBytes) * 100) / 100;
}

export function statusView(row: DatastoreAcceleration) {
  const { datastoreId, name, type, status, arrayName, profile, fileBlockBytes, switches, primitives, distrust, stunnedVms } = row;
  return {
    id: datastoreId,
    name,
    type,
    status,
    array: arrayName,
    profile,
    fileBlockBytes: type === 'VMFS' ? fileBlockBytes : null,
    switches,
    primitives: primitives.map(({ atMs, ...primitive }) => ({ ...primitive, at: isoOf(atMs) })),
    distrust: distrust && { since: isoOf(distrust.sinceMs), reason: distrust.reason },
    stunnedVms,
  };
}
export type StatusView = ReturnType<typeof statusView>;

export function hostView(host: Host, acceleration: HostAcceleration | undefined, inventory: Inventory) {
  const { id, name, parentId, connectionState, model, cpuCoreCount, cpuMhz, memoryBytes } = host;
  return {
    id,
    name,
    parent: inventory.containers.get(parentId)?.name ?? parentId,
    connectionState,
    model,
    cpuCoreCount,
    cpuMhz,
    memoryBytes,
    vmCount: inventory.vms.filter((vm) => vm.hostId === id && !vm.isTemplate).length,
    switches: acceleration?.switches ?? null,
  };
}
export type HostView = ReturnType<typeof hostView>;

/** The command that carries a fix out; null where only a person can do it. */
export function fixCommand({ action }: OffloadFix, nameOf: NameOf): string | null {
  if (action === null) return null;
  switch (action.kind) {
    case 'setHostSwitch': {
      const { hardwareAcceleratedMove, hardwareAcceleratedInit, hardwareAcceleratedLocking, maxTransferBytes, isNasPluginInstalled } = action.change;
      return commandLine(['host', 'set', nameOf(action.hostId)], {
        'hardware-accelerated-move': hardwareAcceleratedMove,
        'hardware-accelerated-init': hardwareAcceleratedInit,
        'hardware-accelerated-locking': hardwareAcceleratedLocking,
        'max-hw-transfer-size': maxTransferBytes,
        'nas-plugin': isNasPluginInstalled,
      });
    }
    case 'setDatastoreSwitch': {
      const { isMoveOn, isInitOn, isLockingOn } = action.change;
      return commandLine(['offload', 'set', nameOf(action.datastoreId)], { move: isMoveOn, init: isInitOn, locking: isLockingOn });
    }
    case 'clearDistrust':
      return `${commandLine(['offload', 'set', nameOf(action.datastoreId)], {})} --trust`;
    case 'powerOff':
      return commandLine(['vm', 'power', 'off', nameOf(action.vmId)], {});
  }
}

function commandLine(words: readonly string[], options: Readonly<Record<string, boolean | number | undefined>>): string {
  const given = Object.entries(options).flatMap(([name, value]) => {
    if (value === undefined) return [];
    return [`--${name}`, typeof value === 'boolean' ? onOff(value) : formatBytes(value).replace(' ', '')];
  });
  return ['cloneyard', ...words.map(quoted), ...given].join(' ');
}

/** So that a name with a space or an apostrophe can be pasted into a shell. */
function quoted(word: string): string {
  return /^[\w.@:+,/=-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
