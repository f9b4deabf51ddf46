import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { Alert } from '../ui/Alert.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { ObjectHeader } from '../ui/ObjectHeader.tsx';
import { Spinner } from '../ui/Spinner.tsx';
import { useInventory, useInventoryIndex } from '../stores/inventory.ts';
import { usePolicyBook } from '../stores/policies.ts';
import { usePlaces } from '../stores/places.ts';
import { useRoute } from '../stores/route.ts';
import { ClusterGrid } from '../features/inventory/ClusterGrid.tsx';
import { DatacenterGrid } from '../features/inventory/DatacenterGrid.tsx';
import { DatastoreGrid } from '../features/inventory/DatastoreGrid.tsx';
import { FolderGrid } from '../features/inventory/FolderGrid.tsx';
import { HostGrid } from '../features/inventory/HostGrid.tsx';
import { NetworkGrid } from '../features/inventory/NetworkGrid.tsx';
import { VcenterGrid } from '../features/inventory/VcenterGrid.tsx';
import { VmGrid } from '../features/inventory/VmGrid.tsx';
import { tellProblem } from '../features/parts/filterLanguages.ts';
import type { ObjectId } from '../../shared/ids.ts';
import { formatCount } from '../../shared/units.ts';
import { say } from '../strings/say.ts';
import { searchInventory, type SearchGroup, type SearchKind } from './search.ts';

/** Everything that a query finds, one list per kind of object. It follows the inventory. */
export function SearchPage() {
  const query = useRoute((route) => route.query ?? '');
  const isReady = useInventory((state) => state.phase === 'ready');
  const index = useInventoryIndex();
  const vms = useDeferredValue(useInventory((state) => state.vms));
  const places = usePlaces();
  const policies = usePolicyBook();
  const { groups, total, problems } = useMemo(() => searchInventory(query, { index, vms, places, policies }), [query, index, vms, places, policies]);
  const [chosen, setChosen] = useState<{ query: string; kind: SearchKind } | null>(null);
  useEffect(() => {
    document.title = say('app.searchPageTitle', { query });
  }, [query]);
  const shown = groups.find(({ kind }) => chosen?.query === query && kind === chosen.kind) ?? groups[0];
  const ids = useSteadyIds(shown);
  const problem = tellProblem(problems);

  if (!isReady) {
    return (
      <div className="app-wait">
        <Spinner label={say('app.loadingTheInventory')} />
      </div>
    );
  }
  const title = query === '' ? say('app.search') : say('app.searchFor', { query });
  const alert = problem === null ? null : <Alert tone={problem.isError ? 'warning' : 'info'}>{problem.text}</Alert>;
  if (shown === undefined) {
    return (
      <ObjectHeader icon="search" iconTone="muted" title={title}>
        {alert}
        <EmptyState
          icon="search"
          title={say('app.nothingMatchesTitle')}
          text={say('app.searchMatchesExplained')}
        />
      </ObjectHeader>
    );
  }
  return (
    <ObjectHeader
      icon="search"
      title={title}
      aside={say('app.objectsFound', { count: total })}
      tabs={groups.map(({ kind, label, ids: all }) => ({ id: kind, label, badge: formatCount(all.length) }))}
      selectedTabId={shown.kind}
      onSelectTab={(id) => {
        const group = groups.find(({ kind }) => kind === id);
        if (group !== undefined) setChosen({ query, kind: group.kind });
      }}
    >
      {alert}
      <Found group={shown} ids={ids} />
    </ObjectHeader>
  );
}

/** The same array for as long as the same objects are found: states and figures change many times a second. */
function useSteadyIds(group: SearchGroup | undefined): readonly ObjectId[] {
  const kept = useRef<readonly ObjectId[]>([]);
  const ids = group?.ids ?? [];
  if (ids.length !== kept.current.length || ids.some((id, at) => id !== kept.current[at])) kept.current = ids;
  return kept.current;
}

function Found({ group: { kind, label }, ids }: { group: SearchGroup; ids: readonly ObjectId[] }) {
  const list = { 'aria-label': say('app.kindFound', { kind: label }), ids };
  switch (kind) {
    case 'vm': return <VmGrid {...list} />;
    case 'template': return <VmGrid {...list} isOfTemplates />;
    case 'host': return <HostGrid {...list} />;
    case 'cluster': return <ClusterGrid {...list} />;
    case 'datastore': return <DatastoreGrid {...list} />;
    case 'network': return <NetworkGrid {...list} />;
    case 'datacenter': return <DatacenterGrid {...list} />;
    case 'folder': return <FolderGrid {...list} />;
    case 'vcenter': return <VcenterGrid {...list} />;
  }
}
