import { useState } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { yard } from '../../stores/connection.ts';
import { useStarter } from '../../stores/requests.ts';
import { useLatestTask } from '../../stores/tasks.ts';
import { isEnded } from '../../../shared/model/task.ts';
import { CheckVerdict } from '../parts/CheckVerdict.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { TaskProgress } from '../parts/TaskProgress.tsx';
import { LastTime } from './LastTime.tsx';

/** Starts the array checker, and shows how far it is and what it found. */
export function ArrayCheckDialog({ onClose }: { onClose: () => void }) {
  const [isDeep, setDeep] = useState(false);
  const [repair, setRepair] = useState(false);
  const { start, isBusy, fault } = useStarter();
  const task = useLatestTask('checkYard');
  const isRunning = task !== undefined && !isEnded(task.state);
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Array check"
      icon="check"
      size="large"
      footer={
        <>
          <Button onPress={onClose}>Close</Button>
          <Button
            variant="primary"
            isBusy={isBusy}
            disabledReason={isRunning ? 'A check is under way.' : undefined}
            onPress={() => void start((requestId) => yard().system.startCheck({ isDeep, repair, requestId }))}
          >
            Start check
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <p>Verifies block maps, share points, space counters and segments, and that every virtual machine has its disks.</p>
      <Checkbox label="Deep" isSelected={isDeep} onChange={setDeep} isDisabled={isRunning} description="Also reads every stored block and compares it with its checksum. This takes longer." />
      <Checkbox
        label="Repair"
        isSelected={repair}
        onChange={setRepair}
        isDisabled={isRunning}
        description="Mends what can be mended without losing anything: counters, leftovers, blocks with an intact twin. Otherwise nothing is changed."
      />
      <TaskProgress task={task} />
      {task === undefined || isRunning ? null : <LastTime what="Last check" task={task} />}
      {task?.state === 'error' && task.fault !== null ? <FaultAlert fault={task.fault} /> : null}
      {task?.state === 'canceled' ? <Alert tone="info">The check was cancelled before its end.</Alert> : null}
      {task?.result?.kind === 'checkYard' ? <CheckVerdict report={task.result.report} /> : null}
    </Dialog>
  );
}
