import { useStorage } from '../../stores/storage.ts';
import { countExactly } from '../../stores/storageCommands.ts';
import { useLatestTask } from '../../stores/tasks.ts';
import { contract } from '../../../shared/contract/contract.ts';
import { isEnded } from '../../../shared/model/task.ts';
import { say } from '../../strings/say.ts';
import { Ago } from '../parts/Ago.tsx';
import { Bytes } from '../parts/Bytes.tsx';
import { CallButton } from '../parts/CallButton.tsx';
import { DialogButton } from '../parts/DialogButton.tsx';
import { TaskProgress } from '../parts/TaskProgress.tsx';

/** The aggregate in one line: what is stored, what is promised, and whether the figures are exact. */
export function AggregateLine() {
  const aggregate = useStorage((state) => state.aggregate);
  const pass = useLatestTask('exactPass');
  if (aggregate === null) return null;
  const isCounting = pass !== undefined && !isEnded(pass.state);
  return (
    <>
      <div className="app-facts-line" role="group" aria-label={say('volumes.aggregate')}>
        <span>
          {say('volumes.stored')}{' '}<Bytes value={aggregate.physicalBytes} isAtMost={!aggregate.isExact} />
        </span>
        <span>
          {say('volumes.committed')}{' '}<Bytes value={aggregate.committedBytes} isAtMost={!aggregate.isExact} />
        </span>
        <span>
          {say('volumes.quota')}{' '}{aggregate.quotaBytes === null ? say('volumes.none') : <Bytes value={aggregate.quotaBytes} />}
        </span>
        <span>
          {aggregate.isExact && !aggregate.needsExactPass ? say('volumes.allFiguresAreExact') : say('volumes.someFiguresAreBounds')}
          {pass?.state === 'success' && pass.completedAtMs !== null ? (
            <>
              {say('volumes.counted')}{' '}<Ago timeMs={pass.completedAtMs} />
            </>
          ) : null}
        </span>
        <span className="app-facts-actions">
          <CallButton call={contract.storage.exactPass} variant="flat" icon="clock" disabledReason={isCounting ? say('volumes.theExactPassIsUnder') : undefined} onPress={() => void countExactly()}>
            {say('common.countExactly')}
          </CallButton>
          <DialogButton variant="flat" icon="refresh" request={{ type: 'scrub' }}>
            {say('volumes.scrub')}
          </DialogButton>
          <DialogButton variant="flat" icon="check" request={{ type: 'arrayCheck' }}>
            {say('volumes.check')}
          </DialogButton>
        </span>
      </div>
      <TaskProgress task={isCounting ? pass : undefined} />
    </>
  );
}
