import { useMemo } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { Card } from '../../ui/Card.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { SpaceBar } from '../../ui/SpaceBar.tsx';
import { SpaceSteps } from '../../ui/SpaceSteps.tsx';
import { useInventory, useInventoryIndex } from '../../stores/inventory.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { Datastore, VmRow } from '../../../shared/model/inventory.ts';
import { formatBytes, formatCount, formatPercent } from '../../../shared/units.ts';
import { Bytes } from '../parts/Bytes.tsx';
import { FirstStep } from '../parts/FirstStep.tsx';
import { ObjectLink } from '../parts/ObjectLink.tsx';

const topCount = 8;
const noIds: readonly ObjectId[] = [];

/** What was promised, what was written, what is stored, and who takes it. */
export function DatastoreSummary({ datastore }: { datastore: Datastore }) {
  const index = useInventoryIndex();
  const ids = index.vmIdsByDatastore.get(datastore.id) ?? noIds;
  const vms = useInventory((state) => state.vms);
  const rows = useMemo(() => ids.flatMap((id) => vms.get(id) ?? []), [ids, vms]);
  return (
    <div className="app-cards">
      {index.vmIds.length === 0 ? <FirstStep datastoreId={datastore.id} /> : null}
      <CapacityCard datastore={datastore} vmCount={rows.filter((vm) => !vm.isTemplate).length} templateCount={rows.filter((vm) => vm.isTemplate).length} />
      <SharingCard datastore={datastore} />
      <LargestCard rows={rows} />
    </div>
  );
}

function CapacityCard({ datastore, vmCount, templateCount }: { datastore: Datastore; vmCount: number; templateCount: number }) {
  const { capacityBytes, physicalBytes, freeBytes, provisionedBytes, isExact } = datastore.space;
  const bound = boundWords(isExact);
  return (
    <Card title="Capacity">
      <SpaceBar
        label={`Capacity of ${datastore.name}`}
        total={capacityBytes}
        segments={[
          { label: 'Used', value: physicalBytes, valueText: `${bound.atMost}${formatBytes(physicalBytes)}`, tone: 'used' },
          { label: 'Free', value: freeBytes, valueText: `${bound.atLeast}${formatBytes(freeBytes)}`, tone: 'free' },
        ]}
      />
      <KeyValueList
        items={[
          { label: 'Type', value: datastore.type },
          { label: 'Capacity', value: <Bytes value={capacityBytes} /> },
          { label: 'Used', value: (<><Bytes value={physicalBytes} isAtMost={!isExact} /> ({formatPercent(physicalBytes, capacityBytes)})</>) },
          { label: 'Free', value: (<><Bytes value={freeBytes} isAtLeast={!isExact} /> ({formatPercent(freeBytes, capacityBytes)})</>) },
          { label: 'Provisioned', value: (<><Bytes value={provisionedBytes} /> ({formatPercent(provisionedBytes, capacityBytes)} of capacity)</>) },
          { label: 'Virtual machines', value: formatCount(vmCount) },
          { label: 'Templates', value: formatCount(templateCount) },
        ]}
      />
    </Card>
  );
}

/** Three figures, each derived from the one above; the differences are named, so that everything adds up. */
function SharingCard({ datastore }: { datastore: Datastore }) {
  const { provisionedBytes, logicalBytes, physicalBytes, savedBytes, isExact } = datastore.space;
  const bound = boundWords(isExact);
  const emptyBytes = provisionedBytes - logicalBytes;
  return (
    <Card title="From provisioned to stored">
      <SpaceSteps
        label={`Provisioned, logical and physical space of ${datastore.name}`}
        steps={[
          { label: 'Provisioned', value: provisionedBytes, valueText: formatBytes(provisionedBytes), tone: 'zero' },
          {
            label: 'Logical',
            value: logicalBytes,
            valueText: formatBytes(logicalBytes),
            tone: 'shared',
            differenceLabel: `zero or not written (${formatPercent(emptyBytes, provisionedBytes)} of provisioned)`,
            differenceText: formatBytes(emptyBytes),
          },
          {
            label: 'Physical',
            value: physicalBytes,
            valueText: `${bound.atMost}${formatBytes(physicalBytes)}`,
            tone: 'unique',
            differenceLabel: `saved by sharing (${formatPercent(savedBytes, logicalBytes)} of logical)`,
            differenceText: `${bound.atLeast}${formatBytes(savedBytes)}`,
          },
        ]}
      />
      <SpaceBar
        label={`Logical space of ${datastore.name}`}
        segments={[
          { label: 'Physical', value: physicalBytes, valueText: `${bound.atMost}${formatBytes(physicalBytes)}`, tone: 'unique' },
          { label: 'Saved', value: savedBytes, valueText: `${bound.atLeast}${formatBytes(savedBytes)}`, tone: 'saved' },
        ]}
      />
      <KeyValueList
        items={[
          { label: 'Provisioned', value: <Bytes value={provisionedBytes} /> },
          { label: 'Logical', value: <Bytes value={logicalBytes} /> },
          { label: 'Physical', value: <Bytes value={physicalBytes} isAtMost={!isExact} /> },
          { label: 'Saved', value: <Bytes value={savedBytes} isAtLeast={!isExact} /> },
          ...(physicalBytes === 0 ? [] : [{ label: 'Ratio', value: `${bound.atLeast}${(logicalBytes / physicalBytes).toFixed(2)} : 1 logical to physical` }]),
        ]}
      />
      <p className="app-note">
        Logical is what full copies of every disk would take. Physical is what is stored: each distinct block once. Saved is the difference.
      </p>
      {isExact ? null : <Alert tone="info">Disks were deleted since the last exact pass. Until the next one, what is stored may be less than shown, and what is saved and free may be more.</Alert>}
    </Card>
  );
}

/** After deletions the stored bytes are an upper bound, so that what is saved and free are lower ones. */
function boundWords(isExact: boolean): { atLeast: string; atMost: string } {
  return isExact ? { atLeast: '', atMost: '' } : { atLeast: 'at least ', atMost: 'at most ' };
}

/** Those whose deletion would free the most. */
function LargestCard({ rows }: { rows: readonly VmRow[] }) {
  const largest = useMemo(() => rows.toSorted((a, b) => b.space.uniqueBytes - a.space.uniqueBytes).slice(0, topCount), [rows]);
  return (
    <Card title="Most blocks of their own">
      {largest.length === 0 ? (
        <p className="app-note">Nothing is stored here.</p>
      ) : (
        <table className="app-table">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col" className="is-end">
                Unique
              </th>
              <th scope="col" className="is-end">
                Logical
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
