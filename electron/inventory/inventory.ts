/**
 * What exists: containers and virtual machines, all in memory and in the metadata store.
 * Memory follows the store through `tx.onCommit`, so both always tell the same.
 */
import { Fault } from '../../shared/faults.ts';
import { objectIdSchema, vmSnapshotIdSchema, type FileId, type ObjectId, type TaskId, type VmSnapshotId } from '../../shared/ids.ts';
import type { PowerState } from '../../shared/model/inventory.ts';
import { nameKey, nameProblem } from '../../shared/naming.ts';
import { formatCount } from '../../shared/units.ts';
import type { StorageArray } from '../array/port.ts';
import type { Meta, MetaTx, Table } from '../meta/meta.ts';
import { ChangeFeed } from '../tasks/changeFeed.ts';
import { bump } from './bump.ts';
import { Departed } from './departed.ts';
import { Holds } from './holds.ts';
import { requireUsableHost } from './hostStates.ts';
import { observeTable, requireFormatOf, type InventoryObserver } from './observer.ts';
import { freeMacAddress } from './nics.ts';
import { requirePlaces } from './placement.ts';
import { UnattachedDisks } from './unattachedDisks.ts';
import { Unregistered } from './unregistered.ts';
import { containerIdPrefixes, datastoreOfDisk, datastoresOfVm, filesOfVm, isOnDatastore, someNames, vmNumberOf, type ContainerRecord, type DatastoreRecord, type NicDraft, type NicRecord, type VmDraft, type VmRecord } from './records.ts';

/** Ids below stay free for the containers, so that the two are told apart at a glance. */
const firstVmNumber = 101;

export class Inventory {
  readonly feed = new ChangeFeed<ObjectId>();
  readonly holds = new Holds();
  /** Datastores whose machines are being moved away, and by how many tasks. In memory: a task that is taken up again says so again. */
  readonly emptied = new Map<ObjectId, number>();
  /** What restoring a snapshot of a volume can bring back. */
  readonly departed: Departed;
  /** What was removed from the inventory while its disks stayed. */
  readonly unregistered: Unregistered;
  /** Disks that no machine has. */
  readonly unattached: UnattachedDisks;
  /** Deletes the files of virtual machines that are deleted, in the way their arrays are told of it; null: nobody is told. */
  onDiscard: ((tx: MetaTx, records: readonly VmRecord[], taskId: TaskId) => void) | null = null;
  /** Told, once per transaction, that a host changes something on a datastore: it has to lock it. */
  onTouch: ((tx: MetaTx, datastoreId: ObjectId, hostId: ObjectId) => void) | null = null;
  /** Told of every record that is written. */
  observer: InventoryObserver | null = null;
  readonly #containerTable: Table<string, ContainerRecord>;
  readonly #vmTable: Table<number, VmRecord>;
  readonly #counters: Table<string, number>;
  readonly #containers = new Map<ObjectId, ContainerRecord>();
  readonly #vms = new Map<ObjectId, VmRecord>();
  readonly #idByName = new Map<string, ObjectId>();
  readonly #ownerByFile = new Map<FileId, ObjectId>();
  readonly #macAddresses = new Set<string>();
  readonly #cloneCounts = new Map<ObjectId, number>();
  readonly #hostVmCounts = new Map<ObjectId, number>();
  readonly #provisioned = new Map<ObjectId, number>();
  readonly #reserved = new Set<string>();
  readonly #touched = new WeakMap<MetaTx, Set<string>>();
  readonly #containerListeners = new Set<(ids: readonly ObjectId[]) => void>();
  readonly #stopListening: () => void;
  #templateCount = 0;

