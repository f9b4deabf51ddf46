import { Alert } from '../../ui/Alert.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { useDatastoreAcceleration } from '../../stores/acceleration.ts';
import { trustAgain } from '../../stores/accelerationCommands.ts';
import { contract } from '../../../shared/contract/contract.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { DatastoreAcceleration } from '../../../shared/model/offload.ts';
import { say } from '../../strings/say.ts';
import { Ago } from '../parts/Ago.tsx';
import { callAction, dialogAction } from '../parts/dialogAction.ts';
import { Filled, slots } from '../parts/Filled.tsx';
import { CountersCard } from './CountersCard.tsx';
import { DatastoreUseCard } from './DatastoreUseCard.tsx';
import { PrimitivesCard } from './PrimitivesCard.tsx';

/** What the device behind a datastore does for hosts: per primitive, in counters and over time. */
export function DatastoreMonitorTab({ datastoreId }: { datastoreId: ObjectId }) {
  const row = useDatastoreAcceleration(datastoreId);
  if (row === undefined) return <Spinner label={say('acceleration.loadingAcceleration')} />;
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
    <Alert tone="danger" {...callAction(say('acceleration.trustItAgain'), contract.offload.clearDistrust, () => void trustAgain(row.datastoreId, row.name))}>
      <Filled text={say('acceleration.deviceDistrusted', { reason: row.distrust.reason, time: slots[0] })}>
        <Ago timeMs={row.distrust.sinceMs} />
      </Filled>
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
    <Alert tone="danger" {...dialogAction(say('acceleration.resizeTheVolume'), { type: 'editVolume', datastoreId: row.datastoreId })}>
      {rest > 0 ? say('acceleration.machinesPausedAndMore', { count: stunnedVms.length, names, rest }) : say('acceleration.machinesPaused', { count: stunnedVms.length, names })}
    </Alert>
  );
}
