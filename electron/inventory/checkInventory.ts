/** Verifies the inventory against its store and against the array. Changes nothing. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FileId, VolumeId } from '../../shared/ids.ts';
import { nameKey } from '../../shared/naming.ts';
import { formatCount } from '../../shared/units.ts';
import type { StorageArray } from '../array/port.ts';
import { Pacer } from '../tasks/pacer.ts';
import { checkDisks, DiskSums, missingDatastores } from './checkDisks.ts';
import { checkUnattached } from './checkUnattached.ts';
import type { Inventory } from './inventory.ts';
import { mostNics } from './nics.ts';
import { placementProblem } from './placement.ts';
import { customizationDiskLabel, vmNumberOf, type VmRecord } from './records.ts';
import { findFile } from './rows.ts';

/** A check that found thousands of problems has found one. */
const mostProblems = 100;

/**
 * @param isQuiet true when nothing is being made or deleted: only then must the sums agree
 * @param isKnownStray true for files that belong to no virtual machine and need not; what a FlexClone began with need not either
 * @returns one sentence per problem
 */
export async function checkInventory(
  inventory: Inventory,
  array: StorageArray,
  isQuiet: () => boolean,
  isKnownStray: (volumeId: VolumeId, file: FileId) => boolean = () => false,
): Promise<string[]> {
  const problems: string[] = [];
  const report = (problem: string): void => {
    if (problems.length < mostProblems) problems.push(problem);
  };
  const pacer = new Pacer();
  const sums = new DiskSums();
  // Changes of space are told in the turn after they were made; what was made before is no change during the check.
  await nextTurn();
  const wasQuiet = isQuiet();
  const { revision } = inventory.feed;
  const macAddresses = new Map<string, string>();
  checkNetworks(inventory, report);
  checkFolders(inventory, report);
  for await (const vm of storedVms(inventory, pacer)) {
    // Deleted or renamed while this was looking.
    const known = inventory.findVm(vm.id);
    if (!known) {
      if (wasQuiet && isQuiet() && inventory.feed.revision === revision) report(`"${vm.name}" is stored but not in memory.`);
      continue;
    }
    checkRecord(inventory, known, report);
    checkNics(inventory, known, macAddresses, report);
    const misplaced = placementProblem(inventory, known);
    if (misplaced !== null) report(misplaced);
    checkDisks(inventory, array, known, sums, report, (file) => inventory.ownerOf(file) === known.id);
  }
  for (const { vm } of inventory.unregistered.all()) {
    checkUnregistered(inventory, array, vm, sums, report);
    await pacer.pause();
  }
  await checkUnattached(inventory, array, sums, report, pacer);
  // Files of work under way belong to nobody yet, and sums taken while they change cannot be compared.
  if (!wasQuiet || !isQuiet() || inventory.feed.revision !== revision) return problems;
  const files = await countFiles(inventory, array, isKnownStray, pacer);
  if (!isQuiet() || inventory.feed.revision !== revision) return problems;
  const { logicalBytes, provisionedBytes, diskCount, snapshotDiskCount } = sums;
  const ownFileCount = files.count - files.strayCount;
  if (ownFileCount !== diskCount + snapshotDiskCount) {
    const ofSnapshots = snapshotDiskCount === 0 ? '' : ` and ${formatCount(snapshotDiskCount)} disks of snapshots`;
    report(`The array holds ${formatCount(ownFileCount)} files, but ${formatCount(diskCount)} disks${ofSnapshots} refer to files.`);
  }
  for (const datastore of inventory.datastores()) {
    const volume = array.volume(datastore.volumeId);
    const logical = (logicalBytes.get(datastore.id) ?? 0) + (files.strayLogicalBytes.get(datastore.volumeId) ?? 0);
    if (volume.logicalBytes !== logical) report(`"${datastore.name}" counts ${volume.logicalBytes} logical bytes, but its disks hold ${logical}.`);
    const provisioned = provisionedBytes.get(datastore.id) ?? 0;
    if (inventory.provisionedBytes(datastore.id) !== provisioned) {
      report(`"${datastore.name}" counts ${inventory.provisionedBytes(datastore.id)} provisioned bytes, but its disks have ${provisioned}.`);
    }
  }
  return problems;
}

interface FileCounts {
  /** All files of all volumes as they are now. */
  readonly count: number;
  /** Those of FlexClones, and of what once was one, that are registered as no virtual machine's. Any other file without an owner is a leak. */
  readonly strayCount: number;
  readonly strayLogicalBytes: ReadonlyMap<VolumeId, number>;
}

async function countFiles(inventory: Inventory, array: StorageArray, isKnownStray: (volumeId: VolumeId, file: FileId) => boolean, pacer: Pacer): Promise<FileCounts> {
  const strayLogicalBytes = new Map<VolumeId, number>();
  let count = 0;
  let strayCount = 0;
  for (const volumeId of array.volumeIds()) {
    const inherited = await inheritedFiles(array, volumeId, pacer);
    // Listed first, since an iterator that stays open over a pause would see a state of its own.
    for (const file of [...array.fileIds(volumeId)]) {
      await pacer.pause();
      count += 1;
      const isOwned = inventory.ownerOf(file) !== undefined || inventory.unregistered.ownerOf(file) !== undefined || inventory.unattached.find(file) !== undefined;
      if (isOwned || !(inherited.has(file) || isKnownStray(volumeId, file))) continue;
      strayCount += 1;
      strayLogicalBytes.set(volumeId, (strayLogicalBytes.get(volumeId) ?? 0) + (findFile(array, file)?.logicalBytes ?? 0));
    }
  }
  return { count, strayCount, strayLogicalBytes };
}

