import { Alert } from '../../ui/Alert.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { useDatastoreAcceleration } from '../../stores/acceleration.ts';
import { trustAgain } from '../../stores/accelerationCommands.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { DatastoreAcceleration } from '../../../shared/model/offload.ts';
import { Ago } from '../parts/Ago.tsx';
import { dialogAction } from '../parts/dialogAction.ts';
import { countOf } from '../parts/objectLook.ts';
import { CountersCard } from './CountersCard.tsx';
import { DatastoreUseCard } from './DatastoreUseCard.tsx';
import { PrimitivesCard } from './PrimitivesCard.tsx';

/** What the device behind a datastore does for hosts: per primitive, in counters and over time. */
export function DatastoreMonitorTab({ datastoreId }: { datastoreId: ObjectId }) {
  const row = useDatastoreAcceleration(datastoreId);
  if (row === undefined) return <Spinner label="Loading the state of hardware acceleration" />;
  return (
    <>
      <DistrustAlert row={row} />
      <StunAlert row={row} />
      <div className="app-stack">
        <PrimitivesCard row={row} />
        <DatastoreUseCard row={row} />
        <CountersCard row={row} />
      </div>
    </>
  );
}

function DistrustAlert({ row }: { row: DatastoreAcceleration }) {
  if (row.distrust === null) return null;
  return (
    <Alert tone="danger" action={{ label: 'Trust it again', onAction: () => void trustAgain(row.datastoreId, row.name) }}>
      Nothing is offloaded to this device any more: it accepted a command and did not carry it out. {row.distrust.reason} Marked <Ago timeMs={row.distrust.sinceMs} />. Hosts do
      the work themselves until it is trusted again.
    </Alert>
  );
}

const shownNameCount = 12;

function StunAlert({ row }: { row: DatastoreAcceleration }) {
  const { stunnedVms } = row;
  if (stunnedVms.length === 0) return null;
  const names = stunnedVms.slice(0, shownNameCount).map(({ name }) => name).join(', ');
  const rest = stunnedVms.length - shownNameCount;
  return (
    <Alert tone="danger" {...dialogAction('Resize the volume', { type: 'editVolume', datastoreId: row.datastoreId })}>
      {countOf(stunnedVms.length, 'virtual machine')} {stunnedVms.length === 1 ? 'is' : 'are'} paused, waiting for space: {names}
      {rest > 0 ? ` and ${rest} more` : ''}. Make the volume larger or delete what is no longer needed; they go on by themselves. The others keep running.
    </Alert>
  );
}
