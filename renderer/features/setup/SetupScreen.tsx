import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { Button } from '../../ui/Button.tsx';
import { ProgressBar } from '../../ui/ProgressBar.tsx';
import { yard } from '../../stores/connection.ts';
import { useStarter } from '../../stores/requests.ts';
import { refreshSystem } from '../../stores/system.ts';
import { useTasks } from '../../stores/tasks.ts';
import type { YardInfo } from '../../../shared/model/system.ts';
import type { Task } from '../../../shared/model/task.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { percentOf, progressWords } from '../parts/progressWords.ts';
import { setupPhaseOf } from './setupPhase.ts';

export interface SetupScreenProps {
  info: YardInfo;
  brand: ReactNode;
}

/** The first start: makes the sample yard by itself, and offers to begin with nothing instead. */
export function SetupScreen({ info, brand }: SetupScreenProps) {
  const tasks = useTasks((state) => state.tasks);
  const areTasksKnown = useTasks((state) => state.phase === 'ready');
  const phase = setupPhaseOf(info.setup, tasks, areTasksKnown);
  const { start, isBusy, fault } = useStarter();
  const hasBegun = useRef(false);
  const isFinished = tasks.some((task) => task.kind === 'initializeYard' && task.state === 'success');

  const begin = (kind: 'sample' | 'empty') => start((requestId) => yard().system.initialize({ kind, requestId }));
  const startEmptyInstead = (task: Task) =>
    start(async (requestId) => {
      await yard().tasks.cancel({ id: task.id });
      const ended = await yard().tasks.wait({ id: task.id });
      // It may have finished before it could be stopped; the sample yard is then simply there.
      if (ended.state !== 'success') await yard().system.initialize({ kind: 'empty', requestId });
      await refreshSystem();
    });

  useEffect(() => {
    if (phase.type !== 'begin' || hasBegun.current) return;
    hasBegun.current = true;
    void begin('sample');
  });
  useEffect(() => {
    if (isFinished) void refreshSystem();
  }, [isFinished]);

  return (
    <main className="app-setup">
      <div className="app-setup-card">
        <div className="app-setup-brand">{brand}</div>
        <h1>{say('setup.preparingYourYard')}</h1>
        {phase.type === 'stopped' ? (
          <Stopped task={phase.task} isBusy={isBusy} onRetry={() => void begin('sample')} onStartEmpty={() => void begin('empty')} />
        ) : (
          <Working
            task={phase.type === 'working' ? phase.task : null}
            isBusy={isBusy}
            onStartEmpty={phase.type === 'working' && phase.task.cancelable ? () => void startEmptyInstead(phase.task) : null}
          />
        )}
        {fault === null ? null : <FaultAlert fault={fault} action={{ label: say('common.tryAgain'), onAction: () => void begin('sample') }} />}
        <p className="app-setup-note">{say('setup.everythingIsKeptIn', { dataDirectory: info.dataDirectory })}</p>
      </div>
    </main>
  );
}

interface WorkingProps {
  task: Task | null;
  isBusy: boolean;
  onStartEmpty: (() => void) | null;
}

function Working({ task, isBusy, onStartEmpty }: WorkingProps) {
  return (
    <>
      <p>
        {say('setup.sampleYardBeingMade')}
      </p>
      <ProgressBar label={task?.detail || say('setup.starting')} isLabelVisible value={task === null ? undefined : percentOf(task.progress)} />
      <p className="app-setup-rate" aria-live="off">
        {task === null ? ' ' : progressWords(task.progress) || ' '}
      </p>
      <div className="app-setup-actions">
        {onStartEmpty === null ? null : (
          <Button onPress={onStartEmpty} isBusy={isBusy}>
            {say('setup.startEmptyInstead')}
          </Button>
        )}
      </div>
    </>
  );
}

interface StoppedProps {
  task: Task;
  isBusy: boolean;
  onRetry: () => void;
  onStartEmpty: () => void;
}

function Stopped({ task, isBusy, onRetry, onStartEmpty }: StoppedProps) {
  return (
    <>
      {task.fault === null || task.state === 'canceled' ? (
        <Alert tone="info">{say('setup.sampleYardCancelled')}</Alert>
      ) : (
        <FaultAlert fault={task.fault} />
      )}
      <div className="app-setup-actions">
        <Button onPress={onStartEmpty} isBusy={isBusy}>
          {say('setup.startEmpty')}
        </Button>
        <Button variant="primary" onPress={onRetry} isBusy={isBusy}>
          {say('setup.makeTheSampleYard')}
        </Button>
      </div>
    </>
  );
}
