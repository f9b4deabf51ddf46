import { useMemo } from 'react';
import { Disclosure } from '../../ui/Disclosure.tsx';
import { useEventHistory } from '../../stores/history.ts';
import type { EventFilter } from '../../../shared/contract/events.ts';
import type { TaskId } from '../../../shared/ids.ts';
import { say } from '../../strings/say.ts';
import { DateTime } from '../parts/DateTime.tsx';
import { FaultAlert } from '../parts/FaultAlert.tsx';

/** What happened in the course of a task, newest first: all events of its chain that are kept. */
export function TaskLog({ taskId }: { taskId: TaskId }) {
  const filter = useMemo((): EventFilter => ({ objectId: null, types: [], severities: [], sinceMs: null, beforeMs: null, chainId: taskId, text: '' }), [taskId]);
  const { value, fault, reload } = useEventHistory(filter);
  if (fault !== null) return <FaultAlert fault={fault} action={{ label: say('common.tryAgain'), onAction: reload }} />;
  // A task older than the events that are kept has none.
  if (value === null || value.rows.length === 0) return null;
  const events = say('counts.event', { count: value.rows.length });
  return (
    <Disclosure label={value.hasMore ? say('tasks.logNewest', { events }) : say('tasks.log', { events })}>
      <div className="app-scroll-table" tabIndex={0} role="region" aria-label={say('tasks.logOfTheTask')}>
        <table className="app-table">
          <thead>
            <tr>
              <th scope="col">{say('common.dateAndTime')}</th>
              <th scope="col">{say('tasks.event')}</th>
            </tr>
          </thead>
          <tbody>
            {value.rows.map((event) => (
              <tr key={event.key}>
                <td>
                  <DateTime timeMs={event.atMs} />
                </td>
                <td>{event.message}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Disclosure>
  );
}
