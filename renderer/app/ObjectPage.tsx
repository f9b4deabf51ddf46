import { useEffect, useMemo } from 'react';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ObjectHeader } from '../ui/ObjectHeader.tsx';
import { Link } from '../ui/Link.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { StatusText } from '../ui/StatusText.tsx';
import { useAlarmLevel } from '../stores/alarms.ts';
import { useContainer, useInventory, useInventoryIndex, useVm } from '../stores/inventory.ts';
import { networksOfVm, relatedTo } from '../stores/related.ts';
import { navigate, tabs, useRoute } from '../stores/route.ts';
import { useVolumeUnder } from '../stores/storage.ts';
import { menuForContainer, menuForVms } from '../features/inventory/menus.ts';
import { PowerState } from '../features/inventory/vmColumns.tsx';
import { alarmLooks } from '../features/parts/alarmLooks.ts';
import { containerIcon, vmIcon, vmTone } from '../features/parts/objectLook.ts';
import type { ObjectId } from '../../shared/ids.ts';
import { datastoreIdsOf, type Container, type VmRow } from '../../shared/model/inventory.ts';
import { say } from '../strings/say.ts';
import { containerTabs } from './pages/containerTabs.tsx';
import { showAlarms } from './pages/monitorTab.tsx';
import type { PageTab } from './pages/pageTab.ts';
import { vmTabs } from './pages/vmTabs.tsx';

const noIds: readonly ObjectId[] = [];
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
    document.title = name === undefined ? say('app.cloneyard') : `${name} - Cloneyard`;
  }, [name]);

  if (vm !== undefined) return <VmPage key={vm.id} vm={vm} />;
  if (container !== undefined) return <ContainerPage key={container.id} container={container} />;
  if (!isReady || objectId === null) {
    return (
      <div className="app-wait">
        <Spinner label={say('app.loadingTheInventory')} />
      </div>
    );
  }
  return (
    <ObjectHeader icon="info" iconTone="muted" title={say('app.notFound')}>
      <EmptyState
        icon="info"
        title={say('app.objectNotInInventory')}
        text={say('app.objectMayBeDeleted')}
        actions={
          <Button variant="primary" onPress={() => navigate({ objectId: null })}>
            {say('app.goToTheStart')}
          </Button>
        }
      />
    </ObjectHeader>
  );
}

function VmPage({ vm }: { vm: VmRow }) {
  const index = useInventoryIndex();
  const cloneIds = index.vmIdsBySource.get(vm.id) ?? noIds;
  const datastoreKey = datastoreIdsOf(vm).join();
  // The row is a new one with every change of its space figures.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const datastoreIds = useMemo(() => datastoreIdsOf(vm), [datastoreKey]);
  const networkKey = vm.networkIds.join();
  // The list is a new one with every change of its space figures; the networks are those that it names.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const networkIds = useMemo(() => networksOfVm(vm, index), [networkKey, index]);
  const { shown, ...head } = usePageTabs(vmTabs(vm, { cloneIds, datastoreIds, networkIds }));
  return (
    <ObjectHeader
      icon={vmIcon(vm)}
      iconTone={vmTone(vm)}
      title={vm.name}
      aside={vm.isTemplate ? undefined : <PowerState vm={vm} />}
      actions={menuForVms([vm])}
      {...head}
    >
      {shown}
    </ObjectHeader>
  );
}

function ContainerPage({ container }: { container: Container }) {
  const index = useInventoryIndex();
  const volume = useVolumeUnder(container.id);
  const { shown, ...head } = usePageTabs(containerTabs(container, { related: relatedTo(index, container), volume }));
  return (
    <ObjectHeader icon={containerIcon(container)} title={container.name} aside={<AlarmState id={container.id} />} actions={menuForContainer(container)} {...head}>
      {shown}
    </ObjectHeader>
  );
}

/** The colour of an object's alarms in words, leading to them. */
function AlarmState({ id }: { id: ObjectId }) {
  const level = useAlarmLevel(id);
  if (level === undefined) return null;
  const { icon, tone, label } = alarmLooks[level];
  return (
    <StatusText icon={icon} tone={tone}>
      <Link onPress={() => showAlarms()}>{label}</Link>
    </StatusText>
  );
}

/** The tabs as the header shows them, and the content of the one that the address names, or of the first. */
function usePageTabs(present: readonly PageTab[]) {
  const asked = useRoute((route) => route.tab);
  const selected = present.find(({ id }) => id === asked) ?? present[0];
  return {
    tabs: present.map(({ id, label, count = 0 }) => ({ id, label, badge: count === 0 ? undefined : count.toLocaleString('en-US') })),
    selectedTabId: selected?.id ?? 'summary',
    onSelectTab: selectTab,
    shown: selected?.content(),
  };
}
