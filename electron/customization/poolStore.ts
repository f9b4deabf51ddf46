/**
 * Pools of IP addresses. Which of them are given out is not recorded here: the records of the machines that have them
 * say so. What is deleted, restored or customized anew therefore never leaves an address behind.
 */
import { Fault } from '../../shared/faults.ts';
import { ipPoolIdSchema, type IpPoolId, type ObjectId } from '../../shared/ids.ts';
import { formatIpv4, parseIpv4 } from '../../shared/ipv4.ts';
import type { AppliedNic, IpPool, IpPoolValues } from '../../shared/model/customization.ts';
import { nameKey } from '../../shared/naming.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { Meta, Table } from '../meta/meta.ts';

export interface PoolRecord {
  readonly id: IpPoolId;
  readonly version: number;
  readonly values: IpPoolValues;
}

export class PoolStore {
  readonly #meta: Meta;
  readonly #inventory: Inventory;
  readonly #table: Table<number, PoolRecord>;
  readonly #counters: Table<string, number>;
  /** Addresses on their way to a machine whose record does not say so yet. */
  readonly #pending = new Map<ObjectId, ReadonlySet<string>>();

  constructor(meta: Meta, inventory: Inventory) {
    this.#meta = meta;
    this.#inventory = inventory;
    this.#table = meta.table('ipPools');
    this.#counters = meta.table('customizationCounters');
  }

  /** In the order in which they were made. */
  list(): IpPool[] {
    const leases = this.#leases();
    return this.records().map(({ id, version, values }) => {
      const [first, last] = endsOf(values);
      return { id, version, values, addressCount: last - first + 1, leases: leases.get(id) ?? [] };
    });
  }

  records(): PoolRecord[] {
    return Array.from(this.#table.entries(), ({ value }) => value);
  }

  /** @throws Fault ManagedObjectNotFound */
  record(id: IpPoolId): PoolRecord {
    const record = this.#table.get(numberOf(id));
    if (!record) throw new Fault('ManagedObjectNotFound', 'The pool of addresses does not exist.', { hint: 'Choose another one in the specification.' });
    return record;
  }

  /** @throws Fault DuplicateName */
  create(values: IpPoolValues): IpPoolId {
    this.#requireFreeName(values.name, null);
    return this.#meta.transaction((tx) => {
      const number = this.#counters.get('nextPool') ?? 1;
      this.#counters.put(tx, 'nextPool', number + 1);
      const id = ipPoolIdSchema.parse(`ippool-${number}`);
      this.#table.put(tx, number, { id, version: 1, values });
      return id;
    });
  }

  /** Addresses that are given out stay given out, also those that are no longer in the range. @throws Fault ManagedObjectNotFound, DuplicateName, InvalidState when it was changed meanwhile */
  update(id: IpPoolId, version: number, values: IpPoolValues): void {
    const record = this.record(id);
    if (record.version !== version) throw changedMeanwhile(record.values.name);
    this.#requireFreeName(values.name, id);
    this.#meta.transaction((tx) => this.#table.put(tx, numberOf(id), { id, version: version + 1, values }));
  }

  /** @throws Fault ManagedObjectNotFound */
  remove(id: IpPoolId): void {
    this.record(id);
    this.#meta.transaction((tx) => this.#table.remove(tx, numberOf(id)));
  }

  /**
   * The lowest address of a pool that no machine has.
   * @param taken addresses that are spoken for besides those of the machines
   * @throws Fault LimitExceeded when there is none
   */
  freeAddress({ values }: PoolRecord, ownVmId: ObjectId | null, taken: ReadonlySet<string>): string {
    const used = new Set(taken);
    // Whatever gave them out: a pool that is gone or overlaps, or somebody who wrote one down. What is out of the inventory comes back with it.
    const holders = [...this.#inventory.vms(), ...this.#inventory.unregistered.all().map(({ vm }) => vm)];
    for (const { id: vmId, customization } of holders) {
      if (vmId !== ownVmId) for (const { address } of customization?.nics ?? []) if (address) used.add(address.address);
    }
    const [first, last] = endsOf(values);
    for (let number = first; number <= last; number += 1) {
      const address = formatIpv4(number);
      if (!used.has(address)) return address;
    }
    throw new Fault('LimitExceeded', `All ${last - first + 1} addresses of the pool "${values.name}" are in use.`, {
      names: [values.name],
      hint: 'Make the pool larger, or delete machines that have addresses of it.',
    });
  }

  /** Addresses that others are being given at this moment. */
  pendingExcept(vmId: ObjectId): Set<string> {
    return new Set([...this.#pending].flatMap(([id, addresses]) => (id === vmId ? [] : [...addresses])));
  }

  /** Keeps the addresses of a machine until its record says that it has them; then the returned function is called. */
  keep(vmId: ObjectId, nics: readonly AppliedNic[]): () => void {
    const addresses = new Set(nics.flatMap(({ pool, address }) => (pool && address ? [address.address] : [])));
    this.#pending.set(vmId, addresses);
    return () => {
      if (this.#pending.get(vmId) === addresses) this.#pending.delete(vmId);
    };
  }

  #leases(): Map<IpPoolId, IpPool['leases']> {
    const leases = new Map<IpPoolId, IpPool['leases']>();
    for (const { id: vmId, name: vmName, customization } of this.#inventory.vms()) {
      for (const { pool, address } of customization?.nics ?? []) {
        if (!pool || !address) continue;
        const known = leases.get(pool.id) ?? [];
        known.push({ address: address.address, vmId, vmName });
        leases.set(pool.id, known);
      }
    }
    return leases;
  }

  #requireFreeName(name: string, exceptId: IpPoolId | null): void {
    if (this.records().some(({ id, values }) => id !== exceptId && nameKey(values.name) === nameKey(name))) {
      throw new Fault('DuplicateName', `There is a pool "${name}" already.`, { names: [name] });
    }
  }
}

export function changedMeanwhile(name: string): Fault {
  return new Fault('InvalidState', `"${name}" was changed by somebody else meanwhile.`, { names: [name], hint: 'Look at it again, then make your change once more.' });
}

function endsOf({ firstAddress, lastAddress }: IpPoolValues): [number, number] {
  const first = parseIpv4(firstAddress);
  const last = parseIpv4(lastAddress);
  if (first === null || last === null) throw new Fault('DataIntegrity', 'A stored pool of addresses has no addresses.');
  return [first, last];
}

function numberOf(id: IpPoolId): number {
  return Number(id.slice('ippool-'.length));
}
