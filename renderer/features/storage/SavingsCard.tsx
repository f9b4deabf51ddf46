import { Alert } from '../../ui/Alert.tsx';
import { Card } from '../../ui/Card.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { SpaceBar } from '../../ui/SpaceBar.tsx';
import { SpaceSteps } from '../../ui/SpaceSteps.tsx';
import { countExactly } from '../../stores/storageCommands.ts';
import { useLatestTask } from '../../stores/tasks.ts';
import { contract } from '../../../shared/contract/contract.ts';
import type { Datastore } from '../../../shared/model/inventory.ts';
import type { VolumeRow } from '../../../shared/model/storage.ts';
import { isEnded } from '../../../shared/model/task.ts';
import { formatBytes, formatPercent } from '../../../shared/units.ts';
import { Ago } from '../parts/Ago.tsx';
import { Bytes } from '../parts/Bytes.tsx';
import { CallButton } from '../parts/CallButton.tsx';
import { TaskProgress } from '../parts/TaskProgress.tsx';
import { boundWords } from '../parts/volumeWords.ts';

/** Three figures, each derived from the one above; the differences are named, so that everything adds up. */
export function SharingCard({ datastore, volume }: { datastore: Datastore; volume: VolumeRow }) {
  const { provisionedBytes } = datastore.space;
  const { logicalBytes, savedBytes, isExact } = volume;
  const bound = boundWords(isExact);
  const emptyBytes = Math.max(0, provisionedBytes - logicalBytes);
  const storedBytes = logicalBytes - savedBytes;
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
            value: storedBytes,
            valueText: `${bound.atMost}${formatBytes(storedBytes)}`,
            tone: 'unique',
            differenceLabel: `saved by sharing (${formatPercent(savedBytes, logicalBytes)} of logical)`,
            differenceText: `${bound.atLeast}${formatBytes(savedBytes)}`,
          },
        ]}
      />
      <KeyValueList
        items={[
          { label: 'Provisioned', value: <Bytes value={provisionedBytes} /> },
          { label: 'Logical', value: <Bytes value={logicalBytes} /> },
          { label: 'Physical', value: <Bytes value={storedBytes} isAtMost={!isExact} /> },
          { label: 'Saved', value: <Bytes value={savedBytes} isAtLeast={!isExact} /> },
          ...(storedBytes === 0 ? [] : [{ label: 'Ratio', value: `${bound.atLeast}${(logicalBytes / storedBytes).toFixed(2)} : 1 logical to physical` }]),
        ]}
      />
      <p className="app-note">
        Logical is what full copies of every disk would take. Physical is what its disks take: each distinct block once. Saved is the difference.
        {volume.snapshotBytes > 0 ? ' What only snapshots hold comes on top.' : ''}
      </p>
    </Card>
  );
}

/** What clones and what dedupe save, apart; together never more than the data. */
export function SavingsCard({ datastore, volume }: { datastore: Datastore; volume: VolumeRow }) {
  const { logicalBytes, savedBytes, savedByCloneBytes, savedByDedupeBytes, isExact, exactAsOfMs } = volume;
  const bound = boundWords(isExact);
  const storedBytes = logicalBytes - savedBytes;
  const pass = useLatestTask('exactPass');
  const isCounting = pass !== undefined && !isEnded(pass.state);
  return (
    <Card
      title="Savings"
      footer={
        <CallButton call={contract.storage.exactPass} variant="flat" icon="check" disabledReason={isCounting ? 'The exact pass is under way.' : undefined} onPress={() => void countExactly()}>
          Count exactly
        </CallButton>
      }
    >
      <SpaceBar
        label={`Logical space of ${datastore.name}`}
        segments={[
          { label: 'Physical', value: storedBytes, valueText: `${bound.atMost}${formatBytes(storedBytes)}`, tone: 'unique' },
          { label: 'Saved by clones', value: savedByCloneBytes, valueText: `${bound.atLeast}${formatBytes(savedByCloneBytes)}`, tone: 'saved' },
          { label: 'Saved by dedupe', value: savedByDedupeBytes, valueText: `${bound.atLeast}${formatBytes(savedByDedupeBytes)}`, tone: 'shared' },
        ]}
      />
      <KeyValueList
        items={[
          { label: 'Saved by clones', value: (<><Bytes value={savedByCloneBytes} isAtLeast={!isExact} /> ({formatPercent(savedByCloneBytes, logicalBytes)} of logical)</>) },
          { label: 'Saved by dedupe', value: (<><Bytes value={savedByDedupeBytes} isAtLeast={!isExact} /> ({formatPercent(savedByDedupeBytes, logicalBytes)} of logical)</>) },
          { label: 'Counted exactly', value: exactAsOfMs === null ? 'Not yet' : <Ago timeMs={exactAsOfMs} /> },
        ]}
      />
      <TaskProgress task={isCounting ? pass : undefined} />
      {isExact ? null : <Alert tone="info">Disks were deleted or overwritten since the last exact pass. Until the next one, what is stored may be less than shown, and what is saved and free may be more.</Alert>}
      {volume.base === null ? null : <p className="app-note">What a FlexClone shares with its base is stored there and counts as saved by clones.</p>}
    </Card>
  );
}
