import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { yard } from '../../stores/connection.ts';
import { useStarter } from '../../stores/requests.ts';
import { useLatestTask } from '../../stores/tasks.ts';
import { isEnded } from '../../../shared/model/task.ts';
import { say } from '../../strings/say.ts';
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
      title={say('arrayCare.scrub')}
      icon="refresh"
      size="large"
      footer={
        <>
          <Button onPress={onClose}>{say('common.close')}</Button>
          <Button
            variant="primary"
            isBusy={isBusy}
            disabledReason={isRunning ? say('arrayCare.aScrubIsUnderWay') : undefined}
            onPress={() => void start((requestId) => yard().storage.scrub({ requestId }))}
          >
            {say('arrayCare.startScrub')}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <p>
        {say('arrayCare.scrubExplained')}
      </p>
      <TaskProgress task={task} />
      {task === undefined ? <p className="app-note">{say('arrayCare.noScrubLately')}</p> : null}
      {task === undefined || isRunning ? null : <LastTime run="scrub" task={task} />}
      {task?.state === 'error' && task.fault !== null ? <FaultAlert fault={task.fault} /> : null}
      {task?.state === 'canceled' ? <Alert tone="info">{say('arrayCare.scrubWasCancelled')}</Alert> : null}
      {task?.result?.kind === 'scrub' ? <ScrubResult result={task.result} /> : null}
    </Dialog>
  );
}
