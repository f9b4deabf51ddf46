import { useEffect, useMemo, useRef, useState } from 'react';
import { Alert } from '../../ui/Alert.tsx';
import { Card } from '../../ui/Card.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { ObjectHeader } from '../../ui/ObjectHeader.tsx';
import { yard } from '../../stores/connection.ts';
import { useStarter } from '../../stores/requests.ts';
import { navigate, useRoute } from '../../stores/route.ts';
import { useTasks } from '../../stores/tasks.ts';
import type { TaskId } from '../../../shared/ids.ts';
import { isEnded, type Task } from '../../../shared/model/task.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { finishedOf, specOf, type CompareDraft } from './compareDraft.ts';
import { CompareForm } from './CompareForm.tsx';
import { CompareLive } from './CompareLive.tsx';
import { CompareResult } from './CompareResult.tsx';
import { EarlierComparisons } from './EarlierComparisons.tsx';

/** Runs the host's way and the array's way one after the other on the same source, and sets them side by side. */
export function ComparePage() {
  const sourceId = useRoute((route) => route.objectId);
  const [settings, setSettings] = useState<Omit<CompareDraft, 'sourceId'>>({ count: 3, hardwareProfile: 'nfs10' });
  // The address names the source, so that a reload and a bookmark keep it; the machine it was opened for stays in the list.
  const [openedId] = useState(sourceId);
  const [chosenId, setChosenId] = useState<TaskId | null>(null);
  const all = useTasks((state) => state.tasks);
  const tasks = useMemo(() => all.filter((task) => task.kind === 'compareOffload'), [all]);
  const finished = useMemo(() => finishedOf(tasks), [tasks]);
  const running = tasks.find((task) => !isEnded(task.state));
  const shown = finished.find(({ task }) => task.id === chosenId) ?? finished[0];
  const resultsRef = useRef<HTMLDivElement>(null);
  const { start, isBusy, fault } = useStarter();
  const draft: CompareDraft = { ...settings, sourceId };

  useEffect(() => {
    document.title = say('compare.pageTitle');
  }, []);

  const run = async () => {
    const spec = specOf(draft);
    if (spec === null) return;
    const started = await start((requestId) => yard().offload.compare({ spec, requestId }));
    if (started === null) return;
    setChosenId(null);
    // In a narrow window the results stand below what was pressed.
    resultsRef.current?.scrollIntoView({ block: 'start' });
  };
  const change = ({ sourceId: nextId, ...rest }: Partial<CompareDraft>) => {
    if (nextId !== undefined) navigate({ page: 'compare', objectId: nextId }, 'replace');
    setSettings((before) => ({ ...before, ...rest }));
  };

  return (
    <ObjectHeader icon="compare" title={say('common.compareHostAndArray')}>
      <div className="app-compare">
        <CompareForm
          draft={draft}
          onChange={change}
          openedId={openedId}
          finished={finished.map(({ comparison }) => comparison)}
          blockedReason={running === undefined ? undefined : say('compare.aComparisonIsUnderWay')}
          isBusy={isBusy}
          fault={fault}
          onStart={() => void run()}
        />
        <div className="app-compare-results" ref={resultsRef}>
          {running === undefined ? <LastEnd task={tasks[0]} /> : <CompareLive key={running.id} task={running} />}
          {shown === undefined ? running === undefined ? <NothingYet /> : null : <CompareResult key={shown.task.id} comparison={shown.comparison} />}
          {finished.length === 0 ? null : <EarlierComparisons finished={finished} shownId={shown?.task.id ?? null} onShow={setChosenId} />}
        </div>
      </div>
    </ObjectHeader>
  );
}

/** How the newest one ended when it came to no result. */
function LastEnd({ task }: { task: Task | undefined }) {
  if (task?.state === 'canceled') return <Alert tone="info" isLive>{say('compare.lastWasCancelled')}</Alert>;
  return task?.state === 'error' && task.fault !== null ? <FaultAlert fault={task.fault} /> : null;
}

function NothingYet() {
  return (
    <Card title={say('common.result')}>
      <EmptyState
        icon="compare"
        title={say('compare.noComparisonHasBeenRun')}
        text={say('compare.comparisonExplained')}
      />
    </Card>
  );
}