/** What a FlexClone began with. */
async function inheritedFiles(array: StorageArray, volumeId: VolumeId, pacer: Pacer): Promise<ReadonlySet<FileId>> {
  const { base } = array.volume(volumeId);
  const found = new Set<FileId>();
  if (!base) return found;
  for (const file of [...array.fileIds(base.volumeId, base.snapshotId)]) {
    found.add(array.clonedFileId(volumeId, file));
    await pacer.pause();
  }
  return found;
}

async function* storedVms(inventory: Inventory, pacer: Pacer): AsyncGenerator<VmRecord, void, undefined> {
  for (let from = 0; ; ) {
    // In pages, since a reader that stays open would keep the store from using its free space.
    const page = inventory.storedVms(from, 200);
    const last = page.at(-1);
    if (!last) return;
    yield* page;
    from = vmNumberOf(last.id) + 1;
    await pacer.pause();
  }
}

function checkRecord(inventory: Inventory, vm: VmRecord, report: (problem: string) => void): void {
  if (inventory.findVmByName(vm.name)?.id !== vm.id) report(`The name "${vm.name}" (${nameKey(vm.name)}) does not lead to ${vm.id}.`);
  if (vmNumberOf(vm.id) >= inventory.nextVmNumber) report(`${vm.id} has a number that has not been given out yet.`);
  checkSnapshots(vm, report);
  if (vm.disks.filter(({ label }) => label === customizationDiskLabel).length > 1) report(`"${vm.name}" has more than one customization disk.`);
  if (inventory.findContainer(vm.hostId)?.kind !== 'host') report(`"${vm.name}" is on the host ${vm.hostId}, which does not exist.`);
  if (inventory.findContainer(vm.folderId)?.kind !== 'folder') report(`"${vm.name}" is in the folder ${vm.folderId}, which does not exist.`);
  for (const id of missingDatastores(inventory, vm)) report(`"${vm.name}" is on the datastore ${id}, which does not exist.`);
}

function checkUnregistered(inventory: Inventory, array: StorageArray, vm: VmRecord, sums: DiskSums, report: (problem: string) => void): void {
  const { id, name } = vm;
  if (inventory.findVm(id)) report(`"${name}" (${id}) is in the inventory and unregistered as well.`);
  if (vmNumberOf(id) >= inventory.nextVmNumber) report(`The unregistered ${id} has a number that has not been given out yet.`);
  for (const datastoreId of missingDatastores(inventory, vm)) report(`"${name}" lies unregistered on the datastore ${datastoreId}, which does not exist.`);
  const isOwn = (file: FileId): boolean => inventory.ownerOf(file) === undefined && inventory.unregistered.ownerOf(file)?.id === id;
  checkDisks(inventory, array, vm, sums, report, isOwn, `"${name}", which is unregistered,`);
}

/** Folders lie in datacenters or in one another, and never in a circle. */
function checkFolders(inventory: Inventory, report: (problem: string) => void): void {
  for (const folder of inventory.containers()) {
    if (folder.kind !== 'folder') continue;
    const seen = new Set<string>();
    let at: ReturnType<Inventory['findContainer']> = folder;
    while (at?.kind === 'folder' && !seen.has(at.id)) {
      seen.add(at.id);
      at = inventory.findContainer(at.parentId);
    }
    if (at?.kind !== 'datacenter') report(`The folder "${folder.name}" does not lie in a datacenter.`);
  }
}

function checkNetworks(inventory: Inventory, report: (problem: string) => void): void {
  for (const container of inventory.containers()) {
    if (container.kind !== 'network') continue;
    if (inventory.findContainer(container.parentId)?.kind !== 'datacenter') report(`The network "${container.name}" is in the datacenter ${container.parentId}, which does not exist.`);
  }
}

/** @param owners of the addresses that were seen so far, by name */
function checkNics(inventory: Inventory, { name, nics }: VmRecord, owners: Map<string, string>, report: (problem: string) => void): void {
  if (nics === undefined) return;
  const labels = new Set(nics.map(({ label }) => label));
  if (labels.size < nics.length) report(`"${name}" has two network adapters with the same label.`);
  if (nics.length > mostNics) report(`"${name}" has ${nics.length} network adapters, of ${mostNics} that it can have.`);
  for (const { label, networkId, macAddress } of nics) {
    if (inventory.findContainer(networkId)?.kind !== 'network') report(`"${label}" of "${name}" is on the network ${networkId}, which does not exist.`);
    const owner = owners.get(macAddress);
    if (owner !== undefined) report(`"${label}" of "${name}" has the address ${macAddress}, which "${owner}" has as well.`);
    owners.set(macAddress, name);
  }
}

function checkSnapshots({ name, snapshots }: VmRecord, report: (problem: string) => void): void {
  const known = new Set<string>();
  for (const { id, name: snapshotName, parentId } of snapshots?.all ?? []) {
    if (known.has(id)) report(`"${name}" has two snapshots ${id}.`);
    if (parentId !== null && !known.has(parentId)) report(`The snapshot "${snapshotName}" of "${name}" follows ${parentId}, which is not ahead of it.`);
    known.add(id);
  }
  const currentId = snapshots?.currentId ?? null;
  if (currentId !== null && !known.has(currentId)) report(`"${name}" goes on from the snapshot ${currentId}, which does not exist.`);
}
