import type { ReactNode } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { Card } from '../../ui/Card.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { yard } from '../../stores/connection.ts';
import { useStarter } from '../../stores/requests.ts';
import { startDedupe, stopDedupe } from '../../stores/storageCommands.ts';
import { useTask } from '../../stores/tasks.ts';
import { contract } from '../../../shared/contract/contract.ts';
import type { ObjectId } from '../../../shared/ids.ts';
import type { DedupeRun, VolumeRow } from '../../../shared/model/storage.ts';
import { formatDuration, formatPercent } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { Ago } from '../parts/Ago.tsx';
import { Bytes } from '../parts/Bytes.tsx';
import { CallButton } from '../parts/CallButton.tsx';
import { DateTime } from '../parts/DateTime.tsx';
import { DialogButton } from '../parts/DialogButton.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { Filled, slots } from '../parts/Filled.tsx';
import { TaskProgress } from '../parts/TaskProgress.tsx';
import { YardCheckbox } from '../parts/YardCheckbox.tsx';
import { readSchedule, scheduleWords } from './scheduleWords.ts';

/** Dedupe of one volume: on or off, when it runs, what it is doing, what it has brought. */
export function DedupeTab({ volume, datastoreId }: { volume: VolumeRow; datastoreId: ObjectId }) {
  return (
    <div className="app-cards">
      <StatusCard volume={volume} datastoreId={datastoreId} />
      <LastRunCard volume={volume} />
      <SavedCard volume={volume} />
    </div>
  );
}

