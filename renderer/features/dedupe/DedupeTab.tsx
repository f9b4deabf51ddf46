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
import { Ago } from '../parts/Ago.tsx';
import { Bytes } from '../parts/Bytes.tsx';
import { CallButton } from '../parts/CallButton.tsx';
import { DateTime } from '../parts/DateTime.tsx';
import { DialogButton } from '../parts/DialogButton.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
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
  const reason = !dedupe.isOn ? 'Turn dedupe on first.' : isIdle ? undefined : 'A run is under way already.';
  return (
    <Card
      title="Dedupe"
      footer={
        <>
          <CallButton call={contract.storage.startDedupe} variant="flat" disabledReason={reason} onPress={() => void startDedupe(volume.id, false)}>
            Start now
          </CallButton>
          <CallButton call={contract.storage.startDedupe} variant="flat" disabledReason={reason} onPress={() => void startDedupe(volume.id, true)}>
            Scan all data
          </CallButton>
          <CallButton call={contract.storage.stopDedupe} variant="flat" disabledReason={isIdle ? 'No run is under way.' : undefined} onPress={() => void stopDedupe(volume.id)}>
            Stop
          </CallButton>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <YardCheckbox
        call={contract.storage.setDedupe}
        label="Dedupe is on"
        value={dedupe.isOn}
        set={(isOn) => set({ isOn })}
        description="Runs look for blocks with the same fingerprint, compare them byte by byte and store equal ones once."
      />
      <YardCheckbox
        call={contract.storage.setDedupe}
        label="Inline"
        value={dedupe.isInline}
        isDisabled={!dedupe.isOn}
        set={(isInline) => set({ isInline })}
        description="Also looks for equal blocks while data is written, as far as it can keep up. Runs find the rest."
      />
      <KeyValueList
        items={[
          { label: 'State', value: stateWords(volume) },
          {
            label: 'Schedule',
            value: (
              <>
                {typeof schedule === 'string' ? dedupe.schedule : scheduleWords(schedule)} (<code>{dedupe.schedule}</code>)
              </>
            ),
          },
          { label: 'Next run', value: nextRunWords(volume) },
        ]}
      />
      <div>
        <DialogButton icon="clock" request={{ type: 'dedupeSchedule', datastoreId }}>
          Edit schedule…
        </DialogButton>
      </div>
      <TaskProgress task={task} hasCancel={false} />
    </Card>
  );
}

function stateWords(volume: VolumeRow): string {
  const { dedupe } = volume;
  if (dedupe.state === 'running') return 'A run is under way';
  if (dedupe.state === 'queued') return 'A run waits for other maintenance to end';
  if (dedupe.isOn) return 'Idle';
  return volume.savedByDedupeBytes > 0 ? 'Off; what was found equal stays stored once' : 'Off';
}

function nextRunWords({ dedupe }: VolumeRow): ReactNode {
  if (!dedupe.isOn) return 'None while dedupe is off';
  if (dedupe.nextRunAtMs !== null) return <DateTime timeMs={dedupe.nextRunAtMs} />;
  return dedupe.schedule.trim() === '-' ? 'None by itself' : 'When enough data are new';
}

function LastRunCard({ volume }: { volume: VolumeRow }) {
  const run = volume.dedupe.lastRun;
  return (
    <Card title="Last run">
      {run === null ? <p className="app-note">No run has ended yet.</p> : <LastRun run={run} />}
    </Card>
  );
}

const outcomeWords: Record<DedupeRun['outcome'], string> = { success: 'Completed', canceled: 'Stopped before its end', error: 'Failed' };

function LastRun({ run }: { run: DedupeRun }) {
  return (
    <>
      {run.fault === null ? null : <FaultAlert fault={run.fault} />}
      <KeyValueList
        items={[
          { label: 'Result', value: outcomeWords[run.outcome] },
          { label: 'Ended', value: <Ago timeMs={run.endedAtMs} /> },
          { label: 'Time taken', value: formatDuration(run.endedAtMs - run.startedAtMs) },
          { label: 'Looked at', value: run.isFullScan ? 'All data' : 'Data written since the run before' },
          { label: 'Scanned', value: <Bytes value={run.scannedBytes} /> },
          { label: 'Saved', value: <Bytes value={run.savedBytes} /> },
          ...(run.overLimitBytes === 0 ? [] : [{ label: 'Left alone', value: (<><Bytes value={run.overLimitBytes} /> at the sharing limit</>) }]),
        ]}
      />
      {run.overLimitBytes === 0 ? null : <Alert tone="info">Some blocks are shared as often as a block can be. Further equal ones are stored again.</Alert>}
    </>
  );
}

function SavedCard({ volume }: { volume: VolumeRow }) {
  const { logicalBytes, savedByDedupeBytes, savedByCloneBytes, isExact } = volume;
  return (
    <Card title="What it saves here">
      <KeyValueList
        items={[
          { label: 'Saved by dedupe', value: (<><Bytes value={savedByDedupeBytes} isAtLeast={!isExact} /> ({formatPercent(savedByDedupeBytes, logicalBytes)} of logical)</>) },
          { label: 'Saved by clones', value: (<><Bytes value={savedByCloneBytes} isAtLeast={!isExact} /> ({formatPercent(savedByCloneBytes, logicalBytes)} of logical)</>) },
          { label: 'Logical', value: <Bytes value={logicalBytes} /> },
        ]}
      />
      <p className="app-note">What clones share is theirs from the start and does not count as found by dedupe.</p>
    </Card>
  );
}
