import { useCallback, useEffect, useMemo, useRef } from 'react';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import type { IconName } from '../../ui/Icon.tsx';
import { Tree } from '../../ui/Tree.tsx';
import { useAlarms } from '../../stores/alarms.ts';
import { containerOf, inventoryStore, useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import { objectOf } from '../../stores/inventoryEvents.ts';
import { navigate, routeStore, useRoute, views, type View } from '../../stores/route.ts';
import { expandAll, expandOnce, setExpanded, useExpanded } from '../../stores/treeExpansion.ts';
import { objectIdSchema, type ObjectId } from '../../../shared/ids.ts';
import { say } from '../../strings/say.ts';
import { menuForId } from './menus.ts';
import { ancestorIds, flattenTree, isInView, type RowCache } from './treeRows.ts';

const viewLooks: Record<View, { label: string; icon: IconName }> = {
  hosts: { label: say('inventory.hostsAndClusters'), icon: 'cluster' },
  vms: { label: say('inventory.vMsAndTemplates'), icon: 'vm' },
  storage: { label: say('inventory.storage'), icon: 'datastore' },
  networking: { label: say('inventory.networking'), icon: 'network' },
};

/** Opens a view; the selected object stays when it has a place there, otherwise the root is selected. */
export function openView(view: View): void {
  const { page, objectId } = routeStore.getState();
  if (page !== 'object') {
    // The tree is only beside the comparison and the search, and says nothing about them.
    navigate({ page, view });
    return;
  }
  const object = objectId === null ? undefined : objectOf(inventoryStore.getState(), objectId);
  navigate({ view, objectId: object !== undefined && isInView(view, object) ? object.id : null });
}

/** The left pane: four views of the same inventory. */
export function InventoryNavigator() {
  const view = useRoute((route) => route.view);
  return (
    <div className="app-navigator">
      <div className="app-view-tabs" role="group" aria-label={say('inventory.inventoryViews')}>
        {views.map((candidate) => (
          <IconButton
            key={candidate}
            icon={viewLooks[candidate].icon}
            aria-label={viewLooks[candidate].label}
            isPressed={candidate === view}
            onPress={() => openView(candidate)}
          />
        ))}
      </div>
      <ViewTree key={view} view={view} />
    </div>
  );
}

function ViewTree({ view }: { view: View }) {
  const index = useInventoryIndex();
  const vms = useInventory((state) => state.vms);
  const isReady = useInventory((state) => state.phase === 'ready');
  const expanded = useExpanded(view);
  const selectedId = useRoute((route) => route.objectId);
  const isKnown = useInventory((state) => selectedId !== null && objectOf(state, selectedId) !== undefined);
  const cache = useRef<RowCache>(new Map());
  const alarms = useAlarms((state) => state.worst);
  const rows = useMemo(() => flattenTree({ view, index, vms, expanded, alarms }, cache.current), [view, index, vms, expanded, alarms]);

  // The upper levels are open from the start; below them the user opens what is of interest.
  const upperIds = useMemo(() => upperLevels(index.containers), [index]);
  useEffect(() => expandOnce(view, upperIds), [view, upperIds]);
  useEffect(() => {
    if (selectedId === null || !isKnown) return;
    const object = objectOf(inventoryStore.getState(), selectedId);
    if (object !== undefined && isInView(view, object)) expandAll(view, ancestorIds(view, object, containerOf));
  }, [view, selectedId, isKnown]);

  const select = useCallback((id: string) => {
    const objectId = objectIdSchema.parse(id);
    // The tab stays with the user while they walk through the tree; an object that does not have it shows its Summary.
    const isVm = inventoryStore.getState().vms.has(objectId);
    const isListTab = routeStore.getState().tab === 'vms';
    navigate({ objectId, ...(isVm && isListTab ? { tab: 'summary' as const } : {}) });
  }, []);
  const toggle = useCallback((id: string, isExpanded: boolean) => setExpanded(view, objectIdSchema.parse(id), isExpanded), [view]);
  const contextActions = useCallback((id: string) => menuForId(objectIdSchema.parse(id)), []);

  if (isReady && rows.length === 0) return <EmptyState icon="folder" title={say('inventory.theInventoryIsEmpty')} />;
  return (
    <Tree
      aria-label={viewLooks[view].label}
      rows={rows}
      selectedId={selectedId}
      onSelect={select}
      onToggle={toggle}
      contextActions={contextActions}
    />
  );
}

function upperLevels(containers: readonly { id: ObjectId; kind: string }[]): ObjectId[] {
  return containers.filter(({ kind }) => kind === 'vcenter' || kind === 'datacenter' || kind === 'cluster').map(({ id }) => id);
}
