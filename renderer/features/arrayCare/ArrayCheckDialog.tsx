import { useState } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { yard } from '../../stores/connection.ts';
import { useStarter } from '../../stores/requests.ts';
import { useLatestTask } from '../../stores/tasks.ts';
import { isEnded } from '../../../shared/model/task.ts';
import { say } from '../../strings/say.ts';
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
      title={say('arrayCare.arrayCheck')}
      icon="check"
      size="large"
      footer={
        <>
          <Button onPress={onClose}>{say('common.close')}</Button>
          <Button
            variant="primary"
            isBusy={isBusy}
            disabledReason={isRunning ? say('arrayCare.aCheckIsUnderWay') : undefined}
            onPress={() => void start((requestId) => yard().system.startCheck({ isDeep, repair, requestId }))}
          >
            {say('arrayCare.startCheck')}
          </Button>
        </>
      }
    >
      {fault === null ? null : <FaultAlert fault={fault} />}
      <p>{say('arrayCare.checkExplained')}</p>
      <Checkbox label={say('arrayCare.deep')} isSelected={isDeep} onChange={setDeep} isDisabled={isRunning} description={say('arrayCare.deepExplained')} />
      <Checkbox
        label={say('arrayCare.repair')}
        isSelected={repair}
        onChange={setRepair}
        isDisabled={isRunning}
        description={say('arrayCare.repairExplained')}
      />
      <TaskProgress task={task} />
      {task === undefined || isRunning ? null : <LastTime run="check" task={task} />}
      {task?.state === 'error' && task.fault !== null ? <FaultAlert fault={task.fault} /> : null}
      {task?.state === 'canceled' ? <Alert tone="info">{say('arrayCare.checkWasCancelled')}</Alert> : null}
      {task?.result?.kind === 'checkYard' ? <CheckVerdict report={task.result.report} /> : null}
    </Dialog>
  );
}
