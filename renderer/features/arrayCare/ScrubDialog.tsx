import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { yard } from '../../stores/connection.ts';
import { useStarter } from '../../stores/requests.ts';
import { useLatestTask } from '../../stores/tasks.ts';
import { isEnded } from '../../../shared/model/task.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { ScrubResult } from '../parts/ScrubResult.tsx';
import { TaskProgress } from '../parts/TaskProgress.tsx';
import { LastTime } from './LastTime.tsx';

/** Starts a scrub, and shows how far it is and what it found. */
export function ScrubDialog({ onClose }: { onClose: () => void }) {
  const { start, isBusy, fault } = useStarter();
  const task = useLatestTask('scrub');
  const isRunning = task !== undefined && !isEnded(task.state);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Scrub"
      icon="refresh"
      size="large"
      footer={
        <>
          <Button onPress={onClose}>Close</Button>
          <Button
            variant="primary"
            isBusy={isBusy}
            disabledReason={isRunning ? 'A scrub is under way.' : undefined}
            onPress={() => void start((requestId) => yard().storage.scrub({ requestId }))}
          >
            Start scrub
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <p>
        Reads every block in use and compares it with its checksum. A damaged block is repaired from an intact twin where one exists; otherwise the machines that hold
        it are named. It runs in the background, and machines go on running.
      </p>
      <TaskProgress task={task} />
      {task === undefined ? <p className="app-note">No scrub has been run lately.</p> : null}
      {task === undefined || isRunning ? null : <LastTime what="Last scrub" task={task} />}
      {task?.state === 'error' && task.fault !== null ? <FaultAlert fault={task.fault} /> : null}
      {task?.state === 'canceled' ? <Alert tone="info">The scrub was cancelled before its end.</Alert> : null}
      {task?.result?.kind === 'scrub' ? <ScrubResult result={task.result} /> : null}
    </Dialog>
  );
}
