import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { KeyValueList } from '../../ui/KeyValueList.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { cancelDenial, undoDenial } from '../../stores/access.ts';
import { cancelTask } from '../../stores/commands.ts';
import { yard } from '../../stores/connection.ts';
import { undo } from '../../stores/lifecycle.ts';
import { isUndoable } from '../../stores/lifecycleWords.ts';
import { useLoaded } from '../../stores/requests.ts';
import { formatRoute, useRoute } from '../../stores/route.ts';
import { useTask, useTasks } from '../../stores/tasks.ts';
import { lastEnd } from '../../stores/undoOffers.ts';
import type { TaskId } from '../../../shared/ids.ts';
import { isEnded, type Task, type TaskResult } from '../../../shared/model/task.ts';
import { formatDuration } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { CheckVerdict } from '../parts/CheckVerdict.tsx';
import { DateTime } from '../parts/DateTime.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { percentOf, progressWords } from '../parts/progressWords.ts';
import { ScrubResult } from '../parts/ScrubResult.tsx';
import { TaskChildren } from './TaskChildren.tsx';
import { TaskLog } from './TaskLog.tsx';
import { TaskTarget } from './TaskTarget.tsx';
import { TaskTrails } from './TaskTrails.tsx';
import { resultWords } from './resultWords.ts';
import { elapsedMs, stateWords } from './taskWords.ts';

/** One task in full: live while it runs, with the items of a bulk task and the causes of failures. */
export function TaskDetailDialog({ taskId, onClose }: { taskId: TaskId; onClose: () => void }) {
  const live = useTask(taskId);
  // Tasks that are too old for the live list are asked for.
  const older = useLoaded(live === undefined ? taskId : null, (signal) => yard().tasks.get({ id: taskId }, { signal }));
  const task = live ?? older.value;
  // What other tasks do meanwhile can stand in the way, or clear it.
  const end = useTasks(lastEnd);
  const refusal = useLoaded(task !== null && isEnded(task.state) && isUndoable(task) ? `${taskId} ${end}` : null, async (signal) => ({ fault: await yard().lifecycle.undoRefusal({ taskId }, { signal }) }));
  // Following a link leaves the dialog behind.
  const address = useRoute(formatRoute);
  const openedAt = useRef(address);
  useEffect(() => {
    if (address !== openedAt.current) onClose();
  }, [address, onClose]);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={task?.name ?? say('tasks.task')}
      icon="tasks"
      size="large"
      footer={
        <>
          {task !== null && refusal.value !== null ? (
            <Button
              disabledReason={refusal.value.fault?.message ?? undoDenial(task)}
              onPress={() => {
                onClose();
                void undo(taskId);
              }}
            >
              {say('common.undo')}
            </Button>
          ) : null}
          {task?.cancelable === true && !isEnded(task.state) ? (
            <Button disabledReason={cancelDenial(task)} onPress={() => void cancelTask(taskId)}>
              {say('tasks.cancelTask')}
            </Button>
          ) : null}
          <Button variant="primary" onPress={onClose}>
            {say('common.close')}
          </Button>
        </>
      }
    >
      {older.fault === null ? null : <FaultAlert fault={older.fault} />}
      {task === null ? null : <TaskFacts task={task} />}
    </Dialog>
  );
}

function TaskFacts({ task }: { task: Task }) {
  const elapsed = elapsedMs(task, Date.now());
  return (
    <>
      {task.state === 'running' ? (
        <>
          <ProgressBar label={task.detail || say('common.running')} isLabelVisible value={percentOf(task.progress)} />
          <p className="app-note">{progressWords(task.progress)}</p>
        </>
      ) : null}
      {task.fault !== null && task.state === 'error' ? <FaultAlert fault={task.fault} /> : null}
      {task.result?.kind === 'scrub' ? <ScrubResult result={task.result} /> : null}
      {task.result?.kind === 'checkYard' ? <CheckVerdict report={task.result.report} /> : null}
      {task.resumeCount === 0 ? null : (
        <Alert tone="info">
          {say('tasks.resumedAfterShutdown', { count: task.resumeCount })}
        </Alert>
      )}
      <KeyValueList
        items={[
          { label: say('tasks.target'), value: <TaskTarget task={task} /> },
          { label: say('common.state'), value: stateWords[task.state] },
          ...(task.result === null ? [] : [{ label: say('common.result'), value: resultWords(task.result) }, ...proofs(task.result)]),
          { label: say('tasks.initiator'), value: task.initiator },
          { label: say('tasks.queued'), value: <DateTime timeMs={task.queuedAtMs} /> },
          ...(task.startedAtMs === null ? [] : [{ label: say('tasks.started'), value: <DateTime timeMs={task.startedAtMs} /> }]),
          ...(task.completedAtMs === null ? [] : [{ label: say('common.completed'), value: <DateTime timeMs={task.completedAtMs} /> }]),
          ...(elapsed === null ? [] : [{ label: say('common.timeTaken'), value: formatDuration(elapsed) }]),
          { label: say('tasks.task'), value: <code>{task.id}</code> },
        ]}
      />
      <TaskTrails task={task} />
      <TaskLog taskId={task.id} />
      {task.children === null ? null : <TaskChildren task={task} counts={task.children} />}
    </>
  );
}

/** What a result can be verified by. */
function proofs(result: TaskResult): { label: string; value: ReactNode }[] {
  if (result.kind !== 'compareDisks') return [];
  const { contentDigests, disks = [] } = result;
  const items = (digests: readonly string[], labels: readonly string[]): { label: string; value: ReactNode }[] =>
    digests.map((hash, n) => ({ label: labels[n] ?? '', value: <code className="app-hash">{hash}</code> }));
  if (disks.length < 2) return items(contentDigests, [say('tasks.digestFirst'), say('tasks.digestSecond')]);
  return disks.flatMap((disk) => (disk.in === 'both' ? items(disk.contentDigests, [say('tasks.digestFirstOfDisk', { disk: disk.label }), say('tasks.digestSecondOfDisk', { disk: disk.label })]) : []));
}
