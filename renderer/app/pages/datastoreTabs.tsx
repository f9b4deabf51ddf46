/** What a datastore's page has of its own; most of it is about the volume under it. */
import type { ReactNode } from 'react';
import { DatastoreConfigCard } from '../../features/acceleration/DatastoreConfigCard.tsx';
import { DatastoreMonitorTab } from '../../features/acceleration/DatastoreMonitorTab.tsx';
import { DedupeTab } from '../../features/dedupe/DedupeTab.tsx';
import { UnattachedCard } from '../../features/hardware/UnattachedCard.tsx';
import { UnregisteredCard } from '../../features/lifecycle/UnregisteredCard.tsx';
import { DatastoreSummary } from '../../features/storage/DatastoreSummary.tsx';
import { ConfigureTab } from '../../features/volumes/ConfigureTab.tsx';
import { FlexClonesTab } from '../../features/volumes/FlexClonesTab.tsx';
import { VolumeSnapshotsTab } from '../../features/volumes/VolumeSnapshotsTab.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import type { Datastore } from '../../../shared/model/inventory.ts';
import type { VolumeRow } from '../../../shared/model/storage.ts';
import { say } from '../../strings/say.ts';
import { monitorTab } from './monitorTab.tsx';
import { tabLabels, type ContainerFacts, type PageTab } from './pageTab.ts';

export function datastoreTabs(datastore: Datastore, { volume }: ContainerFacts): PageTab[] {
  const { id: datastoreId } = datastore;
  const onVolume = (show: (known: VolumeRow) => ReactNode) => () => (volume === undefined ? <Spinner label={say('app.loadingTheVolume')} /> : show(volume));
  return [
    {
      id: 'summary',
      label: tabLabels.summary,
      content: () => (
        <>
          <DatastoreSummary datastore={datastore} />
          <UnregisteredCard datastoreId={datastoreId} />
          <UnattachedCard datastore={datastore} />
        </>
      ),
    },
    monitorTab(datastore, { label: say('common.hardwareAcceleration'), content: () => <DatastoreMonitorTab datastoreId={datastoreId} /> }),
    { id: 'dedupe', label: tabLabels.dedupe, content: onVolume((known) => <DedupeTab volume={known} datastoreId={datastoreId} />) },
    {
      id: 'configure',
      label: tabLabels.configure,
      content: onVolume((known) => (
        <>
          <ConfigureTab volume={known} datastoreId={datastoreId} />
          <DatastoreConfigCard datastoreId={datastoreId} />
        </>
      )),
    },
    {
      id: 'snapshots',
      label: tabLabels.snapshots,
      count: volume?.snapshotCount ?? 0,
      content: onVolume((known) => <VolumeSnapshotsTab volume={known} datastoreId={datastoreId} />),
    },
    {
      id: 'flexClones',
      label: tabLabels.flexClones,
      count: volume?.cloneNames.length ?? 0,
      content: onVolume((known) => <FlexClonesTab volume={known} datastoreId={datastoreId} />),
    },
  ];
}
