/** Finds inventory objects by name. Pure. */
import type { ObjectId } from '../../shared/ids.ts';
import type { Container, VmRow } from '../../shared/model/inventory.ts';
import type { InventoryIndex } from '../stores/inventoryIndex.ts';
import type { RowTable } from '../stores/rowTable.ts';

export interface SearchHit {
  readonly id: ObjectId;
  readonly name: string;
  readonly object: VmRow | Container;
}

export interface SearchGroup {
  readonly label: string;
  readonly hits: readonly SearchHit[];
  /** All that match, of which `hits` are the first. */
  readonly total: number;
}

const groupOrder = ['Virtual machines', 'Templates', 'Hosts', 'Clusters', 'Datastores', 'Networks', 'Folders', 'Datacenters', 'vCenter'] as const;
type GroupLabel = (typeof groupOrder)[number];

const labelOfKind: Record<Container['kind'], GroupLabel> = {
  host: 'Hosts',
  cluster: 'Clusters',
  datastore: 'Datastores',
  network: 'Networks',
  folder: 'Folders',
  datacenter: 'Datacenters',
  vcenter: 'vCenter',
};

export const hitsPerGroup = 6;

/**
 * Objects whose name contains the text, without regard to case, grouped by kind. The object that
 * has exactly this name comes first, with its group, because Enter opens the first one; then names
 * that begin with it; each part stays in the order of names.
 */
export function searchInventory(text: string, index: InventoryIndex, vms: RowTable<VmRow>): SearchGroup[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const found = new Map<GroupLabel, { exact: SearchHit[]; prefix: SearchHit[]; inner: SearchHit[]; total: number }>();
  const consider = (label: GroupLabel, object: VmRow | Container) => {
    const at = object.name.toLowerCase().indexOf(wanted);
    if (at === -1) return;
    let group = found.get(label);
    if (group === undefined) {
      group = { exact: [], prefix: [], inner: [], total: 0 };
      found.set(label, group);
    }
    group.total += 1;
    const isExact = object.name.length === wanted.length;
    const list = isExact ? group.exact : at === 0 ? group.prefix : group.inner;
    if (list.length < hitsPerGroup) list.push({ id: object.id, name: object.name, object });
  };
  for (const id of index.vmIds) {
    const vm = vms.get(id);
    if (vm !== undefined) consider(vm.isTemplate ? 'Templates' : 'Virtual machines', vm);
  }
  for (const container of index.containers) consider(labelOfKind[container.kind], container);
  const groups = groupOrder.flatMap((label) => {
    const group = found.get(label);
    if (group === undefined) return [];
    const hits = [...group.exact, ...group.prefix, ...group.inner].slice(0, hitsPerGroup);
    return [{ label, total: group.total, hits, hasExact: group.exact.length > 0 }];
  });
  return [...groups.filter((group) => group.hasExact), ...groups.filter((group) => !group.hasExact)].map(({ label, total, hits }) => ({ label, total, hits }));
}
