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
import { Filled, slots } from '../parts/Filled.tsx';
import { TaskProgress } from '../parts/TaskProgress.tsx';

/** The aggregate in one line: what is stored, what is promised, and whether the figures are exact. */
export function AggregateLine() {
  const aggregate = useStorage((state) => state.aggregate);
  const pass = useLatestTask('exactPass');
  if (aggregate === null) return null;
  const isCounting = pass !== undefined && !isEnded(pass.state);
  const areExact = aggregate.isExact && !aggregate.needsExactPass;
  return (
    <>
      <div className="app-facts-line" role="group" aria-label={say('volumes.aggregate')}>
        <span>
          <Filled text={say('volumes.aggregateStored', { size: slots[0] })}><Bytes value={aggregate.physicalBytes} isAtMost={!aggregate.isExact} /></Filled>
        </span>
        <span>
          <Filled text={say('volumes.aggregateCommitted', { size: slots[0] })}><Bytes value={aggregate.committedBytes} isAtMost={!aggregate.isExact} /></Filled>
        </span>
        <span>
          {aggregate.quotaBytes === null ? say('volumes.aggregateQuotaNone') : <Filled text={say('volumes.aggregateQuota', { size: slots[0] })}><Bytes value={aggregate.quotaBytes} /></Filled>}
        </span>
        <span>
          {pass?.state === 'success' && pass.completedAtMs !== null ? (
            <Filled text={areExact ? say('volumes.figuresExactSince', { ago: slots[0] }) : say('volumes.figuresBoundsSince', { ago: slots[0] })}>
              <Ago timeMs={pass.completedAtMs} />
            </Filled>
          ) : areExact ? (
            say('volumes.figuresExact')
          ) : (
            say('volumes.figuresBounds')
          )}
        </span>
        <span className="app-facts-actions">
          <CallButton call={contract.storage.exactPass} variant="flat" icon="clock" disabledReason={isCounting ? say('volumes.exactPassIsUnderWay') : undefined} onPress={() => void countExactly()}>
            {say('common.countExactly')}
          </CallButton>
          <DialogButton variant="flat" icon="refresh" request={{ type: 'scrub' }}>
            {say('volumes.scrubAction')}
          </DialogButton>
          <DialogButton variant="flat" icon="check" request={{ type: 'arrayCheck' }}>
            {say('volumes.checkAction')}
          </DialogButton>
        </span>
      </div>
      <TaskProgress task={isCounting ? pass : undefined} />
    </>
  );
}
