import { useEffect, useMemo } from 'react';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ObjectHeader } from '../ui/ObjectHeader.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { useContainer, useInventory, useInventoryIndex, useVm } from '../stores/inventory.ts';
import { vmIdsUnder } from '../stores/inventoryIndex.ts';
import { navigate, tabs, useRoute, type Tab } from '../stores/route.ts';
import { actionsForContainer, actionsForVms } from '../features/inventory/actions.ts';
import { ContainerSummary } from '../features/inventory/ContainerSummary.tsx';
import { PowerState } from '../features/inventory/vmColumns.tsx';
import { VmGrid } from '../features/inventory/VmGrid.tsx';
import { VmSummary } from '../features/inventory/VmSummary.tsx';
import { containerIcon, vmIcon, vmTone } from '../features/parts/objectLook.ts';
import { DatastoreSummary } from '../features/storage/DatastoreSummary.tsx';
import { TemplateSharing } from '../features/storage/TemplateSharing.tsx';
import type { ObjectId } from '../../shared/ids.ts';
import type { Container, VmRow } from '../../shared/model/inventory.ts';

const noIds: readonly ObjectId[] = [];
const tabLabels: Record<Tab, string> = { summary: 'Summary', vms: 'VMs' };
const selectTab = (id: string) => navigate({ tab: tabs.find((tab) => tab === id) ?? 'summary' });

/** The page of the object that the address names. */
export function ObjectPage() {
  const objectId = useRoute((route) => route.objectId);
  const isReady = useInventory((state) => state.phase === 'ready');
  const root = useInventoryIndex().containersByParent.get(null)?.[0];
  const vm = useVm(objectId);
  const container = useContainer(objectId);

  useEffect(() => {
    if (objectId === null && root !== undefined) navigate({ objectId: root.id }, 'replace');
  }, [objectId, root]);
  const name = vm?.name ?? container?.name;
  useEffect(() => {
    document.title = name === undefined ? 'Cloneyard' : `${name} - Cloneyard`;
  }, [name]);

  if (vm !== undefined) return <VmPage key={vm.id} vm={vm} />;
  if (container !== undefined) return <ContainerPage key={container.id} container={container} />;
  if (!isReady || objectId === null) {
    return (
      <div className="app-wait">
        <Spinner label="Loading the inventory" />
      </div>
    );
  }
  return (
    <ObjectHeader icon="info" iconTone="muted" title="Not found">
      <EmptyState
        icon="info"
        title="This object is not in the inventory"
        text="It may have been deleted since the address was made."
        actions={
          <Button variant="primary" onPress={() => navigate({ objectId: null })}>
            Go to the start
          </Button>
        }
      />
    </ObjectHeader>
  );
}

function VmPage({ vm }: { vm: VmRow }) {
  const tab = useRoute((route) => route.tab);
  const clones = useInventoryIndex().vmIdsBySource.get(vm.id) ?? noIds;
  return (
    <ObjectHeader
      icon={vmIcon(vm)}
      iconTone={vmTone(vm)}
      title={vm.name}
      aside={vm.isTemplate ? undefined : <PowerState vm={vm} />}
      actions={actionsForVms([vm])}
      tabs={[
        { id: 'summary', label: tabLabels.summary },
        { id: 'vms', label: 'Clones', badge: clones.length === 0 ? undefined : clones.length.toLocaleString('en-US') },
      ]}
      selectedTabId={tab}
      onSelectTab={selectTab}
    >
      {tab === 'vms' ? (
        <VmGrid aria-label={`Clones of ${vm.name}`} ids={clones} source={vm} />
      ) : (
        <>
          <VmSummary vm={vm} />
          <TemplateSharing vm={vm} />
        </>
      )}
    </ObjectHeader>
  );
}

function ContainerPage({ container }: { container: Container }) {
  const tab = useRoute((route) => route.tab);
  const index = useInventoryIndex();
  // Space figures change a datastore's object many times a second; its members depend on the id and the kind alone.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const ids = useMemo(() => vmIdsUnder(index, container), [index, container.id, container.kind]);
  return (
    <ObjectHeader
      icon={containerIcon(container)}
      title={container.name}
      actions={actionsForContainer(container)}
      tabs={tabs.map((id) => ({ id, label: tabLabels[id], badge: id === 'vms' && ids.length > 0 ? ids.length.toLocaleString('en-US') : undefined }))}
      selectedTabId={tab}
      onSelectTab={selectTab}
    >
      {tab === 'vms' ? <VmGrid aria-label={`Virtual machines in ${container.name}`} ids={ids} /> : <Summary container={container} />}
    </ObjectHeader>
  );
}

function Summary({ container }: { container: Container }) {
  return container.kind === 'datastore' ? <DatastoreSummary datastore={container} /> : <ContainerSummary container={container} />;
}
