import { useMemo } from 'react';
import { Card } from '../../ui/Card.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import { useVolumeUnder } from '../../stores/storage.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { Datastore, VmRow } from '../../../shared/model/inventory.ts';
import { say } from '../../strings/say.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { FirstStep } from '../parts/FirstStep.tsx';
import { NotesCard } from '../parts/NotesCard.tsx';
import { ObjectLink } from '../parts/ObjectLink.tsx';
import { CapacityCard } from './CapacityCard.tsx';
import { SavingsCard, SharingCard } from './SavingsCard.tsx';

const topCount = 8;
const noIds: readonly ObjectId[] = [];

/** What was promised, what was written, what is stored, and who takes it. */
export function DatastoreSummary({ datastore }: { datastore: Datastore }) {
  const index = useInventoryIndex();
  const ids = index.vmIdsByDatastore.get(datastore.id) ?? noIds;
  const vms = useInventory((state) => state.vms);
  const rows = useMemo(() => ids.flatMap((id) => vms.get(id) ?? []), [ids, vms]);
  const volume = useVolumeUnder(datastore.id);
  return (
    <div className="app-cards">
      {index.vmIds.length === 0 ? <FirstStep datastoreId={datastore.id} /> : null}
      {volume === undefined ? (
        <Card title={say('common.capacity')}>
          <Spinner label={say('storage.loadingTheVolume')} />
        </Card>
      ) : (
        <>
          <CapacityCard
            datastore={datastore}
            volume={volume}
            vmCount={rows.filter((vm) => !vm.isTemplate).length}
            templateCount={rows.filter((vm) => vm.isTemplate).length}
          />
          <SharingCard datastore={datastore} volume={volume} />
          <SavingsCard datastore={datastore} volume={volume} />
        </>
      )}
      <LargestCard rows={rows} />
      <NotesCard container={datastore} />
    </div>
  );
}

/** Those whose deletion would free the most. */
function LargestCard({ rows }: { rows: readonly VmRow[] }) {
  const largest = useMemo(() => rows.toSorted((a, b) => b.space.uniqueBytes - a.space.uniqueBytes).slice(0, topCount), [rows]);
  return (
    <Card title={say('storage.mostBlocksOfTheirOwn')}>
      {largest.length === 0 ? (
        <p className="app-note">{say('storage.nothingIsStoredHere')}</p>
      ) : (
        <table className="app-table">
          <thead>
            <tr>
              <th scope="col">{say('common.name')}</th>
              <th scope="col" className="is-end">
                {say('common.unique')}
              </th>
              <th scope="col" className="is-end">
                {say('common.logical')}
              </th>
            </tr>
          </thead>
          <tbody>
            {largest.map((vm) => (
              <tr key={vm.id}>
                <td className="is-cut" title={vm.name}>
                  <ObjectLink id={vm.id} name={vm.name} view="vms" />
                </td>
                <td className="is-end">
                  <Bytes value={vm.space.uniqueBytes} isAtLeast={!vm.space.isExact} />
                </td>
                <td className="is-end">
                  <Bytes value={vm.space.logicalBytes} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
