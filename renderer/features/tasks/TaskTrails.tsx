import { Disclosure } from '../../ui/Disclosure.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { useTaskTrails } from '../../stores/offloadCalls.ts';
import { useFixes } from '../../stores/offloadFixes.ts';
import { isEnded, type Task, type TaskKind } from '../../../shared/model/task.ts';
import { say } from '../../strings/say.ts';
import { FixNotice } from '../parts/DecisionFixes.tsx';
import { TrailView } from '../parts/DecisionView.tsx';
import { headline, operationTitle } from '../parts/decisionWords.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';

/** Tasks that hand work over to the array, or try to. */
const kinds: ReadonlySet<TaskKind> = new Set([
  'rapidClone', 'cloneVm', 'deployTemplate', 'createVm', 'reconfigureVm', 'deleteDisks', 'deleteVms', 'createVmSnapshot', 'revertVm', 'removeVmSnapshot', 'restoreVm', 'compareOffload', 'migrateVms',
]);

/** What a task handed over to the array, what it didn't, and why. */
export function TaskTrails({ task }: { task: Task }) {
  return kinds.has(task.kind) ? <Trails task={task} /> : null;
}

function Trails({ task }: { task: Task }) {
  // While it runs, each batch of clones may leave a trail.
  const version = isEnded(task.state) ? task.state : `${task.state} ${task.children?.succeeded ?? 0}`;
  const { value, fault, reload } = useTaskTrails(task.id, version);
  const fixes = useFixes(reload);
  if (fault !== null) return <FaultAlert fault={fault} action={{ label: say('common.tryAgain'), onAction: reload }} />;
  if (value === null) return <Spinner label={say('tasks.loadingHowItWasDone')} />;
  if (value.length === 0) return null;
  return (
    <section className="app-task-trails" aria-label={say('tasks.howItWasDone')}>
      <h3 className="app-subhead">{say('tasks.howItWasDone')}</h3>
      <FixNotice fixes={fixes} />
      {value.map((trail) => (
        <Disclosure
          key={trail.id}
          label={`${operationTitle(trail)}. ${headline(trail, trail.moved)}`}
        >
          <TrailView trail={trail} fixes={fixes} />
            </Disclosure>
      ))}
    </section>
  );
}