function StatusCard({ volume, datastoreId }: { volume: VolumeRow; datastoreId: ObjectId }) {
  const { dedupe } = volume;
  const task = useTask(dedupe.taskId);
  const { start, fault } = useStarter();
  const set = async (change: { isOn?: boolean; isInline?: boolean }) => (await start(() => yard().storage.setDedupe({ volumeId: volume.id, ...change }))) !== null;
  const schedule = readSchedule(dedupe.schedule);
  const isIdle = dedupe.state === 'idle';
  const reason = !dedupe.isOn ? say('dedupe.turnDedupeOnFirst') : isIdle ? undefined : say('dedupe.runIsUnderWayAlready');
  return (
    <Card
      title={say('common.dedupe')}
      footer={
        <>
          <CallButton call={contract.storage.startDedupe} variant="flat" disabledReason={reason} onPress={() => void startDedupe(volume.id, false)}>
            {say('dedupe.startNow')}
          </CallButton>
          <CallButton call={contract.storage.startDedupe} variant="flat" disabledReason={reason} onPress={() => void startDedupe(volume.id, true)}>
            {say('dedupe.scanAllData')}
          </CallButton>
          <CallButton call={contract.storage.stopDedupe} variant="flat" disabledReason={isIdle ? say('dedupe.noRunIsUnderWay') : undefined} onPress={() => void stopDedupe(volume.id)}>
            {say('dedupe.stop')}
          </CallButton>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <YardCheckbox
        call={contract.storage.setDedupe}
        label={say('dedupe.dedupeIsOn')}
        value={dedupe.isOn}
        set={(isOn) => set({ isOn })}
        description={say('dedupe.dedupeExplained')}
      />
      <YardCheckbox
        call={contract.storage.setDedupe}
        label={say('dedupe.inline')}
        value={dedupe.isInline}
        isDisabled={!dedupe.isOn}
        set={(isInline) => set({ isInline })}
        description={say('dedupe.inlineExplained')}
      />
      <KeyValueList
        items={[
          { label: say('common.state'), value: stateWords(volume) },
          {
            label: say('dedupe.schedule'),
            value: (
              <>
                {typeof schedule === 'string' ? dedupe.schedule : scheduleWords(schedule)} (<code>{dedupe.schedule}</code>)
              </>
            ),
          },
          { label: say('dedupe.nextRun'), value: nextRunWords(volume) },
        ]}
      />
      <div>
        <DialogButton icon="clock" request={{ type: 'dedupeSchedule', datastoreId }}>
          {say('dedupe.editSchedule')}
        </DialogButton>
      </div>
      <TaskProgress task={task} hasCancel={false} />
    </Card>
  );
}

function stateWords(volume: VolumeRow): string {
  const { dedupe } = volume;
  if (dedupe.state === 'running') return say('dedupe.stateRunning');
  if (dedupe.state === 'queued') return say('dedupe.stateQueued');
  if (dedupe.isOn) return say('dedupe.stateIdle');
  return volume.savedByDedupeBytes > 0 ? say('dedupe.stateOffStillShared') : say('common.off');
}

function nextRunWords({ dedupe }: VolumeRow): ReactNode {
  if (!dedupe.isOn) return say('dedupe.noneWhileDedupeIsOff');
  if (dedupe.nextRunAtMs !== null) return <DateTime timeMs={dedupe.nextRunAtMs} />;
  return dedupe.schedule.trim() === '-' ? say('dedupe.noneByItself') : say('dedupe.whenEnoughDataAreNew');
}

function LastRunCard({ volume }: { volume: VolumeRow }) {
  const run = volume.dedupe.lastRun;
  return (
    <Card title={say('dedupe.lastRun')}>
      {run === null ? <p className="app-note">{say('dedupe.noRunHasEndedYet')}</p> : <LastRun run={run} />}
    </Card>
  );
}

const outcomeWords: Record<DedupeRun['outcome'], string> = { success: say('common.completed'), canceled: say('dedupe.stoppedBeforeItsEnd'), error: say('common.failed') };

function LastRun({ run }: { run: DedupeRun }) {
  return (
    <>
      {run.fault === null ? null : <FaultAlert fault={run.fault} />}
      <KeyValueList
        items={[
          { label: say('common.result'), value: outcomeWords[run.outcome] },
          { label: say('dedupe.ended'), value: <Ago timeMs={run.endedAtMs} /> },
          { label: say('common.timeTaken'), value: formatDuration(run.endedAtMs - run.startedAtMs) },
          { label: say('dedupe.lookedAt'), value: run.isFullScan ? say('dedupe.allData') : say('dedupe.dataSinceRunBefore') },
          { label: say('dedupe.scanned'), value: <Bytes value={run.scannedBytes} /> },
          { label: say('common.saved'), value: <Bytes value={run.savedBytes} /> },
          ...(run.overLimitBytes === 0 ? [] : [{ label: say('dedupe.leftAlone'), value: <Filled text={say('dedupe.atSharingLimit', { size: slots[0] })}><Bytes value={run.overLimitBytes} /></Filled> }]),
        ]}
      />
      {run.overLimitBytes === 0 ? null : <Alert tone="info">{say('dedupe.sharingLimitExplained')}</Alert>}
    </>
  );
}

function SavedCard({ volume }: { volume: VolumeRow }) {
  const { logicalBytes, savedByDedupeBytes, savedByCloneBytes, isExact } = volume;
  return (
    <Card title={say('dedupe.whatItSavesHere')}>
      <KeyValueList
        items={[
          { label: say('common.savedByDedupe'), value: <Filled text={say('dedupe.savedOfLogical', { saved: slots[0], share: formatPercent(savedByDedupeBytes, logicalBytes) })}><Bytes value={savedByDedupeBytes} isAtLeast={!isExact} /></Filled> },
          { label: say('common.savedByClones'), value: <Filled text={say('dedupe.savedOfLogical', { saved: slots[0], share: formatPercent(savedByCloneBytes, logicalBytes) })}><Bytes value={savedByCloneBytes} isAtLeast={!isExact} /></Filled> },
          { label: say('common.logical'), value: <Bytes value={logicalBytes} /> },
        ]}
      />
      <p className="app-note">{say('dedupe.savingsExplained')}</p>
    </Card>
  );
}
