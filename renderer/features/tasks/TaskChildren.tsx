import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Spinner } from '../../ui/Spinner.tsx';
import { yard } from '../../stores/connection.ts';
import { useLoaded } from '../../stores/requests.ts';
import { isEnded, type Task, type TaskChild } from '../../../shared/model/task.ts';
import { formatCount } from '../../../shared/units.ts';
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
      {page.fault === null ? null : <FaultAlert fault={page.fault} action={{ label: 'Try again', onAction: page.reload }} />}
      <table className="app-table">
        <caption>
          {formatCount(counts.succeeded)} done, {formatCount(counts.failed)} failed, {formatCount(counts.total)} in all
        </caption>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">State</th>
            <th scope="col">Cause</th>
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
          <Button variant="flat" disabledReason={offset === 0 ? 'These are the first ones.' : undefined} onPress={() => setOffset(Math.max(0, offset - pageSize))}>
            Previous
          </Button>
          <span>
            {formatCount(offset + 1)} to {formatCount(Math.min(total, offset + pageSize))} of {formatCount(total)}
          </span>
          <Button variant="flat" disabledReason={offset + pageSize >= total ? 'These are the last ones.' : undefined} onPress={() => setOffset(offset + pageSize)}>
            Next
          </Button>
          {page.isLoading ? <Spinner label="Loading" sizePx={14} /> : null}
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
  if (failures.value === null) return failures.isLoading ? <Spinner label="Collecting the failures" /> : null;
  return failures.value.map(({ fault, names }) => (
    <FaultAlert key={`${fault.code} ${fault.message}`} fault={{ ...fault, message: `${formatCount(names.length)} failed: ${fault.message}`, names: [...names] }} />
  ));
}
