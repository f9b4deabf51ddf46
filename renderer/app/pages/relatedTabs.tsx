/** Tabs that list what belongs to an object, by kind. */
import { ClusterGrid } from '../../features/inventory/ClusterGrid.tsx';
import { DatacenterGrid } from '../../features/inventory/DatacenterGrid.tsx';
import { DatastoreGrid } from '../../features/inventory/DatastoreGrid.tsx';
import { HostGrid } from '../../features/inventory/HostGrid.tsx';
import { NetworkGrid } from '../../features/inventory/NetworkGrid.tsx';
import { VmGrid } from '../../features/inventory/VmGrid.tsx';
import { VolumesTab } from '../../features/volumes/VolumesTab.tsx';
import type { Related } from '../../stores/related.ts';
import { say } from '../../strings/say.ts';
import { tabLabels, type PageTab } from './pageTab.ts';

export type RelatedKind = keyof Related;

/** @param of the object whose lists they are, by name */
export function relatedTab(kind: RelatedKind, of: string, related: Related): PageTab {
  const ids = related[kind];
  return { id: kind, label: tabLabels[kind], count: ids.length, content: () => <RelatedList kind={kind} of={of} related={related} /> };
}

export function volumesTab(of: string, { datastores }: Related): PageTab {
  return { id: 'volumes', label: tabLabels.volumes, count: datastores.length, content: () => <VolumesTab title={of} datastoreIds={datastores} /> };
}

function RelatedList({ kind, of, related }: { kind: RelatedKind; of: string; related: Related }) {
  const ids = related[kind];
  switch (kind) {
    case 'vms':
      return <VmGrid aria-label={say('app.virtualMachinesIn', { container: of })} ids={ids} />;
    case 'templates':
      return <VmGrid aria-label={say('app.templatesIn', { container: of })} ids={ids} isOfTemplates />;
    case 'datacenters':
      return <DatacenterGrid aria-label={say('app.datacentersIn', { container: of })} ids={ids} />;
    case 'clusters':
      return <ClusterGrid aria-label={say('app.clustersIn', { container: of })} ids={ids} />;
    case 'hosts':
      return <HostGrid aria-label={say('app.hostsOf', { object: of })} ids={ids} />;
    case 'datastores':
      return <DatastoreGrid aria-label={say('app.datastoresOf', { object: of })} ids={ids} />;
    case 'networks':
      return <NetworkGrid aria-label={say('app.networksOf', { object: of })} ids={ids} />;
  }
}