  constructor(meta: Meta, array: StorageArray) {
    this.departed = new Departed(meta, array);
    this.unregistered = new Unregistered(meta);
    this.unattached = new UnattachedDisks(meta);
    this.#containerTable = observeTable(meta.table('containers'), (tx, id, record) => this.observer?.container(tx, objectIdSchema.parse(id), record));
    this.#vmTable = observeTable(meta.table('vms'), (tx, number, record) => {
      requireFormatOf(meta, tx, record);
      this.observer?.machine(tx, record?.id ?? objectIdSchema.parse(`vm-${number}`), record);
    });
    this.#counters = meta.table('inventoryCounters');
    for (const { value } of this.#containerTable.entries()) this.#containers.set(value.id, value);
    for (const { value } of this.#vmTable.entries()) this.#index(value);
    this.#stopListening = array.onSpaceChange((files) => this.#markSpace(files));
  }

  containers(): ContainerRecord[] {
    return [...this.#containers.values()];
  }
  datastores(): DatastoreRecord[] {
    return this.containers().filter((record): record is DatastoreRecord => record.kind === 'datastore');
  }
  findContainer(id: ObjectId): ContainerRecord | undefined {
    return this.#containers.get(id);
  }
  datastore(id: ObjectId): DatastoreRecord {
    const record = this.#containers.get(id);
    if (record?.kind !== 'datastore') throw new Fault('ManagedObjectNotFound', `There is no datastore ${id}.`);
    return record;
  }
  /** Sum of the sizes of all virtual disks on a datastore, those of unregistered machines and unattached ones among them. */
  provisionedBytes(datastoreId: ObjectId): number {
    return (this.#provisioned.get(datastoreId) ?? 0) + this.unregistered.provisionedBytes(datastoreId) + this.unattached.provisionedBytes(datastoreId);
  }

  /** In the order in which they were made. */
  vms(): IterableIterator<VmRecord> {
    return this.#vms.values();
  }
  /** Virtual machines and templates that have anything on the datastore, in the order in which they were made. Looks at all there are. */
  *vmsOn(datastoreId: ObjectId): Generator<VmRecord, void, undefined> {
    for (const vm of this.#vms.values()) if (isOnDatastore(vm, datastoreId)) yield vm;
  }
  /** At most `limit` virtual machines with numbers above `number`, in ascending order. @throws Fault InvalidArgument for no number */
  vmsAfter(number: number, limit: number): VmRecord[] {
    if (Number.isNaN(number)) throw new Fault('InvalidArgument', 'Pages start behind a virtual machine or template.');
    const found: VmRecord[] = [];
    for (const vm of this.#vms.values()) {
      if (found.length === limit) break;
      if (vmNumberOf(vm.id) > number) found.push(vm);
    }
    return found;
  }
  get vmCount(): number {
    return this.#vms.size;
  }
  get templateCount(): number {
    return this.#templateCount;
  }
  findVm(id: ObjectId): VmRecord | undefined {
    return this.#vms.get(id);
  }
  vm(id: ObjectId): VmRecord {
    const record = this.#vms.get(id);
    if (!record) throw new Fault('ManagedObjectNotFound', `There is no virtual machine or template ${id}.`);
    return record;
  }
  findVmByName(name: string): VmRecord | undefined {
    const id = this.#idByName.get(nameKey(name));
    return id === undefined ? undefined : this.#vms.get(id);
  }
  /** Direct clones of `id` that exist now. */
  cloneCount(id: ObjectId): number {
    return this.#cloneCounts.get(id) ?? 0;
  }
  hostVmCount(hostId: ObjectId): number {
    return this.#hostVmCounts.get(hostId) ?? 0;
  }
  ownerOf(file: FileId): ObjectId | undefined {
    return this.#ownerByFile.get(file);
  }

  /** True when a virtual machine or template has the name, or a running task will give it. */
  isNameTaken(name: string): boolean {
    const key = nameKey(name);
    return this.#idByName.has(key) || this.#reserved.has(key);
  }

  /**
   * Keeps a name for something that is being made, until the returned function is called.
   * @throws Fault InvalidName, DuplicateName
   */
  reserveName(name: string): () => void {
    const problem = nameProblem(name);
    if (problem) throw new Fault('InvalidName', problem, { names: [name] });
    if (this.isNameTaken(name)) throw duplicateName([name]);
    const key = nameKey(name);
    this.#reserved.add(key);
    return () => this.#reserved.delete(key);
  }

  addContainers(tx: MetaTx, records: readonly ContainerRecord[]): void {
    for (const record of records) this.#containerTable.put(tx, record.id, record);
    tx.onCommit(() => {
      for (const record of records) this.#containers.set(record.id, record);
      this.#announceContainers(records.map((record) => record.id));
    });
  }

  /** An id that no container has had before. */
  newContainerId(tx: MetaTx, kind: ContainerRecord['kind']): ObjectId {
    const highest = Math.max(0, ...this.containers().map(({ id }) => Number(/\d+$/.exec(id)?.[0] ?? 0)));
    const number = this.#counters.get('nextContainer') ?? highest + 1;
    this.#counters.put(tx, 'nextContainer', number + 1);
    return objectIdSchema.parse(`${containerIdPrefixes[kind]}${number}`);
  }

  /** Removes containers that hold nothing any more. */
  removeContainers(tx: MetaTx, ids: readonly ObjectId[]): void {
    for (const id of ids) this.#containerTable.remove(tx, id);
    tx.onCommit(() => {
      for (const id of ids) this.#containers.delete(id);
      this.#announceContainers(ids);
    });
  }

  /** Told of containers that were added, changed or removed, once that is durable; not of what lies on them. */
  onContainers(listener: (ids: readonly ObjectId[]) => void): () => void {
    this.#containerListeners.add(listener);
    return () => this.#containerListeners.delete(listener);
  }

  /**
   * Adds virtual machines whose files exist as of the same transaction.
   * @throws Fault DuplicateName, InvalidName, InvalidFolder, InvalidState where nothing may be placed
   */
  addVms(tx: MetaTx, drafts: readonly VmDraft[]): VmRecord[] {
    const keys = new Set<string>();
    const taken = drafts.filter(({ name }) => {
      const problem = nameProblem(name);
      if (problem) throw new Fault('InvalidName', problem, { names: [name] });
      const key = nameKey(name);
      const isTaken = this.#idByName.has(key) || keys.has(key);
      keys.add(key);
      return isTaken;
    });
    if (taken.length > 0) throw duplicateName(taken.map((draft) => draft.name));
    // Deleted while something was being made for it. The table also tells of folders that this transaction makes.
    for (const folderId of new Set(drafts.map((draft) => draft.folderId))) {
      if (this.#containerTable.get(folderId)?.kind !== 'folder') throw new Fault('InvalidFolder', 'The folder does not exist any more.', { hint: 'Choose another folder.' });
    }
    requirePlaces(this, drafts, (id) => this.#containerTable.get(id));
    for (const hostId of new Set(drafts.map((draft) => draft.hostId))) requireUsableHost(this.#containerTable.get(hostId));
    const firstNumber = this.#counters.get('nextVm') ?? firstVmNumber;
    this.#counters.put(tx, 'nextVm', firstNumber + drafts.length);
    const createdAtMs = Date.now();
    const records = drafts.map(({ nics, ...draft }, index): VmRecord => ({
      ...draft,
      ...(nics && nics.length > 0 && { nics: this.withAddresses(firstNumber + index, nics) }),
      id: objectIdSchema.parse(`vm-${firstNumber + index}`),
      createdAtMs,
    }));
    for (const record of records) this.#vmTable.put(tx, vmNumberOf(record.id), record);
    this.#touch(tx, records);
    tx.onCommit(() => {
      for (const record of records) this.#index(record);
      this.#markVms(records);
    });
    return records;
  }

  /**
   * Gives every adapter of a virtual machine an address that none in the inventory has.
   * @param kept adapters that it has and keeps
   */
  withAddresses(vmNumber: number, nics: readonly NicDraft[], kept: readonly NicRecord[] = []): NicRecord[] {
    const made: NicRecord[] = [];
    for (const { label, networkId, isConnected } of nics) {
      const isTaken = (mac: string): boolean => this.#macAddresses.has(mac) || [...kept, ...made].some(({ macAddress }) => macAddress === mac);
      made.push({ label, networkId, isConnected, macAddress: freeMacAddress(vmNumber, isTaken) });
    }
    return made;
  }

  /** Removes virtual machines; deleting their files in the same transaction is up to the caller. */
  removeVms(tx: MetaTx, records: readonly VmRecord[]): void {
    for (const record of records) this.#vmTable.remove(tx, vmNumberOf(record.id));
    this.#touch(tx, records);
    tx.onCommit(() => {
      for (const record of records) this.#forget(record);
      this.#markVms(records);
    });
  }

  /** What a restored volume makes of its virtual machines: some are gone, some are back under the id they had, some hold other files. */
  replaceVms(tx: MetaTx, before: readonly VmRecord[], after: readonly VmRecord[]): void {
    for (const record of before) this.#vmTable.remove(tx, vmNumberOf(record.id));
    for (const record of after) this.#vmTable.put(tx, vmNumberOf(record.id), record);
    tx.onCommit(() => {
      for (const record of before) this.#forget(record);
      for (const record of after) this.#index(record);
      this.#sortVms();
      this.#markVms([...before, ...after]);
    });
  }

  setPower(tx: MetaTx, records: readonly VmRecord[], powerState: PowerState): void {
    const changed = records.map((record): VmRecord => ({ ...record, powerState }));
    for (const record of changed) this.#vmTable.put(tx, vmNumberOf(record.id), record);
    this.#touch(tx, changed);
    tx.onCommit(() => {
      for (const record of changed) this.#vms.set(record.id, record);
      this.feed.mark(changed.map((record) => record.id));
    });
  }

  /**
   * Puts changed records in place of those that exist. Their files are up to the caller, and so is that names are free.
   * @param touches false for what only the vCenter knows: no host changes a file for it
   */
  updateVms(tx: MetaTx, records: readonly VmRecord[], touches = true): void {
    for (const record of records) this.#vmTable.put(tx, vmNumberOf(record.id), record);
    if (touches) this.#touch(tx, records);
    tx.onCommit(() => {
      const replaced = records.flatMap((record) => this.#vms.get(record.id) ?? []);
      for (const record of records) {
        const before = this.#vms.get(record.id);
        if (before) this.#unlink(before);
        if (before && before.name !== record.name) this.#idByName.delete(nameKey(before.name));
        // Setting a key that exists keeps its place in the order.
        this.#index(record);
      }
      this.#markVms([...records, ...replaced]);
    });
  }

  /** An id that no snapshot of a virtual machine has had. */
  newSnapshotId(tx: MetaTx): VmSnapshotId {
    const number = this.#counters.get('nextVmSnapshot') ?? 1;
    this.#counters.put(tx, 'nextVmSnapshot', number + 1);
    return vmSnapshotIdSchema.parse(`snapshot-${number}`);
  }

  /** At most `limit` records as they are stored, from a number on; for the checker. */
  storedVms(fromNumber: number, limit: number): VmRecord[] {
    return Array.from(this.#vmTable.entries({ start: fromNumber, limit }), (entry) => entry.value);
  }

  /** No virtual machine has had this number or a higher one. */
  get nextVmNumber(): number {
    return this.#counters.get('nextVm') ?? firstVmNumber;
  }

  close(): void {
    this.#stopListening();
    this.feed.close();
  }

  /** The files of a virtual machine are opened, made or removed by its host. */
  #touch(tx: MetaTx, records: readonly VmRecord[]): void {
    if (!this.onTouch) return;
    const touched = this.#touched.get(tx) ?? new Set<string>();
    this.#touched.set(tx, touched);
    // What leaves a datastore is let go of there.
    for (const record of records) for (const datastoreId of new Set([record, this.#vms.get(record.id) ?? record].flatMap(datastoresOfVm))) {
      const key = `${datastoreId}/${record.hostId}`;
      if (touched.has(key)) continue;
      touched.add(key);
      this.onTouch(tx, datastoreId, record.hostId);
    }
  }

  #announceContainers(ids: readonly ObjectId[]): void {
    this.feed.mark(ids);
    for (const listener of this.#containerListeners) listener(ids);
  }

  #index(record: VmRecord): void {
    this.#vms.set(record.id, record);
    this.#idByName.set(nameKey(record.name), record.id);
    this.#link(record);
  }

  #forget(record: VmRecord): void {
    this.#vms.delete(record.id);
    this.#idByName.delete(nameKey(record.name));
    this.#unlink(record);
  }

  #link(record: VmRecord): void {
    this.#count(record, 1);
    for (const fileId of filesOfVm(record)) this.#ownerByFile.set(fileId, record.id);
    for (const { macAddress } of record.nics ?? []) this.#macAddresses.add(macAddress);
  }

  #unlink(record: VmRecord): void {
    this.#count(record, -1);
    for (const fileId of filesOfVm(record)) this.#ownerByFile.delete(fileId);
    for (const { macAddress } of record.nics ?? []) this.#macAddresses.delete(macAddress);
  }

  #count(record: VmRecord, by: 1 | -1): void {
    if (record.isTemplate) this.#templateCount += by;
    if (record.source) bump(this.#cloneCounts, record.source.id, by);
    bump(this.#hostVmCounts, record.hostId, by);
    for (const disk of record.disks) bump(this.#provisioned, datastoreOfDisk(record, disk), by * disk.sizeBytes);
  }

  /** Pages of virtual machines follow their numbers, also when old ones have come back. */
  #sortVms(): void {
    const sorted = [...this.#vms.values()].toSorted((a, b) => vmNumberOf(a.id) - vmNumberOf(b.id));
    this.#vms.clear();
    for (const record of sorted) this.#vms.set(record.id, record);
  }

  /** Rows of the virtual machines, of what they were cloned from, and of their datastores change together. */
  #markVms(records: readonly VmRecord[]): void {
    const ids = new Set<ObjectId>();
    for (const record of records) for (const id of [record.id, ...datastoresOfVm(record)]) ids.add(id);
    this.feed.mark(ids);
  }

  #markSpace(files: ReadonlySet<FileId>): void {
    const ids = new Set<ObjectId>();
    for (const file of files) {
      const owner = this.#ownerByFile.get(file);
      if (owner) ids.add(owner);
    }
    // Files of imports under way and files just deleted have no owner but take space.
    for (const datastore of this.datastores()) ids.add(datastore.id);
    this.feed.mark(ids);
  }
}

export function duplicateName(names: readonly string[], hint = 'Choose other names, or another start number.'): Fault {
  const some = someNames(names);
  const text = names.length === 1 ? `The name ${some.text} is already in use.` : `${formatCount(names.length)} names are already in use: ${some.text}.`;
  return new Fault('DuplicateName', text, { names: some.names, hint });
}
