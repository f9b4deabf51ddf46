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
import { say } from '../../strings/say.ts';
import { Ago } from '../parts/Ago.tsx';
import { Bytes } from '../parts/Bytes.tsx';
import { CallButton } from '../parts/CallButton.tsx';
import { Filled, slots } from '../parts/Filled.tsx';
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
    <Card title={say('storage.fromProvisionedToStored')}>
      <SpaceSteps
        label={say('storage.spaceStepsOf', { datastore: datastore.name })}
        steps={[
          { label: say('common.provisioned'), value: provisionedBytes, valueText: formatBytes(provisionedBytes), tone: 'zero' },
          {
            label: say('common.logical'),
            value: logicalBytes,
            valueText: formatBytes(logicalBytes),
            tone: 'shared',
            differenceLabel: say('storage.zeroOrNotWritten', { percent: formatPercent(emptyBytes, provisionedBytes) }),
            differenceText: formatBytes(emptyBytes),
          },
          {
            label: say('common.physical'),
            value: storedBytes,
            valueText: bound.atMost(storedBytes),
            tone: 'unique',
            differenceLabel: say('storage.savedBySharing', { percent: formatPercent(savedBytes, logicalBytes) }),
            differenceText: bound.atLeast(savedBytes),
          },
        ]}
      />
      <KeyValueList
        items={[
          { label: say('common.provisioned'), value: <Bytes value={provisionedBytes} /> },
          { label: say('common.logical'), value: <Bytes value={logicalBytes} /> },
          { label: say('common.physical'), value: <Bytes value={storedBytes} isAtMost={!isExact} /> },
          { label: say('common.saved'), value: <Bytes value={savedBytes} isAtLeast={!isExact} /> },
          ...(storedBytes === 0 ? [] : [{ label: say('storage.ratio'), value: ratioWords(logicalBytes / storedBytes, isExact) }]),
        ]}
      />
      <p className="app-note">
        {volume.snapshotBytes > 0 ? say('storage.figuresExplainedBesideSnapshots') : say('storage.figuresExplained')}
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
      title={say('storage.savings')}
      footer={
        <CallButton call={contract.storage.exactPass} variant="flat" icon="check" disabledReason={isCounting ? say('storage.exactPassIsUnderWay') : undefined} onPress={() => void countExactly()}>
          {say('common.countExactly')}
        </CallButton>
      }
    >
      <SpaceBar
        label={say('storage.logicalSpaceOf', { datastore: datastore.name })}
        segments={[
          { label: say('common.physical'), value: storedBytes, valueText: bound.atMost(storedBytes), tone: 'unique' },
          { label: say('common.savedByClones'), value: savedByCloneBytes, valueText: bound.atLeast(savedByCloneBytes), tone: 'saved' },
          { label: say('common.savedByDedupe'), value: savedByDedupeBytes, valueText: bound.atLeast(savedByDedupeBytes), tone: 'shared' },
        ]}
      />
      <KeyValueList
        items={[
          { label: say('common.savedByClones'), value: <Filled text={say('storage.sizeOfLogical', { size: slots[0], percent: formatPercent(savedByCloneBytes, logicalBytes) })}><Bytes value={savedByCloneBytes} isAtLeast={!isExact} /></Filled> },
          { label: say('common.savedByDedupe'), value: <Filled text={say('storage.sizeOfLogical', { size: slots[0], percent: formatPercent(savedByDedupeBytes, logicalBytes) })}><Bytes value={savedByDedupeBytes} isAtLeast={!isExact} /></Filled> },
          { label: say('storage.countedExactly'), value: exactAsOfMs === null ? say('storage.notYet') : <Ago timeMs={exactAsOfMs} /> },
        ]}
      />
      <TaskProgress task={isCounting ? pass : undefined} />
      {isExact ? null : <Alert tone="info">{say('storage.figuresAreBounds')}</Alert>}
      {volume.base === null ? null : <p className="app-note">{say('storage.flexCloneExplained')}</p>}
    </Card>
  );
}

function ratioWords(logicalToPhysical: number, isExact: boolean): string {
  const ratio = logicalToPhysical.toFixed(2);
  return isExact ? say('storage.ratioExact', { ratio }) : say('storage.ratioAtLeast', { ratio });
}
