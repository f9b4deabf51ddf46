import { useEffect, useMemo } from 'react';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ObjectHeader } from '../ui/ObjectHeader.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { useContainer, useInventory, useInventoryIndex, useVm } from '../stores/inventory.ts';
import { containerIdsUnder, vmIdsUnder } from '../stores/inventoryIndex.ts';
import { navigate, tabs, useRoute, type Tab } from '../stores/route.ts';
import { useVolumeUnder } from '../stores/storage.ts';
import { DatastoreConfigCard } from '../features/acceleration/DatastoreConfigCard.tsx';
import { DatastoreMonitorTab } from '../features/acceleration/DatastoreMonitorTab.tsx';
import { HostConfigureTab } from '../features/acceleration/HostConfigureTab.tsx';
import { HostMonitorTab } from '../features/acceleration/HostMonitorTab.tsx';
import { DedupeTab } from '../features/dedupe/DedupeTab.tsx';
import { actionsForContainer, actionsForVms } from '../features/inventory/actions.ts';
import { ContainerSummary } from '../features/inventory/ContainerSummary.tsx';
import { PowerState } from '../features/inventory/vmColumns.tsx';
import { VmGrid } from '../features/inventory/VmGrid.tsx';
import { VmSummary } from '../features/inventory/VmSummary.tsx';
import { containerIcon, vmIcon, vmTone } from '../features/parts/objectLook.ts';
import { DatastoreSummary } from '../features/storage/DatastoreSummary.tsx';
import { TemplateSharing } from '../features/storage/TemplateSharing.tsx';
import { TrailTab } from '../features/trail/TrailTab.tsx';
import { VmSnapshotsTab } from '../features/vmSnapshots/VmSnapshotsTab.tsx';
import { ConfigureTab } from '../features/volumes/ConfigureTab.tsx';
import { FlexClonesTab } from '../features/volumes/FlexClonesTab.tsx';
import { VolumesTab } from '../features/volumes/VolumesTab.tsx';
import { VolumeSnapshotsTab } from '../features/volumes/VolumeSnapshotsTab.tsx';
import type { ObjectId } from '../../shared/ids.ts';
import type { Container, ContainerKind, VmRow } from '../../shared/model/inventory.ts';
import type { VolumeRow } from '../../shared/model/storage.ts';

const noIds: readonly ObjectId[] = [];
const tabLabels: Record<Tab, string> = {
  summary: 'Summary', trail: 'How was this made?', monitor: 'Monitor', dedupe: 'Dedupe', configure: 'Configure', snapshots: 'Snapshots', flexClones: 'FlexClones', volumes: 'Volumes', vms: 'VMs',
};
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
  const asked = useRoute((route) => route.tab);
  const clones = useInventoryIndex().vmIdsBySource.get(vm.id) ?? noIds;
  const present: readonly Tab[] = vm.isTemplate ? ['summary', 'trail', 'vms'] : ['summary', 'trail', 'snapshots', 'vms'];
  const tab = present.includes(asked) ? asked : 'summary';
  return (
    <ObjectHeader
      icon={vmIcon(vm)}
      iconTone={vmTone(vm)}
      title={vm.name}
      aside={vm.isTemplate ? undefined : <PowerState vm={vm} />}
      actions={actionsForVms([vm])}
      tabs={present.map((id) => ({
        id,
        label: id === 'vms' ? 'Clones' : tabLabels[id],
        badge: id === 'vms' ? badgeOf(clones.length) : id === 'snapshots' ? badgeOf(vm.snapshotCount) : undefined,
      }))}
      selectedTabId={tab}
      onSelectTab={selectTab}
    >
      {tab === 'vms' ? <VmGrid aria-label={`Clones of ${vm.name}`} ids={clones} source={vm} /> : null}
      {tab === 'trail' ? <TrailTab vm={vm} /> : null}
      {tab === 'snapshots' ? <VmSnapshotsTab vm={vm} /> : null}
      {tab === 'summary' ? (
        <>
          <VmSummary vm={vm} />
          <TemplateSharing vm={vm} />
        </>
      ) : null}
    </ObjectHeader>
  );
}

