/**
 * The advanced settings of each host that matter to hardware acceleration. In memory and in the
 * metadata store; a host without a record has the defaults. Table:
 *
 * - `hostSwitches`: host → its switches
 */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import { hostSwitchesSchema, type HostAcceleration, type HostSwitches } from '../../shared/model/offload.ts';
import { mibBytes } from '../../shared/units.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Meta, MetaTx, Table } from '../meta/meta.ts';

/**
 * Hardware acceleration is on by default ("vSphere Storage", Hardware Acceleration for Block Storage Devices), and
 * `DataMover.MaxHWTransferSize` is 4 MB ("VMware vSphere Storage APIs – Array Integration").
 */
export const defaultHostSwitches: HostSwitches = {
  hardwareAcceleratedMove: true,
  hardwareAcceleratedInit: true,
  hardwareAcceleratedLocking: true,
  maxTransferBytes: 4 * mibBytes,
  isNasPluginInstalled: true,
};

export class HostSwitchStore {
  readonly #table: Table<string, unknown>;
  readonly #switches = new Map<ObjectId, HostSwitches>();
  readonly #listeners = new Set<(hostId: ObjectId) => void>();

  constructor(meta: Meta, inventory: Inventory) {
    this.#table = meta.table('hostSwitches');
    for (const record of inventory.containers()) {
      // One that cannot be read is none.
      const kept = record.kind === 'host' ? hostSwitchesSchema.safeParse(this.#table.get(record.id)).data : undefined;
      if (kept) this.#switches.set(record.id, kept);
    }
  }

  get(hostId: ObjectId): HostSwitches {
    return this.#switches.get(hostId) ?? defaultHostSwitches;
  }

  /** They apply from the next operation on. @throws Fault InvalidArgument for a transfer size that is not allowed */
  set(tx: MetaTx, hostId: ObjectId, change: Partial<HostSwitches>): HostSwitches {
    const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
    const parsed = hostSwitchesSchema.safeParse({ ...this.get(hostId), ...given });
    if (!parsed.success) {
      const [problem] = parsed.error.issues;
      throw new Fault('InvalidArgument', `${problem?.path.join('.') ?? 'The change'}: ${problem?.message ?? 'not allowed'}`, {
        hint: 'DataMover.MaxHWTransferSize is a multiple of 1 MiB, 16 MiB at most.',
      });
    }
    this.#table.put(tx, hostId, parsed.data);
    tx.onCommit(() => {
      this.#switches.set(hostId, parsed.data);
      for (const listener of this.#listeners) listener(hostId);
    });
    return parsed.data;
  }

  /** Its host is removed in the same transaction. */
  forget(tx: MetaTx, hostId: ObjectId): void {
    this.#table.remove(tx, hostId);
    tx.onCommit(() => void this.#switches.delete(hostId));
  }

  /** Told of every change once it is durable. */
  onChange(listener: (hostId: ObjectId) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

interface SwitchRooms {
  readonly meta: Meta;
  readonly inventory: Inventory;
  readonly switches: HostSwitchStore;
}

export function hostRows({ inventory, switches }: Omit<SwitchRooms, 'meta'>): HostAcceleration[] {
  return inventory.containers().flatMap((record) => (record.kind === 'host' ? [{ hostId: record.id, hostName: record.name, switches: switches.get(record.id) }] : []));
}

/** @throws Fault ManagedObjectNotFound, InvalidArgument */
export function setHostSwitches(rooms: SwitchRooms, hostId: ObjectId, change: Partial<HostSwitches>): HostAcceleration {
  const { name } = requireHost(rooms, hostId);
  const switches = rooms.meta.transaction((tx) => rooms.switches.set(tx, hostId, change));
  return { hostId, hostName: name, switches };
}

/** @throws Fault ManagedObjectNotFound */
export function requireHost({ inventory }: Pick<SwitchRooms, 'inventory'>, hostId: ObjectId): { readonly name: string } {
  const host = inventory.findContainer(hostId);
  if (host?.kind !== 'host') throw new Fault('ManagedObjectNotFound', `There is no host ${hostId}.`);
  return host;
}
