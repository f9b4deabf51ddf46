import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { yard } from '../../stores/connection.ts';
import { useLoaded } from '../../stores/requests.ts';
import { isEnded, type Task, type TaskChild } from '../../../shared/model/task.ts';
import { formatCount } from '../../../shared/units.ts';
import { say } from '../../strings/say.ts';
import { FaultAlert } from '../parts/FaultAlert.tsx';
import { ObjectLink } from '../parts/ObjectLink.tsx';
import { groupFailures, stateWords } from './taskWords.ts';

const pageSize = 50;
const scanSize = 1000;

/** The items of a bulk task: failures by cause first, then all of them in pages. */
export function TaskChildren({ task, counts }: { task: Task; counts: NonNullable<Task['children']> }) {
  const [offset, setOffset] = useState(0);
  // A new page is fetched when the counts change; while a task runs, not more than twice a second.
  const version = `${counts.succeeded} ${counts.failed} ${task.state}`;
  const page = useLoaded(
    `${task.id} ${offset} ${version}`,
    (signal) => yard().tasks.children({ id: task.id, offset, limit: pageSize }, { signal }),
    isEnded(task.state) ? 0 : 500,
  );
  const total = page.value?.total ?? counts.total;
  return (
    <>
      {counts.failed === 0 ? null : <Failures task={task} failedCount={counts.failed} />}
      {page.fault === null ? null : <FaultAlert fault={page.fault} action={{ label: say('common.tryAgain'), onAction: page.reload }} />}
      <table className="app-table">
        <caption>
          {say('tasks.itemsInAll', { succeeded: formatCount(counts.succeeded), failed: formatCount(counts.failed), total: formatCount(counts.total) })}
        </caption>
        <thead>
          <tr>
            <th scope="col">{say('common.name')}</th>
            <th scope="col">{say('common.state')}</th>
            <th scope="col">{say('tasks.cause')}</th>
          </tr>
        </thead>
        <tbody>
          {(page.value?.children ?? []).map((child) => (
            <tr key={child.index}>
              <td>{child.targetId === null ? child.name : <ObjectLink id={child.targetId} name={child.name} />}</td>
              <td>{stateWords[child.state]}</td>
              <td>{child.fault?.message ?? child.note ?? ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {total <= pageSize ? null : (
        <div className="app-pager">
          <Button variant="flat" disabledReason={offset === 0 ? say('tasks.atFirstPage') : undefined} onPress={() => setOffset(Math.max(0, offset - pageSize))}>
            {say('tasks.previous')}
          </Button>
          <span>
            {say('tasks.pageOfItems', { first: formatCount(offset + 1), last: formatCount(Math.min(total, offset + pageSize)), total: formatCount(total) })}
          </span>
          <Button variant="flat" disabledReason={offset + pageSize >= total ? say('tasks.atLastPage') : undefined} onPress={() => setOffset(offset + pageSize)}>
            {say('tasks.next')}
          </Button>
          {page.isLoading ? <Spinner label={say('tasks.loading')} sizePx={14} /> : null}
        </div>
      )}
    </>
  );
}

/** Reads all items, because a cause can be anywhere among them. */
function Failures({ task, failedCount }: { task: Task; failedCount: number }) {
  const failures = useLoaded(
    `${task.id} ${failedCount}`,
    async (signal) => {
      const failed: TaskChild[] = [];
      for (let offset = 0; ; offset += scanSize) {
        const { total, children } = await yard().tasks.children({ id: task.id, offset, limit: scanSize }, { signal });
        failed.push(...children.filter((child) => child.state === 'error'));
        if (offset + scanSize >= total) return groupFailures(failed);
      }
    },
    300,
  );
  if (failures.value === null) return failures.isLoading ? <Spinner label={say('tasks.collectingTheFailures')} /> : null;
  return failures.value.map(({ fault, names }) => (
    <FaultAlert key={`${fault.code} ${fault.message}`} fault={{ ...fault, message: say('tasks.itemsFailed', { count: names.length, cause: fault.message }), names: [...names] }} />
  ));
}