const badgeOf = (count: number) => (count === 0 ? undefined : count.toLocaleString('en-US'));

const tabsOfKind: Partial<Record<ContainerKind, readonly Tab[]>> = {
  vcenter: ['summary', 'volumes', 'vms'],
  datacenter: ['summary', 'volumes', 'vms'],
  host: ['summary', 'monitor', 'configure', 'vms'],
  datastore: ['summary', 'monitor', 'dedupe', 'configure', 'snapshots', 'flexClones', 'vms'],
};
const usualTabs: readonly Tab[] = ['summary', 'vms'];

function ContainerPage({ container }: { container: Container }) {
  const asked = useRoute((route) => route.tab);
  const index = useInventoryIndex();
  // Space figures change a datastore's object many times a second; its members depend on the id and the kind alone.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const ids = useMemo(() => vmIdsUnder(index, container), [index, container.id, container.kind]);
  const datastoreIds = useMemo(() => containerIdsUnder(index, container.id).filter((id) => id.startsWith('datastore')), [index, container.id]);
  const volume = useVolumeUnder(container.id);
  const present = tabsOfKind[container.kind] ?? usualTabs;
  const tab = present.includes(asked) ? asked : 'summary';
  const badges: Partial<Record<Tab, number>> = {
    vms: ids.length, volumes: datastoreIds.length, snapshots: volume?.snapshotCount ?? 0, flexClones: volume?.cloneNames.length ?? 0,
  };
  return (
    <ObjectHeader
      icon={containerIcon(container)}
      title={container.name}
      actions={actionsForContainer(container)}
      tabs={present.map((id) => ({ id, label: tabLabels[id], badge: badgeOf(badges[id] ?? 0) }))}
      selectedTabId={tab}
      onSelectTab={selectTab}
    >
      {tab === 'vms' ? <VmGrid aria-label={`Virtual machines in ${container.name}`} ids={ids} /> : null}
      {tab === 'volumes' ? <VolumesTab title={container.name} datastoreIds={datastoreIds} /> : null}
      {tab === 'summary' && container.kind === 'datastore' ? <DatastoreSummary datastore={container} /> : null}
      {tab === 'summary' && container.kind !== 'datastore' ? <ContainerSummary container={container} /> : null}
      {tab === 'monitor' && container.kind === 'datastore' ? <DatastoreMonitorTab datastoreId={container.id} /> : null}
      {tab === 'monitor' && container.kind === 'host' ? <HostMonitorTab host={container} /> : null}
      {tab === 'configure' && container.kind === 'host' ? <HostConfigureTab hostId={container.id} /> : null}
      {container.kind === 'datastore' && volumeTabs.includes(tab) ? volume === undefined ? <Spinner label="Loading the volume" /> : <VolumeTab tab={tab} volume={volume} datastoreId={container.id} /> : null}
    </ObjectHeader>
  );
}

const volumeTabs: readonly Tab[] = ['dedupe', 'configure', 'snapshots', 'flexClones'];

function VolumeTab({ tab, volume, datastoreId }: { tab: Tab; volume: VolumeRow; datastoreId: ObjectId }) {
  if (tab === 'dedupe') return <DedupeTab volume={volume} datastoreId={datastoreId} />;
  if (tab === 'configure') {
    return (
      <>
        <ConfigureTab volume={volume} datastoreId={datastoreId} />
        <DatastoreConfigCard datastoreId={datastoreId} />
      </>
    );
  }
  if (tab === 'snapshots') return <VolumeSnapshotsTab volume={volume} datastoreId={datastoreId} />;
  return <FlexClonesTab volume={volume} datastoreId={datastoreId} />;
}
