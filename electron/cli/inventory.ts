/** Finding objects by the names people type. */
import { Fault } from '../../shared/faults.ts';
import type { ObjectId } from '../../shared/ids.ts';
import type { Container, Datastore, Folder, VmRow } from '../../shared/model/inventory.ts';
import { nameKey } from '../../shared/naming.ts';
import type { YardClient } from './session.ts';

/** One reading of everything that has a name. */
export interface Inventory {
  readonly vms: readonly VmRow[];
  readonly containers: ReadonlyMap<ObjectId, Container>;
}

export async function readInventory(client: YardClient): Promise<Inventory> {
  const [containers, vms] = await Promise.all([client.inventory.containers(), readVms(client)]);
  const byName = new Intl.Collator('en', { numeric: true });
  return {
    vms: vms.toSorted((a, b) => byName.compare(a.name, b.name)),
    containers: new Map(containers.map((container) => [container.id, container])),
  };
}

/** As many as the yard makes in one go without holding up its other clients. */
const pageLength = 200;

async function readVms(client: YardClient): Promise<VmRow[]> {
  const found: VmRow[] = [];
  for (let afterId: ObjectId | null = null; ; ) {
    const page: Awaited<ReturnType<YardClient['inventory']['vms']>> = await client.inventory.vms({ afterId, limit: pageLength });
    for (const row of page.rows) found.push(row);
    if (page.nextAfterId === null) return found;
    afterId = page.nextAfterId;
  }
}

interface Named {
  readonly id: ObjectId;
  readonly name: string;
}

/**
 * Matches exactly, then without regard to case, then by object id.
 * @throws Fault InvalidArgument when the name stands for several objects
 */
export function matchName<T extends Named>(items: readonly T[], name: string): T | null {
  const key = nameKey(name);
  for (const matches of [
    items.filter((item) => item.name === name),
    items.filter((item) => nameKey(item.name) === key),
    items.filter((item) => item.id === name),
  ]) {
    const [first, ...others] = matches;
    if (first && others.length === 0) return first;
    if (first) {
      throw new Fault('InvalidArgument', `"${name}" stands for ${matches.length} objects.`, {
        names: matches.map((item) => `${item.name} (${item.id})`),
        hint: 'Give the id in place of the name.',
      });
    }
  }
  return null;
}

function notFound(what: string, name: string, hint: string): Fault {
  return new Fault('ManagedObjectNotFound', `There is no ${what} "${name}".`, { names: [name], hint });
}

export function findVirtualMachine(inventory: Inventory, name: string): VmRow {
  const found = matchName(inventory.vms.filter((vm) => !vm.isTemplate), name);
  if (found) return found;
  const template = matchName(inventory.vms.filter((vm) => vm.isTemplate), name);
  throw template
    ? notFound('virtual machine', name, `"${template.name}" is a template: use the template commands, or rapid-clone it.`)
    : notFound('virtual machine', name, 'List them with: cloneyard vm ls');
}

export function findTemplate(inventory: Inventory, name: string): VmRow {
  const found = matchName(inventory.vms.filter((vm) => vm.isTemplate), name);
  if (found) return found;
  const vm = matchName(inventory.vms.filter((row) => !row.isTemplate), name);
  throw vm
    ? notFound('template', name, `"${vm.name}" is a virtual machine: use the vm commands.`)
    : notFound('template', name, 'List them with: cloneyard template ls');
}

/** A template or, where a virtual machine serves as well, a virtual machine. */
export function findDisk(inventory: Inventory, name: string): VmRow {
  const found = matchName(inventory.vms.filter((vm) => vm.isTemplate), name) ?? matchName(inventory.vms, name);
  if (found) return found;
  throw notFound('template or virtual machine', name, 'List them with: cloneyard template ls, cloneyard vm ls');
}

export function datastoresOf(inventory: Inventory): Datastore[] {
  return [...inventory.containers.values()].filter((container) => container.kind === 'datastore');
}

export function findDatastore(inventory: Inventory, name: string): Datastore {
  const found = matchName(datastoresOf(inventory), name);
  if (found) return found;
  throw notFound('datastore', name, 'List them with: cloneyard datastore ls');
}

/** A cluster or a host. */
export function findCompute(inventory: Inventory, name: string): Container {
  const computes = [...inventory.containers.values()].filter(({ kind }) => kind === 'cluster' || kind === 'host');
  const found = matchName(computes, name);
  if (found) return found;
  throw notFound('cluster or host', name, `There are: ${computes.map((compute) => compute.name).join(', ')}`);
}

export function foldersOf(inventory: Inventory): Folder[] {
  return [...inventory.containers.values()].filter((container) => container.kind === 'folder');
}

/** The path below the datacenter: "Desktops/Finance". */
export function folderPath(inventory: Inventory, folder: Folder): string {
  const parent = inventory.containers.get(folder.parentId);
  return parent?.kind === 'folder' ? `${folderPath(inventory, parent)}/${folder.name}` : folder.name;
}

/** By name where that is enough, otherwise by path. */
export function findFolder(inventory: Inventory, name: string): Folder {
  const folders = foldersOf(inventory);
  const key = nameKey(name);
  const byPath = folders.filter((folder) => nameKey(folderPath(inventory, folder)) === key);
  const [first, second] = byPath;
  const found = first && !second ? first : matchName(folders, name);
  if (found) return found;
  throw notFound('folder', name, `There are: ${folders.map((folder) => folderPath(inventory, folder)).join(', ')}`);
}
