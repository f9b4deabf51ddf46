/** The four inventory views as flat lists of visible rows. Pure, so that ten thousand rows can be tested without a page. */
import type { ObjectId } from '../../../shared/ids.ts';
import type { Container, ContainerKind, VmRow } from '../../../shared/model/inventory.ts';
import type { InventoryIndex } from '../../stores/inventoryIndex.ts';
import type { View } from '../../stores/route.ts';
import type { RowTable } from '../../stores/rowTable.ts';
import { say } from '../../strings/say.ts';
import type { TreeRow } from '../../ui/Tree.tsx';
import { alarmLooks } from '../parts/alarmLooks.ts';
import { connectionWords, containerIcon, maintenanceWords, powerWords, vmIcon, vmTone } from '../parts/objectLook.ts';

/** What each view shows below the datacenters. Machines are leaves of the first two; the others end at datastores and networks. */
const kindsOfView: Record<View, ReadonlySet<ContainerKind>> = {
  hosts: new Set<ContainerKind>(['vcenter', 'datacenter', 'cluster', 'host']),
  vms: new Set<ContainerKind>(['vcenter', 'datacenter', 'folder']),
  storage: new Set<ContainerKind>(['vcenter', 'datacenter', 'datastore']),
  networking: new Set<ContainerKind>(['vcenter', 'datacenter', 'network']),
};

export interface TreeSource {
  readonly view: View;
  readonly index: InventoryIndex;
  readonly vms: RowTable<VmRow>;
  readonly expanded: ReadonlySet<ObjectId>;
  /** The worst colour of the alarms of each object that has one; none when left out. */
  readonly alarms?: ReadonlyMap<ObjectId, 'yellow' | 'red'>;
}

/** Rows of an earlier call by id: a row that looks the same is handed out again, so that it is not drawn again. */
export type RowCache = Map<string, TreeRow>;

/** The visible rows in display order. */
export function flattenTree(source: TreeSource, cache: RowCache): TreeRow[] {
  const rows: TreeRow[] = [];
  addContainers(source, cache, rows, null, 1);
  return rows;
}

function addContainers(source: TreeSource, cache: RowCache, rows: TreeRow[], parentId: ObjectId | null, level: number): void {
  const containers = (source.index.containersByParent.get(parentId) ?? []).filter((container) => kindsOfView[source.view].has(container.kind));
  const vmIds = parentId === null ? [] : vmIdsIn(source, parentId);
  const setSize = containers.length + vmIds.length;
  let posInSet = 0;
  for (const container of orderContainers(containers)) {
    posInSet += 1;
    const isExpandable = hasChildren(source, container.id);
    const isExpanded = isExpandable && source.expanded.has(container.id);
    rows.push(reuse(cache, { id: container.id, level, label: container.name, icon: containerIcon(container), ...modeMark(container), ...alarmMark(source, container.id), isExpandable, isExpanded, setSize, posInSet }));
    if (isExpanded) addContainers(source, cache, rows, container.id, level + 1);
  }
  for (const id of vmIds) {
    const vm = source.vms.get(id);
    if (vm === undefined) continue;
    posInSet += 1;
    rows.push(
      reuse(cache, {
        id,
        level,
        label: vm.name,
        icon: vmIcon(vm),
        iconTone: vmTone(vm),
        iconText: vm.isTemplate ? say('common.template') : powerWords[vm.powerState],
        isExpandable: false,
        isExpanded: false,
        setSize,
        posInSet,
      }),
    );
  }
}

function alarmMark({ alarms }: TreeSource, id: ObjectId): Pick<TreeRow, 'mark'> {
  const level = alarms?.get(id);
  if (level === undefined) return {};
  const { icon, tone, label } = alarmLooks[level];
  return { mark: { icon, tone, label } };
}

/** An alarm that is raised for it takes the place of the mark. */
function modeMark(container: Container): Pick<TreeRow, 'mark'> {
  if (container.kind === 'host' && container.connectionState !== 'connected') return { mark: { icon: 'pause', tone: 'muted', label: connectionWords[container.connectionState] } };
  if (container.kind !== 'datastore' || container.maintenanceMode === undefined) return {};
  return { mark: { icon: 'pause', tone: 'muted', label: maintenanceWords[container.maintenanceMode] } };
}

/** Clusters before the hosts beside them; otherwise by name. */
function orderContainers(containers: readonly Container[]): readonly Container[] {
  const clusters = containers.filter((container) => container.kind === 'cluster');
  if (clusters.length === 0 || clusters.length === containers.length) return containers;
  return [...clusters, ...containers.filter((container) => container.kind !== 'cluster')];
}

/** Machines directly in a container. Templates do not run anywhere, so the hosts view leaves them out. */
function vmIdsIn({ view, index, vms }: TreeSource, id: ObjectId): readonly ObjectId[] {
  if (view === 'vms') return index.vmIdsByFolder.get(id) ?? [];
  if (view === 'hosts') return (index.vmIdsByHost.get(id) ?? []).filter((vmId) => vms.get(vmId)?.isTemplate === false);
  return [];
}

function hasChildren(source: TreeSource, id: ObjectId): boolean {
  const containers = source.index.containersByParent.get(id) ?? [];
  return containers.some((container) => kindsOfView[source.view].has(container.kind)) || vmIdsIn(source, id).length > 0;
}

function reuse(cache: RowCache, row: TreeRow): TreeRow {
  const known = cache.get(row.id);
  if (
    known !== undefined &&
    known.label === row.label &&
    known.icon === row.icon &&
    known.iconText === row.iconText &&
    known.mark?.icon === row.mark?.icon &&
    known.level === row.level &&
    known.isExpandable === row.isExpandable &&
    known.isExpanded === row.isExpanded &&
    known.setSize === row.setSize &&
    known.posInSet === row.posInSet
  ) {
    return known;
  }
  cache.set(row.id, row);
  return row;
}

/** True when the object has a row in the view. */
export function isInView(view: View, object: VmRow | Container): boolean {
  if ('powerState' in object) return view === 'vms' || (view === 'hosts' && !object.isTemplate);
  return kindsOfView[view].has(object.kind);
}

/** What has to be open for the object to be seen, from the root down. */
export function ancestorIds(view: View, object: VmRow | Container, containerOf: (id: ObjectId) => Container | undefined): ObjectId[] {
  const found: ObjectId[] = [];
  let next = 'powerState' in object ? (view === 'vms' ? object.folderId : object.hostId) : object.parentId;
  while (next !== null && !found.includes(next)) {
    found.unshift(next);
    next = containerOf(next)?.parentId ?? null;
  }
  return found;
}
