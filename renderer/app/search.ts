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

const groupOrder = ['Virtual machines', 'Templates', 'Hosts', 'Clusters', 'Datastores', 'Folders', 'Datacenters', 'vCenter'] as const;
type GroupLabel = (typeof groupOrder)[number];

const labelOfKind: Record<Container['kind'], GroupLabel> = {
  host: 'Hosts',
  cluster: 'Clusters',
  datastore: 'Datastores',
  folder: 'Folders',
  datacenter: 'Datacenters',
  vcenter: 'vCenter',
};

export const hitsPerGroup = 6;

/**
 * Objects whose name contains the text, without regard to case, grouped by kind. Names that
 * begin with it come first; each half stays in the order of names.
 */
export function searchInventory(text: string, index: InventoryIndex, vms: RowTable<VmRow>): SearchGroup[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const found = new Map<GroupLabel, { prefix: SearchHit[]; inner: SearchHit[]; total: number }>();
  const consider = (label: GroupLabel, object: VmRow | Container) => {
    const at = object.name.toLowerCase().indexOf(wanted);
    if (at === -1) return;
    let group = found.get(label);
    if (group === undefined) {
      group = { prefix: [], inner: [], total: 0 };
      found.set(label, group);
    }
    group.total += 1;
    const list = at === 0 ? group.prefix : group.inner;
    if (list.length < hitsPerGroup) list.push({ id: object.id, name: object.name, object });
  };
  for (const id of index.vmIds) {
    const vm = vms.get(id);
    if (vm !== undefined) consider(vm.isTemplate ? 'Templates' : 'Virtual machines', vm);
  }
  for (const container of index.containers) consider(labelOfKind[container.kind], container);
  return groupOrder.flatMap((label) => {
    const group = found.get(label);
    return group === undefined ? [] : [{ label, total: group.total, hits: [...group.prefix, ...group.inner].slice(0, hitsPerGroup) }];
  });
}
