/** The tabs of virtual machines and templates. */
import { VmGrid } from '../../features/inventory/VmGrid.tsx';
import { VmSummary } from '../../features/inventory/VmSummary.tsx';
import { DatastoreGrid } from '../../features/inventory/DatastoreGrid.tsx';
import { NetworkGrid } from '../../features/inventory/NetworkGrid.tsx';
import { TemplateSharing } from '../../features/storage/TemplateSharing.tsx';
import { TrailTab } from '../../features/trail/TrailTab.tsx';
import { VmSnapshotsTab } from '../../features/vmSnapshots/VmSnapshotsTab.tsx';
import type { ObjectId } from '../../../shared/ids.ts';
import type { VmRow } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';
import { monitorTab } from './monitorTab.tsx';
import { clonesLabel, tabLabels, type PageTab } from './pageTab.ts';

export interface VmFacts {
  /** Those that were cloned from it directly. */
  readonly cloneIds: readonly ObjectId[];
  readonly datastoreIds: readonly ObjectId[];
  readonly networkIds: readonly ObjectId[];
}

export function vmTabs(vm: VmRow, { cloneIds, datastoreIds, networkIds }: VmFacts): PageTab[] {
  const snapshots: PageTab = { id: 'snapshots', label: tabLabels.snapshots, count: vm.snapshotCount, content: () => <VmSnapshotsTab vm={vm} /> };
  return [
    {
      id: 'summary',
      label: tabLabels.summary,
      content: () => (
        <>
          <VmSummary vm={vm} />
          <TemplateSharing vm={vm} />
        </>
      ),
    },
    monitorTab(vm),
    { id: 'trail', label: tabLabels.trail, content: () => <TrailTab vm={vm} /> },
    // A template does not change, so there is nothing to go back to.
    ...(vm.isTemplate ? [] : [snapshots]),
    { id: 'vms', label: clonesLabel, count: cloneIds.length, content: () => <VmGrid aria-label={say('app.clonesOf', { vm: vm.name })} ids={cloneIds} source={vm} /> },
    { id: 'datastores', label: tabLabels.datastores, count: datastoreIds.length, content: () => <DatastoreGrid aria-label={say('app.datastoresOf', { object: vm.name })} ids={datastoreIds} /> },
    { id: 'networks', label: tabLabels.networks, count: networkIds.length, content: () => <NetworkGrid aria-label={say('app.networksOf', { object: vm.name })} ids={networkIds} /> },
  ];
}
